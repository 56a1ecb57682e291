"""One turn of a conversation: what was read before a sprint, what the engine made of it, and writing that down."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.engine.assets import SessionAssets
from app.engine.contact import Contact
from app.engine.dates import Instant
from app.engine.envs import Environment, InvalidEnvironment
from app.engine.jsontime import read_time
from app.engine.session import Session, Sprint
from app.services import contacts, effects, fires
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


@dataclass(slots=True)
class Situation:
    """Rows as they were read; they belong to no open transaction. `waiting` is the contact's waiting session."""

    workspace: tables.Workspace
    contact: tables.Contact
    data: Mapping[str, Any]
    waiting: tables.Session | None
    ignores_triggers: bool
    assets: SessionAssets
    env: Environment

    def engine_contact(self) -> Contact:
        """A fresh one: the engine changes it in place."""
        return Contact.read(self.data, self.assets)


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

    `trouble` is a flow that could not be started; the message then lies in the inbox.
    """

    session: Session | None = None
    sprint: Sprint | None = None
    is_resume: bool = False
    broken: str | None = None
    trouble: str | None = None
    heard: Heard | None = None
    start_id: int | None = None
    fire_id: int | None = None
    flow_id: int | None = None
    notes: dict[str, Any] = field(default_factory=dict)


def environment_of(workspace: tables.Workspace) -> Environment:
    """Formats, zone, languages and country of a workspace, as expressions use them."""
    languages = [code for code in workspace.languages or [] if isinstance(code, str)]
    data = {
        "date_format": workspace.date_format,
        "time_format": workspace.time_format,
        "timezone": workspace.timezone,
        "allowed_languages": languages,
        "default_country": workspace.country or None,
    }
    try:
        return Environment.read(data)
    except InvalidEnvironment:
        log.warning("environment_invalid", extra={"workspace": workspace.uuid})
        return Environment()


def read_situation(core: Core, runtime: FlowRuntime, contact_id: int) -> Situation | None:
    """None: there is no such contact."""
    with core.store.read() as session:
        contact = session.get(tables.Contact, contact_id)
        if contact is None:
            return None
        workspace = session.get_one(tables.Workspace, contact.workspace_id)
        waiting = session.scalar(_waiting_query(contact_id))
        flow = session.get(tables.Flow, waiting.current_flow_id) if waiting and waiting.current_flow_id else None
        return Situation(
            workspace=workspace,
            contact=contact,
            data=contacts.to_engine(session, contact),
            waiting=waiting,
            ignores_triggers=bool(flow and flow.ignore_triggers),
            assets=runtime.assets.get(session, workspace.id),
            env=environment_of(workspace),
        )


def write_turn(core: Core, situation: Situation, turn: Turn) -> None:
    """All effects in one transaction. Raises Conflict or AlreadyDone, and nothing is written.

    Not waited for to be on the disk: the inbound, start or fire still stands if a power cut takes it, and is done again.
    """
    with core.store.write(durable=False) as work:
        contact = _check(work, situation, turn)
        writer = _Writer(core, work, situation, turn, contact)
        context = writer.write()
        work.commit()
    if context and turn.sprint:
        effects.after_commit(context, turn.sprint.events)


def _waiting_query(contact_id: int) -> Any:
    row = tables.Session
    return select(row).where(row.contact_id == contact_id, row.status == WAITING).order_by(row.id.desc()).limit(1)


def _check(work: UnitOfWork, situation: Situation, turn: Turn) -> tables.Contact:
    """The contact as it is now, if all is as it was when the turn was played."""
    session = work.session
    _check_pending(work, turn)
    contact = session.get(tables.Contact, situation.contact.id, with_for_update=True)
    if contact is None or contact.revision != situation.contact.revision:
        raise Conflict
    now = session.scalar(_waiting_query(contact.id))
    before = situation.waiting
    if (now.id, now.version) != (before.id, before.version) if now and before else now is not before:
        raise Conflict
    return contact


def _check_pending(work: UnitOfWork, turn: Turn) -> None:
    session = work.session
    if turn.heard and session.get_one(tables.Inbound, turn.heard.inbound.id).state != PENDING:
        raise AlreadyDone
    if turn.start_id is not None and session.get_one(tables.StartRow, turn.start_id).state != PENDING:
        raise AlreadyDone
    if turn.fire_id is not None and session.get(tables.Fire, turn.fire_id) is None:
        raise AlreadyDone


class _Writer:
    """Writes one turn in its transaction."""

    def __init__(self, core: Core, work: UnitOfWork, situation: Situation, turn: Turn, contact: tables.Contact) -> None:
        self.core = core
        self.work = work
        self.session = work.session
        self.turn = turn
        self.contact = contact
        self.workspace = self.session.get_one(tables.Workspace, situation.workspace.id)
        self.before = self.session.get(tables.Session, situation.waiting.id) if situation.waiting else None
        self.now = core.clock.now()

    def write(self) -> EffectContext | None:
        turn = self.turn
        self.contact.revision += 1
        if turn.heard:
            self._hear(turn.heard)
        if turn.broken and self.before:
            log.warning("session_broken", extra={"session": self.before.uuid, "code": turn.broken})
            self._end(self.before, FAILED)
        context = self._write_session() if turn.session else None
        if turn.heard:
            self._write_heard(turn.heard, context)
        if context:
            self._write_sprint(context)
        if turn.start_id is not None:
            self.session.get_one(tables.StartRow, turn.start_id).state = DONE if turn.session else SKIPPED
        self._publish(context)
        return context

    def _hear(self, heard: Heard) -> None:
        contacts.prefer(self.session, self.contact, heard.inbound.address, heard.channel.id)
        self.contact.last_seen_on = heard.inbound.received_on
        if self.contact.status != "blocked":
            self.contact.status = "active"

    def _write_session(self) -> EffectContext:
        """The session's row, before its events: messages and timers name it."""
        made = self.turn.session
        assert made is not None
        came_from = self.before.state if self.turn.is_resume and self.before else None
        row = self.before if self.turn.is_resume and self.before else self._new_session(made)
        row.state = made.to_json()
        row.status = _status_of(made)
        row.ended_on = None if made.status == WAITING else self.now
        row.current_flow_id = self._current_flow_id(made)
        if came_from is not None:
            row.version += 1
        self.session.flush()
        fires.clear(self.session, row.id)
        return EffectContext(
            core=self.core,
            work=self.work,
            workspace=self.workspace,
            contact=self.contact,
            session=row,
            runs={run["uuid"]: run for run in row.state["runs"]},
            current_run=_waiting_run(came_from),
            is_reply=self.turn.heard is not None,
            now=self.now,
        )

    def _new_session(self, made: Session) -> tables.Session:
        if made.type != BACKGROUND:
            self._interrupt_waiting()
        row = tables.Session(
            uuid=made.uuid,
            workspace_id=self.workspace.id,
            contact_id=self.contact.id,
            type=made.type,
            status=_status_of(made),
            state={},
            version=1,
            created_on=_moment(made.created_on),
        )
        self.session.add(row)
        return row

    def _interrupt_waiting(self) -> None:
        """A contact stands in at most one waiting session."""
        query = select(tables.Session).where(tables.Session.contact_id == self.contact.id, tables.Session.status == WAITING)
        for row in self.session.scalars(query).all():
            self._end(row, INTERRUPTED)

    def _end(self, row: tables.Session, status: str) -> None:
        row.status = status
        row.ended_on = self.now
        row.version += 1
        row.current_flow_id = None
        fires.clear(self.session, row.id)
        open_runs = select(tables.Run).where(tables.Run.session_id == row.id, tables.Run.exited_on.is_(None))
        for run in self.session.scalars(open_runs).all():
            run.status = status
            run.modified_on = run.exited_on = self.now
        self.session.flush()

    def _current_flow_id(self, made: Session) -> int | None:
        run = made.waiting_run
        return self._flow_id(run.flow_ref["uuid"]) if run else None

    def _flow_id(self, uuid: str) -> int | None:
        return self.session.scalar(select(tables.Flow.id).where(tables.Flow.uuid == uuid))

    def _write_heard(self, heard: Heard, context: EffectContext | None) -> None:
        """The message itself, with the flow that took it."""
        flow_id = None
        if context:
            flow_id = context.current_flow_id if context.current_run else self._flow_id(self._trigger_flow())
        msg = new_incoming(heard, self.contact, self.now)
        msg.flow_id, msg.session_id = flow_id, context.session.id if context else None
        urn = contacts.find_by_urn(self.session, self.workspace.id, heard.inbound.address)
        msg.urn_id = urn.id if urn else None
        self.session.add(msg)
        self.session.flush()
        self.contact.last_msg_id = msg.id
        inbound = self.session.get_one(tables.Inbound, heard.inbound.id)
        inbound.state, inbound.routing, inbound.error = "handled", heard.routing, self.turn.trouble or self.turn.broken
        inbound.workspace_id, inbound.msg_id = self.workspace.id, msg.id

    def _trigger_flow(self) -> str:
        assert self.turn.session is not None
        return self.turn.session.trigger.flow_uuid

    def _write_sprint(self, context: EffectContext) -> None:
        assert self.turn.sprint is not None
        effects.before_commit(context, self.turn.sprint.events)
        for run in context.runs.values():
            self._write_run(context, run)

    def _write_run(self, context: EffectContext, data: Mapping[str, Any]) -> None:
        row = self.session.scalar(select(tables.Run).where(tables.Run.uuid == data["uuid"]))
        if row is None:
            row = tables.Run(
                uuid=data["uuid"],
                session_id=context.session.id,
                workspace_id=self.workspace.id,
                contact_id=self.contact.id,
                flow_id=context.flow_id(data["flow"]["uuid"]),
                created_on=_moment_of(data["created_on"]),
            )
            self.session.add(row)
        elif row.exited_on is not None:
            return
        row.status = data["status"]
        row.results = data.get("results") or {}
        row.responded = bool(data.get("had_input"))
        row.modified_on = _moment_of(data["modified_on"])
        row.exited_on = _moment_of(data["exited_on"]) if data.get("exited_on") else None

    def _publish(self, context: EffectContext | None) -> None:
        workspace = self.workspace.uuid
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
