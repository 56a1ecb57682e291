"""Answering people: what an address wrote, what fell due, and flows that were started."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError as DatabaseTrouble
from sqlalchemy.orm import Session

from app.engine.capabilities import Capabilities
from app.engine.errors import EngineError
from app.engine.groups import reevaluate
from app.engine.limits import Limits
from app.engine.modifiers import Setting, apply_modifier
from app.engine.modifiers.status import StatusModifier
from app.engine.resumes import read_resume
from app.engine.session import environment_for
from app.engine.triggers import read_trigger
from app.errors import NotFound, OutpostError
from app.services import contacts, fires, routing, starts
from app.services.base import Core
from app.services.effects.context import Event
from app.services.flow_runtime import runtime_of
from app.services.inbox import inbound_task
from app.services.keywords import Candidate, Match, match_catch_all, match_keyword
from app.services.turn import (
    WAITING,
    AlreadyDone,
    Conflict,
    Heard,
    Situation,
    Turn,
    incoming_values,
    read_situation,
    write_turn,
)
from app.store import tables
from app.store.database import UnitOfWork
from app.store.locks import Busy

log = logging.getLogger(__name__)

MAX_ERRORS = 3  # RapidPro drops an event that failed three times; here it stands as dead for staff to see
MAX_TRIES = 5  # of playing a turn anew because something else changed the contact meanwhile
MAX_MESSAGES = 100  # of one address in one task; the recovery pass sees to the rest
RETRY_FIRE = dt.timedelta(minutes=10)
RESUME_OF = {fires.TIMEOUT: ("wait_timeout", "wait_timed_out"), fires.EXPIRATION: ("wait_expiration", "wait_expired")}

Play = Callable[[Situation], Turn | None]


class Conversations:
    """The engine runs outside any transaction, because webhooks may wait; then one transaction writes all effects.

    A contact is dealt with by one thread at a time, in whatever process. What is written without its lock (by staff, or by a
    process whose lock broke) is noticed by the contact's revision, and the turn is played anew.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._runtime = runtime_of(core)

    def handle_inbound(self, channel_id: int, address: str) -> None:
        """Handle all pending messages of this address, in order. One that fails stays in front until its third error.

        What comes in meanwhile has its own task, which waits for this one.
        """
        try:
            with self._runtime.locks.hold(("address", address)):
                for inbound, channel in self._pending(channel_id, address):
                    if not self._handle_safely(inbound, channel):
                        return
        except Busy:  # with the contact, in another process; they stay in front and are not counted as failed
            with self._core.store.write(durable=False) as work:
                self._core.queue.add(work, inbound_task(channel_id, address))
                work.commit()

    def start(self, start_id: int) -> None:
        """Bring a flow start about, once. A contact who may not be written to is skipped."""
        with self._core.store.read() as session:
            start = session.get(tables.StartRow, start_id)
            flow = session.get(tables.Flow, start.flow_id) if start else None
        if start is None or flow is None or start.state != starts.PENDING:
            return
        try:
            self._converse(start.contact_id, lambda situation: self._play_start(situation, start, flow))
        except (DatabaseTrouble, Busy):
            log.exception("start_postponed", extra={"start": start_id})
        except Exception as error:
            log.exception("start_failed", extra={"start": start_id})
            self._count_start_error(start_id, error)

    def fire(self, fire_id: int) -> None:
        """Time out or expire a wait. A fire whose session went on meanwhile is dropped."""
        with self._core.store.read() as session:
            fire = session.get(tables.Fire, fire_id)
            row = session.get(tables.Session, fire.session_id) if fire else None
        if fire is None or fire.due_on is None or fire.due_on > self._core.clock.now():
            return
        if row is None or row.status != WAITING or row.version != fire.version:
            self._drop_fire(fire)
            return
        try:
            self._converse(row.contact_id, lambda situation: self._play_fire(situation, fire))
        except (DatabaseTrouble, Busy):
            log.exception("fire_postponed", extra={"fire": fire_id})
        except Exception as error:
            log.exception("fire_failed", extra={"fire": fire_id})
            self._postpone_fire(fire_id, error)

    # Inbound

    def _pending(self, channel_id: int, address: str) -> list[tuple[tables.Inbound, tables.Channel]]:
        with self._core.store.read() as session:
            rows = session.execute(_PENDING, {"channel_id": channel_id, "address": address})
            return [(row[0], row[1]) for row in rows]

    def _handle_safely(self, inbound: tables.Inbound, channel: tables.Channel) -> bool:
        """False: it failed and is still in front; the recovery pass tries it again within a minute.

        Trouble of the database itself is not counted against the message. Raises Busy.
        """
        try:
            self._handle(inbound, channel)
        except Busy:
            raise
        except DatabaseTrouble:
            log.exception("inbound_postponed", extra={"inbound": inbound.id})
            return False
        except Exception as error:
            log.exception("inbound_failed", extra={"inbound": inbound.id})
            return self._count_inbound_error(inbound.id, error)
        return True

    def _handle(self, inbound: tables.Inbound, channel: tables.Channel) -> None:
        situation = None
        with self._core.store.read() as session:
            now = self._core.clock.now()
            route = routing.choose(session, channel.id, inbound.address, inbound.text, now, candidates_of=self._candidates)
            urn = contacts.find_by_urn(session, route.workspace_id, inbound.address) if route else None
            if urn is not None:
                situation = read_situation(session, self._runtime, urn.contact_id)
        if route is None:
            self._bury(inbound.id, "no_workspace")
            return
        heard = Heard(inbound, channel, route.reason)
        contact_id = urn.contact_id if urn else self._new_contact(route.workspace_id, heard)
        self._converse(contact_id, lambda situation: self._play_inbound(situation, heard), situation)

    def _candidates(self, session: Session, workspace_id: int) -> Sequence[Candidate]:
        return self._runtime.assets.get(session, workspace_id).candidates

    def _new_contact(self, workspace_id: int, heard: Heard) -> int:
        with self._core.store.write(durable=False) as work:
            known = contacts.find_by_urn(work.session, workspace_id, heard.inbound.address)
            if known:
                return known.contact_id
            workspace = work.session.get_one(tables.Workspace, workspace_id)
            now = self._core.clock.now()
            contact_id = contacts.create(work, workspace, heard.inbound.address, heard.channel.id, now)
            work.commit()
            return contact_id

    def _play_inbound(self, situation: Situation, heard: Heard) -> Turn:
        """Blocked: archived. A keyword, unless the flow that waits ignores triggers; else the waiting session goes on;
        else a catch-all; else the inbox. Source: RapidPro's order for a message."""
        if situation.contact.status == "blocked":
            return Turn(heard=replace(heard, is_archived=True))
        situation, told = self._greet(situation, heard)
        inbound, data, turn = heard.inbound, situation.data, Turn(heard=heard, told=told)
        channel, groups = heard.channel.uuid, [group["uuid"] for group in data["groups"]]
        candidates = situation.shared.candidates
        keyword = None
        if not situation.ignores_triggers:
            keyword = match_keyword(candidates, inbound.text, channel, groups)
        if keyword:
            self._start_by_message(situation, turn, keyword)
        elif situation.waiting is None or not self._resume(situation, turn, _msg_resume(heard, self._now_text())):
            catch_all = match_catch_all(candidates, channel, groups)
            if catch_all:
                self._start_by_message(situation, turn, catch_all)
        return turn

    def _greet(self, situation: Situation, heard: Heard) -> tuple[Situation, Sequence[Event]]:
        """The contact as heard just now, and what that changed: who was stopped or archived wants to be heard, and is active
        again; smart groups are looked at for them and for who is heard the first time."""
        was, inbound, shared = situation.contact, heard.inbound, situation.shared
        data = contacts.heard(situation.data, inbound.address, heard.channel.uuid, inbound.received_on)
        if was.status == "active" and was.last_seen_on is not None:
            return replace(situation, data=data), ()
        told: list[Event] = []
        contact = replace(situation, data={**data, "status": was.status}).engine_contact()
        universe, env = self._runtime.universe, environment_for(contact, shared.assets, shared.env)
        setting = Setting(universe, env, shared.assets, Limits(), Capabilities(), told.append)
        if not apply_modifier(StatusModifier("active"), contact, setting):
            moved = reevaluate(contact, shared.assets, env, universe)
            told += [moved] if moved else []
        return replace(situation, data={**data, "groups": [group.ref for group in contact.groups]}), told

    def _start_by_message(self, situation: Situation, turn: Turn, match: Match) -> None:
        assert turn.heard is not None
        found = situation.shared.flow_by_id(match.trigger.flow_id)
        if found is None:
            turn.trouble = "flow:missing"
            return
        uuid, flow = found
        data: dict[str, Any] = {
            "type": "msg",
            "flow": {"uuid": uuid, "name": flow.name},
            "event": _msg_event(turn.heard),
            "triggered_on": self._now_text(),
        }
        if match.keyword:
            data["keyword_match"] = {"type": match.trigger.match_type, "keyword": match.keyword}
        try:
            self._start(situation, turn, data)
        except EngineError as error:
            log.warning("flow_not_started", extra={"flow": uuid, "code": error.code})
            turn.trouble = error.code

    # Starts and fires

    def _play_start(self, situation: Situation, start: tables.StartRow, flow: tables.Flow) -> Turn:
        turn = Turn(start_id=start.id)
        if situation.contact.status == "active" and not flow.is_archived:
            with self._core.store.read() as session:
                is_left_out = starts.is_left_out(session, start, situation, self._core.clock)
                trigger = starts.trigger_of(session, start, flow, self._now_text())
            if not is_left_out:
                self._start(situation, turn, trigger)
        return turn

    def _play_fire(self, situation: Situation, fire: tables.Fire) -> Turn | None:
        waiting = situation.waiting
        if waiting is None or waiting.id != fire.session_id or waiting.version != fire.version:
            self._drop_fire(fire)
            return None
        resume, event = RESUME_OF[fire.kind]
        now = self._now_text()
        data = {
            "type": resume,
            "resumed_on": now,
            "event": {"uuid": self._runtime.universe.uuid7(), "type": event, "created_on": now},
        }
        turn = Turn(fire_id=fire.id)
        self._resume(situation, turn, data)
        return turn

    # Playing

    def _start(self, situation: Situation, turn: Turn, trigger: Mapping[str, Any]) -> None:
        """Raises EngineError when there is no such flow or it can't be read."""
        assets, env = situation.shared.assets, situation.shared.env
        read = read_trigger(trigger, assets)
        turn.session, turn.sprint = self._runtime.engine.start(assets, env, situation.engine_contact(), read)

    def _resume(self, situation: Situation, turn: Turn, resume: Mapping[str, Any]) -> bool:
        """False, and `broken` says why, when the session can't go on: its flow is gone or it is too long."""
        assert situation.waiting is not None
        engine, shared = self._runtime.engine, situation.shared
        try:
            contact = situation.engine_contact()
            session = engine.read_session(situation.waiting.state or {}, shared.assets, shared.env, contact)
            turn.sprint = engine.resume(session, read_resume(resume))
        except EngineError as error:
            turn.broken = error.code
            return False
        turn.session, turn.is_resume = session, True
        return True

    def _converse(self, contact_id: int, play: Play, situation: Situation | None = None) -> None:
        """Read, play, write; again when something else changed the contact in between. `situation`: as it was a moment ago."""
        with self._runtime.locks.hold(("contact", contact_id)):
            for _ in range(MAX_TRIES):
                situation = situation or self._read(contact_id)
                turn = play(situation)
                if turn is None:
                    return
                try:
                    write_turn(self._core, situation, turn)
                except AlreadyDone:
                    return
                except Conflict:
                    situation = None
                    continue
                return
        raise OutpostError("contact_busy", retryable=True)

    def _read(self, contact_id: int) -> Situation:
        with self._core.store.read() as session:
            situation = read_situation(session, self._runtime, contact_id)
        if situation is None:
            raise NotFound("contact", contact_id)
        return situation

    def _now_text(self) -> str:
        return contacts.time_text(self._core.clock.now())

    # Trouble

    def _count_inbound_error(self, inbound_id: int, error: Exception) -> bool:
        """True when that was the last try, so that the next message may go on."""
        with self._core.store.write(durable=False) as work:
            inbound = work.session.get_one(tables.Inbound, inbound_id)
            if inbound.state == "pending":
                inbound.error_count += 1
                inbound.error = _error_code(error)
                if inbound.error_count >= MAX_ERRORS:
                    inbound.state = "dead"
                    self._show_dead(work, inbound)
            is_over = inbound.state != "pending"
            work.commit()
        return is_over

    def _bury(self, inbound_id: int, error: str) -> None:
        with self._core.store.write(durable=False) as work:
            inbound = work.session.get_one(tables.Inbound, inbound_id)
            inbound.state, inbound.error = "dead", error
            work.publish("queue")
            work.commit()

    def _show_dead(self, work: UnitOfWork, inbound: tables.Inbound) -> None:
        """What no flow could take still stands in the conversation, as pending."""
        session = work.session
        channel = session.get_one(tables.Channel, inbound.channel_id)
        route = routing.choose(session, channel.id, inbound.address, inbound.text, self._core.clock.now())
        urn = contacts.find_by_urn(session, route.workspace_id, inbound.address) if route else None
        work.publish("queue")
        if route is None or urn is None:
            return
        contact = session.get_one(tables.Contact, urn.contact_id)
        values = incoming_values(Heard(inbound, channel, route.reason), contact, self._core.clock.now())
        msg = tables.Msg(**{**values, "status": "pending", "urn_id": urn.id})
        session.add(msg)
        session.flush()
        contact.last_msg_id = msg.id
        inbound.workspace_id, inbound.msg_id, inbound.routing = route.workspace_id, msg.id, route.reason
        workspace = session.get_one(tables.Workspace, route.workspace_id)
        work.publish("messages", workspace.uuid, contact.uuid)

    def _count_start_error(self, start_id: int, error: Exception) -> None:
        """What the engine refuses will not pass another time."""
        is_final = isinstance(error, EngineError)
        with self._core.store.write(durable=False) as work:
            start = work.session.get_one(tables.StartRow, start_id)
            start.error_count, start.error = start.error_count + 1, _error_code(error)
            if start.state == starts.PENDING and (is_final or start.error_count >= MAX_ERRORS):
                start.state = starts.DEAD
                work.publish("queue")
            work.commit()

    def _drop_fire(self, fire: tables.Fire) -> None:
        with self._core.store.write(durable=False) as work:
            stale = work.session.get(tables.Fire, fire.id)
            if stale is not None and stale.version == fire.version:
                work.session.delete(stale)
                work.session.flush()
            work.commit()

    def _postpone_fire(self, fire_id: int, error: Exception) -> None:
        with self._core.store.write(durable=False) as work:
            if fires.postpone(work.session, fire_id, self._core.clock.now() + RETRY_FIRE, _error_code(error)):
                work.publish("queue")
            work.commit()


def _msg_event(heard: Heard) -> dict[str, Any]:
    inbound, channel = heard.inbound, heard.channel
    return {
        "uuid": inbound.uuid,
        "type": "msg_received",
        "created_on": contacts.time_text(inbound.received_on),
        "msg": {"urn": inbound.address, "channel": {"uuid": channel.uuid, "name": channel.name}, "text": inbound.text},
    }


def _msg_resume(heard: Heard, now: str) -> dict[str, Any]:
    return {"type": "msg", "resumed_on": now, "event": _msg_event(heard)}


# Made once: putting a statement together costs more than running it.
_PENDING = (
    select(tables.Inbound, tables.Channel)
    .join(tables.Channel, tables.Channel.id == tables.Inbound.channel_id)
    .where(
        tables.Inbound.state == "pending",
        tables.Inbound.channel_id == bindparam("channel_id"),
        tables.Inbound.address == bindparam("address"),
    )
    .order_by(tables.Inbound.id)
    .limit(MAX_MESSAGES)
)


def _error_code(error: Exception) -> str:
    """A stable code or the exception's type: never its text, which may hold what people wrote."""
    code = getattr(error, "code", None)
    return code if isinstance(code, str) else type(error).__name__
