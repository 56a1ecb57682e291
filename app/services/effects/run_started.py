"""A run began: the events that follow are its own."""

from __future__ import annotations

from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    ctx.current_run = event["run_uuid"]
