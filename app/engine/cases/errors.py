"""The test for errors."""

from __future__ import annotations

from app.engine.cases.results import case, matched
from app.engine.envs import Environment
from app.engine.excellent.functions.registry import ANYTHING
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XError, XValue


@case("has_error", ANYTHING)
def has_error(scope: Scope, env: Environment, value: XValue) -> XValue:
    """Matches the error's message."""
    return matched(value.message) if isinstance(value, XError) else False
