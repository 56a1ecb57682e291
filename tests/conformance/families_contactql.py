"""Contact queries beyond parsing: what they depend on, their text, and which contacts of published data sets they find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from app.engine.asset_types import Field, Group
from app.engine.assets import SessionAssets
from app.engine.contact import Contact
from app.engine.contactql import QueryError, evaluate, inspect_query, parse_query, quoted, simplify
from app.engine.contactql.evaluate import Value, holds, values_of
from app.engine.contactql.nodes import ATTRIBUTE, Combination, Condition, Node
from app.engine.dates import parse_iso_datetime
from app.engine.envs import Environment
from app.engine.numbers import MAX_DIGITS, parse_plain
from tests.conformance.mock_universe import MockUniverse
from tests.conformance.vectors import CaseResult, Family, cases, check, differs, read_json

Json = Any
PLACES = ("state", "district", "ward")
SOME_TIME = "2000-01-01T00:00:00Z"


class Assets:
    """Fields, groups and flows of a case; fields are `key: type` or objects."""

    def __init__(self, data: Mapping[str, Json]) -> None:
        fields = data["fields"]
        listed = fields if isinstance(fields, list) else [_field(key, kind) for key, kind in fields.items()]
        self._kinds = {"fields": listed, "groups": [_group(group) for group in data.get("groups", ())]}
        self._flows = {_name(flow).lower() for flow in data.get("flows", ())}
        self.session = SessionAssets(self, MockUniverse())

    def flow(self, uuid: str) -> Mapping[str, Json] | None:
        return None

    def objects(self, kind: str) -> Sequence[Mapping[str, Json]]:
        return self._kinds.get(kind, ())

    def field(self, key: str) -> Field | None:
        return self.session.field(key)

    def group_named(self, name: str) -> Group | None:
        return self.session.group_named(name)

    def flow_named(self, name: str) -> str | None:
        return name if name.lower() in self._flows else None


def _field(key: str, kind: str) -> Json:
    # some types have a remark behind them
    return {"uuid": key, "key": key, "name": key, "type": kind.split(maxsplit=1)[0]}


def _group(group: Json) -> Json:
    return {"uuid": group, "name": group} if isinstance(group, str) else group


def _name(item: Json) -> str:
    name: str = item if isinstance(item, str) else item["name"]
    return name


def _env(settings: Mapping[str, Json], redacted: bool = False) -> Environment:
    data = {key: settings[key] for key in ("date_format", "timezone") if key in settings}
    if "country" in settings:
        data["default_country"] = settings["country"]
    return Environment.read({**data, "redaction_policy": "urns" if redacted else "none"})


# contactql


def inspections(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow/contactql"
    for case in cases(base / "inspect.json"):
        yield check(case["id"], partial(_inspection, case, base))


def _inspection(case: Json, base: Path) -> str | None:
    resolver = Assets(read_json(base / "_resolvers.json")[case["resolver"]]) if case["resolver"] else None
    node = parse_query(case["query"], resolver, Environment())
    return differs(case["inspection"], inspect_query(node, resolver).to_json())


def escapes(folder: Path) -> Iterator[CaseResult]:
    for case in cases(folder / "goflow/contactql/escape.json"):
        yield check(case["id"], partial(_escape, case))


def _escape(case: Json) -> str | None:
    return differs(case["expected"], quoted(*case["args"]))


def texts(folder: Path) -> Iterator[CaseResult]:
    for case in cases(folder / "goflow/contactql/stringify.json"):
        yield check(case["id"], partial(_text, case))


def _text(case: Json) -> str | None:
    return differs(case["query"], str(simplify(_tree(case["tree"]))))


def _tree(data: Json) -> Node:
    if "condition" in data:
        one = data["condition"]
        return Condition({"urn": "scheme"}.get(one["type"], one["type"]), one["key"], one["operator"], one["value"])
    return Combination(data["bool"]["op"], tuple(_tree(child) for child in data["bool"]["children"]))


# what the published queries name
SEARCHED = {
    "fields": {"age": "number", "color": "text", "dob": "datetime", "state": "state", "district": "district", "ward": "ward"},
    "groups": ["U-Reporters", "Testers"],
    "flows": ["Registration"],
}


def search_semantics(folder: Path) -> Iterator[CaseResult]:
    """Their Elasticsearch form is not ours: that each query is read, printed and read again, or refused for that reason."""
    for file, settings in (("goflow/contactql/search_semantics.json", "env"), ("search/goflow_es_to_query.json", "settings")):
        path = folder / file
        for number, case in enumerate(cases(path)):
            name = case.get("id", f"search/goflow_es_to_query/{number}")
            yield check(name, partial(_semantics, case, read_json(path)[settings]))


def _semantics(case: Json, settings: Json) -> str | None:
    resolver, env = Assets(SEARCHED), _env(settings, case.get("redact_urns", False))
    try:
        node = parse_query(case["query"], resolver, env)
    except QueryError as error:
        return differs(case.get("error"), str(error))
    return differs(None, case.get("error")) or differs(node, parse_query(str(node), resolver, env))


# search


def _whole(folder: Path, name: str) -> Json:
    path = folder / "search" / f"{name}.json"
    return read_json(path) if path.exists() else None


def parsing(folder: Path) -> Iterator[CaseResult]:
    data = _whole(folder, "goflow_parse")
    if data is None:
        return
    for number, case in enumerate([*data["cases"], *data["syntax_errors"]]):
        yield check(f"search/goflow_parse/{number}", partial(_parsing, case, data))


def _parsing(case: Json, data: Json) -> str | None:
    resolver = Assets(data) if case.get("has_fields", True) else None
    try:
        node = parse_query(case["query"], resolver, _env(data["settings"], case.get("redact_urns", False)))
    except QueryError as error:
        if not case.get("error"):
            return f"refused: {error}"
        expected = case.get("upstream_error", "")
        wrong = differs(expected, str(error)) if expected and "..." not in expected else None
        return wrong or differs(case.get("code", error.code), error.code)
    return "is not refused" if case.get("error") else differs(case["normalized"], str(node))


def evaluator(folder: Path) -> Iterator[CaseResult]:
    data = _whole(folder, "goflow_evaluator")
    for number, case in enumerate(data["cases"] if data else ()):
        yield check(f"search/goflow_evaluator/{number}", partial(_evaluated, case, data))


def _evaluated(case: Json, data: Json) -> str | None:
    resolver, env = Assets(data), _env(data["settings"])
    node = parse_query(case["query"], resolver, env)
    return differs(case["match"], holds(node, partial(_listed, data["object"]), resolver, env))


def _listed(data: Json, condition: Condition) -> list[Value]:
    return [_value(value) for value in data.get(condition.key, ())]


def _value(value: Json) -> Value:
    if isinstance(value, int | float):
        return Decimal(str(value))
    return parse_iso_datetime(value) or str(value)


def one_contact(folder: Path) -> Iterator[CaseResult]:
    data = _whole(folder, "rapidpro_contact_evaluation")
    if data is None:
        return
    name = "search/rapidpro_contact_evaluation"
    for number, case in enumerate(data["cases"]):
        yield check(f"{name}/{number}", partial(_one, case, data))
    for number, query in enumerate(data["error_queries"]):
        yield check(f"{name}/error/{number}", partial(_refused, query, data))
    for number, case in enumerate(data["anonymous_workspace"]):
        yield check(f"{name}/anonymous/{number}", partial(_anonymous, case, data))


def _one(case: Json, data: Json) -> str | None:
    return differs(case["match"], _matches(case["query"], data["contacts"][case["contact"]], data))


def _anonymous(case: Json, data: Json) -> str | None:
    """Without a recorded answer of today only what is refused is known."""
    person = data["contacts"]["joe_all"]
    if case.get("current", "").startswith("error: "):
        try:
            _matches(case["query"], person, data, redacted=True)
        except QueryError as error:
            return differs(case["current"].removeprefix("error: "), str(error))
        return "is not refused"
    return differs(case.get("match", True), _matches(case["query"], person, data, redacted=True))


def _refused(query: Json, data: Json) -> str | None:
    text = query if isinstance(query, str) else query["query"]
    try:
        parse_query(text, Assets(data), _env(data["settings"]))
    except QueryError:
        return None
    return "is not refused"


def many_contacts(name: str, folder: Path) -> Iterator[CaseResult]:
    """Which contacts of a set match."""
    data = _whole(folder, name)
    if data is None:
        return
    for number, case in enumerate(data["cases"]):
        yield check(f"search/{name}/{number}", partial(_many, case, data))
    for number, query in enumerate(data.get("error_queries", ())):
        yield check(f"search/{name}/error/{number}", partial(_refused, query, data))


def _many(case: Json, data: Json) -> str | None:
    found = [contact["id"] for contact in data["contacts"] if _matches(case["query"], contact, data)]
    return differs(sorted(case["expected_ids"]), sorted(found))


def _matches(query: str, person: Json, data: Json, redacted: bool = False) -> bool:
    assets, env = Assets(data), _env(data["settings"], redacted)
    contact = _contact(person, assets)
    node = parse_query(query, assets, env)
    if not any(one in query for one in ("flow", "history")):
        return evaluate(node, contact, assets.session, env)

    def values(condition: Condition) -> Sequence[Value]:
        if condition.kind == ATTRIBUTE and condition.key in ("flow", "history"):
            names = person.get(condition.key) or ()
            return [names] if isinstance(names, str) else list(names)
        return values_of(condition, contact, assets.session, env)

    return holds(node, values, assets, env)


def _contact(person: Json, assets: Assets) -> Contact:
    tickets = [{"uuid": f"t{number}", "status": "open"} for number in range(person.get("tickets", 0))]
    stored = {**person["fields"], **person.get("raw_fields", {})}
    data = {
        "uuid": "00000000-0000-4000-8000-000000000000",
        "id": person.get("id", 0),
        "name": person.get("name") or "",
        "language": person.get("language") or "",
        "status": person.get("status", "active"),
        "created_on": person.get("created_on", SOME_TIME),
        "last_seen_on": person.get("last_seen_on"),
        "urns": person["urns"],
        "groups": [_group(group) for group in person.get("group", ())],
        "fields": {key: _stored(value, assets.field(key)) for key, value in stored.items()},
        "tickets": tickets,
    }
    return Contact.read(data, assets.session)


def _stored(value: Json, field: Field | None) -> Json:
    """As a contact's JSON has a value: its text, and what it reads as."""
    assert field
    data: Json = {"text": str(value)}
    if field.type == "number":
        number = parse_plain(str(value)) if len(str(value)) < MAX_DIGITS else None
        data["number"] = None if number is None else str(number)
    elif field.type == "datetime" and parse_iso_datetime(str(value)):
        data["datetime"] = value
    elif field.type in PLACES and " > " in str(value):
        data[field.type] = value
    return data


SETS = ("rapidpro_90_contacts", "rp_indexer_contacts")
FAMILIES: dict[str, Family] = {
    "contactql/escape": escapes,
    "contactql/inspect": inspections,
    "contactql/search_semantics": search_semantics,
    "contactql/stringify": texts,
    "search/goflow_evaluator": evaluator,
    "search/goflow_parse": parsing,
    "search/rapidpro_contact_evaluation": one_contact,
    **{f"search/{name}": partial(many_contacts, name) for name in SETS},
}
