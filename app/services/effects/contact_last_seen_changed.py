"""The contact was heard."""

from __future__ import annotations

import datetime as dt

from app.engine.jsontime import read_time
from app.services.effects.context import EffectContext, Event


def before_commit(ctx: EffectContext, event: Event) -> None:
    ctx.contact.last_seen_on = read_time(event["last_seen_on"]).to_datetime().astimezone(dt.UTC)
