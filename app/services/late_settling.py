"""Carrying out what staff decided about what came up late, in short transactions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from app.services import late_reports, lateness, schedule_firing, schedules
from app.services.base import Core
from app.services.late_reports import CAMPAIGN, Line
from app.store import tables

BATCH = 500  # campaign fires in one transaction
SECONDS = 1.0  # of work until others have their turn


def settle(core: Core, report_id: int) -> None:
    """The lines that were decided, for about a second; then the task stands again. Safe to repeat: what was let go or skipped is
    no longer held."""
    started = core.clock.monotonic()
    while (line := _next(core, report_id)) is not None:
        while not _carry_out_some(core, report_id, line):
            if core.clock.monotonic() - started >= SECONDS:
                _stand_again(core, report_id)
                return
    with core.store.write(durable=False) as work:
        row = work.session.get(tables.LateReport, report_id)
        if row is not None and late_reports.close_if_done(work, row):
            work.commit()
    if core.wake_at is not None:
        core.wake_at(core.clock.now())  # what was let go is due


def _next(core: Core, report_id: int) -> Line | None:
    with core.store.read() as session:
        row = session.get(tables.LateReport, report_id)
        return next((line for line in late_reports.lines_of(row) if line.is_pending), None) if row else None


def _carry_out_some(core: Core, report_id: int, line: Line) -> bool:
    """True: the line is done."""
    now = core.clock.now()
    with core.store.write(durable=False) as work:
        row = work.session.get_one(tables.LateReport, report_id)
        if line.kind == CAMPAIGN:
            is_done = _let_go_some(work.session, row.workspace_id, line, now) < BATCH
        else:
            is_done = True
            _fire_late(work, core, row.workspace_id, line, now)
        if is_done:
            lines = late_reports.lines_of(row)
            late_reports.write_lines(row, [replace(one, is_done=True) if one.key == line.key else one for one in lines])
        work.commit()
    return is_done


def _let_go_some(session: Any, workspace_id: int, line: Line, now: dt.datetime) -> int:
    """How many there were: none left when fewer than a batch."""
    fire, event = tables.CampaignFire, tables.CampaignEvent
    event_id = session.scalar(select(event.id).where(event.uuid == line.ref))
    query = (
        select(fire.id)
        .where(fire.workspace_id == workspace_id, late_reports.IS_HELD, fire.event_id == event_id, fire.due_on <= line.newest)
        .order_by(fire.due_on)
        .limit(BATCH)
    )
    found = session.scalars(query).all()
    values = (
        {"state": "pending", "reason": lateness.RELEASED}
        if line.decision == lateness.SEND
        else {"state": "skipped", "reason": lateness.LATE, "settled_on": now}
    )
    session.execute(update(fire).where(fire.id.in_(found)).values(values).execution_options(synchronize_session=False))
    return len(found)


def _fire_late(work: Any, core: Core, workspace_id: int, line: Line, now: dt.datetime) -> None:
    row = tables.Schedule
    workspace = work.session.get_one(tables.Workspace, workspace_id)
    late = select(row).where(row.workspace_id == workspace_id, row.late_fire.is_not(None), row.late_fire <= line.newest)
    for schedule in work.session.scalars(late).all():
        target = schedules.target_of(work.session, schedule.id)
        if target is None or target.uuid != line.ref:
            continue
        schedule.late_fire = None
        if line.decision == lateness.SEND:
            schedule_firing.bring_about(work, core, schedule, workspace, now)
            schedule.last_fire = now


def _stand_again(core: Core, report_id: int) -> None:
    with core.store.write(durable=False) as work:
        row = work.session.get_one(tables.LateReport, report_id)
        workspace = work.session.get_one(tables.Workspace, row.workspace_id)
        core.queue.add(work, late_reports.settle_task(report_id, workspace.uuid))
        work.commit()
