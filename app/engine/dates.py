"""Instants with nanoseconds, days, times of day, and the parsing and formatting of them by layout.

Layouts are RapidPro's: YY YYYY M MM MMM MMMM D DD EEE EEEE t tt h hh m mm s ss fff ffffff fffffffff aa AA Z ZZZ, and between
them spaces and : / . , T - _. Names of months and days are those of glibc's locales (`date_names`).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache, total_ordering
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.engine.date_names import DateNames, date_names

NANOS = 1_000_000_000
DAY_SECONDS = 86_400
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_EPOCH_ORDINAL = dt.date(1970, 1, 1).toordinal()
_CYCLE_SECONDS = 146_097 * DAY_SECONDS  # 400 years: the calendar repeats
_FIRST_SECOND, _LAST_SECOND = -62_000_000_000, 253_000_000_000  # safely inside years 1 to 9999


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the Gregorian calendar, any year; month and day may run over."""
    carry, month0 = divmod(month - 1, 12)
    year += carry
    shift = (year - 2000) // 400
    base = dt.date(year - shift * 400, month0 + 1, 1).toordinal() - _EPOCH_ORDINAL
    return base + shift * 146_097 + day - 1


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Year, month, day of a day counted from 1970-01-01."""
    shift, rest = divmod(days, 146_097)
    day = dt.date.fromordinal(rest + _EPOCH_ORDINAL)
    return day.year + shift * 400, day.month, day.day


def days_in_month(year: int, month: int) -> int:
    return days_from_civil(year, month + 1, 1) - days_from_civil(year, month, 1)


class XDate(NamedTuple):
    """A day of the calendar. The zero date, 0000-00-00, stands for none."""

    year: int = 0
    month: int = 0
    day: int = 0

    def iso(self) -> str:
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def truthy(self) -> bool:
        return self != (0, 0, 0)

    def weekday(self) -> int:
        """0 is Sunday."""
        return (days_from_civil(*self) + 4) % 7

    def year_day(self) -> int:
        """1 to 366."""
        return days_from_civil(*self) - days_from_civil(self.year, 1, 1) + 1

    def week_number(self) -> int:
        """1 to 54: weeks begin on Sunday, the first holds 1 January."""
        first = (days_from_civil(self.year, 1, 1) + 4) % 7
        return (self.year_day() + first - 1) // 7 + 1

    def at(self, time: XTime, tz: dt.tzinfo) -> Instant:
        return from_civil(self.year, self.month, self.day, time.hour, time.minute, time.second, time.nanos, tz)


class XTime(NamedTuple):
    """A time of day."""

    hour: int = 0
    minute: int = 0
    second: int = 0
    nanos: int = 0

    def iso(self) -> str:
        """With six decimals."""
        return f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}.{self.nanos // 1000:06d}"

    def truthy(self) -> bool:
        return self != (0, 0, 0, 0)


MIDNIGHT = XTime()


@total_ordering
@dataclass(frozen=True, slots=True)
class Instant:
    """A moment, in whole nanoseconds since 1970 (GoFlow's times carry nine digits; `datetime` keeps six).

    `tz` is how it is shown and does not take part in comparison.
    """

    ns: int
    tz: dt.tzinfo = dt.UTC

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Instant) and self.ns == other.ns

    def __lt__(self, other: Instant) -> bool:
        return self.ns < other.ns

    def __hash__(self) -> int:
        return hash(self.ns)

    @classmethod
    def from_datetime(cls, value: dt.datetime) -> Instant:
        """Keep the zone; `value` must be aware."""
        delta = value - _EPOCH
        return cls(((delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds) * 1000, value.tzinfo or dt.UTC)

    @classmethod
    def from_iso(cls, text: str) -> Instant:
        """RFC 3339, up to nine decimals, as JSON has it; the zone is UTC or the offset. Raises ValueError."""
        found = parse_iso_datetime(text)
        if found is None:
            raise ValueError(f"not an RFC 3339 time: {text!r}")
        return found

    def to_datetime(self) -> dt.datetime:
        """Aware, cut to microseconds."""
        return (_EPOCH + dt.timedelta(microseconds=self.ns // 1000)).astimezone(self.tz)

    def plus(self, *, seconds: int = 0, ns: int = 0) -> Instant:
        return Instant(self.ns + seconds * NANOS + ns, self.tz)

    def in_zone(self, tz: dt.tzinfo) -> Instant:
        return Instant(self.ns, tz)

    def offset(self) -> int:
        """Seconds east of UTC."""
        return offset_at(self.ns // NANOS, self.tz)

    def civil(self) -> tuple[int, int, int, int, int, int, int]:
        """Year, month, day, hour, minute, second, nanosecond in its zone."""
        seconds, nanos = divmod(self.ns, NANOS)
        days, rest = divmod(seconds + self.offset(), DAY_SECONDS)
        hour, rest = divmod(rest, 3600)
        return (*civil_from_days(days), hour, rest // 60, rest % 60, nanos)

    def date(self) -> XDate:
        """In its zone."""
        return XDate(*self.civil()[:3])

    def time(self) -> XTime:
        """In its zone."""
        return XTime(*self.civil()[3:])

    def zone_name(self) -> str:
        """As the zone database has it; empty for a mere offset."""
        return zone_name(self.tz)

    def iso(self) -> str:
        """`2018-04-09T17:01:30.123456Z`: six decimals, cut."""
        return self._iso(6)

    def iso_nanos(self) -> str:
        """RFC 3339 with as many decimals as needed, up to nine, as Go's JSON has it."""
        text = self._iso(9)
        head, fraction = text[:19], text[20:29].rstrip("0")
        return head + ("." + fraction if fraction else "") + text[29:]

    def _iso(self, decimals: int) -> str:
        seconds, nanos = divmod(self.ns, NANOS)
        days, rest = divmod(seconds + self.offset(), DAY_SECONDS)
        clock = f"{rest // 3600:02d}:{rest % 3600 // 60:02d}:{rest % 60:02d}.{f'{nanos:09d}'[:decimals]}"
        return f"{_day_text(days)}T{clock}{format_offset(self, True)}"


@lru_cache(maxsize=1000)
def _day_text(days: int) -> str:
    year, month, day = civil_from_days(days)
    return f"{year:04d}-{month:02d}-{day:02d}"


def format_offset(instant: Instant, colon: bool, zulu: bool = True) -> str:
    """`Z` or `-07:00`."""
    offset = instant.offset()
    if offset == 0 and zulu:
        return "Z"
    sign, offset = ("-", -offset) if offset < 0 else ("+", offset)
    return f"{sign}{offset // 3600:02d}{':' if colon else ''}{offset % 3600 // 60:02d}"


def zone_name(tz: dt.tzinfo) -> str:
    """The name in the zone database; `UTC`; empty for a mere offset."""
    if isinstance(tz, ZoneInfo):
        return tz.key or ""
    return "UTC" if tz is dt.UTC else ""


@lru_cache(maxsize=1000)
def find_zone(name: str) -> dt.tzinfo | None:
    """By name in the zone database, None if it has no such zone."""
    if name in ("", "UTC"):
        return dt.UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def offset_at(second: int, tz: dt.tzinfo) -> int:
    """Seconds east of UTC at a second since 1970."""
    if tz is dt.UTC:
        return 0
    if second >= _LAST_SECOND:
        second -= ((second - _LAST_SECOND) // _CYCLE_SECONDS + 1) * _CYCLE_SECONDS
    # Counted from the epoch by hand: Windows knows no time stamps before 1970. The oldest offset holds for all before it.
    delta = (_EPOCH + dt.timedelta(seconds=max(second, _FIRST_SECOND))).astimezone(tz).utcoffset()
    return 0 if delta is None else delta.days * DAY_SECONDS + delta.seconds


def from_civil(  # noqa: PLR0917  the parts of a wall clock have an order
    year: int,
    month: int,
    day: int,
    hour: int = 0,
    minute: int = 0,
    second: int = 0,
    nanos: int = 0,
    tz: dt.tzinfo = dt.UTC,
) -> Instant:
    """The moment of a wall clock; parts may run over (31 February is 3 March).

    A time that a clock change skips or repeats is read with the offset in force at that reading taken as UTC, then corrected
    once: 02:30 in a skipped hour becomes 03:30 or 01:30 (Go's rule).
    """
    wall = days_from_civil(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second
    offset = offset_at(wall, tz)
    if offset:
        offset = offset_at(wall - offset, tz)
    return Instant((wall - offset) * NANOS + nanos, tz)


_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII | re.IGNORECASE
)


def parse_iso_datetime(text: str, tz: dt.tzinfo | None = None) -> Instant | None:
    """`2001-01-02T10:34:56.789+02:00`; without an offset only if `tz` is given. None if it is not of this form or no date."""
    found = _ISO.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute = (int(part) for part in found.groups()[:5])
    second, fraction, zone = int(found[6] or 0), (found[7] or "")[:9].ljust(9, "0"), found[8]
    if not is_date(year, month, day) or hour > 23 or minute > 59 or second > 59:
        return None
    if zone is None:
        return None if tz is None else from_civil(year, month, day, hour, minute, second, int(fraction), tz)
    offset = _parse_offset(zone)
    if offset is None:
        return None
    wanted = dt.UTC if offset == 0 else dt.timezone(dt.timedelta(seconds=offset))
    if tz is not None:
        # An offset that the zone has at that moment is shown as the zone.
        plain = from_civil(year, month, day, hour, minute, second, int(fraction), wanted)
        return plain.in_zone(tz) if zone.upper() != "Z" and offset_at(plain.ns // NANOS, tz) == offset else plain
    return from_civil(year, month, day, hour, minute, second, int(fraction), wanted)


def _parse_offset(zone: str) -> int | None:
    """Seconds; None beyond a day."""
    if zone.upper() == "Z":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        return None
    seconds = hours * 3600 + minutes * 60
    return -seconds if zone[0] == "-" else seconds


def is_date(year: int, month: int, day: int) -> bool:
    """Whether the calendar has this day."""
    return 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)


class LayoutError(ValueError):
    """A layout that is not valid, or a text that is not of it. The message is for flow authors."""


_DATE_SYMBOLS = frozenset(("YY", "YYYY", "M", "MM", "D", "DD"))
_NAME_SYMBOLS = frozenset(("MMM", "MMMM", "EEE", "EEEE"))
_TIME_SYMBOLS = frozenset(("t", "tt", "h", "hh", "m", "mm", "s", "ss", "fff", "ffffff", "fffffffff", "aa", "AA"))
_ZONE_SYMBOLS = frozenset(("Z", "ZZZ"))
_SYMBOLS = {
    "date": _DATE_SYMBOLS,
    "time": _TIME_SYMBOLS,
    "datetime": _DATE_SYMBOLS | _TIME_SYMBOLS | _ZONE_SYMBOLS,
}
_BETWEEN = frozenset(" :/.,T-_")
_RUN = re.compile(r"(.)\1*", re.DOTALL)


@lru_cache(maxsize=500)
def read_layout(layout: str, kind: str, use: str) -> tuple[tuple[str, bool], ...]:
    """The parts of a layout: (text, whether it is a symbol). `kind` is date, time or datetime; `use` formatting or parsing:
    names of months and days are only written, never read. Raises LayoutError.
    """
    known = _SYMBOLS[kind] | (_NAME_SYMBOLS if use == "formatting" and kind != "time" else frozenset())
    parts = []
    for found in _RUN.finditer(layout):
        if found[0] not in known and found[1] not in _BETWEEN:
            raise LayoutError(f"'{found[0]}' is not valid in a {kind} {use} layout")
        parts.append((found[0], found[0] in known))
    return tuple(parts)


def format_layout(
    layout: str, kind: str, date: XDate, time: XTime = MIDNIGHT, *, instant: Instant | None = None, locale: str = ""
) -> str:
    """A date, time or datetime by layout, with names in the locale (`eng-US`). Raises LayoutError."""
    parts = read_layout(layout, kind, "formatting")
    names = date_names(locale)
    return "".join([_format_token(text, date, time, instant, names) if symbol else text for text, symbol in parts])


def format_instant(instant: Instant, layout: str, locale: str = "") -> str:
    """In its own zone. Raises LayoutError."""
    return format_layout(layout, "datetime", instant.date(), instant.time(), instant=instant, locale=locale)


def _format_token(symbol: str, date: XDate, time: XTime, instant: Instant | None, names: DateNames) -> str:
    letter = symbol[0]
    if letter in "YMDE":
        return _format_date_token(symbol, date, names)
    if letter == "f":
        return f"{time.nanos:09d}"[: len(symbol)]
    if letter in "aA":
        half = names.halves[time.hour >= 12]
        return half.upper() if letter == "A" else half.lower()
    if letter == "Z":
        return "" if instant is None else format_offset(instant, True, symbol == "Z")
    hour12 = (time.hour + 11) % 12 + 1
    value = {"t": time.hour, "h": hour12, "m": time.minute, "s": time.second}[letter]
    return f"{value:0{len(symbol)}d}"


def _format_date_token(symbol: str, date: XDate, names: DateNames) -> str:
    if symbol[0] == "Y":
        return f"{date.year % 100:02d}" if len(symbol) == 2 else f"{date.year:04d}"
    if symbol[0] == "E":
        return (names.short_days if len(symbol) == 3 else names.days)[date.weekday()]
    if symbol[0] == "M" and len(symbol) > 2:
        return (names.short_months if len(symbol) == 3 else names.months)[date.month - 1]
    return f"{date.month if symbol[0] == 'M' else date.day:0{len(symbol)}d}"


@dataclass(slots=True)
class _Reading:
    """What has been read of a text by a layout so far."""

    year: int = 1
    month: int = 1
    day: int = 1
    hour: int = 0
    minute: int = 0
    second: int = 0
    nanos: int = 0
    half: str = ""
    offset: int | None = None

    def hour24(self) -> int:
        if self.half == "pm" and self.hour < 12:
            return self.hour + 12
        return 0 if self.half == "am" and self.hour == 12 else self.hour


def parse_date(layout: str, text: str, locale: str = "") -> XDate:
    """Raises LayoutError."""
    found = _read(layout, "date", text, locale)
    return XDate(found.year, found.month, found.day)


def parse_time(layout: str, text: str, locale: str = "") -> XTime:
    """Raises LayoutError."""
    found = _read(layout, "time", text, locale)
    return XTime(found.hour24(), found.minute, found.second, found.nanos)


def parse_datetime(layout: str, text: str, tz: dt.tzinfo, locale: str = "") -> Instant:
    """Texts without an offset are in `tz`, and so is the result, except where an offset is not that of the zone.

    Raises LayoutError.
    """
    found = _read(layout, "datetime", text, locale)
    parts = (found.year, found.month, found.day, found.hour24(), found.minute, found.second, found.nanos)
    if found.offset is None:
        return from_civil(*parts, tz)
    return from_civil(*parts, dt.timezone(dt.timedelta(seconds=found.offset))).in_zone(tz)


def _read(layout: str, kind: str, text: str, locale: str) -> _Reading:
    found, rest, names = _Reading(), text, date_names(locale)
    for part, symbol in read_layout(layout, kind, "parsing"):
        if not symbol:
            if not rest.startswith(part):
                raise LayoutError(f"cannot parse '{rest}' as '{part}'")
            rest = rest[len(part) :]
            continue
        after = _read_token(part, rest, found, names)
        if after is None:
            raise LayoutError(f"cannot parse '{rest}' as '{part}'")
        rest = after
    if rest:
        raise LayoutError(f"cannot parse '{text}': extra text '{rest}'")
    if not is_date(found.year, found.month, found.day):
        raise LayoutError(f"cannot parse '{text}': day out of range")
    return found


_DIGITS = {
    "YY": (2, 2), "YYYY": (4, 4), "M": (1, 2), "MM": (2, 2), "D": (1, 2), "DD": (2, 2), "t": (1, 2), "tt": (2, 2),
    "h": (1, 2), "hh": (2, 2), "m": (1, 2), "mm": (2, 2), "s": (1, 2), "ss": (2, 2),
}  # fmt: skip
_LIMITS = {"M": (1, 12), "D": (1, 31), "t": (0, 23), "h": (0, 12), "m": (0, 59), "s": (0, 59)}
_FIELDS = {"M": "month", "D": "day", "t": "hour", "h": "hour", "m": "minute", "s": "second"}
_FRACTION = re.compile(r"[.,](\d+)", re.ASCII)
_ZONE = re.compile(r"Z|[+-]\d\d:\d\d", re.ASCII)


def _read_token(symbol: str, text: str, found: _Reading, names: DateNames) -> str | None:
    """Read one symbol from the beginning of the text; the rest of the text, or None if it is not there."""
    if symbol in _DIGITS:
        return _read_digits(symbol, text, found)
    if symbol in ("aa", "AA"):
        return _read_half(text, found, names)
    if symbol[0] == "f":
        digits = text[: len(symbol)]
        if len(digits) != len(symbol) or not (digits.isascii() and digits.isdigit()):
            return None
        found.nanos = int(digits.ljust(9, "0"))
        return text[len(symbol) :]
    zone = _ZONE.match(text)
    found.offset = _parse_offset(zone[0]) if zone else None
    return text[zone.end() :] if zone and found.offset is not None else None


def _read_digits(symbol: str, text: str, found: _Reading) -> str | None:
    least, most = _DIGITS[symbol]
    length = 0
    while length < most and length < len(text) and text[length] in "0123456789":
        length += 1
    if length < least:
        return None
    value, rest = int(text[:length]), text[length:]
    if symbol[0] == "Y":
        found.year = value if symbol == "YYYY" else value + (2000 if value < 69 else 1900)
        return rest
    low, high = _LIMITS[symbol[0]]
    if not low <= value <= high:
        return None
    setattr(found, _FIELDS[symbol[0]], value)
    # Decimals after seconds are read even where the layout has none.
    fraction = _FRACTION.match(rest) if symbol[0] == "s" else None
    if fraction:
        found.nanos = int(fraction[1][:9].ljust(9, "0"))
        rest = rest[fraction.end() :]
    return rest


def _read_half(text: str, found: _Reading, names: DateNames) -> str | None:
    for half, local in (("am", names.halves[0]), ("pm", names.halves[1])):
        for form in (local, half):
            if form and text[: len(form)].lower() == form.lower():
                found.half = half
                return text[len(form) :]
    return None
