"""Instants, calendars, layouts, clock changes."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.engine.date_names import date_names
from app.engine.dates import (
    NANOS,
    Instant,
    LayoutError,
    XDate,
    XTime,
    civil_from_days,
    days_from_civil,
    find_zone,
    format_instant,
    from_civil,
    parse_date,
    parse_datetime,
    parse_iso_datetime,
    parse_time,
)

KIGALI = find_zone("Africa/Kigali") or dt.UTC
NEW_YORK = find_zone("America/New_York") or dt.UTC


def test_instants_keep_nanoseconds() -> None:
    instant = Instant.from_iso("2021-03-05T10:20:30.123456789+02:00")
    assert instant.ns % NANOS == 123456789
    assert instant.iso() == "2021-03-05T10:20:30.123456+02:00"
    assert instant.iso_nanos() == "2021-03-05T10:20:30.123456789+02:00"
    assert instant.in_zone(KIGALI).zone_name() == "Africa/Kigali"
    assert instant == instant.in_zone(dt.UTC)
    assert Instant.from_iso("2021-03-05T10:20:30.5Z").iso_nanos() == "2021-03-05T10:20:30.5Z"
    assert Instant.from_iso("2021-03-05T10:20:30Z").iso_nanos() == "2021-03-05T10:20:30Z"


@pytest.mark.parametrize("text", ["2021-03-05", "2021-02-30T10:00:00Z", "2021-03-05T24:00:00Z", "2021-03-05T10:00:00", "x"])
def test_what_is_no_instant(text: str) -> None:
    with pytest.raises(ValueError, match="not an RFC 3339 time"):
        Instant.from_iso(text)


def test_iso_in_a_zone() -> None:
    def read(text: str) -> str | None:
        found = parse_iso_datetime(text, KIGALI)
        return f"{found.iso()} {found.zone_name()}" if found else None

    assert read("2021-03-05T10:20") == "2021-03-05T10:20:00.000000+02:00 Africa/Kigali"
    assert read("2021-03-05T10:20:00+02:00") == "2021-03-05T10:20:00.000000+02:00 Africa/Kigali"
    assert read("2021-03-05T10:20:00Z") == "2021-03-05T10:20:00.000000Z UTC"
    assert read("2021-03-05T10:20:00+0545") == "2021-03-05T10:20:00.000000+05:45 "
    assert read("2021-03-05T10:20:00+99:00") is None


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((2024, 3, 10, 2, 30), "2024-03-10T01:30:00.000000-05:00"),  # skipped
        ((2024, 11, 3, 1, 30), "2024-11-03T01:30:00.000000-04:00"),  # twice
        ((2024, 2, 30), "2024-03-01T00:00:00.000000-05:00"),
        ((2024, 13, 1), "2025-01-01T00:00:00.000000-05:00"),
        ((1700, 1, 1), "1700-01-01T00:00:00.000000-04:56"),
        ((12024, 7, 1), "12024-07-01T00:00:00.000000-04:00"),
    ],
)
def test_wall_clocks(parts: tuple[int, ...], expected: str) -> None:
    year, month, day, hour, minute = (*parts, 0, 0)[:5]
    assert from_civil(year, month, day, hour, minute, tz=NEW_YORK).iso() == expected


@given(st.integers(-5_000_000, 5_000_000))
def test_days_there_and_back(day: int) -> None:
    assert days_from_civil(*civil_from_days(day)) == day


@given(st.datetimes(timezones=st.timezones()))
@example(dt.datetime(5, 1, 1, tzinfo=zoneinfo.ZoneInfo("Africa/Abidjan")))
@example(dt.datetime(9990, 7, 1, tzinfo=zoneinfo.ZoneInfo("America/New_York")))
def test_as_the_standard_library(value: dt.datetime) -> None:
    # A skipped hour has no instant of its own, so begin from one that exists.
    value = value.astimezone(dt.UTC).astimezone(value.tzinfo) if 2 < value.year < 9998 else value.replace(year=2000, day=1)
    instant = Instant.from_datetime(value)
    shown = value.astimezone(dt.UTC).astimezone(value.tzinfo)
    assert instant.civil() == (
        shown.year, shown.month, shown.day, shown.hour, shown.minute, shown.second, shown.microsecond * 1000
    )  # fmt: skip
    assert instant.to_datetime() == value


def test_weeks() -> None:
    assert XDate(2026, 5, 4).weekday() == 1
    assert [XDate(2026, 1, 3).week_number(), XDate(2026, 1, 4).week_number()] == [1, 2]
    assert XDate(2024, 12, 31).year_day() == 366


@pytest.mark.parametrize(
    ("layout", "locale", "expected"),
    [
        ("YYYY-MM-DDTtt:mm:ss.ffffffZ", "", "2021-03-05T22:07:09.012345+02:00"),
        ("D/M/YY h:m:s aa", "eng-US", "5/3/21 10:7:9 pm"),
        ("EEE EEEE MMM MMMM", "fra", "ven. vendredi mars mars"),
        ("EEEE", "kin-RW", "Kuwa gatanu"),
        ("MMMM AA", "zzz", "March PM"),
        ("fff fffffffff tt t", "", "012 012345678 22 22"),
    ],
)
def test_format(layout: str, locale: str, expected: str) -> None:
    instant = from_civil(2021, 3, 5, 22, 7, 9, 12345678, tz=KIGALI)
    assert format_instant(instant, layout, locale) == expected


@pytest.mark.parametrize("layout", ["YYY", "MMMMM", "mmm", "ff", "A", "ZZ", "EE", "x", "(("])
def test_bad_layouts(layout: str) -> None:
    with pytest.raises(LayoutError, match=re.escape(f"'{layout}' is not valid in a datetime formatting layout")):
        format_instant(Instant(0), layout)


def test_parse_by_layout() -> None:
    assert parse_date("D.M.YY", "5.3.21") == XDate(2021, 3, 5)
    assert parse_time("h:mm aa", "12:05 am") == XTime(0, 5)
    assert parse_time("tt:mm:ss", "23:05:06.25") == XTime(23, 5, 6, 250_000_000)
    assert parse_datetime("YYYY-MM-DD tt:mm", "2021-03-05 10:00", KIGALI).iso() == "2021-03-05T10:00:00.000000+02:00"
    assert parse_datetime("YYYY-MM-DDTtt:mmZ", "2021-03-05T10:00Z", KIGALI).iso() == "2021-03-05T12:00:00.000000+02:00"


@pytest.mark.parametrize(
    ("layout", "text", "message"),
    [
        ("YYYY-MM-DD", "2021-3-05", "cannot parse '3-05' as 'MM'"),
        ("YYYY-MM-DD", "2021-13-05", "cannot parse '13-05' as 'MM'"),
        ("YYYY-MM-DD", "2021/03-05", "cannot parse '/03-05' as '-'"),
        ("YYYY-MM-DD", "2021-02-30", "cannot parse '2021-02-30': day out of range"),
        ("YYYY", "2021x", "cannot parse '2021x': extra text 'x'"),
        ("YYYY tt", "2021 10", "'tt' is not valid in a date parsing layout"),
        ("D MMM YYYY", "5 Mar 2021", "'MMM' is not valid in a date parsing layout"),
    ],
)
def test_what_is_not_of_a_layout(layout: str, text: str, message: str) -> None:
    with pytest.raises(LayoutError) as error:
        parse_date(layout, text)
    assert str(error.value) == message


def test_zones() -> None:
    assert find_zone("Mars/Olympus") is None
    assert find_zone("../etc/passwd") is None
    assert find_zone("") is dt.UTC


def test_names_of_a_locale_fall_back() -> None:
    assert date_names("fra-CM") == date_names("fra")
    assert date_names("xxx-XX") == date_names("eng-US") == date_names("")
