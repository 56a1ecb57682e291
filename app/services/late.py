"""What staff see and decide of what came up late, and of a clock in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts import late as contracts
from app.contracts.base import Page
from app.contracts.late import Decision
from app.errors import Invalid, NotFound
from app.services import downtime, late_reports, lateness
from app.services.base import Service
from app.services.conversation_rows import read_cursor
from app.services.late_reports import HELD, OPEN, Line
from app.store import tables

DECISIONS = (lateness.SEND, lateness.SKIP)
MAX_PAGE = 100
MAX_LINES = 1000


class Late(Service, contract=contracts.Late):
    def policy(self, workspace: str) -> contracts.LatePolicy:
        with self.core.store.read() as session:
            return _policy(self.workspace(session, workspace))

    def set_policy(self, workspace: str, policy: contracts.LatePolicy) -> contracts.LatePolicy:
        if policy.policy not in lateness.POLICIES:
            raise Invalid("policy", "unknown")
        if not 0 <= policy.after_minutes <= lateness.MAX_LATE_AFTER:
            raise Invalid("after_minutes", "range", most=lateness.MAX_LATE_AFTER)
        with self.change("late.set_policy", workspace=workspace, policy=policy.policy, after=policy.after_minutes) as work:
            row = self.workspace(work.session, workspace)
            self.note(before=row.late_policy, after_before=row.late_after)
            row.late_policy, row.late_after = policy.policy, policy.after_minutes
            work.publish("office", workspace)
            return _policy(row)

    def reports(self, workspace: str, before: str | None = None, limit: int = 50) -> Page[contracts.LateReport]:
        row, limit = tables.LateReport, max(1, min(limit, MAX_PAGE))
        with self.core.store.read() as session:
            query = select(row).where(row.workspace_id == self.workspace(session, workspace).id)
            if before is not None:
                query = query.where(row.id < read_cursor(before))
            found = session.scalars(query.order_by(row.id.desc()).limit(limit + 1)).all()
            shown = [replace(_shown(session, one), lines=[]) for one in found[:limit]]
            return Page(shown, str(found[limit - 1].id) if len(found) > limit else None)

    def report(self, workspace: str, report: str) -> contracts.LateReport:
        with self.core.store.read() as session:
            return _shown(session, self._find(session, workspace, report))

    def decide(self, workspace: str, report: str, decision: Decision, lines: list[str] | None = None) -> contracts.LateReport:
        if decision not in DECISIONS:
            raise Invalid("decision", "unknown")
        with self.change("late.decide", workspace=workspace, subject=report, decision=decision) as work:
            row = self._find(work.session, workspace, report)
            if row.state != OPEN:
                raise Invalid("report", "decided", state=row.state)
            stored = late_reports.lines_of(row)
            chosen = _chosen(late_reports.held_lines(work.session, row.workspace_id, stored), lines)
            now = self.core.clock.now()
            late_reports.write_lines(row, [*stored, *(_decided(line, decision, stored) for line in chosen)])
            row.decision, row.decided_by, row.decided_on = decision, self.actor.name, now
            self.core.queue.add(work, late_reports.settle_task(row.id, workspace))
            work.publish("late", workspace, report)
            self.note(lines=len(chosen), count=sum(line.count for line in chosen))
        return self.report(workspace, report)

    def clock(self) -> contracts.ClockState:
        with self.core.store.read() as session:
            return downtime.state(session, self.core.clock.now())

    def trust_clock(self) -> contracts.ClockState:
        with self.change("late.trust_clock") as work:
            if not downtime.trust(work, self.core):
                raise Invalid("clock", "not_held")
            state = downtime.state(work.session, self.core.clock.now())
            work.publish("office")
        if self.core.wake_at is not None:
            self.core.wake_at(self.core.clock.now())
        return state

    def _find(self, session: Session, workspace: str, uuid: str) -> tables.LateReport:
        space, row = self.workspace(session, workspace), tables.LateReport
        found = session.scalar(select(row).where(row.uuid == uuid, row.workspace_id == space.id))
        if found is None:
            raise NotFound("late_report", uuid)
        return found


def _policy(row: tables.Workspace) -> contracts.LatePolicy:
    return contracts.LatePolicy(row.late_policy, row.late_after)  # type: ignore[arg-type]


def _chosen(held: Sequence[Line], wanted: Sequence[str] | None) -> list[Line]:
    """Raises Invalid lines `unknown`."""
    if wanted is None:
        return list(held)
    known = {line.key: line for line in held}
    if len(wanted) > MAX_LINES or any(key not in known for key in wanted):
        raise Invalid("lines", "unknown")
    return [known[key] for key in dict.fromkeys(wanted)]


def _decided(line: Line, decision: Decision, stored: Sequence[Line]) -> Line:
    """With a number of its own, where one of this event or schedule was decided before: both are remembered."""
    taken = sum(one.kind == line.kind and one.ref == line.ref and one.outcome == HELD for one in stored)
    return replace(line, decision=decision, serial=taken)


def _shown(session: Session, row: tables.LateReport) -> contracts.LateReport:
    lines = late_reports.all_lines(session, row)
    counts = late_reports.reminders(lines)
    return contracts.LateReport(
        uuid=row.uuid,
        reason=row.counts.get("reason", late_reports.OFF),
        off_from=row.off_from,
        off_until=row.off_until,
        state=row.state,  # type: ignore[arg-type]
        due=sum(counts.values()),
        sent=counts[late_reports.SENT],
        skipped=counts[late_reports.SKIPPED],
        held=counts[HELD],
        created_on=row.created_on,
        decision=row.decision,  # type: ignore[arg-type]
        decided_by=row.decided_by or "",
        decided_on=row.decided_on,
        lines=[_line(line) for line in lines],
    )


def _line(line: Line) -> contracts.LateLine:
    return contracts.LateLine(
        id=line.key,
        kind=line.kind,  # type: ignore[arg-type]
        outcome=line.outcome,  # type: ignore[arg-type]
        name=line.name,
        detail=line.detail,
        count=line.count,
        oldest=line.oldest,
        newest=line.newest,
        decision=line.decision,  # type: ignore[arg-type]
        is_done=line.is_done,
    )
