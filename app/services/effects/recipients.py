"""Who an event of a flow names, when they are so few that the sprint's own transaction may see to them."""

from __future__ import annotations

from sqlalchemy import select

from app.services import recipients
from app.services.effects.context import EffectContext
from app.services.recipients import Recipients
from app.store import tables

FEW = 2  # Source: RapidPro, which sees to one or two contacts at once


def are_few(wanted: Recipients) -> bool:
    """Whether they need no batches."""
    return wanted.is_plain and wanted.count <= FEW


def few_people(ctx: EffectContext, wanted: Recipients) -> list[tables.Contact]:
    """Active contacts, each once. A URN that nobody has becomes a new contact."""
    known = recipients.look_up(ctx.work, ctx.workspace, wanted, ctx.now)
    contact = tables.Contact
    query = select(contact).where(contact.id.in_(known.contact_ids), contact.status == "active", ~contact.is_deleted)
    return list(ctx.work.session.scalars(query.order_by(contact.id)))
