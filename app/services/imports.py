"""Taking over workspace files of RapidPro, and taking that back.

A large file is read by a job, in a process of its own: Python runs one thread at a time, and every phone would wait. A small one,
as most are, is read here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import imports as contracts
from app.contracts.imports import ImportLine, ImportReport, PastImport, UndoReport
from app.contracts.jobs import Job
from app.errors import NotFound, OutpostError
from app.services import jobs
from app.services.base import Service
from app.services.importing import IMPORT_WORKSPACE
from app.services.importing.files import file_of, short_name, with_files
from app.services.importing.workspace import TRIES, plan_file, write_import
from app.services.workspace_file.plan import Plan
from app.services.workspace_file.reading import MAX_BYTES, ImportFile, is_packed, read_file
from app.services.workspace_file.ready import PlanUnreadable, plan_lines, read_report, ready_plan
from app.services.workspace_file.undoing import Undoer
from app.services.workspace_file.writing import Outdated
from app.store import tables

MAX_SHOWN = 100
SMALL_BYTES = 64 * 1024  # read within 30 ms
LOOK_SECONDS = 1.0

_Job = tables.Job


class Imports(Service, contract=contracts.Imports):
    def read(self, workspace: str, content: bytes, file_name: str = "") -> Job:
        made = None
        if self._is_small(content):
            file = read_file(content)
            made = list(plan_lines(file, self._plan(workspace, file)))
        return jobs.shown(self._ask(workspace, content, file_name, is_wanted=False, made=made))

    def planned(self, workspace: str, job: str) -> ImportReport:
        with self.core.store.read() as session:
            found = self._find_job(session, workspace, job)
            if found.state != jobs.READY:
                raise OutpostError("import_not_ready")
        try:
            with file_of(self.core, job, jobs.MADE).open("rb") as lines:
                return read_report(lines)
        except (FileNotFoundError, PlanUnreadable):
            raise OutpostError("import_not_ready") from None

    def carry_out(self, workspace: str, job: str) -> Job:
        with self.change("imports.carry_out", workspace=workspace, subject=job) as work:
            found = self._find_job(work.session, workspace, job)
            if found.state != jobs.READY:
                raise OutpostError("import_not_ready")
            found.state, found.params = jobs.PENDING, {**found.params, "is_wanted": True}
            jobs.tell(self.core, work, workspace, found)
        return jobs.shown(found)

    def preview(self, workspace: str, content: bytes) -> ImportReport:
        if self._is_small(content):
            file = read_file(content)
            return ready_plan(file, self._plan(workspace, file)).report()
        job = self._ask(workspace, content, "", is_wanted=False)
        self._until(job, jobs.READY)
        report = self.planned(workspace, job.uuid)
        with self.core.store.write(durable=False) as work:
            jobs.drop_ready(self.core, work, _Job.uuid == job.uuid)
            work.commit()
        return report

    def import_file(self, workspace: str, content: bytes, file_name: str = "") -> ImportReport:
        """Reading and planning hold no lock; what was planned for a workspace that has changed since is planned anew."""
        if not self._is_small(content):
            job = self._ask(workspace, content, file_name, is_wanted=True)
            self._until(job, jobs.DONE)
            return self.report(workspace, job.uuid)
        file, uuid = read_file(content), ids.uuid4()
        for _ in range(TRIES):
            ready = ready_plan(file, self._plan(workspace, file))
            try:
                with self.change("imports.import_file", workspace=workspace, subject=uuid) as work:
                    row = self.workspace(work.session, workspace)
                    told = write_import(
                        self.core, work, row, ready, uuid=uuid, file_name=short_name(file_name), by=self.actor.name
                    )
                    self.note(**told)
                return ready.report(uuid)
            except Outdated:
                continue
        raise OutpostError("import_busy", retryable=True)

    def all(self, workspace: str) -> list[PastImport]:
        with self.core.store.read() as session:
            row = self.workspace(session, workspace)
            made = tables.WorkspaceImport
            query = select(made).where(made.workspace_id == row.id).order_by(made.id.desc()).limit(MAX_SHOWN)
            return [_shown(one) for one in session.scalars(query)]

    def report(self, workspace: str, uuid: str) -> ImportReport:
        with self.core.store.read() as session:
            row = _find(session, self.workspace(session, workspace).id, uuid)
            return ImportReport(row.version, row.site, [ImportLine(**line) for line in row.report], row.uuid)

    def undo(self, workspace: str, uuid: str) -> UndoReport:
        with self.change("imports.undo", workspace=workspace, subject=uuid) as work:
            row = self.workspace(work.session, workspace)
            made = _find(work.session, row.id, uuid)
            if made.undone_on is not None:
                raise OutpostError("import_undone")
            report = Undoer(self.core, work, row, self.actor.name).undo(made.changes)
            made.undone_on = self.core.clock.now()
            kept = sum(line.outcome == "kept" for line in report.lines)
            self.note(taken_back=len(report.lines) - kept, kept=kept)
            return report

    def _is_small(self, content: bytes) -> bool:
        """Whether it is read here; so is everything where nobody does jobs."""
        return self.core.jobs is None or (len(content) <= SMALL_BYTES and not is_packed(content))

    def _plan(self, workspace: str, file: ImportFile) -> Plan:
        with self.core.store.read() as session:
            return plan_file(session, self.workspace(session, workspace), file, self.core.clock.now())

    def _ask(
        self, workspace: str, content: bytes, file_name: str, *, is_wanted: bool, made: Sequence[bytes] | None = None
    ) -> tables.Job:
        """A job that reads the file, and takes it over at once where that `is_wanted`. `made`: its plan, where there is one."""
        if len(content) > MAX_BYTES:
            raise OutpostError("import_too_large", most=MAX_BYTES)
        with self.core.store.read() as session:
            self.workspace(session, workspace)
        uuid, name = ids.uuid4(), short_name(file_name)
        files = {jobs.SOURCE: [content]} if made is None else {jobs.SOURCE: [content], jobs.MADE: made}
        with with_files(self.core, uuid, files):
            with self.change("imports.read", workspace=workspace, subject=uuid) as work:
                row = self.workspace(work.session, workspace)
                jobs.drop_ready(self.core, work, _Job.user_id == self.actor.user_id, but=jobs.MAX_READY - 1)
                asked: dict[str, Any] = {"kind": IMPORT_WORKSPACE, "params": {"is_wanted": is_wanted}, "name": name, "uuid": uuid}
                job = jobs.create(self.core, work, workspace=row, actor=self.actor, **asked)
                if made is not None:
                    job.state, job.started_on, job.done, job.total = jobs.READY, job.created_on, len(made) - 1, len(made) - 1
            return job

    def _until(self, job: tables.Job, state: str) -> None:
        """Wait for it. Raises what it ended with instead; it goes on when the engine stops meanwhile: `busy`."""
        changes = self.core.changes
        seq = changes.latest()
        while True:
            with self.core.store.read() as session:
                now = session.get_one(_Job, job.id)
            if now.state == state:
                return
            if now.state == jobs.FAILED:
                raise OutpostError(now.error or "job_crashed", **(now.params.get("error") or {}))
            if now.state == jobs.CANCELLED:
                raise OutpostError("job_cancelled")
            if changes.is_closed:
                raise OutpostError("busy", retryable=True)
            told = changes.since(seq, LOOK_SECONDS)
            seq = changes.latest() if told is None else told[-1].seq if told else seq

    def _find_job(self, session: Session, workspace: str, uuid: str) -> tables.Job:
        """The person's own. Raises NotFound."""
        row = self.workspace(session, workspace)
        query = select(_Job).where(_Job.uuid == uuid, _Job.workspace_id == row.id, _Job.kind == IMPORT_WORKSPACE)
        found = session.scalar(query.where(_Job.user_id == self.actor.user_id))
        if found is None:
            raise NotFound("job", uuid)
        return found


def _find(session: Session, workspace_id: int, uuid: str) -> tables.WorkspaceImport:
    made = tables.WorkspaceImport
    found = session.scalar(select(made).where(made.uuid == uuid, made.workspace_id == workspace_id))
    if found is None:
        raise NotFound("import", uuid)
    return found


def _shown(row: tables.WorkspaceImport) -> PastImport:
    return PastImport(
        uuid=row.uuid,
        file_name=row.file_name,
        site=row.site,
        file_version=row.version,
        created_by=row.created_by,
        created_on=row.created_on,
        undone_on=row.undone_on,
        counts=dict(Counter(line["outcome"] for line in row.report)),
    )
