"""One turn of a conversation: what was read before a sprint, what the engine made of it, and writing that down."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Update, and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from app.engine.contact import Contact
from app.engine.dates import Instant
from app.engine.jsontime import write_time
from app.engine.run import Run
from app.engine.session import Session, Sprint
from app.services import campaign_marks, contacts, effects, fires, flow_counts, outgoing, tallies, ticket_activity
from app.services.assets import WorkspaceAssets, assets_revision
from app.services.base import Core
from app.services.channel_events import is_by_contact
from app.services.contact_matching import read_data
from app.services.effects import EffectContext
from app.services.effects.context import NO_RUNS, Event
from app.services.flow_runtime import FlowRuntime
from app.services.session_ends import end_session
from app.services.starts import DONE, PENDING, SKIPPED
from app.store import tables
from app.store.database import UnitOfWork

log = logging.getLogger(__name__)

WAITING, COMPLETED, EXPIRED, INTERRUPTED, FAILED = "waiting", "completed", "expired", "interrupted", "failed"
BACKGROUND = "messaging_background"
KEPT_STEPS = 500  # of a run's path, as in RapidPro's archives


class Conflict(Exception):
    """What was read before the sprint is no longer so: read anew and play again."""


class AlreadyDone(Exception):
    """Somebody else has done this work meanwhile."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Rows as they were read; they belong to no open transaction. `waiting` is the contact's waiting session."""

    contact: tables.Contact
    urns: Sequence[tables.ContactUrn]
    data: Mapping[str, Any]
    waiting: tables.Session | None
    shared: WorkspaceAssets

    @property
    def ignores_triggers(self) -> bool:
        """Whether the flow that waits takes every message as an answer."""
        found = self.shared.flow_by_id(self.waiting.current_flow_id) if self.waiting else None
        return found is not None and found[1].ignores_triggers

    def engine_contact(self) -> Contact:
        """A fresh one: the engine changes it in place."""
        return Contact.read(self.data, self.shared.assets)


@dataclass(frozen=True, slots=True)
class Heard:
    """What this turn answers: a message, or a call or another event of a channel. `is_archived`: from a blocked contact."""

    what: tables.Inbound | tables.ChannelEvent
    channel: tables.Channel
    routing: str
    is_archived: bool = False

    @property
    def message(self) -> tables.Inbound | None:
        return self.what if isinstance(self.what, tables.Inbound) else None

    @property
    def event(self) -> tables.ChannelEvent | None:
        return self.what if isinstance(self.what, tables.ChannelEvent) else None

    @property
    def on(self) -> dt.datetime:
        """When it came in, by the office's clock."""
        return self.what.received_on if isinstance(self.what, tables.Inbound) else self.what.created_on

    @property
    def is_by_contact(self) -> bool:
        """Not when we called them."""
        return isinstance(self.what, tables.Inbound) or is_by_contact(self.what)


@dataclass(slots=True)
class Turn:
    """What is to be written. `session` None: no flow took part. `broken`: why the waiting session could not go on.

    `told` are events of before the sprint: what hearing changed of the contact. `trigger_id`: the trigger that took what was
    heard. `trouble` is why its flow could not be started; a message then lies in the inbox. `is_bulk`: a start of one of many
    (`flow_start_id`).
    `not_started`: a start of a campaign that is not carried out.
    """

    session: Session | None = None
    sprint: Sprint | None = None
    told: Sequence[Event] = ()
    is_resume: bool = False
    broken: str | None = None
    trouble: str | None = None
    trigger_id: int | None = None
    heard: Heard | None = None
    start_id: int | None = None
    not_started: tables.StartRow | None = None
    fire_id: int | None = None
    is_bulk: bool = False
    flow_start_id: int | None = None


Played = tuple[Situation, Turn]


def read_situation(session: DatabaseSession, runtime: FlowRuntime, contact_id: int) -> Situation | None:
    """None: there is no such contact, or it was deleted."""
    found = session.execute(_CONTACT_AND_SESSION, {"contact_id": contact_id}).first()
    if found is None or found[0].is_deleted:
        return None
    contact, waiting = found
    known = contacts.urns_and_channels(session, contact.id)
    data = contacts.to_engine(session, contact, known)
    return Situation(contact, [urn for urn, _ in known], data, waiting, runtime.assets.get(session, contact.workspace_id))


