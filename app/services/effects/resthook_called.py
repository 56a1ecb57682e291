"""A flow told the subscribers of a resthook. What each answered are `webhook_called` events; the payload is in their logs."""

from __future__ import annotations

from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    ctx.remember(event, "payload")
