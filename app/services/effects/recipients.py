"""Who an event of a flow names: contacts by themselves, by their groups and by their URNs."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import Select, select

from app.engine import urns
from app.services import contacts
from app.services.effects.context import EffectContext, Event
from app.store import tables

log = logging.getLogger(__name__)

MAX_RECIPIENTS = 1000  # in the transaction of one sprint; the log says when there were more


def recipients(ctx: EffectContext, event: Event) -> list[tables.Contact]:
    """Active contacts of the workspace, each once. A URN that nobody has becomes a new contact, as in RapidPro.

    A contact query is not followed: the log says so.
    """
    if event.get("contact_query"):
        log.warning("recipients_by_query", extra={"event": event["type"], "session": ctx.session.uuid})
    named = [ref["uuid"] for ref in event.get("contacts") or ()]
    owners = [_owner_of(ctx, urn) for urn in event.get("urns") or ()]
    contact = tables.Contact
    wanted = contact.uuid.in_(named) | contact.id.in_(owners) | contact.id.in_(_members(event))
    query = select(contact).where(contact.workspace_id == ctx.workspace.id, contact.status == "active", wanted)
    found = list(ctx.work.session.scalars(query.order_by(contact.id).limit(MAX_RECIPIENTS + 1)))
    if len(found) > MAX_RECIPIENTS:
        log.warning("recipients_cut", extra={"event": event["type"], "session": ctx.session.uuid})
    return found[:MAX_RECIPIENTS]


def _members(event: Event) -> Select[Any]:
    groups = [ref["uuid"] for ref in event.get("groups") or ()]
    return (
        select(tables.GroupContact.contact_id)
        .join(tables.ContactGroup, tables.ContactGroup.id == tables.GroupContact.group_id)
        .where(tables.ContactGroup.uuid.in_(groups))
    )


def _owner_of(ctx: EffectContext, urn: str) -> int:
    identity = urns.identity(urn)
    known = contacts.find_by_urn(ctx.work.session, ctx.workspace.id, identity)
    return known.contact_id if known else contacts.create(ctx.work, ctx.workspace, identity, None, ctx.now)
