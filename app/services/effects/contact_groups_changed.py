"""The contact joined groups or left them."""

from __future__ import annotations

from sqlalchemy import select

from app.services.effects.context import EffectContext, Event
from app.store import tables


def before_commit(ctx: EffectContext, event: Event) -> None:
    session = ctx.work.session
    for group_id in _ids(ctx, event.get("groups_added")):
        if session.get(tables.GroupContact, (group_id, ctx.contact.id)) is None:
            session.add(tables.GroupContact(group_id=group_id, contact_id=ctx.contact.id))
    for group_id in _ids(ctx, event.get("groups_removed")):
        member = session.get(tables.GroupContact, (group_id, ctx.contact.id))
        if member is not None:
            session.delete(member)
    session.flush()
    ctx.contact_changed()


def _ids(ctx: EffectContext, refs: list[dict[str, str]] | None) -> list[int]:
    uuids = [ref["uuid"] for ref in refs or ()]
    group = tables.ContactGroup
    query = select(group.id).where(group.workspace_id == ctx.workspace.id, group.uuid.in_(uuids))
    return list(ctx.work.session.scalars(query)) if uuids else []
