"""A flow transferred airtime, or tried to: a line of the contact's history, and the calls of the service."""

from __future__ import annotations

from app.services import http_logs
from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    ctx.remember(event, "http_logs")
    for call in event.get("http_logs") or ():
        http_logs.write(ctx.work, ctx.contact, call, service="airtime", flow_id=ctx.current_flow_id, now=ctx.now)
