"""Campaign events come about: fires that are due become starts of flows and messages, a batch in one transaction.

Each fire is settled in the transaction that makes what it becomes: a kill loses none and doubles none. Before, the contact is
looked at once more: who has left the group or has another date meanwhile gets nothing. What hangs on real time waits while the
office's clock is in doubt, and what comes up too late is judged by the workspace's policy (`app.services.lateness`). One that
waits only for its turn, behind many others or because the phones have enough to do, is not late: lateness counts from when
the event was last seen at work (`CampaignEvent.worked_on`).

Modes, as RapidPro has them: a flow interrupts, is skipped for who is in a flow, or is passive, which is for flows in the
background; a passive flow that is not of that kind can't stand beside another, and is skipped for who is in one. A message
is sent to who is in a flow too, which goes on; with skip it is not.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import BindParameter, bindparam, select, text, update
from sqlalchemy.exc import OperationalError as DatabaseTrouble
from sqlalchemy.orm import Session

from app.engine.broadcasts import BroadcastTexts
from app.ports import TaskRef
from app.services import batches, late_reports, lateness, starts
from app.services import campaign_planning as planning
from app.services.assets import WorkspaceAssets
from app.services.base import Core
from app.services.broadcasts import Made, make_contents, write_messages
from app.services.campaign_planning import DEAD, EMPTY, FIRED, HELD, IN_FLOW, PENDING, SKIPPED, People, Point
from app.services.flow_runtime import runtime_of
from app.services.turn import BACKGROUND
from app.store import tables
from app.store.database import UnitOfWork

log = logging.getLogger(__name__)

BATCH = 100  # fires of one transaction. Source: RapidPro
SECONDS = 0.25  # of work until others have their turn
MAX_ERRORS = 3
FLOW, MESSAGE = "F", "M"
MODES = {"I": "interrupt", "S": "skip", "P": "passive"}

_Fire, _Event, _Campaign, _Space, _Flow = (
    tables.CampaignFire,
    tables.CampaignEvent,
    tables.Campaign,
    tables.Workspace,
    tables.Flow,
)
IS_PENDING = text("campaign_fire.state = 'pending'")  # as the indexes say it


def fire_task(event_id: int, workspace_uuid: str) -> TaskRef:
    return TaskRef("flow", "fire_campaign", (event_id,), owner=workspace_uuid, key=f"fire_campaign:{event_id}")


def due_tasks(session: Session, now: dt.datetime, limit: int) -> Iterator[TaskRef]:
    """One for each event that has a due fire; none while the clock is in doubt. Costs a look in the index an event."""
    if lateness.is_on_hold(session):
        return
    for row in session.execute(_DUE_EVENTS.limit(limit), {"now": now}):
        yield fire_task(row[0], row[1])


def fire(core: Core, event_id: int) -> None:
    """Bring due fires of an event about, for a moment; then the task stands again. Safe to repeat."""
    with core.store.read() as session:
        row = session.execute(_OWNER, {"event_id": event_id}).first()
    if row is None:
        return
    visit, started = _Visit(core, event_id), core.clock.monotonic()
    try:
        while visit.step():
            if core.clock.monotonic() - started >= SECONDS:
                visit.is_left = True
                break
        visit.leave(fire_task(event_id, row.uuid))
    except DatabaseTrouble:
        log.exception("campaign_postponed", extra={"event": event_id})


# What is decided


@dataclass(frozen=True, slots=True)
class Setting:
    """An event with what it needs to fire. Rows belong to no session."""

    event: tables.CampaignEvent
    point: Point
    space: tables.Workspace
    shared: WorkspaceAssets
    flow: tables.Flow | None

    @property
    def is_background(self) -> bool:
        return self.flow is not None and self.flow.type == BACKGROUND

    def yields_to_flows(self) -> bool:
        """Whether who is in a flow gets nothing."""
        is_beside = self.event.type == MESSAGE or self.is_background
        return self.event.start_mode == "S" or (self.event.start_mode == "P" and not is_beside)


def read_setting(core: Core, session: Session, event_id: int) -> Setting | None:
    """None: there is no such event."""
    event = session.get(_Event, event_id)
    points = planning.read_points(session, event_id=event_id)
    if event is None or not points:
        return None
    flow = session.get(_Flow, event.flow_id) if event.flow_id else None
    point = points[0]
    if event.type == FLOW and (flow is None or flow.is_archived):
        point = replace(point, is_live=False)
    space = session.get_one(_Space, point.workspace_id)
    return Setting(event, point, space, runtime_of(core).assets.get(session, space.id), flow)


@dataclass(slots=True)
class Decided:
    """Fires by what is to become of them; `revisions` are the contacts' as they were read."""

    revisions: Mapping[int, int]
    begun: list[Any] = field(default_factory=list)
    messages: dict[int, Made] = field(default_factory=dict)
    skipped: dict[int, str] = field(default_factory=dict)
    held: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)


