"""When campaign events are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.services.campaign_times import AS_THE_DATE, DAY, HOUR, MINUTE, WEEK, Offset
from tests.conformance.vectors import CaseResult, Family, check, differs, read_json

Json = Any

UNITS = {"minute": MINUTE, "hour": HOUR, "day": DAY, "week": WEEK}


def campaign_offsets(root: Path) -> Iterator[CaseResult]:
    """Times without a zone are local ones of the file's."""
    path = root / "other" / "campaign_offsets.json"
    whole = read_json(path) if path.exists() else {"cases": []}
    for number, case in enumerate(whole["cases"]):
        yield check(f"other/campaign_offsets/{number}", partial(check_offset, case, whole))


def check_offset(case: Json, whole: Json) -> str | None:
    zone = ZoneInfo(whole["timezone"])
    start = _local(case["start"], zone)
    hour = AS_THE_DATE if case["delivery_hour"] is None else case["delivery_hour"]
    now = _local(case.get("now", "2018-01-01T00:00:00"), zone)
    try:
        found = Offset(case["offset"], UNITS.get(case["unit"], case["unit"]), hour, zone).next_due(start, now)
    except ValueError:
        return differs(case.get("error", False), True)
    if case.get("error"):
        return f"no error but {found}"
    expected = case["scheduled"] and _local(case["scheduled"], zone).astimezone(dt.UTC)
    minutes = (found - start.astimezone(dt.UTC)) / dt.timedelta(minutes=1) if found else None
    return differs(expected, found) or differs(case.get("delta_minutes", minutes), minutes)


def _local(text: str, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


FAMILIES: dict[str, Family] = {"campaign_offsets": campaign_offsets}
