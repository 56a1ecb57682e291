"""A flow set the contact's language; empty clears it."""

from __future__ import annotations

from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    ctx.contact.language = event.get("language") or ""
    ctx.contact_changed()
    ctx.remember(event)
