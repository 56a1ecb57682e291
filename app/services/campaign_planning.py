"""Which campaign events are to come about for whom, and when: open rows of `CampaignFire`, one an event and contact.

A contact who is active, in the campaign's group and has the date gets the event at the time that the date gives, if that is
not past. Source: RapidPro deletes and makes the fires of a contact anew whenever something of it changes, never makes one
that is past already, and never fires one twice for the same time.

Here a fire is moved where its time changes and settled as skipped, with a reason, where it is not to come about any more. What
was fired, died or was skipped for good is not planned again for the same event, contact and time, so that a date that is
set to another and back, or a clock that was wrong for a while, sends nothing twice; another date is planned as if nothing had
been. One that is due and only waits for its turn stays as it is, however often the contact changes meanwhile.

Database triggers say for whom to plan: contacts in `CampaignDirty`, whole events by `CampaignEvent.plan_cursor`. Both are
worked through in batches, each one transaction that reads, writes and takes the marks away; a kill loses and doubles nothing.
Past is what was due before the change was made, not before it was planned: the planner may be late, or the power was cut.
"""

from __future__ import annotations

import datetime as dt
import functools
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, bindparam, delete, insert, select, text, update
from sqlalchemy.orm import Session

from app.ports import TaskRef
from app.services import campaign_marks, contact_keys, lateness
from app.services.base import Core
from app.services.campaign_times import Offset
from app.services.lateness import LATE
from app.store import tables
from app.store.database import UnitOfWork

log = logging.getLogger(__name__)

BATCH = 100  # contacts of one transaction
SECONDS = 0.5  # of work until others have their turn

PENDING, HELD, FIRED, SKIPPED, DEAD = "pending", "held", "fired", "skipped", "dead"

# Why a fire was skipped. For good:
IN_FLOW, BY_STAFF, EMPTY = "in_flow", "by_staff", "empty"
FINAL = (IN_FLOW, BY_STAFF, EMPTY, LATE)
# Because of what can change back, and is then planned again:
NOT_ACTIVE, LEFT_GROUP, NO_DATE, DATE_CHANGED = "not_active", "left_group", "no_date", "date_changed"
EVENT_CHANGED = "event_changed"
REASONS = (*FINAL, NOT_ACTIVE, LEFT_GROUP, NO_DATE, DATE_CHANGED, EVENT_CHANGED)

_Event, _Campaign, _Group, _Field = tables.CampaignEvent, tables.Campaign, tables.ContactGroup, tables.ContactField
_Fire, _Dirty, _Contact, _Member, _Value = (
    tables.CampaignFire,
    tables.CampaignDirty,
    tables.Contact,
    tables.GroupContact,
    tables.ContactValue,
)

IS_OPEN = text("campaign_fire.state IN ('pending', 'held')")  # as the index says it
Pair = tuple[int, int]
"""An event and a contact."""


@dataclass(frozen=True, slots=True)
class Point:
    """An event as planning needs it. Not `is_live`: it is of the past, or its campaign, group or field is."""

    event_id: int
    workspace_id: int
    group_id: int
    relative_to: str
    field_id: int | None
    offset: Offset
    is_live: bool


