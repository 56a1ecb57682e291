"""A flow sends a message to others, in their language. Few get it at once, many by a broadcast that batches see to."""

from __future__ import annotations

from app.engine.broadcasts import BroadcastTexts
from app.services import broadcasts, recipients
from app.services.effects.context import EffectContext, Event
from app.services.effects.recipients import are_few, few_people
from app.services.recipients import Exclusions


def before_commit(ctx: EffectContext, event: Event) -> None:
    """Expressions were evaluated by the flow; what it names that is gone is left out.

    No timeout waits for it, also where the session's own contact gets it. Source: RapidPro, whose sessions note as their last
    message what `msg_created` made.
    """
    texts = BroadcastTexts(event.get("translations") or {}, event.get("base_language") or "", is_template=False)
    wanted = recipients.read_event(ctx.work.session, ctx.workspace, event)
    if are_few(wanted):
        made = broadcasts.make_contents(ctx.work.session, ctx.core, ctx.shared, texts, few_people(ctx, wanted))
        written = broadcasts.write_messages(ctx.work, ctx.core, ctx.shared, made, flow_id=ctx.current_flow_id)
        # The sprint writes its own contact when it is done, by what it knows of it.
        ctx.contact.last_msg_id = written.get(ctx.contact.id, ctx.contact.last_msg_id)
        return
    broadcasts.add_broadcast(
        ctx.work,
        ctx.core,
        workspace=ctx.workspace,
        texts=texts,
        wanted=wanted,
        exclusions=Exclusions(),
        total=wanted.estimate(ctx.work.session),
        asked_by_run=ctx.current_run,
        flow_id=ctx.current_flow_id,
    )
