"""Ending a session from outside: it was interrupted, or could not go on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BindParameter, bindparam, select, update

from app.services import fires, flow_counts
from app.services.tallies import Tick
from app.store import tables
from app.store.database import UnitOfWork


def end_session(work: UnitOfWork, session_id: int, status: str, now: dt.datetime, zone: dt.tzinfo) -> list[Tick]:
    """The session and its open runs end as `status` (interrupted, failed, expired), and its timers go. One that has ended stays
    as it is.

    Returns what the caller must add to the counts (`tallies.add`). The contact's `current_flow_id` and revision are the
    caller's to write, in the same transaction. `zone` is the workspace's.
    """
    connection = work.session.connection()
    values = {"of_id": session_id, "status": status, "now": now}
    if connection.execute(_END_SESSION, values).rowcount != 1:
        return []
    ticks: list[Tick] = []
    for run in connection.execute(_OPEN_RUNS, {"of_id": session_id}):
        before = flow_counts.Seen(run.flow_id, run.status, run.created_on, run.current_node, run.results or {})
        after = flow_counts.Seen(run.flow_id, status, run.created_on, None, before.results)
        ticks += flow_counts.changes(before, after, zone)
    connection.execute(_END_RUNS, values)
    fires.clear(work.session, session_id)
    return ticks


# Made once: putting a statement together costs more than running it.
_OF_ID: BindParameter[Any] = bindparam("of_id")
_NOW: BindParameter[Any] = bindparam("now")
_Session, _Run = tables.Session, tables.Run
_OPEN_RUNS = select(_Run.flow_id, _Run.status, _Run.created_on, _Run.current_node, _Run.results).where(
    _Run.session_id == _OF_ID, _Run.exited_on.is_(None)
)
_END_SESSION = (
    update(_Session)
    .where(_Session.id == _OF_ID, _Session.ended_on.is_(None))
    .values(status=bindparam("status"), ended_on=_NOW, current_flow_id=None, version=_Session.version + 1)
)
_END_RUNS = (
    update(_Run)
    .where(_Run.session_id == _OF_ID, _Run.exited_on.is_(None))
    .values(status=bindparam("status"), modified_on=_NOW, exited_on=_NOW, current_node=None)
)
