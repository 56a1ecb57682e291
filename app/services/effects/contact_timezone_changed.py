"""A flow set the contact's zone; empty clears it."""

from __future__ import annotations

from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    ctx.contact.timezone = event.get("timezone") or ""
    ctx.contact_changed()
    ctx.remember(event)
