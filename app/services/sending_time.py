"""How long a phone or modem takes for what waits for it. Pure.

As if work flowed: the phone sends at its rate, replies first, and of the rest each workspace gets its share by weight; in quiet
hours, and when its parts of the day are used up, a workspace leaves its share to the others.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.services.quiet_hours import quiet_end

HORIZON = dt.timedelta(days=60)
_NOTHING = 1e-6
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """What a workspace has waiting for the phone. `quiet_from` and `quiet_until` are minutes of its local day; `daily_budget`
    parts a day (None: no limit), of which `spent` are gone today."""

    parts: float
    weight: float = 1.0
    timezone: str = "UTC"
    quiet_from: int | None = None
    quiet_until: int | None = None
    daily_budget: int | None = None
    spent: int = 0


@dataclass(frozen=True, slots=True)
class DayLimit:
    """How many parts the phone or SIM itself sends in a day of this zone, and those that went today."""

    parts: int
    spent: int = 0
    timezone: str = "UTC"


def done_on(
    now: dt.datetime, seconds_a_part: float, replies: float, lines: Sequence[Line], limit: DayLimit | None = None
) -> dt.datetime | None:
    """When all of the first line is sent (aware UTC); None: not within sixty days."""
    if not lines or lines[0].parts <= 0:
        return now
    day = _Day.of(limit, now)
    flowing = [_Flowing.of(line, now) for line in lines]
    at, end = _send_replies(day, now, seconds_a_part, replies), now + HORIZON
    while flowing[0].left > _NOTHING:
        if at > end:
            return None
        day.begin(at)
        for one in flowing:
            one.begin_day(at)
        at = _step(flowing, day, at, seconds_a_part)
    return at


def _send_replies(day: _Day, at: dt.datetime, seconds_a_part: float, replies: float) -> dt.datetime:
    """When those are gone, which go before all others."""
    end = at + HORIZON
    while replies > _NOTHING and at <= end:
        day.begin(at)
        now = min(replies, day.left)
        if now <= _NOTHING:
            at = day.ends
            continue
        replies, at = replies - now, at + dt.timedelta(seconds=now * seconds_a_part)
        day.left -= now
    return at


def _step(flowing: Sequence[_Flowing], day: _Day, at: dt.datetime, seconds_a_part: float) -> dt.datetime:
    """To the moment when the next of them is done, or begins or ends to be served."""
    served = [one for one in flowing if one.left > _NOTHING and one.may_flow(at)] if day.left > _NOTHING else []
    change = min((day.ends, *(one.next_change(at) for one in flowing)))
    seconds = max((change - at).total_seconds(), 1.0)
    weights = sum(one.line.weight for one in served)
    speeds = [(one, one.line.weight / weights / seconds_a_part) for one in served]
    seconds = min([seconds, day.left * seconds_a_part if served else seconds, *(one.ready / speed for one, speed in speeds)])
    for one, speed in speeds:
        one.take(seconds * speed)
        day.left -= seconds * speed
    return at + dt.timedelta(seconds=max(seconds, 0.001))


@dataclass(slots=True)
class _Day:
    """What the phone itself may still send today."""

    limit: DayLimit
    left: float
    ends: dt.datetime

    @classmethod
    def of(cls, limit: DayLimit | None, now: dt.datetime) -> _Day:
        if limit is None:
            return cls(DayLimit(0), math.inf, now + 2 * HORIZON)
        return cls(limit, max(0.0, float(limit.parts - limit.spent)), _midnight(now, limit.timezone))

    def begin(self, at: dt.datetime) -> None:
        if at >= self.ends:
            self.left, self.ends = float(self.limit.parts), _midnight(at, self.limit.timezone)


@dataclass(slots=True)
class _Flowing:
    line: Line
    left: float
    budget: float | None
    day_ends: dt.datetime

    @classmethod
    def of(cls, line: Line, now: dt.datetime) -> _Flowing:
        budget = None if line.daily_budget is None else max(0.0, float(line.daily_budget - line.spent))
        return cls(line, float(line.parts), budget, _midnight(now, line.timezone))

    @property
    def ready(self) -> float:
        """Parts until it is done, or has used up its day."""
        return self.left if self.budget is None else min(self.left, self.budget)

    def may_flow(self, at: dt.datetime) -> bool:
        return (self.budget is None or self.budget > _NOTHING) and self._quiet_end(at) is None

    def begin_day(self, at: dt.datetime) -> None:
        if at >= self.day_ends:
            self.day_ends = _midnight(at, self.line.timezone)
            self.budget = None if self.line.daily_budget is None else float(self.line.daily_budget)

    def take(self, parts: float) -> None:
        self.left -= parts
        if self.budget is not None:
            self.budget -= parts

    def next_change(self, at: dt.datetime) -> dt.datetime:
        """When its quiet hours or its day begin or end next."""
        ends = self._quiet_end(at)
        if ends is None and self.line.quiet_from is not None and self.line.quiet_from != self.line.quiet_until:
            ends = _next_time(at, self.line.timezone, self.line.quiet_from)
        return self.day_ends if ends is None else min(ends, self.day_ends)

    def _quiet_end(self, at: dt.datetime) -> dt.datetime | None:
        return quiet_end(at, self.line.timezone, self.line.quiet_from, self.line.quiet_until)


def _midnight(at: dt.datetime, timezone: str) -> dt.datetime:
    """The next one."""
    return _next_time(at, timezone, 0)


def _next_time(at: dt.datetime, timezone: str, minute: int) -> dt.datetime:
    """When it is this minute of the local day next, after `at`."""
    zone = ZoneInfo(timezone)
    day, time = at.astimezone(zone).date(), dt.time(minute // 60, minute % 60)
    moments = (dt.datetime.combine(day + _DAY * days, time, zone).astimezone(dt.UTC) for days in range(3))
    return next(moment for moment in moments if moment > at)
