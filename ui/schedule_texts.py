"""When what is scheduled goes out, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from app.contracts.flows import Repeat, Schedule
from app.contracts.scheduled_broadcasts import ScheduledBroadcast
from ui.models.schedule import DAYS
from ui.sending_texts import Shown, exclusions_lines, languages_line, recipients_lines
from ui.texts import Sign, full_when, number, soon


def repeat_name(repeat: Repeat) -> str:
    translate = QCoreApplication.translate
    return {
        "never": translate("sending", "Once"),
        "daily": translate("sending", "Every day"),
        "weekly": translate("sending", "Every week"),
        "monthly": translate("sending", "Every month"),
    }[repeat]


def repeat_text(schedule: Schedule, zone: dt.tzinfo, *, is_short: bool = False) -> str:
    """How it is repeated, with its days; `is_short` for lists."""
    translate = QCoreApplication.translate
    if schedule.repeat == "weekly":
        shape = QLocale.FormatType.ShortFormat if is_short else QLocale.FormatType.LongFormat
        days = ", ".join(QLocale().dayName(DAYS.index(day) + 1, shape) for day in schedule.days_of_week)
        return translate("sending", "Every week: {days}").format(days=days)
    if schedule.repeat == "monthly":
        text = translate("sending", "Every month, on day {day}")
        return text.format(day=number(schedule.start.astimezone(zone).day))
    return repeat_name(schedule.repeat)


def next_text(row: ScheduledBroadcast, now: dt.datetime, zone: dt.tzinfo) -> str:
    if row.schedule.next_fire is None:
        return scheduled_sign(row).word
    return soon(row.schedule.next_fire, now, zone)


def times_text(times: Sequence[dt.datetime], most: int, now: dt.datetime, zone: dt.tzinfo) -> str:
    """When it goes out next; one more than `most` says that it goes on."""
    said = " · ".join(soon(moment, now, zone) for moment in times[:most])
    return QCoreApplication.translate("sending", "Goes out: {times}").format(times=said + (" …" if len(times) > most else ""))


def scheduled_sign(row: ScheduledBroadcast) -> Sign:
    """`late_on` without a next time: somebody has to say on Home what becomes of it."""
    translate = QCoreApplication.translate
    if row.schedule.next_fire is None and row.late_on is not None:
        return Sign("question", translate("sending", "Late: Home asks"), "warn")
    return Sign("clock", translate("sending", "Scheduled"), "info")


def shown_scheduled(row: ScheduledBroadcast, now: dt.datetime, zone: dt.tzinfo, *, may_cancel: bool) -> Shown:
    return Shown(
        uuid=row.uuid,
        title=row.text or "–",
        sign=scheduled_sign(row),
        error="",
        recipients=recipients_lines(row.recipients),
        left_out=exclusions_lines(row.exclusions),
        progress="",
        done=0,
        total=None,
        facts={
            "next": next_text(row, now, zone) if row.schedule.next_fire else "",
            "repeat": repeat_text(row.schedule, zone),
            "late": full_when(row.late_on, now, zone) if row.late_on else "",
            "last": full_when(row.last_on, now, zone) if row.last_on else "",
            "languages": languages_line(row.languages),
            "by": row.created_by,
            "on": full_when(row.created_on, now, zone),
        },
        can_interrupt=may_cancel,
    )
