"""A ticket was closed, and may set off a flow. One that staff closed meanwhile stays as it is."""

from __future__ import annotations

from app.services import ticket_closing, ticket_rows
from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    ticket = ticket_rows.find(ctx.work.session, ctx.workspace.id, event["ticket_uuid"])
    if ticket is not None and ticket.status == ticket_rows.OPEN:
        ticket_rows.close(ctx.work, ctx.contact, ticket, ctx.deed(event))
        ticket_closing.closed(ctx.core, ctx.work, ctx.workspace, ticket, ctx.shared.candidates)
        ctx.contact_changed()
