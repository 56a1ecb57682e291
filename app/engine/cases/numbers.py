"""Tests on numbers inside texts, written as the environment writes them, in the digits of any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from app.engine.cases.results import case, matched
from app.engine.envs import Environment, NumberFormat
from app.engine.excellent.functions.registry import NUMBER
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XError, XValue, to_text
from app.engine.numbers import MAX_DIGITS, OutOfRange, checked

NUMBERS_WORK = 12


class NumberTrouble(ValueError):
    """Why a text is no number."""


def parse_number(text: str, form: NumberFormat) -> Decimal:
    """A number as people write it: grouping symbols left out, digits of any script. Raises NumberTrouble."""
    plain = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text.strip())
    if form.digit_grouping_symbol:
        plain = plain.replace(form.digit_grouping_symbol, "")
    if form.decimal_symbol != ".":
        plain = plain.replace(form.decimal_symbol, ".")
    if not re.fullmatch(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", plain):
        raise NumberTrouble("not a valid number")
    if sum(char.isdigit() for char in plain) > MAX_DIGITS:
        raise NumberTrouble("number has too many digits")
    try:
        return checked(Decimal(plain))
    except OutOfRange as error:
        raise NumberTrouble(str(error)) from None


@lru_cache(maxsize=50)
def _finder(form: NumberFormat) -> re.Pattern[str]:
    """A sign or a leading decimal symbol counts only where no letter or digit is before it."""
    point = re.escape(form.decimal_symbol)
    group = re.escape(form.digit_grouping_symbol) if form.digit_grouping_symbol else ""
    digits = rf"\d(?:{group}?\d)*" if group else r"\d+"
    return re.compile(rf"(?:(?<!\w)-)?(?:(?<!\w){point}\d+|{digits}(?:{point}\d+)?)")


def find_numbers(env: Environment, x: XValue) -> list[Decimal] | XError:
    """The numbers in a text, in order; a number value is itself."""
    if isinstance(x, Decimal):
        return [x]
    text = to_text(env, x)
    if isinstance(text, XError):
        return text
    found = []
    for candidate in _finder(env.number_format).findall(text):
        try:
            found.append(parse_number(candidate, env.number_format))
        except NumberTrouble:
            continue
    return found


def _numbers(scope: Scope, env: Environment, x: XValue) -> object:
    return find_numbers(env, x)


def _first(found: list[Decimal], accept: Callable[[Decimal], bool]) -> XValue:
    return next((matched(number) for number in found if accept(number)), False)


@case("has_number", _numbers, work=NUMBERS_WORK)
def has_number(scope: Scope, env: Environment, found: list[Decimal]) -> XValue:
    return _first(found, lambda number: True)


@case("has_number_eq", _numbers, NUMBER, work=NUMBERS_WORK)
def has_number_eq(scope: Scope, env: Environment, found: list[Decimal], test: Decimal) -> XValue:
    return _first(found, lambda number: number == test)


@case("has_number_lt", _numbers, NUMBER, work=NUMBERS_WORK)
def has_number_lt(scope: Scope, env: Environment, found: list[Decimal], test: Decimal) -> XValue:
    return _first(found, lambda number: number < test)


@case("has_number_lte", _numbers, NUMBER, work=NUMBERS_WORK)
def has_number_lte(scope: Scope, env: Environment, found: list[Decimal], test: Decimal) -> XValue:
    return _first(found, lambda number: number <= test)


@case("has_number_gt", _numbers, NUMBER, work=NUMBERS_WORK)
def has_number_gt(scope: Scope, env: Environment, found: list[Decimal], test: Decimal) -> XValue:
    return _first(found, lambda number: number > test)


@case("has_number_gte", _numbers, NUMBER, work=NUMBERS_WORK)
def has_number_gte(scope: Scope, env: Environment, found: list[Decimal], test: Decimal) -> XValue:
    return _first(found, lambda number: number >= test)


@case("has_number_between", _numbers, NUMBER, NUMBER, work=NUMBERS_WORK)
def has_number_between(scope: Scope, env: Environment, found: list[Decimal], low: Decimal, high: Decimal) -> XValue:
    """Both ends included."""
    return _first(found, lambda number: low <= number <= high)
