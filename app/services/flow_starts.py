"""Flow starts of many: a row says who, and batches make a start of each contact."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select, text, update
from sqlalchemy.orm import Session

from app import ids
from app.contracts import broadcasts as shared_contracts
from app.contracts import starts as contracts
from app.contracts.base import Page
from app.contracts.broadcasts import FAILED_FLOW
from app.errors import Invalid, NotFound, OutpostError
from app.ports import TaskRef
from app.services import batches, estimates, progress, recipients, starts
from app.services.assets import WorkspaceAssets
from app.services.base import Core, Service
from app.services.batches import OPEN
from app.services.conversation_rows import read_cursor
from app.services.flow_runtime import runtime_of
from app.services.reaching import Asked, count_reach
from app.services.recipients import Exclusions, Finder, Recipients
from app.services.rehearsal import Rehearsal
from app.services.repeats import check_request_id, made_before
from app.services.triggers import startable_flow
from app.store import tables
from app.store.database import UnitOfWork

MANUAL, FLOW_ACTION, SCHEDULE = "manual", "flow_action", "schedule"
MAX_PAGE = 200
MAX_OPEN = 1000  # starts that one look sees
# Which start goes on first, and its task before others of the workspace. Source: RapidPro.
FEW, SCHEDULED, BULK = 1, -1, -2


class Starts(Service, contract=contracts.Starts):
    def preview(
        self,
        workspace: str,
        flow: str,
        recipients: shared_contracts.Recipients,
        exclusions: shared_contracts.Exclusions,
    ) -> shared_contracts.Reach:
        target, _, wanted, excluded = self._read(workspace, flow, recipients, exclusions)
        return count_reach(self.core, Asked(target.workspace_id, wanted, excluded, target.id))

    def estimate(
        self,
        workspace: str,
        flow: str,
        recipients: shared_contracts.Recipients,
        exclusions: shared_contracts.Exclusions,
    ) -> shared_contracts.Estimate:
        target, _, wanted, excluded = self._read(workspace, flow, recipients, exclusions)
        rehearsal = Rehearsal(self.core, target.uuid, target.name)
        return estimates.estimate(self.core, Asked(target.workspace_id, wanted, excluded, target.id), rehearsal.speak)

    def start(
        self,
        workspace: str,
        flow: str,
        recipients: shared_contracts.Recipients,
        exclusions: shared_contracts.Exclusions,
        *,
        request_id: str | None = None,
    ) -> contracts.FlowStart:
        request_id = request_id and check_request_id(request_id)
        target, total, wanted, excluded = self._read(workspace, flow, recipients, exclusions)
        details: dict[str, Any] = {"named": wanted.count, "groups": len(wanted.group_ids), "query": bool(wanted.query)}
        with self.change("starts.start", workspace=workspace, subject=flow, **details) as work:
            space = self.workspace(work.session, workspace)
            row = made_before(work.session, tables.FlowStart, request_id, space.id)
            if row is None:
                row = add_start(
                    work,
                    self.core,
                    workspace=space,
                    flow_id=target.id,
                    wanted=wanted,
                    exclusions=excluded,
                    total=total,
                    created_by=self.actor.name,
                    uuid=request_id,
                )
            elif row.flow_id != target.id:
                raise Invalid("request_id", "used")
            else:
                self.note(repeated=True)
            self.note(start=row.uuid)
            return _shown(work.session, row, target)

    def all(
        self, workspace: str, flow: str | None = None, before: str | None = None, limit: int = 50
    ) -> Page[contracts.FlowStart]:
        row, limit = tables.FlowStart, max(1, min(limit, MAX_PAGE))
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            query = select(row, tables.Flow).join(tables.Flow, tables.Flow.id == row.flow_id).where(row.workspace_id == space.id)
            if flow is not None:
                query = query.where(tables.Flow.uuid == flow)
            if before is not None:
                query = query.where(row.id < read_cursor(before))
            found = session.execute(query.order_by(row.id.desc()).limit(limit + 1)).all()
            shown = [_shown(session, one, target) for one, target in found[:limit]]
            return Page(shown, str(found[limit - 1][0].id) if len(found) > limit else None)

    def get(self, workspace: str, start: str) -> contracts.FlowStart:
        with self.core.store.read() as session:
            row = self._find(session, workspace, start)
            return _shown(session, row, session.get_one(tables.Flow, row.flow_id))

    def progress(self, workspace: str, start: str) -> contracts.StartProgress:
        with self.core.store.read() as session:
            return progress.of_start(session, self._find(session, workspace, start).id)

    def interrupt(self, workspace: str, start: str) -> contracts.FlowStart:
        with self.change("starts.interrupt", workspace=workspace, subject=start) as work:
            row = self._find(work.session, workspace, start)
            if row.state not in OPEN:
                raise Invalid("start", "ended", state=row.state)
            stop(work, row, self.core)
            work.publish("starts", workspace, row.uuid)
            self.note(queued=row.queued)
            return _shown(work.session, row, work.session.get_one(tables.Flow, row.flow_id))

    def _read(
        self, workspace: str, flow: str, wanted: shared_contracts.Recipients, excluded: shared_contracts.Exclusions
    ) -> tuple[tables.Flow, int | None, Recipients, Exclusions]:
        """The flow, about how many contacts, who, and who not."""
        exclusions = recipients.check_exclusions(excluded)
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            target = startable_flow(session, space.id, flow)
            known = runtime_of(self.core).assets.get(session, space.id)
            found = recipients.check_recipients(session, known, wanted)
            return target, found.estimate(session), found, exclusions

    def _find(self, session: Session, workspace: str, uuid: str) -> tables.FlowStart:
        space, row = self.workspace(session, workspace), tables.FlowStart
        found = session.scalar(select(row).where(row.uuid == uuid, row.workspace_id == space.id))
        if found is None:
            raise NotFound("start", uuid)
        return found


def start_many_task(start_id: int, workspace_uuid: str, priority: int = BULK) -> TaskRef:
    """`priority` as the row has it. Below that of slices: no more contacts are taken up before those are started."""
    return TaskRef("flow", "start_many", (start_id,), owner=workspace_uuid, key=f"flow_start:{start_id}", priority=priority)


def end_task(start_id: int, workspace_uuid: str) -> TaskRef:
    """Behind what is still to be started, to see whether the start is over."""
    return TaskRef("flow", "start_many", (start_id,), owner=workspace_uuid, key=f"flow_start_end:{start_id}", priority=BULK)


def open_tasks(session: Session, *where: ColumnElement[bool]) -> list[TaskRef]:
    """Of the starts that are not over, the oldest first."""
    row, space = tables.FlowStart, tables.Workspace
    query = select(row.id, space.uuid, row.priority, row.is_resolved).join(space, space.id == row.workspace_id)
    query = query.where(text("flow_start.state IN ('pending', 'started')"), *where)  # as the index over them says it
    found = session.execute(query.order_by(row.id).limit(MAX_OPEN)).all()
    return [end_task(*one[:2]) if one.is_resolved else start_many_task(*one[:3]) for one in found]


def add_start(
    work: UnitOfWork,
    core: Core,
    *,
    workspace: tables.Workspace,
    flow_id: int,
    wanted: Recipients,
    exclusions: Exclusions,
    total: int | None,
    created_by: str = "",
    params: Mapping[str, Any] | None = None,
    asked_by_run: str | None = None,
    asked: Mapping[str, Any] | None = None,
    trigger_id: int | None = None,
    uuid: str | None = None,
) -> tables.FlowStart:
    """The row and its task, in the caller's transaction. `asked`: history and summary of the run that asked; `trigger_id`: the
    scheduled trigger whose time has come; `uuid`: of the request that made it."""
    now = core.clock.now()
    row = tables.FlowStart(
        uuid=uuid or ids.uuid7(now),
        workspace_id=workspace.id,
        flow_id=flow_id,
        type=SCHEDULE if trigger_id else FLOW_ACTION if asked else MANUAL,
        trigger_id=trigger_id,
        state=batches.PENDING,
        recipients=wanted.to_json(),
        exclusions=exclusions.to_json(),
        params=params,
        total=total,
        priority=_priority(wanted, trigger_id),
        asked_by_run=asked_by_run,
        asked=asked,
        created_by=created_by,
        created_on=now,
        modified_on=now,
    )
    work.session.add(row)
    work.session.flush()
    core.queue.add(work, start_many_task(row.id, workspace.uuid, row.priority))
    work.publish("starts", workspace.uuid, row.uuid)
    return row


def _priority(wanted: Recipients, trigger_id: int | None) -> int:
    if wanted.is_plain and wanted.count <= starts.FEW:
        return FEW
    return SCHEDULED if trigger_id else BULK


def stop(work: UnitOfWork, row: tables.FlowStart, core: Core) -> None:
    """Who was taken up and not yet started is not started any more. They are few: no more are taken up while some wait."""
    start = tables.StartRow
    row.state, row.modified_on = batches.INTERRUPTED, core.clock.now()
    waiting = (start.flow_start_id == row.id, start.state == starts.PENDING)
    work.session.execute(update(start).where(*waiting).values(state=starts.SKIPPED).execution_options(synchronize_session=False))


def start_many(core: Core, start_id: int) -> None:
    """The next batches of a start, for about a second. Safe to repeat."""
    with core.store.read() as session:
        row = session.get(tables.FlowStart, start_id)
        space = session.get(tables.Workspace, row.workspace_id) if row else None
    if row is None or space is None:
        return
    task = start_many_task(start_id, space.uuid, row.priority)
    batches.work_through(core, tables.FlowStart, start_id, task, _Starting(core, start_id, task).step)


class _Starting:
    """One start being worked through. It is read outside the transaction that writes; `cursor` tells if that still holds."""

    def __init__(self, core: Core, start_id: int, task: TaskRef) -> None:
        self._core = core
        self._start_id = start_id
        self._task = task
        self._runtime = runtime_of(core)

    def step(self) -> bool:
        """False: nothing is to be done now."""
        with self._core.store.read() as session:
            write = self._look(session)
        return write() if write else False

    def _look(self, session: Session) -> Callable[[], bool] | None:
        """What is to be written next, outside of this reading."""
        row = session.get(tables.FlowStart, self._start_id)
        if row is None or row.state not in OPEN:
            return None
        if row.is_resolved:
            return functools.partial(self._finish, row)
        if session.get_one(tables.Flow, row.flow_id).is_archived:
            raise OutpostError(FAILED_FLOW)
        wanted = Recipients.read(row.recipients)
        shared = self._runtime.assets.get(session, row.workspace_id)
        if wanted.has_unknown:
            return functools.partial(self._look_up, row, shared, wanted)
        finder = Finder(session, shared, wanted)
        batch = finder.next(row.cursor, batches.TAKEN_UP)
        if batch.contact_ids and _must_wait(session, row.workspace_id):
            return None
        people = finder.people(batch.contact_ids)
        left_out = Exclusions.read(row.exclusions).left_out(
            session, people, row.flow_id, recipients.local_now(self._core.clock, shared)
        )
        return functools.partial(self._write, row, shared, batch, [one.id for one in people if one.id not in left_out])

    def _look_up(self, seen: tables.FlowStart, shared: WorkspaceAssets, wanted: Recipients) -> bool:
        with self._core.store.write(durable=False) as work:
            row = self._still(work, seen)
            if row is not None and row.recipients == seen.recipients:
                row.recipients = recipients.look_up(
                    work, shared.workspace, wanted, self._core.clock.now(), batches.TAKEN_UP
                ).to_json()
                work.commit()
        return True

    def _write(self, seen: tables.FlowStart, shared: WorkspaceAssets, batch: recipients.Batch, people: list[int]) -> bool:
        with self._core.store.write(durable=False) as work:
            row = self._still(work, seen)
            if row is None:
                return True
            starts.queue_rows(
                work,
                self._core,
                workspace=shared.workspace,
                flow_id=row.flow_id,
                contact_ids=people,
                is_bulk=row.priority != FEW,
                created_by=row.created_by,
                priority=row.priority,
                flow_start_id=row.id,
            )
            row.state, row.cursor, row.queued = batches.STARTED, batch.cursor, row.queued + len(people)
            row.is_resolved, row.modified_on = batch.is_last, self._core.clock.now()
            if people:  # comes when they are started
                self._core.queue.add(work, end_task(row.id, self._task.owner) if batch.is_last else self._task)
            work.publish("starts", shared.workspace.uuid, row.uuid)
            work.commit()
        return not people

    def _still(self, work: UnitOfWork, seen: tables.FlowStart) -> tables.FlowStart | None:
        """The row, if nobody has gone on with it or ended it since it was read."""
        row = work.session.get_one(tables.FlowStart, seen.id)
        return row if row.state in OPEN and row.cursor == seen.cursor and not row.is_resolved else None

    def _finish(self, seen: tables.FlowStart) -> bool:
        """Over when the last contact was started; until then the recovery pass looks again."""
        start = tables.StartRow
        with self._core.store.write(durable=False) as work:
            row = work.session.get_one(tables.FlowStart, seen.id)
            waiting = select(start.id).where(start.flow_start_id == row.id, start.state == starts.PENDING).limit(1)
            if row.state in OPEN and work.session.scalar(waiting) is None:
                row.state, row.total, row.modified_on = batches.COMPLETED, row.queued, self._core.clock.now()
                work.publish("starts", self._task.owner, row.uuid)
                work.commit()
        return False


def _must_wait(session: Session, workspace_id: int) -> bool:
    """For phones, or for those who are taken up already."""
    return batches.is_held_back(session, workspace_id) or starts.are_many_pending(session, workspace_id, batches.TAKEN_UP)


def _shown(session: Session, row: tables.FlowStart, flow: tables.Flow) -> contracts.FlowStart:
    start = tables.StartRow
    waiting = select(func.count()).where(start.flow_start_id == row.id, start.state == starts.PENDING)
    return contracts.FlowStart(
        uuid=row.uuid,
        flow=flow.uuid,
        flow_name=flow.name,
        type=row.type,
        state=row.state,  # type: ignore[arg-type]
        recipients=recipients.shown(session, Recipients.read(row.recipients)),
        exclusions=recipients.shown_exclusions(row.exclusions),
        queued=row.queued,
        pending=session.scalar(waiting) or 0,
        total=row.total,
        error=row.error,
        created_by=row.created_by,
        created_on=row.created_on,
    )
