"""Workspace files as jobs. A process reads the file and plans; the engine writes the ready plan in one transaction."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app import ids
from app.contracts.base import Actor
from app.errors import OutpostError
from app.services import audit, jobs
from app.services.base import Core, explained
from app.services.importing.context import ImportContext
from app.services.workspace_file.known import read_known
from app.services.workspace_file.plan import Plan
from app.services.workspace_file.planner import make_plan
from app.services.workspace_file.reading import ImportFile, read_file
from app.services.workspace_file.ready import PlanUnreadable, ReadyPlan, plan_lines, read_plan
from app.services.workspace_file.writing import Outdated, Writer
from app.store import tables
from app.store.database import UnitOfWork

TRIES = 5


def plan_file(session: Session, workspace: tables.Workspace, file: ImportFile, now: dt.datetime) -> Plan:
    """While `session` is open."""
    return make_plan(file, read_known(session, workspace, file), ids.uuid4, now)


def write_import(
    core: Core, work: UnitOfWork, workspace: tables.Workspace, ready: ReadyPlan, *, uuid: str, file_name: str, by: str
) -> dict[str, Any]:
    """In the caller's transaction; returns what the audit says of it. Raises Outdated before anything is written."""
    changes = Writer(core, work, workspace, by).write(ready)
    work.session.add(
        tables.WorkspaceImport(
            uuid=uuid,
            workspace_id=workspace.id,
            file_name=file_name,
            site=ready.site,
            version=ready.version,
            report=[asdict(line) for line in ready.plan.lines],
            changes=changes,
            created_by=by,
            created_on=core.clock.now(),
        )
    )
    made = {kind: len(items) for kind, items in changes["made"].items()}
    parts = {"triggers": len(ready.plan.triggers), "campaigns": len(ready.plan.campaigns)}
    return {"site": ready.site, "version": ready.version, "flows": len(ready.flows), **parts, **made}


# In the process


def make_ready(context: ImportContext) -> int:
    """Make the file of the plan; returns how many flows were read. Errors as `Imports.import_file`."""
    try:
        file = read_file(context.source.read_bytes(), context.progress)
        with context.store.read() as session:
            workspace = session.get_one(tables.Workspace, context.workspace.id)
            plan = plan_file(session, workspace, file, context.clock.now())
    except MemoryError:
        raise OutpostError("import_too_large") from None
    with context.path.open("wb") as made:
        made.writelines(plan_lines(file, plan))
        made.flush()
        os.fsync(made.fileno())
    return len(file.flows)


# In the engine


def write_ready(core: Core, taken: jobs.Taken, made: Path, total: int | None) -> None:
    """Where the person said so, write the plan and end the job, in one transaction: a kill leaves both or neither."""
    with core.store.read() as session:
        job = session.get_one(tables.Job, taken.id)
    if not job.params.get("is_wanted"):
        jobs.ready(core, taken, total)
        return
    try:
        with made.open("rb") as lines:
            ready = read_plan(lines)
        with explained(), core.store.write() as work:
            is_done = _write(core, work, taken, ready)
            work.commit()
    except (FileNotFoundError, PlanUnreadable, Outdated):
        jobs.again(core, taken, TRIES)
    else:
        if not is_done:
            jobs.cancelled(core, taken)


def _write(core: Core, work: UnitOfWork, taken: jobs.Taken, ready: ReadyPlan) -> bool:
    """False, and nothing written: the person no longer wants it."""
    job = work.session.get_one(tables.Job, taken.id)
    if job.wants_cancel:
        return False
    workspace = work.session.get_one(tables.Workspace, job.workspace_id)
    told = write_import(core, work, workspace, ready, uuid=job.uuid, file_name=job.name, by=job.created_by)
    actor, now = Actor(job.user_id, job.created_by), core.clock.now()
    subject: dict[str, Any] = {"workspace_id": workspace.id, "subject": job.uuid, "details": told}
    work.session.add(audit.row(actor, now, "imports.import_file", **subject))
    jobs.written(core, work, job, workspace.uuid)
    return True
