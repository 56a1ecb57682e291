"""Putting back what the queue lost: the rows say what must be done, adding a task that stands already changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.ports import TaskRef
from app.services import (
    campaign_firing,
    campaign_marks,
    contact_deletion,
    field_values,
    fires,
    groups,
    late_reports,
    schedule_firing,
)
from app.services.base import Core
from app.services.broadcasts import broadcast_task
from app.services.flow_starts import open_tasks
from app.services.inbox import inbound_task
from app.services.sessions import interruption_task
from app.services.starts import PENDING, slice_tasks, start_task
from app.store import tables

ADDED = 200  # tasks in one transaction
BATCH = 1000  # of each kind in one sweep; the next sweep takes the rest


def sweep(core: Core, now: dt.datetime | None = None) -> int:
    """Add the tasks of all that came in and of every start that is pending, of every due fire, and of all that is done in
    batches; returns how many.

    At start and every minute. `now`: what the clock said when it was last found to be right.
    """
    now = now or core.clock.now()
    with core.store.read() as session:
        tasks = [*_inbounds(session), *_starts(session), *fires.due_tasks(session, now), *_batches(session)]
        tasks += [*_of_contacts(session), *schedule_firing.due_tasks(session, now), *late_reports.pending_tasks(session)]
        tasks += [*campaign_marks.pending_tasks(session, BATCH), *campaign_firing.due_tasks(session, now, BATCH)]
    return _add(core, tasks)


def sweep_fires(core: Core) -> int:
    """Add the tasks of the next fires that are due, where many are; returns how many."""
    with core.store.read() as session:
        tasks = list(fires.due_tasks(session, core.clock.now()))
    return _add(core, tasks, fires.MORE)


def _add(core: Core, tasks: Sequence[TaskRef], goes_on: str = "") -> int:
    """In transactions short enough for phones to wait for. `goes_on`: the task that calls this, which is to run once more."""
    for start in range(0, len(tasks), ADDED):
        with core.store.write(durable=False) as work:
            for task in tasks[start : start + ADDED]:
                core.queue.add(work, task, revive=task.name == goes_on)
            work.commit()
    return len(tasks)


def _inbounds(session: Session) -> Iterator[TaskRef]:
    """Of each address one for its messages and events; the conditions are those of the indexes."""
    for row in (tables.Inbound, tables.ChannelEvent):
        query = select(row.channel_id, row.address).where(text(f"{row.__tablename__}.state = 'pending'")).distinct().limit(BATCH)
        for found in session.execute(query):
            yield inbound_task(found.channel_id, found.address)


def _starts(session: Session) -> Iterator[TaskRef]:
    start = tables.StartRow
    query = (
        select(start.id, tables.Workspace.uuid)
        .join(tables.Workspace, tables.Workspace.id == start.workspace_id)
        .where(start.state == PENDING, ~start.is_bulk)
        .order_by(start.id)
        .limit(BATCH)
    )
    for row in session.execute(query):
        yield start_task(row.id, row.uuid)
    yield from slice_tasks(session, BATCH)


def _of_contacts(session: Session) -> Iterator[TaskRef]:
    """Groups that fill themselves, deleted contacts that are being wiped, passes over all values."""
    for module in (groups, contact_deletion, field_values):
        yield from module.pending_tasks(session, BATCH)


def _batches(session: Session) -> Iterator[TaskRef]:
    """Starts and broadcasts of many, and sessions that are being ended. The conditions are those of the tables' indexes."""
    yield from open_tasks(session)
    for table, where, task in (
        (tables.Broadcast, "broadcast.state IN ('pending', 'started', 'interrupting')", broadcast_task),
        (tables.Interruption, "interruption.state = 'started'", interruption_task),
    ):
        query = select(table.id, tables.Workspace.uuid).join(tables.Workspace, tables.Workspace.id == table.workspace_id)
        for row in session.execute(query.where(text(where)).order_by(table.id).limit(BATCH)):
            yield task(row.id, row.uuid)
