"""JSON that somebody has tampered with: the engine works, or refuses with a coded error; nothing else ever leaves it."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.engine.contact import Contact
from app.engine.errors import EngineError
from app.engine.resumes import read_resume
from app.engine.run import Run
from app.engine.running import RunContext
from app.engine.triggers import read_trigger
from tests.app.engine import test_actions
from tests.app.engine.office import CONTACT, WHEN, Office, flow_file

STOCK = "f0000000-0000-4000-8000-000000000001"
MORNING = "f0000000-0000-4000-8000-000000000002"
ROUNDS = 150
JUNK = [None, "", 0, -1, 1.5, True, [], {}, ["x"], {"a": 1}, "@(", "\ud800", "x" * 50, "tel:", 10**30, [None], {"uuid": None}]
TRIGGER = {
    "flow": {"uuid": MORNING, "name": "?"},
    "triggered_on": WHEN,
    "params": {"a": 1},
    "user": {"uuid": "x"},
    "keyword_match": {"type": "first_word", "keyword": "x"},
    "run_summary": {
        "uuid": "u",
        "flow": {"uuid": MORNING, "name": "x"},
        "contact": CONTACT,
        "results": {"a": {"name": "A", "value": "1", "created_on": WHEN}},
        "status": "active",
    },
    "history": {"ancestors": 1, "ancestors_since_input": 1},
    "ticket": {"uuid": "x", "topic": {"uuid": "y", "name": "z"}},
}
RICH_CONTACT = {
    **CONTACT,
    "fields": {"boxes": {"text": "1", "number": 1}},
    "groups": [{"uuid": "90000000-0000-4000-8000-000000000002", "name": "Reporters"}],
    "timezone": "Africa/Kigali",
    "last_seen_on": WHEN,
    "tickets": [{"uuid": "x", "status": "open", "topic": {"uuid": "1", "name": "n"}, "assignee": {"uuid": "q"}}],
}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*path, key))


def tampered(value: Any, dice: random.Random) -> Any:
    """With one value of it gone, or something else."""
    value = copy.deepcopy(value)
    *way, last = dice.choice(list(places(value)))
    holder = value
    for key in way:
        holder = holder[key]
    if isinstance(holder, dict) and dice.random() < 0.2:
        del holder[last]
    else:
        holder[last] = copy.deepcopy(dice.choice(JUNK))
    return value


def msg_resume(office: Office) -> dict[str, Any]:
    return {"type": "msg", "event": office.msg_received("14"), "resumed_on": WHEN}


def broken_session(dice: random.Random) -> None:
    office = Office(flow_file("stock"))
    session, _ = office.start(MORNING, text=dice.choice([None, "x"]))
    stored = tampered(session.to_json(), dice)
    session = office.engine.read_session(stored, office.assets, office.env, office.contact)
    office.engine.resume(session, read_resume(msg_resume(office)))
    json.dumps(session.to_json())


def broken_resume(dice: random.Random) -> None:
    office = Office(flow_file("stock"))
    session, _ = office.start(MORNING)
    office.engine.resume(session, read_resume(tampered(msg_resume(office), dice)))


def broken_trigger(dice: random.Random) -> None:
    office = Office(flow_file("stock"))
    kind = dice.choice(["manual", "flow_action", "ticket", "campaign", "chat", "call", "msg"])
    data = tampered({"type": kind, "event": office.msg_received("x"), **TRIGGER}, dice)
    session, sprint = office.engine.start(office.assets, office.env, office.contact, read_trigger(data, office.assets))
    run: Run = session.runs[0]
    assert run.flow
    ctx = RunContext(session, sprint, run, run.flow, run.node or run.flow.nodes[0])
    ctx.text("@(json(trigger)) @(json(parent)) @parent @legacy_extra @(json(legacy_extra))")
    json.dumps([session.to_json(), session.history])


def broken_contact(dice: random.Random) -> None:
    office = Office(flow_file("stock"))
    office.contact = Contact.read(tampered(RICH_CONTACT, dice), office.assets)
    office.start(MORNING)
    json.dumps(office.contact.to_json())


def broken_action(dice: random.Random) -> None:
    row = copy.deepcopy(dice.choice([row for row in test_actions.TABLE["cases"] if len(row["action"]) > 1]))
    row["action"] = {**tampered(row["action"], dice), "type": row["action"]["type"]}
    test_actions.make_office(row).start(test_actions.FLOW)


def broken_flow(dice: random.Random) -> None:
    data = flow_file("stock")
    data["flows"] = [tampered(data["flows"][0], dice) | {"uuid": data["flows"][0]["uuid"]}, data["flows"][1]]
    office = Office(data)
    session, _ = office.start(STOCK)
    if session.status == "waiting":
        office.say(session, "5")


@pytest.mark.parametrize("attempt", [broken_session, broken_resume, broken_trigger, broken_contact, broken_action, broken_flow])
def test_tampered_json(attempt: Callable[[random.Random], None]) -> None:
    dice = random.Random(attempt.__name__)
    came = Counter[str]()
    for _ in range(ROUNDS):
        try:
            attempt(dice)
            came["worked"] += 1
        except EngineError as error:
            came["refused"] += 1
            assert ":" in error.code
    assert came["worked"] and came["refused"]
