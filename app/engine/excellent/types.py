"""How values turn into each other. The values themselves, and their texts, can be had from here too."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.engine.dates import MIDNIGHT, Instant, XDate, XTime
from app.engine.excellent.rendering import debug, describe, format_value, json_text, render, to_json, type_name
from app.engine.excellent.values import (
    DEFAULT_KEY,
    Deprecated,
    Property,
    XArray,
    XBoolean,
    XDateTime,
    XError,
    XFunction,
    XNumber,
    XObject,
    XText,
    XValue,
    equals,
    parse_json,
    to_xvalue,
)
from app.engine.excellent.weights import cost_of, weigh
from app.engine.numbers import OutOfRange, parse_plain, plain_text

if TYPE_CHECKING:
    from app.engine.envs import Environment
    from app.engine.excellent.scope import Scope

__all__ = [
    "DEFAULT_KEY", "Deprecated", "Property", "XArray", "XBoolean", "XDate", "XDateTime", "XError", "XFunction", "XNumber",
    "XObject", "XText", "XTime", "XValue", "cannot", "compare", "cost_of", "debug", "describe", "equals", "format_value",
    "json_text", "parse_json", "render", "to_array", "to_boolean", "to_date", "to_datetime", "to_function", "to_integer",
    "to_json", "to_number", "to_object", "to_text", "to_time", "to_xvalue", "type_name",
]  # fmt: skip


def compare(a: XValue, b: XValue) -> int:
    """-1, 0 or 1; null comes first. Raises TypeError for values of different types or without an order."""
    if a is None or b is None:
        return (a is not None) - (b is not None)
    for kind in (str, bool, Decimal, XDate, XTime, Instant):
        if isinstance(a, kind) and isinstance(b, kind):
            return int(a > b) - int(a < b)  # type: ignore[operator]
    raise TypeError(f"can't compare {type_name(a)} and {type_name(b)}")


def cannot(x: XValue, kind: str) -> XError:
    return XError(f"unable to convert {describe(x)} to {kind}")


def to_text(env: Environment, x: XValue) -> XText | XError:
    """Raises TooComplex for an array or object with far too much in it."""
    if type(x) is str or isinstance(x, XError):
        return x
    weigh(x)
    return render(x)


def to_number(env: Environment, x: XValue) -> XNumber | XError:
    """Numbers, texts that are plain numbers, and objects by their default."""
    if type(x) is Decimal or isinstance(x, XError):
        return x
    if isinstance(x, str):
        try:
            number = parse_plain(x)
        except OutOfRange as error:
            return XError(str(error))
        return cannot(x, "a number") if number is None else number
    if isinstance(x, XObject) and x.has_default:
        return to_number(env, x.default)
    return cannot(x, "a number")


def to_integer(env: Environment, x: XValue) -> int | XError:
    """As `to_number`, cut to a whole number of 32 bits with sign."""
    number = to_number(env, x)
    if isinstance(number, XError):
        return number
    whole = int(number)
    return whole if -(2**31) <= whole < 2**31 else XError(f"number value {plain_text(number)} is out of range for an integer")


def to_boolean(x: XValue) -> XBoolean | XError:
    """False are null, empty text, "false" in any case, 0, empty arrays and objects, midnight and the zero date."""
    if isinstance(x, (bool, XError)):
        return x
    if isinstance(x, str):
        return bool(x) and x.lower() != "false"
    if isinstance(x, XObject):
        return to_boolean(x.default) if x.has_default else len(x) > 0
    if isinstance(x, Decimal):
        return x != 0
    if isinstance(x, XArray):
        return len(x) > 0
    if isinstance(x, (XDate, XTime)):
        return x.truthy()
    return x is not None


def to_array(x: XValue) -> XArray | XError:
    if isinstance(x, (XArray, XError)):
        return x
    if x is None:
        return XArray()
    if isinstance(x, XObject) and x.has_default:
        return to_array(x.default)
    return cannot(x, "an array")


def to_object(x: XValue) -> XObject | XError:
    if isinstance(x, (XObject, XError)):
        return x
    return XObject() if x is None else cannot(x, "an object")


def to_function(x: XValue) -> XFunction | XError:
    return x if isinstance(x, (XFunction, XError)) else cannot(x, "a function")


def to_datetime(scope: Scope, env: Environment, x: XValue, fill_time: bool = False) -> XDateTime | XError:
    """Datetimes, dates (at midnight, or now with `fill_time`) and texts that have a date somewhere."""
    if isinstance(x, (Instant, XError)):
        return x
    if isinstance(x, XDate):
        return x.at(scope.universe.now().in_zone(env.timezone).time() if fill_time else MIDNIGHT, env.timezone)
    if isinstance(x, str):
        found = env.parse_datetime(x, scope.universe.now, fill_time)
        return cannot(x, "a datetime") if found is None else found
    if isinstance(x, XObject) and x.has_default:
        return to_datetime(scope, env, x.default, fill_time)
    return cannot(x, "a datetime")


def to_date(scope: Scope, env: Environment, x: XValue) -> XDate | XError:
    """Dates, the day of datetimes in their own zone, and texts that have a date somewhere."""
    if isinstance(x, (XDate, XError)):
        return x
    if isinstance(x, Instant):
        return x.date()
    if isinstance(x, str):
        found = env.parse_date(x, scope.universe.now)
        return cannot(x, "a date") if found is None else found
    if isinstance(x, XObject) and x.has_default:
        return to_date(scope, env, x.default)
    return cannot(x, "a date")


def to_time(env: Environment, x: XValue) -> XTime | XError:
    """Times, the time of datetimes in their own zone, whole hours 0 to 24, and texts that have a time somewhere."""
    if isinstance(x, (XTime, XError)):
        return x
    if isinstance(x, Instant):
        return x.time()
    if isinstance(x, Decimal):
        return XTime(int(x) % 24) if 0 <= x <= 24 and x == int(x) else cannot(x, "a time")
    if isinstance(x, str):
        found = env.parse_time(x)
        return cannot(x, "a time") if found is None else found
    if isinstance(x, XObject) and x.has_default:
        return to_time(env, x.default)
    return cannot(x, "a time")
