"""One turn of a conversation: what was read before a sprint, what the engine made of it, and writing that down."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session as DatabaseSession

from app.engine.contact import Contact
from app.engine.dates import Instant
from app.engine.jsontime import read_time
from app.engine.session import Session, Sprint
from app.services import contacts, effects, fires
from app.services.assets import WorkspaceAssets
from app.services.base import Core
from app.services.effects import EffectContext
from app.services.flow_runtime import FlowRuntime
from app.services.starts import DONE, PENDING, SKIPPED
from app.store import tables
from app.store.database import UnitOfWork

log = logging.getLogger(__name__)

WAITING, COMPLETED, EXPIRED, INTERRUPTED, FAILED = "waiting", "completed", "expired", "interrupted", "failed"
BACKGROUND = "messaging_background"


class Conflict(Exception):
    """What was read before the sprint is no longer so: read anew and play again."""


class AlreadyDone(Exception):
    """Somebody else has done this work meanwhile."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Rows as they were read; they belong to no open transaction. `waiting` is the contact's waiting session."""

    contact: tables.Contact
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
    """The message that this turn answers. `is_archived`: from a blocked contact."""

    inbound: tables.Inbound
    channel: tables.Channel
    routing: str
    is_archived: bool = False


@dataclass(slots=True)
class Turn:
    """What is to be written. `session` None: no flow took part. `broken`: why the waiting session could not go on.

    `trouble` is why a flow could not be started; the message then lies in the inbox.
    """

    session: Session | None = None
    sprint: Sprint | None = None
    is_resume: bool = False
    broken: str | None = None
    trouble: str | None = None
    heard: Heard | None = None
    start_id: int | None = None
    fire_id: int | None = None


def read_situation(core: Core, runtime: FlowRuntime, contact_id: int) -> Situation | None:
    """None: there is no such contact."""
    with core.store.read() as session:
        contact, waiting = _contact_and_session(session, contact_id)
        if contact is None:
            return None
        data = contacts.to_engine(session, contact)
        return Situation(contact, data, waiting, runtime.assets.get(session, contact.workspace_id))


def write_turn(core: Core, situation: Situation, turn: Turn) -> None:
    """All effects in one transaction. Raises Conflict or AlreadyDone, and nothing is written.

    Not waited for to be on the disk: the inbound, start or fire still stands if a power cut takes it, and is done again.
    """
    with core.store.write(durable=False) as work:
        inbound = _check_pending(work, turn)
        contact, before = _check(work, situation)
        with work.session.no_autoflush:
            context = _Writer(core, work, situation.shared, turn, contact, before, inbound).write()
        work.commit()
    if context and turn.sprint:
        effects.after_commit(context, turn.sprint.events)


def _contact_and_session(session: DatabaseSession, contact_id: int) -> tuple[tables.Contact | None, tables.Session | None]:
    found = session.execute(_CONTACT_AND_SESSION, {"contact_id": contact_id}).first()
    return (found[0], found[1]) if found else (None, None)


def _check(work: UnitOfWork, situation: Situation) -> tuple[tables.Contact, tables.Session | None]:
    """Contact and waiting session as they are now, if they are as they were when the turn was played."""
    contact, now = _contact_and_session(work.session, situation.contact.id)
    if contact is None or contact.revision != situation.contact.revision:
        raise Conflict
    before = situation.waiting
    if (now.id, now.version) != (before.id, before.version) if now and before else now is not before:
        raise Conflict
    return contact, now


def _check_pending(work: UnitOfWork, turn: Turn) -> tables.Inbound | None:
    """The inbound's row, where the turn answers one; nobody has done this turn's work yet."""
    session = work.session
    inbound = session.get_one(tables.Inbound, turn.heard.inbound.id) if turn.heard else None
    if inbound and inbound.state != PENDING:
        raise AlreadyDone
    if turn.start_id is not None and session.get_one(tables.StartRow, turn.start_id).state != PENDING:
        raise AlreadyDone
    if turn.fire_id is not None and session.get(tables.Fire, turn.fire_id) is None:
        raise AlreadyDone
    return inbound