def read_situations(session: DatabaseSession, shared: WorkspaceAssets, contact_ids: Sequence[int]) -> dict[int, Situation]:
    """As `read_situation`, of many contacts of a workspace: a few statements, however many there are."""
    waiting: dict[int, tables.Session] = {}
    people: dict[int, tables.Contact] = {}
    for contact, found in session.execute(_CONTACTS_AND_SESSIONS, {"keys": list(contact_ids)}):
        people[contact.id] = contact
        if found is not None:
            waiting[contact.id] = found  # the latest comes last
    known = [one for one in people.values() if not one.is_deleted]
    return {
        contact.id: Situation(contact, urns, data, waiting.get(contact.id), shared)
        for contact, urns, data in read_data(session, shared, known)
    }


def write_turn(core: Core, situation: Situation, turn: Turn) -> None:
    """All effects in one transaction. Raises Conflict or AlreadyDone, and nothing is written.

    Not waited for to be on the disk: the inbound, start or fire still stands if a power cut takes it, and is done again.
    """
    with core.store.write(durable=False) as work:
        after = _write(core, work, [(situation, turn)])
        work.commit()
    after()


def write_together(core: Core, played: Sequence[Played]) -> list[Played]:
    """As `write_turn`, of several contacts of one workspace; returns those that were left out because their contact has
    changed. Raises AlreadyDone, and nothing is written."""
    with core.store.write(durable=False) as work:
        keys = [situation.contact.id for situation, _ in played]
        now = {row.id: row.revision for row in work.session.execute(_REVISIONS, {"keys": keys})}
        changed = {one.contact.id for one, _ in played if now.get(one.contact.id) != one.contact.revision}
        after = _write(core, work, [one for one in played if one[0].contact.id not in changed])
        work.commit()
    after()
    return [one for one in played if one[0].contact.id in changed]


def _write(core: Core, work: UnitOfWork, played: Sequence[Played]) -> Callable[[], None]:
    """What is to be called after the commit."""
    written: list[tuple[EffectContext, Sprint]] = []
    ticks: list[tallies.Tick] = []
    outgoing.remember_serving(work.session)
    with work.session.no_autoflush:
        for situation, turn in played:
            context = _Writer(core, work, situation, turn, ticks).write()
            if context and turn.sprint:
                written.append((context, turn.sprint))
        if played:
            tallies.add(work, played[0][0].contact.workspace_id, ticks)

    def after() -> None:
        for context, sprint in written:
            effects.after_commit(context, sprint.events)

    return after


