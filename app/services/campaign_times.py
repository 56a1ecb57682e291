"""When a campaign event is due for a contact. Pure.

Source: RapidPro 9.0 with mailroom 9.0.1, `conformance/other/campaign_offsets.json`.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY, WEEK = "M", "H", "D", "W"
AS_THE_DATE = -1  # `delivery_hour`: no hour of its own

_SPANS = {MINUTE: dt.timedelta(minutes=1), HOUR: dt.timedelta(hours=1)}
_DAYS = {DAY: 1, WEEK: 7}


def due_on(start: dt.datetime, offset: int, unit: str, delivery_hour: int, zone: ZoneInfo) -> dt.datetime | None:
    """When an event of so many units from `start` (aware) is due, in UTC, past or not. None: beyond what can be told.

    The start counts from the next full minute. Minutes and hours are counted as they pass; days and weeks keep the time that
    the clock on the wall shows, over changes of summer time too. A time that such a change leaves out comes an hour later, one
    that it repeats counts the first time. A `delivery_hour` (0 to 23, of `zone`) replaces the time of that day. Raises
    ValueError for another unit.
    """
    try:
        moment = _shifted(_full_minute(start), offset, unit, zone)
        if delivery_hour != AS_THE_DATE:
            local = moment.astimezone(zone)
            moment = dt.datetime(local.year, local.month, local.day, delivery_hour, tzinfo=zone)
        return moment.astimezone(dt.UTC)
    except OverflowError:
        return None


def next_due(
    start: dt.datetime, offset: int, unit: str, delivery_hour: int, zone: ZoneInfo, now: dt.datetime
) -> dt.datetime | None:
    """As `due_on`; None when that is past. Source: RapidPro, where such a fire is never made."""
    due = due_on(start, offset, unit, delivery_hour, zone)
    return due if due is not None and due >= now else None


def _full_minute(start: dt.datetime) -> dt.datetime:
    full = start.replace(second=0, microsecond=0)
    return full if full == start else full + dt.timedelta(minutes=1)


def _shifted(start: dt.datetime, offset: int, unit: str, zone: ZoneInfo) -> dt.datetime:
    if unit in _SPANS:
        return start.astimezone(dt.UTC) + offset * _SPANS[unit]
    if unit not in _DAYS:
        raise ValueError(f"no such unit: {unit!r}")
    return start.astimezone(zone) + dt.timedelta(days=offset * _DAYS[unit]) if offset else start
