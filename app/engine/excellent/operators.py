"""The operators on values. Errors spread: the first of the two comes out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.engine.envs import Environment
from app.engine.excellent.types import XError, XValue, render, to_number
from app.engine.excellent.weights import weigh
from app.engine.numbers import EXACT, OutOfRange, checked, divide, power

Operator = Callable[[Environment, XValue, XValue], XValue]


def concatenate(env: Environment, a: XValue, b: XValue) -> XValue:
    return _on_texts(a, b, lambda x, y: x + y)


def equal(env: Environment, a: XValue, b: XValue) -> XValue:
    """Compares the rendered texts, case and all: 1 = "1"."""
    return _on_texts(a, b, lambda x, y: x == y)


def not_equal(env: Environment, a: XValue, b: XValue) -> XValue:
    return _on_texts(a, b, lambda x, y: x != y)


def _on_texts(a: XValue, b: XValue, do: Callable[[str, str], XValue]) -> XValue:
    if isinstance(a, XError):
        return a
    if isinstance(b, XError):
        return b
    weigh(a)
    weigh(b)
    return do(render(a), render(b))


def _on_numbers(do: Callable[[Decimal, Decimal], XValue]) -> Operator:
    def operator(env: Environment, a: XValue, b: XValue) -> XValue:
        x = to_number(env, a)
        if isinstance(x, XError):
            return x
        y = to_number(env, b)
        if isinstance(y, XError):
            return y
        try:
            return do(x, y)
        except OutOfRange as error:
            return XError(str(error))

    return operator


def _divide(a: Decimal, b: Decimal) -> XValue:
    return XError("division by zero") if b == 0 else divide(a, b)


BINARY: dict[str, Operator] = {
    "&": concatenate,
    "=": equal,
    "!=": not_equal,
    "+": _on_numbers(lambda a, b: checked(EXACT.add(a, b))),
    "-": _on_numbers(lambda a, b: checked(EXACT.subtract(a, b))),
    "*": _on_numbers(lambda a, b: checked(EXACT.multiply(a, b))),
    "/": _on_numbers(_divide),
    "^": _on_numbers(power),
    "<": _on_numbers(lambda a, b: a < b),
    "<=": _on_numbers(lambda a, b: a <= b),
    ">": _on_numbers(lambda a, b: a > b),
    ">=": _on_numbers(lambda a, b: a >= b),
}


def negate(env: Environment, a: XValue) -> XValue:
    """Unary minus."""
    x = to_number(env, a)
    return x if isinstance(x, XError) else EXACT.minus(x)
