"""The contact got a name, or lost it."""

from __future__ import annotations

from app.services.effects.context import EffectContext, Event
from app.store.folding import fold_name


def before_commit(ctx: EffectContext, event: Event) -> None:
    ctx.contact.name = event.get("name") or ""
    ctx.contact.name_key = fold_name(ctx.contact.name)
    ctx.contact_changed()
    ctx.remember(event)
