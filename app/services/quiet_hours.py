"""Quiet hours: when a workspace's bulk keeps silent. Pure; times are minutes of the local day, and may cross midnight."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
_DAY = dt.timedelta(days=1)


def quiet_end(now: dt.datetime, timezone: str, start: int | None, end: int | None) -> dt.datetime | None:
    """When the quiet hours that `now` lies in are over (aware UTC); None: it lies in none."""
    if start is None or end is None or start == end:
        return None
    zone = ZoneInfo(timezone)
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    is_over_midnight = start > end
    if not (start <= minute or minute < end if is_over_midnight else start <= minute < end):
        return None
    day = local.date() + _DAY if is_over_midnight and minute >= start else local.date()
    ends = (_moment(day, end, zone, fold) for fold in (0, 1))
    return next((found for found in ends if found > now), now + dt.timedelta(minutes=1))


def _moment(day: dt.date, minute: int, zone: ZoneInfo, fold: int) -> dt.datetime:
    """A local time that the clocks skip is as long after midnight as it says."""
    at = dt.time(minute // 60, minute % 60, fold=fold)
    return dt.datetime.combine(day, at, zone).astimezone(dt.UTC)
