"""Groups by hand and smart groups, which fill themselves by a contact query."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import contacts as contracts
from app.engine.contactql import QueryError, inspect_query, parse_query
from app.errors import Invalid
from app.ports import TaskRef
from app.services import campaign_marks, contact_changes, objects, tallies, uses
from app.services.assets import WorkspaceAssets
from app.services.base import Core, Service
from app.services.contact_changes import quietly
from app.services.contact_matching import Matching
from app.services.contact_service import chosen
from app.services.flow_runtime import runtime_of
from app.store import tables
from app.store.database import UnitOfWork

log = logging.getLogger(__name__)

READY, EVALUATING, INVALID = "ready", "evaluating", "invalid"
BATCH = 200  # contacts of one transaction of a population
SECONDS = 1.0  # of work until others have their turn
MAX_QUERY = 10_000  # characters

_Group, _Member, _Contact = tables.ContactGroup, tables.GroupContact, tables.Contact


class Groups(Service, contract=contracts.Groups):
    """Implements `app.contracts.contacts.Groups`."""

    def all(self, workspace: str) -> list[contracts.Group]:
        with self.core.store.read() as session:
            rows = objects.active(session, _Group, self.workspace(session, workspace).id)
            return _shown(session, objects.by_name(rows))

    def deleted(self, workspace: str) -> list[contracts.Group]:
        with self.core.store.read() as session:
            return _shown(session, objects.deleted(session, _Group, self.workspace(session, workspace).id))

    def create(self, workspace: str, name: str, query: str | None = None, contacts: list[str] | None = None) -> contracts.Group:
        name = objects.check_name(name)
        if query is not None:
            query = self._checked_query(workspace, query)
            if contacts:
                raise Invalid("contacts", "smart")
        keys = chosen(self, workspace, contacts or [], may_be_none=True)
        with self.change("groups.create", workspace=workspace, name=name) as work:
            space = self.workspace(work.session, workspace)
            row = objects.add_named(
                work.session, _Group, space, name, limit="groups", now=self.core.clock.now(), uuid=ids.uuid4(), query=query
            )
            self.note(subject=row.uuid, query=query)
            if query is not None:
                queue_population(work, self.core, row)
            made = self._told(work, workspace, row)
        if not keys:
            return made
        self._move(workspace, row, keys, "add")
        return self._read(workspace, row.uuid)

    def rename(self, workspace: str, group: str, name: str) -> contracts.Group:
        name = objects.check_name(name)
        with self.change("groups.rename", workspace=workspace, subject=group, name=name) as work:
            row = self._find(work.session, workspace, group)
            self.note(before=row.name)
            objects.rename(work.session, row, name, self.core.clock.now())
            return self._told(work, workspace, row)

    def set_query(self, workspace: str, group: str, query: str) -> contracts.Group:
        query = self._checked_query(workspace, query)
        with self.change("groups.set_query", workspace=workspace, subject=group, query=query) as work:
            row = self._find(work.session, workspace, group)
            if row.query is None:
                raise Invalid("query", "not_smart")
            self.note(before=row.query)
            row.query, row.modified_on = query, self.core.clock.now()
            queue_population(work, self.core, row)
            return self._told(work, workspace, row)

    def delete(self, workspace: str, group: str) -> None:
        store = self.core.store
        with store.read() as session:
            uses.warm(store, self.workspace(session, workspace).id)
        with self.change("groups.delete", workspace=workspace, subject=group) as work:
            row = self._find(work.session, workspace, group)
            uses.refuse_used("group", row.name, self._users(work.session, row))
            objects.delete(work.session, row, self.core.clock.now())
            self.note(name=row.name)
            self._told(work, workspace, row)

    def restore(self, workspace: str, group: str) -> contracts.Group:
        with self.change("groups.restore", workspace=workspace, subject=group) as work:
            space = self.workspace(work.session, workspace)
            row = objects.find(work.session, _Group, space.id, "group", is_active=False, uuid=group)
            objects.restore(work.session, space, row, "groups", self.core.clock.now(), unique=[("name_key", "name")])
            self.note(name=row.name)
            queue_population(work, self.core, row)
            return self._told(work, workspace, row)

    def add(self, workspace: str, group: str, contacts: list[str]) -> contracts.Changed:
        return self._change_members(workspace, group, contacts, "add")

    def remove(self, workspace: str, group: str, contacts: list[str]) -> contracts.Changed:
        return self._change_members(workspace, group, contacts, "remove")

    def _change_members(self, workspace: str, group: str, uuids: Sequence[str], how: str) -> contracts.Changed:
        keys = chosen(self, workspace, uuids)
        with self.core.store.read() as session:
            row = self._find(session, workspace, group)
        if row.query is not None:
            raise Invalid("group", "smart")
        return self._move(workspace, row, keys, how)

    def _move(self, workspace: str, row: tables.ContactGroup, keys: dict[str, int], how: str) -> contracts.Changed:
        """`how` add or remove."""
        data = {"type": "groups", "groups": [{"uuid": row.uuid, "name": row.name}], "modification": how}
        outcome = contact_changes.modify(
            self.core,
            row.workspace_id,
            list(keys.values()),
            contact_changes.by_json(data),
            transaction=lambda count: self.change(f"groups.{how}", workspace=workspace, subject=row.uuid, count=count),
            user_id=self.actor.user_id,
        )
        uuids = {contact_id: uuid for uuid, contact_id in keys.items()}
        return contracts.Changed([uuids[key] for key in outcome.changed], [uuids[key] for key in outcome.refused])

    def _users(self, session: Session, row: tables.ContactGroup) -> list[str]:
        """Names of what uses the group: flows, triggers (by their flow) and campaigns."""
        trigger, of, campaign = tables.Trigger, tables.TriggerGroup, tables.Campaign
        started = (
            select(tables.Flow.name)
            .join(trigger, trigger.flow_id == tables.Flow.id)
            .join(of, of.trigger_id == trigger.id)
            .where(of.group_id == row.id, ~trigger.is_archived)
        )
        reached = select(campaign.name).where(campaign.group_id == row.id, ~campaign.is_archived)
        flows = uses.flows_using(session, self.core.store, row.workspace_id, "group", row.uuid)
        return sorted({*flows, *session.scalars(started), *session.scalars(reached)})

    def _checked_query(self, workspace: str, query: str) -> str:
        with self.core.store.read() as session:
            shared = runtime_of(self.core).assets.get(session, self.workspace(session, workspace).id)
        return check_query(shared, query)

    def _find(self, session: Session, workspace: str, group: str) -> tables.ContactGroup:
        return objects.find(session, _Group, self.workspace(session, workspace).id, "group", uuid=group)

    def _read(self, workspace: str, group: str) -> contracts.Group:
        with self.core.store.read() as session:
            return _shown(session, [self._find(session, workspace, group)])[0]

    def _told(self, work: UnitOfWork, workspace: str, row: tables.ContactGroup) -> contracts.Group:
        work.session.flush()
        work.publish("contacts", workspace)
        return _shown(work.session, [row])[0]


def check_query(shared: WorkspaceAssets, query: str) -> str:
    """The query of a smart group, as it is stored. Raises Invalid query: a code of contact queries, `not_allowed`, `too_long`."""
    query = objects.check_text(query, "query", MAX_QUERY).strip()
    if not query:
        raise Invalid("query", "empty")
    try:
        node = parse_query(query, shared.assets, shared.env)
    except QueryError as error:
        raise Invalid("query", error.code, **{key: str(value)[:100] for key, value in error.extra.items()}) from error
    found = inspect_query(node, shared.assets)
    if not found.allow_as_group:
        raise Invalid("query", "not_allowed")
    return query


def queue_population(work: UnitOfWork, core: Core, group: tables.ContactGroup) -> None:
    """Look at all contacts from the first one on, in the background: who matches joins and who does not leaves. From a group by
    hand only those leave who are not active. In the caller's transaction; the row is of its session."""
    group.state, group.cursor = EVALUATING, 0
    work.session.flush()
    space = work.session.get_one(tables.Workspace, group.workspace_id)
    core.queue.add(work, population_task(group.id, space.uuid))


