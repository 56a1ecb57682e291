"""A ticket was opened for the contact."""

from __future__ import annotations

import logging

from sqlalchemy import bindparam, select

from app.services import ticket_rows
from app.services.effects.context import EffectContext, Event
from app.store import tables

log = logging.getLogger(__name__)


def before_commit(ctx: EffectContext, event: Event) -> None:
    """Under its topic, which staff may have deleted meanwhile: then under the default one."""
    data = event["ticket"]
    topic_id = find_topic(ctx, (data.get("topic") or {}).get("uuid"))
    if topic_id is None:
        log.warning("ticket_without_topic", extra={"contact": ctx.contact.uuid})
        return
    ticket_rows.open_ticket(
        ctx.work,
        ctx.contact,
        ctx.deed(event),
        topic_id=topic_id,
        uuid=data["uuid"],
        assignee_id=find_user(ctx, (data.get("assignee") or {}).get("uuid")),
        flow_id=ctx.current_flow_id,
    )
    ctx.contact_changed()


def find_topic(ctx: EffectContext, uuid: str | None) -> int | None:
    """The topic of the workspace, else its default one."""
    return ctx.work.session.scalar(_TOPIC, {"workspace_id": ctx.workspace.id, "uuid": uuid})


def find_user(ctx: EffectContext, uuid: str | None) -> int | None:
    """A person of the workspace."""
    return ctx.work.session.scalar(_USER, {"workspace_id": ctx.workspace.id, "uuid": uuid}) if uuid else None


_TOPICS, _USERS, _MEMBER = tables.Topic, tables.User, tables.Membership
_IS_WANTED = _TOPICS.uuid == bindparam("uuid")
_TOPIC = (
    select(_TOPICS.id)
    .where(_TOPICS.workspace_id == bindparam("workspace_id"), _TOPICS.is_active, _IS_WANTED | _TOPICS.is_default)
    .order_by(_TOPICS.is_default, _TOPICS.id)
    .limit(1)
)
_USER = (
    select(_USERS.id)
    .join(_MEMBER, _MEMBER.user_id == _USERS.id)
    .where(_MEMBER.workspace_id == bindparam("workspace_id"), _USERS.uuid == bindparam("uuid"), _USERS.is_active)
)
