"""What a query depends on, and how trees become text."""

from __future__ import annotations

import pytest

from app.engine.assets import SessionAssets
from app.engine.contactql import QueryError, inspect_query, parse_query, simplify
from app.engine.contactql.evaluate import holds, prepare
from app.engine.contactql.nodes import AND, ATTRIBUTE, OR, Combination, Condition, Node
from app.engine.envs import Environment
from tests.app.engine.office import Source
from tests.conformance.mock_universe import MockUniverse

NURSES = {"uuid": "90000000-0000-4000-8000-000000000001", "name": "Nurses"}
COOKS = {"uuid": "90000000-0000-4000-8000-000000000002", "name": "Cooks"}
ASSETS = SessionAssets(
    Source({"groups": [NURSES, COOKS], "fields": [{"uuid": "1", "key": "age", "name": "Age", "type": "number"}]}), MockUniverse()
)
ENV = Environment.read({"timezone": "Africa/Kigali", "default_country": "RW"})


def test_everything_a_query_names_is_told_once_and_sorted() -> None:
    query = "twitter = a OR tel = 1 OR group = cooks OR group = Nurses OR group = NURSES OR age > 1 OR age < 9 OR name = x"
    found = inspect_query(parse_query(query, ASSETS, ENV), ASSETS).to_json()
    assert found == {
        "attributes": ["group", "name"],
        "schemes": ["tel", "twitter"],
        "fields": [{"type": "field", "key": "age", "name": "Age"}],
        "groups": [{"type": "group", **NURSES}, {"type": "group", **COOKS}],
        "allow_as_group": False,
    }


@pytest.mark.parametrize("query", ["id = 1", "ref = ABCDEF", "status = active", 'group = ""', 'flow = ""', 'history != ""'])
def test_what_a_smart_group_may_not_ask(query: str) -> None:
    assert inspect_query(parse_query(f"name = bob AND ({query} OR age = 1)", ASSETS, ENV), ASSETS).allow_as_group is False


@pytest.mark.parametrize("query", ["age > 18", "tickets > 0", 'last_seen_on = ""', "uuid = x", "tel ~ 788", "language = eng"])
def test_what_a_smart_group_may_ask(query: str) -> None:
    assert inspect_query(parse_query(query, ASSETS, ENV), ASSETS).allow_as_group is True


def _is(value: str) -> Condition:
    return Condition(ATTRIBUTE, "name", "=", value)


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Combination(AND, ()), ""),
        (Combination(AND, (_is("a"),)), 'name = "a"'),
        (Combination(AND, (_is("a"), Combination(AND, (_is("b"), _is("c"))))), 'name = "a" AND name = "b" AND name = "c"'),
        (Combination(AND, (_is("a"), Combination(OR, (_is("b"), _is("c"))))), 'name = "a" AND (name = "b" OR name = "c")'),
        (Combination(OR, (_is("a"), Combination(AND, (Combination(OR, (_is("b"),)),)))), 'name = "a" OR name = "b"'),
        (Combination(OR, (_is("a"), Combination(AND, ()))), 'name = "a"'),
    ],
)
def test_built_trees_as_text(node: Node, text: str) -> None:
    assert str(simplify(node)) == text


class Flows:
    """A workspace with one flow."""

    def field(self, key: str) -> None:
        return None

    def group_named(self, name: str) -> None:
        return None

    def flow_named(self, name: str) -> str | None:
        return "Registration" if name.lower() == "registration" else None


@pytest.mark.parametrize("key", ["flow", "history"])
def test_flows_are_looked_up_where_they_are_known(key: str) -> None:
    assert str(parse_query(f"{key} = REGISTRATION", Flows(), ENV)) == f'{key} = "REGISTRATION"'
    with pytest.raises(QueryError) as caught:
        parse_query(f"{key} = Other", Flows(), ENV)
    assert (caught.value.code, caught.value.extra) == ("invalid_flow", {"value": "Other"})
    assert str(parse_query(f"{key} = Other", None, ENV)) == f'{key} = "Other"'


@pytest.mark.parametrize(
    ("query", "code", "extra"),
    [
        ("xxx.age = 1", "unknown_property_type", {"type": "xxx"}),
        ("fields.tel = 1", "unknown_property", {"property": "fields.tel"}),
        ("urns.age = 1", "unknown_property", {"property": "urns.age"}),
        ("âge = 1", "unknown_property", {"property": "âge"}),
        ("language = zzz", "invalid_language", {"value": "zzz"}),
        ("name ~ --", "invalid_partial_name", {"min_token_length": "2"}),
        ('tel ~ ""', "invalid_partial_urn", {"min_value_length": "3"}),
        ('age < ""', "invalid_number", {"value": ""}),
    ],
)
def test_refusals_tell_what_is_wrong(query: str, code: str, extra: dict[str, str]) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query, ASSETS, ENV)
    assert (caught.value.code, caught.value.extra) == (code, extra)


@pytest.mark.parametrize("name", ["नमस्ते", "မောင်", "محمد", "Nguyễn", "می‌خواهم", "O’Brien"])
def test_names_of_any_script_need_no_quotes(name: str) -> None:
    node = parse_query(f"name = {name}", ASSETS, ENV)
    assert holds(node, lambda one: [name], ASSETS, ENV)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("THERESA", 'ref = "THERESA"'),
        ("OMONDI", 'name ~ "OMONDI"'),
        ("+250788", 'name ~ "+250788"'),
        ("tel:788", 'name ~ "tel:788"'),
    ],
)
def test_bare_words_where_addresses_are_hidden(query: str, expected: str) -> None:
    assert str(parse_query(query, ASSETS, ENV.with_changes(redaction_policy="urns"))) == expected


def test_a_prepared_query_serves_many_contacts() -> None:
    query = prepare(parse_query("name ~ ali OR name = bob", ASSETS, ENV), ASSETS, ENV)
    assert [query(lambda one, name=name: [name]) for name in ("Aline", "Bob", "Bobby", "Kali")] == [True, True, False, False]
    assert query(lambda one: []) is False


@pytest.mark.parametrize(
    ("query", "expected"), [('name = ""', True), ('name != ""', False), ("name != x", True), ("name = x", False)]
)
def test_an_empty_value_is_none(query: str, expected: bool) -> None:
    assert holds(parse_query(query, ASSETS, ENV), lambda one: [""], ASSETS, ENV) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ext:4#7", "urns.ext = 4"),
        ("ext:a?channel=1", 'urns.ext = "a"'),
        ("ext:a OR age > 3", 'urns.ext = "a" OR fields.age > 3'),
        ('"ext:a b"', 'urns.ext = "a b"'),
        ("0788 123 123", 'urns.tel = "+250788123123"'),
        ("0788-123-123 bob", 'name ~ "0788-123-123" AND name ~ "bob"'),
        ("unknown:1", 'name ~ "unknown:1"'),
    ],
)
def test_bare_addresses(query: str, expected: str) -> None:
    assert str(parse_query(query, ASSETS, ENV)) == expected
