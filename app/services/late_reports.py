"""What fell due while the office was off or its clock was in doubt: a report a workspace, and what waits for a person's word.

A workspace has at most one open report, of everything that is held in it: what is held is read from its rows
(`campaign_fire.state`, `schedule.late_fire`), so that a report never says more or less than there is. The rest of a report's
lines, and those that were decided, stand in `counts`: `{"reason": ..., "lines": [...]}`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts.base import ADMINISTRATOR, EDITOR
from app.ports import TaskRef
from app.services import notifications, schedules
from app.store import tables
from app.store.database import UnitOfWork

TIMEOUT, EXPIRATION, CAMPAIGN, SCHEDULE, BROADCAST = "timeout", "expiration", "campaign", "schedule", "broadcast"
REMINDERS = (CAMPAIGN, SCHEDULE, BROADCAST)
SENT, SKIPPED, HELD = "sent", "skipped", "held"
OPEN, DECIDED, TOLD = "open", "decided", "told"
OFF, CLOCK, SLOW = "off", "clock", "slow"
MAX_NAME = 80
GOES_ON = dt.timedelta(hours=1)  # what is skipped so soon after others belongs to the same slowness

# Written out, so that SQLite's planner sees that the index of those that are held serves.
IS_HELD: ColumnElement[bool] = tables.CampaignFire.state == literal_column("'held'")


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one thing; `ref` is the UUID of the campaign's event, the trigger or the broadcast."""

    kind: str
    outcome: str
    ref: str
    name: str
    count: int
    oldest: dt.datetime
    newest: dt.datetime
    detail: str = ""
    decision: str | None = None
    is_done: bool = False
    serial: int = 0  # of those that were decided of one event or schedule

    @property
    def key(self) -> str:
        word = f"decided{self.serial}" if self.decision else self.outcome
        return f"{word}:{self.kind}:{self.ref}"

    @property
    def is_pending(self) -> bool:
        """Decided, and not yet carried out."""
        return self.decision is not None and not self.is_done

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "oldest": self.oldest.isoformat(), "newest": self.newest.isoformat()}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        times = {name: dt.datetime.fromisoformat(data[name]) for name in ("oldest", "newest")}
        return cls(**{**data, **times})

    def merged(self, other: Line) -> Line:
        oldest, newest = min(self.oldest, other.oldest), max(self.newest, other.newest)
        return replace(other, count=self.count + other.count, oldest=oldest, newest=newest)


def lines_of(row: tables.LateReport) -> list[Line]:
    """As they stand in the row."""
    return [Line.read(one) for one in row.counts.get("lines", ())]


def all_lines(session: Session, row: tables.LateReport) -> list[Line]:
    """Of an open report also those that are held."""
    stored = lines_of(row)
    return [*stored, *held_lines(session, row.workspace_id, stored)] if row.state == OPEN else stored


def held_lines(session: Session, workspace_id: int, stored: Sequence[Line]) -> list[Line]:
    """What waits for a person's word now, without what is being carried out."""
    hidden = {(line.kind, line.ref) for line in stored if line.is_pending}
    found = [*_held_events(session, workspace_id), *_held_schedules(session, workspace_id)]
    return [line for line in found if (line.kind, line.ref) not in hidden]


def write_lines(row: tables.LateReport, lines: Iterable[Line]) -> None:
    row.counts = {**row.counts, "lines": [line.to_json() for line in lines]}


def reminders(lines: Iterable[Line]) -> dict[str, int]:
    """How many reminders, by what became of them; those that staff decided about count as what they decided."""
    found = dict.fromkeys((SENT, SKIPPED, HELD), 0)
    for line in lines:
        if line.kind in REMINDERS:
            found[{"send": SENT, "skip": SKIPPED}.get(line.decision or "", line.outcome)] += line.count
    return found


