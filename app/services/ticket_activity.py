"""What messages do to a contact's open ticket: it was active just now, and perhaps answered."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import bindparam, func, update

from app.services.ticket_rows import OPEN
from app.store import tables
from app.store.database import UnitOfWork

_Ticket = tables.Ticket


def heard(work: UnitOfWork, contact: tables.Contact, workspace: str, at: dt.datetime) -> None:
    """The contact wrote. `workspace` is a UUID. Costs nothing where no ticket is open."""
    if contact.open_tickets:
        work.session.connection().execute(_HEARD, {"of_contact": contact.id, "at": at})
        work.publish("tickets", workspace)


def replied(work: UnitOfWork, contact: tables.Contact, workspace: str, at: dt.datetime) -> None:
    """Somebody of the office wrote to the contact."""
    if contact.open_tickets:
        work.session.connection().execute(_REPLIED, {"of_contact": contact.id, "at": at})
        work.publish("tickets", workspace)


# Made once: putting a statement together costs more than running it.
_AT = bindparam("at", type_=_Ticket.last_activity_on.type)
_HEARD = update(_Ticket).where(_Ticket.contact_id == bindparam("of_contact"), _Ticket.status == OPEN).values(last_activity_on=_AT)
_REPLIED = _HEARD.values(replied_on=func.coalesce(_Ticket.replied_on, _AT))
