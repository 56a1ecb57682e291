"""What a flow hears of the ticket whose closing set it off."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.services import contacts, ticket_rows
from app.store import tables


def trigger_json(session: Session, start: tables.StartRow) -> dict[str, Any]:
    """GoFlow's `ticket` trigger of a start that a closed ticket asked for, without flow and time."""
    row = session.execute(_TICKET, {"ticket_id": start.ticket_id}).one()
    ticket: dict[str, Any] = {"uuid": row.uuid, "status": row.status}
    if row.topic_uuid:
        ticket["topic"] = {"uuid": row.topic_uuid, "name": row.topic_name}
    if row.user_uuid:
        ticket["assignee"] = {"uuid": row.user_uuid, "name": row.user_name}
    event = {"type": "ticket_closed", "ticket_uuid": row.uuid, **_closing(session, start)}
    return {"type": "ticket", "event": event, "ticket": ticket}


def _closing(session: Session, start: tables.StartRow) -> dict[str, str]:
    """The latest closing up to the start; of one that is no longer known only the start is."""
    found = session.execute(_CLOSING, {"ticket_id": start.ticket_id, "until": start.created_on}).first()
    uuid, on = (found.uuid, found.created_on) if found else (start.uuid, start.created_on)
    return {"uuid": uuid, "created_on": contacts.time_text(on)}


# Made once: putting a statement together costs more than running it.
_Ticket, _Topic, _User, _Event = tables.Ticket, tables.Topic, tables.User, tables.TicketEvent
_TICKET = (
    select(
        _Ticket.uuid,
        _Ticket.status,
        _Topic.uuid.label("topic_uuid"),
        _Topic.name.label("topic_name"),
        _User.uuid.label("user_uuid"),
        _User.name.label("user_name"),
    )
    .outerjoin(_Topic, _Topic.id == _Ticket.topic_id)
    .outerjoin(_User, _User.id == _Ticket.assignee_id)
    .where(_Ticket.id == bindparam("ticket_id"))
)
_CLOSING = (
    select(_Event.uuid, _Event.created_on)
    .where(_Event.ticket_id == bindparam("ticket_id"), _Event.type == ticket_rows.ENDED)
    .where(_Event.created_on <= bindparam("until"))
    .order_by(_Event.id.desc())
    .limit(1)
)
