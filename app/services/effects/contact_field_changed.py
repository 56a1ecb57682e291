"""A field got a value, or lost it: the row keeps values by the field's UUID."""

from __future__ import annotations

from app.services import contact_keys
from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    field = ctx.field_row(event["field"]["key"])
    if field is None:
        return
    values = dict(ctx.contact.fields or {})
    if event.get("value"):
        values[field.uuid] = event["value"]
    else:
        values.pop(field.uuid, None)
    ctx.contact.fields = values
    change = contact_keys.Change(field.id, field.type, event.get("value"))
    contact_keys.write(ctx.work.session.connection(), ctx.contact.id, [change])
    ctx.contact_changed()
    ctx.remember(event)
