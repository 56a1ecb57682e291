"""Taking over workspace files of RapidPro, and taking that back."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import imports as contracts
from app.contracts.imports import ImportLine, ImportReport, PastImport, UndoReport
from app.errors import NotFound, OutpostError
from app.services.base import Service
from app.services.workspace_file.known import read_known, read_taken
from app.services.workspace_file.plan import Plan
from app.services.workspace_file.planner import make_plan
from app.services.workspace_file.reading import ImportFile, read_file
from app.services.workspace_file.undoing import Undoer
from app.services.workspace_file.writing import Writer
from app.store import tables

MAX_SHOWN = 100
TRIES = 5
MAX_FILE_NAME_CHARACTERS = 255


class _Outdated(Exception):
    """The workspace is no longer what the plan stands on."""


class Imports(Service, contract=contracts.Imports):
    def preview(self, workspace: str, content: bytes) -> ImportReport:
        file = read_file(content)
        return self._plan(workspace, file).report(file)

    def import_file(self, workspace: str, content: bytes, file_name: str = "") -> ImportReport:
        """Reading and planning hold no lock; what was planned for a workspace that has changed since is planned anew."""
        file = read_file(content)
        for _ in range(TRIES):
            plan = self._plan(workspace, file)
            try:
                return self._write(workspace, file, plan, file_name)
            except _Outdated:
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

    def _plan(self, workspace: str, file: ImportFile) -> Plan:
        with self.core.store.read() as session:
            known = read_known(session, self.workspace(session, workspace), file)
            return make_plan(file, known, ids.uuid4, self.core.clock.now())

    def _write(self, workspace: str, file: ImportFile, plan: Plan, file_name: str) -> ImportReport:
        uuid = ids.uuid4()
        details: dict[str, Any] = {"site": file.site, "version": file.version, "flows": len(plan.flows)}
        with self.change("imports.import_file", workspace=workspace, subject=uuid, **details) as work:
            row = self.workspace(work.session, workspace)
            work.session.refresh(row, with_for_update=True)  # on PostgreSQL others may be writing
            if row.assets_revision != plan.revision or read_taken(work.session, plan.new_uuids()):
                raise _Outdated
            changes = Writer(self.core, work, row, self.actor.name).write(plan)
            made: dict[str, Any] = {kind: len(items) for kind, items in changes["made"].items()}
            self.note(triggers=len(plan.triggers), campaigns=len(plan.campaigns), **made)
            work.session.add(
                tables.WorkspaceImport(
                    uuid=uuid,
                    workspace_id=row.id,
                    file_name=file_name[:MAX_FILE_NAME_CHARACTERS],
                    site=file.site,
                    version=file.version,
                    report=[asdict(line) for line in plan.lines],
                    changes=changes,
                    created_by=self.actor.name,
                    created_on=self.core.clock.now(),
                )
            )
        return plan.report(file, uuid)


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
