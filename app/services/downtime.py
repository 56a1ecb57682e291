"""The office was off, or its clock is in doubt: what hangs on the date waits until it is known what to do with it.

The hold is the setting `lateness.HOLD`, so that every process sees it and a kill does not end it. Its `reason`:

- counting: the office was off or asleep. What fell due `from` then `until` the next beat of the pulse is judged and counted by
  that beat, which then ends the hold.
- leapt: the wall clock leapt by `seconds` while the office was on, or at its start (`is_start`) the clock stood so far after what
  had been seen that no break explains it. past: at its start the clock stood before what had been seen already. Both wait for
  a person's word (`trust`), or for the clock to come back by itself, and then become counting.

`from` is the last time that nobody doubts, `since` what the clock said when the hold began, `wall` what it said last. `until`:
the counting has begun, and ends there. Timers of sessions are in no doubt themselves: they follow a leap. At a start nobody knows
by how much they would have to: those that were set before are due `before` a time, or not `after` one, and stay.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
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
        clock_leap.carry_on(self._core)
        now = self._core.clock.now()
        with self._core.store.read() as session:
            hold, seen = lateness.hold_of(session), last_seen(session)
        if hold is not None and hold["reason"] != COUNTING:
            self._look_again(hold, now)
            return
        if hold is not None:
            seen = max(_moment(hold, "wall"), seen or _moment(hold, "wall"))
        if seen is None:
            return
        seconds = (now - seen).total_seconds()
        if now < seen - TOLERANCE or now - seen > PUT_RIGHT:
            trusted = seen if hold is None else self._end_counting(hold, seen)
            with self._core.store.write() as work:
                _doubt(work, PAST if now < seen else LEAPT, trusted, now, seconds, is_start=True)
                work.commit()
        elif hold is None and now - seen > OFF:
            self._count_from(seen)

    def beat(self) -> None:
        """Before anything is fired: count what fell due while the office was off, and remember the time."""
        now, mono = self._core.clock.now(), self._core.clock.monotonic()
        hold = self._hold()
        if hold is None and mono - self._mono > OFF.total_seconds():
            hold = self._count_from(self._wall)
        self._wall, self._mono = now, mono
        try:
            clock_leap.carry_on(self._core)
            if hold is not None and hold["reason"] == COUNTING:
                self._count(hold)
        finally:
            self._remember(now)
        self._collect(now)

    def leapt(self, seconds: float) -> None:
        """The wall clock leapt: what waits follows it, and what hangs on the date waits for a person's word.

        Raises when that could not be written: then nothing was done, and it may be called again.
        """
        clock_leap.carry_on(self._core)
        hold, now, trusted = self._hold(), self._core.clock.now(), self._wall
        if _is_new_doubt(hold, now, seconds) and hold is not None:
            trusted = self._end_counting(hold, _moment(hold, "wall"))
        with self._core.store.write() as work:
            hold = lateness.hold_of(work.session) or hold
            _judge_leap(work, hold, now, seconds, trusted)
            bounds = {} if _is_new_doubt(hold, now, seconds) else _bounds(hold)
            clock_leap.begin(work.session, now, seconds, **bounds)
            work.commit()
        self._wall = now
        try:
            clock_leap.carry_on(self._core)
        except Exception:
            log.exception("clock_not_followed seconds=%d", seconds)  # the next beat goes on with it

    def _hold(self) -> Hold | None:
        with self._core.store.read() as session:
            return lateness.hold_of(session)

    def _look_again(self, hold: Hold, now: dt.datetime) -> None:
        """The engine was off while the clock was in doubt. It may have been put right in between, or set to another time."""
        trusted, seconds = _moment(hold, "from"), (now - _moment(hold, "wall")).total_seconds()
        went_back = seconds < -TOLERANCE.total_seconds()
        is_right = -TOLERANCE <= now - trusted <= PUT_RIGHT and (went_back or hold["seconds"] <= 0)
        if not (is_right or went_back or seconds > PUT_RIGHT.total_seconds()):
            return
        with self._core.store.write() as work:
            if is_right:
                _count_from(work, trusted, now, hold)
            else:
                _go_along(work, hold, now, seconds)
            clock_leap.begin(work.session, now, seconds, **_bounds(hold))
            work.commit()
        clock_leap.carry_on(self._core)

    def _count_from(self, off_from: dt.datetime) -> Hold:
        with self._core.store.write() as work:
            hold = _count_from(work, off_from, self._core.clock.now())
            work.commit()
        return hold

    def _end_counting(self, hold: Hold, seen: dt.datetime) -> dt.datetime:
        """The clock is in doubt before what fell due was counted: what nobody doubts is counted now, up to the last time that
        was seen; returns since when the doubt is. Of a clock that a person had just said to be right nothing is."""
        if hold.get("is_clock") and "until" not in hold:
            return _moment(hold, "from")
        return self._count_until(hold, seen)

    def _count(self, hold: Hold) -> None:
        until = self._count_until(hold, self._core.clock.now())
        if self._core.clock.now() - until > OFF:
            self._count(self._count_from(until))

    def _count_until(self, hold: Hold, end: dt.datetime) -> dt.datetime:
        """What fell due is judged and reported, and the hold ends with it. A kill in between counts again until the same time,
        which is returned, so that what was skipped already is in the report."""
        until = self._fix_end(hold, end)
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
            _remember(work, until)
            work.publish("office")
            work.commit()
        log.info("downtime_counted seconds=%d", (until - start).total_seconds())
        return until

    def _fix_end(self, hold: Hold, end: dt.datetime) -> dt.datetime:
        if "until" in hold:
            return _moment(hold, "until")
        with self._core.store.write() as work:
            office_settings.write(work.session, lateness.HOLD, {**hold, "until": end.isoformat()})
            work.publish("office")
            work.commit()
        return end

    def _remember(self, now: dt.datetime) -> None:
        with self._core.store.write(durable=False) as work:
            hold = lateness.hold_of(work.session)
            if hold is None:
                _remember(work, now)
            else:
                office_settings.write(work.session, lateness.HOLD, {**hold, "wall": now.isoformat()})
            work.commit()

    def _collect(self, now: dt.datetime) -> None:
        with self._core.store.read() as session:
            if not late_reports.unreported(session):
                return
        with self._core.store.write(durable=False) as work:
            late_reports.collect(work, now)
            work.commit()


def _judge_leap(work: UnitOfWork, hold: Hold | None, now: dt.datetime, seconds: float, trusted: dt.datetime) -> None:
    """What the leap makes of the hold; without one `trusted` is the last time that nobody doubts."""
    if _is_new_doubt(hold, now, seconds):
        _doubt(work, LEAPT, trusted, now, seconds)
    elif hold is None or hold["reason"] == COUNTING:
        return
    elif _is_put_right(hold, now, seconds):
        _count_from(work, _moment(hold, "from"), now, hold)
    else:
        _go_along(work, hold, now, seconds)


def _is_new_doubt(hold: Hold | None, now: dt.datetime, seconds: float) -> bool:
    """Whether the leap makes a clock doubtful that was not: a large one does, unless a person has already seen it and said that
    the clock is right."""
    if abs(seconds) <= OFF.total_seconds() or (hold is not None and hold["reason"] != COUNTING):
        return False
    return hold is None or not (hold.get("is_clock") and abs(now - _moment(hold, "wall")) <= lateness.NOTICED_WITHIN)


def _is_put_right(hold: Hold, now: dt.datetime, seconds: float) -> bool:
    """Whether the clock, which leapt by so much, has come back by itself: to where it would be, or after what had been seen."""
    if hold["reason"] == LEAPT and not hold.get("is_start"):  # at the start, how long the office was off is in its `seconds`
        return bool(abs(hold["seconds"] + seconds) <= TOLERANCE.total_seconds())
    return -TOLERANCE <= now - _moment(hold, "from") <= PUT_RIGHT


def _bounds(hold: Hold | None) -> dict[str, dt.datetime]:
    """Between which times the timers are due that were set since the clock is wrong (`clock_leap.begin`)."""
    return {} if hold is None else {name: _moment(hold, name) for name in ("before", lateness.AFTER) if name in hold}


def trust(work: UnitOfWork, core: Core) -> bool:
    """A person says that the clock is right now, in the caller's transaction. False: it is in no doubt."""
    hold, now = lateness.hold_of(work.session), core.clock.now()
    if hold is None or hold["reason"] == COUNTING:
        return False
    _count_from(work, min(_moment(hold, "from"), _moment(hold, "since"), now), now, hold)
    return True