class _Visit:
    """One visit at an event. It goes through the due fires once: what could not be done is left for the next visit."""

    def __init__(self, core: Core, event_id: int) -> None:
        self._core = core
        self._event_id = event_id
        self._last: tuple[dt.datetime, int] = (dt.datetime.min.replace(tzinfo=dt.UTC), 0)
        self._is_trusted = True
        self._now = core.clock.now()  # of the last look: a leap that nobody has judged must make nothing due
        self.is_left = False

    def step(self) -> bool:
        """The next fires. False: nothing is to be done now."""
        with self._core.store.read() as session:
            found = self._look(session)
            if found is None:
                return False
            setting, fires = found
            self._last = (fires[-1].due_on, fires[-1].id)
        self._bring_about(setting, fires)
        return len(fires) == BATCH

    def leave(self, task: TaskRef) -> None:
        """Remember that what is left was not forgotten, and come back where that helps."""
        with self._core.store.read() as session:
            now = lateness.seen_now(session, self._core.clock.now())
            setting = self._read_setting(session)
            oldest = session.scalar(_OLDEST, {"event_id": self._event_id, "now": now})
        is_punctual = setting is not None and oldest is not None and self._is_in_time(setting, oldest, now)
        if not self._is_trusted or not (is_punctual or self.is_left):
            return
        with self._core.store.write(durable=False) as work:
            if is_punctual:
                work.session.execute(_WORKED, {"event_id": self._event_id, "now": now})
            if self.is_left:
                self._core.queue.add(work, task)
            work.commit()

    def _is_in_time(self, setting: Setting, due_on: dt.datetime, now: dt.datetime) -> bool:
        return lateness.judge(setting.space, _measured(setting.event, due_on, now), now) == "send"

    def _look(self, session: Session) -> tuple[Setting, list[Any]] | None:
        self._is_trusted = not lateness.is_on_hold(session)
        if not self._is_trusted:
            return None
        setting = self._read_setting(session)
        if setting is None or setting.space.is_archived:
            self._is_trusted = False
            return None
        self._now = lateness.seen_now(session, self._core.clock.now())
        after, key = self._last
        wanted = {"event_id": self._event_id, "now": self._now, "after": after, "key": key}
        fires = session.execute(_NEXT_FIRES, wanted).all()
        if not fires or batches.is_held_back(session, setting.space.id):
            return None
        return setting, list(fires)

    def _read_setting(self, session: Session) -> Setting | None:
        return read_setting(self._core, session, self._event_id)

    # Doing

    def _bring_about(self, setting: Setting, fires: Sequence[Any]) -> None:
        """All in one transaction; when that fails, each by itself, so that one that can't be done stops no other."""
        try:
            self._write(setting, fires, self._decide(setting, fires))
        except DatabaseTrouble:
            raise
        except Exception as error:
            if len(fires) > 1:
                for one in fires:
                    self._bring_about(setting, [one])
                return
            log.exception("campaign_fire_failed", extra={"fire": fires[0].id})
            self._count_error(fires[0].id, setting.space.uuid, error)

    def _decide(self, setting: Setting, fires: Sequence[Any]) -> Decided:
        with self._core.store.read() as session:
            people = People.read(session, [one.contact_id for one in fires], [setting.point])
            made = Decided({key: row.revision for key, row in people.rows.items()})
            for one in fires:
                self._decide_one(setting, people, one, made)
            if setting.event.type == MESSAGE and made.begun:
                self._say(session, setting, made)
        return made

    def _decide_one(self, setting: Setting, people: People, one: Any, made: Decided) -> None:
        due = people.when(setting.point, one.contact_id)
        if isinstance(due, str):
            made.skipped[one.id] = due
        elif due != one.due_on:
            made.moved.append(one.contact_id)
        elif (verdict := self._judge(setting, one)) != "send":
            if verdict == "hold":
                made.held.append(one.id)
            else:
                made.skipped[one.id] = lateness.LATE
        elif setting.yields_to_flows() and people.rows[one.contact_id].current_flow_id is not None:
            made.skipped[one.id] = IN_FLOW
        else:
            made.begun.append(one)

    def _judge(self, setting: Setting, one: Any) -> lateness.Verdict:
        if one.reason == lateness.RELEASED:
            return "send"
        due_on = _measured(setting.event, one.due_on, self._now)
        return lateness.judge(setting.space, due_on, self._now)

    def _say(self, session: Session, setting: Setting, made: Decided) -> None:
        """The message of each, in the contact's language."""
        event, contact = setting.event, tables.Contact
        texts = {code: {"text": said} for code, said in (event.translations or {}).items()}
        keys = [one.contact_id for one in made.begun]
        people = session.scalars(select(contact).where(contact.id.in_(keys)).order_by(contact.id)).all()
        said = make_contents(session, self._core, setting.shared, BroadcastTexts(texts, event.base_language or "", True), people)
        made.messages = {one[0]: one for one in said}
        made.skipped |= {one.id: EMPTY for one in made.begun if one.contact_id not in made.messages}
        made.begun = [one for one in made.begun if one.contact_id in made.messages]

    def _write(self, setting: Setting, fires: Sequence[Any], made: Decided) -> None:
        """What changed since it was read stays for the next visit."""
        with self._core.store.write(durable=False) as work:
            session, now = work.session, self._now
            if planning.read_points(session, event_id=self._event_id) != [setting.point] and setting.point.is_live:
                self.is_left = True
                return
            fresh = self._fresh(session, fires, made)
            begun = [one for one in made.begun if one.id in fresh]
            done = self._send(work, setting, made, begun) if setting.event.type == MESSAGE else self._start(work, setting, begun)
            done += [
                {"of_id": key, "state": SKIPPED, "reason": why, "settled_on": now, "start_id": None, "msg_id": None}
                for key, why in made.skipped.items()
                if key in fresh
            ]
            if done:
                session.connection().execute(_SETTLE, done)
            self._report_late(
                work, setting, [one for one in fires if one.id in fresh and made.skipped.get(one.id) == lateness.LATE]
            )
            if held := [key for key in made.held if key in fresh]:
                session.execute(_HOLD, {"keys": held})
            self._move(session, setting, made, now)
            work.publish("campaigns", setting.space.uuid)
            work.commit()

    def _report_late(self, work: UnitOfWork, setting: Setting, fires: Sequence[Any]) -> None:
        """What the policy skips while the office is on, because nothing was worked off for hours, staff hear of too."""
        if not fires:
            return
        times = [one.due_on for one in fires]
        name = late_reports.event_names(work.session, [setting.event.id])[setting.event.id]
        line = late_reports.event_line(late_reports.SKIPPED, name, len(fires), min(times), max(times))
        window = late_reports.Window(min(times), self._now, late_reports.SLOW)
        late_reports.record(work, setting.space, self._now, [line], window)

    def _fresh(self, session: Session, fires: Sequence[Any], made: Decided) -> set[int]:
        """Ids of the fires that are still as they were read, and their contacts too."""
        contact_ids = [one.contact_id for one in fires]
        revisions = {row.id: row.revision for row in session.execute(_REVISIONS, {"keys": contact_ids})}
        due = {one.id: one.due_on for one in fires}
        standing = session.execute(_STANDING, {"keys": list(due)}).all()
        found = {
            row.id
            for row in standing
            if row.due_on == due[row.id] and revisions.get(row.contact_id) == made.revisions.get(row.contact_id)
        }
        self.is_left = self.is_left or len(found) < len(standing)
        return found

    def _send(self, work: UnitOfWork, setting: Setting, made: Decided, begun: Sequence[Any]) -> list[dict[str, Any]]:
        msgs = write_messages(work, self._core, setting.shared, [made.messages[one.contact_id] for one in begun]) if begun else {}
        return [self._fired(one.id, msg_id=msgs[one.contact_id]) for one in begun]

    def _start(self, work: UnitOfWork, setting: Setting, begun: Sequence[Any]) -> list[dict[str, Any]]:
        made = starts.queue_rows(
            work,
            self._core,
            workspace=setting.space,
            flow_id=setting.event.flow_id or 0,
            contact_ids=[one.contact_id for one in begun],
            is_bulk=True,
            campaign_event_id=setting.event.id,
            start_mode=MODES[setting.event.start_mode],
        )
        return [self._fired(one.id, start_id=start_id) for one, start_id in zip(begun, made, strict=True)]

    def _fired(self, key: int, *, start_id: int | None = None, msg_id: int | None = None) -> dict[str, Any]:
        return {"of_id": key, "state": FIRED, "reason": None, "settled_on": self._now, "start_id": start_id, "msg_id": msg_id}

    def _move(self, session: Session, setting: Setting, made: Decided, now: dt.datetime) -> None:
        """Their date changed, and the planner has not seen it yet."""
        if made.moved:
            people = People.read(session, made.moved, [setting.point])
            planning.plan(session, [setting.point], people, lambda _: now, now)

    def _count_error(self, fire_id: int, workspace_uuid: str, error: Exception) -> None:
        with self._core.store.write(durable=False) as work:
            row = work.session.get_one(_Fire, fire_id)
            if row.state == PENDING:
                row.error_count, row.error = row.error_count + 1, batches.error_word(error)
                if row.error_count >= MAX_ERRORS:
                    row.state, row.settled_on = DEAD, self._core.clock.now()
                    work.publish("queue")
                    work.publish("campaigns", workspace_uuid)
            work.commit()


