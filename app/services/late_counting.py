"""What fell due while the office was off: campaign fires by the ten thousand, schedules, timers; judged, and counted."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, func, literal_column, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from app.errors import Invalid
from app.services import fires, late_reports, lateness, schedule_firing
from app.services.base import Core
from app.services.late_reports import EXPIRATION, SENT, SKIPPED, TIMEOUT, Line, Window
from app.store import tables
from app.store.database import UnitOfWork

BATCH = 500  # campaign fires in one transaction
KINDS = {fires.TIMEOUT: TIMEOUT, fires.EXPIRATION: EXPIRATION}

_Fire = tables.CampaignFire
# Written out, so that SQLite's planner sees that the index of those that are to come serves.
_IS_PENDING: ColumnElement[bool] = _Fire.state == literal_column("'pending'")
_Event = tables.CampaignEvent
# What a clock that was ahead has left says nothing.
_WORKED = select(_Event.id, _Event.worked_on).where(_Event.worked_on <= bindparam("now", type_=_Event.worked_on.type))

_NOW: BindParameter[Any] = bindparam("now", type_=_Fire.due_on.type)
_Other = aliased(_Fire)
_IS_OF_SAME = (_Other.event_id == _Fire.event_id, _Other.contact_id == _Fire.contact_id)
_IS_LATER_EARLY = (_Other.state == "skipped", _Other.reason == lateness.LATE, _Other.due_on > _NOW, _Other.id > _Fire.id)
_EARLY_HELD = select(_Fire.id).where(late_reports.IS_HELD, _Fire.due_on > _NOW)
# What was skipped at a time that is yet to come was settled at one. Of an event and contact, one fire is open at most.
_EARLY_SKIPPED = (
    select(_Fire.id)
    .where(_Fire.settled_on > _NOW, _Fire.due_on > _NOW, _Fire.state == "skipped", _Fire.reason == lateness.LATE)
    .where(~exists().where(*_IS_OF_SAME, _Other.state.in_(("pending", "held"))))
    .where(~exists().where(*_IS_OF_SAME, *_IS_LATER_EARLY))
)


def set_aside(core: Core, now: dt.datetime) -> int:
    """Hold or skip the campaign fires that are too late, by the policy of their workspace; returns how many.

    What waited for its turn only when the office went off is late from then. In transactions short enough for phones to wait
    for. Safe to repeat with the same `now`, by which those that were skipped
    are counted.
    """
    with core.store.read() as session:
        spaces = {space.id: space for space in session.scalars(select(tables.Workspace))}
        worked_on = {row.id: row.worked_on for row in session.execute(_WORKED, {"now": now})}
    cursor: tuple[dt.datetime, int] | None = None
    total = 0
    while True:
        with core.store.read() as session:
            found = _next(session, now, cursor)
        if not found:
            return total
        cursor = (found[-1].due_on, found[-1].id)
        by_verdict: dict[lateness.Verdict, list[int]] = defaultdict(list)
        for row in found:
            if row.reason != lateness.RELEASED:
                measured = max(row.due_on, worked_on.get(row.event_id, row.due_on))
                by_verdict[lateness.judge(spaces[row.workspace_id], measured, now)].append(row.id)
        total += _write(core, by_verdict["hold"], by_verdict["skip"], now)


def _next(session: Session, now: dt.datetime, cursor: tuple[dt.datetime, int] | None) -> Sequence[Any]:
    query = select(_Fire.id, _Fire.workspace_id, _Fire.event_id, _Fire.due_on, _Fire.reason)
    query = query.where(_IS_PENDING, _Fire.due_on <= now)
    if cursor is not None:
        query = query.where(tuple_(_Fire.due_on, _Fire.id) > tuple_(*cursor))
    return session.execute(query.order_by(_Fire.due_on, _Fire.id).limit(BATCH)).all()


def _write(core: Core, held: Sequence[int], skipped: Sequence[int], now: dt.datetime) -> int:
    if not (held or skipped):
        return 0
    with core.store.write(durable=False) as work:
        for keys, values in (
            (held, {"state": "held"}),
            (skipped, {"state": "skipped", "reason": lateness.LATE, "settled_on": now}),
        ):
            changed = update(_Fire).where(_Fire.id.in_(keys), _IS_PENDING).values(values)
            work.session.execute(changed.execution_options(synchronize_session=False))
        work.commit()
    return len(held) + len(skipped)


def bring_back(core: Core, now: dt.datetime) -> int:
    """A clock that was ahead is right now: campaign fires that are to come and that it set aside are pending again; returns
    how many. In short transactions. Safe to repeat."""
    total = 0
    for query in (_EARLY_HELD, _EARLY_SKIPPED):
        count = BATCH
        while count == BATCH:
            count = _bring_back_some(core, query, now)
            total += count
    return total


def _bring_back_some(core: Core, query: Any, now: dt.datetime) -> int:
    with core.store.write(durable=False) as work:
        found = work.session.scalars(query.limit(BATCH), {"now": now}).all()
        values = {"state": "pending", "reason": None, "settled_on": None}
        again = update(_Fire).where(_Fire.id.in_(found)).values(values)
        work.session.execute(again.execution_options(synchronize_session=False))
        work.commit()
    return len(found)


def lines_by_workspace(session: Session, off_from: dt.datetime, now: dt.datetime) -> dict[int, list[Line]]:
    """What goes on late and what was skipped just now, without schedules."""
    found: dict[int, list[Line]] = defaultdict(list)
    for outcome, conditions in (
        (SENT, (_IS_PENDING, _Fire.due_on >= off_from, _Fire.due_on <= now)),
        (SKIPPED, (_Fire.settled_on == now, _Fire.reason == lateness.LATE)),
    ):
        columns = (_Fire.workspace_id, _Fire.event_id, func.count(), func.min(_Fire.due_on), func.max(_Fire.due_on))
        rows = session.execute(select(*columns).where(*conditions).group_by(_Fire.workspace_id, _Fire.event_id)).all()
        names = late_reports.event_names(session, [row[1] for row in rows])
        for workspace_id, event_id, count, oldest, newest in rows:
            found[workspace_id].append(late_reports.event_line(outcome, names[event_id], count, oldest, newest))
    for workspace_id, line in _timers(session, off_from, now):
        found[workspace_id].append(line)
    return found


def report(work: UnitOfWork, lines: Mapping[int, Sequence[Line]], now: dt.datetime, window: Window) -> int:
    """A report for each workspace where something fell due, in the caller's transaction; returns how many.

    Schedules that are too late are set aside here; the rest fires once the hold has ended.
    """
    made = 0
    of_schedules = _schedules(work, now)
    for workspace in work.session.scalars(select(tables.Workspace).where(~tables.Workspace.is_archived)).all():
        its_lines = [*lines.get(workspace.id, ()), *of_schedules.get(workspace.id, ())]
        made += late_reports.record(work, workspace, now, its_lines, window) is not None
    return made


def _schedules(work: UnitOfWork, now: dt.datetime) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    for due in schedule_firing.due(work.session, now):
        schedule = work.session.get_one(tables.Schedule, due.id)
        workspace = work.session.get_one(tables.Workspace, schedule.workspace_id)
        try:
            line = _of_schedule(work.session, schedule, workspace, now)
        except Invalid:
            continue  # it cannot be counted; firing says so to staff
        if line is not None:
            found[workspace.id].append(line)
    return found


def _of_schedule(session: Session, schedule: tables.Schedule, workspace: tables.Workspace, now: dt.datetime) -> Line | None:
    """Raises Invalid."""
    verdict, newest = schedule_firing.judge(schedule, workspace, now)
    if verdict == "send":
        return late_reports.schedule_line(session, schedule, SENT, newest)
    return schedule_firing.set_aside(session, schedule, workspace, now)


def _timers(session: Session, off_from: dt.datetime, now: dt.datetime) -> list[tuple[int, Line]]:
    """Of conversations: they go on, however late."""
    fire, owner = tables.Fire, tables.Session
    columns = (owner.workspace_id, fire.kind, func.count(), func.min(fire.due_on), func.max(fire.due_on))
    query = (
        select(*columns)
        .join(owner, owner.id == fire.session_id)
        .where(fire.due_on >= off_from, fire.due_on <= now, fires.IS_ALIVE)
        .group_by(owner.workspace_id, fire.kind)
    )
    return [
        (workspace_id, Line(KINDS[kind], SENT, "", "", count, oldest, newest))
        for workspace_id, kind, count, oldest, newest in session.execute(query)
        if oldest is not None and newest is not None
    ]
