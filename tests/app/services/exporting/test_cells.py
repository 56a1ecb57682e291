"""Cells: what people wrote must neither break a file nor run in a spreadsheet."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.exporting.cells import MAX_UNITS, clean, guard, moment, number, unguard

KIGALI = ZoneInfo("Africa/Kigali")


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "\n=1", "＝1", "-", "'=1", "''@x"])
def test_what_would_run_is_guarded(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["+250788123456", "-5", "-1,234.50", "12", "", "Hello = you", "'quoted'", "O'Neil", "5-6"])
def test_what_is_harmless_stays(text: str) -> None:
    assert guard(text) == text


@given(st.text(st.sampled_from("=+-@'\t\n＝1 a,."), max_size=8) | st.text(max_size=20))
def test_a_guard_can_be_taken_back(text: str) -> None:
    assert unguard(guard(text)) == text


def test_control_characters_go_and_line_ends_are_one() -> None:
    assert clean("a\x00b\x07c\x1b[0m\r\nd\re\tf") == "abc[0m\nd\ne\tf"
    assert clean("x\ud83d\ufffe\uffffy") == "xy"
    assert clean("مرحبا \u202bשלום\u202c 👩🏽‍⚕️ မင်္ဂလာပါ") == "مرحبا \u202bשלום\u202c 👩🏽‍⚕️ မင်္ဂလာပါ"


@pytest.mark.parametrize(("char", "units"), [("a", 1), ("é", 1), ("😀", 2)])
def test_the_length_is_counted_as_spreadsheets_count(char: str, units: int) -> None:
    most = MAX_UNITS // units
    assert clean(char * most) == char * most
    assert clean(char * (most + 5)) == char * most


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    clean(text).encode("utf-8")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("12", 12),
        ("12.50", 12.5),
        ("-3", -3),
        ("1E+2", 100),
        ("123456789012345", 123456789012345),
        ("1234567890123456", "1234567890123456"),
        ("0.1234567890123456", "0.1234567890123456"),
        ("1E+50", "1" + "0" * 50),
        ("0", 0),
    ],
)
def test_a_number_keeps_its_digits(value: str, cell: object) -> None:
    found = number(Decimal(value))
    assert (type(found), found) == (type(cell), cell)


def test_moments_are_local_and_to_the_second() -> None:
    at = dt.datetime(2026, 6, 1, 22, 30, 5, 999_000, tzinfo=dt.UTC)
    assert moment(at, KIGALI) == dt.datetime(2026, 6, 2, 0, 30, 5)  # noqa: DTZ001
    assert moment(dt.datetime(1850, 1, 1, tzinfo=dt.UTC), dt.UTC) == "1850-01-01 00:00:00"
    assert moment(dt.datetime.max.replace(tzinfo=dt.UTC), KIGALI) == "9999-12-31T23:59:59.999999+00:00"
    assert moment(None, KIGALI) is None
