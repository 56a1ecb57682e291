"""What people are told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.contracts.notifications import Notification
from ui import i18n
from ui.notices import notice_text

NOW = dt.datetime(2026, 6, 5, 8, 0, tzinfo=dt.UTC)
TIMES = {"off_from": "2026-06-03T15:00:00+00:00", "off_until": "2026-06-05T06:00:00+00:00"}


def said(type_: str, data: dict[str, Any]) -> str:
    return notice_text(Notification("n", "w", type_, "s", data, False, NOW), NOW, dt.UTC)


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        (
            "late:reported",
            {"reason": "off", "due": 212, "held": 200, "sent": 12, "skipped": 0, **TIMES},
            " 212 reminders fell due. Waiting for your decision: 200. Sent late: 12.",
        ),
        (
            "late:reported",
            {"reason": "clock", "due": 1, "held": 0, "sent": 0, "skipped": 1, **TIMES},
            "While the clock was in doubt, 1 reminder fell due. Not sent: 1.",
        ),
        ("late:reported", {"reason": "slow", "due": 3, "held": 3}, "3 reminders came up late. Waiting for your decision: 3."),
        ("clock:doubted", {"reason": "leapt", "seconds": 172_800}, "The clock of this office leapt ahead by 2 days. "),
        ("clock:doubted", {"reason": "leapt", "seconds": -3_700}, "The clock of this office leapt back by 1 hour. "),
        (
            "clock:doubted",
            {"reason": "past", "seconds": -86_400},
            "The clock of this office is 1 day behind ",
        ),
        (
            "schedule:failed",
            {"kind": "schedule", "name": "Hello", "error": "flow:missing"},
            "The flow “Hello” could not start by its schedule. The flow is archived.",
        ),
        (
            "schedule:failed",
            {"kind": "broadcast", "name": "", "error": "nobody"},
            "A scheduled message could not be sent. Everybody whom it was for is gone.",
        ),
        ("schedule:failed", {"kind": "broadcast", "error": "invalid"}, "Choose its time again (invalid)."),
        ("import:finished", {"name": "clinic.json", "state": "done"}, "The import of “clinic.json” is done."),
        ("import:finished", {"name": "clinic.json", "state": "failed"}, "Nothing was changed."),
        ("import:finished", {"name": "a.csv", "state": "failed", "of": "contacts"}, "The contacts that it wrote stay."),
        ("tickets:opened", {}, ""),
    ],
)
def test_sentences(outpost_app: QApplication, kind: str, data: dict[str, Any], expected: str) -> None:
    i18n.use(outpost_app, "en")
    assert expected in said(kind, data)
    assert bool(said(kind, data)) == bool(expected)


def test_the_office_was_off_from_when_to_when(outpost_app: QApplication) -> None:
    i18n.use(outpost_app, "en")
    text = said("late:reported", {"reason": "off", "due": 2, "held": 2, **TIMES})
    assert text.startswith("While the office was off (")
    assert "3:00" in text
    assert "6:00" in text
