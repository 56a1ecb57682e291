"""Schedules whose time has come: a scheduled trigger starts its flow, a scheduled broadcast makes one of its own.

What a schedule brings about and the step to its next time are one transaction, so that a kill neither loses nor doubles it.
However many of its times were missed, they are one fire (source: RapidPro), judged by the newest of them.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import OperationalError as DatabaseTrouble
from sqlalchemy.orm import Session

from app.contracts.base import ADMINISTRATOR, EDITOR
from app.contracts.broadcasts import FAILED_FLOW
from app.ports import TaskRef
from app.services import batches, late_reports, lateness, notifications, schedules
from app.services.base import Core
from app.services.broadcasts import add_broadcast, texts_of
from app.services.flow_starts import add_start
from app.services.late_reports import SLOW, Window
from app.services.recipients import Exclusions, Recipients
from app.store import tables
from app.store.database import UnitOfWork

log = logging.getLogger(__name__)

BATCH = 1000
CHUNK = 500
NOBODY = "nobody"  # everybody whom it names is gone


def schedule_task(schedule_id: int, workspace_uuid: str) -> TaskRef:
    return TaskRef("flow", "fire_schedule", (schedule_id,), owner=workspace_uuid, key=f"schedule:{schedule_id}")


def due_tasks(session: Session, now: dt.datetime) -> Iterator[TaskRef]:
    """Of the first that are due; none while the clock is in doubt."""
    if lateness.is_on_hold(session):
        return
    for row in due(session, now, BATCH):
        yield schedule_task(row.id, row.workspace_uuid)


def due(session: Session, now: dt.datetime, limit: int | None = None) -> list[Due]:
    """The longest due first, without what rests."""
    row, space = tables.Schedule, tables.Workspace
    query = (
        select(row.id, space.uuid)
        .join(space, space.id == row.workspace_id)
        .where(row.next_fire <= now, ~row.is_paused, ~space.is_archived)
        .order_by(row.next_fire, row.id)
        .limit(limit)
    )
    return [Due(key, uuid) for key, uuid in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Due:
    id: int
    workspace_uuid: str


def fire(core: Core, schedule_id: int) -> None:
    """Safe to repeat. One that cannot be brought about says so to staff and goes on to its next time."""
    try:
        _fire(core, schedule_id)
    except DatabaseTrouble:
        log.exception("schedule_postponed", extra={"schedule": schedule_id})
    except Exception as error:
        log.exception("schedule_failed", extra={"schedule": schedule_id})
        _give_up(core, schedule_id, error)


def _fire(core: Core, schedule_id: int) -> None:
    with core.store.write(durable=False) as work:
        now = lateness.seen_now(work.session, core.clock.now())
        if lateness.is_on_hold(work.session) or (found := _read(work.session, schedule_id, now)) is None:
            return
        schedule, workspace = found
        verdict, newest = judge(schedule, workspace, now)
        if verdict == "send":
            bring_about(work, core, schedule, workspace, now)
            schedule.last_fire = now
            step(schedule, workspace, now)
        else:
            line = set_aside(work.session, schedule, workspace, now)
            late_reports.record(work, workspace, now, [line] if line else [], Window(newest, now, SLOW))
        work.commit()


def judge(schedule: tables.Schedule, workspace: tables.Workspace, now: dt.datetime) -> tuple[lateness.Verdict, dt.datetime]:
    """Of one that is due, with the newest of its times that were missed."""
    assert schedule.next_fire is not None
    newest = schedules.latest_missed(schedules.of_row(schedule), schedule.next_fire, now, ZoneInfo(workspace.timezone))
    return lateness.judge(workspace, newest, now), newest


def set_aside(
    session: Session, schedule: tables.Schedule, workspace: tables.Workspace, now: dt.datetime
) -> late_reports.Line | None:
    """One that is too late goes on to its next time. It is skipped, and its line returned, or held: `late_fire` is what waits for
    a person's word. `last_fire` says up to when its times are done with (`schedules.forget_future`)."""
    verdict, newest = judge(schedule, workspace, now)
    line = late_reports.schedule_line(session, schedule, late_reports.SKIPPED, newest) if verdict == "skip" else None
    if verdict == "hold":
        schedule.late_fire = newest
    else:
        schedule.skipped_fire = newest
    schedule.last_fire = newest
    step(schedule, workspace, now)
    return line


def step(schedule: tables.Schedule, workspace: tables.Workspace, now: dt.datetime) -> None:
    """On to the next time after now."""
    schedule.next_fire = schedules.next_fire(schedules.of_row(schedule), now, ZoneInfo(workspace.timezone))


