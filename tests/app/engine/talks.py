"""Talks with flows of other people: assets made from what a flow says it depends on, and answers its own routers accept."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.engine.cases import CASES
from app.engine.contact import Contact
from app.engine.definition.inspection import inspect_flow
from app.engine.definition.legacy import upgrade_export
from app.engine.definition.model import DialWait, Flow, MsgWait, Node, SwitchRouter
from app.engine.definition.reader import read_flow, to_current
from app.engine.envs import Environment
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XObject
from app.engine.locations import Places
from app.engine.session import Call, Session, Sprint
from app.engine.universe import HttpRequest, HttpResponse
from tests.app.engine.office import CHANNEL, CONTACT, Office
from tests.conformance.mock_universe import MockUniverse

MAX_WAITS = 20
KINDS = {"field": "fields", "group": "groups", "label": "labels", "topic": "topics", "llm": "llms", "template": "templates",
         "global": "globals", "user": "users"}  # fmt: skip
PLACES = [
    {"name": "Rwanda", "children": [{"name": "Kigali City", "children": [{"name": "Gasabo", "children": [{"name": "Gisozi"}]}]}]}
]
POOL = (
    "yes", "no", "Aline Uwase", "12", "0", "1", "3", "7", "55", "150", "1000", "-4", "2.5", "1980-02-03", "03-02-2035", "10:30",
    "0788123456", "aline@example.com", "Kigali City", "Gasabo", "Gisozi", "red", "", "?", "xyzzy quite something else",
)  # fmt: skip
_SCOPE = Scope(MockUniverse(), Places(PLACES))
_ENV = Environment(default_country="RW")
_EXPRESSION = re.compile(r"@\(|@[a-z]")
_WORD = re.compile(r"\w+")


def read_export(path: Path) -> Any:
    raw = path.read_bytes()
    return json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)


def current_flows(export: Any, universe: MockUniverse) -> list[dict[str, Any]]:
    """Every flow of an export, of whatever version, in the newest spec. Raises DefinitionError."""
    upgraded = upgrade_export(export, new_uuid=universe.uuid4) if "version" in export else export
    return [to_current(flow, new_uuid=universe.uuid4) for flow in upgraded["flows"]]


def assets_for(export: Any, definitions: list[dict[str, Any]], universe: MockUniverse) -> dict[str, Any]:
    """What the export brings, and whatever else its flows name."""
    found: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS.values()}
    types = {one["key"]: one.get("type", "text") for one in export.get("fields") or ()}
    queries = {one["uuid"]: one.get("query") or "" for one in export.get("groups") or ()}
    for definition in definitions:
        for dependency in inspect_flow(read_flow(definition, new_uuid=universe.uuid4)).dependencies:
            reference = dependency.reference
            if reference.type in KINDS:
                made = {"uuid": reference.identity, "key": reference.identity, "name": reference.name or reference.identity}
                made |= {"type": types.get(reference.identity, "text"), "query": queries.get(reference.identity, "")}
                made |= {"value": "value", "email": reference.identity}
                found[KINDS[reference.type]][reference.identity] = made
    lists = {kind: list(by_id.values()) for kind, by_id in found.items()}
    voice = {**CHANNEL, "roles": ["send", "receive", "call", "answer"]}
    return {**lists, "flows": definitions, "channels": [voice], "locations": PLACES}


def webhook(request: HttpRequest) -> HttpResponse:
    return HttpResponse(200, [("Content-Type", "application/json")], b'{"status": "ok", "items": [1, 2]}', "OK")


@dataclass
class Talk:
    """One contact's talk with one flow: `wishes` counts the answers made for a category, `granted` those that took it."""

    office: Office
    flow: Flow
    turn: int = 0
    known: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    waits: int = 0
    wishes: int = 0
    granted: int = 0
    events: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    last_nodes: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _visits: Counter[str] = field(default_factory=Counter)

    def run(self) -> str:
        """Talk until the flow ends or has waited often enough; the session's status."""
        call = Call(self.office.universe.uuid7(), self.office.assets.channels()[0], "tel:+250788123123")
        session, sprint = self.office.start(self.flow.uuid, call=call if self.flow.type == "voice" else None)
        self._note(sprint)
        while session.status == "waiting" and self.waits < MAX_WAITS:
            self.waits += 1
            session = self._answer(session)
        return session.status

    def _note(self, sprint: Sprint) -> None:
        self.events.update(event["type"] for event in sprint.events)
        failures = [event["text"] for event in sprint.events if event["type"] == "failure"]
        if failures:
            self.failures += failures
            self.last_nodes = [segment["node_uuid"] for segment in sprint.segments[-10:]]
        json.dumps([sprint.events, sprint.segments])

    def _answer(self, session: Session) -> Session:
        run = session.waiting_run
        assert run and run.node and run.node.router
        node, wait = run.node, run.node.router.wait
        self._visits[node.uuid] += 1
        if isinstance(wait, DialWait):
            dial = {"status": ("answered", "busy", "no_answer", "failed")[self._visits[node.uuid] % 4], "duration": 5}
            event = {
                "uuid": self.office.universe.uuid7(),
                "type": "dial_ended",
                "created_on": "2025-05-04T12:00:00Z",
                "dial": dial,
            }
            return self._resumed(
                *self.office.resume(session, {"type": "dial", "event": event, "resumed_on": event["created_on"]})
            )
        choices = self._choices(node)
        visit = self._visits[node.uuid] - 1 + self.turn
        if isinstance(wait, MsgWait) and wait.timeout and visit % (len(choices) + 1) == len(choices):
            return self._resumed(*self.office.time_out(session))
        category, answer = choices[visit % len(choices)] if choices else ("", POOL[visit % len(POOL)])
        session, sprint = self.office.say(session, answer)
        if category:
            self._judge(node, category, answer, sprint)
        return self._resumed(session, sprint)

    def _resumed(self, session: Session, sprint: Sprint) -> Session:
        self._note(sprint)
        return session

    def _judge(self, node: Node, category: str, answer: str, sprint: Sprint) -> None:
        assert node.router
        wished = next(one.exit_uuid for one in node.router.categories if one.uuid == category)
        own = {one.uuid for one in node.exits}
        taken = next((one["exit_uuid"] for one in sprint.segments if one["exit_uuid"] in own), wished)
        self.wishes += 1
        self.granted += wished == taken
        if wished != taken:
            self.refused.append(f"{node.uuid}: {answer!r}")

    def _choices(self, node: Node) -> list[tuple[str, str]]:
        """For each category of the router an answer that takes it, if one is found."""
        if node.uuid not in self.known:
            self.known[node.uuid] = list(_find_choices(node))
        return self.known[node.uuid]


