"""Functions on truth values."""

from __future__ import annotations

from app.engine.envs import Environment
from app.engine.excellent.functions.registry import ANYTHING, BOOLEAN, function
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XValue


@function("and", BOOLEAN, rest=BOOLEAN)
def all_true(scope: Scope, env: Environment, *values: bool) -> XValue:
    return all(values)


@function("or", BOOLEAN, rest=BOOLEAN)
def any_true(scope: Scope, env: Environment, *values: bool) -> XValue:
    return any(values)


@function("if", BOOLEAN, ANYTHING, ANYTHING)
def choose(scope: Scope, env: Environment, test: bool, then: XValue, otherwise: XValue) -> XValue:
    """An error in the value that is not chosen does not matter."""
    return then if test else otherwise
