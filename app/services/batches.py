"""Long work in short transactions: a batch each, with what was reached in a row, so that a kill loses and doubles nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError as DatabaseTrouble
from sqlalchemy.orm import Session

from app.engine.contactql import QueryError
from app.engine.errors import EngineError
from app.errors import OutpostError
from app.ports import TaskRef
from app.services.base import Core
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folders import in_folder

log = logging.getLogger(__name__)

BATCH = 100  # contacts of one transaction
TAKEN_UP = 500  # recipients that are looked up, or taken up, at a time. Source: RapidPro
SECONDS = 1.0  # of work until others have their turn
MAX_ERRORS = 3
LOOK_AGAIN = 10.0  # seconds, until what is held back is looked at once more. Source: RapidPro
OUTBOX_LIMIT = 10_000  # messages a workspace may have waiting before more are made for many. Source: RapidPro

PENDING, STARTED, COMPLETED = "pending", "started", "completed"
INTERRUPTING, INTERRUPTED, FAILED = "interrupting", "interrupted", "failed"
OPEN = (PENDING, STARTED)


def work_through(core: Core, table: Any, row_id: int, task: TaskRef, step: Callable[[], bool]) -> None:
    """Take steps until one says that nothing is left to do now, or for a second; then the task stands again.

    An error is counted in the row and the recovery pass tries again; the third, or one that will not pass, ends the work.
    """
    started = core.clock.monotonic()
    try:
        while step():
            if core.clock.monotonic() - started >= SECONDS:
                stand_again(core, task)
                return
    except DatabaseTrouble:
        log.exception("batches_postponed", extra={"task": task.key})
    except Exception as error:
        log.exception("batch_failed", extra={"task": task.key})
        _count_error(core, table, row_id, error)


def stand_again(core: Core, *tasks: TaskRef) -> None:
    """Others have their turn first."""
    if not tasks:
        return
    with core.store.write(durable=False) as work:
        for task in tasks:
            core.queue.add(work, task)
        work.commit()


def is_held_back(session: Session, workspace_id: int) -> bool:
    """Whether so much of the workspace waits for phones that bulk has to wait: what has not been made can still be stopped."""
    msg = tables.Msg
    waiting = select(msg.id).where(in_folder("outbox"), msg.workspace_id == workspace_id).limit(OUTBOX_LIMIT)
    return (session.scalar(select(func.count()).select_from(waiting.subquery())) or 0) >= OUTBOX_LIMIT


def next_look(core: Core) -> float | None:
    """Seconds until the recovery pass should look at messages and starts of many that are under way: one may be held back."""
    with core.store.read() as session:
        return LOOK_AGAIN if any(session.scalar(query) is not None for query in _OPEN) else None


def fail(work: UnitOfWork, row: tables.FlowStart | tables.Broadcast, error: str) -> None:
    """It stands among the failed work, for staff to try again or to dismiss."""
    row.state, row.error = FAILED, error
    space = work.session.get_one(tables.Workspace, row.workspace_id)
    work.publish("queue")
    work.publish("broadcasts" if isinstance(row, tables.Broadcast) else "starts", space.uuid, row.uuid)


def error_word(error: Exception) -> str:
    """A stable code or the exception's type: never its text, which may hold what people wrote."""
    code = getattr(error, "code", None)
    return code if isinstance(code, str) else type(error).__name__


def _count_error(core: Core, table: Any, row_id: int, error: Exception) -> None:
    is_final = isinstance(error, QueryError | EngineError) or (isinstance(error, OutpostError) and not error.retryable)
    with core.store.write(durable=False) as work:
        row = work.session.get_one(table, row_id)
        row.error_count += 1
        row.error = f"query:{error.code}" if isinstance(error, QueryError) else error_word(error)
        if row.state in OPEN and (is_final or row.error_count >= MAX_ERRORS):
            fail(work, row, row.error)
        work.commit()


# The conditions are those of the indexes.
_OPEN = (
    select(tables.FlowStart.id).where(text("flow_start.state IN ('pending', 'started')")).limit(1),
    select(tables.Broadcast.id).where(text("broadcast.state IN ('pending', 'started', 'interrupting')")).limit(1),
)
