"""How functions are declared: a name, how many arguments, and what each must convert to.

A function gets the scope, the environment and its converted arguments, and returns a value. An argument that does not convert,
an error among them, is the result instead.
"""

from __future__ import annotations

from collections.abc import Callable

from app.engine.envs import Environment
from app.engine.excellent import types
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XError, XFunction, XValue
from app.engine.numbers import OutOfRange

MAX_ITEMS = 10_000
DATE_WORK = 4

Converter = Callable[[Scope, Environment, XValue], object]
Body = Callable[..., XValue]

FUNCTIONS: dict[str, XFunction] = {}


def _by_env(convert: Callable[[Environment, XValue], object]) -> Converter:
    return lambda scope, env, x: convert(env, x)


def _by_value(convert: Callable[[XValue], object]) -> Converter:
    return lambda scope, env, x: convert(x)


TEXT = _by_env(types.to_text)
NUMBER = _by_env(types.to_number)
INTEGER = _by_env(types.to_integer)
TIME = _by_env(types.to_time)
BOOLEAN = _by_value(types.to_boolean)
ARRAY = _by_value(types.to_array)
OBJECT = _by_value(types.to_object)
FUNCTION = _by_value(types.to_function)
DATE: Converter = types.to_date
DATETIME: Converter = types.to_datetime
VALUE = _by_value(lambda x: x)
"""Anything but an error."""


def ANYTHING(scope: Scope, env: Environment, x: XValue) -> object:
    """Anything, errors too: the function deals with them."""
    return x


def function(
    name: str, *converters: Converter, required: int | None = None, rest: Converter | None = None, work: int = 0
) -> Callable[[Body], Body]:
    """Register a function. `required` is how many of the converters' arguments must be given, all by default; with `rest` more
    may follow, each converted by it. `work` is what the budget is charged for each character or item handed in, by default 1,
    and more for what looks for dates.
    """

    def register(body: Body) -> Body:
        FUNCTIONS[name] = XFunction(name, checked_call(body, converters, required, rest), work or work_of(converters))
        return body

    return register


def work_of(converters: tuple[Converter, ...]) -> int:
    """Dates and times are looked for in the whole of a text, in several ways."""
    return DATE_WORK if {DATE, DATETIME, TIME}.intersection(converters) else 1


def checked_call(
    body: Body, converters: tuple[Converter, ...], required: int | None = None, rest: Converter | None = None
) -> Body:
    """The body behind its checks: number of arguments, conversions, numbers out of range."""
    least = len(converters) if required is None else required
    most = None if rest else len(converters)

    def call(scope: Scope, env: Environment, *args: XValue) -> XValue:
        count = len(args)
        if count < least or (most is not None and count > most):
            return _wrong_count(least, most, count)
        ready = []
        for i, arg in enumerate(args):
            converter = converters[i] if i < len(converters) else rest
            value = converter(scope, env, arg) if converter else arg
            if isinstance(value, XError) and converter is not ANYTHING:
                return value
            ready.append(value)
        try:
            return body(scope, env, *ready)
        except OutOfRange as error:
            return XError(str(error))

    return call


def _wrong_count(least: int, most: int | None, count: int) -> XError:
    if most is None:
        return XError(f"need at least {least} argument(s), got {count}")
    wanted = str(least) if least == most else f"{least} to {most}"
    return XError(f"need {wanted} argument(s), got {count}")


def too_many_items(count: int) -> XError | None:
    """An error for arrays longer than the language allows."""
    return XError(f"array has too many items, limit is {MAX_ITEMS}") if count > MAX_ITEMS else None
