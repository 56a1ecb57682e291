"""Functions that turn values into a type, and texts from and to JSON."""

from __future__ import annotations

from decimal import Decimal

from app.engine.dates import Instant, XDate, XTime
from app.engine.envs import Environment
from app.engine.excellent.functions.registry import (
    ANYTHING,
    BOOLEAN,
    DATE,
    DATETIME,
    MAX_ITEMS,
    NUMBER,
    TEXT,
    TIME,
    VALUE,
    function,
    too_many_items,
)
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XArray, XError, XObject, XValue, parse_json, render, to_json, to_text
from app.engine.excellent.weights import weigh


@function("text", TEXT)
def text(scope: Scope, env: Environment, value: str) -> XValue:
    return value


@function("boolean", BOOLEAN)
def boolean(scope: Scope, env: Environment, value: bool) -> XValue:
    return value


@function("number", NUMBER)
def number(scope: Scope, env: Environment, value: Decimal) -> XValue:
    return value


@function("date", DATE)
def date(scope: Scope, env: Environment, value: XDate) -> XValue:
    return value


@function("datetime", DATETIME)
def datetime(scope: Scope, env: Environment, value: Instant) -> XValue:
    return value


@function("time", TIME)
def time(scope: Scope, env: Environment, value: XTime) -> XValue:
    return value


@function("array", rest=VALUE)
def array(scope: Scope, env: Environment, *values: XValue) -> XValue:
    return too_many_items(len(values)) or XArray(values)


@function("object", rest=VALUE)
def make_object(scope: Scope, env: Environment, *pairs: XValue) -> XValue:
    """Names and values by turns."""
    if len(pairs) % 2:
        return XError("requires an even number of arguments")
    if len(pairs) > MAX_ITEMS * 2:
        return XError(f"object has too many properties, limit is {MAX_ITEMS}")
    properties: dict[str, XValue] = {}
    for name, value in zip(pairs[::2], pairs[1::2], strict=True):
        properties[str(to_text(env, name))] = value
    return XObject(dict(properties))


@function("json", VALUE)
def json(scope: Scope, env: Environment, value: XValue) -> XValue:
    weigh(value)
    return to_json(value)


@function("parse_json", TEXT, work=6)
def from_json(scope: Scope, env: Environment, text: str) -> XValue:
    return parse_json(text)


@function("is_error", ANYTHING)
def is_error(scope: Scope, env: Environment, value: XValue) -> XValue:
    return isinstance(value, XError)


@function("default", ANYTHING, ANYTHING)
def default(scope: Scope, env: Environment, value: XValue, otherwise: XValue) -> XValue:
    """The second where the first is an error or has an empty text."""
    weigh(value)
    return otherwise if isinstance(value, XError) or render(value) == "" else value
