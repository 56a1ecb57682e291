"""The rows of tickets: what happened to one, the ticket as it then is, and how many are open of its contact.

Who calls decides whether it may be; here it is only written. Each function tells the windows that watch `tickets`, and the
people whom it concerns: of a new ticket that is nobody's all who may take it, of anything else its assignee; never who did it.
`contact` and `ticket` are rows of the caller's session, or working copies that it writes itself; the caller also raises the
contact's revision, because an open ticket is part of what the engine knows of a contact.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts.base import Role
from app.services import notifications
from app.store import tables
from app.store.database import UnitOfWork

OPEN, CLOSED = "open", "closed"
TAKERS: tuple[Role, ...] = ("administrator", "editor", "agent")  # a ticket may be assigned to them
OPENED, NOTE_ADDED, ASSIGNEE_CHANGED = "opened", "note_added", "assignee_changed"
TOPIC_CHANGED, ENDED, REOPENED = "topic_changed", "closed", "reopened"


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did something to a ticket, and when. `user_id` None: a flow or the office itself.

    `uuid` becomes the event's; one is made where it is None. `workspace` is a UUID.
    """

    workspace: str
    on: dt.datetime
    user_id: int | None = None
    uuid: str | None = None


def open_ticket(
    work: UnitOfWork,
    contact: tables.Contact,
    deed: Deed,
    *,
    topic_id: int,
    uuid: str | None = None,
    assignee_id: int | None = None,
    flow_id: int | None = None,
    note: str | None = None,
) -> tables.Ticket:
    """A new ticket. The caller made sure that the contact has no open one."""
    ticket = tables.Ticket(
        uuid=uuid or ids.uuid7(deed.on),
        workspace_id=contact.workspace_id,
        contact_id=contact.id,
        topic_id=topic_id,
        assignee_id=assignee_id,
        status=OPEN,
        opened_on=deed.on,
        opened_by_id=deed.user_id,
        flow_id=flow_id,
        modified_on=deed.on,
        last_activity_on=deed.on,
    )
    work.session.add(ticket)
    work.session.flush()
    contact.open_tickets = (contact.open_tickets or 0) + 1
    _happened(work, ticket, deed, OPENED, topic_id=topic_id, assignee_id=assignee_id, note=note)
    if assignee_id is None:
        takers = notifications.members(work.session, ticket.workspace_id, *TAKERS)
        _notify(work, ticket, deed, notifications.TICKETS_OPENED, takers)
    else:
        _notify_assignee(work, ticket, deed)
    return ticket


def add_note(work: UnitOfWork, ticket: tables.Ticket, deed: Deed, note: str) -> None:
    _happened(work, ticket, deed, NOTE_ADDED, note=note)
    _notify_assignee(work, ticket, deed)


def assign(work: UnitOfWork, ticket: tables.Ticket, deed: Deed, assignee_id: int | None, note: str | None = None) -> None:
    """`assignee_id` None: nobody's any more."""
    ticket.assignee_id = assignee_id
    _happened(work, ticket, deed, ASSIGNEE_CHANGED, assignee_id=assignee_id, note=note)
    _notify_assignee(work, ticket, deed)


def change_topic(work: UnitOfWork, ticket: tables.Ticket, deed: Deed, topic_id: int) -> None:
    ticket.topic_id = topic_id
    _happened(work, ticket, deed, TOPIC_CHANGED, topic_id=topic_id)


def close(work: UnitOfWork, contact: tables.Contact, ticket: tables.Ticket, deed: Deed) -> None:
    """An open one."""
    ticket.status, ticket.closed_on = CLOSED, deed.on
    contact.open_tickets = max(0, (contact.open_tickets or 0) - 1)
    _happened(work, ticket, deed, ENDED)


def reopen(work: UnitOfWork, contact: tables.Contact, ticket: tables.Ticket, deed: Deed) -> None:
    """A closed one of a contact that has no open one."""
    ticket.status, ticket.closed_on = OPEN, None
    contact.open_tickets = (contact.open_tickets or 0) + 1
    _happened(work, ticket, deed, REOPENED)


def _notify_assignee(work: UnitOfWork, ticket: tables.Ticket, deed: Deed) -> None:
    if ticket.assignee_id is not None:
        _notify(work, ticket, deed, notifications.TICKETS_ACTIVITY, [ticket.assignee_id])


def _notify(work: UnitOfWork, ticket: tables.Ticket, deed: Deed, kind: str, user_ids: list[int]) -> None:
    others = [user_id for user_id in user_ids if user_id != deed.user_id]
    notifications.notify(work, deed.on, ticket.workspace_id, others, kind)


def find(session: Session, workspace_id: int, uuid: str) -> tables.Ticket | None:
    return session.scalar(_BY_UUID, {"workspace_id": workspace_id, "uuid": uuid})


def _happened(
    work: UnitOfWork,
    ticket: tables.Ticket,
    deed: Deed,
    kind: str,
    *,
    note: str | None = None,
    topic_id: int | None = None,
    assignee_id: int | None = None,
) -> None:
    ticket.modified_on = ticket.last_activity_on = deed.on
    work.session.add(
        tables.TicketEvent(
            uuid=deed.uuid or ids.uuid7(deed.on),
            workspace_id=ticket.workspace_id,
            ticket_id=ticket.id,
            contact_id=ticket.contact_id,
            type=kind,
            note=note,
            topic_id=topic_id,
            assignee_id=assignee_id,
            user_id=deed.user_id,
            created_on=deed.on,
        )
    )
    work.session.flush()
    work.publish("tickets", deed.workspace, ticket.uuid)


_TICKET = tables.Ticket
_BY_UUID = select(_TICKET).where(_TICKET.workspace_id == bindparam("workspace_id"), _TICKET.uuid == bindparam("uuid"))
