"""A ticket was filed under another topic."""

from __future__ import annotations

from app.services import ticket_rows
from app.services.effects.context import EffectContext, Event
from app.services.effects.ticket_opened import find_topic


def before_commit(ctx: EffectContext, event: Event) -> None:
    ticket = ticket_rows.find(ctx.work.session, ctx.workspace.id, event["ticket_uuid"])
    if ticket is not None:
        topic_id = find_topic(ctx, event["topic"]["uuid"])
        if topic_id is not None:
            ticket_rows.change_topic(ctx.work, ticket, ctx.deed(event), topic_id)
