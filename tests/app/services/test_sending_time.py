"""When a phone will be done."""

from __future__ import annotations

import datetime as dt

import pytest

from app.services.sending_time import DayLimit, Line, done_on

NOW = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
RELAYER = 32 * 60 / 29
NIGHT = {"quiet_from": 20 * 60, "quiet_until": 7 * 60}


def minutes(
    *lines: Line, rate: float = 60.0, replies: float = 0, now: dt.datetime = NOW, limit: DayLimit | None = None
) -> float | None:
    end = done_on(now, rate, replies, lines, limit)
    return None if end is None else round((end - now).total_seconds() / 60, 1)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([Line(0)], 0),
        ([Line(10)], 10),
        ([Line(10), Line(10)], 20),  # side by side: both are done at the end
        ([Line(10), Line(100)], 20),  # the other's bulk does not stand before ours
        ([Line(100), Line(10)], 110),
        ([Line(10, weight=4), Line(100)], 12.5),
        ([Line(10, weight=1), Line(100, weight=4)], 50),
        ([Line(10), Line(100), Line(100)], 30),
        ([Line(10), Line(2), Line(2)], 14),
        ([Line(10), Line(100, daily_budget=4, spent=4)], 10),  # who may send nothing more today is not in the way
        ([Line(10), Line(100, daily_budget=4, spent=2)], 12),
    ],
)
def test_shares(lines: list[Line], expected: float) -> None:
    assert minutes(*lines) == expected


def test_replies_go_first() -> None:
    assert minutes(Line(10), replies=5) == 15


def test_the_stock_relayer_needs_more_than_a_minute_for_a_part() -> None:
    assert minutes(Line(29), rate=RELAYER) == 32
    assert minutes(Line(5000), rate=RELAYER) == round(5000 * RELAYER / 60, 1)


def test_quiet_hours_are_waited_for() -> None:
    """9:00 to 20:00 are 660 minutes; the other goes on from 7:00."""
    assert minutes(Line(660, **NIGHT)) == 660
    assert minutes(Line(670, **NIGHT)) == 660 + 11 * 60 + 10
    assert minutes(Line(10, quiet_from=8 * 60, quiet_until=12 * 60)) == 180 + 10
    assert minutes(Line(10, timezone="Africa/Kigali", quiet_from=8 * 60, quiet_until=12 * 60)) == 60 + 10  # it is 11 there
    assert minutes(Line(10), Line(100, quiet_from=0, quiet_until=12 * 60)) == 10
    assert minutes(Line(700, **NIGHT), Line(10, **NIGHT)) == 660 + 11 * 60 + 50


def test_a_budget_goes_on_the_next_day() -> None:
    until_midnight = 15 * 60
    assert minutes(Line(10, daily_budget=20)) == 10
    assert minutes(Line(10, daily_budget=20, spent=15)) == until_midnight + 5
    assert minutes(Line(50, daily_budget=20)) == until_midnight + 24 * 60 + 10
    assert minutes(Line(10, daily_budget=5, spent=0, timezone="Africa/Kigali")) == 13 * 60 + 5


def test_the_day_of_a_sim() -> None:
    until_midnight, day = 15 * 60, 24 * 60
    assert minutes(Line(10), limit=DayLimit(20)) == 10
    assert minutes(Line(10), limit=DayLimit(20, spent=15)) == until_midnight + 5
    assert minutes(Line(1000), limit=DayLimit(200)) == until_midnight + 3 * day + 200
    assert minutes(Line(10), replies=15, limit=DayLimit(20)) == until_midnight + 5
    assert minutes(Line(10), replies=45, limit=DayLimit(20)) == until_midnight + day + 5 + 10
    assert minutes(Line(10), Line(10), limit=DayLimit(10)) == until_midnight + 10
    assert minutes(Line(10, timezone="UTC"), limit=DayLimit(5, timezone="Africa/Kigali")) == 13 * 60 + 5
    assert minutes(Line(10), limit=DayLimit(5, spent=9)) == until_midnight + day + 5
    assert minutes(Line(20_000), limit=DayLimit(200)) is None
    assert minutes(Line(10), replies=20_000, limit=DayLimit(200)) is None


def test_what_never_goes() -> None:
    assert minutes(Line(1, daily_budget=0)) is None
    assert minutes(Line(100_000)) is None
    assert minutes(Line(60 * 24 * 59)) == 60 * 24 * 59


def test_clocks_that_change_lose_nothing() -> None:
    """The night of 25 October is an hour longer in Berlin."""
    evening = dt.datetime(2026, 10, 24, 17, 0, tzinfo=dt.UTC)  # 19:00 there
    assert minutes(Line(70, timezone="Europe/Berlin", **NIGHT), now=evening) == 60 + 12 * 60 + 10
