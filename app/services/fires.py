"""What falls due: timeouts and expirations of sessions. Rows say when; nothing waits in memory."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from app.ports import TaskRef
from app.services.base import Core
from app.store import tables

TIMEOUT, EXPIRATION = "timeout", "expiration"
KINDS = (TIMEOUT, EXPIRATION)
BATCH = 1000


def due(core: Core, now: dt.datetime, limit: int = BATCH) -> list[int]:
    """Ids of what is due, the longest due first."""
    with core.store.read() as session:
        query = select(tables.Fire.id).where(tables.Fire.due_on <= now).order_by(tables.Fire.due_on, tables.Fire.id)
        return list(session.scalars(query.limit(limit)))


def next_due_on(core: Core) -> dt.datetime | None:
    """When something falls due next."""
    with core.store.read() as session:
        return session.scalar(select(func.min(tables.Fire.due_on)))


def fire_task(fire_id: int, workspace_uuid: str) -> TaskRef:
    return TaskRef("handler", "fire", (fire_id,), owner=workspace_uuid, key=f"fire:{fire_id}", priority=0)


def clear(session: Session, session_id: int) -> None:
    """Forget the timers of a session that went on or ended."""
    session.connection().execute(_CLEAR, {"session_id": session_id})


def start_counting(session: Session, msg_id: int, sent_on: dt.datetime) -> None:
    """The message a timeout waited for was sent: count from then. Source: RapidPro, whose timeouts count from the sending."""
    for fire in session.scalars(_UNCOUNTED, {"msg_id": msg_id}):
        fire.due_on = sent_on + dt.timedelta(seconds=fire.seconds or 0)


def postpone(session: Session, fire_id: int, until: dt.datetime) -> None:
    """Try a fire that failed again later."""
    session.execute(update(tables.Fire).where(tables.Fire.id == fire_id).values(due_on=until))


# Made once: putting a statement together costs more than running it.
_CLEAR = delete(tables.Fire).where(tables.Fire.session_id == bindparam("session_id"))
_UNCOUNTED = select(tables.Fire).where(tables.Fire.msg_id == bindparam("msg_id"), tables.Fire.due_on.is_(None))