@dataclass(slots=True)
class _Writer:
    """Writes one turn in its transaction. `before` is the session that waited.

    Nothing is flushed by itself: whoever needs a row's id or wants to find a row flushes.
    """

    core: Core
    work: UnitOfWork
    shared: WorkspaceAssets
    turn: Turn
    contact: tables.Contact
    before: tables.Session | None
    inbound: tables.Inbound | None
    urns: Sequence[tables.ContactUrn] = ()

    @property
    def session(self) -> DatabaseSession:
        return self.work.session

    @property
    def now(self) -> dt.datetime:
        return self.core.clock.now()

    def write(self) -> EffectContext | None:
        turn = self.turn
        self.contact.revision += 1
        urn = self._hear(turn.heard) if turn.heard else None
        if turn.broken and self.before:
            log.warning("session_broken", extra={"session": self.before.uuid, "code": turn.broken})
            self._end(self.before, FAILED)
        context = self._write_session(turn.session) if turn.session else None
        if turn.heard:
            self._write_heard(turn.heard, urn, context)
        if context and turn.sprint:
            effects.before_commit(context, turn.sprint.events)
            self._write_runs(context)
        if turn.start_id is not None:
            self.session.get_one(tables.StartRow, turn.start_id).state = DONE if turn.session else SKIPPED
        self._publish(context)
        return context

    def _hear(self, heard: Heard) -> tables.ContactUrn | None:
        """Who writes is heard there, seen now, and active unless blocked."""
        self.contact.last_seen_on = heard.inbound.received_on
        if self.contact.status != "blocked":
            self.contact.status = "active"
        self.urns = contacts.urns_of(self.session, self.contact.id)
        return contacts.prefer(self.urns, heard.inbound.address, heard.channel.id)

    def _write_session(self, made: Session) -> EffectContext:
        """The session's row, before its events: messages and timers name it."""
        resumed = self.before if self.turn.is_resume else None
        came_from = resumed.state if resumed else None
        row = resumed or self._new_session(made)
        row.state = made.to_json()
        row.status = _status_of(made)
        row.ended_on = None if row.status == WAITING else self.now
        row.current_flow_id = self._current_flow_id(made)
        if resumed:
            row.version += 1
            fires.clear(self.session, row.id)
        else:
            self.session.flush()
        return EffectContext(
            core=self.core,
            work=self.work,
            shared=self.shared,
            contact=self.contact,
            session=row,
            runs={run["uuid"]: run for run in row.state["runs"]},
            current_run=_waiting_run(came_from),
            heard_on=self.turn.heard.channel if self.turn.heard else None,
            urns=self.urns or contacts.urns_of(self.session, self.contact.id),
            now=self.now,
        )

    def _new_session(self, made: Session) -> tables.Session:
        """A contact stands in at most one waiting session."""
        if self.before and self.before.status == WAITING and made.type != BACKGROUND:
            self._end(self.before, INTERRUPTED)
        row = tables.Session(
            uuid=made.uuid,
            workspace_id=self.contact.workspace_id,
            contact_id=self.contact.id,
            type=made.type,
            version=1,
            created_on=_moment(made.created_on),
        )
        self.session.add(row)
        return row

    def _end(self, row: tables.Session, status: str) -> None:
        row.status, row.ended_on, row.current_flow_id = status, self.now, None
        row.version += 1
        fires.clear(self.session, row.id)
        for run in self.session.scalars(_RUNS, {"session_id": row.id}):
            if run.exited_on is None:
                run.status = status
                run.modified_on = run.exited_on = self.now

    def _current_flow_id(self, made: Session) -> int | None:
        run = made.waiting_run
        flow = self.shared.flows.get(run.flow_ref["uuid"]) if run else None
        return flow.id if flow else None

    def _write_heard(self, heard: Heard, urn: tables.ContactUrn | None, context: EffectContext | None) -> None:
        """The message itself, with the flow that took it."""
        msg = new_incoming(heard, self.contact, self.now)
        msg.urn_id = urn.id if urn else None
        if context:
            msg.flow_id, msg.session_id = context.current_flow_id or self._trigger_flow_id(), context.session.id
        self.session.add(msg)
        self.session.flush()
        self.contact.last_msg_id = msg.id
        inbound = self.inbound
        assert inbound is not None
        inbound.state, inbound.routing, inbound.error = "handled", heard.routing, self.turn.trouble or self.turn.broken
        inbound.workspace_id, inbound.msg_id = self.contact.workspace_id, msg.id

    def _trigger_flow_id(self) -> int | None:
        flow = self.shared.flows.get(self.turn.session.trigger.flow_uuid) if self.turn.session else None
        return flow.id if flow else None

    def _write_runs(self, context: EffectContext) -> None:
        known: dict[str, tables.Run] = {}
        if self.turn.is_resume:
            known = {run.uuid: run for run in self.session.scalars(_RUNS, {"session_id": context.session.id})}
        for data in context.runs.values():
            row = known.get(data["uuid"]) or self._new_run(context, data)
            if row.exited_on is not None:
                continue
            row.status = data["status"]
            row.results = data.get("results") or {}
            row.responded = bool(data.get("had_input"))
            row.modified_on = _moment_of(data["modified_on"])
            row.exited_on = _moment_of(data["exited_on"]) if data.get("exited_on") else None

    def _new_run(self, context: EffectContext, data: Mapping[str, Any]) -> tables.Run:
        row = tables.Run(
            uuid=data["uuid"],
            session_id=context.session.id,
            workspace_id=self.contact.workspace_id,
            contact_id=self.contact.id,
            flow_id=context.flow_id(data["flow"]["uuid"]),
            created_on=_moment_of(data["created_on"]),
        )
        self.session.add(row)
        return row

    def _publish(self, context: EffectContext | None) -> None:
        workspace = self.shared.workspace.uuid
        if self.turn.heard:
            self.work.publish("messages", workspace, self.contact.uuid)
        if context:
            self.work.publish("flows", workspace, *sorted({run["flow"]["uuid"] for run in context.runs.values()}))


