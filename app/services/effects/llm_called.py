"""A flow asked a language model."""

from __future__ import annotations

from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    ctx.remember(event)
