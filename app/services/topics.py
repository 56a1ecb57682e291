"""What tickets are about."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import tickets as contracts
from app.errors import NotFound, OutpostError
from app.services import objects, ticket_rows, uses
from app.services.base import Service
from app.store import tables
from app.store.database import UnitOfWork

_Topic, _Ticket = tables.Topic, tables.Ticket
TOPIC = "topics"

_Counts = dict[tuple[int, str], int]


class Topics(Service, contract=contracts.Topics):
    """Implements `app.contracts.tickets.Topics`."""

    def all(self, workspace: str) -> list[contracts.Topic]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            counts = _count(session, space.id)
            rows = objects.by_name(objects.active(session, _Topic, space.id))
            return [_shown(row, counts) for row in sorted(rows, key=lambda row: not row.is_default)]

    def deleted(self, workspace: str) -> list[contracts.Topic]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            counts = _count(session, space.id)
            return [_shown(row, counts) for row in objects.deleted(session, _Topic, space.id)]

    def create(self, workspace: str, name: str) -> contracts.Topic:
        name = objects.check_name(name)
        with self.change("topics.create", workspace=workspace) as work:
            space = self.workspace(work.session, workspace)
            now = self.core.clock.now()
            row = objects.add_named(
                work.session, _Topic, space, name, limit="topics", now=now, uuid=ids.uuid4(), is_default=False
            )
            self.note(subject=row.uuid, name=name)
            return self._told(work, workspace, row)

    def rename(self, workspace: str, topic: str, name: str) -> contracts.Topic:
        name = objects.check_name(name)
        with self.change("topics.rename", workspace=workspace, subject=topic, name=name) as work:
            row = self._find(work, workspace, topic)
            self.note(before=row.name)
            objects.rename(work.session, row, name, self.core.clock.now())
            return self._told(work, workspace, row)

    def delete(self, workspace: str, topic: str) -> None:
        store = self.core.store
        with store.read() as session:
            uses.warm(store, self.workspace(session, workspace).id)
        with self.change("topics.delete", workspace=workspace, subject=topic) as work:
            row = self._find(work, workspace, topic)
            uses.refuse_used("topic", row.name, uses.flows_using(work.session, store, row.workspace_id, "topic", row.uuid))
            if count := _count(work.session, row.workspace_id).get((row.id, ticket_rows.OPEN)):
                raise OutpostError("topic_has_tickets", name=row.name, count=count)
            objects.delete(work.session, row, self.core.clock.now())
            self.note(name=row.name)
            self._told(work, workspace, row)

    def restore(self, workspace: str, topic: str) -> contracts.Topic:
        with self.change("topics.restore", workspace=workspace, subject=topic) as work:
            space = self.workspace(work.session, workspace)
            row = objects.find(work.session, _Topic, space.id, "topic", is_active=False, uuid=topic)
            objects.restore(work.session, space, row, "topics", self.core.clock.now(), unique=[("name_key", "name")])
            self.note(name=row.name)
            return self._told(work, workspace, row)

    def _find(self, work: UnitOfWork, workspace: str, topic: str) -> tables.Topic:
        """One that may be changed."""
        space = self.workspace(work.session, workspace)
        row = objects.find(work.session, _Topic, space.id, "topic", uuid=topic)
        if row.is_default:
            raise OutpostError("topic_default", name=row.name)
        return row

    def _told(self, work: UnitOfWork, workspace: str, row: tables.Topic) -> contracts.Topic:
        work.publish(TOPIC, workspace, row.uuid)
        return _shown(row, _count(work.session, row.workspace_id))


def default_of(session: Session, workspace_id: int) -> tables.Topic:
    """What a ticket is about when nobody said. Every workspace has it from its beginning."""
    found = session.scalar(select(_Topic).where(_Topic.workspace_id == workspace_id, _Topic.is_default))
    if found is None:
        raise NotFound("topic", "default")
    return found


def _count(session: Session, workspace_id: int) -> _Counts:
    query = (
        select(_Ticket.topic_id, _Ticket.status, func.count())
        .join(_Topic, _Topic.id == _Ticket.topic_id)
        .where(_Topic.workspace_id == workspace_id)
        .group_by(_Ticket.topic_id, _Ticket.status)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def _shown(row: tables.Topic, counts: _Counts) -> contracts.Topic:
    opened, closed = counts.get((row.id, ticket_rows.OPEN), 0), counts.get((row.id, ticket_rows.CLOSED), 0)
    return contracts.Topic(row.uuid, row.name, row.is_default, opened, closed)
