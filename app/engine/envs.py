"""The environment of a session: how dates and numbers are read and written, languages, country, zone, redaction, collation."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

from app.engine.dates import (
    Instant,
    XDate,
    XTime,
    find_zone,
    format_instant,
    format_layout,
    is_date,
    parse_iso_datetime,
    zone_name,
)
from app.engine.definition.languages import is_language
from app.engine.lookalikes import skeleton
from app.engine.numbers import format_number

DATE_FORMATS = ("YYYY-MM-DD", "MM-DD-YYYY", "DD-MM-YYYY")
TIME_FORMATS = ("tt:mm", "h:mm aa", "tt:mm:ss", "h:mm:ss aa")
REDACTION_POLICIES = ("none", "urns")
COLLATIONS = ("default", "confusables", "arabic_variants")


class InvalidEnvironment(ValueError):
    """An environment that cannot be read: names the field and its value."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    decimal_symbol: str = "."
    digit_grouping_symbol: str = ","


@dataclass(frozen=True)
class Environment:
    """Immutable; `with_changes` makes another. Codes are those of GoFlow's JSON: `eng`, `RW`, `Africa/Kigali`."""

    date_format: str = "YYYY-MM-DD"
    time_format: str = "tt:mm"
    timezone: dt.tzinfo = dt.UTC
    allowed_languages: tuple[str, ...] = ()
    default_country: str = ""
    number_format: NumberFormat = NumberFormat()
    redaction_policy: str = "none"
    input_collation: str = "default"
    obfuscation_key: tuple[int, ...] = (0, 0, 0, 0)
    llm_prompts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Mapping[str, Any] | None) -> Self:
        """From GoFlow's JSON; what is absent or null is default. Raises InvalidEnvironment."""
        given = {name: value for name, value in (data or {}).items() if value is not None and name in _READERS}
        return cls(**{name: _READERS[name](name, value) for name, value in given.items()})

    def to_json(self) -> dict[str, Any]:
        """GoFlow's JSON: formats, zone, number format, redaction and collation always; the rest where set."""
        out: dict[str, Any] = {
            "date_format": self.date_format,
            "time_format": self.time_format,
            "timezone": zone_name(self.timezone),
            "number_format": {
                "decimal_symbol": self.number_format.decimal_symbol,
                "digit_grouping_symbol": self.number_format.digit_grouping_symbol,
            },
            "redaction_policy": self.redaction_policy,
            "input_collation": self.input_collation,
        }
        if self.allowed_languages:
            out["allowed_languages"] = list(self.allowed_languages)
        if self.default_country:
            out["default_country"] = self.default_country
        if any(self.obfuscation_key):
            out["obfuscation_key"] = list(self.obfuscation_key)
        if self.llm_prompts:
            out["llm_prompts"] = dict(self.llm_prompts)
        return out

    def with_changes(self, **changes: Any) -> Self:
        """The same but for some fields, given as they are in the class."""
        return replace(self, **changes)

    @property
    def default_language(self) -> str:
        """The first allowed language, or empty."""
        return self.allowed_languages[0] if self.allowed_languages else ""

    @cached_property
    def default_locale(self) -> str:
        """Default language and country: `eng-RW`, `eng`, or empty."""
        if not self.default_language:
            return ""
        return f"{self.default_language}-{self.default_country}" if self.default_country else self.default_language

    @property
    def redacts_urns(self) -> bool:
        return self.redaction_policy == "urns"

    # writing

    def format_number(self, value: Decimal, places: int = -1, grouped: bool = True) -> str:
        symbols = self.number_format
        return format_number(value, symbols.decimal_symbol, symbols.digit_grouping_symbol, places, grouped)

    def format_date(self, date: XDate) -> str:
        return format_layout(self.date_format, "date", date, locale=self.default_locale)

    def format_time(self, time: XTime) -> str:
        return format_layout(self.time_format, "time", XDate(), time, locale=self.default_locale)

    def format_datetime(self, instant: Instant) -> str:
        """In this environment's zone."""
        layout = f"{self.date_format} {self.time_format}"
        return format_instant(instant.in_zone(self.timezone), layout, self.default_locale)

    # reading

    def parse_datetime(self, text: str, now: Callable[[], Instant], fill_time: bool = False) -> Instant | None:
        """The first date in a text, with the time after it; midnight without one, or the time of now with `fill_time`.

        `now` is called only when needed: once if the text is no ISO date (what century a short year is in), and once to fill
        the time.
        """
        text = text.strip(" \n\r\t")
        found = parse_iso_datetime(text, self.timezone)
        if found is not None:
            return found
        date, rest = self._find_date(text, now)
        if date is None:
            return None
        time = find_time(rest)
        if time is None:
            time = now().in_zone(self.timezone).time() if fill_time else XTime()
        return date.at(time, self.timezone)

    def parse_date(self, text: str, now: Callable[[], Instant]) -> XDate | None:
        """The first date in a text; the day of an ISO datetime is that of its own offset."""
        text = text.strip(" \n\r\t")
        found = parse_iso_datetime(text, self.timezone)
        return found.date() if found is not None else self._find_date(text, now)[0]

    def parse_time(self, text: str) -> XTime | None:
        """The first time of day in a text."""
        return find_time(text)

    def _find_date(self, text: str, now: Callable[[], Instant]) -> tuple[XDate | None, str]:
        """The first date and what follows it."""
        iso = _ISO_DATE.match(text)
        if iso:
            date = XDate(int(iso[1]), int(iso[2]), int(iso[3]))
            if is_date(*date):
                return date, text[iso.end() :]
        year_now = now().date().year
        for found in _DATES[self.date_format].finditer(text):
            parts = dict(zip(_ORDERS[self.date_format], found.groups(), strict=True))
            date = XDate(_full_year(parts["y"], year_now), int(parts["m"]), int(parts["d"]))
            if is_date(*date):
                return date, text[found.end() :]
        return None, text

    def collate(self, text: str) -> str:
        """Text in the form in which inputs are compared: two that collate the same are the same to router tests."""
        if self.input_collation == "arabic_variants":
            return arabic_base(text)
        return skeleton(text) if self.input_collation == "confusables" else text

    def same_text(self, a: str, b: str) -> bool:
        """Compare by collation, ignoring case."""
        return self.collate(a.lower()) == self.collate(b.lower())


