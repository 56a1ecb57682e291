"""The session waits for an answer: its timers."""

from __future__ import annotations

import datetime as dt

from app.engine.jsontime import read_time
from app.services import fires
from app.services.effects.context import EffectContext, Event
from app.store import tables


def before_commit(ctx: EffectContext, event: Event) -> None:
    """The timeout counts from the sending of the sprint's last message; without one, from now. Source: RapidPro."""
    row = ctx.session
    assert row is not None  # a wait belongs to a session
    if event.get("expires_on"):
        due_on = read_time(event["expires_on"]).to_datetime().astimezone(dt.UTC)
        ctx.work.session.add(tables.Fire(kind=fires.EXPIRATION, session_id=row.id, version=row.version, due_on=due_on))
    seconds = event.get("timeout_seconds")
    if seconds:
        is_unsent = ctx.waits_for_msg is not None
        ctx.work.session.add(
            tables.Fire(
                kind=fires.TIMEOUT,
                session_id=row.id,
                version=row.version,
                due_on=None if is_unsent else ctx.now + dt.timedelta(seconds=seconds),
                seconds=seconds,
                msg_id=ctx.waits_for_msg,
            )
        )
