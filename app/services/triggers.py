"""Triggers: what starts which flow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import flows as contracts
from app.contracts.flows import MatchType, TriggerSpec
from app.errors import Invalid, NotFound
from app.services import schedules
from app.services.base import Service
from app.services.keywords import CATCH_ALL, FIRST_WORD, KEYWORD, ONLY_WORD, REFERRAL, collate, read_keyword
from app.services.schedules import NewSchedule
from app.store import tables
from app.store.database import UnitOfWork

MAX_KEYWORDS = 100
MAX_GROUPS = 100
MAX_CONTACTS = 100
MAX_REFERRER_CHARACTERS = 255
SCHEDULE, INBOUND_CALL = "schedule", "inbound_call"
TYPES = (
    KEYWORD, CATCH_ALL, SCHEDULE, INBOUND_CALL, "missed_call", "new_conversation", REFERRAL, "closed_ticket", "opt_in", "opt_out",
)  # fmt: skip
STARTABLE = ("messaging", "messaging_background")  # flow types that a message may start
_NOBODY: frozenset[str] = frozenset()


def startable_by(trigger_type: str) -> tuple[str, ...]:
    """The flow types that a trigger of this type may start: only a call can be answered by a voice flow."""
    return (*STARTABLE, "voice") if trigger_type == INBOUND_CALL else STARTABLE


@dataclass(frozen=True, slots=True)
class NewTrigger:
    """`keywords` are folded; none but for keyword triggers. Channel, groups and contacts by UUID."""

    type: str
    keywords: tuple[str, ...] = ()
    match_type: str = FIRST_WORD
    channel: str | None = None
    groups: frozenset[str] = _NOBODY
    exclude_groups: frozenset[str] = _NOBODY
    contacts: frozenset[str] = _NOBODY
    schedule: NewSchedule | None = None
    referrer_id: str = ""

    def conflicts_with(self, other: NewTrigger, collation: str = "default") -> bool:
        """Whether both would answer the same. Source: RapidPro; the scope is type, channel and groups. `collation` is how the
        workspace compares words."""
        if self.type != other.type or self.type == SCHEDULE or self.channel != other.channel:
            return False
        if self.type == KEYWORD and not self._words(collation) & other._words(collation):
            return False
        if self.type == REFERRAL and self.referrer_id.casefold() != other.referrer_id.casefold():
            return False
        return bool(self.groups & other.groups) if self.groups else not other.groups

    def _words(self, collation: str) -> set[str]:
        return {collate(word, collation) for word in self.keywords}

    def same_as(self, other: NewTrigger) -> bool:
        mine, theirs = (self._rest(), self.schedule), (other._rest(), other.schedule)
        if self.schedule is None or other.schedule is None:
            return mine == theirs
        return mine[0] == theirs[0] and self.schedule.same_as(other.schedule)

    def _rest(self) -> tuple[Any, ...]:
        words = frozenset(self.keywords)
        return (
            self.type,
            words,
            self.match_type,
            self.channel,
            self.groups,
            self.exclude_groups,
            self.contacts,
            self.referrer_id,
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """A trigger with its flow, and all that it says."""

    row: tables.Trigger
    flow: tables.Flow
    new: NewTrigger
    schedule: tables.Schedule | None = None


class Triggers(Service, contract=contracts.Triggers):
    def all(self, workspace: str) -> list[contracts.Trigger]:
        """Oldest first, without the archived."""
        return self._list(workspace, is_archived=False)

    def archived(self, workspace: str) -> list[contracts.Trigger]:
        return self._list(workspace, is_archived=True)

    def create_keyword(
        self, workspace: str, flow: str, keywords: list[str], match_type: MatchType = "first_word"
    ) -> contracts.Trigger:
        folded = read_keywords(keywords)
        if match_type not in (FIRST_WORD, ONLY_WORD):
            raise Invalid("match_type", "unknown")
        with self.change("triggers.create_keyword", workspace=workspace, subject=flow, keywords=" ".join(folded)) as work:
            return self._create(work, workspace, flow, NewTrigger(KEYWORD, tuple(folded), match_type))

    def create_catch_all(self, workspace: str, flow: str) -> contracts.Trigger:
        with self.change("triggers.create_catch_all", workspace=workspace, subject=flow) as work:
            return self._create(work, workspace, flow, NewTrigger(CATCH_ALL))

    def create(self, workspace: str, trigger: TriggerSpec) -> contracts.Trigger:
        with self.change("triggers.create", workspace=workspace, subject=trigger.flow, type=trigger.type) as work:
            row = self.workspace(work.session, workspace)
            new = self._read(work.session, row, trigger)
            return self._create(work, workspace, trigger.flow, new)

    def update(self, workspace: str, uuid: str, trigger: TriggerSpec) -> contracts.Trigger:
        with self.change("triggers.update", workspace=workspace, subject=uuid, type=trigger.type) as work:
            row = self.workspace(work.session, workspace)
            found = find_trigger(work.session, row.id, uuid)
            if found.is_archived:
                raise NotFound("trigger", uuid)
            if trigger.type != found.type:
                raise Invalid("type", "cannot_change")
            new = self._read(work.session, row, trigger)
            flow = startable_flow(work.session, row.id, trigger.flow, new.type)
            now = self.core.clock.now()
            archive_conflicts(work, row, new, now, except_id=found.id)
            found.flow_id = flow.id
            _clear(work.session, found)
            _fill(work.session, row, found, new, now)
            work.publish("triggers", workspace, uuid)
            self._wake(work, found)
            return self._shown(work.session, row, found.id)

    def archive(self, workspace: str, trigger: str) -> None:
        with self.change("triggers.archive", workspace=workspace, subject=trigger) as work:
            row = self.workspace(work.session, workspace)
            archive_trigger(work, row, find_trigger(work.session, row.id, trigger), self.core.clock.now())

    def restore(self, workspace: str, trigger: str) -> contracts.Trigger:
        with self.change("triggers.restore", workspace=workspace, subject=trigger) as work:
            row = self.workspace(work.session, workspace)
            found = find_trigger(work.session, row.id, trigger)
            if found.is_archived:
                restore_trigger(work, row, found, self.core.clock.now())
            self._wake(work, found)
            return self._shown(work.session, row, found.id)

    def _create(self, work: UnitOfWork, workspace: str, flow: str, new: NewTrigger) -> contracts.Trigger:
        row = self.workspace(work.session, workspace)
        target = startable_flow(work.session, row.id, flow, new.type)
        made = add_trigger(work, row, target, new, self.core.clock.now())
        self._wake(work, made)
        return self._shown(work.session, row, made.id)

    def _wake(self, work: UnitOfWork, trigger: tables.Trigger) -> None:
        if trigger.schedule_id is not None:
            schedules.wake(work, self.core, work.session.get_one(tables.Schedule, trigger.schedule_id))

    def _read(self, session: Session, workspace: tables.Workspace, spec: TriggerSpec) -> NewTrigger:
        """What a person asks for, checked. Errors: `invalid`, `not_found`."""
        if spec.type not in TYPES:
            raise Invalid("type", "unknown")
        if spec.match_type not in (FIRST_WORD, ONLY_WORD):
            raise Invalid("match_type", "unknown")
        if (spec.type == SCHEDULE) != (spec.schedule is not None):
            raise Invalid("schedule", "empty" if spec.type == SCHEDULE else "not_scheduled")
        if len(spec.referrer_id) > MAX_REFERRER_CHARACTERS:
            raise Invalid("referrer_id", "too_long", most=MAX_REFERRER_CHARACTERS)
        now, zone = self.core.clock.now(), ZoneInfo(workspace.timezone)
        groups, excluded = _groups(session, workspace.id, spec.groups), _groups(session, workspace.id, spec.exclude_groups)
        if groups & excluded:
            raise Invalid("exclude_groups", "also_included")
        contacts = _contacts(session, workspace.id, spec.contacts) if spec.type == SCHEDULE else _NOBODY
        if spec.type == SCHEDULE and not groups and not contacts:
            raise Invalid("groups", "empty")
        return NewTrigger(
            type=spec.type,
            keywords=tuple(read_keywords(spec.keywords)) if spec.type == KEYWORD else (),
            match_type=spec.match_type if spec.type == KEYWORD else FIRST_WORD,
            channel=_channel(session, workspace.id, spec.channel) if spec.type != SCHEDULE else None,
            groups=groups,
            exclude_groups=excluded,
            contacts=contacts,
            schedule=schedules.read_schedule(spec.schedule, now, zone) if spec.schedule else None,
            referrer_id=spec.referrer_id.strip() if spec.type == REFERRAL else "",
        )

    def _list(self, workspace: str, *, is_archived: bool) -> list[contracts.Trigger]:
        with self.core.store.read() as session:
            row = self.workspace(session, workspace)
            now, zone = self.core.clock.now(), ZoneInfo(row.timezone)
            found = stored_triggers(session, row.id, tables.Trigger.is_archived.is_(is_archived))
            return [_shown(one, zone, now) for one in found]

    def _shown(self, session: Session, workspace: tables.Workspace, trigger_id: int) -> contracts.Trigger:
        session.flush()
        [one] = stored_triggers(session, workspace.id, tables.Trigger.id == trigger_id)
        return _shown(one, ZoneInfo(workspace.timezone), self.core.clock.now())


def read_keywords(keywords: Iterable[str]) -> list[str]:
    """Folded, each once. Errors: `invalid` keywords `empty`, `too_many`, `not_a_keyword`."""
    folded: dict[str, None] = {}
    for keyword in keywords:
        read = read_keyword(keyword)
        if read is None:
            raise Invalid("keywords", "not_a_keyword", keyword=keyword[:50])
        folded[read] = None
    if not folded:
        raise Invalid("keywords", "empty")
    if len(folded) > MAX_KEYWORDS:
        raise Invalid("keywords", "too_many", most=MAX_KEYWORDS)
    return list(folded)


# Rows


def find_trigger(session: Session, workspace_id: int, uuid: str) -> tables.Trigger:
    """Raises NotFound."""
    query = select(tables.Trigger).where(tables.Trigger.uuid == uuid, tables.Trigger.workspace_id == workspace_id)
    if (found := session.scalar(query)) is None:
        raise NotFound("trigger", uuid)
    return found


def add_trigger(
    work: UnitOfWork,
    workspace: tables.Workspace,
    flow: tables.Flow,
    new: NewTrigger,
    now: dt.datetime,
) -> tables.Trigger:
    """A new trigger; those it conflicts with are archived. Source: RapidPro does the same."""
    archive_conflicts(work, workspace, new, now)
    return insert_trigger(work, workspace, flow.id, new, now)


def insert_trigger(
    work: UnitOfWork, workspace: tables.Workspace, flow_id: int, new: NewTrigger, now: dt.datetime
) -> tables.Trigger:
    """The rows alone; the caller has seen to conflicts."""
    made = tables.Trigger(
        uuid=ids.uuid4(),
        workspace_id=workspace.id,
        flow_id=flow_id,
        type=new.type,
        is_archived=False,
        keywords=[],
        created_on=now,
    )
    _fill(work.session, workspace, made, new, now)
    work.publish("triggers", workspace.uuid, made.uuid)
    return made


def archive_conflicts(
    work: UnitOfWork, workspace: tables.Workspace, new: NewTrigger, now: dt.datetime, except_id: int | None = None
) -> list[str]:
    """Archive what would answer the same; returns the UUIDs."""
    archived = []
    for one in stored_triggers(work.session, workspace.id, ~tables.Trigger.is_archived, tables.Trigger.type == new.type):
        if one.row.id != except_id and new.conflicts_with(one.new, workspace.input_collation):
            archive_trigger(work, workspace, one.row, now)
            archived.append(one.row.uuid)
    return archived


def archive_trigger(work: UnitOfWork, workspace: tables.Workspace, trigger: tables.Trigger, now: dt.datetime) -> None:
    """A scheduled one rests until it is restored."""
    trigger.is_archived, trigger.modified_on = True, now
    if trigger.schedule_id is not None:
        work.session.get_one(tables.Schedule, trigger.schedule_id).is_paused = True
    work.publish("triggers", workspace.uuid, trigger.uuid)


def restore_trigger(work: UnitOfWork, workspace: tables.Workspace, trigger: tables.Trigger, now: dt.datetime) -> list[str]:
    """With its UUID; returns the UUIDs of those that it took the place of. Raises NotFound when its flow is archived."""
    [one] = stored_triggers(work.session, workspace.id, tables.Trigger.id == trigger.id)
    if one.flow.is_archived:
        raise NotFound("flow", one.flow.uuid)
    replaced = archive_conflicts(work, workspace, one.new, now, except_id=trigger.id)
    revive_trigger(work, workspace, trigger, now)
    return replaced


def revive_trigger(work: UnitOfWork, workspace: tables.Workspace, trigger: tables.Trigger, now: dt.datetime) -> None:
    """The row alone; the caller has seen to conflicts. What was missed in the meantime is not made up for."""
    trigger.is_archived, trigger.modified_on = False, now
    if trigger.schedule_id is not None:
        schedule = work.session.get_one(tables.Schedule, trigger.schedule_id)
        schedule.is_paused, schedule.modified_on = False, now
        if schedule.repeat != schedules.NEVER:
            schedule.next_fire = schedules.next_fire(schedules.of_row(schedule), now, ZoneInfo(workspace.timezone))
    work.publish("triggers", workspace.uuid, trigger.uuid)


def remove_trigger(work: UnitOfWork, workspace: tables.Workspace, trigger: tables.Trigger) -> None:
    """For good, as if it had never been."""
    session, schedule_id = work.session, trigger.schedule_id
    _clear_parts(session, trigger)
    session.delete(trigger)
    session.flush()
    if schedule_id is not None:
        session.delete(session.get_one(tables.Schedule, schedule_id))
    work.publish("triggers", workspace.uuid, trigger.uuid)


def _fill(session: Session, workspace: tables.Workspace, trigger: tables.Trigger, new: NewTrigger, now: dt.datetime) -> None:
    trigger.keywords, trigger.match_type = list(new.keywords), new.match_type
    trigger.referrer_id = new.referrer_id or None
    trigger.channel_id = (
        session.scalar(select(tables.Channel.id).where(tables.Channel.uuid == new.channel)) if new.channel else None
    )
    trigger.modified_on = now
    if new.schedule is not None:
        schedule = schedules.new_row(new.schedule, workspace, now)
        session.add(schedule)
        session.flush()
        trigger.schedule_id = schedule.id
    session.add(trigger)
    session.flush()
    for is_exclusion, uuids in ((False, new.groups), (True, new.exclude_groups)):
        for group_id in _ids(session, tables.ContactGroup, workspace.id, uuids):
            session.add(tables.TriggerGroup(trigger_id=trigger.id, group_id=group_id, is_exclusion=is_exclusion))
    for contact_id in _ids(session, tables.Contact, workspace.id, new.contacts):
        session.add(tables.TriggerContact(trigger_id=trigger.id, contact_id=contact_id))
    session.flush()


def _clear(session: Session, trigger: tables.Trigger) -> None:
    """What `_fill` will write anew."""
    schedule_id, trigger.schedule_id = trigger.schedule_id, None
    _clear_parts(session, trigger)
    session.flush()
    if schedule_id is not None:
        session.delete(session.get_one(tables.Schedule, schedule_id))


def _clear_parts(session: Session, trigger: tables.Trigger) -> None:
    session.execute(delete(tables.TriggerGroup).where(tables.TriggerGroup.trigger_id == trigger.id))
    session.execute(delete(tables.TriggerContact).where(tables.TriggerContact.trigger_id == trigger.id))


def _ids(session: Session, table: Any, workspace_id: int, uuids: Iterable[str]) -> list[int]:
    wanted = sorted(uuids)
    if not wanted:
        return []
    return list(
        session.scalars(select(table.id).where(table.workspace_id == workspace_id, table.uuid.in_(wanted)).order_by(table.id))
    )


# What they name


def startable_flow(session: Session, workspace_id: int, uuid: str, trigger_type: str = KEYWORD) -> tables.Flow:
    """Raises NotFound, or Invalid flow `wrong_type`."""
    flow = session.scalar(select(tables.Flow).where(tables.Flow.uuid == uuid, tables.Flow.workspace_id == workspace_id))
    if flow is None or flow.is_archived:
        raise NotFound("flow", uuid)
    if flow.type not in startable_by(trigger_type):
        raise Invalid("flow", "wrong_type", type=flow.type)
    return flow


def _groups(session: Session, workspace_id: int, uuids: list[str]) -> frozenset[str]:
    if len(uuids) > MAX_GROUPS:
        raise Invalid("groups", "too_many", most=MAX_GROUPS)
    group = tables.ContactGroup
    query = select(group.uuid).where(group.workspace_id == workspace_id, group.is_active, group.uuid.in_(uuids))
    return _all_found("group", uuids, session.scalars(query) if uuids else [])


def _contacts(session: Session, workspace_id: int, uuids: list[str]) -> frozenset[str]:
    if len(uuids) > MAX_CONTACTS:
        raise Invalid("contacts", "too_many", most=MAX_CONTACTS)
    contact = tables.Contact
    query = select(contact.uuid).where(contact.workspace_id == workspace_id, ~contact.is_deleted, contact.uuid.in_(uuids))
    return _all_found("contact", uuids, session.scalars(query) if uuids else [])


def _all_found(kind: str, wanted: list[str], found: Iterable[str]) -> frozenset[str]:
    here = frozenset(found)
    missing = next((uuid for uuid in wanted if uuid not in here), None)
    if missing is not None:
        raise NotFound(kind, missing)
    return here


def _channel(session: Session, workspace_id: int, uuid: str | None) -> str | None:
    if uuid is None:
        return None
    query = (
        select(tables.Channel.uuid)
        .join(tables.ChannelWorkspace, tables.ChannelWorkspace.channel_id == tables.Channel.id)
        .where(tables.Channel.uuid == uuid, tables.ChannelWorkspace.workspace_id == workspace_id)
        .where(tables.Channel.state != "released")
    )
    if (found := session.scalar(query)) is None:
        raise NotFound("channel", uuid)
    return found


# Reading


def active_triggers(session: Session, workspace_id: int) -> list[tuple[tables.Trigger, tables.Flow]]:
    """Without the archived, oldest first."""
    query = (
        select(tables.Trigger, tables.Flow)
        .join(tables.Flow, tables.Flow.id == tables.Trigger.flow_id)
        .where(tables.Trigger.workspace_id == workspace_id, ~tables.Trigger.is_archived)
        .order_by(tables.Trigger.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def stored_triggers(session: Session, workspace_id: int, *conditions: Any) -> list[Stored]:
    """Triggers of the workspace with everything that they name, oldest first: three statements, however many there are."""
    query = (
        select(tables.Trigger, tables.Flow, tables.Channel.uuid, tables.Schedule)
        .join(tables.Flow, tables.Flow.id == tables.Trigger.flow_id)
        .outerjoin(tables.Channel, tables.Channel.id == tables.Trigger.channel_id)
        .outerjoin(tables.Schedule, tables.Schedule.id == tables.Trigger.schedule_id)
        .where(tables.Trigger.workspace_id == workspace_id, *conditions)
        .order_by(tables.Trigger.id)
    )
    found = session.execute(query).all()
    parts = _parts(session, workspace_id)
    return [
        Stored(trigger, flow, _new_of(trigger, channel, schedule, parts), schedule) for trigger, flow, channel, schedule in found
    ]


@dataclass(slots=True)
class _Parts:
    """UUIDs by trigger."""

    groups: dict[int, set[str]] = field(default_factory=dict)
    excluded: dict[int, set[str]] = field(default_factory=dict)
    contacts: dict[int, set[str]] = field(default_factory=dict)


def _parts(session: Session, workspace_id: int) -> _Parts:
    parts = _Parts()
    of_group = (
        select(tables.TriggerGroup.trigger_id, tables.TriggerGroup.is_exclusion, tables.ContactGroup.uuid)
        .join(tables.ContactGroup, tables.ContactGroup.id == tables.TriggerGroup.group_id)
        .where(tables.ContactGroup.workspace_id == workspace_id)
    )
    for trigger_id, is_exclusion, uuid in session.execute(of_group):
        (parts.excluded if is_exclusion else parts.groups).setdefault(trigger_id, set()).add(uuid)
    of_contact = (
        select(tables.TriggerContact.trigger_id, tables.Contact.uuid)
        .join(tables.Contact, tables.Contact.id == tables.TriggerContact.contact_id)
        .join(tables.Trigger, tables.Trigger.id == tables.TriggerContact.trigger_id)
        .where(tables.Trigger.workspace_id == workspace_id)
    )
    for trigger_id, uuid in session.execute(of_contact):
        parts.contacts.setdefault(trigger_id, set()).add(uuid)
    return parts


def _new_of(trigger: tables.Trigger, channel: str | None, schedule: tables.Schedule | None, parts: _Parts) -> NewTrigger:
    return NewTrigger(
        type=trigger.type,
        keywords=tuple(trigger.keywords or ()),
        match_type=trigger.match_type,
        channel=channel,
        groups=frozenset(parts.groups.get(trigger.id, ())),
        exclude_groups=frozenset(parts.excluded.get(trigger.id, ())),
        contacts=frozenset(parts.contacts.get(trigger.id, ())),
        schedule=schedules.of_row(schedule) if schedule else None,
        referrer_id=trigger.referrer_id or "",
    )


def _shown(one: Stored, zone: ZoneInfo, now: dt.datetime) -> contracts.Trigger:
    return contracts.Trigger(
        uuid=one.row.uuid,
        type=one.row.type,  # type: ignore[arg-type]
        flow=one.flow.uuid,
        flow_name=one.flow.name,
        keywords=list(one.new.keywords),
        match_type="only_word" if one.new.match_type == ONLY_WORD else "first_word",
        created_on=one.row.created_on,
        channel=one.new.channel,
        groups=sorted(one.new.groups),
        exclude_groups=sorted(one.new.exclude_groups),
        contacts=sorted(one.new.contacts),
        schedule=schedules.shown(one.schedule, zone, now) if one.schedule else None,
        referrer_id=one.new.referrer_id,
        is_archived=one.row.is_archived,
    )
