"""Sessions: who waits where, ending and hurrying them, and what failed three times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, literal_column, select, update
from sqlalchemy.orm import Session, aliased

from app import ids
from app.contracts import sessions as contracts
from app.contracts.base import Page
from app.errors import Invalid, NotFound
from app.ports import TaskRef
from app.services import batches, contacts, dead_letters, fires, tallies
from app.services.base import Core, Service
from app.services.conversation_rows import find_contact, read_cursor
from app.services.session_ends import end_session
from app.services.starts import DEAD
from app.store import tables
from app.store.database import UnitOfWork

WAITING, INTERRUPTED = "waiting", "interrupted"
MAX_PAGE = 200
MAX_CONTACTS = 100
MAX_DEAD = 500
LATEST = 50
START: Final = "start"
FIRE: Final = "fire"

# Written out, so that SQLite's planner sees that the index of those who wait serves.
_IS_WAITING: ColumnElement[bool] = tables.Session.status == literal_column("'waiting'")


class Sessions(Service, contract=contracts.Sessions):
    def waiting(
        self, workspace: str, flow: str | None = None, before: str | None = None, limit: int = 50
    ) -> Page[contracts.FlowSession]:
        row = tables.Session
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            ours = row.workspace_id == space.id if flow is None else row.current_flow_id == self._flow(session, space.id, flow).id
            return _page(session, [_IS_WAITING, ours], before, limit)

    def of_contact(self, workspace: str, contact: str, before: str | None = None, limit: int = 50) -> Page[contracts.FlowSession]:
        with self.core.store.read() as session:
            found = find_contact(session, self.workspace(session, workspace).id, contact)
            return _page(session, [tables.Session.contact_id == found.id], before, limit)

    def interrupt(self, workspace: str, session: str) -> None:
        with self.change("sessions.interrupt", workspace=workspace, subject=session) as work:
            space = self.workspace(work.session, workspace)
            end_sessions(work, self.core, space, [self._waiting(work.session, space.id, session)], INTERRUPTED)

    def interrupt_contacts(self, workspace: str, contacts: list[str]) -> int:
        wanted = list(dict.fromkeys(contacts))
        if not wanted:
            raise Invalid("contacts", "empty")
        if len(wanted) > MAX_CONTACTS:
            raise Invalid("contacts", "too_many", most=MAX_CONTACTS)
        with self.change("sessions.interrupt_contacts", workspace=workspace, contacts=len(wanted)) as work:
            space, contact, row = self.workspace(work.session, workspace), tables.Contact, tables.Session
            query = (
                select(row)
                .join(contact, contact.id == row.contact_id)
                .where(contact.uuid.in_(wanted), contact.workspace_id == space.id, row.status == WAITING)
            )
            found = work.session.scalars(query.order_by(row.id)).all()
            end_sessions(work, self.core, space, found, INTERRUPTED)
            self.note(ended=len(found))
            return len(found)

    def interrupt_flow(self, workspace: str, flow: str) -> contracts.Interrupting:
        with self.change("sessions.interrupt_flow", workspace=workspace, subject=flow) as work:
            space = self.workspace(work.session, workspace)
            target = self._flow(work.session, space.id, flow)
            return _interrupting(interrupt_flow(work, self.core, space, target, self.actor.name), target)

    def interruptions(self, workspace: str) -> list[contracts.Interrupting]:
        row = tables.Interruption
        with self.core.store.read() as session:
            query = select(row, tables.Flow).join(tables.Flow, tables.Flow.id == row.flow_id)
            query = query.where(row.workspace_id == self.workspace(session, workspace).id).order_by(row.id.desc())
            return [_interrupting(found, flow) for found, flow in session.execute(query.limit(LATEST))]

    def expire(self, workspace: str, session: str) -> None:
        with self.change("sessions.expire", workspace=workspace, subject=session) as work:
            space = self.workspace(work.session, workspace)
            row, now = self._waiting(work.session, space.id, session), self.core.clock.now()
            fire = fires.set_due(work.session, fires.EXPIRATION, row, now)
            self.core.queue.add(work, fires.fire_task(fire.id, workspace))

    def dead(self, workspace: str) -> list[contracts.DeadWork]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            found = [*_dead_starts(session, space.id), *_dead_fires(session, space.id)]
            return sorted(found, key=lambda one: one.since)[:MAX_DEAD]

    def requeue(self, workspace: str, ids: list[str]) -> int:
        if len(ids) > MAX_DEAD:
            raise Invalid("ids", "too_many", most=MAX_DEAD)
        wanted = [_dead_key(one) for one in dict.fromkeys(ids)]
        with self.change("sessions.requeue", workspace=workspace, ids=len(wanted)) as work:
            space, done = self.workspace(work.session, workspace), 0
            for kind in (START, FIRE):
                done += len(dead_letters.revive(self.core, work, kind, [key for of, key in wanted if of == kind], space.id))
            work.publish("queue")
            self.note(requeued=done)
            return done

    def _flow(self, session: Session, workspace_id: int, uuid: str) -> tables.Flow:
        flow = tables.Flow
        found = session.scalar(select(flow).where(flow.uuid == uuid, flow.workspace_id == workspace_id))
        if found is None:
            raise NotFound("flow", uuid)
        return found

    def _waiting(self, session: Session, workspace_id: int, uuid: str) -> tables.Session:
        """Raises NotFound, or Invalid session `ended`."""
        row = tables.Session
        found = session.scalar(select(row).where(row.uuid == uuid, row.workspace_id == workspace_id))
        if found is None:
            raise NotFound("session", uuid)
        if found.status != WAITING:
            raise Invalid("session", "ended", status=found.status)
        return found


def end_sessions(work: UnitOfWork, core: Core, workspace: tables.Workspace, found: Iterable[tables.Session], status: str) -> None:
    """End them with their runs, counts, timers and what their contacts stand in, in the caller's transaction."""
    now, zone = core.clock.now(), ZoneInfo(workspace.timezone)
    ticks: list[tallies.Tick] = []
    flow_ids: set[int] = set()
    for row in found:
        ticks += end_session(work, row.id, status, now, zone)
        contact_changed(work, row.contact_id, now, current_flow_id=None)
        flow_ids.update([row.current_flow_id] if row.current_flow_id else ())
    tallies.add(work, workspace.id, ticks)
    uuids = sorted(work.session.scalars(select(tables.Flow.uuid).where(tables.Flow.id.in_(flow_ids)))) if flow_ids else []
    work.publish("flows", workspace.uuid, *uuids)