_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)", re.ASCII)
_GAP = r"[-.\\/_ ]"
_YEAR, _PART = r"([0-9]{4}|[0-9]{2})", r"([0-9]{1,2})"
_DAY_FIRST = re.compile(rf"\b{_PART}{_GAP}{_PART}{_GAP}{_YEAR}\b", re.ASCII)
_YEAR_FIRST = re.compile(rf"\b{_YEAR}{_GAP}{_PART}{_GAP}{_PART}\b", re.ASCII)
_DATES = {"YYYY-MM-DD": _YEAR_FIRST, "MM-DD-YYYY": _DAY_FIRST, "DD-MM-YYYY": _DAY_FIRST}
_ORDERS = {"YYYY-MM-DD": "ymd", "MM-DD-YYYY": "mdy", "DD-MM-YYYY": "dmy"}
_TIME = re.compile(r"\b(\d{1,2})(?::?(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?\W*([ap]m)?\b", re.ASCII | re.IGNORECASE)


def _full_year(text: str, year_now: int) -> int:
    """Years of two digits are of this century up to now, and of the last after."""
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year > year_now - 2000 else 2000)


def find_time(text: str) -> XTime | None:
    """The first time of day: `10:30`, `10:30:45.123`, `10 PM`, `1030`, or an hour alone; 24:00 is midnight."""
    for found in _TIME.finditer(text):
        time = _as_time(found)
        if time is not None:
            return time
    return None


def _as_time(found: re.Match[str]) -> XTime | None:
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    nanos = int((found[4] or "")[:9].ljust(9, "0"))
    half = (found[5] or "").lower()
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    if hour == 24 and not (minute or second or nanos):
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    return XTime(hour, minute, second, nanos)


_PLAIN_ARABIC = str.maketrans("آأإٱيىكة٠١٢٣٤٥٦٧٨٩", "ااااییکه۰۱۲۳۴۵۶۷۸۹")


def arabic_base(text: str) -> str:
    """Arabic and Persian letters that look alike as one: forms, alefs, yehs, kafs, digits."""
    return "".join(_arabic_letters(text))


def _arabic_letters(text: str) -> Iterator[str]:
    for char in text:
        if "\ufb50" <= char <= "\ufdff" or "\ufe70" <= char <= "\ufeff":
            yield unicodedata.normalize("NFKC", char).translate(_PLAIN_ARABIC)
        else:
            yield char.translate(_PLAIN_ARABIC)


# Readers of the fields: (name, value) to what the class holds.


def _choice(options: tuple[str, ...]) -> Callable[[str, Any], str]:
    def read(name: str, value: Any) -> str:
        if value not in options:
            raise InvalidEnvironment(f"{name} {value!r} is not one of {', '.join(options)}")
        return str(value)

    return read


def _zone(name: str, value: Any) -> dt.tzinfo:
    zone = find_zone(value) if isinstance(value, str) else None
    if zone is None:
        raise InvalidEnvironment(f"{name} {value!r} is not a known zone")
    return zone


def _country(name: str, value: Any) -> str:
    if value != "" and not (isinstance(value, str) and re.fullmatch("[A-Z]{2}", value)):
        raise InvalidEnvironment(f"{name} {value!r} is not a country's code of two letters")
    return str(value)


def _languages(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise InvalidEnvironment(f"{name} is not a list")
    for item in value:
        if not is_language(item):
            raise InvalidEnvironment(f"{name}: {item!r} is not a language of ISO 639-3")
    return tuple(value)


def _number_format(name: str, value: Any) -> NumberFormat:
    if not isinstance(value, dict):
        raise InvalidEnvironment(f"{name} is not an object")
    return NumberFormat(value.get("decimal_symbol") or ".", value.get("digit_grouping_symbol", ",") or "")


def _key(name: str, value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) != 4 or not all(isinstance(part, int) for part in value):
        raise InvalidEnvironment(f"{name} is not four integers")
    return tuple(value)


def _prompts(name: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise InvalidEnvironment(f"{name} is not an object of texts")
    return dict(value)


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "date_format": _choice(DATE_FORMATS),
    "time_format": _choice(TIME_FORMATS),
    "timezone": _zone,
    "allowed_languages": _languages,
    "default_country": _country,
    "number_format": _number_format,
    "redaction_policy": _choice(REDACTION_POLICIES),
    "input_collation": _choice(COLLATIONS),
    "obfuscation_key": _key,
    "llm_prompts": _prompts,
}

DEFAULT = Environment()
