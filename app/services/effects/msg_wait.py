"""The session waits for an answer: its timers."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert

from app.engine.jsontime import read_time
from app.services import fires
from app.services.effects.context import EffectContext, Event
from app.store import tables


def before_commit(ctx: EffectContext, event: Event) -> None:
    """The timeout counts from the sending of the sprint's last message; without one, from now. Source: RapidPro."""
    row = ctx.session
    assert row is not None  # a wait belongs to a session
    connection = ctx.work.session.connection()
    common = {"session_id": row.id, "version": row.version, "error_count": 0}
    if event.get("expires_on"):
        due_on = read_time(event["expires_on"]).to_datetime().astimezone(dt.UTC)
        connection.execute(_NEW_FIRE, {"kind": fires.EXPIRATION, "due_on": due_on, "seconds": None, "msg_id": None, **common})
    seconds = event.get("timeout_seconds")
    if seconds:
        counted = None if ctx.waits_for_msg is not None else ctx.now + dt.timedelta(seconds=seconds)
        values = {"kind": fires.TIMEOUT, "due_on": counted, "seconds": seconds, "msg_id": ctx.waits_for_msg, **common}
        connection.execute(_NEW_FIRE, values)


_NEW_FIRE = insert(tables.Fire)
