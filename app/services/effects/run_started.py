"""A run began: the events that follow are its own."""

from __future__ import annotations

from sqlalchemy import update

from app.services.effects.context import EffectContext, Event
from app.store import tables


def before_commit(ctx: EffectContext, event: Event) -> None:
    ctx.current_run = event["run_uuid"]
    flow_id = ctx.flow_id(event["flow"]["uuid"])
    ctx.work.session.execute(update(tables.Flow).where(tables.Flow.id == flow_id).values(started=tables.Flow.started + 1))