def new_incoming(heard: Heard, contact: tables.Contact, now: dt.datetime) -> tables.Msg:
    """The row of an incoming message; it has the UUID of its inbound."""
    inbound = heard.inbound
    return tables.Msg(
        uuid=inbound.uuid,
        workspace_id=contact.workspace_id,
        contact_id=contact.id,
        channel_id=heard.channel.id,
        direction="in",
        text=inbound.text,
        status="handled",
        visibility="archived" if heard.is_archived else "visible",
        priority=1,
        segments=1,
        created_on=inbound.received_on,
        modified_on=now,
        sent_on=inbound.sent_on,
    )


def _status_of(made: Session) -> str:
    """The engine calls a session completed too that ended because nobody answered its first run."""
    return EXPIRED if made.status == COMPLETED and made.runs and made.runs[0].status == EXPIRED else made.status


def _waiting_run(state: Mapping[str, Any] | None) -> str | None:
    """The run that goes on when a session is resumed."""
    runs = (state or {}).get("runs") or []
    return next((run["uuid"] for run in reversed(runs) if run["status"] == WAITING), None)


def _moment(instant: Instant) -> dt.datetime:
    return instant.to_datetime().astimezone(dt.UTC)


def _moment_of(text: str) -> dt.datetime:
    return _moment(read_time(text))


# Made once: putting a statement together costs more than running it.
_CONTACT_AND_SESSION = (
    select(tables.Contact, tables.Session)
    .outerjoin(tables.Session, and_(tables.Session.contact_id == tables.Contact.id, tables.Session.status == WAITING))
    .where(tables.Contact.id == bindparam("contact_id"))
    .order_by(tables.Session.id.desc())
    .limit(1)
)
_RUNS = select(tables.Run).where(tables.Run.session_id == bindparam("session_id"))
