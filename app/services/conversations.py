"""Answering people: what an address wrote or did, what fell due, and flows that were started."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import logging
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Select, bindparam, select, text
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
from app.ports import WORKER_LOST, TaskRef
from app.services import channel_events, contacts, fires, lateness, routing, starts
from app.services.base import Core
from app.services.effects.context import Event
from app.services.flow_runtime import runtime_of
from app.services.inbox import inbound_task
from app.services.keywords import Candidate, Match, match_catch_all, match_event, match_keyword
from app.services.patience import WebLane
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
from app.store.locks import Busy, WhenFree

log = logging.getLogger(__name__)

MAX_ERRORS = 3  # RapidPro drops an event that failed three times; here it stands as dead for staff to see
MAX_TRIES = 5  # of playing a turn anew because something else changed the contact meanwhile
MAX_MESSAGES = 100  # of one address in one task, and
SECONDS = 1.0  # of work: then others have their turn, and the task stands again for the rest
RETRY_FIRE = dt.timedelta(minutes=10)
RESUME_OF = {fires.TIMEOUT: ("wait_timeout", "wait_timed_out"), fires.EXPIRATION: ("wait_expiration", "wait_expired")}

Play = Callable[[Situation], Turn | None]
Came = tables.Inbound | tables.ChannelEvent
Suspect = Came | tables.StartRow | tables.Fire


@dataclass(frozen=True, slots=True)
class Wait:
    """What becomes of a turn that would have to wait: `when_free` is called when another try makes sense. `lane` is that of its
    queue."""

    key: Hashable
    when_free: WhenFree
    lane: WebLane


class Conversations:
    """The engine runs outside any transaction, because webhooks may wait; then one transaction writes all effects.

    A contact is dealt with by one thread at a time, in whatever process. What is written without its lock (by staff, or by a
    process whose lock broke) is noticed by the contact's revision, and the turn is played anew.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._runtime = runtime_of(core)

    def handle_inbound(self, channel_id: int, address: str) -> None:
        """Handle all that waits of this address, messages and events, in the order in which it came. One that fails stays in
        front until its third error.

        What comes in meanwhile has its own task, which waits for this one.
        """
        task = inbound_task(channel_id, address)
        try:
            with suppress(Busy), self._runtime.locks.hold(("address", address), self._freeing(lambda: task)):
                self._handle_some(self._pending(channel_id, address), task)
        finally:
            self.queue_parked()

    def start(self, start_id: int) -> starts.Outcome:
        """Bring a flow start about, once. A contact who may not be written to is skipped."""
        with self._core.store.read() as session:
            start = session.get(tables.StartRow, start_id)
        if start is None or start.state != starts.PENDING:
            return "done"
        try:
            self.suspect(start)
            wait = Wait(("start", start_id), self._freeing(lambda: self._start_task(start)), self._runtime.flow_lane)
            self._converse(start.contact_id, partial(self._play_start, start=start), wait)
        except Busy:
            return "parked"
        except DatabaseTrouble:
            log.exception("start_postponed", extra={"start": start_id})
            return "failed"
        except Exception as error:
            log.exception("start_failed", extra={"start": start_id})
            self._count_start_error(start_id, error)
            return "failed"
        return "done"

    def fire(self, fire_id: int) -> None:
        """Time out or expire a wait. A fire whose session went on meanwhile is dropped."""
        with self._core.store.read() as session:
            fire = session.get(tables.Fire, fire_id)
            if fire is None:
                return
            row = session.get(tables.Session, fire.session_id)
            workspace = session.get_one(tables.Workspace, row.workspace_id).uuid if row else ""
            after, until = lateness.timers_due(session, self._core.clock.now())
        if fire.due_on is None or not after < fire.due_on <= until or fire.error_count >= fires.MAX_ERRORS:
            return
        if row is None or row.status != WAITING or row.version != fire.version:
            self._drop_fire(fire)
            return
        try:
            self.suspect(fire)
            task = fires.fire_task(fire_id, workspace)
            self._converse(row.contact_id, partial(self.play_fire, fire=fire), self._wait(task))
        except Busy:
            return
        except DatabaseTrouble:
            log.exception("fire_postponed", extra={"fire": fire_id})
        except Exception as error:
            log.exception("fire_failed", extra={"fire": fire_id})
            self._postpone_fire(fire_id, error)

    # What came in

    def _pending(self, channel_id: int, address: str) -> list[tuple[Came, tables.Channel]]:
        """Each kind in the order of its rows, the two merged by when they came in: a clock that leapt turns none round."""
        of_address = {"channel_id": channel_id, "address": address}
        with self._core.store.read() as session:
            messages, events = ([(row[0], row[1]) for row in session.execute(query, of_address)] for query in _PENDING)
        merged = heapq.merge(messages, events, key=lambda pair: came_on(pair[0])) if events else messages
        return list(itertools.islice(merged, MAX_MESSAGES))  # behind that a kind may lack some

    def _handle_some(self, pending: Sequence[tuple[Came, tables.Channel]], task: TaskRef) -> None:
        until = self._core.clock.monotonic() + SECONDS
        for count, (what, channel) in enumerate(pending, 1):
            if not self._handle_safely(what, channel, task):
                return
            if count == MAX_MESSAGES or (count < len(pending) and self._core.clock.monotonic() >= until):
                self._runtime.parking.free(task)
                return

    def _handle_safely(self, what: Came, channel: tables.Channel, task: TaskRef) -> bool:
        """False: it is still in front. The recovery pass tries what failed again within a minute; what would have had to wait
        is queued again when it need not.

        Trouble of the database itself is not counted against the message.
        """
        try:
            self._handle(what, channel, task)
        except Busy:
            return False
        except DatabaseTrouble:
            log.exception("inbound_postponed", extra={what.__tablename__: what.id})
            return False
        except Exception as error:
            log.exception("inbound_failed", extra={what.__tablename__: what.id})
            return self._count_inbound_error(what, error)
        return True

    def _handle(self, what: Came, channel: tables.Channel, task: TaskRef) -> None:
        self.suspect(what)
        situation = None
        with self._core.store.read() as session:
            route = self.route(session, what)
            urn = contacts.find_by_urn(session, route.workspace_id, what.address) if route else None
            if urn is not None:
                situation = read_situation(session, self._runtime, urn.contact_id)
        if route is None:
            self._bury(what, "no_workspace")
            return
        heard = Heard(what, channel, route.reason)
        contact_id = urn.contact_id if urn else self._new_contact(route.workspace_id, heard)
        self._converse(contact_id, partial(self.play_heard, heard=heard), self._wait(task), situation)

    def route(self, session: Session, what: Came) -> routing.Route | None:
        """Whose it is. None: the channel serves nobody."""
        now, occasion = self._core.clock.now(), occasion_of(what)
        text = what.text if isinstance(what, tables.Inbound) else ""
        return routing.choose(
            session, what.channel_id, what.address, text, now, occasion=occasion, candidates_of=self._candidates
        )

    def _candidates(self, session: Session, workspace_id: int) -> Sequence[Candidate]:
        return self._runtime.assets.get(session, workspace_id).candidates

    def _new_contact(self, workspace_id: int, heard: Heard) -> int:
        with self._core.store.write(durable=False) as work:
            known = contacts.find_by_urn(work.session, workspace_id, heard.what.address)
            if known:
                return known.contact_id
            workspace = work.session.get_one(tables.Workspace, workspace_id)
            now = self._core.clock.now()
            contact_id = contacts.create(work, workspace, heard.what.address, heard.channel.id, now)
            work.commit()
            return contact_id

    def play_heard(self, situation: Situation, heard: Heard) -> Turn:
        """What came in, in the situation it came into. Nothing is written."""
        if situation.contact.status == "blocked":
            return Turn(heard=replace(heard, is_archived=True))
        if heard.event is not None:
            return self._play_event(situation, heard, heard.event)
        assert heard.message is not None
        return self._play_message(situation, heard, heard.message)

    def _play_message(self, situation: Situation, heard: Heard, inbound: tables.Inbound) -> Turn:
        """A keyword, unless the flow that waits ignores triggers; else the waiting session goes on; else a catch-all; else the
        inbox. Source: RapidPro's order for a message."""
        situation, told = self._greet(situation, heard)
        turn = Turn(heard=heard, told=told)
        channel, groups = heard.channel.uuid, _groups_of(situation)
        candidates = situation.shared.candidates
        keyword = None
        if not situation.ignores_triggers:
            keyword = match_keyword(candidates, inbound.text, channel, groups)
        if keyword:
            self._start_by_message(situation, turn, inbound, keyword)
        elif situation.waiting is None or not self._resume(situation, turn, self._msg_resume(inbound, heard.channel)):
            catch_all = match_catch_all(candidates, channel, groups)
            if catch_all:
                self._start_by_message(situation, turn, inbound, catch_all)
        return turn

    def _play_event(self, situation: Situation, heard: Heard, event: tables.ChannelEvent) -> Turn:
        """What we did ourselves is only noted. A trigger starts its flow whatever the contact is in, also where that ignores
        keywords. Source: RapidPro's order for channel events."""
        if not heard.is_by_contact:
            return Turn(heard=heard)
        situation, told = self._greet(situation, heard)
        turn, kind = Turn(heard=heard, told=told), channel_events.TRIGGER_OF[event.type]
        candidates, referrer = situation.shared.candidates, channel_events.referrer_of(event)
        found = match_event(candidates, kind, heard.channel.uuid, _groups_of(situation), referrer)
        if found:
            now = self._now_text()
            self._start_by(situation, turn, found, lambda flow: channel_events.trigger_json(event, heard.channel, flow, now))
        return turn

    def _greet(self, situation: Situation, heard: Heard) -> tuple[Situation, Sequence[Event]]:
        """The contact as heard just now, and what that changed: who was stopped or archived wants to be heard, and is active
        again; smart groups are looked at for them and for who is heard the first time. Who opts out stays as they are."""
        was, shared = situation.contact, situation.shared
        data = contacts.heard(situation.data, heard.what.address, heard.channel.uuid, heard.on)
        if heard.event and heard.event.type == channel_events.OPT_OUT:
            return replace(situation, data={**data, "status": was.status}), ()
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

    def _start_by_message(self, situation: Situation, turn: Turn, inbound: tables.Inbound, match: Match) -> None:
        assert turn.heard is not None
        event, now = _msg_event(inbound, turn.heard.channel), self._now_text()
        data: dict[str, Any] = {"type": "msg", "event": event, "triggered_on": now}
        if match.keyword:
            data["keyword_match"] = {"type": match.trigger.match_type, "keyword": match.keyword}
        self._start_by(situation, turn, match.trigger, lambda flow: {**data, "flow": flow})

    def _start_by(
        self, situation: Situation, turn: Turn, trigger: Candidate, read: Callable[[dict[str, str]], dict[str, Any]]
    ) -> None:
        """`read` makes GoFlow's trigger for a flow."""
        turn.trigger_id = trigger.row_id or None
        found = situation.shared.flow_by_id(trigger.flow_id)
        if found is None:
            turn.trouble = "flow:missing"
            return
        uuid, flow = found
        try:
            self._start(situation, turn, read({"uuid": uuid, "name": flow.name}))
        except EngineError as error:
            log.warning("flow_not_started", extra={"flow": uuid, "code": error.code})
            turn.trouble = error.code

    # Starts and fires

    def _play_start(self, situation: Situation, start: tables.StartRow) -> Turn:
        people = {start.contact_id: situation.contact}
        with self._core.store.read() as session:
            triggers = starts.triggers_of(session, [start], people, situation.shared, self._core.clock)
        return self.play_start(situation, start, triggers.get(start.id))

    def play_start(self, situation: Situation, start: tables.StartRow, trigger: Mapping[str, Any] | None) -> Turn:
        """`trigger` None: the contact is not to be started. Raises EngineError."""
        turn = Turn(start_id=start.id, is_bulk=start.is_bulk, flow_start_id=start.flow_start_id)
        if trigger is not None:
            self._start(situation, turn, trigger)
        elif start.campaign_event_id is not None:
            turn.not_started = start
        return turn

    def play_fire(self, situation: Situation, fire: tables.Fire) -> Turn | None:
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

    def _converse(self, contact_id: int, play: Play, wait: Wait, situation: Situation | None = None) -> None:
        """Read, play, write; again when something else changed the contact in between. `situation`: as it was a moment ago.

        Raises Busy instead of waiting long, before anything was done.
        """
        try:
            with self._runtime.locks.hold(("contact", contact_id), wait.when_free), wait.lane.turn(wait.when_free, wait.key):
                self._take_turns(contact_id, play, situation)
        finally:
            self.queue_parked()

    def _take_turns(self, contact_id: int, play: Play, situation: Situation | None) -> None:
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

    def _msg_resume(self, inbound: tables.Inbound, channel: tables.Channel) -> dict[str, Any]:
        return {"type": "msg", "resumed_on": self._now_text(), "event": _msg_event(inbound, channel)}

    def _wait(self, task: TaskRef) -> Wait:
        return Wait(task.key, self._freeing(lambda: task), self._runtime.lane)

    def _freeing(self, task: Callable[[], TaskRef]) -> WhenFree:
        return lambda: self._runtime.parking.free(task())

    def _start_task(self, start: tables.StartRow) -> TaskRef:
        """Of one of many, its lane's: it goes through them in their order."""
        with self._core.store.read() as session:
            workspace = session.get_one(tables.Workspace, start.workspace_id).uuid
        if start.is_bulk:
            return starts.slice_task(start.workspace_id, workspace, start.contact_id % starts.LANES)
        return starts.start_task(start.id, workspace)

    def queue_parked(self) -> None:
        """Queue again what need not wait any more: whoever held something up does it."""
        tasks = self._runtime.parking.take()
        if not tasks:
            return
        try:
            with self._core.store.write(durable=False) as work:
                for task in tasks:
                    self._core.queue.add(work, task)
                work.commit()
        except DatabaseTrouble:
            log.exception("parked_postponed")  # the recovery pass finds their rows

    # Trouble

    def _count_inbound_error(self, what: Came, error: Exception) -> bool:
        """True when that was the last try, so that the next one may go on."""
        with self._core.store.write(durable=False) as work:
            row = _row_of(work.session, what)
            if row.state == "pending":
                row.error_count += 1
                row.error = _error_code(error)
                if row.error_count >= MAX_ERRORS:
                    row.state = "dead"
                    self._show_dead(work, row, self.route(work.session, row))
            is_over = row.state != "pending"
            work.commit()
        return is_over

    def _bury(self, what: Came, error: str) -> None:
        with self._core.store.write(durable=False) as work:
            row = _row_of(work.session, what)
            row.state, row.error = "dead", error
            work.publish("queue")
            work.commit()

    def suspect(self, what: Suspect) -> None:
        """Before it is begun: where a worker was lost over its task, the row says so, so that it is known which of many it was
        should another be lost. Those that are marked are dealt with one by one."""
        if not self._core.queue.losses():
            return
        with self._core.store.write(durable=False) as work:
            row: Any = work.session.get(type(what), what.id)
            if row is not None:
                row.error = WORKER_LOST
            work.commit()

    def give_up(self, work: UnitOfWork, row: Suspect, error: str) -> None:
        """It stands as dead, for staff to see. What it says is not looked at: that may be what killed the workers."""
        row.error = error
        if isinstance(row, tables.Fire):
            row.error_count = fires.MAX_ERRORS
            return
        row.state = "dead"
        if not isinstance(row, tables.StartRow):
            self._show_dead(work, row, routing.only_workspace(work.session, row.channel_id))

    def front(self, channel_id: int, address: str) -> Came | None:
        """What waits longest of this address."""
        return next((what for what, _ in self._pending(channel_id, address)), None)

    def _show_dead(self, work: UnitOfWork, row: Came, route: routing.Route | None) -> None:
        """What no flow could take still stands in the conversation: a message as pending, an event among the calls."""
        session = work.session
        channel = session.get_one(tables.Channel, row.channel_id)
        urn = contacts.find_by_urn(session, route.workspace_id, row.address) if route else None
        work.publish("queue")
        if route is None or urn is None:
            return
        contact = session.get_one(tables.Contact, urn.contact_id)
        row.workspace_id, row.routing = route.workspace_id, route.reason
        if isinstance(row, tables.ChannelEvent):
            row.contact_id = contact.id
        else:
            row.msg_id = row.msg_id or self._show_message(session, Heard(row, channel, route.reason), row, contact, urn.id)
        workspace = session.get_one(tables.Workspace, route.workspace_id)
        work.publish("messages", workspace.uuid, contact.uuid)

    def _show_message(self, session: Session, heard: Heard, inbound: tables.Inbound, contact: tables.Contact, urn_id: int) -> int:
        values = incoming_values(heard, inbound, contact, self._core.clock.now())
        msg = tables.Msg(**{**values, "status": "pending", "urn_id": urn_id})
        session.add(msg)
        session.flush()
        contact.last_msg_id = msg.id
        return msg.id

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


