"""A flow says something: the message is queued for a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, func, select

from app.engine import urns
from app.services import contacts
from app.services.effects.context import EffectContext, Event
from app.services.outgoing import create_outgoing, serving
from app.store import tables

# The same text to the same contact so often within so short a time is two machines talking. Source: RapidPro's figures.
LOOPING_COUNT = 20
LOOPING_WINDOW = dt.timedelta(minutes=5)
LOOPING = "looping"


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
        uuid=event["uuid"],
        priority=0 if ctx.is_bulk else 1,
        attachments=list(data.get("attachments") or ()),
        quick_replies=[_reply_text(reply) for reply in data.get("quick_replies") or ()],
        locale=data.get("locale") or "",
        refused=LOOPING if _is_looping(ctx, data.get("text") or "") else None,
    )
    if msg.status == "queued":
        ctx.waits_for_msg = msg.id


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


def _is_looping(ctx: EffectContext, text: str) -> bool:
    since = ctx.now - LOOPING_WINDOW
    nth = ctx.work.session.scalar(_NTH_NEWEST, {"contact_id": ctx.contact.id})
    if nth is None or nth <= since:
        return False  # too little was said lately; looking at all that was ever said would cost
    count = ctx.work.session.scalar(_SAME, {"contact_id": ctx.contact.id, "since": since, "text": text})
    return (count or 0) >= LOOPING_COUNT


_MSG = tables.Msg
_NTH_NEWEST = (
    select(_MSG.created_on)
    .where(_MSG.contact_id == bindparam("contact_id"))
    .order_by(_MSG.id.desc())
    .limit(1)
    .offset(LOOPING_COUNT - 1)
)
_SAME = select(func.count()).where(
    _MSG.contact_id == bindparam("contact_id"),
    _MSG.direction == "out",
    _MSG.created_on > bindparam("since"),
    _MSG.text == bindparam("text"),
)
