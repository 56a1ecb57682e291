"""The published cases through an office: assets and contact are rows, each sprint is played and written as a conversation is,
sessions are saved and read at each wait, and what the rows hold then must be what the events say.

The events must be the published ones, as in the families without an office; `tests.conformance.stored` says what is compared.
"""

from __future__ import annotations

import copy
import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from app.engine import urns
from app.engine.contact import Contact
from app.engine.engine import Engine
from app.engine.envs import Environment
from app.engine.errors import EngineError
from app.engine.jsontime import read_time
from app.engine.modifiers import read_modifier
from app.engine.resumes import read_resume
from app.engine.session import Call, Session, Sprint
from app.engine.triggers import read_trigger
from app.services import contact_changes, flow_runtime
from app.services.conversations import Conversations, Wait
from app.services.patience import WebLane
from app.services.turn import Heard, Situation, Turn, read_situation
from app.store import tables
from tests.app.support import Office, open_core, set_up
from tests.conformance.families_engine import (
    CATEGORIZE,
    RESUME_CALL,
    RUNNER_LIMITS,
    TEST_LIMITS,
    TRIGGER_CLOCK,
    TRIGGER_CONTACT,
    HttpMocks,
    _action_contact,
    _action_env,
    _action_trigger,
    _restore_texts,
    capabilities,
    equal,
    read_call,
)
from tests.conformance.mock_universe import MockUniverse
from tests.conformance.office_rows import Rows, lend_runtime
from tests.conformance.stored import Stored
from tests.conformance.vectors import CaseResult, Family, cases, check, differs, read_json

Json = Any
NO_WAIT = Wait("case", lambda: None, WebLane())  # nothing else goes on


class CaseEngine(Engine):
    """Reads sessions with the texts of results' extras as the published files have them."""

    def read_session(
        self, data: Mapping[str, Any], assets: Any, env: Environment, contact: Contact, call: Call | None = None
    ) -> Session:
        session = super().read_session(data, assets, env, contact, call)
        _restore_texts(session)
        return session


@contextmanager
def an_office(home: Path, templates: Path) -> Iterator[Office]:
    """With nothing of its own that cases could stumble over."""
    with open_core(home, templates) as core:
        office = set_up(core)
        with core.store.write(durable=False) as work:
            for topic in work.session.query(tables.Topic):
                work.session.delete(topic)
            work.commit()
        yield office


