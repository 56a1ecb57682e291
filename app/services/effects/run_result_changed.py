"""A run saved a result. Its row holds the results as they now are; an answer that this one replaced stays in the history."""

from __future__ import annotations

from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    if event.get("previous"):
        ctx.remember(event, "extra")
