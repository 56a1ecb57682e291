"""Evaluation as a whole: values, escapes, budget, clock, caches."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.engine.envs import DEFAULT, Environment
from app.engine.excellent import evaluator as module
from app.engine.excellent.evaluator import TOO_COMPLEX, Evaluator, compile_template
from app.engine.excellent.types import XArray, XError, XObject
from tests.app.engine.excellent.support import ENVIRONMENT, NOW, context, evaluate, universe


@pytest.fixture
def evaluator() -> Evaluator:
    return Evaluator(universe())


def test_single_expressions_keep_their_type(evaluator: Evaluator) -> None:
    assert evaluator.template_value(DEFAULT, context(), "@results.count")[0] == Decimal(12)
    assert evaluator.template_value(DEFAULT, context(), "@(array(1, 2))")[0] == XArray([Decimal(1), Decimal(2)])
    assert evaluator.template_value(DEFAULT, context(), "@results.count ")[0] == "12 "
    assert evaluator.template_value(DEFAULT, context(), "@nothing")[0] == "@nothing"


def test_the_error_of_a_single_expression_is_its_value(evaluator: Evaluator) -> None:
    value, errors, _ = evaluator.template_value(DEFAULT, context(), "@(1 / 0)")
    assert value == XError("division by zero")
    assert errors == []
    value, errors, _ = evaluator.template_value(DEFAULT, context(), "x@(1 / 0)")
    assert value == "x"
    assert [str(error) for error in errors] == ["error evaluating @(1 / 0): division by zero"]


def test_escape_is_for_expressions_only(evaluator: Evaluator) -> None:
    found = evaluator.template(DEFAULT, context(), 'a&b=@("c&d")', lambda text: text.replace("&", "%26"))
    assert found.text == "a&b=c%26d"


def test_expression_without_template(evaluator: Evaluator) -> None:
    assert evaluator.expression(DEFAULT, context(), "results.min * 2") == Decimal(8)
    assert evaluator.expression(DEFAULT, context(), "results.min *") == XError("syntax error at ")


@pytest.mark.parametrize(
    "template",
    [
        '@(foreach(split(repeat("x ", 900), " "), (a) => foreach(split(repeat("x ", 900), " "), (b) => a & b)))',
        '@(foreach(split(repeat("x ", 900), " "), (v) => repeat(v, 10000)))',
        "@(((f) => f(f))((f) => f(f)))",
    ],
)
def test_work_is_bounded(template: str) -> None:
    found = Evaluator(universe(), max_cost=200_000).template(DEFAULT, context(), template)
    assert found.text == ""
    assert [(error.code, error.message) for error in found.errors] == [(TOO_COMPLEX.code, TOO_COMPLEX.message)]


@pytest.mark.parametrize(
    "use", ["{}", "text_length({})", "json({})", "{} = 1", "unique(array({}))", "contact[{}]", "join({}, 1)"]
)
def test_text_that_would_fill_the_memory_is_never_made(use: str) -> None:
    doubled = '"x"'
    for _ in range(40):
        doubled = f"((a) => array(a, a))({doubled})"
    found = evaluate(f"@({use.format(doubled)})")
    assert found.text == ""
    assert [error.code for error in found.errors] == ["expression:too_complex"]


def test_a_pattern_cannot_take_long() -> None:
    root = XObject({"long": "a" * 50_000})
    found = Evaluator(universe()).template(DEFAULT, root, "@(has_pattern(long, long))@(regex_match(long, long))")
    assert [error.message.partition(": ")[2] for error in found.errors] == ["regular expression and text are too long"] * 2
    assert Evaluator(universe()).template(DEFAULT, root, '@(text_length(regex_match(long, "a+")))').text == "50000"


def test_long_digits_are_no_number() -> None:
    root = XObject({"long": "1" * 100_000})
    found = Evaluator(universe()).template(DEFAULT, root, "@(long + 1)@(has_number(long))")
    assert [error.message for error in found.errors] == ["number value out of range"]
    assert found.text == "false"


def test_nesting_is_bounded() -> None:
    assert evaluate("@(" + "(" * 99 + "1" + ")" * 99 + ")").text == "1"
    assert evaluate("@(" + "(" * 101 + "1" + ")" * 101 + ")").errors[0].message == "expression is nested too deeply"
    assert evaluate("@(" + "-" * 500 + "1)").errors[0].message == "expression is nested too deeply"
    assert evaluate("@(" + "1+" * 3000 + "1)").text == "3001"


def test_each_reading_of_the_clock_counts() -> None:
    world = universe(step_ns=1_000_000_000)
    Evaluator(world).template(DEFAULT, context(), '@(now())@(today())@(datetime("2021-01-02T10:00:00Z"))')
    assert world.reads == 2
    Evaluator(world).template(DEFAULT, context(), '@(datetime("21-01-02"))')
    assert world.reads == 3
    Evaluator(world).template(DEFAULT, context(), '@(has_date("21-01-02"))')
    assert world.reads == 5


def test_random_numbers_come_from_the_universe() -> None:
    world, same = universe(), universe()
    found = Evaluator(world).template(DEFAULT, context(), "@(rand()) @(rand_between(5, 7))").text.split()
    assert found[0] == repr(same.random())
    assert int(found[1]) == int(same.random() * 3) + 5


def test_prompt_fills_its_slots() -> None:
    env = Environment(llm_prompts={"sort": "Sort {{ .arg1 }} by {{.arg2}}{{ .arg3 }}"})
    assert evaluate('@(prompt("sort", array(1, 2), "size"))', env).text == "Sort [1, 2] by size"
    assert evaluate('@(prompt("other"))', env).errors[0].message == "error calling prompt(...): unknown prompt: other"


def test_numbers_by_the_environment() -> None:
    env = Environment.read({"number_format": {"decimal_symbol": ",", "digit_grouping_symbol": "."}})
    assert evaluate("@(format_number(1234.5))", env).text == "1.234,5"
    assert evaluate('@(has_number("1.234,5 kg").match)', env).text == "1234.5"


def test_properties_are_computed_when_read() -> None:
    def fail() -> str:
        raise AssertionError("was not asked for")

    root = XObject(lambda: {"a": XObject({"x": "1", "y": fail}), "b": fail})
    assert Evaluator(universe()).template(DEFAULT, root, "@a.x").text == "1"


def test_templates_are_parsed_once() -> None:
    compile_template.cache_clear()
    for _ in range(3):
        evaluate("once @(1 + 1)")
    assert compile_template.cache_info().misses == 1
    assert compile_template.cache_info().maxsize == module.CACHED_TEMPLATES


def test_now_is_in_the_zone_of_the_environment() -> None:
    value, _, _ = Evaluator(universe()).template_value(ENVIRONMENT, context(), "@(now())")
    assert (value.ns, value.zone_name()) == (NOW, "Africa/Kigali")  # type: ignore[union-attr]
