"""The daily round: what has grown old goes, in small transactions."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from sqlalchemy import delete, func, select

from app.services.base import Core
from app.services.outbox import fail_too_old
from app.store import tables

log = logging.getLogger(__name__)

BATCH = 1000
KEEP_HTTP_LOGS = dt.timedelta(days=14)
KEEP_SIGN_INS = dt.timedelta(days=1)
KEEP_SYNC_EVENTS = dt.timedelta(days=7)


def tidy(core: Core) -> None:
    """Safe to repeat; a kill in the middle leaves the rest for the next round."""
    now = core.clock.now()
    latest = select(func.max(tables.SyncEvent.id)).group_by(tables.SyncEvent.channel_id)
    removed = {
        "http_logs": _remove(core, tables.HttpLog, tables.HttpLog.created_on < now - KEEP_HTTP_LOGS),
        "sign_in_attempts": _remove(core, tables.SignInAttempt, tables.SignInAttempt.last_on < now - KEEP_SIGN_INS),
        "sign_ins": _remove(core, tables.SignIn, tables.SignIn.last_used_on < now - KEEP_SIGN_INS),
        "sync_events": _remove(
            core,
            tables.SyncEvent,
            tables.SyncEvent.created_on < now - KEEP_SYNC_EVENTS,
            tables.SyncEvent.id.not_in(latest),
        ),
    }
    removed["msgs_too_old"] = fail_too_old(core)
    log.info("tidied", extra=removed)


def _remove(core: Core, table: Any, *conditions: Any) -> int:
    key = table.__mapper__.primary_key[0]
    total = 0
    while True:
        with core.store.write(durable=False) as work:
            found = work.session.execute(select(key).where(*conditions).limit(BATCH)).scalars().all()
            work.session.execute(delete(table).where(key.in_(found)))
            work.commit()
        total += len(found)
        if len(found) < BATCH:
            return total
