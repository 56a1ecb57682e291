"""What belongs to no larger family: events as JSON, the context's shape, locales, codes of contacts, seeds, surveys of phones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from app.engine.assets import SessionAssets
from app.engine.contact import Contact
from app.engine.context import make_root
from app.engine.dates import Instant
from app.engine.definition.reader import read_flow
from app.engine.engine import Engine
from app.engine.envs import Environment
from app.engine.event_json import normal_event
from app.engine.excellent.types import DEFAULT_KEY, Deprecated, XArray, XObject, XValue, describe
from app.engine.locales import best_locale
from app.engine.modifiers import Setting, apply_modifier, read_modifier
from app.engine.refs import contact_id, contact_ref
from app.engine.resumes import read_resume
from app.engine.session import Session
from app.engine.triggers import read_trigger
from tests.conformance.families_engine import FileSource, capabilities, equal, make_test_session
from tests.conformance.globs import glob_match, glob_select
from tests.conformance.mock_universe import MockUniverse, Pcg
from tests.conformance.vectors import CaseResult, Family, cases, check, differs, read_json
from tests.conformance.xvalues import read_instant

Json = Any


def _file(path: str, run: Callable[[Json, Json], str | None]) -> Family:
    """A family that is one file; `run` gets the case and the whole file."""

    def family(root: Path) -> Iterator[CaseResult]:
        found = root / path
        whole = read_json(found) if found.exists() else None
        for case in cases(found):
            yield check(case["id"], partial(run, case, whole))

    return family


def check_event(case: Json, whole: Json) -> str | None:
    """Read from outside, kept, and written again, an event is what it was."""
    stored = json.loads(json.dumps(normal_event(case["expected"], "session:invalid")))
    return equal(case["expected"], stored, "event") or differs(case["type"], stored["type"])


def check_code(case: Json, whole: Json) -> str | None:
    code = contact_ref(case["number"], whole["key"])
    return differs(case["number"], contact_id(code, whole["key"])) or differs(case["code"], code)


def check_sequence(case: Json, whole: Json) -> str | None:
    start = case.get("clock_start")
    clock = {"start_ns": read_instant(start).ns, "step_ns": case["clock_step_s"] * 10**9} if start else {}
    universe, numbers = MockUniverse(seed=case["seed"], **clock), Pcg(case["seed"])
    draw: dict[str, Callable[[int], object]] = {
        "float": lambda index: repr(numbers.float64()),
        "int": lambda index: numbers.below(int(case["what"].removeprefix("int_n(").removesuffix(")"))),
        "v4": lambda index: universe.uuid4(),
        "v7": lambda index: universe.uuid7() if index % 2 else universe.uuid4(),
        "mock": lambda index: universe.uuid7(),
    }
    return differs(case["values"], [draw[case["kind"]](index) for index in range(len(case["values"]))])


# the context's shape


def context_schema(root: Path) -> Iterator[CaseResult]:
    """Everything that the published schema names is there, of its type, in the test session."""
    path = root / "goflow" / "excellent" / "context_schema.json"
    if not path.exists():
        return
    session = make_test_session(read_json(root / "goflow" / "session" / "test_session.json"), "http://127.0.0.1:49992", False)
    schema = read_json(path)
    shown = make_root(session, session.runs[0])
    for name, kind in schema["root"].items():
        yield check(f"excellent/context_schema/{name}", partial(_shape, shown, name, kind, schema, 0))


def _shape(holder: XObject, name: str, kind: str, schema: Json, depth: int) -> str | None:
    if name != DEFAULT_KEY and name not in holder:
        return f"{name} is missing"
    value: XValue | Deprecated = holder.default if name == DEFAULT_KEY else holder.raw(name)
    value = value.value if isinstance(value, Deprecated) else value
    if kind.startswith("[]"):
        items = list(value) if isinstance(value, XArray) else None
        if items is None:
            return f"{name} is {describe(value)}, not an array"
        holders = [XObject({"item": item}) for item in items]
        return next((found for one in holders if (found := _shape(one, "item", kind[2:], schema, depth))), None)
    if value is None or kind == "any":
        return None
    if kind not in schema:
        return _plain(name, kind, value)
    if not isinstance(value, XObject):
        return f"{name} is {describe(value)}, not an object"
    inner = schema[kind].items() if depth < 4 else ()
    return next((f"{name}.{found}" for prop, of in inner if (found := _shape(value, prop, of, schema, depth + 1))), None)


def _plain(name: str, kind: str, value: XValue) -> str | None:
    # The schema calls numbers that are only shown, like revisions, text.
    types: dict[str, type | tuple[type, ...]] = {"text": (str, Decimal), "number": Decimal, "datetime": Instant}
    return None if isinstance(value, types.get(kind, XObject)) else f"{name} is {describe(value)}, not {kind}"


# surveys filled in on phones without a network


def surveyor(root: Path) -> Iterator[CaseResult]:
    base = root / "surveyor"
    if not (base / "submission.json").exists():
        return
    submission, assets = read_json(base / "submission.json"), read_json(base / "assets_as_built_by_surveyor.json")
    yield check("surveyor/flow_spec_13_1", partial(_survey_reads, read_json(base / "flow_spec_13_1.json")))
    yield check("surveyor/submission/run", partial(_survey_runs, submission, assets))
    yield check("surveyor/submission/modifiers", partial(_survey_modifies, submission, assets))


def _survey_reads(definition: Json) -> str | None:
    flow = read_flow(definition, new_uuid=MockUniverse().uuid4)
    named = [node["uuid"] for node in definition["nodes"]]
    return differs((definition["uuid"], "messaging_offline", named), (flow.uuid, flow.type, [node.uuid for node in flow.nodes]))


def _survey_runs(submission: Json, assets_data: Json) -> str | None:
    """The flow that the phone ran, with the answers that it was given, ends with the same results, texts and contact."""
    universe, told = MockUniverse(), submission["session"]
    assets = SessionAssets(FileSource(assets_data), universe)
    contact = Contact.read(told["trigger"]["contact"], assets)
    engine = Engine(universe, capabilities=capabilities(universe))
    env = Environment.read(told["environment"])
    session, sprint = engine.start(assets, env, contact, read_trigger(told["trigger"], assets))
    texts = _texts(sprint.events)
    for heard in (event for event in told["runs"][0]["events"] if event["type"] == "msg_received"):
        resume = {"type": "msg", "event": {**heard, "uuid": universe.uuid7()}, "resumed_on": heard["created_on"]}
        session = engine.read_session(json.loads(json.dumps(session.to_json())), assets, env, contact)
        texts += _texts(engine.resume(session, read_resume(resume)).events)
    return (
        differs([event["msg"]["text"] for event in told["runs"][0]["events"] if event["type"] == "msg_created"], texts)
        or equal(_values(told["runs"][0]["results"]), _values(session.runs[0].to_json()["results"]), "results")
        or _same_contact(told["contact"], contact)
        or differs((told["status"], told["runs"][0]["status"]), (session.status, session.runs[0].status))
    )


def _texts(events: list[Json]) -> list[str]:
    return [event["msg"]["text"] for event in events if event["type"] == "msg_created"]


def _values(results: Mapping[str, Json]) -> Json:
    return {key: {name: one[name] for name in ("name", "value", "category", "node_uuid")} for key, one in results.items()}


def _same_contact(told: Json, contact: Contact) -> str | None:
    names = ("name", "urns", "groups", "fields")
    shown = contact.to_json()
    return equal({name: told[name] for name in names}, {name: shown.get(name) for name in names}, "contact")


def _survey_modifies(submission: Json, assets_data: Json) -> str | None:
    """The changes that the phone hands in, made to the contact of before the survey, give the contact of after it."""
    universe, told = MockUniverse(), submission["session"]
    assets = SessionAssets(FileSource(assets_data), universe)
    contact = Contact.read(told["trigger"]["contact"], assets)
    session: Session = Engine(universe).start(
        assets, Environment.read(told["environment"]), contact, read_trigger(told["trigger"], assets)
    )[0]
    setting = Setting(universe, session.env, assets, session.limits, capabilities(universe), lambda event: None)
    for modifier in submission["modifiers"]:
        apply_modifier(read_modifier(modifier, assets), contact, setting)
    return _same_contact(told["contact"], contact)


FAMILIES: dict[str, Family] = {
    "determinism": _file("goflow/determinism/sequences.json", check_sequence),
    "events/marshaled": _file("goflow/events/marshaled.json", check_event),
    "excellent/context_schema": context_schema,
    "gocommon/glob_match": _file(
        "goflow/gocommon/glob_match.json", lambda case, _: differs(case["expected"], glob_match(case["text"], case["pattern"]))
    ),
    "gocommon/glob_select": _file(
        "goflow/gocommon/glob_select.json", lambda case, _: differs(case["expected"], glob_select(case["text"], case["patterns"]))
    ),
    "gocommon/locale_match": _file(
        "goflow/gocommon/locale_match.json",
        lambda case, _: differs(case["best"], best_locale(case["preferred"], case["available"])),
    ),
    "surveyor": surveyor,
    "utils/obfuscate": _file("goflow/utils/obfuscate.json", check_code),
}
