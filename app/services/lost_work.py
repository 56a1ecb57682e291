"""What killed the process that worked at it, again and again, until its task was dead: its row is dead too, with that as the
reason, so that staff find it among the failed work, and whatever stands behind it goes on.

A row is guilty when it was marked: that happens before it is begun, once a worker was lost over its task
(`Conversations.suspect`). Where none is, the task was only in hand when others ended, and begins anew. A start or broadcast of
many is the only row of its task.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import OutpostError
from app.ports import WORKER_LOST, DeadTask, QueueName
from app.services import batches, starts
from app.services.base import Core
from app.services.conversations import Conversations, Suspect
from app.store import tables

log = logging.getLogger(__name__)

PAGE = 100
_IN: tuple[QueueName, ...] = ("handler", "flow", "msgs")
_Many = tables.FlowStart | tables.Broadcast


def bury(core: Core) -> int:
    """Returns how many rows died. Safe to repeat; what Redis does not tell while it is away waits for the next minute."""
    try:
        return sum(_bury(core, task) for queue in _IN for task in _lost(core, queue))
    except OutpostError as trouble:
        log.warning("lost_work_unknown", extra={"code": trouble.code})
        return 0


def _lost(core: Core, queue: QueueName) -> list[DeadTask]:
    found: list[DeadTask] = []
    after = 0
    while page := core.queue.dead(queue, after, PAGE):
        after = page[-1].id
        found += [task for task in page if task.error == WORKER_LOST and task.name in _GUILTY]
    return found


def _bury(core: Core, task: DeadTask) -> int:
    conversations = Conversations(core)
    with core.store.write(durable=False) as work:
        rows = _GUILTY[task.name](conversations, work.session, *task.args)
        for row in rows:
            if isinstance(row, _Many):
                batches.fail(work, row, WORKER_LOST)
            else:
                conversations.give_up(work, row, WORKER_LOST)
            log.warning("work_buried", extra={row.__tablename__: row.id})
        core.queue.requeue(work, task.queue, [task.id])
        work.publish("queue")
        work.commit()
    return len(rows)


def _came_in(conversations: Conversations, session: Session, channel_id: int, address: str) -> Sequence[Suspect]:
    """What stands in front of the address."""
    front = conversations.front(channel_id, address)
    row: Any = session.get(type(front), front.id) if front is not None else None
    return [row] if row is not None and (row.state, row.error) == ("pending", WORKER_LOST) else []


def _start(_: Conversations, session: Session, start_id: int) -> Sequence[Suspect]:
    row = session.get(tables.StartRow, start_id)
    return [row] if row is not None and (row.state, row.error) == (starts.PENDING, WORKER_LOST) else []


def _starts(_: Conversations, session: Session, workspace_id: int, lane: int) -> Sequence[Suspect]:
    row = tables.StartRow
    of_lane = (starts.IS_BULK_PENDING, row.workspace_id == workspace_id, row.contact_id % starts.LANES == lane)
    return session.scalars(select(row).where(*of_lane, row.error == WORKER_LOST).order_by(row.id)).all()


def _timer(_: Conversations, session: Session, fire_id: int) -> Sequence[Suspect]:
    row = session.get(tables.Fire, fire_id)
    return [row] if row is not None and row.error == WORKER_LOST else []


def _many(table: type[_Many], _: Conversations, session: Session, row_id: int) -> Sequence[_Many]:
    """What is being taken back goes on being taken back."""
    row: Any = session.get(table, row_id, with_for_update=True)
    return [row] if row is not None and row.state in batches.OPEN else []


_GUILTY: dict[str, Callable[..., Sequence[Any]]] = {
    "handle_inbound": _came_in,
    "start_contact": _start,
    "start_slice": _starts,
    "fire": _timer,
    "start_many": partial(_many, tables.FlowStart),
    "send_broadcast": partial(_many, tables.Broadcast),
}
