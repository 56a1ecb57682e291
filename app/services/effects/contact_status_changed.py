"""A flow or a person blocked, stopped, archived or activated the contact."""

from __future__ import annotations

from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    ctx.contact.status = event["status"]
    ctx.contact_changed()
    ctx.remember(event)
