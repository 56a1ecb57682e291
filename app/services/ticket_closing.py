"""What closing a ticket sets off: the flow of the trigger that fits the contact, in the transaction that closes it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from app.services import starts
from app.services.base import Core
from app.services.keywords import CLOSED_TICKET, Candidate, match_event
from app.store import tables
from app.store.database import UnitOfWork


def closed(
    core: Core, work: UnitOfWork, workspace: tables.Workspace, ticket: tables.Ticket, candidates: Sequence[Candidate]
) -> None:
    """A start of the contact, if a trigger wants it: brought about soon and once, whatever happens to this process.

    `candidates` are the workspace's triggers. Source: RapidPro starts it behind the closing, for the contact as it then is.
    """
    if not any(one.type == CLOSED_TICKET for one in candidates):
        return
    groups = work.session.scalars(_GROUPS, {"contact_id": ticket.contact_id}).all()
    found = match_event(candidates, CLOSED_TICKET, groups=groups)
    if found is None:
        return
    starts.queue_rows(
        work,
        core,
        workspace=workspace,
        flow_id=found.flow_id,
        contact_ids=[ticket.contact_id],
        trigger_id=found.row_id,
        ticket_id=ticket.id,
        priority=1,
    )


_GROUPS = (
    select(tables.ContactGroup.uuid)
    .join(tables.GroupContact, tables.GroupContact.group_id == tables.ContactGroup.id)
    .where(tables.GroupContact.contact_id == bindparam("contact_id"), tables.ContactGroup.is_active)
)
