"""Whatever a flow's author writes, evaluation ends with a text and within its budget."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.envs import DEFAULT
from app.engine.excellent.evaluator import ALL_FUNCTIONS, Evaluator
from app.engine.excellent.parser import SyntaxTrouble, parse
from app.engine.excellent.refactor import find_context_refs, refactor_template
from app.engine.excellent.scope import Scope, TooComplex
from app.engine.excellent.types import XArray, XError, XFunction, XObject, parse_json, render, to_json, to_xvalue
from tests.app.engine.excellent.support import ENVIRONMENT, PLACES, context, universe

NAMES = ("contact", "results", "fields")
PIECES = st.sampled_from(
    [*ALL_FUNCTIONS, *NAMES, *'()[].,+-*/^&=<>"@', "!=", "=>", "<=", " ", "(x) => x", "x", "0", "12.50", '"a b"', '"2021-03-05"']
)

# Halves of surrogate pairs too, as broken JSON has them.
BROKEN = st.text(st.characters(categories=["Cs", "L", "Nd", "S", "P"]), max_size=6)


def expressions() -> st.SearchStrategy[str]:
    names = st.sampled_from([*ALL_FUNCTIONS])
    leaves = st.sampled_from(["1", "-2.5", '"text"', '"5/6/2021 10:30"', "null", "true", "contact", "results.count", "(x) => x"])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(names, st.lists(inner, max_size=4)).map(lambda call: f"{call[0]}({', '.join(call[1])})"),
            st.tuples(inner, st.sampled_from("+-*/^&=<>"), inner).map(lambda pair: f"({pair[0]} {pair[1]} {pair[2]})"),
            st.lists(inner, max_size=3).map(lambda items: f"array({', '.join(items)})"),
        ),
        max_leaves=12,
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_pieces(text: str) -> None:
    found = Evaluator(universe(), 100_000, PLACES).template(ENVIRONMENT, context(), f"{text} @({text})")
    assert isinstance(found.text, str)
    find_context_refs(text, NAMES)
    refactor_template(text, NAMES)


@settings(max_examples=300, deadline=None)
@given(expressions())
def test_expressions(text: str) -> None:
    parse(text)  # all of these are of the language
    value = Evaluator(universe(), 100_000, PLACES).expression(ENVIRONMENT, context(), text)
    render(value)
    to_json(value)
    assert str(parse(str(parse(text)))) == str(parse(text))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | BROKEN)
def test_any_text(text: str) -> None:
    Evaluator(universe()).template(DEFAULT, context(), text)
    try:
        parse(text)
    except SyntaxTrouble:
        return


ARGUMENTS = st.one_of(
    st.text(max_size=8),
    BROKEN,
    st.none(),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**20), max_value=10**20),
    st.sampled_from([XError("broken"), XArray([]), XArray(["a", Decimal(2)]), XObject({"a": "b"}), XObject({}, default="1")]),
    st.sampled_from([ALL_FUNCTIONS["upper"], XFunction("", lambda scope, env, *args: None)]),
    st.sampled_from(["2021-03-05", "tel:+250788123123", "YYYY-MM-DD", "D", "Africa/Kigali", "Kigali", "{}", "10:30"]),
)


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from([*ALL_FUNCTIONS]), st.lists(ARGUMENTS, max_size=4))
def test_functions_take_anything(name: str, args: list[object]) -> None:
    scope = Scope(universe(), PLACES, 1_000_000)
    try:
        result = scope.call(ENVIRONMENT, ALL_FUNCTIONS[name], args)  # type: ignore[arg-type]
    except TooComplex:
        return
    render(result)
    assert scope.budget >= 0


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_json_comes_back(value: object) -> None:
    text = to_json(to_xvalue(value))
    assert to_json(parse_json(text)) == text
