"""When it is quiet, and until when."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.quiet_hours import quiet_end

KIGALI, PARIS = "Africa/Kigali", "Europe/Paris"  # UTC+2 always; UTC+1, in summer +2


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "zone", "start", "end", "until"),
    [
        ("2026-06-01 19:59:59", KIGALI, 22 * 60, 6 * 60, None),
        ("2026-06-01 20:00:00", KIGALI, 22 * 60, 6 * 60, "2026-06-02 04:00"),
        ("2026-06-01 22:30:00", KIGALI, 22 * 60, 6 * 60, "2026-06-02 04:00"),
        ("2026-06-02 03:59:59", KIGALI, 22 * 60, 6 * 60, "2026-06-02 04:00"),
        ("2026-06-02 04:00:00", KIGALI, 22 * 60, 6 * 60, None),
        ("2026-06-01 10:30:00", KIGALI, 12 * 60, 13 * 60, "2026-06-01 11:00"),
        ("2026-06-01 11:00:00", KIGALI, 12 * 60, 13 * 60, None),
        ("2026-06-01 11:00:00", KIGALI, None, 13 * 60, None),
        ("2026-06-01 11:00:00", KIGALI, 600, 600, None),
        ("2026-06-01 22:15:00", KIGALI, 0, 60, "2026-06-01 23:00"),
        # the night the clocks go forward: 2:00 becomes 3:00
        ("2026-03-28 23:00:00", PARIS, 23 * 60, 6 * 60, "2026-03-29 04:00"),
        ("2026-03-29 00:30:00", PARIS, 60, 150, "2026-03-29 01:30"),
        # and back: 3:00 becomes 2:00
        ("2026-10-25 00:10:00", PARIS, 60, 150, "2026-10-25 00:30"),
        ("2026-10-25 01:10:00", PARIS, 60, 150, "2026-10-25 01:30"),
    ],
)
def test_quiet(now: str, zone: str, start: int | None, end: int | None, until: str | None) -> None:
    assert quiet_end(utc(now), zone, start, end) == (utc(until) if until else None)


@given(st.integers(0, 366 * 24 * 60), st.integers(0, 1439), st.integers(0, 1439), st.sampled_from([KIGALI, PARIS]))
def test_its_end_is_ahead_and_is_the_end(minute: int, start: int, end: int, zone: str) -> None:
    now = utc("2026-01-01") + dt.timedelta(minutes=minute, seconds=30)
    until = quiet_end(now, zone, start, end)
    if until is not None:
        assert now < until <= now + dt.timedelta(hours=26)
        assert quiet_end(until, zone, start, end) is None
