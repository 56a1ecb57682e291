"""The office was off, or its clock is in doubt: what hangs on the date waits until it is known what to do with it.

The hold is the setting `lateness.HOLD`, so that every process sees it and a kill does not end it. Its `reason`:

- counting: the office was off or asleep. What fell due `from` then `until` the next beat of the pulse is judged and counted by
  that beat, which then ends the hold.
- leapt: the wall clock leapt by `seconds` while the office was on, or at its start (`is_start`) the clock stood so far after what
  had been seen that no break explains it. past: at its start the clock stood before what had been seen already. Both wait for
  a person's word (`trust`), or for the clock to come back by itself, and then become counting.

`from` is the last time that nobody doubts, `since` what the clock said when the hold began, `wall` what it said last.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError as DatabaseTrouble
from sqlalchemy.orm import Session

from app import ids
from app.contracts.base import ADMINISTRATOR, EDITOR
from app.contracts.late import ClockState
from app.services import (
    campaign_marks,
    clock_leap,
    late_counting,
    late_reports,
    lateness,
    notifications,
    office_settings,
    schedules,
)
from app.services.base import Core
from app.store import tables
from app.store.database import UnitOfWork

log = logging.getLogger(__name__)

OFF = dt.timedelta(minutes=10)  # shorter breaks are no news, and smaller leaps no doubt
TOLERANCE = dt.timedelta(seconds=60)
PUT_RIGHT = dt.timedelta(days=30)  # a clock that is within so long after the last time seen is believed
COUNTING, LEAPT, PAST = lateness.COUNTING, "leapt", "past"
DATED = {
    "audit": (tables.Audit.id, tables.Audit.at),
    "inbound": (tables.Inbound.id, tables.Inbound.received_on),
    "msg": (tables.Msg.id, tables.Msg.created_on),
}

Hold = dict[str, Any]


class Watch:
    """What the pulse knows of the time beside the clock. One an engine; `start` before any task may run, then a beat a minute."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._wall, self._mono = core.clock.now(), core.clock.monotonic()

    def start(self) -> None:
        """Compare the clock with what was seen before."""
        now = self._core.clock.now()
        with self._core.store.read() as session:
            hold, seen = lateness.hold_of(session), last_seen(session)
        if hold is not None and hold["reason"] != COUNTING:
            self._look_again(hold, now)
        elif hold is None and seen is not None:
            if now < seen - TOLERANCE:
                self._doubt(PAST, seen, (now - seen).total_seconds())
            elif now - seen > PUT_RIGHT:
                self._doubt(LEAPT, seen, (now - seen).total_seconds(), is_start=True)
            elif now - seen > OFF:
                self._count_from(seen)

    def beat(self) -> None:
        """Before anything is fired: count what fell due while the office was off, and remember the time."""
        now, mono = self._core.clock.now(), self._core.clock.monotonic()
        hold = self._hold()
        if hold is None and mono - self._mono > OFF.total_seconds():
            hold = self._count_from(self._wall)
        self._wall, self._mono = now, mono
        if hold is not None and hold["reason"] == COUNTING:
            self._count(hold)
        self._remember(now)

    def leapt(self, seconds: float) -> None:
        """The wall clock leapt: what waits follows it, and what hangs on the date waits for a person's word.

        Raises when that could not be written: then nothing was done, and it may be called again.
        """
        hold, now = self._hold(), self._core.clock.now()
        came_back_to = None
        if hold is None or hold["reason"] == COUNTING:
            if abs(seconds) > OFF.total_seconds():
                self._doubt(LEAPT, _moment(hold, "from") if hold else self._wall, seconds)
        elif _is_put_right(hold, now, seconds):
            came_back_to = _moment(hold, "from") if hold["reason"] == PAST else None
            self._count_from(_moment(hold, "from"), hold)
        else:
            self._change({**hold, "seconds": hold["seconds"] + seconds})
        try:
            clock_leap.follow(self._core, seconds, before=came_back_to)
        except DatabaseTrouble:  # part of it may have moved: a second time would move that twice
            log.exception("clock_not_followed seconds=%d", seconds)
        self._wall = now

    def _hold(self) -> Hold | None:
        with self._core.store.read() as session:
            return lateness.hold_of(session)

    def _look_again(self, hold: Hold, now: dt.datetime) -> None:
        """The engine was off while the clock was in doubt. It may have been put right in between."""
        trusted, wall = _moment(hold, "from"), _moment(hold, "wall")
        was_ahead = hold["seconds"] > 0
        if -TOLERANCE <= now - trusted <= PUT_RIGHT and (now < wall - TOLERANCE or not was_ahead):
            clock_leap.follow(self._core, (now - wall).total_seconds(), before=None if was_ahead else trusted)
            self._count_from(trusted, hold)

    def _doubt(self, reason: str, trusted: dt.datetime, seconds: float, *, is_start: bool = False) -> None:
        now = self._core.clock.now()
        hold = {**_new_hold(reason, trusted, now, seconds), "is_start": is_start}
        with self._core.store.write() as work:
            office_settings.write(work.session, lateness.HOLD, hold)
            _tell(work, now, hold)
            work.publish("office")
            work.commit()
        log.warning("clock_doubted reason=%s seconds=%d", reason, seconds)

    def _count_from(self, off_from: dt.datetime, before: Hold | None = None) -> Hold:
        hold = _counting(off_from, self._core.clock.now(), before)
        with self._core.store.write() as work:
            office_settings.write(work.session, lateness.HOLD, hold)
            if before is not None:
                _put_right(work, before, off_from, self._core.clock.now())
            work.publish("office")
            work.commit()
        return hold

    def _change(self, hold: Hold) -> None:
        """Unless a person has decided meanwhile."""
        with self._core.store.write() as work:
            found = lateness.hold_of(work.session)
            if found is not None and (found["id"], found["reason"]) == (hold["id"], hold["reason"]):
                office_settings.write(work.session, lateness.HOLD, hold)
                work.publish("office")
                work.commit()

    def _count(self, hold: Hold) -> None:
        """What fell due is judged and reported, and the hold ends with it. A kill in between counts again until the same time, so
        that what was skipped already is in the report."""
        until = self._fix_end(hold)
        start = min(_moment(hold, "from"), until)
        if hold.get("is_clock"):
            late_counting.bring_back(self._core, until)
        is_news = until - start > OFF
        lines: dict[int, list[late_reports.Line]] = {}
        if is_news:
            late_counting.set_aside(self._core, until)
            with self._core.store.read() as session:
                lines = late_counting.lines_by_workspace(session, start, until)
        with self._core.store.write() as work:
            if is_news:
                reason = late_reports.CLOCK if hold.get("is_clock") else late_reports.OFF
                late_counting.report(work, lines, until, late_reports.Window(start, until, reason))
            office_settings.forget(work.session, lateness.HOLD)
            work.publish("office")
            work.commit()
        log.info("downtime_counted seconds=%d", (until - start).total_seconds())
        if self._core.clock.now() - until > OFF:
            self._count(self._count_from(until))

    def _fix_end(self, hold: Hold) -> dt.datetime:
        if "until" in hold:
            return _moment(hold, "until")
        until = self._core.clock.now()
        self._change({**hold, "until": until.isoformat()})
        return until

    def _remember(self, now: dt.datetime) -> None:
        with self._core.store.write(durable=False) as work:
            hold = lateness.hold_of(work.session)
            if hold is None:
                pulse = office_settings.read(work.session, lateness.PULSE, {})
                office_settings.write(work.session, lateness.PULSE, {**pulse, "wall": now.isoformat()})
            else:
                office_settings.write(work.session, lateness.HOLD, {**hold, "wall": now.isoformat()})
            late_reports.collect(work, now)
            work.commit()


