"""A ticket was given to somebody, or to nobody."""

from __future__ import annotations

from app.services import ticket_rows
from app.services.effects.context import EffectContext, Event
from app.services.effects.ticket_opened import find_user


def before_commit(ctx: EffectContext, event: Event) -> None:
    ticket = ticket_rows.find(ctx.work.session, ctx.workspace.id, event["ticket_uuid"])
    if ticket is not None:
        assignee_id = find_user(ctx, (event.get("assignee") or {}).get("uuid"))
        ticket_rows.assign(ctx.work, ticket, ctx.deed(event), assignee_id)
