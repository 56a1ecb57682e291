"""Words for modems: every stable word of the contract has its sentence, and amounts are found in answers."""

from __future__ import annotations

import dataclasses
import re
from typing import get_args

import pytest
from PySide6.QtWidgets import QApplication

from app.contracts import modems as contract
from app.contracts.modems import Modem, Obstacle, UssdLine, UssdTalk
from bridge.modem import refusals
from tests.ui.stub_office import NOW, StubOffice
from ui import modem_texts as words
from ui.texts import Sign


@pytest.fixture
def modem(outpost_app: QApplication) -> Modem:
    return StubOffice().services["modems"]._plug_in_used(["w"])


def stable_words(after: str, before: str) -> set[str]:
    """Those that `Modem` names between two of its own words."""
    text = (Modem.__doc__ or "").split(after, 1)[1].split(before, 1)[0]
    return {word for word in re.findall(r"`([a-z_]+)`", text) if word != "holder"}


def test_every_trouble_of_the_contract_has_words(modem: Modem) -> None:
    found = stable_words("`trouble`", "`warnings`")
    assert len(found) == 14
    for trouble in found:
        troubled = dataclasses.replace(modem, trouble=trouble, state="stopped")
        assert len(words.trouble_text(troubled)) > 30, trouble
        assert words.modem_sign(troubled).word != trouble.replace("_", " "), trouble
        assert words.note_text(trouble) == words.modem_sign(troubled).word


def test_every_warning_of_the_contract_has_words(modem: Modem) -> None:
    found = stable_words("`warnings`", "`signal`")
    assert len(found) == 5
    assert all(len(words.warning_text(warning)) > 30 for warning in found)


def test_every_state_has_words(modem: Modem) -> None:
    shown = {state: words.modem_sign(dataclasses.replace(modem, state=state)).word for state in get_args(contract.ModemState)}
    assert shown == {"starting": "Starting", "ready": "Ready", "stopped": "Stopped", "away": "Away"}
    assert words.modem_sign(dataclasses.replace(modem, channel=None)).word == "New"
    assert words.modem_sign(dataclasses.replace(modem, warnings=["not_registered"])).word == "No network"
    assert words.modem_sign(dataclasses.replace(modem, is_ignored=True, trouble="sim_pin")) == Sign("stop", "Left alone", "idle")


@pytest.mark.parametrize("kind", get_args(contract.ObstacleKind))
def test_every_obstacle_has_words(kind: contract.ObstacleKind, outpost_app: QApplication) -> None:
    obstacle = Obstacle(kind, "Huawei 12d1:14dc")
    assert words.obstacle_title(obstacle) not in ("{device}", "\u2066Huawei 12d1:14dc\u2069")
    assert "12d1:14dc" in words.obstacle_title(obstacle)
    assert len(words.obstacle_text(obstacle)) > 40


def test_every_registration_dialogue_and_test_has_words(outpost_app: QApplication) -> None:
    for registration in set(get_args(contract.Registration)) - {"unknown"}:
        assert words.registration_text(registration) != registration
    for state in get_args(contract.UssdState):
        assert words.ussd_text(state)
    for state in get_args(contract.TestState):
        test = contract.TestSms("1", state, None, NOW)
        assert words.trial_sign(test).word != state
        assert words.trial_text(test)


def test_every_error_that_the_driver_knows_has_its_own_words(outpost_app: QApplication) -> None:
    for code in refusals._STEPS:
        assert str(code) not in words.refusal_text(code), code
    assert words.refusal_text(4711) == "The network refused it (error 4711). Ask the operator what this means."
    assert "without saying why" in words.refusal_text(None)


def test_who_has_the_port_is_named(modem: Modem) -> None:
    taken = dataclasses.replace(modem, trouble="port_busy", state="stopped")
    assert words.trouble_text(dataclasses.replace(taken, holder="minicom")).startswith("minicom has its port")
    assert "install-modem-rules.sh" in words.trouble_text(dataclasses.replace(taken, holder="ModemManager"))
    assert words.obstacle_command("port_busy", "ModemManager") == "sudo systemctl disable --now ModemManager"
    assert words.obstacle_command("port_busy", "minicom") == ""


def test_obstacles_of_one_kind_are_said_once() -> None:
    found = words.grouped([Obstacle("no_permission", "a"), Obstacle("port_busy", "b", "x"), Obstacle("no_permission", "c")])
    assert found == [Obstacle("no_permission", "a, c"), Obstacle("port_busy", "b", "x")]


def test_what_needs_a_person(modem: Modem) -> None:
    assert not words.needs_attention(modem)
    assert words.needs_attention(dataclasses.replace(modem, state="away"))
    assert words.needs_attention(dataclasses.replace(modem, trouble="credit"))
    assert not words.needs_attention(dataclasses.replace(modem, trouble="sim_busy"))
    assert not words.needs_attention(dataclasses.replace(modem, trouble="sim_pin", channel=None))
    assert not words.needs_attention(dataclasses.replace(modem, state="away", is_ignored=True))


@pytest.mark.parametrize(("power", "bars"), [(None, 0), (-120, 0), (-113, 1), (-96, 1), (-95, 2), (-85, 3), (-75, 4), (-51, 4)])
def test_signal_in_bars(power: int | None, bars: int) -> None:
    assert words.signal_bars(power) == bars


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("Your balance is 1,250 RWF, valid until 30/04/2026.", "1,250 RWF"),
        ("Solde: 3 500,50 FCFA. Validite 12/12/26", "3 500,50 FCFA"),
        ("KSh12.00 left. Dial *144#", "12.00"),
        ("Main acc: USD 4.20", "USD 4.20"),
        ("Rs 99.5 remaining", "99.5"),
        ("رصيدك 120.5 جنيه", "120.5"),
        ("€5,00", "€5,00"),
        ("No money", ""),
        ("", ""),
    ],
)
def test_the_amount_is_guessed(said: str, amount: str) -> None:
    start, end = words.likely_amount(said)
    assert said[start:end] == amount


def test_only_a_straight_answer_teaches() -> None:
    code, menu = UssdLine("office", "*131#", NOW), UssdLine("network", "You have 5 RWF", NOW)
    reply = [UssdLine("office", "1", NOW), UssdLine("network", "5 RWF", NOW)]
    assert words.teachable(UssdTalk("waiting", [code])) is None
    assert words.teachable(UssdTalk("ended", [code, menu])) == ("*131#", "You have 5 RWF")
    assert words.teachable(UssdTalk("ended", reply)) is None