def contact_changed(work: UnitOfWork, contact_id: int, now: dt.datetime, **values: Any) -> None:
    """Write the contact's columns `values`, and what every change of a contact writes."""
    contact = tables.Contact
    changed = update(contact).where(contact.id == contact_id).values(revision=contact.revision + 1, modified_on=now, **values)
    returning = changed.returning(contact.revision).execution_options(synchronize_session=False)
    contacts.mark_dirty(work.session, contact_id, work.session.execute(returning).scalar_one())


def interrupt_flow(
    work: UnitOfWork, core: Core, workspace: tables.Workspace, flow: tables.Flow, created_by: str
) -> tables.Interruption:
    """End what waits in the flow now: the row and its task, in the caller's transaction; batches do it."""
    now = core.clock.now()
    row = tables.Interruption(
        uuid=ids.uuid7(now),
        workspace_id=workspace.id,
        flow_id=flow.id,
        up_to=work.session.scalar(select(func.max(tables.Session.id))) or 0,
        state=batches.STARTED,
        ended=0,
        created_by=created_by,
        created_on=now,
    )
    work.session.add(row)
    work.session.flush()
    core.queue.add(work, interruption_task(row.id, workspace.uuid))
    return row


def interruption_task(interruption_id: int, workspace_uuid: str) -> TaskRef:
    """Before starts: who asked for it may be about to start the next version."""
    key = f"interruption:{interruption_id}"
    return TaskRef("flow", "interrupt_sessions", (interruption_id,), owner=workspace_uuid, key=key, priority=1)


def interrupt_many(core: Core, interruption_id: int) -> None:
    """The next batches of an interruption, for about a second. Safe to repeat."""
    with core.store.read() as session:
        row = session.get(tables.Interruption, interruption_id)
        space = session.get(tables.Workspace, row.workspace_id) if row else None
    if row is None or space is None:
        return
    task = interruption_task(interruption_id, space.uuid)

    def step() -> bool:
        return _interrupt_some(core, space, interruption_id)

    batches.work_through(core, tables.Interruption, interruption_id, task, step)


