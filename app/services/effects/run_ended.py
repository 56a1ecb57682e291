"""A run ended: the events that follow are its parent's."""

from __future__ import annotations

from sqlalchemy import update

from app.services.effects.context import EffectContext, Event
from app.store import tables


def before_commit(ctx: EffectContext, event: Event) -> None:
    run = ctx.runs.get(event["run_uuid"], {})
    ctx.current_run = run.get("parent_uuid") or event["run_uuid"]
    if event["status"] == "completed":
        flow_id = ctx.flow_id(event["flow"]["uuid"])
        counted = update(tables.Flow).where(tables.Flow.id == flow_id).values(completed=tables.Flow.completed + 1)
        ctx.work.session.execute(counted)
