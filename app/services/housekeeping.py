"""The daily round: what has grown old goes, in small transactions."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from sqlalchemy import delete, func, select, update

from app.services import jobs, lateness, media, tallies
from app.services.base import Core
from app.services.modems import joining, part_reports
from app.services.modems.sending import fail_unbegun_too_old
from app.services.outbox import doubt_unreported, fail_too_old
from app.store import tables

log = logging.getLogger(__name__)

BATCH = 1000
KEEP_HTTP_LOGS = dt.timedelta(days=14)
KEEP_SIGN_INS = dt.timedelta(days=1)
KEEP_SYNC_EVENTS = dt.timedelta(days=7)
KEEP_NOTIFICATIONS = dt.timedelta(days=30)
KEEP_STARTS = dt.timedelta(days=30)
KEEP_STATES = dt.timedelta(days=7)  # of sessions that have ended; their runs stay
KEEP_CAMPAIGN_FIRES = dt.timedelta(days=90)
KEEP_LATE_REPORTS = dt.timedelta(days=365)

_IS_SETTLED = tables.StartRow.state.in_(("done", "skipped"))


def tidy(core: Core) -> None:
    """Safe to repeat; a kill in the middle leaves the rest for the next round. Nothing goes while the clock is in doubt: in a
    year that is none, everything is old."""
    now = core.clock.now()
    with core.store.read() as session:
        if lateness.is_on_hold(session):
            log.info("not_tidied")
            return
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
    removed["attempts_unbegun"] = fail_unbegun_too_old(core)
    removed["attempts_in_doubt"] = doubt_unreported(core)
    removed["parked_reports"] = _remove(core, tables.ParkedReport, tables.ParkedReport.received_on < now - part_reports.VALID_FOR)
    joined = (tables.SmsPart.received_on < now - joining.KEPT, tables.SmsPart.state == joining.JOINED)
    removed["sms_parts"] = _remove(core, tables.SmsPart, *joined)
    removed["starts"] = _remove(core, tables.StartRow, tables.StartRow.created_on < now - KEEP_STARTS, _IS_SETTLED)
    ended = (tables.Interruption.created_on < now - KEEP_STARTS, tables.Interruption.state != "started")
    removed["interruptions"] = _remove(core, tables.Interruption, *ended)
    removed["session_states"] = trim_states(core, now - KEEP_STATES)
    seen = (tables.Notification.created_on < now - KEEP_NOTIFICATIONS, tables.Notification.is_seen)
    removed["notifications"] = _remove(core, tables.Notification, *seen)
    removed["campaign_fires"] = trim_campaign_fires(core, now - KEEP_CAMPAIGN_FIRES)
    told = (tables.LateReport.created_on < now - KEEP_LATE_REPORTS, tables.LateReport.state != "open")
    removed["late_reports"] = _remove(core, tables.LateReport, *told)
    removed |= jobs.tidy(core)
    removed["media"] = media.sweep(core)
    removed["tallies"] = tallies.squash(core.store, batches=10_000)
    log.info("tidied", extra=removed)


def trim_campaign_fires(core: Core, before: dt.datetime) -> int:
    """Drop what was settled before then; returns how many. What is due later stays: planning asks whether it came about already,
    as where staff skipped one of next year."""
    row = tables.CampaignFire
    return _remove(core, row, row.settled_on < before, row.due_on < before)


def trim_states(core: Core, before: dt.datetime) -> int:
    """Drop the engine's JSON of sessions that ended before then; returns how many. Nobody resumes them."""
    row, total = tables.Session, 0
    while True:
        with core.store.write(durable=False) as work:
            query = select(row.id).where(row.ended_on < before, row.state.is_not(None)).order_by(row.ended_on).limit(BATCH)
            found = work.session.scalars(query).all()
            dropped = update(row).where(row.id.in_(found)).values(state=None).execution_options(synchronize_session=False)
            work.session.execute(dropped)
            work.commit()
        total += len(found)
        if len(found) < BATCH:
            return total


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
