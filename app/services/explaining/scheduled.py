"""When a scheduled trigger or broadcast comes next, what it reached the last time, and what keeps it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts.explain import Explanation, ScheduleOutcome, Step
from app.errors import Invalid, NotFound
from app.services import lateness
from app.services.base import Core
from app.services.broadcasts import DELETED, SCHEDULED
from app.services.schedules import NEVER
from app.store import tables

Fired = tables.FlowStart | tables.Broadcast
FAILED = "failed"


def explain_trigger(core: Core, session: Session, space: tables.Workspace, uuid: str) -> Explanation:
    """Raises NotFound, or Invalid trigger `not_scheduled`."""
    trigger = session.scalar(select(tables.Trigger).where(tables.Trigger.uuid == uuid, tables.Trigger.workspace_id == space.id))
    if trigger is None:
        raise NotFound("trigger", uuid)
    if trigger.schedule_id is None:
        raise Invalid("trigger", "not_scheduled")
    flow = session.get_one(tables.Flow, trigger.flow_id)
    off: list[Step] = []
    if trigger.is_archived:
        off.append(Step("trigger_off", {}, trigger.modified_on))
    if flow.is_archived:
        off.append(Step("flow_off", {"flow": flow.name}))
    start = tables.FlowStart
    fired = select(start).where(start.workspace_id == space.id, start.trigger_id == trigger.id).order_by(start.id.desc())
    schedule = session.get_one(tables.Schedule, trigger.schedule_id)
    return _Question(core, session, space, schedule, off, session.scalar(fired.limit(1))).answer()


def explain_broadcast(core: Core, session: Session, space: tables.Workspace, uuid: str) -> Explanation:
    """Raises NotFound, or Invalid broadcast `not_scheduled`."""
    row = tables.Broadcast
    broadcast = session.scalar(select(row).where(row.uuid == uuid, row.workspace_id == space.id))
    if broadcast is None:
        raise NotFound("broadcast", uuid)
    off = [] if broadcast.state == SCHEDULED else [Step("trigger_off", {}, broadcast.modified_on)]
    if broadcast.state == DELETED:
        return Explanation("off", None, off)
    if broadcast.schedule_id is None:
        raise Invalid("broadcast", "not_scheduled")
    fired = select(row).where(row.workspace_id == space.id, row.parent_id == broadcast.id).order_by(row.id.desc())
    schedule = session.get_one(tables.Schedule, broadcast.schedule_id)
    return _Question(core, session, space, schedule, off, session.scalar(fired.limit(1))).answer()


@dataclass(frozen=True, slots=True)
class _Question:
    """`off` says what has switched it off; `fired` is what it brought about the last time."""

    core: Core
    session: Session
    space: tables.Workspace
    schedule: tables.Schedule
    off: list[Step]
    fired: Fired | None

    def answer(self) -> Explanation:
        outcome, at = self._outcome()
        return Explanation(outcome, at, [*self.off, *self._keeping(), *self._past(), *self._coming()])

    def _outcome(self) -> tuple[ScheduleOutcome, dt.datetime | None]:
        schedule = self.schedule
        if self.off or self.space.is_archived:
            return "off", None
        if schedule.is_paused:
            return "paused", None
        if schedule.late_fire is not None:
            return "held", schedule.late_fire
        return ("planned", schedule.next_fire) if schedule.next_fire is not None else ("over", schedule.last_fire)

    def _keeping(self) -> Iterator[Step]:
        schedule = self.schedule
        if self.space.is_archived:
            yield Step("workspace_archived")
        if schedule.is_paused:
            yield Step("schedule_paused", {}, schedule.modified_on)
        if schedule.late_fire is not None:
            yield Step("late_held", {}, schedule.late_fire)
        if lateness.is_on_hold(self.session):
            yield Step("clock_in_doubt")

    def _past(self) -> Iterator[Step]:
        fired = self.fired
        if fired is None:
            yield Step("never_fired")
            return
        yield Step("fired_last", {}, fired.created_on)
        if fired.state == FAILED:
            yield Step("start_failed", {"error": fired.error or ""})
        yield Step("reached", {"count": self._reached(fired), "taken_up": fired.queued})

    def _reached(self, fired: Fired) -> int:
        """Contacts who were started or written to."""
        if isinstance(fired, tables.Broadcast):
            return fired.queued
        start = tables.StartRow
        done = select(func.count()).select_from(start).where(start.flow_start_id == fired.id, start.state == "done")
        return self.session.scalar(done) or 0

    def _coming(self) -> Iterator[Step]:
        schedule, space = self.schedule, self.space
        if schedule.next_fire is None:
            if schedule.repeat == NEVER:
                yield Step("no_more_times")
            return
        yield Step("fires_next", {"repeat": schedule.repeat}, schedule.next_fire)
        if lateness.judge(space, schedule.next_fire, self.core.clock.now()) != "send":
            yield Step("late_policy", {"policy": space.late_policy, "minutes": space.late_after})
