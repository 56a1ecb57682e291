"""One turn of a conversation: what was read before a sprint, what the engine made of it, and writing that down."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from app.engine.contact import Contact
from app.engine.dates import Instant
from app.engine.jsontime import read_time
from app.engine.session import Session, Sprint
from app.services import contacts, effects, fires, tallies
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


def read_situation(session: DatabaseSession, runtime: FlowRuntime, contact_id: int) -> Situation | None:
    """None: there is no such contact."""
    found = session.execute(_CONTACT_AND_SESSION, {"contact_id": contact_id}).first()
    if found is None:
        return None
    contact, waiting = found
    known = contacts.urns_and_channels(session, contact.id)
    data = contacts.to_engine(session, contact, known)
    return Situation(contact, [urn for urn, _ in known], data, waiting, runtime.assets.get(session, contact.workspace_id))


def write_turn(core: Core, situation: Situation, turn: Turn) -> None:
    """All effects in one transaction. Raises Conflict or AlreadyDone, and nothing is written.

    Not waited for to be on the disk: the inbound, start or fire still stands if a power cut takes it, and is done again.
    """
    with core.store.write(durable=False) as work, work.session.no_autoflush:
        context = _Writer(core, work, situation, turn).write()
        work.commit()
    if context and turn.sprint:
        effects.after_commit(context, turn.sprint.events)


class _Writer:
    """Writes one turn in its transaction, with plain statements: this is what every message costs.

    The rows of the situation are working copies in no session; what they end as is written at the end. The contact's
    revision, which every turn raises, tells whether anything was different meanwhile.
    """

    def __init__(self, core: Core, work: UnitOfWork, situation: Situation, turn: Turn) -> None:
        self.core = core
        self.work = work
        self.connection = work.session.connection()
        self.turn = turn
        self.shared = situation.shared
        self.contact = situation.contact
        self.urns = situation.urns
        self.before = situation.waiting
        self.last_msg_id = situation.contact.last_msg_id
        self.now = core.clock.now()
        self.zone = ZoneInfo(self.shared.workspace.timezone)
        self.ticks: list[tallies.Tick] = []

    def write(self) -> EffectContext | None:
        turn = self.turn
        self._claim()
        urn = self._hear(turn.heard) if turn.heard else None
        if turn.broken and self.before:
            log.warning("session_broken", extra={"session": self.before.uuid, "code": turn.broken})
            self._end(self.before, FAILED)
        context = self._write_session(turn.session) if turn.session else None
        if turn.heard:
            self._write_heard(turn.heard, urn, context)
        if context and turn.sprint:
            effects.before_commit(context, turn.sprint.events)
        self._write_contact()
        tallies.add(self.work, self.contact.workspace_id, self.ticks)
        self._publish(context)
        return context

    def _claim(self) -> None:
        """Nobody has done this turn's work yet, and from here on nobody can. An inbound is claimed when its message stands."""
        turn = self.turn
        done = DONE if turn.session else SKIPPED
        if turn.start_id is not None:
            self._one(_STARTED, {"of_id": turn.start_id, "state": done})
        if turn.fire_id is not None:
            self._one(_FIRED, {"of_id": turn.fire_id})

    def _one(self, statement: Any, values: Mapping[str, Any]) -> None:
        if self.connection.execute(statement, values).rowcount != 1:
            raise AlreadyDone

    def _hear(self, heard: Heard) -> tables.ContactUrn | None:
        """Who writes is heard there, seen now, and active unless blocked."""
        self.contact.last_seen_on = heard.inbound.received_on
        if self.contact.status != "blocked":
            self.contact.status = "active"
        urn = contacts.prefer(self.urns, heard.inbound.address, heard.channel.id)
        if urn is not None:
            values = {"of_id": urn.id, "priority": urn.priority, "channel_id": urn.channel_id}
            self.connection.execute(_PREFER, values)
        return urn

    def _write_session(self, made: Session) -> EffectContext:
        """The session and its runs, before its events: messages and timers name it."""
        resumed = self.before if self.turn.is_resume else None
        came_from: Mapping[str, Any] = resumed.state if resumed else {}
        state = made.to_json()
        row = resumed or self._new_session(made)
        row.status = _status_of(made)
        row.version = row.version + 1 if resumed else 1
        waiting = made.waiting_run
        values = {
            "status": row.status,
            "state": state,
            "version": row.version,
            "current_flow_id": self._flow_id(waiting.flow_ref["uuid"]) if waiting else None,
            "ended_on": None if row.status == WAITING else self.now,
        }
        if resumed:
            self.connection.execute(_RESUME_SESSION, {**values, "of_id": row.id})
            fires.clear(self.work.session, row.id)
        else:
            row.id = self._insert(_INSERT_SESSION, {**self._new_session_values(row), **values})
        self._write_runs(row.id, state["runs"], came_from.get("runs") or [])
        return EffectContext(
            core=self.core,
            work=self.work,
            shared=self.shared,
            contact=self.contact,
            session=row,
            runs={run["uuid"]: run for run in state["runs"]},
            current_run=_waiting_run(came_from),
            heard_on=self.turn.heard.channel if self.turn.heard else None,
            urns=self.urns,
            now=self.now,
        )

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
        values = {"of_id": row.id, "status": status, "now": self.now}
        self.connection.execute(_END_SESSION, values)
        self.connection.execute(_END_RUNS, values)
        fires.clear(self.work.session, row.id)

    def _flow_id(self, uuid: str) -> int | None:
        flow = self.shared.flows.get(uuid)
        return flow.id if flow else None

    def _write_heard(self, heard: Heard, urn: tables.ContactUrn | None, context: EffectContext | None) -> None:
        """The message itself, with the flow that took it."""
        values = incoming_values(heard, self.contact, self.now)
        values["urn_id"] = urn.id if urn else None
        if context and self.turn.session:
            trigger_flow = self._flow_id(self.turn.session.trigger.flow_uuid)
            values["flow_id"], values["session_id"] = context.current_flow_id or trigger_flow, context.session.id
        self.contact.last_msg_id = self._insert(_INSERT_MSG, values)
        told = {"msg_id": self.contact.last_msg_id, "workspace_id": self.contact.workspace_id}
        why = {"routing": heard.routing, "error": self.turn.trouble or self.turn.broken}
        self._one(_HANDLED, {"of_id": heard.inbound.id, **why, **told})

    def _write_runs(self, session_id: int, runs: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]]) -> None:
        """Runs that had ended before are as they were."""
        known = {run["uuid"]: run.get("exited_on") for run in before}
        statuses = {run["uuid"]: run["status"] for run in before}
        for run in runs:
            self._count_status(run, statuses.get(run["uuid"]))
            values = _run_values(run)
            if run["uuid"] not in known:
                ours = {"workspace_id": self.contact.workspace_id, "contact_id": self.contact.id, "session_id": session_id}
                new = {"created_on": _moment_of(run["created_on"]), "flow_id": self._flow_id(run["flow"]["uuid"])}
                self.connection.execute(_INSERT_RUN, {"uuid": run["uuid"], **values, **ours, **new})
            elif known[run["uuid"]] is None:
                self.connection.execute(_UPDATE_RUN, {"of_uuid": run["uuid"], **values})

    def _count_status(self, run: Mapping[str, Any], before: str | None) -> None:
        flow_id = self._flow_id(run["flow"]["uuid"])
        if flow_id is None or before == run["status"]:
            return
        day = _moment_of(run["created_on"]).astimezone(self.zone).date()
        scope = tallies.flow_scope(flow_id, "status")
        self.ticks.append(tallies.Tick(scope, run["status"], 1, day))
        if before:
            self.ticks.append(tallies.Tick(scope, before, -1, day))

    def _write_contact(self) -> None:
        """Raises Conflict when the contact is no longer the one of the situation."""
        contact = self.contact
        values = {name: getattr(contact, name) for name in CONTACT_COLUMNS}
        values |= {"of_id": contact.id, "of_revision": contact.revision}
        statement = _UPDATE_CONTACT
        if contact.last_msg_id != self.last_msg_id:
            values["last_msg_id"], statement = contact.last_msg_id, _UPDATE_CONTACT_AND_LAST
        if self.connection.execute(statement, values).rowcount != 1:
            raise Conflict

    def _publish(self, context: EffectContext | None) -> None:
        workspace = self.shared.workspace.uuid
        if self.turn.heard:
            self.work.publish("messages", workspace, self.contact.uuid)
        if context:
            self.work.publish("flows", workspace, *sorted({run["flow"]["uuid"] for run in context.runs.values()}))


