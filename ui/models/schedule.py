"""When something is sent that does not go at once, as fields hold it."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, QLocale

from app.contracts.flows import Repeat, Schedule

DAYS = "MTWRFSU"  # as schedules write them, from Monday
REPEATS: tuple[Repeat, ...] = ("never", "daily", "weekly", "monthly")
MORNING = dt.time(9, 0)


def made_schedule(day: QDate, minutes: int, repeat: Repeat, days: set[str], zone: dt.tzinfo) -> Schedule:
    """`minutes` of the day; `days` count for weekly ones only."""
    start = dt.datetime(day.year(), day.month(), day.day(), minutes // 60, minutes % 60, tzinfo=zone)
    return Schedule(start, repeat, "".join(one for one in DAYS if one in days) if repeat == "weekly" else "")


def first_offered(now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """Tomorrow morning."""
    return dt.datetime.combine(now.astimezone(zone).date() + dt.timedelta(days=1), MORNING, zone)


def day_of(moment: dt.datetime, zone: dt.tzinfo) -> str:
    return DAYS[moment.astimezone(zone).weekday()]


def week() -> list[tuple[str, str, str]]:
    """The days as the language has them, the week's first first: letter, short name, full name."""
    first = QLocale().firstDayOfWeek().value
    order = [(first - 1 + at) % 7 for at in range(7)]
    short = QLocale.FormatType.ShortFormat
    return [(DAYS[at], QLocale().dayName(at + 1, short), QLocale().dayName(at + 1)) for at in order]
