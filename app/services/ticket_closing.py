"""What closing a ticket sets off: the flow of the trigger that fits the contact, in the transaction that closes it."""

from __future__ import annotations

from collections.abc import Sequence

from app.services import contacts, starts
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
    found = match_event(candidates, CLOSED_TICKET, groups=contacts.group_uuids(work.session, ticket.contact_id))
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
