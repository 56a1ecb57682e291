"""When campaign events are due."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from app.services.campaign_times import AS_THE_DATE, Offset

NEW_YORK, CAIRO, KIGALI = ZoneInfo("America/New_York"), ZoneInfo("Africa/Cairo"), ZoneInfo("Africa/Kigali")


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("start", "offset", "due"),
    [
        ("2026-06-01T09:00:00", Offset(0, "M", -1, KIGALI), "2026-06-01T09:00:00"),
        ("2026-06-01T09:00:00.000001", Offset(0, "M", -1, KIGALI), "2026-06-01T09:01:00"),
        ("2026-06-01T09:00:59.999999", Offset(-1, "H", -1, KIGALI), "2026-06-01T08:01:00"),
        ("2026-06-01T23:30:00", Offset(0, "D", 8, KIGALI), "2026-06-02T06:00:00"),  # in Kigali it is the 2nd already
        ("2026-06-01T09:00:00", Offset(-2, "W", 0, KIGALI), "2026-05-17T22:00:00"),
        ("2026-03-07T07:30:00", Offset(1, "D", -1, NEW_YORK), "2026-03-08T07:30:00"),  # 2:30 is left out that day: 3:30
        ("2026-10-31T05:30:00", Offset(1, "D", -1, NEW_YORK), "2026-11-01T05:30:00"),  # 1:30 comes twice: the first
        ("2026-11-01T06:30:00", Offset(0, "D", -1, NEW_YORK), "2026-11-01T06:30:00"),  # the second 1:30 stays what it is
        ("2026-03-07T07:30:00", Offset(24, "H", -1, NEW_YORK), "2026-03-08T07:30:00"),
        ("2026-04-20T10:00:00", Offset(4, "D", 0, CAIRO), "2026-04-23T22:00:00"),  # midnight is left out: 1 o'clock
        ("2024-02-29T10:00:00", Offset(52, "W", -1, KIGALI), "2025-02-27T10:00:00"),
    ],
)
def test_when(start: str, offset: Offset, due: str) -> None:
    assert offset.due_on(utc(start)) == utc(due)


def test_beyond_the_calendar_is_never() -> None:
    assert Offset(0, "M", AS_THE_DATE, KIGALI).due_on(utc("9999-12-31T23:59:30")) is None
    assert Offset(1_000_000, "W", AS_THE_DATE, KIGALI).due_on(utc("2026-06-01T00:00:00")) is None
    assert Offset(-1_000_000, "W", 8, KIGALI).due_on(utc("2026-06-01T00:00:00")) is None


def test_what_is_past_is_none_and_this_moment_is_not() -> None:
    start = utc("2026-06-01T09:00:00")
    later = Offset(5, "M", AS_THE_DATE, KIGALI)
    assert later.next_due(start, utc("2026-06-01T09:05:00")) == utc("2026-06-01T09:05:00")
    assert later.next_due(start, utc("2026-06-01T09:05:00.000001")) is None


def test_an_unknown_unit_is_an_error() -> None:
    with pytest.raises(ValueError, match="unit"):
        Offset(1, "L", AS_THE_DATE, KIGALI).due_on(utc("2026-06-01T09:00:00"))