class _Writer:
    """Writes one turn in its transaction, with plain statements: this is what every message costs.

    The rows of the situation are working copies in no session; what they end as is written at the end. The contact's
    revision, which every turn raises, tells whether anything was different meanwhile.
    """

    def __init__(self, core: Core, work: UnitOfWork, situation: Situation, turn: Turn, ticks: list[tallies.Tick]) -> None:
        """`ticks`: where counts are added; the caller writes them."""
        self.core = core
        self.work = work
        self.connection = work.session.connection()
        self.turn = turn
        self.shared = situation.shared
        self.contact = situation.contact
        self.urns = situation.urns
        self.before = situation.waiting
        self.contact_before = {name: getattr(situation.contact, name) for name in CONTACT_COLUMNS}
        self.now = core.clock.now()
        self.zone = ZoneInfo(self.shared.workspace.timezone)
        self.ticks = ticks

    def write(self) -> EffectContext | None:
        turn = self.turn
        self._claim()
        urn = self._hear(turn.heard) if turn.heard else None
        if turn.told:
            effects.before_commit(self._context(), turn.told)
        if turn.broken and self.before:
            log.warning("session_broken", extra={"session": self.before.uuid, "code": turn.broken})
            self._end(self.before, FAILED)
            self.contact.current_flow_id = None
        context = self._write_session(turn.session) if turn.session else None
        if turn.heard and turn.heard.message:
            self._write_message(turn.heard, turn.heard.message, urn, context)
        elif turn.heard:
            self._write_event(turn.heard)
        if context and turn.sprint:
            effects.before_commit(context, turn.sprint.events)
        self._write_contact()
        self._publish(context)
        return context

    def _claim(self) -> None:
        """Nobody has done this turn's work yet, and from here on nobody can. An inbound is claimed when its message stands."""
        turn = self.turn
        done = DONE if turn.session else SKIPPED
        if turn.start_id is not None:
            self._one(_STARTED, {"of_id": turn.start_id, "state": done})
        if turn.not_started is not None:
            campaign_marks.not_started(self.work.session, turn.not_started, self.contact)
        if turn.fire_id is not None:
            self._one(_FIRED, {"of_id": turn.fire_id})

    def _one(self, statement: Any, values: Mapping[str, Any]) -> None:
        if self.connection.execute(statement, values).rowcount != 1:
            raise AlreadyDone

    def _hear(self, heard: Heard) -> tables.ContactUrn | None:
        """Who writes or calls is heard there, and seen now."""
        if not heard.is_by_contact:
            return None
        self.contact.last_seen_on = heard.on
        urn = contacts.prefer(self.urns, heard.what.address, heard.channel.id)
        if urn is not None:
            values = {"of_id": urn.id, "priority": urn.priority, "channel_id": urn.channel_id}
            self.connection.execute(_PREFER, values)
        return urn

    def _write_session(self, made: Session) -> EffectContext:
        """The session and its runs, before its events: messages and timers name it."""
        resumed = self.before if self.turn.is_resume else None
        came_from: Mapping[str, Any] = (resumed.state if resumed else None) or {}
        state = made.to_json()
        row = resumed or self._new_session(made)
        row.status = _status_of(made)
        row.version = row.version + 1 if resumed else 1
        waiting = made.waiting_run
        current_flow_id = self._flow_id(waiting.flow_ref["uuid"]) if waiting else None
        if resumed or made.type != BACKGROUND:
            self.contact.current_flow_id = current_flow_id
        values = {
            "status": row.status,
            "state": state,
            "version": row.version,
            "current_flow_id": current_flow_id,
            "ended_on": None if row.status == WAITING else self.now,
        }
        if resumed:
            self.connection.execute(_RESUME_SESSION, {**values, "of_id": row.id})
            fires.clear(self.work.session, row.id)
        else:
            row.id = self._insert(_INSERT_SESSION, {**self._new_session_values(row), **values})
        self._write_runs(row.id, made.runs, state["runs"], came_from.get("runs") or [])
        self._count_segments()
        context = self._context()
        context.session, context.runs = row, {run["uuid"]: run for run in state["runs"]}
        context.current_run = _waiting_run(came_from)
        return context

    def _context(self) -> EffectContext:
        """No flow takes part."""
        return EffectContext(
            core=self.core,
            work=self.work,
            shared=self.shared,
            contact=self.contact,
            session=None,
            runs=NO_RUNS,
            current_run=None,
            heard_on=self.turn.heard.channel if self.turn.heard else None,
            urns=self.urns,
            now=self.now,
            is_bulk=self._is_bulk(),
            flow_start_id=self.turn.flow_start_id,
        )

    def _is_bulk(self) -> bool:
        """Whether what the flow says has to stand back: nobody has written to it yet, and it was begun for many. When time runs
        out, whether it was begun for many is not looked up: only who has answered is in a conversation."""
        turn = self.turn
        if turn.fire_id is not None:
            return not (turn.session and any(run.had_input for run in turn.session.runs))
        return turn.is_bulk and turn.heard is None

    def _insert(self, statement: Any, values: Mapping[str, Any]) -> int:
        key = self.connection.execute(statement, values).inserted_primary_key
        assert key is not None
        return int(key[0])

    def _new_session(self, made: Session) -> tables.Session:
        """A contact stands in at most one waiting session."""
        if self.before and self.before.status == WAITING and made.type != BACKGROUND:
            self._end(self.before, INTERRUPTED)
        return tables.Session(uuid=made.uuid, type=made.type, created_on=_moment(made.created_on))

    def _new_session_values(self, row: tables.Session) -> dict[str, Any]:
        ours = {"workspace_id": self.contact.workspace_id, "contact_id": self.contact.id}
        return {"uuid": row.uuid, "type": row.type, "created_on": row.created_on, **ours}

    def _end(self, row: tables.Session, status: str) -> None:
        row.status = status
        self.ticks += end_session(self.work, row.id, status, self.now, self.zone)

    def _flow_id(self, uuid: str) -> int | None:
        flow = self.shared.flows.get(uuid)
        return flow.id if flow else None

    def _write_event(self, heard: Heard) -> None:
        mine = {"workspace_id": self.contact.workspace_id, "contact_id": self.contact.id}
        self._one(_EVENT_HANDLED, {"of_id": heard.what.id, **self._why(heard), **mine})

    def _why(self, heard: Heard) -> dict[str, Any]:
        turn = self.turn
        return {"routing": heard.routing, "error": turn.trouble or turn.broken, "trigger_id": turn.trigger_id}

    def _write_message(
        self, heard: Heard, inbound: tables.Inbound, urn: tables.ContactUrn | None, context: EffectContext | None
    ) -> None:
        """The message itself, with the flow that took it."""
        values = incoming_values(heard, inbound, self.contact, self.now)
        values["urn_id"] = urn.id if urn else None
        if context and self.turn.session:
            trigger_flow = self._flow_id(self.turn.session.trigger.flow_uuid)
            values["flow_id"], values["session_id"] = context.current_flow_id or trigger_flow, context.session_id
            if values["flow_id"]:
                self.ticks.append(flow_counts.heard(values["flow_id"], inbound.received_on, self.zone))
        self.contact.last_msg_id = self._message_id(inbound, values)
        if not heard.is_archived:
            ticket_activity.heard(self.work, self.contact, self.shared.workspace.uuid, self.now)
        told = {"msg_id": self.contact.last_msg_id, "workspace_id": self.contact.workspace_id}
        self._one(_HANDLED, {"of_id": inbound.id, **self._why(heard), **told})

    def _message_id(self, inbound: tables.Inbound, values: dict[str, Any]) -> int:
        """A message that stood as pending, because three tries failed, keeps its row when staff let it be tried again."""
        if inbound.msg_id is None:
            return self._insert(_INSERT_MSG, values)
        self._one(_TAKE_MSG, {"of_id": inbound.msg_id, **{name: values[name] for name in TAKEN_COLUMNS}})
        return inbound.msg_id

    def _write_runs(
        self,
        session_id: int,
        runs: Sequence[Run],
        states: Sequence[Mapping[str, Any]],
        before: Sequence[Mapping[str, Any]],
    ) -> None:
        """`states` are the runs' JSON, `before` as it was when the sprint began. Runs that had ended then are as they were."""
        known = {run["uuid"]: run for run in before}
        for run, state in zip(runs, states, strict=True):
            was = known.get(run.uuid)
            if was is not None and was.get("exited_on"):
                continue
            flow_id, created_on, values = self._flow_id(run.flow_ref["uuid"]), _moment(run.created_on), _run_values(run, state)
            seen = flow_counts.seen_in_json(was, flow_id, created_on) if was is not None else None
            self.ticks += flow_counts.changes(seen, flow_counts.seen_in_json(state, flow_id, created_on), self.zone)
            if was is None:
                ours = {"workspace_id": self.contact.workspace_id, "contact_id": self.contact.id, "session_id": session_id}
                new = {"uuid": run.uuid, "created_on": created_on, "flow_id": flow_id}
                self.connection.execute(_INSERT_RUN, {**values, **ours, **new})
            else:
                self.connection.execute(_UPDATE_RUN, {"of_uuid": run.uuid, **values})

    def _count_segments(self) -> None:
        segments = self.turn.sprint.segments if self.turn.sprint else []
        flow_ids = {segment["flow_uuid"]: self._flow_id(segment["flow_uuid"]) for segment in segments}
        self.ticks += flow_counts.walked(segments, flow_ids)

    def _write_contact(self) -> None:
        """Raises Conflict when the contact is no longer the one of the situation."""
        contact = self.contact
        now = {name: getattr(contact, name) for name in CONTACT_COLUMNS}
        changed = {name: value for name, value in now.items() if value != self.contact_before[name]}
        statement = contact_update(frozenset(changed))
        values = {"of_id": contact.id, "of_revision": contact.revision, **changed}
        if self.connection.execute(statement, values).rowcount != 1:
            raise Conflict
        if self.shared.has_campaigns:
            campaign_marks.contacts_changed(self.work, self.core, self.shared.workspace, [contact.id])
        if "modified_on" in changed and assets_revision(self.work.session, contact.workspace_id) != self.shared.revision:
            # Smart groups that came or changed while the flow ran have not seen the contact as it now is.
            self.core.queue.add(self.work, contacts.regroup_task(contact.id, self.shared.workspace.uuid))

    def _publish(self, context: EffectContext | None) -> None:
        workspace = self.shared.workspace.uuid
        if self.turn.heard and self.turn.heard.event:
            self.work.publish("contacts", workspace, self.contact.uuid)
        elif self.turn.heard:
            self.work.publish("messages", workspace, self.contact.uuid)
        if context:
            self.work.publish("flows", workspace, *sorted({run["flow"]["uuid"] for run in context.runs.values()}))