def bring_about(work: UnitOfWork, core: Core, schedule: tables.Schedule, workspace: tables.Workspace, now: dt.datetime) -> None:
    """What the schedule is for, in the caller's transaction. Where it cannot be, it stands there as failed and staff are told."""
    target = schedules.target_of(work.session, schedule.id)
    if target is None or (isinstance(target, tables.Trigger) and target.is_archived):
        return
    made = _start(work, core, target, workspace) if isinstance(target, tables.Trigger) else _send(work, core, target, workspace)
    trouble = _trouble(work.session, target, Recipients.read(made.recipients))
    if trouble is not None:
        log.warning("schedule_broken", extra={"schedule": schedule.id, "code": trouble})
        made.state, made.error = batches.FAILED, trouble
        _tell(work, schedule, now, trouble)


def _start(work: UnitOfWork, core: Core, trigger: tables.Trigger, workspace: tables.Workspace) -> tables.FlowStart:
    group, person = tables.TriggerGroup, tables.TriggerContact
    groups = work.session.execute(select(group.group_id, group.is_exclusion).where(group.trigger_id == trigger.id)).all()
    people = work.session.scalars(select(person.contact_id).where(person.trigger_id == trigger.id))
    wanted = Recipients(sorted(people), sorted(one for one, is_exclusion in groups if not is_exclusion))
    return add_start(
        work,
        core,
        workspace=workspace,
        flow_id=trigger.flow_id,
        wanted=wanted,
        exclusions=Exclusions(group_ids=sorted(one for one, is_exclusion in groups if is_exclusion)),
        total=wanted.estimate(work.session),
        trigger_id=trigger.id,
    )


def _send(work: UnitOfWork, core: Core, pattern: tables.Broadcast, workspace: tables.Workspace) -> tables.Broadcast:
    wanted = Recipients.read(pattern.recipients)
    return add_broadcast(
        work,
        core,
        workspace=workspace,
        texts=texts_of(pattern),
        wanted=wanted,
        exclusions=Exclusions.read(pattern.exclusions),
        total=wanted.estimate(work.session),
        created_by=pattern.created_by,
        flow_id=pattern.flow_id,
        parent_id=pattern.id,
    )


def _trouble(session: Session, target: tables.Trigger | tables.Broadcast, wanted: Recipients) -> str | None:
    """Why nothing can come of it: its flow is archived, or everybody whom it names is gone."""
    if isinstance(target, tables.Trigger) and session.get_one(tables.Flow, target.flow_id).is_archived:
        return FAILED_FLOW
    if wanted.urns or wanted.query:
        return None
    group, contact = tables.ContactGroup, tables.Contact
    groups = select(group.id).where(group.id.in_(wanted.group_ids), group.is_active)
    if session.scalar(groups.limit(1)) is not None:
        return None
    people = list(wanted.contact_ids)
    for start in range(0, len(people), CHUNK):
        query = select(contact.id).where(contact.id.in_(people[start : start + CHUNK]), ~contact.is_deleted)
        if session.scalar(query.limit(1)) is not None:
            return None
    return NOBODY


def _read(session: Session, schedule_id: int, now: dt.datetime) -> tuple[tables.Schedule, tables.Workspace] | None:
    """None: it is not due, or rests."""
    schedule = session.get(tables.Schedule, schedule_id)
    if schedule is None or schedule.is_paused or schedule.next_fire is None or schedule.next_fire > now:
        return None
    workspace = session.get_one(tables.Workspace, schedule.workspace_id)
    return None if workspace.is_archived else (schedule, workspace)


def _give_up(core: Core, schedule_id: int, error: Exception) -> None:
    """This time is lost, and the next if it cannot be counted."""
    with core.store.write(durable=False) as work:
        now = lateness.seen_now(work.session, core.clock.now())
        if (found := _read(work.session, schedule_id, now)) is None:
            return
        schedule, workspace = found
        try:
            step(schedule, workspace, now)
        except Exception:
            schedule.next_fire = None
        _tell(work, schedule, now, batches.error_word(error))
        work.commit()


def _tell(work: UnitOfWork, schedule: tables.Schedule, now: dt.datetime, code: str) -> None:
    """Administrators and editors."""
    target = schedules.target_of(work.session, schedule.id)
    if target is None:
        return
    flow = work.session.get(tables.Flow, target.flow_id) if target.flow_id else None
    data = {"kind": schedules.kind_of(target), "name": flow.name if flow else "", "error": code}
    people = notifications.members(work.session, schedule.workspace_id, ADMINISTRATOR, EDITOR)
    kind = notifications.SCHEDULE_FAILED
    notifications.notify(work, now, schedule.workspace_id, people, kind, scope=target.uuid, data=data)
