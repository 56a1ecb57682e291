"""A ticket that was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.contact import Ticket, read_ticket
from app.engine.triggers.base import Trigger

if TYPE_CHECKING:
    from app.engine.session import Session


class TicketTrigger(Trigger):
    """The ticket itself comes beside the event."""

    type = "ticket"
    event_required = True

    def ticket(self, session: Session) -> Ticket | None:
        data = self.extra.get("ticket")
        try:
            return read_ticket(data, session.assets) if data else None
        except (KeyError, TypeError, AttributeError):
            return None  # a ticket that nobody can read is none