def incoming_values(heard: Heard, inbound: tables.Inbound, contact: tables.Contact, now: dt.datetime) -> dict[str, Any]:
    """The row of an incoming message; it has the UUID of its inbound."""
    return {
        "uuid": inbound.uuid,
        "workspace_id": contact.workspace_id,
        "contact_id": contact.id,
        "channel_id": heard.channel.id,
        "urn_id": None,
        "flow_id": None,
        "session_id": None,
        "direction": "in",
        "text": inbound.text,
        "status": "handled",
        "visibility": "archived" if heard.is_archived else "visible",
        "created_on": inbound.received_on,
        "modified_on": now,
        "sent_on": inbound.sent_on,
    }


def _run_values(run: Run, state: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "status": run.status,
        "results": state.get("results") or {},
        "path": [[step.node_uuid, write_time(step.arrived_on)] for step in run.path[:KEPT_STEPS]],
        "current_node": run.path[-1].node_uuid if run.path and run.exited_on is None else None,
        "responded": run.had_input,
        "modified_on": _moment(run.modified_on),
        "exited_on": _moment(run.exited_on) if run.exited_on else None,
    }


def _status_of(made: Session) -> str:
    """The engine calls a session completed too that ended because nobody answered its first run."""
    return EXPIRED if made.status == COMPLETED and made.runs and made.runs[0].status == EXPIRED else made.status


