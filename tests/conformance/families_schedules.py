"""Next times of schedules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.errors import Invalid
from app.services.schedules import NewSchedule, next_fire
from tests.conformance.vectors import CaseResult, Family, cases, check, differs, read_local

Case = dict[str, Any]

# What the errors speak of, and the reason that is given here.
REASONS = {
    "repeat_hour_of_day": "hour",
    "repeat_minute_of_hour": "minute",
    "unknown repeat period": "repeat",
    "repeat_days_of_week": "days_of_week",
    "unknown day of week": "days_of_week",
    "repeat_day_of_month": "day_of_month",
}


def check_next_fire(case: Case) -> str | None:
    zone = ZoneInfo(case["timezone"])
    schedule = NewSchedule(case["repeat"], case["hour"], case["minute"], case["day_of_month"], case["days_of_week"] or "")
    now = read_local(case["now"], zone).astimezone(dt.UTC)
    try:
        found = _chain(schedule, now, zone, max(1, len(case["next_local"])))
    except Invalid as error:
        return differs(_reason(case["error"]), error.params["reason"])
    return differs(None, case["error"]) or differs(case["next_local"], found)


def _chain(schedule: NewSchedule, now: dt.datetime, zone: ZoneInfo, count: int) -> list[str]:
    """Each next time is counted from the one before."""
    found: list[str] = []
    for _ in range(count):
        fire = next_fire(schedule, now, zone)
        if fire is None:
            break
        found.append(fire.astimezone(zone).replace(tzinfo=None).isoformat())
        now = fire
    return found


def _reason(error: str | None) -> str | None:
    return next((reason for words, reason in REASONS.items() if words in (error or "")), error)


def schedules_family(root: Path) -> Iterator[CaseResult]:
    for number, case in enumerate(cases(root / "other" / "schedule_next_fire.json")):
        yield check(f"schedules/{case.get('label', number)}", partial(check_next_fire, case))


FAMILIES: dict[str, Family] = {"schedules/next_fire": schedules_family}