def _doubt(
    work: UnitOfWork, reason: str, trusted: dt.datetime, now: dt.datetime, seconds: float, *, is_start: bool = False
) -> None:
    """The clock is in doubt, and people hear of it. At a start, timers that were set before stay as they are: `before` or
    `after` tell them from those that are set while the clock is wrong."""
    hold = {**_new_hold(reason, trusted, now, seconds), "is_start": is_start}
    if is_start:
        hold |= {"before": trusted.isoformat()} if reason == PAST else {lateness.AFTER: now.isoformat()}
    office_settings.write(work.session, lateness.HOLD, hold)
    _tell(work, now, hold)
    work.publish("office")
    log.warning("clock_doubted reason=%s seconds=%d", reason, seconds)


def _go_along(work: UnitOfWork, hold: Hold, now: dt.datetime, seconds: float) -> None:
    """The clock was set, and is still in doubt: what was set while it is wrong is by so much at another time."""
    moved = {**hold, "seconds": hold["seconds"] + seconds, "wall": now.isoformat()}
    if lateness.AFTER in hold:
        moved[lateness.AFTER] = (_moment(hold, lateness.AFTER) + dt.timedelta(seconds=seconds)).isoformat()
    office_settings.write(work.session, lateness.HOLD, moved)
    work.publish("office")


def _count_from(work: UnitOfWork, off_from: dt.datetime, now: dt.datetime, before: Hold | None = None) -> Hold:
    """What fell due since then is to be counted. `before`: the hold of a clock that is right now."""
    hold = _counting(off_from, now, before)
    office_settings.write(work.session, lateness.HOLD, hold)
    if before is not None:
        _put_right(work, before, off_from, now)
    work.publish("office")
    return hold


def _remember(work: UnitOfWork, now: dt.datetime) -> None:
    """What the clock said last while nobody doubted it."""
    pulse = office_settings.read(work.session, lateness.PULSE, {})
    office_settings.write(work.session, lateness.PULSE, {**pulse, "wall": now.isoformat()})


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
    timers_wait = lateness.AFTER in hold and hold["reason"] != lateness.COUNTING
    return ClockState(True, now, hold["reason"], round(hold["seconds"]), _moment(hold, "from"), timers_wait)


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
    if before is None:
        return hold
    bounds = {name: before[name] for name in ("before", lateness.AFTER) if name in before}  # a leap that is noticed only now
    return {**hold, "id": before["id"], "is_clock": True, **bounds}


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
