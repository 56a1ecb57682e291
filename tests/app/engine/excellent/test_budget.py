"""No template holds a core for long: hostile ones end with an error in about a second, useful ones are far from the limit."""

from __future__ import annotations

import time

import pytest

from app.engine.envs import DEFAULT
from app.engine.excellent.evaluator import ALL_FUNCTIONS, TOO_COMPLEX, Evaluator
from app.engine.excellent.scope import MAX_COST, Scope, TooComplex
from app.engine.excellent.types import XArray, XObject
from tests.app.engine.excellent.support import ENVIRONMENT, PLACES, universe

# On the machine this was written on the slowest takes 0.65 s of processor time; the rest is room for slower ones.
MOST_SECONDS = 4.0
MANY = 'split(repeat("a ", 5000), " ")'
LONG = 'repeat("é b ", 2500)'
TWICE = f"foreach({MANY}, (a) => foreach({MANY}, (b) => %s))"
WITH_ARRAY = f"foreach(array({MANY}), (a) => foreach(a, (x) => %s))"
WITH_TEXT = f"foreach(array({LONG}), (t) => foreach({MANY}, (x) => %s))"
HOSTILE = [
    TWICE % 'upper("x")',
    TWICE % "1+1+1+1+1+1+1+1+1+1",
    TWICE % "1/3/7/3/7/3/7/3/7/3/7",
    TWICE % "contact.a.b.c",
    TWICE % "------------------------------1",
    TWICE % "array(null, true, null, true)",
    TWICE % "((c) => ((d) => 1)(1))(1)",
    TWICE % 'datetime_add("2020-01-01T10:00:00Z", 1, "M")',
    TWICE % 'format_datetime("2020-01-01T10:00:00Z", "EEEE MMMM YYYY tt:mm", "Africa/Kigali")',
    TWICE % "format_number(123456789.1234, 3)",
    TWICE % "is_error(xx.yy)",
    WITH_ARRAY % "count(sort(a))",
    WITH_ARRAY % "count(unique(a))",
    WITH_ARRAY % "count(reverse(a))",
    WITH_ARRAY % "text_length(upper(a))",
    WITH_ARRAY % "a = a",
    WITH_ARRAY % "text_length(json(a))",
    WITH_TEXT % "word_count(t)",
    WITH_TEXT % 'has_phrase(t, "z")',
    WITH_TEXT % "regex_match(t, t)",
    WITH_TEXT % "is_error(date(t))",
    WITH_TEXT % "has_number(t)",
    WITH_TEXT % "has_ward(t)",
    WITH_TEXT % "is_error(parse_json(t))",
    WITH_TEXT % 'has_phone(replace(t, "é", "078838338"))',
    f"foreach({MANY}, (x) => foreach(foreach({MANY}, (c) => {LONG}), word_count))",
]


def root() -> XObject:
    return XObject({"contact": XObject({"a": XObject({"b": XObject({"c": "x"})})})})


@pytest.mark.parametrize("expression", HOSTILE)
def test_hostile_expressions_end_soon(expression: str) -> None:
    started = time.thread_time()
    found = Evaluator(universe(), locations=PLACES).template(ENVIRONMENT, root(), f"@(count({expression}))")
    assert [error.code for error in found.errors] == [TOO_COMPLEX.code]
    assert time.thread_time() - started < MOST_SECONDS


def test_all_expressions_of_a_template_share_its_budget() -> None:
    template = '@(repeat("x", 10000))' * 2000
    found = Evaluator(universe()).template(DEFAULT, root(), template)
    assert found.errors and found.errors[0].code == TOO_COMPLEX.code
    assert len(found.text) <= MAX_COST


@pytest.mark.parametrize("name", sorted(ALL_FUNCTIONS))
@pytest.mark.parametrize("big", ["é b " * 2500, XArray(["a b"] * 10_000)], ids=["text", "array"])
def test_going_through_something_big_costs_its_size(name: str, big: object) -> None:
    """Or a function could do it as often as it is called."""
    scope = Scope(universe(), PLACES, MAX_COST)
    try:
        scope.call(ENVIRONMENT, ALL_FUNCTIONS[name], [big, big])  # type: ignore[list-item]
    except TooComplex:
        return
    assert MAX_COST - scope.budget >= 10_000


def test_what_flows_really_do_is_far_from_the_limit() -> None:
    lines = "\n".join(f"{number},name {number},{number * 7}" for number in range(200))
    named = 'foreach(split(lines, "\n"), (line) => field(line, 1, ",") & ": " & format_number(field(line, 2, ",")))'
    found = Evaluator(universe(), MAX_COST // 50).template(DEFAULT, XObject({"lines": lines}), f'@(join({named}, ", "))')
    assert not found.errors
    assert found.text.startswith("name 0: 0, name 1: 7, ")