def population_task(group_id: int, workspace_uuid: str) -> TaskRef:
    return TaskRef("default", "populate_group", (group_id,), owner=workspace_uuid, key=f"populate_group:{group_id}")


def pending_tasks(session: Session, limit: int) -> Iterator[TaskRef]:
    """Of the groups that are not filled yet."""
    query = (
        select(_Group.id, tables.Workspace.uuid)
        .join(tables.Workspace, tables.Workspace.id == _Group.workspace_id)
        .where(_Group.state == EVALUATING, _Group.is_active)
        .order_by(_Group.id)
        .limit(limit)
    )
    for row in session.execute(query):
        yield population_task(row[0], row[1])


def populate(core: Core, group_id: int) -> None:
    """Fill a group for about a second; then its task stands again. Safe to repeat and to kill."""
    started = core.clock.monotonic()
    while _populate_some(core, group_id):
        if core.clock.monotonic() - started >= SECONDS:
            with quietly(core) as work:
                space = work.session.get_one(tables.Workspace, work.session.get_one(_Group, group_id).workspace_id)
                core.queue.add(work, population_task(group_id, space.uuid))
            return


def _populate_some(core: Core, group_id: int) -> bool:
    """Look at the next contacts. False: there are none left, or the group needs it no more."""
    with core.store.read() as session:
        group = session.get(_Group, group_id)
        if group is None or group.state != EVALUATING or not group.is_active:
            return False
        query = select(_Contact).where(_Contact.workspace_id == group.workspace_id, _Contact.id > group.cursor)
        rows = list(session.scalars(query.order_by(_Contact.id).limit(BATCH)))
        keys = [row.id for row in rows]
        of_group = select(_Member.contact_id).where(_Member.group_id == group_id, _Member.contact_id.in_(keys))
        members = set(session.scalars(of_group))
        shared = runtime_of(core).assets.get(session, group.workspace_id)
        people = [row for row in rows if row.status == "active" and not row.is_deleted]
        active = {row.id for row in people}
        try:
            wanted = members & active if group.query is None else _matching(session, shared, group.query, people)
        except QueryError as error:
            return _give_up(core, group, error.code)
    return _write_some(core, group, keys, [row for row in rows if (row.id in wanted) != (row.id in members)], wanted)