@dataclass(frozen=True, slots=True)
class People:
    """What planning asks of contacts. `groups` and `dates` by contact: ids of groups, and moments by field."""

    rows: Mapping[int, Any]
    groups: Mapping[int, frozenset[int]]
    dates: Mapping[Pair, dt.datetime]

    @classmethod
    def read(cls, session: Session, contact_ids: Sequence[int], points: Iterable[Point]) -> People:
        keys = {"keys": list(contact_ids)}
        groups, fields = {one.group_id for one in points}, {one.field_id for one in points if one.field_id is not None}
        rows = {row.id: row for row in session.execute(_CONTACTS, keys)}
        members: dict[int, set[int]] = {}
        for row in session.execute(_MEMBERS, {**keys, "groups": list(groups)}):
            members.setdefault(row.contact_id, set()).add(row.group_id)
        dates = {}
        for value in session.execute(_DATES, {**keys, "fields": list(fields)}) if fields else ():
            if (moment := _moment(value.datetime_key)) is not None:
                dates[value.contact_id, value.field_id] = moment
        return cls(rows, {key: frozenset(found) for key, found in members.items()}, dates)

    def start(self, point: Point, contact_id: int) -> dt.datetime | None:
        """The date of the contact that the event counts from."""
        if point.field_id is not None:
            return self.dates.get((contact_id, point.field_id))
        found: dt.datetime | None = getattr(self.rows[contact_id], point.relative_to)
        return found

    def when(self, point: Point, contact_id: int) -> dt.datetime | str:
        """When the event is due for the contact, past or not; or why it is not."""
        row = self.rows.get(contact_id)
        if not point.is_live:
            return EVENT_CHANGED
        if row is None or row.is_deleted or row.status != "active":
            return NOT_ACTIVE
        if point.group_id not in self.groups.get(contact_id, ()):
            return LEFT_GROUP
        start = self.start(point, contact_id)
        due = point.offset.due_on(start) if start is not None else None
        return NO_DATE if due is None else due