def came_on(what: Came) -> dt.datetime:
    """When it came in, by the office's clock."""
    return what.received_on if isinstance(what, tables.Inbound) else what.created_on


def _row_of(session: Session, what: Came) -> Came:
    if isinstance(what, tables.Inbound):
        return session.get_one(tables.Inbound, what.id)
    return session.get_one(tables.ChannelEvent, what.id)


def occasion_of(what: Came) -> routing.Occasion | None:
    """What routing looks at; None: a message."""
    if isinstance(what, tables.Inbound):
        return None
    return routing.Occasion(channel_events.TRIGGER_OF.get(what.type, ""), channel_events.referrer_of(what))


def _groups_of(situation: Situation) -> list[str]:
    return [group["uuid"] for group in situation.data["groups"]]


def _msg_event(inbound: tables.Inbound, channel: tables.Channel) -> dict[str, Any]:
    return {
        "uuid": inbound.uuid,
        "type": "msg_received",
        "created_on": contacts.time_text(inbound.received_on),
        "msg": {"urn": inbound.address, "channel": {"uuid": channel.uuid, "name": channel.name}, "text": inbound.text},
    }


def _waiting_of(row: type[tables.Inbound] | type[tables.ChannelEvent]) -> Select[*tuple[Any, ...]]:
    return (
        select(row, tables.Channel)
        .join(tables.Channel, tables.Channel.id == row.channel_id)
        .where(text(f"{row.__tablename__}.state = 'pending'"))  # literally, as in the condition of the index
        .where(row.channel_id == bindparam("channel_id"), row.address == bindparam("address"))
        .order_by(row.id)
        .limit(MAX_MESSAGES)
    )


# Made once: putting a statement together costs more than running it.
_PENDING = (_waiting_of(tables.Inbound), _waiting_of(tables.ChannelEvent))


def _error_code(error: Exception) -> str:
    """A stable code or the exception's type: never its text, which may hold what people wrote."""
    code = getattr(error, "code", None)
    return code if isinstance(code, str) else type(error).__name__
