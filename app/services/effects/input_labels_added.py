"""A flow put labels on the message that it heard. Its own event says which; labels that are gone are left out."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select

from app.services.effects.context import EffectContext, Event
from app.store import tables


def before_commit(ctx: EffectContext, event: Event) -> None:
    """A message that staff have deleted since keeps none."""
    connection = ctx.work.session.connection()
    wanted = {
        "workspace_id": ctx.workspace.id,
        "msg_uuid": event["input_uuid"],
        "uuids": [ref["uuid"] for ref in event["labels"]],
    }
    found = connection.execute(_MISSING, wanted).all()
    if found:
        connection.execute(_PUT, [{"label_id": row.label_id, "msg_id": row.msg_id} for row in found])
        ctx.work.publish("messages", ctx.workspace.uuid, ctx.contact.uuid)


_LABEL, _MSG, _ON = tables.Label, tables.Msg, tables.MsgLabel
_MISSING = select(_LABEL.id.label("label_id"), _MSG.id.label("msg_id")).where(
    _LABEL.workspace_id == bindparam("workspace_id"),
    _LABEL.uuid.in_(bindparam("uuids", expanding=True)),
    _LABEL.is_active,
    _MSG.uuid == bindparam("msg_uuid"),
    _MSG.workspace_id == _LABEL.workspace_id,
    _MSG.visibility.in_(("visible", "archived")),
    ~select(_ON.label_id).where(_ON.label_id == _LABEL.id, _ON.msg_id == _MSG.id).exists(),
)
_PUT = insert(_ON)
