"""Sentences for what people are told of by the engine: late reminders, a clock in doubt, schedules that came to nothing, imports
that ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QObject

from app.contracts.late import LateReport
from app.contracts.notifications import Notification
from ui import texts

LATE_REPORTED, CLOCK_DOUBTED, SCHEDULE_FAILED = "late:reported", "clock:doubted", "schedule:failed"
IMPORT_FINISHED = "import:finished"
DAY, HOUR, MINUTE = 86_400, 3600, 60


class _Numbers(QObject):
    """Texts with a number: `tr` knows every language's plural forms, and lupdate finds them here."""

    def fell_due_off(self, count: int) -> str:
        return self.tr("While the office was off ({start} to {end}), %n reminder(s) fell due.", "", count)

    def fell_due_in_doubt(self, count: int) -> str:
        return self.tr("While the clock was in doubt, %n reminder(s) fell due.", "", count)

    def came_late(self, count: int) -> str:
        return self.tr("%n reminder(s) came up late.", "", count)

    def days(self, count: int) -> str:
        return self.tr("%n day(s)", "", count)

    def hours(self, count: int) -> str:
        return self.tr("%n hour(s)", "", count)

    def minutes(self, count: int) -> str:
        return self.tr("%n minute(s)", "", count)


def notice_text(notice: Notification, now: dt.datetime, zone: dt.tzinfo) -> str:
    """One to three sentences; empty for the types that have their own place in the window."""
    if notice.type == LATE_REPORTED:
        return _late_text(notice, now, zone)
    if notice.type == CLOCK_DOUBTED:
        return _clock_text(notice)
    if notice.type == IMPORT_FINISHED:
        return _import_text(notice)
    return _schedule_text(notice) if notice.type == SCHEDULE_FAILED else ""


def duration_text(seconds: float) -> str:
    """In the largest unit that fits, rounded down; at least a minute."""
    numbers, whole = _Numbers(), abs(int(seconds))
    if whole >= DAY:
        return numbers.days(whole // DAY)
    return numbers.hours(whole // HOUR) if whole >= HOUR else numbers.minutes(max(1, whole // MINUTE))


def report_text(report: LateReport, now: dt.datetime, zone: dt.tzinfo) -> str:
    """What fell due, and what became of it so far."""
    counts = {"held": report.held, "sent": report.sent, "skipped": report.skipped}
    return f"{_fell_due(report.reason, report.due, (report.off_from, report.off_until), now, zone)} {_so_far(counts)}".rstrip()


def leap_text(reason: str, seconds: float) -> str:
    """By how much the clock is in doubt, in one sentence."""
    translate = QCoreApplication.translate
    if reason == "past":
        text = translate("notices", "The clock of this office is {time} behind what it was before.")
    elif seconds > 0:
        text = translate("notices", "The clock of this office leapt ahead by {time}.")
    else:
        text = translate("notices", "The clock of this office leapt back by {time}.")
    return text.format(time=duration_text(seconds))


def _late_text(notice: Notification, now: dt.datetime, zone: dt.tzinfo) -> str:
    data = notice.data
    off = (_moment(data.get("off_from")), _moment(data.get("off_until")))
    counts = {name: int(data.get(name) or 0) for name in ("held", "sent", "skipped")}
    due = _fell_due(str(data.get("reason")), int(data.get("due") or 0), off, now, zone)
    return f"{due} {_so_far(counts)}".rstrip()


def _fell_due(
    reason: str, due: int, off: tuple[dt.datetime | None, dt.datetime | None], now: dt.datetime, zone: dt.tzinfo
) -> str:
    numbers = _Numbers()
    if reason == "off":
        start, end = (texts.full_when(moment, now, zone) if moment else "" for moment in off)
        return numbers.fell_due_off(due).format(start=start, end=end)
    return numbers.fell_due_in_doubt(due) if reason == "clock" else numbers.came_late(due)


def _so_far(counts: Mapping[str, int]) -> str:
    """What became of them."""
    translate = QCoreApplication.translate
    said = {
        "held": translate("notices", "Waiting for your decision: {count}."),
        "sent": translate("notices", "Sent late: {count}."),
        "skipped": translate("notices", "Not sent: {count}."),
    }
    return " ".join(text.format(count=texts.number(counts[name])) for name, text in said.items() if counts[name])


def _clock_text(notice: Notification) -> str:
    text = leap_text(str(notice.data.get("reason")), float(notice.data.get("seconds") or 0))
    ask = QCoreApplication.translate(
        "notices", "Reminders and schedules wait until an office administrator sets it or says that it is right."
    )
    return f"{text} {ask}"


def _schedule_text(notice: Notification) -> str:
    translate, data = QCoreApplication.translate, notice.data
    if data.get("kind") == "schedule":
        text = translate("notices", "The flow “{name}” could not start by its schedule.").format(name=data.get("name") or "")
    else:
        text = translate("notices", "A scheduled message could not be sent.")
    reasons = {
        "flow:missing": translate("notices", "The flow is archived."),
        "nobody": translate("notices", "Everybody whom it was for is gone."),
    }
    unknown = translate("notices", "Choose its time again ({code}).").format(code=data.get("error") or "")
    return f"{text} {reasons.get(str(data.get('error')), unknown)}"


def _moment(moment: object) -> dt.datetime | None:
    return dt.datetime.fromisoformat(str(moment)) if moment else None


def _import_text(notice: Notification) -> str:
    if notice.data.get("state") == "done":
        text = QCoreApplication.translate("notices", "The import of “{name}” is done.")
    elif notice.data.get("of") == "contacts":
        text = QCoreApplication.translate("notices", "The import of “{name}” ended early. The contacts that it wrote stay.")
    else:
        text = QCoreApplication.translate("notices", "The import of “{name}” failed. Nothing was changed.")
    return text.format(name=notice.data.get("name") or "")
