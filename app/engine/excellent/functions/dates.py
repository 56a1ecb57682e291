"""Functions on dates, times and datetimes."""

from __future__ import annotations

from decimal import Decimal

from app.engine.dates import (
    NANOS,
    Instant,
    LayoutError,
    XDate,
    XTime,
    days_from_civil,
    find_zone,
    format_offset,
    from_civil,
    parse_datetime,
    parse_time,
)
from app.engine.envs import Environment
from app.engine.excellent.functions.registry import (
    ANYTHING,
    DATE,
    DATETIME,
    INTEGER,
    NUMBER,
    TEXT,
    TIME,
    function,
)
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XError, XValue, to_datetime, to_integer, to_number
from app.engine.numbers import EXACT, checked

_FIRST_SECOND, _LAST_SECOND = -62_135_596_800, 253_402_300_799  # years 1 to 9999
_SECONDS = {"h": 3600, "m": 60, "s": 1}
_BAD_UNIT = "must be one of s, m, h, D, W, M, Y"


@function("parse_datetime", TEXT, TEXT, TEXT, required=2)
def parse_datetime_(scope: Scope, env: Environment, text: str, layout: str, zone: str | None = None) -> XValue:
    tz = env.timezone if zone is None else find_zone(zone)
    if tz is None:
        return XError(f"unknown time zone {zone}")
    try:
        return parse_datetime(layout, text, tz, env.default_locale)
    except LayoutError as error:
        return XError(str(error))


@function("parse_time", TEXT, TEXT)
def parse_time_(scope: Scope, env: Environment, text: str, layout: str) -> XValue:
    try:
        return parse_time(layout, text, env.default_locale)
    except LayoutError as error:
        return XError(str(error))


@function("datetime_from_epoch", NUMBER)
def datetime_from_epoch(scope: Scope, env: Environment, seconds: Decimal) -> XValue:
    """From seconds since 1970, in the environment's zone."""
    if not _FIRST_SECOND <= seconds <= _LAST_SECOND:
        return XError("number value out of range for a datetime")
    return Instant(int(seconds * NANOS), env.timezone)


@function("epoch", DATETIME)
def epoch(scope: Scope, env: Environment, instant: Instant) -> XValue:
    """Seconds since 1970, with decimals."""
    return EXACT.divide(Decimal(instant.ns), Decimal(NANOS))


@function("datetime_diff", DATETIME, DATETIME, TEXT)
def datetime_diff(scope: Scope, env: Environment, first: Instant, second: Instant, unit: str) -> XValue:
    """Whole units from the first to the second: s, m, h elapsed; D, W, M, Y by the calendar."""
    if unit in _SECONDS:
        return Decimal(_cut(second.ns - first.ns, _SECONDS[unit] * NANOS))
    a, b = first.date(), second.date()
    months = (b.year - a.year) * 12 + b.month - a.month
    days = days_from_civil(*b) - days_from_civil(*a)
    units = {"D": days, "W": _cut(days, 7), "M": months, "Y": b.year - a.year}
    return Decimal(units[unit]) if unit in units else XError(f"unknown unit: {unit}, {_BAD_UNIT}")


def _cut(value: int, by: int) -> int:
    """Divide towards zero."""
    return -(-value // by) if value < 0 else value // by


@function("datetime_add", DATETIME, INTEGER, TEXT)
def datetime_add(scope: Scope, env: Environment, instant: Instant, count: int, unit: str) -> XValue:
    """s, m, h as time passes; D, W, M, Y on the calendar at the same time of day (31 January and a month is 3 March)."""
    if unit in _SECONDS:
        return instant.plus(seconds=count * _SECONDS[unit])
    steps = {"D": (0, 0, count), "W": (0, 0, count * 7), "M": (0, count, 0), "Y": (count, 0, 0)}
    if unit not in steps:
        return XError(f"unknown unit: {unit}, {_BAD_UNIT}")
    return _shifted(instant, *steps[unit])


def _shifted(instant: Instant, years: int, months: int, days: int) -> Instant:
    year, month, day, hour, minute, second, nanos = instant.civil()
    return from_civil(year + years, month + months, day + days, hour, minute, second, nanos, instant.tz)


@function("legacy_add", ANYTHING, ANYTHING)
def legacy_add(scope: Scope, env: Environment, a: XValue, b: XValue) -> XValue:
    """The sum of two numbers, or a date and a number of days, as the `+` of old flows did."""
    for value in (a, b):
        if isinstance(value, XError):
            return value
    x, y = to_number(env, a), to_number(env, b)
    if isinstance(x, Decimal) and isinstance(y, Decimal):
        return checked(EXACT.add(x, y))
    if isinstance(x, XError) and isinstance(y, XError):
        date = to_datetime(scope, env, a)
        if isinstance(date, XError):
            return date
        return y if isinstance(to_datetime(scope, env, b), XError) else XError("cannot operate on two dates")
    date, days = (to_datetime(scope, env, a), b) if isinstance(x, XError) else (to_datetime(scope, env, b), a)
    count = to_integer(env, days)
    if isinstance(date, XError):
        return date
    if isinstance(count, XError):
        return count
    return _shifted(date, 0, 0, count)


@function("replace_time", DATETIME, TIME)
def replace_time(scope: Scope, env: Environment, instant: Instant, time: XTime) -> XValue:
    return instant.date().at(time, instant.tz)


@function("tz", DATETIME)
def tz(scope: Scope, env: Environment, instant: Instant) -> XValue:
    return instant.zone_name()


@function("tz_offset", DATETIME)
def tz_offset(scope: Scope, env: Environment, instant: Instant) -> XValue:
    """`+0200`"""
    return format_offset(instant, colon=False, zulu=False)


@function("now")
def now(scope: Scope, env: Environment) -> XValue:
    return scope.universe.now().in_zone(env.timezone)


@function("today")
def today(scope: Scope, env: Environment) -> XValue:
    return scope.universe.now().in_zone(env.timezone).date()


@function("date_from_parts", INTEGER, INTEGER, INTEGER)
def date_from_parts(scope: Scope, env: Environment, year: int, month: int, day: int) -> XValue:
    """Days may run over: 31 February is 3 March."""
    if not 1 <= month <= 12:
        return XError(f"invalid value for month: {month}, must be 1-12")
    return from_civil(year, month, day).date()


@function("time_from_parts", INTEGER, INTEGER, INTEGER)
def time_from_parts(scope: Scope, env: Environment, hour: int, minute: int, second: int) -> XValue:
    for value, limit, name in ((hour, 23, "hour"), (minute, 59, "minute"), (second, 59, "second")):
        if not 0 <= value <= limit:
            return XError(f"invalid value for {name}: {value}, must be 0-{limit}")
    return XTime(hour, minute, second)


@function("weekday", DATE)
def weekday(scope: Scope, env: Environment, date: XDate) -> XValue:
    """0 is Sunday."""
    return Decimal(date.weekday())


@function("week_number", DATE)
def week_number(scope: Scope, env: Environment, date: XDate) -> XValue:
    """1 to 54; weeks begin on Sunday, the first holds 1 January."""
    return Decimal(date.week_number())
