"""When something is repeated, in a workspace's local time. Pure but for the row.

Source: RapidPro; a repeat on day 31 is on the last day of shorter months, and missed times collapse into one.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from app.contracts.flows import Schedule
from app.errors import Invalid
from app.services.base import Core
from app.store import tables
from app.store.database import UnitOfWork

NEVER, DAILY, WEEKLY, MONTHLY = "never", "daily", "weekly", "monthly"
REPEATS = (NEVER, DAILY, WEEKLY, MONTHLY)
DAYS = "MTWRFSU"

# Written out, so that SQLite's planner sees that the index of scheduled broadcasts serves.
_IS_PATTERN: ColumnElement[bool] = tables.Broadcast.state == literal_column("'scheduled'")


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """`first`: not before that time. `day_of_month` of monthly ones, `days_of_week` of weekly ones."""

    repeat: str
    hour: int
    minute: int
    day_of_month: int | None = None
    days_of_week: str = ""
    first: dt.datetime | None = None

    def same_as(self, other: NewSchedule) -> bool:
        """Whether both repeat alike; of single times, whether they are the same time."""
        mine = (self.repeat, self.hour, self.minute, self.day_of_month, self.days_of_week)
        theirs = (other.repeat, other.hour, other.minute, other.day_of_month, other.days_of_week)
        return mine == theirs and (self.repeat != NEVER or self.first == other.first)

    def first_fire(self, now: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
        """None: its only time is past."""
        if self.first is not None and self.first > now:
            return self.first
        return next_fire(self, now, zone)


def next_fire(schedule: NewSchedule, now: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
    """The first repeat after `now`, in UTC; None for what is not repeated. Raises Invalid for what cannot be.

    A time that the clocks jump over is as much later as they jump; one that they pass twice is the first of both.
    """
    check(schedule)
    if schedule.repeat == NEVER:
        return None
    day = now.astimezone(zone).date() - dt.timedelta(days=1)  # where clocks jump at midnight, yesterday's time may be today
    while True:
        moment = _moment(schedule, day, zone)
        if moment > now and _is_day(schedule, day):
            return moment
        day += dt.timedelta(days=1)


def latest_missed(schedule: NewSchedule, due_on: dt.datetime, now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The newest of its times up to `now`, where `due_on` is the oldest that was missed: all of them are one fire."""
    check(schedule)
    day, oldest = now.astimezone(zone).date(), due_on.astimezone(zone).date()
    while schedule.repeat != NEVER and day >= oldest:
        moment = _moment(schedule, day, zone)
        if due_on <= moment <= now and _is_day(schedule, day):
            return moment
        day -= dt.timedelta(days=1)
    return due_on


def check(schedule: NewSchedule) -> None:
    """Raises Invalid schedule `hour`, `minute`, `repeat`, `day_of_month`, `days_of_week`: the first that is wrong, in RapidPro's
    order."""
    if schedule.repeat == NEVER:
        return
    if schedule.hour not in range(24):
        raise Invalid("schedule", "hour")
    if schedule.minute not in range(60):
        raise Invalid("schedule", "minute")
    if schedule.repeat not in REPEATS:
        raise Invalid("schedule", "repeat")
    if schedule.repeat == MONTHLY and schedule.day_of_month not in range(1, 32):
        raise Invalid("schedule", "day_of_month")
    if schedule.repeat == WEEKLY and (not schedule.days_of_week or set(schedule.days_of_week) - set(DAYS)):
        raise Invalid("schedule", "days_of_week")


def _moment(schedule: NewSchedule, day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(schedule.hour, schedule.minute), zone).astimezone(dt.UTC)


def _is_day(schedule: NewSchedule, day: dt.date) -> bool:
    if schedule.repeat == WEEKLY:
        return DAYS[day.weekday()] in schedule.days_of_week
    if schedule.repeat == MONTHLY:
        last = calendar.monthrange(day.year, day.month)[1]
        return day.day == min(schedule.day_of_month or 1, last)
    return True


def read_schedule(spec: Schedule, now: dt.datetime, zone: ZoneInfo) -> NewSchedule:
    """A schedule as a person gives it. Errors: `invalid` schedule `repeat`, `days_of_week`, `in_past`."""
    if spec.start.tzinfo is None:
        raise Invalid("schedule", "start")
    if spec.repeat not in REPEATS:
        raise Invalid("schedule", "repeat")
    if spec.repeat == NEVER and spec.start <= now:
        raise Invalid("schedule", "in_past")
    local = spec.start.astimezone(zone)
    days = "".join(day for day in DAYS if day in spec.days_of_week) if spec.repeat == WEEKLY else ""
    if spec.repeat == WEEKLY and (not days or set(spec.days_of_week) - set(DAYS)):
        raise Invalid("schedule", "days_of_week")
    return NewSchedule(
        spec.repeat, local.hour, local.minute, local.day if spec.repeat == MONTHLY else None, days, spec.start.astimezone(dt.UTC)
    )


