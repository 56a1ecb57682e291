"""The contact joined groups or left them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from app.services.effects.context import EffectContext, Event
from app.store import tables


def before_commit(ctx: EffectContext, event: Event) -> None:
    connection = ctx.work.session.connection()
    ours = {"workspace_id": ctx.workspace.id, "of_contact": ctx.contact.id}
    joined = _uuids(event.get("groups_added"))
    if joined:
        found = connection.execute(_JOINABLE, {**ours, "uuids": joined}).scalars().all()
        if found:
            connection.execute(_JOIN, [{"group_id": group_id, "contact_id": ctx.contact.id} for group_id in found])
    left = _uuids(event.get("groups_removed"))
    if left:
        connection.execute(_LEAVE, {**ours, "uuids": left})
    ctx.contact_changed()
    ctx.remember(event)


def _uuids(refs: Iterable[dict[str, Any]] | None) -> list[str]:
    return [ref["uuid"] for ref in refs or ()]


_GROUP, _MEMBER = tables.ContactGroup, tables.GroupContact
_OURS = (_GROUP.workspace_id == bindparam("workspace_id"), _GROUP.uuid.in_(bindparam("uuids", expanding=True)))
_IS_IN = select(_MEMBER.group_id).where(_MEMBER.group_id == _GROUP.id, _MEMBER.contact_id == bindparam("of_contact")).exists()
_JOINABLE = select(_GROUP.id).where(*_OURS, _GROUP.is_active, ~_IS_IN)
_JOIN = insert(_MEMBER)
_LEAVE = delete(_MEMBER).where(
    _MEMBER.contact_id == bindparam("of_contact"), _MEMBER.group_id.in_(select(_GROUP.id).where(*_OURS).scalar_subquery())
)