def _is_put_right(hold: Hold, now: dt.datetime, seconds: float) -> bool:
    """Whether the clock, which leapt by so much, has come back by itself: to where it would be, or after what had been seen."""
    if hold["reason"] == LEAPT and not hold.get("is_start"):  # at the start, how long the office was off is in its `seconds`
        return bool(abs(hold["seconds"] + seconds) <= TOLERANCE.total_seconds())
    return -TOLERANCE <= now - _moment(hold, "from") <= PUT_RIGHT


def trust(work: UnitOfWork, core: Core) -> bool:
    """A person says that the clock is right now, in the caller's transaction. False: it is in no doubt."""
    hold, now = lateness.hold_of(work.session), core.clock.now()
    if hold is None or hold["reason"] == COUNTING:
        return False
    off_from = min(_moment(hold, "from"), _moment(hold, "since"), now)
    office_settings.write(work.session, lateness.HOLD, _counting(off_from, now, hold))
    _put_right(work, hold, off_from, now)
    return True


def _put_right(work: UnitOfWork, hold: Hold, off_from: dt.datetime, now: dt.datetime) -> None:
    """The clock, which was in doubt, is right now: what it dated meanwhile says nothing any more."""
    pulse = office_settings.read(work.session, lateness.PULSE, {})
    office_settings.write(work.session, lateness.PULSE, {**pulse, "wall": now.isoformat(), "rows": _newest_ids(work.session)})
    campaign_marks.put_right(work.session, min(off_from, now), now)
    schedules.forget_future(work.session, now)
    _untell(work, hold["id"])


