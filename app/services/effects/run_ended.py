"""A run ended: the events that follow are its parent's."""

from __future__ import annotations

from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    run = ctx.runs.get(event["run_uuid"], {})
    ctx.current_run = run.get("parent_uuid") or event["run_uuid"]