def _waiting_run(state: Mapping[str, Any] | None) -> str | None:
    """The run that goes on when a session is resumed."""
    runs = (state or {}).get("runs") or []
    return next((run["uuid"] for run in reversed(runs) if run["status"] == WAITING), None)


def _moment(instant: Instant) -> dt.datetime:
    return instant.to_datetime().astimezone(dt.UTC)


# Made once: putting a statement together costs more than running it.
_CONTACT_AND_SESSION = (
    select(tables.Contact, tables.Session)
    .outerjoin(tables.Session, and_(tables.Session.contact_id == tables.Contact.id, tables.Session.status == WAITING))
    .where(tables.Contact.id == bindparam("contact_id"))
    .order_by(tables.Session.id.desc())
    .limit(1)
)
_CONTACTS_AND_SESSIONS = (
    select(tables.Contact, tables.Session)
    .outerjoin(tables.Session, and_(tables.Session.contact_id == tables.Contact.id, tables.Session.status == WAITING))
    .where(tables.Contact.id.in_(bindparam("keys", expanding=True)))
    .order_by(tables.Contact.id, tables.Session.id)
)
_REVISIONS = select(tables.Contact.id, tables.Contact.revision).where(tables.Contact.id.in_(bindparam("keys", expanding=True)))
_OF_ID: BindParameter[Any] = bindparam("of_id")
_Inbound, _Session, _Run = tables.Inbound, tables.Session, tables.Run


def _setting(*names: str) -> dict[str, Any]:
    return {name: bindparam(name) for name in names}


_HANDLED = (
    update(_Inbound)
    .where(_Inbound.id == _OF_ID, _Inbound.state == PENDING)
    .values(state="handled", **_setting("routing", "error", "trigger_id", "workspace_id", "msg_id"))
)
TAKEN_COLUMNS = ("workspace_id", "contact_id", "urn_id", "flow_id", "session_id", "status", "modified_on")
_TAKE_MSG = update(tables.Msg).where(tables.Msg.id == _OF_ID).values(_setting(*TAKEN_COLUMNS))
_Event = tables.ChannelEvent
_EVENT_HANDLED = (
    update(_Event)
    .where(_Event.id == _OF_ID, _Event.state == PENDING)
    .values(state="handled", **_setting("routing", "error", "trigger_id", "workspace_id", "contact_id"))
)
_STARTED = update(tables.StartRow).where(tables.StartRow.id == _OF_ID, tables.StartRow.state == PENDING).values(_setting("state"))
_FIRED = delete(tables.Fire).where(tables.Fire.id == _OF_ID)
_PREFER = update(tables.ContactUrn).where(tables.ContactUrn.id == _OF_ID).values(_setting("priority", "channel_id"))
_INSERT_SESSION, _INSERT_RUN, _INSERT_MSG = insert(_Session), insert(_Run), insert(tables.Msg)
_RESUME_SESSION = (
    update(_Session).where(_Session.id == _OF_ID).values(_setting("status", "state", "version", "current_flow_id", "ended_on"))
)
_UPDATE_RUN = (
    update(_Run)
    .where(_Run.uuid == bindparam("of_uuid"))
    .values(_setting("status", "results", "path", "current_node", "responded", "modified_on", "exited_on"))
)
CONTACT_COLUMNS = (
    "name",
    "name_key",
    "language",
    "timezone",
    "status",
    "fields",
    "modified_on",
    "last_seen_on",
    "last_msg_id",
    "current_flow_id",
    "open_tickets",
)


@cache
def contact_update(changed: frozenset[str]) -> Update:
    """Only what changed: each index over a column that is set costs."""
    return (
        update(tables.Contact)
        .where(tables.Contact.id == _OF_ID, tables.Contact.revision == bindparam("of_revision"))
        .values(**_setting(*sorted(changed)), revision=tables.Contact.revision + 1)
    )