def state(session: Session, now: dt.datetime) -> ClockState:
    hold = lateness.hold_of(session)
    if hold is None:
        return ClockState(False, now)
    return ClockState(True, now, hold["reason"], round(hold["seconds"]), _moment(hold, "from"))


def last_seen(session: Session) -> dt.datetime | None:
    """The latest time that the office knows it has been: of the last beat, or of a newer row. None: it is new."""
    pulse = office_settings.read(session, lateness.PULSE, {})
    known = pulse.get("rows", {})
    times = [dt.datetime.fromisoformat(pulse["wall"])] if "wall" in pulse else []
    for name, (key, moment) in _newest(session).items():
        if key > known.get(name, 0):
            times.append(moment)
    return max(times, default=None)


def _newest(session: Session) -> dict[str, tuple[int, dt.datetime]]:
    """Id and time of the latest row of each table that grows with time."""
    found = {}
    for name, (key, moment) in DATED.items():
        row = session.execute(select(key, moment).order_by(key.desc()).limit(1)).first()
        if row is not None:
            found[name] = (row[0], row[1])
    return found


def _newest_ids(session: Session) -> dict[str, int]:
    return {name: key for name, (key, _) in _newest(session).items()}


def _new_hold(reason: str, trusted: dt.datetime, now: dt.datetime, seconds: float) -> Hold:
    times = {"from": trusted.isoformat(), "since": now.isoformat(), "wall": now.isoformat()}
    return {"id": ids.uuid7(now), "reason": reason, "seconds": seconds, **times}


def _counting(off_from: dt.datetime, now: dt.datetime, before: Hold | None) -> Hold:
    hold = _new_hold(COUNTING, off_from, now, 0.0)
    return {**hold, "id": before["id"], "is_clock": True} if before else hold


def _moment(hold: Hold | None, name: str) -> dt.datetime:
    assert hold is not None
    return dt.datetime.fromisoformat(hold[name])


def _tell(work: UnitOfWork, now: dt.datetime, hold: Hold) -> None:
    """Administrators and editors of every workspace."""
    data = {"reason": hold["reason"], "seconds": round(hold["seconds"])}
    space = tables.Workspace
    for workspace_id in work.session.scalars(select(space.id).where(~space.is_archived)).all():
        people = notifications.members(work.session, workspace_id, ADMINISTRATOR, EDITOR)
        kind = notifications.CLOCK_DOUBTED
        notifications.notify(work, now, workspace_id, people, kind, scope=hold["id"], data=data)


def _untell(work: UnitOfWork, scope: str) -> None:
    """The question is answered."""
    row = tables.Notification
    asked = (row.type == notifications.CLOCK_DOUBTED, row.scope == scope, ~row.is_seen)
    found: Sequence[int] = work.session.scalars(select(row.id).where(*asked)).all()
    work.session.execute(update(row).where(row.id.in_(found)).values(is_seen=True))
    if found:
        work.publish("notifications")