def _find_choices(node: Node) -> Iterator[tuple[str, str]]:
    router = node.router
    if not isinstance(router, SwitchRouter) or router.operand not in ("@input", "@input.text"):
        return
    seen = set[str]()
    for answer in (*_hinted(router), *POOL):
        category = _category(router, answer)
        if category and category not in seen:
            seen.add(category)
            yield category, answer


def _category(router: SwitchRouter, answer: str) -> str | None:
    """Where the router sends an answer, as far as that can be told without a session."""
    for case in router.cases:
        if any(_EXPRESSION.search(argument) for argument in case.arguments):
            return None
        if isinstance(CASES[case.type](_SCOPE, _ENV, answer, *case.arguments), XObject):
            return case.category_uuid
    return router.default_category_uuid


def _hinted(router: SwitchRouter) -> Iterator[str]:
    """What the arguments of the cases hint at: themselves, their words, numbers between."""
    for case in router.cases:
        for argument in case.arguments:
            yield argument
            yield from _WORD.findall(argument)[:3]
        numbers = [float(argument) for argument in case.arguments if re.fullmatch(r"-?\d+(\.\d+)?", argument)]
        if numbers:
            yield from (f"{sum(numbers) / len(numbers):g}", f"{max(numbers) + 1:g}", f"{min(numbers) - 1:g}")


def _make_office(data: dict[str, Any]) -> Office:
    return Office(data, universe=MockUniverse(answer=webhook))


def talks(export: Any, turns: range, pick: Callable[[int], bool] = lambda index: True) -> Iterator[Talk]:
    """Talks with the flows of an export, each begun afresh; the next turn gives other answers at the same questions."""
    universe = MockUniverse()
    definitions = current_flows(export, universe)
    data = assets_for(export, definitions, universe)
    shared = _make_office(data)
    known: dict[str, list[tuple[str, str]]] = {}
    for index, definition in enumerate(definitions):
        for turn in turns if pick(index) else ():
            office = _make_office(data)
            office.assets = shared.assets
            office.contact = Contact.read(CONTACT, shared.assets)
            flow = shared.assets.flow(definition["uuid"])
            assert flow
            yield Talk(office, flow, turn, known)