class Play:
    """One case in an office."""

    def __init__(self, office: Office, case_assets: Json, universe: MockUniverse, engine: Engine, env: Environment) -> None:
        self.office = office
        self.universe = universe
        self.engine = engine
        lend_runtime(office, universe, engine, case_assets, env)
        self.runtime = flow_runtime.runtime_of(office.core)
        self.conversations = Conversations(office.core)
        self.events: list[Json] = []
        self.segments: list[Json] = []
        with office.store.write(durable=False) as work:
            self.rows = Rows(office, work.session)
            self.rows.write_assets(case_assets)
            work.commit()
        self.contact_id = 0
        self.session: Session | None = None
        self.sprint: Sprint | None = None

    def meet(self, contact: Mapping[str, Json]) -> None:
        with self.office.store.write(durable=False) as work:
            self.rows.session = work.session
            self.contact_id = self.rows.write_contact(contact)
            work.commit()

    def situation(self) -> Situation:
        with self.office.store.read() as session:
            found = read_situation(session, self.runtime, self.contact_id)
        assert found
        return found

    def start(self, trigger: Any, call: Mapping[str, Json] | None = None) -> str | None:
        """Raises EngineError."""
        heard = self._hear(trigger.event) if trigger.type == "msg" else None

        def play(situation: Situation) -> Turn:
            assets, env = situation.shared.assets, situation.shared.env
            made = self.engine.start(assets, env, situation.engine_contact(), trigger, read_call(call, assets))
            return self._told(Turn(heard=heard), *made)

        self.conversations._converse(self.contact_id, play, NO_WAIT)
        return self._compare()

    def resume(self, data: Mapping[str, Json], call: Mapping[str, Json] | None = None) -> str | None:
        """Raises EngineError."""
        heard = self._hear(data["event"]) if data["type"] == "msg" else None

        def play(situation: Situation) -> Turn:
            assets, env = situation.shared.assets, situation.shared.env
            assert situation.waiting is not None
            contact, state = situation.engine_contact(), situation.waiting.state or {}
            session = self.engine.read_session(state, assets, env, contact, read_call(call, assets))
            return self._told(Turn(heard=heard, is_resume=True), session, self.engine.resume(session, read_resume(data)))

        self.conversations._converse(self.contact_id, play, NO_WAIT)
        return self._compare()

    def _told(self, turn: Turn, session: Session, sprint: Sprint) -> Turn:
        turn.session, turn.sprint = self.session, self.sprint = session, sprint
        return turn

    def _compare(self) -> str | None:
        assert self.session and self.sprint
        self.events += copy.deepcopy(self.sprint.events)
        self.segments += self.sprint.segments
        situation = self.situation()
        with self.office.store.read() as session:
            stored = Stored(self.office, session, situation)
            return stored.problem(self.events, self.session.contact, self.session, self.segments)

    def _hear(self, event: Mapping[str, Json]) -> Heard:
        """The message as a phone brought it. It came to the channel that the contact's address has, so that hearing it changes
        nothing of the contact."""
        msg, now = event["msg"], read_time(event["created_on"]).to_datetime().astimezone(dt.UTC)
        situation = self.situation()
        identity = urns.identity(msg["urn"]) if msg.get("urn") else ""
        known = next((urn for urn in situation.urns if urn.identity == identity), None)
        with self.office.store.write(durable=False) as work:
            channel_id = known.channel_id if known and known.channel_id else None
            channel = work.session.get(tables.Channel, channel_id) if channel_id else self._strange_channel(work.session)
            assert channel
            values = {"text": msg.get("text") or "", "sent_on": now, "received_on": now, "state": "pending"}
            address = identity if channel_id else "tel:+0"
            inbound = tables.Inbound(
                uuid=event["uuid"], channel_id=channel.id, dedupe_key=event["uuid"], address=address, **values
            )
            work.session.add(inbound)
            work.session.flush()
            work.commit()
            return Heard(inbound, channel, "only")

    def _strange_channel(self, session: Any) -> tables.Channel:
        row = tables.Channel(uuid=self.rows.office.workspace, name="?", state="active", secret="", registered_on=self.rows.now)
        found = session.query(tables.Channel).filter_by(uuid=row.uuid).first()
        if found is None:
            session.add(row)
            session.flush()
        return found or row


@contextmanager
def offices() -> Iterator[Any]:
    """Gives a maker of fresh offices; their folders go at the end."""
    with tempfile.TemporaryDirectory(prefix="outpost-cases-") as folder:
        base, count = Path(folder), iter(range(1_000_000))
        (base / "templates").mkdir()

        def make() -> Any:
            home = base / str(next(count))
            home.mkdir()
            return an_office(home, base / "templates")

        yield make


# runner


def runner(folder: Path) -> Iterator[CaseResult]:
    with offices() as make:
        for path in sorted((folder / "goflow" / "runner").glob("*.*.json")):
            assets = path.with_name(f"{path.name.split('.')[0]}.json")
            yield check(f"office/runner/{path.stem}", partial(run_case, make, read_json(path), read_json(assets)))


def run_case(make: Any, case: Json, assets: Json) -> str | None:
    mocks = HttpMocks(case.get("http_mocks"))
    universe = MockUniverse(answer=mocks)
    env = Environment.read(case.get("environment")).with_changes(llm_prompts={"categorize": CATEGORIZE})
    with make() as office:
        play = Play(office, assets, universe, CaseEngine(universe, RUNNER_LIMITS, capabilities(universe)), env)
        play.meet(case["contact"])
        call = case.get("call")
        trigger = read_trigger(case["trigger"], play.situation().shared.assets)
        sprints = [partial(play.start, trigger, call)]
        sprints += [partial(play.resume, data, call) for data in case.get("resumes") or ()]
        for index, (sprint, wanted) in enumerate(zip(sprints, case["outputs"], strict=True)):
            problem = sprint()
            assert play.session and play.sprint
            got = {"events": play.sprint.events, "segments": play.sprint.segments, "session": play.session.to_json()}
            for part, value in got.items():
                problem = equal(_seconds(wanted[part]), _seconds(value), f"outputs[{index}].{part}") or problem
            if problem:
                return f"sprint {index}: {problem}"
    return f"unused mocks: {mocks.unused}" if mocks.unused else None


