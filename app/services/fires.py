"""What falls due: timeouts and expirations of sessions. Rows say when; nothing waits in memory."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement, bindparam, delete, func, literal_column, select
from sqlalchemy.orm import Session

from app.ports import TaskRef
from app.services import campaign_marks, lateness, schedules
from app.services.base import Core
from app.store import tables

TIMEOUT, EXPIRATION = "timeout", "expiration"
MORE = "more_fires"  # the task
KINDS = (TIMEOUT, EXPIRATION)
BATCH = 1000
SHARE = 500  # of a workspace in one look, where more than a batch are due
MAX_ERRORS = 3

# Written out, so that SQLite's planner sees that the indexes of the living and of the dead serve.
IS_ALIVE: ColumnElement[bool] = tables.Fire.error_count < literal_column(str(MAX_ERRORS))
IS_DEAD: ColumnElement[bool] = tables.Fire.error_count >= literal_column(str(MAX_ERRORS))


def due(core: Core, now: dt.datetime, limit: int = BATCH) -> list[int]:
    """Ids of what is due, the longest due first; without the dead."""
    fire = tables.Fire
    with core.store.read() as session:
        after, until = lateness.timers_due(session, now)
        query = select(fire.id).where(fire.due_on > after, fire.due_on <= until, IS_ALIVE).order_by(fire.due_on, fire.id)
        return list(session.scalars(query.limit(limit)))


def due_tasks(session: Session, now: dt.datetime) -> Iterator[TaskRef]:
    """The tasks of the first that are due. Where more are due than a batch, the first of each workspace, so that nobody waits
    behind another's many; behind them in its turn comes a task that looks for more."""
    after, until = lateness.timers_due(session, now)
    wanted = {"after": after, "until": until}
    found = session.execute(_FIRST, {**wanted, "limit": BATCH}).all()
    if len(found) == BATCH:
        found = session.execute(_FIRST_OF_EACH, {**wanted, "share": SHARE}).all()
        full = [uuid for uuid, count in Counter(row.uuid for row in found).items() if count == SHARE]
    else:
        full = []
    for row in found:
        yield fire_task(row.id, row.uuid)
    for uuid in full:
        yield TaskRef("handler", MORE, (), owner=uuid, key=f"more_fires:{uuid}", priority=-1)


def next_due_on(core: Core, after: dt.datetime) -> dt.datetime | None:
    """When something falls due next, after that moment."""
    with core.store.read() as session:
        coming = [
            session.scalar(select(func.min(tables.Fire.due_on)).where(IS_ALIVE, tables.Fire.due_on > after)),
            schedules.next_due_on(session, after),
            campaign_marks.next_due_on(session, after),
        ]
    return min((one for one in coming if one is not None), default=None)


def fire_task(fire_id: int, workspace_uuid: str) -> TaskRef:
    return TaskRef("handler", "fire", (fire_id,), owner=workspace_uuid, key=f"fire:{fire_id}", priority=0)


def is_there(core: Core, fire_id: int) -> bool:
    with core.store.read() as session:
        return session.scalar(_IS_THERE, {"fire_id": fire_id}) is not None


def clear(session: Session, session_id: int) -> None:
    """Forget the timers of a session that went on or ended."""
    session.connection().execute(_CLEAR, {"session_id": session_id})


def start_counting(session: Session, sent_on: Mapping[int, dt.datetime], now: dt.datetime) -> None:
    """The messages that timeouts waited for were sent (by id, when): count from then. Source: RapidPro, whose timeouts count
    from the sending. While the office's clock is in doubt, from `now`: the phone's is another."""
    found = session.scalars(_UNCOUNTED, {"msg_ids": list(sent_on)}).all()
    is_in_doubt = bool(found) and lateness.is_in_doubt(session)
    for fire in found:
        assert fire.msg_id is not None
        fire.due_on = (now if is_in_doubt else sent_on[fire.msg_id]) + dt.timedelta(seconds=fire.seconds or 0)


def postpone(session: Session, fire_id: int, until: dt.datetime, error: str) -> bool:
    """Try a fire that failed again later, but not after its third `error` (a stable word). True: it is dead now."""
    fire = session.get(tables.Fire, fire_id)
    if fire is None:
        return False
    fire.due_on, fire.error, fire.error_count = until, error, fire.error_count + 1
    return fire.error_count >= MAX_ERRORS


def set_due(session: Session, kind: str, row: tables.Session, due_on: dt.datetime) -> tables.Fire:
    """Let this timer of a waiting session fall due then, whether or not it had one."""
    fire = session.scalar(select(tables.Fire).where(tables.Fire.kind == kind, tables.Fire.session_id == row.id))
    if fire is None:
        fire = tables.Fire(kind=kind, session_id=row.id)
        session.add(fire)
    fire.version, fire.due_on, fire.error_count, fire.error = row.version, due_on, 0, None
    session.flush()
    return fire


# Made once: putting a statement together costs more than running it.
# With the kinds, because the only index that knows sessions begins with them: else every timer would be looked at.
_CLEAR = delete(tables.Fire).where(tables.Fire.kind.in_((TIMEOUT, EXPIRATION)), tables.Fire.session_id == bindparam("session_id"))
_OWNED = (
    select(tables.Fire.id, tables.Workspace.uuid)
    .join(tables.Session, tables.Session.id == tables.Fire.session_id)
    .join(tables.Workspace, tables.Workspace.id == tables.Session.workspace_id)
    .where(tables.Fire.due_on > bindparam("after"), tables.Fire.due_on <= bindparam("until"), IS_ALIVE)
)
_FIRST = _OWNED.order_by(tables.Fire.due_on, tables.Fire.id).limit(bindparam("limit"))
_IN_ORDER = _OWNED.add_columns(
    func.row_number().over(partition_by=tables.Workspace.id, order_by=(tables.Fire.due_on, tables.Fire.id)).label("place")
).subquery()
_FIRST_OF_EACH = (
    select(_IN_ORDER.c.id, _IN_ORDER.c.uuid).where(_IN_ORDER.c.place <= bindparam("share")).order_by(_IN_ORDER.c.place)
)
_IS_THERE = select(tables.Fire.id).where(tables.Fire.id == bindparam("fire_id"))
_UNCOUNTED = select(tables.Fire).where(tables.Fire.msg_id.in_(bindparam("msg_ids", expanding=True)), tables.Fire.due_on.is_(None))