def _interrupt_some(core: Core, workspace: tables.Workspace, interruption_id: int) -> bool:
    """Ended ones wait no more, so that the next batch is again the first that wait."""
    row = tables.Session
    with core.store.write(durable=False) as work:
        asked = work.session.get_one(tables.Interruption, interruption_id)
        if asked.state != batches.STARTED:
            return False
        query = select(row).where(_IS_WAITING, row.current_flow_id == asked.flow_id, row.id <= asked.up_to)
        found = work.session.scalars(query.order_by(row.id).limit(batches.BATCH)).all()
        end_sessions(work, core, workspace, found, INTERRUPTED)
        asked.ended += len(found)
        asked.state = batches.STARTED if found else batches.COMPLETED
        work.commit()
    return bool(found)


def _page(
    session: Session, conditions: Sequence[ColumnElement[bool]], before: str | None, limit: int
) -> Page[contracts.FlowSession]:
    row, limit = tables.Session, max(1, min(limit, MAX_PAGE))
    timeout, expiration = aliased(tables.Fire), aliased(tables.Fire)
    query = (
        select(
            row.id,
            row.uuid,
            row.status,
            row.created_on,
            row.ended_on,
            tables.Contact.uuid.label("contact"),
            tables.Contact.name.label("contact_name"),
            tables.Flow.uuid.label("flow"),
            tables.Flow.name.label("flow_name"),
            timeout.due_on.label("timeout_on"),
            expiration.due_on.label("expires_on"),
        )
        .join(tables.Contact, tables.Contact.id == row.contact_id)
        .outerjoin(tables.Flow, tables.Flow.id == row.current_flow_id)
        .outerjoin(timeout, and_(timeout.session_id == row.id, timeout.kind == fires.TIMEOUT))
        .outerjoin(expiration, and_(expiration.session_id == row.id, expiration.kind == fires.EXPIRATION))
        .where(*conditions)
    )
    if before is not None:
        query = query.where(row.id < read_cursor(before))
    found = session.execute(query.order_by(row.id.desc()).limit(limit + 1)).all()
    shown = [contracts.FlowSession(**{name: value for name, value in one._mapping.items() if name != "id"}) for one in found]
    return Page(shown[:limit], str(found[limit - 1].id) if len(found) > limit else None)


def _interrupting(row: tables.Interruption, flow: tables.Flow) -> contracts.Interrupting:
    return contracts.Interrupting(
        uuid=row.uuid,
        flow=flow.uuid,
        flow_name=flow.name,
        state=row.state,  # type: ignore[arg-type]
        ended=row.ended,
        created_by=row.created_by,
        created_on=row.created_on,
    )


def _dead_starts(session: Session, workspace_id: int) -> list[contracts.DeadWork]:
    row, flow, contact = tables.StartRow, tables.Flow, tables.Contact
    query = (
        select(row, contact.uuid, contact.name, flow.uuid, flow.name)
        .join(contact, contact.id == row.contact_id)
        .join(flow, flow.id == row.flow_id)
        .where(row.state == DEAD, row.workspace_id == workspace_id)
        .order_by(row.id)
        .limit(MAX_DEAD)
    )
    return [
        contracts.DeadWork(
            f"{START}:{one.id}", "start", person, name, target, title, one.error or "", one.error_count, one.created_on
        )
        for one, person, name, target, title in session.execute(query)
    ]


def _dead_fires(session: Session, workspace_id: int) -> list[contracts.DeadWork]:
    row, owner, flow, contact = tables.Fire, tables.Session, tables.Flow, tables.Contact
    query = (
        select(row, contact.uuid, contact.name, flow.uuid, flow.name, owner.created_on)
        .join(owner, owner.id == row.session_id)
        .join(contact, contact.id == owner.contact_id)
        .outerjoin(flow, flow.id == owner.current_flow_id)
        .where(fires.IS_DEAD, owner.workspace_id == workspace_id)
        .order_by(row.id)
        .limit(MAX_DEAD)
    )
    return [
        contracts.DeadWork(
            f"{FIRE}:{one.id}",
            one.kind,  # type: ignore[arg-type]
            person,
            name,
            target,
            title,
            one.error or "",
            one.error_count,
            one.due_on or began,
        )
        for one, person, name, target, title, began in session.execute(query)
    ]


def _dead_key(text: str) -> tuple[str, int]:
    """Raises Invalid ids `unknown`."""
    kind, _, key = text.partition(":")
    if kind not in (START, FIRE) or not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Invalid("ids", "unknown")
    return kind, int(key)
