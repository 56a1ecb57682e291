"""The office's clock was set: what waits keeps the time it had left.

A PC whose clock stood in last year and is put right must not find its queued replies too old, nor every conversation expired.
"""

from __future__ import annotations

import datetime as dt
import logging

from sqlalchemy import ColumnElement, and_, select

from app.services.base import Core
from app.services.outgoing import waits_since
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folders import is_unsent

log = logging.getLogger(__name__)

BATCH = 500
NOTICED_WITHIN = dt.timedelta(minutes=2)  # a leap is noticed at the next pulse


def follow(core: Core, seconds: float, before: dt.datetime | None = None) -> int:
    """Move what the leap would make too old, due, or out of reach by so much (negative: the clock was set back).

    Unsent messages and timers of sessions; returns how many. What was made since the leap is left alone, and so are timers that
    do not fall due `before` then: they were set when the clock was right, and it has come back to that time. Campaign fires and
    schedules are about real dates: they stay.
    """
    now, leap = core.clock.now(), dt.timedelta(seconds=seconds)
    msg, fire = tables.Msg, tables.Fire
    if seconds > 0:
        is_old, is_due = waits_since(msg) <= now - leap + NOTICED_WITHIN, fire.due_on <= now
    else:
        is_old, is_due = waits_since(msg) > now + NOTICED_WITHIN, fire.due_on > now - leap
    if before is not None:
        is_due = and_(is_due, fire.due_on < before)
    again = msg.queued_on.is_not(None)
    moved = _move(core, msg, and_(is_unsent(), is_old, ~again), ("created_on", "next_attempt"), leap)
    moved += _move(core, msg, and_(is_unsent(), is_old, again), ("queued_on", "next_attempt"), leap)
    moved += _move(core, fire, is_due, ("due_on",), leap)
    log.warning("clock_followed seconds=%d rows=%d", seconds, moved)
    return moved


def _move(core: Core, table: type[tables.Base], wanted: ColumnElement[bool], columns: tuple[str, ...], leap: dt.timedelta) -> int:
    """In transactions short enough for phones to wait for, by id, so that each row moves once."""
    key = table.__table__.c.id
    with core.store.read() as session:
        ids = list(session.scalars(select(key).where(wanted).order_by(key)))
    for start in range(0, len(ids), BATCH):
        with core.store.write() as work:
            _move_some(work, table, ids[start : start + BATCH], columns, leap)
            work.commit()
    return len(ids)


def _move_some(work: UnitOfWork, table: type[tables.Base], ids: list[int], columns: tuple[str, ...], leap: dt.timedelta) -> None:
    for row in work.session.scalars(select(table).where(table.__table__.c.id.in_(ids))):
        for column in columns:
            value = getattr(row, column)
            if value is not None:
                setattr(row, column, _shifted(value, leap))


def _shifted(value: dt.datetime, leap: dt.timedelta) -> dt.datetime:
    try:
        return value + leap
    except OverflowError:
        return value
