"""The screen of modems with the services themselves over the wire: the board is told as the bridge tells it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from app.contracts.modems import Obstacle
from app.contracts.people import Workspace
from app.services.modems.rows import uuid_of
from app.services.modems.service import Modems
from tests.app.services.databases import open_office
from tests.app.services.modeming import IMEI, NUMBER, Stick
from tests.app.support import Office
from tests.ui.stub_office import StubOffice
from ui.session import Session
from ui.views.modem_log import ModemLog
from ui.views.modem_pin import EnterPin
from ui.views.modem_ports import ChoosePorts
from ui.views.modem_test import SendTest
from ui.views.modem_use import ModemSettings, ModemShares, ModemWorkspaces, UseModem
from ui.views.modem_ussd import TeachBalance, UssdDialog
from ui.views.modems import ModemsView
from ui.widgets.dialog import Question
from ui.workbench import Workbench

LEFT = Qt.MouseButton.LeftButton
SAID = "Dear customer, your balance is 1,250.50 RWF. Valid until 12/08/2026."


@pytest.fixture
def real(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office("sqlite", tmp_path / "office", tmp_path_factory.mktemp("templates")) as made:
        yield made


@pytest.fixture
def office(real: Office) -> StubOffice:
    """Everything but modems in memory, as an administrator of the office."""
    made = StubOffice()
    spaces = [
        Workspace(real.workspace, "Clinic", "RW", "UTC", ["eng"], "administrator"),
        Workspace(real.other_workspace, "School", "RW", "UTC", ["eng"], "administrator"),
    ]
    made.person = dataclasses.replace(made.person, workspaces=spaces)
    made.services["modems"] = Modems(real.core, real.admin)
    return made


@pytest.fixture
def stick(real: Office) -> Stick:
    return Stick(real)


@pytest.fixture
def view(bench: Workbench, session: Session, qtbot) -> ModemsView:
    shown = bench.show_screen("modems")
    assert isinstance(shown, ModemsView)
    qtbot.waitUntil(lambda: not session.work._running)
    return shown


def dialog(kind: type[QDialog]) -> Any:
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    assert len(found) == 1
    return found[0]


def press(view: ModemsView, command: str, qtbot) -> None:
    view.reload()
    button = view.details.buttons[command]
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, LEFT)


def becomes(view: ModemsView, word: str, qtbot) -> None:
    """The state of the chosen one, read again until it is so."""

    def is_so() -> bool:
        view.refresh()
        return view.details.state.sign().word == word

    qtbot.waitUntil(is_so)


def test_a_stick_is_plugged_in_used_set_and_let_go(view: ModemsView, stick: Stick, real: Office, qtbot) -> None:
    stick.plug_in(signal=-71, registration="home", stored=3, places=20)
    becomes(view, "New", qtbot)
    press(view, "use", qtbot)
    box = dialog(UseModem)
    qtbot.keyClicks(box.number, "0788 000 009")
    qtbot.keyClicks(box.name, "Stick")
    qtbot.mouseClick(box.accept_button, LEFT)
    becomes(view, "Ready", qtbot)
    assert (stick.row().number, stick.row().workspaces) == (NUMBER, [real.workspace])
    assert view.details.facts.value("store") == "3 of 20"

    press(view, "settings", qtbot)
    settings = dialog(ModemSettings)
    settings.limit.setText("50")
    settings.hangs_up.setChecked(True)
    qtbot.mouseClick(settings.accept_button, LEFT)
    qtbot.waitUntil(lambda: (stick.row().daily_limit, stick.row().hangs_up) == (50, True))

    press(view, "workspaces", qtbot)
    spaces = dialog(ModemWorkspaces)
    spaces.workspaces.boxes[real.other_workspace].setChecked(True)
    qtbot.mouseClick(spaces.accept_button, LEFT)
    qtbot.waitUntil(lambda: stick.row().workspaces == [real.workspace, real.other_workspace])
    qtbot.waitUntil(lambda: view.details.facts.value("workspaces") == "Clinic\nSchool")

    press(view, "shares", qtbot)
    shares = dialog(ModemShares)
    shares.rows[1].budget.setText("20")
    qtbot.mouseClick(shares.accept_button, LEFT)
    qtbot.waitUntil(lambda: stick.row().shares[1].daily_budget == 20)

    press(view, "release", qtbot)
    qtbot.mouseClick(dialog(Question).accept_button, LEFT)
    qtbot.waitUntil(lambda: stick.row().channel is None)
    becomes(view, "New", qtbot)
    press(view, "ignore", qtbot)
    becomes(view, "Left alone", qtbot)
    press(view, "attend", qtbot)
    becomes(view, "New", qtbot)


def test_a_paused_one_sends_again(view: ModemsView, stick: Stick, qtbot) -> None:
    stick.use()
    stick.desk.pause(stick.channel_id, "credit")
    becomes(view, "Paused: no credit?", qtbot)
    press(view, "resume", qtbot)
    becomes(view, "Ready", qtbot)
    assert stick.row().trouble == ""


def test_a_pin_reaches_the_modem_and_no_number_of_it_is_kept(view: ModemsView, stick: Stick, qtbot) -> None:
    stick.show(state="stopped", trouble="sim_pin", iccid="")
    becomes(view, "Needs the PIN", qtbot)
    press(view, "pin", qtbot)
    box = dialog(EnterPin)
    qtbot.keyClicks(box.pin, "2468")
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: ("enter_pin", IMEI, "2468") in stick.control.asked)
    stick.show(state="stopped", trouble="sim_pin_few_tries", iccid="")
    becomes(view, "Last PIN try", qtbot)
    assert not view.details.buttons["pin"].isVisible()


def test_the_network_is_talked_with_and_its_answer_is_learnt(view: ModemsView, stick: Stick, real: Office, qtbot) -> None:
    stick.use()
    press(view, "ussd", qtbot)
    box = dialog(UssdDialog)
    qtbot.keyClicks(box.field, "*131#")
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ("dial", IMEI, "*131#") in stick.control.asked)
    real.core.modems.ussd(IMEI, "ended", SAID)
    qtbot.waitUntil(box.teach_button.isVisible)
    qtbot.mouseClick(box.teach_button, LEFT)
    teach = dialog(TeachBalance)
    assert teach.chosen() == "1,250.50 RWF"
    qtbot.mouseClick(teach.accept_button, LEFT)
    qtbot.waitUntil(lambda: stick.row().balance_code == "*131#")
    box.reject()
    press(view, "balance", qtbot)
    qtbot.waitUntil(lambda: stick.control.asked.count(("dial", IMEI, "*131#")) == 2)
    real.clock.advance(60)
    real.core.modems.ussd(IMEI, "ended", SAID.replace("1,250.50", "900.00"))

    def is_read() -> bool:
        view.refresh()
        return "900.00" in view.details.facts.value("balance")

    qtbot.waitUntil(is_read)


def test_a_test_and_the_log_are_followed(view: ModemsView, stick: Stick, real: Office, qtbot) -> None:
    stick.plug_in()
    press(view, "test", qtbot)
    box = dialog(SendTest)
    qtbot.keyClicks(box.number, "0788123456")
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: ("send_test", IMEI, "+250788123456") in stick.control.asked)
    qtbot.waitUntil(lambda: box.state.sign().word == "Sending")
    real.core.modems.test(IMEI, "failed", 21)
    qtbot.waitUntil(lambda: "no credit, or barred" in box.text.text())
    box.reject()
    real.core.modems.log(IMEI, "office", "AT+CSQ")
    press(view, "log", qtbot)
    log = dialog(ModemLog)
    qtbot.waitUntil(lambda: [row.line.text for row in log.model.rows()] == ["AT+CSQ"])
    real.core.modems.log(IMEI, "note", "sim_puk")
    qtbot.waitUntil(lambda: log.model.rowCount() == 2)
    log.reject()


def test_obstacles_and_ports_by_hand(view: ModemsView, stick: Stick, real: Office, qtbot) -> None:
    real.core.modems.look_around([Obstacle("port_busy", "/dev/ttyUSB2", "ModemManager")], ["/dev/ttyS0"])
    view.refresh()
    qtbot.waitUntil(view.obstacles.isVisible)
    assert "ModemManager" in view.obstacles.texts()[0]
    view.choose_ports()
    box = dialog(ChoosePorts)
    box.boxes["/dev/ttyS0"].setChecked(True)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: view.found.chosen_ports == ["/dev/ttyS0"])


def test_it_goes_away_and_is_known_when_it_comes_back(view: ModemsView, stick: Stick, real: Office, qtbot) -> None:
    stick.use()
    becomes(view, "Ready", qtbot)
    assert view.details.modem is not None
    assert view.details.modem.uuid == uuid_of(IMEI)
    real.core.modems.away(IMEI)
    becomes(view, "Away", qtbot)
    assert "what waits for it is kept" in view.details.advice.text()
    stick.plug_in()
    becomes(view, "Ready", qtbot)
    assert view.details.name.text() == "Stick"
