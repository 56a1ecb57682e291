"""Environments: their JSON, reading and writing of dates and numbers, collations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.engine.dates import Instant, XDate, XTime, find_zone
from app.engine.envs import DEFAULT, Environment, InvalidEnvironment, NumberFormat, find_time

NOW = Instant.from_iso("2026-05-04T12:30:45.5Z")
FULL = {
    "date_format": "DD-MM-YYYY",
    "time_format": "h:mm aa",
    "timezone": "Africa/Kigali",
    "allowed_languages": ["fra", "kin"],
    "default_country": "RW",
    "number_format": {"decimal_symbol": ",", "digit_grouping_symbol": "."},
    "redaction_policy": "urns",
    "input_collation": "arabic_variants",
    "obfuscation_key": [1, 2, 3, 4],
    "llm_prompts": {"a": "b"},
}


def now() -> Instant:
    return NOW


def test_json_there_and_back() -> None:
    env = Environment.read(FULL)
    assert env.to_json() == FULL
    assert (env.default_language, env.default_locale, env.redacts_urns) == ("fra", "fra-RW", True)


def test_defaults() -> None:
    assert Environment.read(None) == Environment.read({}) == Environment.read({"timezone": None, "new": 1}) == DEFAULT
    assert DEFAULT.to_json() == {
        "date_format": "YYYY-MM-DD",
        "time_format": "tt:mm",
        "timezone": "UTC",
        "number_format": {"decimal_symbol": ".", "digit_grouping_symbol": ","},
        "redaction_policy": "none",
        "input_collation": "default",
    }
    assert (DEFAULT.default_language, DEFAULT.default_locale) == ("", "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date_format", "D-M-Y"),
        ("time_format", "tt"),
        ("timezone", "Mars"),
        ("timezone", 5),
        ("allowed_languages", ["english"]),
        ("allowed_languages", "eng"),
        ("default_country", "Rwanda"),
        ("default_country", "rw"),
        ("redaction_policy", "all"),
        ("input_collation", "x"),
        ("number_format", "1,0"),
        ("obfuscation_key", [1]),
        ("llm_prompts", {"a": 1}),
    ],
)
def test_what_cannot_be_read(name: str, value: Any) -> None:
    with pytest.raises(InvalidEnvironment, match=name):
        Environment.read({name: value})


@pytest.mark.parametrize(
    ("date_format", "text", "expected"),
    [
        ("DD-MM-YYYY", "1.2.2021", "2021-02-01T00:00:00.000000+02:00"),
        ("MM-DD-YYYY", "due 1/2/21, 10:30pm", "2021-01-02T22:30:00.000000+02:00"),
        ("YYYY-MM-DD", "21 01 02", "2021-01-02T00:00:00.000000+02:00"),
        ("DD-MM-YYYY", "40-01-2021 then 02-01-2021", "2021-01-02T00:00:00.000000+02:00"),
        ("DD-MM-YYYY", "2021-01-02 05:06:07", "2021-01-02T05:06:07.000000+02:00"),
        ("DD-MM-YYYY", "1-1-26", "2026-01-01T00:00:00.000000+02:00"),
        ("DD-MM-YYYY", "1-1-27", "1927-01-01T00:00:00.000000+02:00"),
        ("DD-MM-YYYY", "12345-01-2021", None),
        ("DD-MM-YYYY", "tomorrow", None),
        ("DD-MM-YYYY", "", None),
    ],
)
def test_dates_in_texts(date_format: str, text: str, expected: str | None) -> None:
    env = Environment(date_format=date_format, timezone=find_zone("Africa/Kigali") or DEFAULT.timezone)
    found = env.parse_datetime(text, now)
    assert (found.iso() if found else None) == expected
    day = env.parse_date(text, now)
    assert (day.iso() if day else None) == (expected[:10] if expected else None)


def test_time_of_now_is_filled_in() -> None:
    env = Environment.read(FULL)
    found = env.parse_datetime("1-2-2021", now, fill_time=True)
    assert found
    assert found.iso() == "2021-02-01T14:30:45.500000+02:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", XTime(7)),
        ("at 7 PM", XTime(19)),
        ("12am", XTime(0)),
        ("12:15 pm", XTime(12, 15)),
        ("0930", XTime(9, 30)),
        ("9:30:15.25", XTime(9, 30, 15, 250_000_000)),
        ("99 or 10:05", XTime(10, 5)),
        ("24:00", XTime(0)),
        ("24:01", None),
        ("9:75", None),
        ("noon", None),
    ],
)
def test_times_in_texts(text: str, expected: XTime | None) -> None:
    assert find_time(text) == expected


def test_writing() -> None:
    env = Environment.read(FULL)
    assert env.format_datetime(NOW) == "04-05-2026 2:30 pm"
    assert env.format_date(XDate(2026, 5, 4)) == "04-05-2026"
    assert env.format_time(XTime(0, 5)) == "12:05 am"
    assert env.format_number(Decimal("-1234567.50")) == "-1.234.567,5"
    assert Environment(number_format=NumberFormat(".", "")).format_number(Decimal(1234)) == "1234"


def test_arabic_variants_are_the_same() -> None:
    env = Environment(input_collation="arabic_variants")
    assert env.same_text("أحمد ١", "احمد ۱")
    assert not env.same_text("احمد", "محمد")
    assert not DEFAULT.same_text("أحمد", "احمد")
    assert DEFAULT.same_text("ÉCOLE", "école")
