"""A flow sent a mail."""

from __future__ import annotations

from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    ctx.remember(event)
