"""A flow named the contact."""

from __future__ import annotations

from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    ctx.contact.name = event.get("name") or ""
    ctx.contact_changed()