def _moment(key: str) -> dt.datetime | None:
    """Rounded up to the microsecond. None: beyond what the calendar can tell."""
    nanoseconds = contact_keys.moment_of(key).ns
    try:
        return _EPOCH + dt.timedelta(microseconds=-(-nanoseconds // 1000))
    except OverflowError:
        return None


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


# What is to be changed


@dataclass(slots=True)
class Plan:
    """`new`: rows; `moved`: the new time by fire; `skipped`: the reason by fire."""

    new: list[dict[str, Any]] = field(default_factory=list)
    moved: dict[int, dt.datetime] = field(default_factory=dict)
    skipped: dict[int, str] = field(default_factory=dict)

    @property
    def soonest(self) -> dt.datetime | None:
        return min((*(row["due_on"] for row in self.new), *self.moved.values()), default=None)


def plan(
    session: Session, points: Sequence[Point], people: People, since: Callable[[int], dt.datetime], now: dt.datetime
) -> Plan:
    """Write what is to come about for these contacts. `since(contact_id)`: what is due before then is past."""
    keys = {"keys": list(people.rows), "events": [one.event_id for one in points]}
    standing = {(row.event_id, row.contact_id): row for row in session.execute(_OPEN, keys)}
    made, wanted = Plan(), {}
    for point in points:
        for contact_id in people.rows:
            pair, due = (point.event_id, contact_id), people.when(point, contact_id)
            fire = standing.get(pair)
            if fire is None and not isinstance(due, str) and due >= since(contact_id):
                wanted[pair] = (point, due)
            elif fire is not None:
                _follow(made, fire, due, since(contact_id))
    done = _settled(session, wanted, keys)
    for (event_id, contact_id), (point, due) in wanted.items():
        if (event_id, contact_id, due) not in done:
            values = {"workspace_id": point.workspace_id, "event_id": event_id, "contact_id": contact_id}
            made.new.append({**values, "due_on": due, "state": PENDING, "error_count": 0})
    write_plan(session, made, now)
    return made


def _follow(made: Plan, fire: Any, due: dt.datetime | str, since: dt.datetime) -> None:
    """An open fire and what the contact says now."""
    if isinstance(due, str):
        made.skipped[fire.id] = due
    elif due == fire.due_on:
        return
    elif due >= since:
        made.moved[fire.id] = due
    else:
        made.skipped[fire.id] = DATE_CHANGED


def _settled(session: Session, wanted: Mapping[Pair, tuple[Point, dt.datetime]], keys: Mapping[str, Any]) -> set[Any]:
    """What was fired, died or was skipped for good of these: event, contact and time."""
    if not wanted:
        return set()
    soonest = min(due for _, due in wanted.values())
    return {(row.event_id, row.contact_id, row.due_on) for row in session.execute(_DONE, {**keys, "soonest": soonest})}


def write_plan(session: Session, made: Plan, now: dt.datetime) -> None:
    connection = session.connection()
    if made.new:
        connection.execute(_NEW, made.new)
    if made.moved:
        connection.execute(_MOVE, [{"of_id": key, "due_on": due} for key, due in made.moved.items()])
    if made.skipped:
        connection.execute(_SKIP, [{"of_id": key, "reason": why, "now": now} for key, why in made.skipped.items()])


# Contacts that were marked


def plan_contacts(core: Core, workspace_id: int) -> None:
    """Plan for the marked contacts of a workspace, for a moment; then the task stands again. Safe to repeat."""
    with core.store.read() as session:
        space = session.get(tables.Workspace, workspace_id)
    if space is not None:
        _repeat(core, campaign_marks.contacts_task(space.id, space.uuid), lambda: _plan_marked(core, space))


def _plan_marked(core: Core, space: tables.Workspace) -> bool:
    """The next contacts. False: there are no more."""
    with core.store.write(durable=False) as work:
        session = work.session
        marks = {row.contact_id: row.since for row in session.execute(_MARKS, {"workspace_id": space.id})}
        if not marks:
            return False
        now = lateness.trusted_now(session, core.clock.now())
        points = read_points(session, workspace_id=space.id)
        people = People.read(session, list(marks), points)
        made = plan(session, points, people, lambda key: min(marks[key] or now, now), now)
        session.connection().execute(_UNMARK, {"keys": list(marks)})
        _tell(core, work, space.uuid, made)
        work.commit()
    return len(marks) == BATCH


# Whole events


def plan_event(core: Core, event_id: int) -> None:
    """Plan an event for everybody, for a moment; then the task stands again. Safe to repeat."""
    with core.store.read() as session:
        event = session.get(_Event, event_id)
        campaign = session.get(_Campaign, event.campaign_id) if event else None
        space = session.get(tables.Workspace, campaign.workspace_id) if campaign else None
    if space is not None:
        _repeat(core, campaign_marks.event_task(event_id, space.uuid), lambda: _plan_for_all(core, event_id, space.uuid))


def _plan_for_all(core: Core, event_id: int, workspace_uuid: str) -> bool:
    """The next contacts of the group, and those who have a fire that may be none any more. False: there are no more."""
    with core.store.write(durable=False) as work:
        session = work.session
        event = session.get_one(_Event, event_id)
        if event.plan_cursor is None:
            return False
        now = lateness.trusted_now(session, core.clock.now())
        points = read_points(session, event_id=event_id)
        keys = _next_contacts(session, points[0], event.plan_cursor)
        since = min(event.plan_since or now, now)
        made = plan(session, points, People.read(session, keys, points), lambda _: since, now)
        is_last = len(keys) < BATCH
        event.plan_cursor, event.plan_since = (None, None) if is_last else (keys[-1], since)
        session.flush()
        _tell(core, work, workspace_uuid, made)
        work.commit()
    return not is_last


def _next_contacts(session: Session, point: Point, cursor: int) -> list[int]:
    """By id: members, and who has an open fire of the event."""
    wanted = {"event_id": point.event_id, "group_id": point.group_id, "cursor": cursor}
    members = session.scalars(_NEXT_MEMBERS, wanted).all() if point.is_live else ()
    return sorted({*members, *session.scalars(_NEXT_OPEN, wanted)})[:BATCH]


def read_points(session: Session, *, workspace_id: int | None = None, event_id: int | None = None) -> list[Point]:
    """The events of a workspace that are in use, or the given one, in use or not."""
    is_of = _Event.id == event_id if workspace_id is None else _Campaign.workspace_id == workspace_id
    points = [_point(row) for row in session.execute(_POINTS.where(is_of))]
    return points if workspace_id is None else [one for one in points if one.is_live]


def _point(row: Any) -> Point:
    is_live = row.is_active and not row.is_archived and row.is_group and row.is_field is not False
    offset = Offset(row.offset, row.unit, row.delivery_hour, ZoneInfo(row.timezone))
    return Point(row.id, row.workspace_id, row.group_id, row.relative_to, row.field_id, offset, bool(is_live))


def _tell(core: Core, work: UnitOfWork, workspace_uuid: str, made: Plan) -> None:
    if made.new or made.moved or made.skipped:
        work.publish("campaigns", workspace_uuid)
    if (soonest := made.soonest) is not None and core.wake_at is not None:
        work.after_commit(functools.partial(core.wake_at, soonest))


def _repeat(core: Core, task: TaskRef, step: Callable[[], bool]) -> None:
    started = core.clock.monotonic()
    while step():
        if core.clock.monotonic() - started >= SECONDS:
            with core.store.write(durable=False) as work:
                core.queue.add(work, task)
                work.commit()
            return


# Made once: putting a statement together costs more than running it.
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_EVENTS: BindParameter[Any] = bindparam("events", expanding=True)
_NOW: BindParameter[Any] = bindparam("now", type_=_Fire.due_on.type)
_CONTACTS = select(
    _Contact.id,
    _Contact.status,
    _Contact.is_deleted,
    _Contact.created_on,
    _Contact.last_seen_on,
    _Contact.current_flow_id,
    _Contact.revision,
).where(_Contact.id.in_(_KEYS))
_MEMBERS = select(_Member.contact_id, _Member.group_id).where(
    _Member.contact_id.in_(_KEYS), _Member.group_id.in_(bindparam("groups", expanding=True))
)
_DATES = select(_Value.contact_id, _Value.field_id, _Value.datetime_key).where(
    _Value.contact_id.in_(_KEYS), _Value.field_id.in_(bindparam("fields", expanding=True)), _Value.datetime_key.is_not(None)
)
_OPEN = select(_Fire.id, _Fire.event_id, _Fire.contact_id, _Fire.due_on).where(
    _Fire.event_id.in_(_EVENTS), _Fire.contact_id.in_(_KEYS), IS_OPEN
)
_DONE = select(_Fire.event_id, _Fire.contact_id, _Fire.due_on).where(
    _Fire.contact_id.in_(_KEYS),
    _Fire.event_id.in_(_EVENTS),
    _Fire.due_on >= bindparam("soonest", type_=_Fire.due_on.type),
    _Fire.state.in_((FIRED, DEAD)) | ((_Fire.state == SKIPPED) & _Fire.reason.in_(FINAL)),
)
_NEW = insert(_Fire)
_MOVE = update(_Fire).where(_Fire.id == bindparam("of_id")).values(due_on=bindparam("due_on"), state=PENDING, reason=None)
_SKIP = (
    update(_Fire)
    .where(_Fire.id == bindparam("of_id"))
    .values(state=SKIPPED, reason=bindparam("reason"), settled_on=_NOW, error=None)
)
_MARKS = (
    select(_Dirty.contact_id, _Dirty.since)
    .where(_Dirty.workspace_id == bindparam("workspace_id"))
    .order_by(_Dirty.contact_id)
    .limit(BATCH)
)
_UNMARK = delete(_Dirty).where(_Dirty.contact_id.in_(_KEYS))
_NEXT_MEMBERS = (
    select(_Member.contact_id)
    .where(_Member.group_id == bindparam("group_id"), _Member.contact_id > bindparam("cursor"))
    .order_by(_Member.contact_id)
    .limit(BATCH)
)
_NEXT_OPEN = (
    select(_Fire.contact_id)
    .where(_Fire.event_id == bindparam("event_id"), _Fire.contact_id > bindparam("cursor"), IS_OPEN)
    .order_by(_Fire.contact_id)
    .limit(BATCH)
)
_POINTS = (
    select(
        _Event.id,
        _Event.relative_to,
        _Event.field_id,
        _Event.offset,
        _Event.unit,
        _Event.delivery_hour,
        _Event.is_active,
        _Campaign.workspace_id,
        _Campaign.group_id,
        _Campaign.is_archived,
        _Group.is_active.label("is_group"),
        _Field.is_active.label("is_field"),
        tables.Workspace.timezone,
    )
    .join(_Campaign, _Campaign.id == _Event.campaign_id)
    .join(_Group, _Group.id == _Campaign.group_id)
    .join(tables.Workspace, tables.Workspace.id == _Campaign.workspace_id)
    .outerjoin(_Field, _Field.id == _Event.field_id)
    .order_by(_Event.id)
)