def open_report(session: Session, workspace_id: int) -> tables.LateReport | None:
    row = tables.LateReport
    query = select(row).where(row.workspace_id == workspace_id, row.state == OPEN).order_by(row.id.desc())
    return session.scalars(query.limit(1)).first()


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when the office was off, or its clock in doubt, or it was slow: `reason` OFF, CLOCK, SLOW."""

    start: dt.datetime
    end: dt.datetime
    reason: str


def record(
    work: UnitOfWork, workspace: tables.Workspace, now: dt.datetime, lines: Sequence[Line], window: Window
) -> tables.LateReport | None:
    """Add to the workspace's open report, or make one, in the caller's transaction; administrators and editors hear of it where
    reminders are concerned. What comes up late while the office is slow, bit by bit, is one report. None: there is nothing to
    say.

    `lines` without what is held: that is found by itself.
    """
    work.session.flush()
    row = open_report(work.session, workspace.id)
    if row is None and window.reason == SLOW:
        row = _last_of_slowness(work.session, workspace.id, now)
    held = held_lines(work.session, workspace.id, lines_of(row) if row else ())
    if not (lines or any(line.newest >= window.start or row is None for line in held)):
        return None
    if row is None:
        counts = {"reason": window.reason}
        row = tables.LateReport(uuid=ids.uuid7(now), workspace_id=workspace.id, counts=counts, created_on=now)
        row.off_from, row.off_until, row.state = window.start, window.end, OPEN if held else TOLD
        work.session.add(row)
    row.off_from, row.off_until = min(row.off_from, window.start), max(row.off_until, window.end)
    row.state = OPEN if held else row.state
    known = {line.key: line for line in lines_of(row)}
    for line in lines:
        known[line.key] = known[line.key].merged(line) if line.key in known else line
    write_lines(row, known.values())
    work.session.flush()
    _tell(work, workspace, row, now, [*known.values(), *held])
    work.publish("late", workspace.uuid, row.uuid)
    return row


def _last_of_slowness(session: Session, workspace_id: int, now: dt.datetime) -> tables.LateReport | None:
    row = tables.LateReport
    query = select(row).where(row.workspace_id == workspace_id).order_by(row.id.desc()).limit(1)
    found = session.scalars(query).first()
    is_same = found is not None and (found.state, found.counts["reason"]) == (TOLD, SLOW)
    return found if found is not None and is_same and abs(now - found.off_until) <= GOES_ON else None


def collect(work: UnitOfWork, now: dt.datetime) -> int:
    """A report for what was held without one, because it came up late while the office was on; returns how many."""
    made = 0
    for workspace_id in unreported(work.session):
        workspace = work.session.get_one(tables.Workspace, workspace_id)
        oldest = min(line.oldest for line in held_lines(work.session, workspace_id, ()))
        made += record(work, workspace, now, [], Window(oldest, now, SLOW)) is not None
    return made


def unreported(session: Session) -> list[int]:
    """Workspaces where something is held and no report is open."""
    space, fire, schedule, report = tables.Workspace, tables.CampaignFire, tables.Schedule, tables.LateReport
    held = exists().where(fire.workspace_id == space.id, IS_HELD)
    late = exists().where(schedule.workspace_id == space.id, schedule.late_fire.is_not(None))
    told = exists().where(report.workspace_id == space.id, report.state == OPEN)
    return list(session.scalars(select(space.id).where(~space.is_archived, or_(held, late), ~told)))


def close_if_done(work: UnitOfWork, row: tables.LateReport) -> bool:
    """An open report of which nothing is left is over."""
    work.session.flush()
    lines = all_lines(work.session, row)
    if row.state != OPEN or any(line.is_pending or (line.outcome == HELD and line.decision is None) for line in lines):
        return False
    row.state = DECIDED if any(line.decision for line in lines) else TOLD
    workspace = work.session.get_one(tables.Workspace, row.workspace_id)
    work.publish("late", workspace.uuid, row.uuid)
    return True


def settle_task(report_id: int, workspace_uuid: str) -> TaskRef:
    """See `app.services.late_settling`."""
    return TaskRef("default", "settle_late", (report_id,), owner=workspace_uuid, key=f"late:{report_id}")


def pending_tasks(session: Session) -> list[TaskRef]:
    """Of the open reports: there are few, and each has something to carry out or to look whether it is over."""
    row, space = tables.LateReport, tables.Workspace
    query = select(row, space.uuid).join(space, space.id == row.workspace_id).where(row.state == OPEN).order_by(row.id)
    return [
        settle_task(report.id, uuid)
        for report, uuid in session.execute(query)
        if any(line.is_pending for line in lines_of(report)) or not _is_anything_held(session, report.workspace_id)
    ]


def schedule_line(session: Session, schedule: tables.Schedule, outcome: str, newest: dt.datetime) -> Line | None:
    """Of a schedule that is due. None: it belongs to nothing."""
    target = schedules.target_of(session, schedule.id)
    if target is None:
        return None
    kind = schedules.kind_of(target)
    return Line(kind, outcome, target.uuid, _name(session, target), 1, schedule.next_fire or newest, newest)


def event_names(session: Session, event_ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    """UUID, name of the campaign, and of the flow or nothing."""
    event, campaign, flow = tables.CampaignEvent, tables.Campaign, tables.Flow
    query = (
        select(event.id, event.uuid, campaign.name, flow.name)
        .join(campaign, campaign.id == event.campaign_id)
        .outerjoin(flow, flow.id == event.flow_id)
        .where(event.id.in_(event_ids))
    )
    return {row[0]: (row[1], row[2], row[3] or "") for row in session.execute(query)}


def _is_anything_held(session: Session, workspace_id: int) -> bool:
    fire, schedule = tables.CampaignFire, tables.Schedule
    held = select(fire.id).where(fire.workspace_id == workspace_id, IS_HELD).limit(1)
    late = select(schedule.id).where(schedule.workspace_id == workspace_id, schedule.late_fire.is_not(None)).limit(1)
    return session.scalar(held) is not None or session.scalar(late) is not None


def _held_events(session: Session, workspace_id: int) -> list[Line]:
    fire = tables.CampaignFire
    query = (
        select(fire.event_id, func.count(), func.min(fire.due_on), func.max(fire.due_on))
        .where(and_(fire.workspace_id == workspace_id, IS_HELD))
        .group_by(fire.event_id)
    )
    found = session.execute(query).all()
    names = event_names(session, [row[0] for row in found])
    return [event_line(HELD, names[event_id], count, oldest, newest) for event_id, count, oldest, newest in found]


def event_line(outcome: str, named: tuple[str, str, str], count: int, oldest: dt.datetime, newest: dt.datetime) -> Line:
    uuid, name, flow = named
    return Line(CAMPAIGN, outcome, uuid, name, count, oldest, newest, detail=flow)


def _held_schedules(session: Session, workspace_id: int) -> list[Line]:
    row = tables.Schedule
    query = select(row).where(row.workspace_id == workspace_id, row.late_fire.is_not(None)).order_by(row.id)
    found: list[Line] = []
    for one in session.scalars(query):
        target = schedules.target_of(session, one.id)
        if target is not None and one.late_fire is not None:
            name = _name(session, target)
            found.append(Line(schedules.kind_of(target), HELD, target.uuid, name, 1, one.late_fire, one.late_fire))
    return found


def _name(session: Session, target: tables.Trigger | tables.Broadcast) -> str:
    if isinstance(target, tables.Trigger):
        return session.get_one(tables.Flow, target.flow_id).name
    text = str((target.translations.get(target.base_language) or {}).get("text") or "")
    return text if len(text) <= MAX_NAME else f"{text[: MAX_NAME - 1]}…"


def _tell(work: UnitOfWork, workspace: tables.Workspace, row: tables.LateReport, now: dt.datetime, lines: Sequence[Line]) -> None:
    """Timeouts and expirations alone are no news."""
    counts = reminders(lines)
    if not any(counts.values()):
        return
    data = {"reason": row.counts["reason"], "due": sum(counts.values()), **counts}
    data |= {"off_from": row.off_from.isoformat(), "off_until": row.off_until.isoformat()}
    people = notifications.members(work.session, workspace.id, ADMINISTRATOR, EDITOR)
    notifications.notify(work, now, workspace.id, people, notifications.LATE_REPORTED, scope=row.uuid, data=data)
