"""Tests on dates and times inside texts. Dates are compared by day, each in its own zone; one without a time gets that of now."""

from __future__ import annotations

from collections.abc import Callable

from app.engine.cases.results import case, matched
from app.engine.dates import Instant, XDate
from app.engine.envs import Environment
from app.engine.excellent.functions.registry import DATETIME, VALUE
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XError, XValue, to_datetime, to_text, to_time


def _has_date(scope: Scope, env: Environment, value: XValue, accept: Callable[[XDate], bool]) -> XValue:
    date = value if isinstance(value, Instant) else to_datetime(scope, env, to_text(env, value), fill_time=True)
    if isinstance(date, XError):
        return False
    return matched(date) if accept(date.date()) else False


@case("has_date", VALUE)
def has_date(scope: Scope, env: Environment, text: XValue) -> XValue:
    return _has_date(scope, env, text, lambda day: True)


@case("has_date_eq", VALUE, DATETIME)
def has_date_eq(scope: Scope, env: Environment, text: XValue, test: Instant) -> XValue:
    return _has_date(scope, env, text, lambda day: day == test.date())


@case("has_date_lt", VALUE, DATETIME)
def has_date_lt(scope: Scope, env: Environment, text: XValue, test: Instant) -> XValue:
    return _has_date(scope, env, text, lambda day: day < test.date())


@case("has_date_gt", VALUE, DATETIME)
def has_date_gt(scope: Scope, env: Environment, text: XValue, test: Instant) -> XValue:
    return _has_date(scope, env, text, lambda day: day > test.date())


@case("has_time", VALUE)
def has_time(scope: Scope, env: Environment, text: XValue) -> XValue:
    time = to_time(env, to_text(env, text))
    return False if isinstance(time, XError) else matched(time)
