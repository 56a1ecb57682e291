"""How far messages to many and starts of many have come. Counted along an index: some milliseconds for 100,000."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.contracts.broadcasts import Progress
from app.contracts.starts import StartProgress
from app.services import starts
from app.store import tables

TAKEN_BACK = "taken_back"
_PLACES = {
    "queued": "waiting",
    "errored": "waiting",
    "wired": "handed",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "failed": "failed",
}


def of_broadcast(session: Session, broadcast_id: int) -> Progress:
    return _of_messages(session, tables.Msg.broadcast_id, broadcast_id)


def of_start(session: Session, flow_start_id: int) -> StartProgress:
    row = tables.StartRow
    query = select(row.state, func.count()).where(row.flow_start_id == flow_start_id).group_by(row.state)
    states = {row[0]: row[1] for row in session.execute(query)}
    return StartProgress(
        pending=states.get(starts.PENDING, 0),
        started=states.get(starts.DONE, 0),
        skipped=states.get(starts.SKIPPED, 0),
        failed=states.get(starts.DEAD, 0),
        messages=_of_messages(session, tables.Msg.flow_start_id, flow_start_id),
    )


def _of_messages(session: Session, column: InstrumentedAttribute[Any], of_id: int) -> Progress:
    msg = tables.Msg
    query = select(msg.status, msg.visibility, func.count()).where(column == of_id).group_by(msg.status, msg.visibility)
    counts: dict[str, int] = {}
    for status, visibility, count in session.execute(query):
        place = TAKEN_BACK if (status, visibility) == ("failed", "deleted") else _PLACES[status]
        counts[place] = counts.get(place, 0) + count
    return Progress(**counts)