def _measured(event: tables.CampaignEvent, due_on: dt.datetime, now: dt.datetime) -> dt.datetime:
    """From when lateness counts. What a clock that was ahead has left says nothing."""
    return due_on if event.worked_on is None or event.worked_on > now else max(due_on, event.worked_on)


# Made once: putting a statement together costs more than running it.
_NOW: BindParameter[Any] = bindparam("now", type_=_Fire.due_on.type)
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_IS_DUE = (_Fire.event_id == bindparam("event_id"), IS_PENDING, _Fire.due_on <= _NOW)
_DUE_EVENTS = (
    select(_Event.id, _Space.uuid)
    .join(_Campaign, _Campaign.id == _Event.campaign_id)
    .join(_Space, _Space.id == _Campaign.workspace_id)
    .where(~_Space.is_archived, select(_Fire.id).where(_Fire.event_id == _Event.id, IS_PENDING, _Fire.due_on <= _NOW).exists())
    .order_by(_Event.id)
)
_OWNER = (
    select(_Space.uuid)
    .join(_Campaign, _Campaign.workspace_id == _Space.id)
    .join(_Event, _Event.campaign_id == _Campaign.id)
    .where(_Event.id == bindparam("event_id"))
)
_AFTER: BindParameter[Any] = bindparam("after", type_=_Fire.due_on.type)
_NEXT_FIRES = (
    select(_Fire.id, _Fire.contact_id, _Fire.due_on, _Fire.reason)
    .where(*_IS_DUE, _Fire.due_on >= _AFTER, (_Fire.due_on > _AFTER) | (_Fire.id > bindparam("key")))
    .order_by(_Fire.due_on, _Fire.id)
    .limit(BATCH)
)
_OLDEST = (
    select(_Fire.due_on)
    .where(*_IS_DUE, _Fire.reason.is_(None) | (_Fire.reason != lateness.RELEASED))
    .order_by(_Fire.due_on)
    .limit(1)
)
_WORKED = (
    update(_Event)
    .where(_Event.id == bindparam("event_id"))
    .values(worked_on=bindparam("now"))
    .execution_options(synchronize_session=False)
)
_STANDING = select(_Fire.id, _Fire.contact_id, _Fire.due_on).where(_Fire.id.in_(_KEYS), IS_PENDING)
_REVISIONS = select(tables.Contact.id, tables.Contact.revision).where(tables.Contact.id.in_(_KEYS))
_SETTLE = (
    update(_Fire)
    .where(_Fire.id == bindparam("of_id"))
    .values({name: bindparam(name) for name in ("state", "reason", "settled_on", "start_id", "msg_id")})
)
_HOLD = update(_Fire).where(_Fire.id.in_(_KEYS)).values(state=HELD).execution_options(synchronize_session=False)