def incoming_values(heard: Heard, contact: tables.Contact, now: dt.datetime) -> dict[str, Any]:
    """The row of an incoming message; it has the UUID of its inbound."""
    inbound = heard.inbound
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


def _run_values(run: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "status": run["status"],
        "results": run.get("results") or {},
        "responded": bool(run.get("had_input")),
        "modified_on": _moment_of(run["modified_on"]),
        "exited_on": _moment_of(run["exited_on"]) if run.get("exited_on") else None,
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
_OF_ID: BindParameter[Any] = bindparam("of_id")
_NOW: BindParameter[Any] = bindparam("now")
_Inbound, _Session, _Run = tables.Inbound, tables.Session, tables.Run


def _setting(*names: str) -> dict[str, Any]:
    return {name: bindparam(name) for name in names}


_HANDLED = (
    update(_Inbound)
    .where(_Inbound.id == _OF_ID, _Inbound.state == PENDING)
    .values(state="handled", **_setting("routing", "error", "workspace_id", "msg_id"))
)
_STARTED = update(tables.StartRow).where(tables.StartRow.id == _OF_ID, tables.StartRow.state == PENDING).values(_setting("state"))
_FIRED = delete(tables.Fire).where(tables.Fire.id == _OF_ID)
_PREFER = update(tables.ContactUrn).where(tables.ContactUrn.id == _OF_ID).values(_setting("priority", "channel_id"))
_INSERT_SESSION, _INSERT_RUN, _INSERT_MSG = insert(_Session), insert(_Run), insert(tables.Msg)
_RESUME_SESSION = (
    update(_Session).where(_Session.id == _OF_ID).values(_setting("status", "state", "version", "current_flow_id", "ended_on"))
)
_END_SESSION = (
    update(_Session)
    .where(_Session.id == _OF_ID)
    .values(status=bindparam("status"), ended_on=_NOW, current_flow_id=None, version=_Session.version + 1)
)
_END_RUNS = (
    update(_Run)
    .where(_Run.session_id == _OF_ID, _Run.exited_on.is_(None))
    .values(status=bindparam("status"), modified_on=_NOW, exited_on=_NOW)
)
_UPDATE_RUN = (
    update(_Run)
    .where(_Run.uuid == bindparam("of_uuid"))
    .values(_setting("status", "results", "responded", "modified_on", "exited_on"))
)
CONTACT_COLUMNS = ("name", "language", "timezone", "status", "fields", "modified_on", "last_seen_on")
_UPDATE_CONTACT = (
    update(tables.Contact)
    .where(tables.Contact.id == _OF_ID, tables.Contact.revision == bindparam("of_revision"))
    .values(**_setting(*CONTACT_COLUMNS), revision=tables.Contact.revision + 1)
)
_UPDATE_CONTACT_AND_LAST = _UPDATE_CONTACT.values(_setting("last_msg_id"))
