"""A flow says something: the message is queued for a phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine import urns
from app.services import contacts
from app.services.effects.context import EffectContext, Event
from app.services.outgoing import create_outgoing, serving
from app.store import tables


def before_commit(ctx: EffectContext, event: Event) -> None:
    data = event["msg"]
    msg = create_outgoing(
        ctx.work,
        ctx.core,
        workspace=ctx.workspace,
        contact=ctx.contact,
        urn=_urn(ctx, data),
        channel=_channel(ctx, data.get("channel")),
        text=data.get("text") or "",
        flow_id=ctx.current_flow_id,
        session_id=ctx.session_id,
        flow_start_id=ctx.flow_start_id,
        uuid=event["uuid"],
        priority=0 if ctx.is_bulk else 1,
        attachments=list(data.get("attachments") or ()),
        quick_replies=[_reply_text(reply) for reply in data.get("quick_replies") or ()],
        locale=data.get("locale") or "",
        bundle_id=ctx.bundle_id,
    )
    if msg.status == "queued":
        ctx.waits_for_msg = msg.id
        ctx.bundle_id = ctx.bundle_id or msg.id


def _channel(ctx: EffectContext, ref: Mapping[str, Any] | None) -> tables.Channel | None:
    """One that still sends for the workspace."""
    if not ref:
        return None
    return next((one for one in serving(ctx.work.session, ctx.workspace.id) if one.uuid == ref["uuid"]), None)


def _urn(ctx: EffectContext, data: dict[str, Any]) -> tables.ContactUrn | None:
    """One of the contact's, also if this sprint has added it."""
    identity = urns.identity(data.get("urn") or "")
    known = next((urn for urn in ctx.urns if urn.identity == identity), None)
    found = known or contacts.find_by_urn(ctx.work.session, ctx.workspace.id, identity)
    return found if found and found.contact_id == ctx.contact.id else None


def _reply_text(reply: dict[str, Any] | str) -> str:
    return reply if isinstance(reply, str) else str(reply.get("text", ""))
