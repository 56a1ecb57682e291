"""Functions on arrays and objects."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key

from app.engine.envs import Environment
from app.engine.excellent.functions.registry import (
    ARRAY,
    FUNCTION,
    INTEGER,
    OBJECT,
    TEXT,
    VALUE,
    function,
    too_many_items,
)
from app.engine.excellent.scope import Scope, TooComplex
from app.engine.excellent.types import (
    Property,
    XArray,
    XError,
    XFunction,
    XObject,
    XValue,
    compare,
    debug,
    equals,
    to_boolean,
    to_number,
    to_text,
    type_name,
)
from app.engine.excellent.weights import weigh
from app.engine.numbers import EXACT, checked


@function("slice", ARRAY, INTEGER, INTEGER, required=2)
def slice_(scope: Scope, env: Environment, array: XArray, start: int, end: int | None = None) -> XValue:
    """From `start` up to, not including, `end`; from the end if negative."""
    return XArray(array.values[start:end])


@function("contains", ARRAY, VALUE)
def contains(scope: Scope, env: Environment, array: XArray, value: XValue) -> XValue:
    weigh(array)
    weigh(value)
    return any(equals(item, value) for item in array)


@function("join", ARRAY, TEXT)
def join(scope: Scope, env: Environment, array: XArray, separator: str) -> XValue:
    weigh(array)
    parts = []
    for item in array:
        text = to_text(env, item)
        if isinstance(text, XError):
            return text
        parts.append(text)
    if sum(map(len, parts)) + len(parts) * len(separator) > scope.budget:
        raise TooComplex
    return separator.join(parts)


@function("reverse", ARRAY)
def reverse(scope: Scope, env: Environment, array: XArray) -> XValue:
    return XArray(array.values[::-1])


@function("sort", ARRAY, work=8)
def sort(scope: Scope, env: Environment, array: XArray) -> XValue:
    """Ascending; all items must be of one type that has an order."""
    kinds = {type_name(item) for item in array}
    if len(kinds) > 1 or not kinds <= {"text", "number", "boolean", "date", "time", "datetime"}:
        return XError(f"{' and '.join(sorted(kinds))} items can't be sorted")
    return XArray(sorted(array.values, key=cmp_to_key(compare)))


@function("sum", ARRAY, work=4)
def sum_(scope: Scope, env: Environment, array: XArray) -> XValue:
    total = Decimal(0)
    for item in array:
        number = to_number(env, item)
        if isinstance(number, XError):
            return number
        total = checked(EXACT.add(total, number))
    return total


@function("unique", ARRAY, work=3)
def unique(scope: Scope, env: Environment, array: XArray) -> XValue:
    """The first of each, in order."""
    weigh(array)
    seen: dict[object, XValue] = {}
    for item in array:
        # Functions without a name are told apart by what they are, all else by its content.
        key: object = id(item) if isinstance(item, XFunction) and not item.name else debug(item)
        seen.setdefault(key, item)
    return XArray(list(seen.values()))


@function("concat", ARRAY, ARRAY)
def concat(scope: Scope, env: Environment, a: XArray, b: XArray) -> XValue:
    return too_many_items(len(a) + len(b)) or XArray([*a.values, *b.values])


@function("filter", ARRAY, FUNCTION, rest=VALUE)
def filter_(scope: Scope, env: Environment, array: XArray, test: XFunction, *args: XValue) -> XValue:
    """The items for which the function is true."""
    kept = []
    for item in array:
        result = to_boolean(scope.call(env, test, (item, *args)))
        if isinstance(result, XError):
            return result
        if result:
            kept.append(item)
    return XArray(kept)


@function("foreach", ARRAY, FUNCTION, rest=VALUE)
def foreach(scope: Scope, env: Environment, array: XArray, change: XFunction, *args: XValue) -> XValue:
    """The function's results for each item; more arguments are handed on to it."""
    results = []
    for item in array:
        result = scope.call(env, change, (item, *args))
        if isinstance(result, XError):
            return result
        results.append(result)
    return XArray(results)


@function("foreach_value", OBJECT, FUNCTION, rest=VALUE)
def foreach_value(scope: Scope, env: Environment, obj: XObject, change: XFunction, *args: XValue) -> XValue:
    results: dict[str, Property] = {}
    for name, value in obj.items():
        result = scope.call(env, change, (value, *args))
        if isinstance(result, XError):
            return result
        results[name] = result
    return XObject(results)


@function("count", VALUE)
def count(scope: Scope, env: Environment, value: XValue) -> XValue:
    """Items of an array, properties of an object."""
    if value is None:
        return Decimal(0)
    if isinstance(value, (XArray, XObject)):
        return Decimal(len(value))
    return XError("value isn't countable")


@function("keys", OBJECT)
def keys(scope: Scope, env: Environment, obj: XObject) -> XValue:
    return XArray(obj.keys())


@function("extract", OBJECT, TEXT)
def extract(scope: Scope, env: Environment, obj: XObject, name: str) -> XValue:
    """A property, null if there is none."""
    return obj.get(name) if name in obj else None


@function("extract_object", OBJECT, TEXT, rest=TEXT)
def extract_object(scope: Scope, env: Environment, obj: XObject, *names: str) -> XValue:
    """Only the properties named."""
    return XObject({name: obj.get(name) if name in obj else None for name in names})
