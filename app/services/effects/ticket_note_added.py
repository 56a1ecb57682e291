"""Somebody noted something on a ticket."""

from __future__ import annotations

from app.services import ticket_rows
from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    ticket = ticket_rows.find(ctx.work.session, ctx.workspace.id, event["ticket_uuid"])
    if ticket is not None:
        ticket_rows.add_note(ctx.work, ticket, ctx.deed(event), event["note"])
