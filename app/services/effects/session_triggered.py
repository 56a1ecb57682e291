"""A flow starts others in a flow."""

from __future__ import annotations

import logging

from sqlalchemy import select

from app import ids
from app.services import starts
from app.services.effects.context import EffectContext, Event
from app.services.effects.recipients import recipients
from app.store import tables

log = logging.getLogger(__name__)


def before_commit(ctx: EffectContext, event: Event) -> None:
    """The start rows name the run that asked, from which its history and summary are read when they are brought about."""
    query = select(tables.Flow).where(tables.Flow.uuid == event["flow"]["uuid"], tables.Flow.workspace_id == ctx.workspace.id)
    flow = ctx.work.session.scalar(query)
    if flow is None:
        log.warning("start_without_flow", extra={"session": ctx.session.uuid})
        return
    chosen = recipients(ctx, event)
    if event.get("create_contact"):
        chosen.append(_new_contact(ctx))
    if (event.get("exclusions") or {}).get("in_a_flow"):
        chosen = [contact for contact in chosen if not _is_in_a_flow(ctx, contact)]
    starts.queue_starts(
        ctx.work,
        ctx.core,
        workspace=ctx.workspace,
        flow=flow,
        people=chosen,
        created_by=starts.asked_by_run(event["run_summary"]["uuid"]),
        priority=1 if ctx.is_reply and len(chosen) == 1 else 0,
    )


def _new_contact(ctx: EffectContext) -> tables.Contact:
    """Without name and URN; the flow gives it both."""
    contact = tables.Contact(uuid=ids.uuid4(), workspace_id=ctx.workspace.id, fields={}, created_on=ctx.now, modified_on=ctx.now)
    ctx.work.session.add(contact)
    ctx.work.session.flush()
    ctx.work.publish("contacts", ctx.workspace.uuid, contact.uuid)
    return contact


def _is_in_a_flow(ctx: EffectContext, contact: tables.Contact) -> bool:
    """The contact that this sprint is about is in one, if its session waits or is still being written."""
    row = tables.Session
    query = select(row.id).where(row.contact_id == contact.id, row.status == "waiting").limit(1)
    return contact.id == ctx.contact.id or ctx.work.session.scalar(query) is not None
