"""What router tests return, and how they are declared."""

from __future__ import annotations

from collections.abc import Callable

from app.engine.excellent.functions.registry import Body, Converter, checked_call, work_of
from app.engine.excellent.types import Property, XObject, XValue

CASES: dict[str, Body] = {}
WORK: dict[str, int] = {}
"""What a test costs for each character handed in, where it is a function."""


def matched(match: XValue, extra: XObject | None = None) -> XObject:
    """A test that passes: what matched, and more of it where there is more."""
    properties: dict[str, Property] = {"match": match}
    if extra is not None:
        properties["extra"] = extra
    return XObject(properties, default=True)


def case(
    name: str, *converters: Converter, required: int | None = None, rest: Converter | None = None, work: int = 0
) -> Callable[[Body], Body]:
    """Register a router test; arguments as for functions."""

    def register(body: Body) -> Body:
        WORK[name] = work or work_of(converters)
        CASES[name] = checked_call(body, converters, required, rest)
        return body

    return register


NO_MATCH = XObject({"match": ""}, default=False)


def as_function(test: Body) -> Body:
    """A test for use in expressions, where no match is an object too."""

    def call(*args: object) -> XValue:
        result = test(*args)
        return NO_MATCH if result is False else result

    return call
