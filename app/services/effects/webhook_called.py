"""A flow called a web service: a log that staff can read. A subscriber of a resthook that answered 410 is one no more."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from app.engine.webhooks import SUBSCRIBER_GONE, make_request
from app.services import http_logs, webhook_health
from app.services.effects.context import EffectContext, Event
from app.store import tables


def before_commit(ctx: EffectContext, event: Event) -> None:
    service = "resthook" if event.get("resthook") else "webhook"
    http_logs.write(ctx.work, ctx.contact, event, service=service, flow_id=ctx.current_flow_id, now=ctx.now)
    webhook_health.called(ctx.work, ctx.workspace.id, event, ctx.now)
    if event.get("status") == SUBSCRIBER_GONE:
        _unsubscribe(ctx, event["resthook"], event["url"])


def _unsubscribe(ctx: EffectContext, slug: str, url: str) -> None:
    """`url` is the subscriber's address as it was called, with blanks and letters escaped."""
    for row in ctx.work.session.scalars(_SUBSCRIBERS, {"workspace_id": ctx.workspace.id, "slug": slug}):
        if make_request("POST", row.target_url, {}, "").url == url:
            row.is_active = False
    ctx.work.session.flush()


_HOOK, _SUBSCRIBER = tables.Resthook, tables.ResthookSubscriber
_SUBSCRIBERS = (
    select(_SUBSCRIBER)
    .join(_HOOK, _HOOK.id == _SUBSCRIBER.resthook_id)
    .where(
        _HOOK.workspace_id == bindparam("workspace_id"),
        _HOOK.slug == bindparam("slug"),
        _HOOK.is_active,
        _SUBSCRIBER.is_active,
    )
)