def new_row(schedule: NewSchedule, workspace: tables.Workspace, now: dt.datetime) -> tables.Schedule:
    """Not yet in a session."""
    return tables.Schedule(
        workspace_id=workspace.id,
        repeat=schedule.repeat,
        hour=schedule.hour,
        minute=schedule.minute,
        day_of_month=schedule.day_of_month,
        days_of_week=schedule.days_of_week or None,
        next_fire=schedule.first_fire(now, ZoneInfo(workspace.timezone)),
        created_on=now,
        modified_on=now,
    )


def change_row(row: tables.Schedule, schedule: NewSchedule, workspace: tables.Workspace, now: dt.datetime) -> None:
    """The row follows another schedule from now on; a time that waited for a person's word is forgotten."""
    row.repeat, row.hour, row.minute = schedule.repeat, schedule.hour, schedule.minute
    row.day_of_month, row.days_of_week = schedule.day_of_month, schedule.days_of_week or None
    row.next_fire = schedule.first_fire(now, ZoneInfo(workspace.timezone))
    row.late_fire = row.skipped_fire = None
    row.modified_on = now


def of_row(row: tables.Schedule) -> NewSchedule:
    return NewSchedule(row.repeat, row.hour, row.minute, row.day_of_month, row.days_of_week or "", row.next_fire)


def target_of(session: Session, schedule_id: int) -> tables.Trigger | tables.Broadcast | None:
    """The trigger or the scheduled broadcast that the schedule belongs to."""
    trigger, broadcast = tables.Trigger, tables.Broadcast
    found = session.scalar(select(trigger).where(trigger.schedule_id == schedule_id))
    return found or session.scalar(select(broadcast).where(broadcast.schedule_id == schedule_id, _IS_PATTERN))


def kind_of(target: tables.Trigger | tables.Broadcast) -> str:
    """As late reports and notifications name it: schedule, or broadcast."""
    return "schedule" if isinstance(target, tables.Trigger) else "broadcast"


def next_due_on(session: Session, now: dt.datetime) -> dt.datetime | None:
    """When the next of the office's schedules after now falls due."""
    row = tables.Schedule
    return session.scalar(select(func.min(row.next_fire)).where(row.next_fire > now, ~row.is_paused))


def wake(work: UnitOfWork, core: Core, row: tables.Schedule) -> None:
    """Its next time may be before the pulse beats again."""
    if row.next_fire is not None and core.wake_at is not None:
        work.after_commit(functools.partial(core.wake_at, row.next_fire))


def move_zone(session: Session, workspace: tables.Workspace, old: ZoneInfo, now: dt.datetime) -> int:
    """The workspace's zone was `old`: what is to come keeps its time of the local day; returns how many moved."""
    zone, row = ZoneInfo(workspace.timezone), tables.Schedule
    found = session.scalars(select(row).where(row.workspace_id == workspace.id, row.next_fire > now)).all()
    for one in found:
        assert one.next_fire is not None
        moved = one.next_fire.astimezone(old).replace(tzinfo=zone).astimezone(dt.UTC)
        is_past = moved <= now and one.repeat != NEVER
        one.next_fire = next_fire(of_row(one), now, zone) if is_past else moved
    return len(found)


def forget_future(session: Session, now: dt.datetime) -> int:
    """The office's clock had run ahead and was put right: what fired or was set aside at a time that is yet to come counts its
    next time from now, or it would rest until then; returns how many. One that fires once and has fired does not again; where
    that time was set aside it is to come."""
    row, space = tables.Schedule, tables.Workspace
    query = select(row, space.timezone).join(space, space.id == row.workspace_id)
    is_early = or_(row.late_fire > now, row.skipped_fire > now, and_(row.last_fire > now, row.repeat != NEVER))
    found = session.execute(query.where(is_early)).all()
    for one, timezone in found:
        _count_anew(one, now, ZoneInfo(timezone))
    return len(found)


def _count_anew(row: tables.Schedule, now: dt.datetime, zone: ZoneInfo) -> None:
    try:
        row.next_fire = (row.late_fire or row.skipped_fire) if row.repeat == NEVER else next_fire(of_row(row), now, zone)
    except Invalid:
        return  # it cannot be counted; firing says so to staff
    for name in ("late_fire", "skipped_fire", "last_fire"):
        moment = getattr(row, name)
        if moment is not None and moment > now:
            setattr(row, name, None)


def shown(row: tables.Schedule, zone: ZoneInfo, now: dt.datetime) -> Schedule:
    start = (
        row.next_fire or row.last_fire or dt.datetime.combine(now.astimezone(zone).date(), dt.time(row.hour, row.minute), zone)
    )
    if row.repeat == MONTHLY and row.day_of_month:
        start = _on_its_day(start.astimezone(zone), row.day_of_month).astimezone(dt.UTC)
    repeat = next((name for name in ("daily", "weekly", "monthly") if name == row.repeat), "never")
    return Schedule(start=start, repeat=repeat, days_of_week=row.days_of_week or "", next_fire=row.next_fire)  # type: ignore[arg-type]


def _on_its_day(moment: dt.datetime, day: int) -> dt.datetime:
    """The same, or in a month that lacks the day and has its last instead, that of the month before, which has it: by it people
    see, and change, which day was meant."""
    if moment.day == day:
        return moment
    before = moment.replace(day=1) - dt.timedelta(days=1)
    return before.replace(day=min(day, before.day))
