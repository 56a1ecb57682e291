"""Sentences for what people are told of by the engine: late reminders, a clock in doubt, schedules that came to nothing."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication, QObject

from app.contracts.notifications import Notification
from ui import texts

LATE_REPORTED, CLOCK_DOUBTED, SCHEDULE_FAILED = "late:reported", "clock:doubted", "schedule:failed"
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
    return _schedule_text(notice) if notice.type == SCHEDULE_FAILED else ""


def duration_text(seconds: float) -> str:
    """In the largest unit that fits, rounded down; at least a minute."""
    numbers, whole = _Numbers(), abs(int(seconds))
    if whole >= DAY:
        return numbers.days(whole // DAY)
    return numbers.hours(whole // HOUR) if whole >= HOUR else numbers.minutes(max(1, whole // MINUTE))


def _late_text(notice: Notification, now: dt.datetime, zone: dt.tzinfo) -> str:
    data, numbers = notice.data, _Numbers()
    count = int(data.get("due") or 0)
    if data.get("reason") == "off":
        start, end = (_when(data.get(name), now, zone) for name in ("off_from", "off_until"))
        first = numbers.fell_due_off(count).format(start=start, end=end)
    else:
        first = numbers.fell_due_in_doubt(count) if data.get("reason") == "clock" else numbers.came_late(count)
    translate = QCoreApplication.translate
    said = {
        "held": translate("notices", "Waiting for your decision: {count}."),
        "sent": translate("notices", "Sent late: {count}."),
        "skipped": translate("notices", "Not sent: {count}."),
    }
    rest = [text.format(count=texts.number(int(data[name]))) for name, text in said.items() if data.get(name)]
    return " ".join([first, *rest])


def _clock_text(notice: Notification) -> str:
    translate, seconds = QCoreApplication.translate, float(notice.data.get("seconds") or 0)
    if notice.data.get("reason") == "past":
        text = translate("notices", "The clock of this office is {time} behind what it was before.")
    elif seconds > 0:
        text = translate("notices", "The clock of this office leapt ahead by {time}.")
    else:
        text = translate("notices", "The clock of this office leapt back by {time}.")
    ask = translate("notices", "Reminders and schedules wait until an office administrator sets it or says that it is right.")
    return f"{text.format(time=duration_text(seconds))} {ask}"


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


def _when(moment: object, now: dt.datetime, zone: dt.tzinfo) -> str:
    return texts.full_when(dt.datetime.fromisoformat(str(moment)), now, zone) if moment else ""
