"""Whatever people type: a query, or an error with a code; and never slow."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.assets import SessionAssets
from app.engine.contact import Contact
from app.engine.contactql import QueryError, evaluate, inspect_query, parse_query, quoted
from app.engine.contactql.lexer import MAX_LENGTH
from app.engine.contactql.nodes import AND, ATTRIBUTE, FIELD, OR, SCHEME, Condition, Node, combine
from app.engine.contactql.parser import MAX_DEPTH
from app.engine.envs import Environment
from tests.app.engine.office import CONTACT, Source
from tests.conformance.mock_universe import MockUniverse

TYPES = {"age": "number", "born": "datetime", "village": "text", "home": "ward"}
FIELDS = [{"uuid": key, "key": key, "name": key, "type": kind} for key, kind in TYPES.items()]
ASSETS = SessionAssets(Source({"fields": FIELDS, "groups": [{"uuid": "g", "name": "Nurses"}]}), MockUniverse())
PERSON = Contact.read({**CONTACT, "groups": [{"uuid": "g"}], "fields": {"age": {"text": "9", "number": 9}}}, ASSETS)
ENVS = [
    Environment.read({"timezone": "Asia/Kathmandu", "default_country": "NP"}),
    Environment.read({"redaction_policy": "urns", "date_format": "MM-DD-YYYY"}),
]
CODES = {
    "syntax", "too_complex", "unknown_property", "unknown_property_type", "invalid_number", "invalid_date", "invalid_status",
    "invalid_language", "invalid_group", "invalid_flow", "invalid_partial_name", "invalid_partial_urn", "unsupported_contains",
    "unsupported_comparison", "unsupported_setcheck", "redacted_urns",
}  # fmt: skip

VOCABULARY = (
    "name age born village home tel twitter urn urns.tel fields.age x.y group status language tickets created_on flow ref id "
    "uuid last_seen_on history and or AND OR has is ( ) = != ~ > >= < <= 18 -3.5 1e9 2020-01-31 31/12/99 +250788123123 eng "
    'active Nurses bob tel:+250788 "" " \\ \\" \' "a b" "\\"" Zoë नमस्ते 5٣ ²'
)
WORDS = st.sampled_from(VOCABULARY.split(" "))
ANY_TEXT = st.text(max_size=200) | st.lists(WORDS, max_size=30).map(" ".join) | st.lists(WORDS, max_size=30).map("".join)


@settings(deadline=None)
@given(ANY_TEXT, st.sampled_from(ENVS), st.sampled_from([ASSETS, None]))
def test_any_text_is_a_query_or_a_coded_error(text: str, env: Environment, resolver: SessionAssets | None) -> None:
    try:
        node = parse_query(text, resolver, env)
    except QueryError as error:
        assert error.code in CODES
        return
    assert parse_query(str(node), resolver, env) == node
    inspect_query(node, resolver)
    if resolver is not None:
        evaluate(node, PERSON, ASSETS, env)


VALUES = st.text(min_size=1, max_size=30)
CONDITIONS = st.one_of(
    st.builds(Condition, st.just(ATTRIBUTE), st.just("name"), st.sampled_from(["=", "!="]), st.text(max_size=30)),
    st.builds(Condition, st.just(FIELD), st.just("village"), st.sampled_from(["=", "!="]), st.text(max_size=30)),
    st.builds(Condition, st.just(FIELD), st.just("age"), st.sampled_from(["=", "<", ">="]), st.integers().map(str)),
    st.builds(Condition, st.just(SCHEME), st.just("tel"), st.just("~"), st.text(min_size=3, max_size=9)),
)  # fmt: skip
TREES = st.recursive(
    CONDITIONS,
    lambda inner: st.builds(combine, st.sampled_from([AND, OR]), st.lists(inner, min_size=1, max_size=4)),
    max_leaves=20,
)


@settings(deadline=None)
@given(TREES)
def test_any_tree_reads_back_from_its_text(tree: Node) -> None:
    try:
        found = parse_query(str(tree), ASSETS, ENVS[0])
    except QueryError as error:
        assert error.code == "invalid_number"  # more digits than a number may have
        return
    assert found == tree


@settings(deadline=None)
@given(st.text(max_size=50))
def test_a_quoted_value_cannot_break_out(value: str) -> None:
    node = parse_query(f"village = {quoted(value)} AND age = 9", ASSETS, ENVS[0])
    assert str(node) == f"{Condition(FIELD, 'village', '=', value)} AND fields.age = 9"


def test_the_deepest_query_needs_no_deep_stack() -> None:
    text = "age = 1"
    for number in range(MAX_DEPTH):
        text = f"({text} {('AND', 'OR')[number % 2]} age = 2)"

    def from_deep_down(depth: int) -> str:
        if depth:
            return from_deep_down(depth - 1)
        node = parse_query(text, ASSETS, ENVS[0])
        assert evaluate(node, PERSON, ASSETS, ENVS[0]) is False
        return str(node)

    assert from_deep_down(sys.getrecursionlimit() // 2).count("(") == MAX_DEPTH - 1
    with pytest.raises(QueryError):
        parse_query(f"({text})", ASSETS, ENVS[0])


@pytest.mark.parametrize(
    "text",
    [
        "(" * (MAX_LENGTH // 2),
        '"' * (MAX_LENGTH - 1),
        '"' + "\\" * (MAX_LENGTH - 1),
        "1" * MAX_LENGTH,
        "age = " + "9" * 9000,
        "+" + "1-" * 4999,
        "born = " + "1-" * 4000,
        "name = " + "é" * 9000,
        "((a) " * 1999,
        "a " * 4999,
        " " * 100_000,
        "mailto:" + "a@" * 4000,
    ],
    ids=lambda text: text[:6],
)
def test_hostile_queries_cost_little(text: str) -> None:
    started = time.process_time()
    try:
        evaluate(parse_query(text, ASSETS, ENVS[0]), PERSON, ASSETS, ENVS[0])
    except QueryError as error:
        assert error.code in CODES
    assert time.process_time() - started < 1
