"""The office's clock was set: what waits keeps the time it had left.

A PC whose clock stood in last year and is put right must not find its queued replies too old, nor every conversation expired.
What is to be moved stands in the setting `FOLLOWING` with how far it got, so that a kill neither loses a row nor moves one twice.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.services import office_settings
from app.services.base import Core
from app.services.outgoing import waits_since
from app.store import tables
from app.store.folders import is_unsent

log = logging.getLogger(__name__)

BATCH = 500
NOTICED_WITHIN = dt.timedelta(minutes=2)  # a leap is noticed at the next pulse
LONGEST_WAIT = dt.timedelta(days=30)  # of a timer. Source: RapidPro, whose longest is two weeks
FOLLOWING = "clock_following"  # the setting; unset: nothing is being moved

Job = dict[str, Any]


def begin(
    session: Session, now: dt.datetime, seconds: float, *, before: dt.datetime | None = None, after: dt.datetime | None = None
) -> None:
    """In the caller's transaction: what the leap to `now` would make too old, due, or out of reach is to be moved by so much
    (negative: the clock was set back); `carry_on` moves it.

    Unsent messages and timers of sessions. What was made since the leap is left alone. Timers that are not due `before` then, or
    not `after` then, were set while the clock was right, and it may come back to that time: they stay. Campaign fires and
    schedules are about real dates: they stay.
    """
    tops = [session.scalar(select(func.max(stage.table.id))) or 0 for stage in _STAGES]
    bounds = {name: moment.isoformat() for name, moment in (("before", before), ("after", after)) if moment is not None}
    job = {"now": now.isoformat(), "seconds": seconds, "stage": 0, "cursor": 0, "moved": 0, "tops": tops, **bounds}
    office_settings.write(session, FOLLOWING, job)


def carry_on(core: Core) -> int:
    """Move what is left, in transactions short enough for phones to wait for; returns how many rows of all. Safe to repeat."""
    moved = 0
    while True:
        with core.store.read() as session:
            if office_settings.read(session, FOLLOWING) is None:
                return moved
        with core.store.write() as work:
            job = dict(office_settings.read(work.session, FOLLOWING, {}))
            if not job:
                return moved
            moved = job["moved"] = job["moved"] + _move_some(work.session, job)
            if job["stage"] < len(_STAGES):
                office_settings.write(work.session, FOLLOWING, job)
            else:
                office_settings.forget(work.session, FOLLOWING)
                log.warning("clock_followed seconds=%d rows=%d", job["seconds"], moved)
            work.commit()


def follow(core: Core, seconds: float, *, before: dt.datetime | None = None, after: dt.datetime | None = None) -> int:
    """All at once; returns how many rows were moved."""
    with core.store.write() as work:
        begin(work.session, core.clock.now(), seconds, before=before, after=after)
        work.commit()
    return carry_on(core)


def _move_some(session: Session, job: Job) -> int:
    """The next rows by their ids, so that each moves once; the job then says how far it got."""
    stage, leap = _STAGES[job["stage"]], dt.timedelta(seconds=job["seconds"])
    place, top = stage.place, job["tops"][job["stage"]]
    query = select(stage.table).where(stage.wanted(job), place > job["cursor"], place <= top).order_by(place).limit(BATCH)
    found = session.scalars(query).all()
    for row in found:
        for column in stage.columns(row):
            value = getattr(row, column)
            if value is not None:
                setattr(row, column, _shifted(value, leap))
    if len(found) == BATCH:
        job["cursor"] = found[-1].id
    else:
        job["stage"], job["cursor"] = job["stage"] + 1, 0
    return len(found)


def _old_messages(job: Job) -> ColumnElement[bool]:
    now, leap, msg = _moment(job, "now"), dt.timedelta(seconds=job["seconds"]), tables.Msg
    waits = waits_since(msg)
    return and_(is_unsent(), waits <= now - leap + NOTICED_WITHIN if job["seconds"] > 0 else waits > now + NOTICED_WITHIN)


def _message_columns(row: tables.Msg) -> tuple[str, ...]:
    return ("created_on" if row.queued_on is None else "queued_on", "next_attempt")


def _timers(job: Job) -> ColumnElement[bool]:
    """What the leap would make due, or put out of reach, and all else whose session has not gone on since."""
    now, leap, fire, run = _moment(job, "now"), dt.timedelta(seconds=job["seconds"]), tables.Fire, tables.Run
    since = (run.session_id == fire.session_id, run.modified_on >= now - NOTICED_WITHIN, run.modified_on <= now + NOTICED_WITHIN)
    is_reached = fire.due_on <= now if job["seconds"] > 0 else fire.due_on > now - leap
    wanted = and_(fire.due_on.is_not(None), or_(is_reached, ~exists().where(*since)))
    if "before" in job:  # what was set while the clock was wrong is due within the longest wait
        wanted = and_(wanted, fire.due_on < min(_moment(job, "before"), now - leap + LONGEST_WAIT))
    if "after" in job:
        wanted = and_(wanted, fire.due_on > _moment(job, "after"))
    return wanted


def _timer_columns(row: tables.Fire) -> tuple[str, ...]:
    return ("due_on",)


@dataclass(frozen=True, slots=True)
class _Stage:
    """Rows of one table in the order of `place`, their ids."""

    table: Any
    place: ColumnElement[int]
    wanted: Callable[[Job], ColumnElement[bool]]
    columns: Callable[[Any], tuple[str, ...]]


_STAGES = (
    _Stage(tables.Msg, tables.Msg.id + 0, _old_messages, _message_columns),  # a sum, so that the index of the unsent serves
    _Stage(tables.Fire, tables.Fire.__table__.c.id, _timers, _timer_columns),
)


def _moment(job: Job, name: str) -> dt.datetime:
    return dt.datetime.fromisoformat(job[name])


def _shifted(value: dt.datetime, leap: dt.timedelta) -> dt.datetime:
    try:
        return value + leap
    except OverflowError:
        return value
