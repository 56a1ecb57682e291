"""When campaign events are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.services.campaign_times import AS_THE_DATE, DAY, HOUR, MINUTE, WEEK, Offset
from tests.conformance.vectors import CaseResult, Family, check, differs, read_json, read_local

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
    start = read_local(case["start"], zone)
    hour = AS_THE_DATE if case["delivery_hour"] is None else case["delivery_hour"]
    now = read_local(case.get("now") or "2018-01-01T00:00:00", zone)
    try:
        found = Offset(case["offset"], UNITS.get(case["unit"], case["unit"]), hour, zone).next_due(start, now)
    except ValueError as error:
        return None if case.get("error") else f"refused: {error}"
    if case.get("error"):
        return f"no error but {found}"
    expected = case["scheduled"] and read_local(case["scheduled"], zone).astimezone(dt.UTC)
    minutes = (found - start.astimezone(dt.UTC)) / dt.timedelta(minutes=1) if found else None
    return differs(expected, found) or differs(case.get("delta_minutes", minutes), minutes)


FAMILIES: dict[str, Family] = {"campaign_offsets": campaign_offsets}
