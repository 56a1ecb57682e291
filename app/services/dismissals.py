"""What failed for good and is over, as a person said: nothing takes it up again, and nobody is asked about it.

The rows keep their error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.queues import Dismissed, DismissOutcome, LetterKind
from app.services import batches, campaign_planning, dead_letters, fires, sessions, starts
from app.services.base import Core
from app.store import tables
from app.store.database import UnitOfWork

DISMISSED = "dismissed"  # the state of what came in


def dismiss(core: Core, work: UnitOfWork, ids: Sequence[str]) -> list[Dismissed]:
    """Those of these that are still dead, in the caller's transaction. Raises Invalid ids `unknown`."""
    wanted = dead_letters.read_ids(ids)
    done: dict[str, DismissOutcome] = {one: "kept" for named in wanted.tasks.values() for one in named.values()}
    for kind, named in wanted.rows.items():
        of, table = dead_letters.KINDS[kind], dead_letters.KINDS[kind].table
        for row in work.session.scalars(select(table).where(table.id.in_(named), of.is_dead).order_by(table.id)).all():
            done[named[row.id]] = "dismissed"
            SETTLING[kind](core, work, row)
    work.session.flush()
    return [Dismissed(one, done.get(one, "not_dead")) for one in ids]


def _message(core: Core, work: UnitOfWork, row: tables.Inbound) -> None:
    """What stands in the conversation as pending is handled: by staff, from here on."""
    row.state = DISMISSED
    msg = work.session.get(tables.Msg, row.msg_id) if row.msg_id else None
    if msg is not None and msg.status == "pending":
        msg.status, msg.modified_on = "handled", core.clock.now()
        contact = work.session.get_one(tables.Contact, msg.contact_id)
        work.publish("messages", _space(work.session, msg.workspace_id).uuid, contact.uuid)


def _event(_core: Core, _work: UnitOfWork, row: tables.ChannelEvent) -> None:
    row.state = DISMISSED


def _start(_core: Core, _work: UnitOfWork, row: tables.StartRow) -> None:
    row.state = starts.SKIPPED


def _timer(core: Core, work: UnitOfWork, row: tables.Fire) -> None:
    """Without its expiration a session would wait for ever."""
    session = work.session.get_one(tables.Session, row.session_id)
    if row.kind == fires.EXPIRATION and session.ended_on is None:
        space = _space(work.session, session.workspace_id)
        sessions.end_sessions(work, core, space, [session], sessions.INTERRUPTED)
    else:
        work.session.delete(row)


def _campaign_fire(core: Core, work: UnitOfWork, row: tables.CampaignFire) -> None:
    row.state, row.reason, row.settled_on = campaign_planning.SKIPPED, campaign_planning.BY_STAFF, core.clock.now()
    work.publish("campaigns", _space(work.session, row.workspace_id).uuid)


def _flow_start(core: Core, work: UnitOfWork, row: tables.FlowStart) -> None:
    row.state, row.modified_on = batches.INTERRUPTED, core.clock.now()
    work.publish("starts", _space(work.session, row.workspace_id).uuid, row.uuid)


def _broadcast(core: Core, work: UnitOfWork, row: tables.Broadcast) -> None:
    """What was made for those who were taken up goes out."""
    row.state, row.modified_on = batches.INTERRUPTED, core.clock.now()
    work.publish("broadcasts", _space(work.session, row.workspace_id).uuid, row.uuid)


def _space(session: Session, workspace_id: int) -> tables.Workspace:
    return session.get_one(tables.Workspace, workspace_id)


SETTLING: Mapping[LetterKind, Callable[[Core, UnitOfWork, Any], None]] = {
    "inbound": _message,
    "channel_event": _event,
    "start": _start,
    "fire": _timer,
    "campaign_fire": _campaign_fire,
    "flow_start": _flow_start,
    "broadcast": _broadcast,
}
