"""Functions on numbers."""

from __future__ import annotations

from decimal import Decimal

from app.engine.envs import Environment
from app.engine.excellent.functions.registry import INTEGER, NUMBER, function
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XError, XValue
from app.engine.numbers import EXACT, checked, divide, remainder, round_down, round_half_up, round_up

_INTEGER_LIMIT = 2**63


@function("abs", NUMBER)
def absolute(scope: Scope, env: Environment, value: Decimal) -> XValue:
    return EXACT.abs(value)


@function("round", NUMBER, INTEGER, required=1)
def rounded(scope: Scope, env: Environment, value: Decimal, places: int = 0) -> XValue:
    """Halves away from zero; negative places round tens, hundreds and so on."""
    return round_half_up(value, places)


@function("round_up", NUMBER, INTEGER, required=1)
def rounded_up(scope: Scope, env: Environment, value: Decimal, places: int = 0) -> XValue:
    return round_up(value, places)


@function("round_down", NUMBER, INTEGER, required=1)
def rounded_down(scope: Scope, env: Environment, value: Decimal, places: int = 0) -> XValue:
    return round_down(value, places)


@function("max", NUMBER, rest=NUMBER)
def largest(scope: Scope, env: Environment, *values: Decimal) -> XValue:
    return max(values)


@function("min", NUMBER, rest=NUMBER)
def smallest(scope: Scope, env: Environment, *values: Decimal) -> XValue:
    return min(values)


@function("mean", NUMBER, rest=NUMBER)
def mean(scope: Scope, env: Environment, *values: Decimal) -> XValue:
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return divide(total, Decimal(len(values)))


@function("mod", NUMBER, NUMBER)
def mod(scope: Scope, env: Environment, value: Decimal, divisor: Decimal) -> XValue:
    """What division leaves, with the sign of `value`."""
    return XError("division by zero") if divisor == 0 else remainder(value, divisor)


@function("rand")
def rand(scope: Scope, env: Environment) -> XValue:
    """In [0, 1)."""
    return Decimal(repr(scope.universe.random()))


@function("rand_between", NUMBER, NUMBER)
def rand_between(scope: Scope, env: Environment, low: Decimal, high: Decimal) -> XValue:
    """A whole number, both ends included."""
    span = EXACT.add(EXACT.subtract(high, low), Decimal(1))
    drawn = EXACT.multiply(Decimal(repr(scope.universe.random())), span)
    return checked(round_down(EXACT.add(drawn, low), 0))


@function("percent", NUMBER)
def percent(scope: Scope, env: Environment, value: Decimal) -> XValue:
    whole = round_half_up(EXACT.multiply(value, Decimal(100)), 0)
    if abs(whole) >= _INTEGER_LIMIT:
        return XError("number value out of range")
    return f"{int(whole)}%"
