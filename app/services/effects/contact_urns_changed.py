"""The contact's URNs are now these, in this order. One that another contact took meanwhile stays with that contact."""

from __future__ import annotations

import logging

from sqlalchemy import select

from app.engine import urns
from app.services import contacts
from app.services.effects.context import EffectContext, Event
from app.store import tables

log = logging.getLogger(__name__)


def before_commit(ctx: EffectContext, event: Event) -> None:
    session = ctx.work.session
    wanted = [urns.parse(text) for text in event.get("urns") or ()]
    known = {urn.identity: urn for urn in contacts.urns_of(session, ctx.contact.id)}
    for place, urn in enumerate(wanted):
        priority = contacts.TOP_PRIORITY + len(wanted) - place
        channel_id = _channel_id(ctx, urn)
        row = known.get(urn.identity)
        if row is not None:
            row.priority, row.display, row.channel_id = priority, urn.display, channel_id
        elif contacts.find_by_urn(session, ctx.workspace.id, urn.identity) is None:
            contacts.add_urn(session, ctx.contact, str(urn), priority, channel_id)
        else:
            log.warning("urn_taken", extra={"contact": ctx.contact.uuid})
    kept = {urn.identity for urn in wanted}
    session.flush()
    contacts.free_urns(session, [row.id for identity, row in known.items() if identity not in kept])
    ctx.contact_changed()
    ctx.remember(event)


def _channel_id(ctx: EffectContext, urn: urns.URN) -> int | None:
    uuid = next(iter(urn.params.get("channel", [])), None)
    return ctx.work.session.scalar(select(tables.Channel.id).where(tables.Channel.uuid == uuid)) if uuid else None
