"""Every word of an explanation has its sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from app.contracts import explain as contracts
from app.contracts.explain import Explanation, Step
from app.contracts.messages import FAILED_REASONS
from app.services.channel_events import TYPES
from app.services.lateness import POLICIES
from ui import explanations, texts

SERVICES = Path(__file__).parents[2] / "app" / "services"
CODES = get_args(contracts.Code)
OUTCOMES = sorted(
    {
        word
        for kind in (contracts.MessageOutcome, contracts.SendOutcome, contracts.CampaignOutcome, contracts.ScheduleOutcome)
        for word in get_args(kind)
    }
)


class Anything(dict):
    """Every parameter there may be."""

    def __missing__(self, name: str) -> str:
        return name


def sample(code: str) -> Step:
    """With all that its sentence names."""
    names = re.findall(r"{(\w+)}", explanations._steps().get(code, ""))
    chosen = {"event": "type", "reason": "reason"}
    params: dict[str, object] = {chosen.get(name, name): name for name in names}
    if "trigger" in params:
        params["type"] = "keyword"
    return Step(code, params)


@pytest.mark.parametrize("code", CODES)
def test_every_step_has_a_sentence(outpost_app, code: str) -> None:
    text = explanations.step_text(sample(code))
    assert text != code
    assert not re.search(r"[{}]", text)
    assert text[0].isupper() or text[0] in "“{" or not text[0].isalpha() or "name" in text or "channel" in text
    assert text.rstrip().endswith((".", "reason", "policy"))


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_a_sentence(outpost_app, outcome: str) -> None:
    assert explanations.outcome_text(outcome).endswith(".")


def test_no_sentence_is_for_nothing(outpost_app) -> None:
    assert set(explanations._steps()) == set(CODES)
    source = "".join(path.read_text("utf-8") for path in (SERVICES / "explaining").glob("*.py"))
    assert [code for code in CODES if f'"{code}"' not in source] == []
    assert [word for word in OUTCOMES if f'"{word}"' not in source and word != "unknown"] == []


def test_words_inside_sentences(outpost_app) -> None:
    for kind in TYPES:
        assert explanations.step_text(Step("event_came_in", {"channel": "Phone", "type": kind})) != f"On Phone: {kind}."
    for reason in FAILED_REASONS:
        assert explanations.step_text(Step("failed", {"reason": reason})).endswith(texts.failed_text(reason))
        assert texts.failed_text(reason)
        assert texts.failed_text(reason, by_modem=True)
        assert "phone" not in texts.failed_text(reason, by_modem=True).lower() or reason in ("no_channel", "no_destination")
    for policy in POLICIES:
        assert policy not in explanations.step_text(Step("late_policy", {"policy": policy, "minutes": 5})).split()
    missed = Step("trigger_took", {"trigger": "", "type": "missed_call", "flow": "Back"})
    assert "A missed call" in explanations.step_text(missed)


def test_what_goes_by_a_modem_does_not_speak_of_phones(outpost_app) -> None:
    by_modem = Step("wait_with_phone", {"by": "modem"})
    assert explanations.step_text(by_modem) == "The modem has it and is sending it."
    assert explanations.step_text(Step("wait_with_phone")) == "The phone has it and sends it when its turn comes."
    for code in explanations._modem_steps():
        step = sample(code)
        text = explanations.step_text(Step(step.code, {**step.params, "by": "modem"}))
        assert "phone" not in text.lower()
        assert not re.search(r"[{}]", text)
    told = Explanation("with_phone", None, [by_modem])
    assert explanations.is_by_modem(told)
    assert explanations.outcome_text("with_phone", by_modem=True).startswith("A modem has it")
    failed = Step("failed", {"reason": "phone", "by": "modem"})
    assert explanations.step_text(failed) == "It failed for good. The modem could not send it."
    signs = [texts.status_sign(status, outgoing=True, by_modem=True) for status in ("queued", "wired")]
    assert [(sign.icon, sign.word) for sign in signs] == [("clock", "Waiting for a modem"), ("modem", "With the modem")]
    assert texts.status_sign("wired", outgoing=True).word == "On the phone"


def test_a_refused_part_says_why_in_words(outpost_app) -> None:
    many = Step("part_refused", {"part": 2, "parts": 3, "code": 28})
    assert explanations.step_text(many) == "Part 2 of 3 was not taken. Nobody has this number. Look whether it is right."
    assert explanations.step_text(Step("part_refused", {"part": 1, "parts": 1, "code": 331})).startswith(
        "The modem is in no network."
    )
    assert "(error 77)" in explanations.step_text(Step("part_refused", {"part": 1, "parts": 1, "code": 77}))


def test_what_ended_the_program_is_said_in_words(outpost_app) -> None:
    lost = {"count": 0, "error": "worker_lost"}
    for code in ("given_up", "dismissed", "fire_dead", "start_dead", "tried_before"):
        text = explanations.step_text(Step(code, lost))
        assert "worker_lost" not in text
        assert "the program ended in the middle of it" in text
    assert "0" not in explanations.step_text(Step("given_up", lost))