def _seconds(value: Json) -> Json:
    """What runs tell of their contact: its times with whole seconds (rows keep microseconds), and without the row's number,
    which not every published contact has."""
    if isinstance(value, list):
        return [_seconds(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _seconds(item) for key, item in value.items()}
    if "urns" in made and "created_on" in made:
        made["created_on"] = made["created_on"][:19]
        made.pop("id", None)
    return made


# actions


def actions(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow" / "actions"
    assets, contact = read_json(base / "_assets.json"), read_json(base / "_contact.json")
    with offices() as make:
        for path in sorted(base.glob("[a-z]*.json")):
            for case in cases(path):
                if not case.get("read_error"):
                    yield check(f"office/{case['id']}", partial(action_case, make, case, copy.deepcopy(assets), contact))


def action_case(make: Any, case: Json, assets: Json, contact: Json) -> str | None:
    flow = assets["flows"][1 if case.get("in_flow_type") == "voice" else 0]
    flow["nodes"][0]["actions"] = [case["action"]]
    if case.get("localization"):
        flow["localization"] = case["localization"]
        contact = {**contact, "language": "spa"}
    universe = MockUniverse(answer=HttpMocks(case.get("http_mocks")))
    engine = CaseEngine(universe, RUNNER_LIMITS, capabilities(universe, case.get("smtp_error") or ""))
    with make() as office:
        play = Play(office, assets, universe, engine, _action_env(case))
        play.meet(_action_contact(case, contact))
        shared = play.situation().shared.assets
        shared.flow(flow["uuid"])
        trigger, call = _action_trigger(case, flow, shared, universe)
        problem = play.start(trigger, {"uuid": call.uuid, "channel": call.channel.ref, "urn": call.urn} if call else None)
        assert play.sprint and play.session
        return problem or equal(_seconds(case["events"]), _seconds(play.sprint.events[1:-1]), "events")


# resumes


def resumes(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow" / "resumes"
    assets = read_json(base / "_assets.json")
    with offices() as make:
        for path in sorted(base.glob("[a-z]*.json")):
            for case in cases(path):
                if not case.get("read_error"):
                    yield check(f"office/{case['id']}", partial(resume_case, make, case, copy.deepcopy(assets)))


def resume_case(make: Any, case: Json, assets: Json) -> str | None:
    if case.get("wait"):
        assets["flows"][0]["nodes"][0]["router"]["wait"] = case["wait"]
    universe = MockUniverse()
    flow = next(one for one in assets["flows"] if one["uuid"] == case["flow_uuid"])
    with make() as office:
        play = Play(office, assets, universe, CaseEngine(universe), Environment.read(None))
        # The published contact is made in the case's world, and so are the clock reads and ids that this takes.
        uuid, created_on = universe.uuid4(), universe.now().iso_nanos()
        play.meet({"uuid": uuid, "created_on": created_on, "name": "Bob", "language": "eng"})
        data = {"type": "manual", "flow": {"uuid": flow["uuid"], "name": flow["name"]}}
        shared = play.situation().shared.assets
        trigger = read_trigger({**data, "triggered_on": universe.now().iso_nanos()}, shared)
        call = RESUME_CALL if flow["type"] == "voice" else None
        problem = play.start(trigger, call)
        if problem:
            return problem
        if case.get("resume_error"):
            try:
                play.resume(case["resume"], call)
            except EngineError:
                return None
            return "resumed, where an error was expected"
        problem = play.resume(case["resume"], call)
        assert play.sprint and play.session
        status = (play.session.runs[0].status, play.session.status)
        return (
            problem
            or equal(case["events"], play.sprint.events[:-1], "events")
            or differs((case["run_status"], case["session_status"]), status)
        )


# triggers


def triggers(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow" / "triggers"
    assets = read_json(base / "_assets.json")
    with offices() as make:
        for path in sorted(base.glob("[a-z]*.json")):
            if path.stem == "marshaled":
                continue
            for case in cases(path):
                if not case.get("read_error"):
                    yield check(f"office/{case['id']}", partial(trigger_case, make, case, assets))


def trigger_case(make: Any, case: Json, assets: Json) -> str | None:
    universe = MockUniverse(TRIGGER_CLOCK, 0, 12345)
    with make() as office:
        play = Play(office, assets, universe, CaseEngine(universe), Environment.read(None))
        play.meet(TRIGGER_CONTACT)
        trigger = read_trigger(case["trigger"], play.situation().shared.assets)
        problem = play.start(trigger)
        with office.store.read() as session:
            [row] = session.query(tables.Session).all()
        return problem or equal(case["trigger"], row.state["trigger"], "trigger")


# modifiers


def modifiers(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow" / "modifiers"
    assets = read_json(base / "_assets.json")
    with offices() as make:
        for path in sorted(base.glob("[a-z]*.json")):
            for case in cases(path):
                yield check(f"office/{case['id']}", partial(modifier_case, make, case, assets))


def modifier_case(make: Any, case: Json, assets: Json) -> str | None:
    """As staff change a contact. What the published cases call taken belongs to somebody else here."""
    universe = MockUniverse()
    with make() as office:
        play = Play(office, assets, universe, CaseEngine(universe), Environment.read(None))
        play.meet(case["contact_before"])
        texts = [*(case["modifier"].get("urns") or ()), *(one["urn"] for one in case["modifier"].get("routes") or ())]
        for number, text in enumerate(text for text in texts if "taken" in text.lower()):
            other = {"id": 99 + number, "uuid": f"other-{number}", "created_on": "2020-01-01T00:00:00Z", "urns": [text.lower()]}
            contact_id = play.contact_id
            play.meet(other)
            play.contact_id = contact_id
        with office.store.read() as session:
            reading = contact_changes.read(office.core, session, office.workspace_id, [play.contact_id])
        [(row, contact)] = reading.people
        # An office lends the engine open tickets only: of the others its own services speak.
        contact.tickets = Contact.read(case["contact_before"], reading.shared.assets).tickets
        modifier = read_modifier(case["modifier"], reading.shared.assets)
        with mock.patch.object(contact_changes, "LIMITS", TEST_LIMITS):
            planned = contact_changes.plan(office.core, reading.shared, row, contact, [modifier])
        with office.store.write(durable=False) as work:
            assert not contact_changes.write(office.core, work, reading, [planned], user_id=None)
            work.commit()
        problem = _modified(case, contact, planned)
        with office.store.read() as session:
            stored = Stored(office, session, play.situation())
            return problem or stored.problem(planned.events, contact, None, [])


def _modified(case: Json, contact: Contact, planned: contact_changes.Planned) -> str | None:
    """Errors are told beside the events that are written."""
    wanted, after = ({**one, "created_on": one["created_on"][:19]} for one in (case["contact_after"], contact.to_json()))
    for known in (wanted, after):
        known.pop("id", None)
        known["groups"] = sorted(group["uuid"] for group in known.get("groups") or ())  # rows have an order of their own
    events = [event for event in case["events"] if event["type"] != "error"]
    errors = [event for event in case["events"] if event["type"] == "error"]
    return (
        equal(wanted, after, "contact")
        or equal(events, list(planned.events), "events")
        or equal(errors, list(planned.errors), "errors")
    )


FAMILIES: dict[str, Family] = {
    "office/actions": actions,
    "office/modifiers": modifiers,
    "office/resumes": resumes,
    "office/runner": runner,
    "office/triggers": triggers,
}