def _matching(session: Session, shared: WorkspaceAssets, query: str, people: Sequence[tables.Contact]) -> set[int]:
    return set(Matching.of(shared, query).matching(session, people))


def _write_some(
    core: Core, seen: tables.ContactGroup, keys: Sequence[int], changes: Sequence[tables.Contact], wanted: set[int]
) -> bool:
    """Contacts that changed since they were read are left out: whoever changed them has looked at the group."""
    with quietly(core) as work:
        session = work.session
        group = session.get_one(_Group, seen.id, populate_existing=True, with_for_update=True)
        if (group.state, group.cursor, group.query, group.is_active) != (EVALUATING, seen.cursor, seen.query, True):
            return group.state == EVALUATING and group.is_active
        still = contact_changes.unchanged(session, changes)
        _move(core, work, group, [row for row in still if row.id in wanted], [row for row in still if row.id not in wanted])
        if len(keys) < BATCH:
            group.state = READY
        else:
            group.cursor = keys[-1]
        session.flush()
        space = session.get_one(tables.Workspace, group.workspace_id)
        campaign_marks.contacts_changed(work, core, space, [row.id for row in still])
        work.publish("contacts", space.uuid, *(row.uuid for row in still))
        return group.state == EVALUATING


def _move(
    core: Core, work: UnitOfWork, group: tables.ContactGroup, new: Sequence[tables.Contact], gone: Sequence[tables.Contact]
) -> None:
    connection = work.session.connection()
    if new:
        connection.execute(insert(_Member), [{"group_id": group.id, "contact_id": row.id} for row in new])
    if gone:
        connection.execute(delete(_Member).where(_Member.group_id == group.id, _Member.contact_id.in_([row.id for row in gone])))
    contact_changes.touch(core, work, [*new, *gone])


def _give_up(core: Core, seen: tables.ContactGroup, code: str) -> bool:
    """A query that can't be read any more: the group stays as it is until it gets another one."""
    log.warning("group_query_invalid", extra={"group": seen.uuid, "code": code})
    with quietly(core) as work:
        group = work.session.get_one(_Group, seen.id)
        if group.query == seen.query and group.state == EVALUATING:
            group.state = INVALID
            work.session.flush()
    return False


def _shown(session: Session, rows: Sequence[tables.ContactGroup]) -> list[contracts.Group]:
    counts = tallies.read(session, "group")
    last = session.scalar(select(func.max(_Contact.id))) or 0 if any(row.state == EVALUATING for row in rows) else 0
    return [
        contracts.Group(
            uuid=row.uuid,
            name=row.name,
            query=row.query,
            state=row.state,
            contacts=counts.get(str(row.id), 0),
            progress=min(row.cursor / last, 1.0) if row.state == EVALUATING and last else 1.0 if row.state != EVALUATING else 0.0,
            created_on=row.created_on,
        )
        for row in rows
    ]
