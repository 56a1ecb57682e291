"""When a campaign event is due for a contact. Pure.

Source: RapidPro 9.0 with mailroom 9.0.1, `conformance/other/campaign_offsets.json`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY, WEEK = "M", "H", "D", "W"
AS_THE_DATE = -1  # `delivery_hour`: no hour of its own

_SPANS = {MINUTE: dt.timedelta(minutes=1), HOUR: dt.timedelta(hours=1)}
_DAYS = {DAY: 1, WEEK: 7}


@dataclass(frozen=True, slots=True)
class Offset:
    """So many units from a date, negative before it. A `delivery_hour` (0 to 23, of `zone`) replaces the time of that day."""

    count: int
    unit: str
    delivery_hour: int
    zone: ZoneInfo

    def due_on(self, start: dt.datetime) -> dt.datetime | None:
        """When it is due for a date (aware), in UTC, past or not. None: beyond what can be told.

        The date counts from the next full minute. Minutes and hours are counted as they pass; days and weeks keep the time that
        the clock on the wall shows, over changes of summer time too. A time that such a change leaves out comes an hour later,
        one that it repeats counts the first time. Raises ValueError for a unit that is none.
        """
        try:
            moment = self._shifted(_full_minute(start))
            if self.delivery_hour != AS_THE_DATE:
                local = moment.astimezone(self.zone)
                moment = dt.datetime(local.year, local.month, local.day, self.delivery_hour, tzinfo=self.zone)
            return moment.astimezone(dt.UTC)
        except OverflowError:
            return None

    def next_due(self, start: dt.datetime, now: dt.datetime) -> dt.datetime | None:
        """As `due_on`; None when that is past. Source: RapidPro, where such a fire is never made."""
        due = self.due_on(start)
        return due if due is not None and due >= now else None

    def _shifted(self, start: dt.datetime) -> dt.datetime:
        if self.unit in _SPANS:
            return start.astimezone(dt.UTC) + self.count * _SPANS[self.unit]
        if self.unit not in _DAYS:
            raise ValueError(f"no such unit: {self.unit!r}")
        return start.astimezone(self.zone) + dt.timedelta(days=self.count * _DAYS[self.unit]) if self.count else start


def _full_minute(start: dt.datetime) -> dt.datetime:
    full = start.replace(second=0, microsecond=0)
    return full if full == start else full + dt.timedelta(minutes=1)
