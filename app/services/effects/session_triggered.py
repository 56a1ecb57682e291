"""A flow starts others in a flow. Few are started at once, many by a start that batches see to."""

from __future__ import annotations

import logging

from sqlalchemy import select

from app.services import flow_starts, recipients, starts
from app.services.effects.context import EffectContext, Event
from app.services.effects.recipients import are_few, few_people
from app.services.recipients import Exclusions, Recipients
from app.store import tables

log = logging.getLogger(__name__)


def before_commit(ctx: EffectContext, event: Event) -> None:
    """What the event names that is gone is left out; without a flow nobody is started."""
    query = select(tables.Flow).where(tables.Flow.uuid == event["flow"]["uuid"], tables.Flow.workspace_id == ctx.workspace.id)
    flow = ctx.work.session.scalar(query)
    if flow is None:
        log.warning("start_without_flow", extra={"session": ctx.session_id})
        return
    wanted = recipients.read_event(ctx.work.session, ctx.workspace, event)
    exclusions = Exclusions.read(event.get("exclusions"))
    if are_few(wanted):
        _start_few(ctx, event, flow, wanted, exclusions)
        return
    flow_starts.add_start(
        ctx.work,
        ctx.core,
        workspace=ctx.workspace,
        flow_id=flow.id,
        wanted=wanted,
        exclusions=exclusions,
        total=wanted.estimate(ctx.work.session),
        asked_by_run=event["run_summary"]["uuid"],
        asked={"history": event["history"], "run_summary": event["run_summary"]},
    )


def _start_few(ctx: EffectContext, event: Event, flow: tables.Flow, wanted: Recipients, exclusions: Exclusions) -> None:
    """The start rows name the run that asked, from which its history and summary are read when they are brought about."""
    people = few_people(ctx, wanted)
    left_out = exclusions.left_out(ctx.work.session, people, flow.id, ctx.now.astimezone(ctx.shared.env.timezone))
    if exclusions.in_a_flow:
        left_out.add(ctx.contact.id)  # this sprint is theirs, wherever it ends
    chosen = [contact for contact in people if contact.id not in left_out]
    starts.queue_starts(
        ctx.work,
        ctx.core,
        workspace=ctx.workspace,
        flow=flow,
        people=chosen,
        created_by=starts.asked_by_run(event["run_summary"]["uuid"]),
        is_bulk=ctx.is_bulk,
        priority=1 if ctx.is_reply and len(chosen) == 1 else 0,
    )
