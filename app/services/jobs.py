"""Jobs: long work for one person, done by a process beside the engine.

The row says what is to be done and how far it is. `create` writes it with a task of the default queue, which wakes
`app.job_runner`; that takes one job after the other, fair to the workspaces, and hands each to a process of its own. Only the
engine writes: the process reads, makes a file and tells the engine how far it is.

There are two lines, each worked at one by one: exports, and imports, which somebody waits for. Files stand in the office's folder
of that name, half-made ones in a folder of their own below it, so that whatever is left of a killed process can be told and
removed. What an import reads is `<uuid>.source`; what its process made of it, and the engine has yet to write, `<uuid>.ready`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import logging
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from app import ids
from app.contracts import jobs as contracts
from app.contracts.base import ADMINISTRATOR, Actor
from app.errors import Forbidden, Invalid, NotFound, OutpostError, Param
from app.ports import TaskRef
from app.services.base import Core, Service
from app.services.notifications import EXPORT_FINISHED, IMPORT_FINISHED, notify
from app.store import tables
from app.store.database import UnitOfWork

log = logging.getLogger(__name__)

JOBS = "jobs"  # told by a worker process: the engine is to look for jobs
PENDING, WORKING, READY, DONE, FAILED, CANCELLED = "pending", "working", "ready", "done", "failed", "cancelled"
OPEN = (PENDING, WORKING)
MAX_OPEN = 3  # of one person
MAX_SHOWN = 100
MAX_ATTEMPTS = 3
KEEP_FILES = dt.timedelta(days=30)
KEEP_ROWS = dt.timedelta(days=90)
KEEP_BYTES = 2 * 1024**3  # of one workspace
KEEP_READY = dt.timedelta(days=1)
LOST = dt.timedelta(minutes=1)  # a file without a row: it comes a moment before its row
MAX_READY = 3  # of one person
SOURCE, MADE = "source", "ready"  # endings of an import's files
_IMPORT = "import_"

_Job = tables.Job


@dataclass(frozen=True, slots=True)
class Lane:
    """Jobs that are worked at one after the other. `name` is also that of their folder; `longest` in seconds."""

    name: str
    longest: float

    @property
    def is_ours(self) -> ColumnElement[bool]:
        of_imports = _Job.kind.startswith(_IMPORT, autoescape=True)
        return of_imports if self is IMPORTS else ~of_imports


EXPORTS, IMPORTS = Lane("exports", 6 * 3600.0), Lane("imports", 900.0)
LANES = (EXPORTS, IMPORTS)


def lane_of(kind: str) -> Lane:
    return IMPORTS if kind.startswith(_IMPORT) else EXPORTS


class Jobs(Service, contract=contracts.Jobs):
    def all(self, workspace: str, everyone: bool = False) -> list[contracts.Job]:
        if everyone and self.actor.roles.get(workspace) != ADMINISTRATOR:
            raise Forbidden("jobs.all")
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            query = select(_Job).where(_Job.workspace_id == space.id).order_by(_Job.id.desc()).limit(MAX_SHOWN)
            if not everyone:
                query = query.where(_Job.user_id == self.actor.user_id)
            return [shown(job) for job in session.scalars(query)]

    def one(self, workspace: str, job: str) -> contracts.Job:
        with self.core.store.read() as session:
            return shown(self._find(session, workspace, job))

    def read(self, workspace: str, job: str, offset: int = 0) -> contracts.Piece:
        if offset < 0:
            raise Invalid("offset", "negative")
        with self.core.store.read() as session:
            file = self._find(session, workspace, job).file
        if file is None:
            raise OutpostError("no_file")
        try:
            with (folder_of(self.core) / file).open("rb") as opened:
                size = os.fstat(opened.fileno()).st_size
                opened.seek(min(offset, size))
                return contracts.Piece(offset, size, opened.read(contracts.PIECE_BYTES))
        except FileNotFoundError:
            raise OutpostError("no_file") from None

    def cancel(self, workspace: str, job: str) -> contracts.Job:
        with self.change("jobs.cancel", workspace=workspace, subject=job) as work:
            found = self._find(work.session, workspace, job)
            if found.state not in (*OPEN, READY):
                raise OutpostError("job_ended")
            found.wants_cancel = True
            if found.state != WORKING:
                _end(self.core, work, found, CANCELLED)
            tell(self.core, work, workspace, found)
        return shown(found)

    def remove_file(self, workspace: str, job: str) -> contracts.Job:
        with self.change("jobs.remove_file", workspace=workspace, subject=job) as work:
            found = self._find(work.session, workspace, job)
            if found.file is None:
                raise OutpostError("no_file")
            path = folder_of(self.core) / found.file
            found.file = found.size = None
            work.after_commit(functools.partial(_unlink, path))
            work.publish("jobs", workspace, found.uuid)
        return shown(found)

    def _find(self, session: Session, workspace: str, uuid: str) -> tables.Job:
        """The person's own, or anybody's for an administrator. Raises NotFound."""
        space = self.workspace(session, workspace)
        found = session.scalar(select(_Job).where(_Job.uuid == uuid, _Job.workspace_id == space.id))
        if found is None or (found.user_id != self.actor.user_id and self.actor.roles.get(workspace) != ADMINISTRATOR):
            raise NotFound("job", uuid)
        return found


def shown(job: tables.Job) -> contracts.Job:
    has_file = job.file is not None and job.finished_on is not None
    return contracts.Job(
        uuid=job.uuid,
        kind=job.kind,
        state=job.state,  # type: ignore[arg-type]
        done=job.done,
        total=job.total,
        name=job.name,
        size=job.size,
        error=job.error,
        error_params=dict((job.params or {}).get("error") or {}),
        created_by=job.created_by,
        created_on=job.created_on,
        started_on=job.started_on,
        finished_on=job.finished_on,
        expires_on=job.finished_on + KEEP_FILES if has_file and job.finished_on else None,
    )


def create(
    core: Core,
    work: UnitOfWork,
    *,
    workspace: tables.Workspace,
    actor: Actor,
    kind: str,
    params: Mapping[str, Any],
    name: str,
    uuid: str | None = None,
) -> tables.Job:
    """In the caller's transaction. `name` is what the file should be saved as, or was. Raises OutpostError `too_many_jobs`."""
    session = work.session
    mine = select(func.count()).where(_Job.state.in_(OPEN), _Job.user_id == actor.user_id)
    if (session.scalar(mine) or 0) >= MAX_OPEN:
        raise OutpostError("too_many_jobs", most=MAX_OPEN)
    job = tables.Job(
        uuid=uuid or ids.uuid4(),
        workspace_id=workspace.id,
        user_id=actor.user_id,
        kind=kind,
        params=dict(params),
        name=name,
        created_by=actor.name,
        created_on=core.clock.now(),
    )
    session.add(job)
    session.flush()
    tell(core, work, workspace.uuid, job)
    return job


def drop_ready(core: Core, work: UnitOfWork, *of: ColumnElement[bool], but: int = 0) -> None:
    """Of these imports that nobody said a word about yet, all `but` the newest come to nothing."""
    query = select(_Job).where(_Job.state == READY, *of).order_by(_Job.id.desc()).offset(but)
    for job in work.session.scalars(query).all():
        _end(core, work, job, CANCELLED)


def tell(core: Core, work: UnitOfWork, workspace: str, job: tables.Job) -> None:
    """The windows, and whoever does the work."""
    work.publish("jobs", workspace, job.uuid)
    core.queue.add(work, TaskRef("default", "run_jobs", (), owner="office", key="jobs", priority=1))


def folder_of(core: Core, lane: Lane = EXPORTS) -> Path:
    folder = core.settings.paths.exports if lane is EXPORTS else core.settings.paths.imports
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


# For the runner


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that this engine works at. `folder` is where its process may write. `made`: what was made before and is to be
    written, None where the process must make it."""

    id: int
    uuid: str
    workspace: str
    folder: Path
    kind: str
    made: Path | None = None

    @property
    def lane(self) -> Lane:
        return lane_of(self.kind)


def sweep(core: Core, lane: Lane = EXPORTS) -> int:
    """At the engine's start, when nobody works at a job: what was begun waits again; half-made files go. Returns how many."""
    with core.store.write() as work:
        stale = list(work.session.scalars(select(_Job).where(_Job.state == WORKING, lane.is_ours)))
        for job in stale:
            if job.wants_cancel:
                _end(core, work, job, CANCELLED)
            elif job.attempts >= MAX_ATTEMPTS:
                _end(core, work, job, FAILED, error="job_crashed")
                _notify(core, work, job)
            else:
                job.state, job.done = PENDING, 0
        work.session.flush()
        kept = set(work.session.scalars(select(_Job.uuid).where(_Job.state.in_((*OPEN, READY)), IMPORTS.is_ours)))
        work.commit()
    for left in folder_of(core, lane).iterdir():
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        elif lane is IMPORTS and left.stem not in kept and _is_old(left, core.clock.now(), LOST):
            _unlink(left)  # a kill between the end of an import and the removal of its files
    return len(stale)


def take(core: Core, lane: Lane = EXPORTS) -> Taken | None:
    """The next job, of the workspace that was served the longest ago; None when none waits."""
    is_waiting = (_Job.state == PENDING, lane.is_ours)
    with core.store.read() as session:
        if session.scalar(select(_Job.id).where(*is_waiting).limit(1)) is None:
            return None
    with core.store.write(durable=False) as work:
        session = work.session
        served = {row[0]: row[1] for row in session.execute(_LAST_SERVED)}
        waiting = list(session.scalars(select(_Job).where(*is_waiting).order_by(_Job.id)))
        if not waiting:
            return None
        never = dt.datetime.min.replace(tzinfo=dt.UTC)
        job = min(waiting, key=lambda one: (served.get(one.workspace_id) or never, one.id))
        job.state, job.attempts, job.started_on, job.done = WORKING, job.attempts + 1, core.clock.now(), 0
        workspace = session.get_one(tables.Workspace, job.workspace_id)
        work.publish("jobs", workspace.uuid, job.uuid)
        work.commit()
        folder = folder_of(core, lane)
        made = folder / f"{job.uuid}.{MADE}"
        return Taken(
            job.id,
            job.uuid,
            workspace.uuid,
            folder / f"{job.uuid}.{job.attempts}",
            job.kind,
            made if lane is IMPORTS and made.exists() else None,
        )


def wants_cancel(core: Core, taken: Taken) -> bool:
    with core.store.read() as session:
        return bool(session.scalar(select(_Job.wants_cancel).where(_Job.id == taken.id)))


def progress(core: Core, taken: Taken, done: int, total: int | None) -> None:
    values = {"done": done, "total": total if total is None else max(done, total)}
    with core.store.write(durable=False) as work:
        work.session.execute(update(_Job).where(_Job.id == taken.id, _Job.state == WORKING).values(values))
        work.publish("jobs", taken.workspace, taken.uuid)
        work.commit()


def finish(core: Core, taken: Taken, made: Path, rows: int) -> None:
    """The process has made its file, and it is on the disk: it gets its lasting name, then the row says so."""
    name = f"{taken.uuid}{made.suffix}"
    size = made.stat().st_size
    made.replace(folder_of(core) / name)
    _remove(taken.folder)
    with core.store.write() as work:
        job = work.session.get_one(_Job, taken.id)
        job.file, job.size, job.done, job.total = name, size, rows, rows
        _end(core, work, job, DONE)
        _make_room(core, work, job)
        _notify(core, work, job)
        work.publish("jobs", taken.workspace, taken.uuid)
        work.commit()


def keep(core: Core, taken: Taken, made: Path) -> Path:
    """What the process of an import made gets its lasting name."""
    place = folder_of(core, taken.lane) / f"{taken.uuid}.{MADE}"
    made.replace(place)
    _remove(taken.folder)
    return place


def ready(core: Core, taken: Taken, total: int | None) -> None:
    """An import is read, and waits for the person's word."""
    with core.store.write() as work:
        job = work.session.get_one(_Job, taken.id)
        job.state, job.attempts, job.total = READY, 0, job.total if total is None else total
        job.done = job.total or 0
        if job.wants_cancel:
            _end(core, work, job, CANCELLED)
        work.publish("jobs", taken.workspace, taken.uuid)
        work.commit()


def written(core: Core, work: UnitOfWork, job: tables.Job, workspace: str) -> None:
    """An import is done with the caller's transaction, which commits."""
    job.done = job.total or job.done
    _end(core, work, job, DONE)
    _notify(core, work, job)
    work.publish("jobs", workspace, job.uuid)


def again(core: Core, taken: Taken, most: int) -> None:
    """What was made has no use any more: it is made anew, `most` times; then OutpostError `import_busy` ends it."""
    _unlink(folder_of(core, taken.lane) / f"{taken.uuid}.{MADE}")
    with core.store.write() as work:
        job = work.session.get_one(_Job, taken.id)
        times = int(job.params.get("again", 0)) + 1
        job.params = {**job.params, "again": times}
        attempts = job.attempts - 1
        work.commit()
    if times >= most:
        fail(core, taken, "import_busy")
    else:
        _give_back(core, taken, attempts)


def fail(core: Core, taken: Taken, error: str, params: Mapping[str, Param] | None = None) -> None:
    """For good, with a code that people can be told."""
    _settle(core, taken, FAILED, error, params)


def cancelled(core: Core, taken: Taken) -> None:
    _settle(core, taken, CANCELLED, None)


def crashed(core: Core, taken: Taken) -> None:
    """The process ended without a word: it is tried again, `MAX_ATTEMPTS` times in all."""
    with core.store.read() as session:
        attempts = session.scalar(select(_Job.attempts).where(_Job.id == taken.id)) or 0
    log.warning("job_crashed", extra={"job": taken.uuid, "attempt": attempts})
    if attempts >= MAX_ATTEMPTS:
        fail(core, taken, "job_crashed")
    else:
        _give_back(core, taken, attempts)


def interrupted(core: Core, taken: Taken) -> None:
    """The engine stops: this attempt does not count."""
    with core.store.read() as session:
        attempts = session.scalar(select(_Job.attempts).where(_Job.id == taken.id)) or 1
    _give_back(core, taken, attempts - 1)


def tidy(core: Core) -> dict[str, int]:
    """The daily round: files that are too old, rows that are, and files that no row knows."""
    now = core.clock.now()
    with core.store.write(durable=False) as work:
        old = (_Job.file.is_not(None), _Job.finished_on < now - KEEP_FILES)
        expired = list(work.session.scalars(select(_Job.file).where(*old)))
        work.session.execute(update(_Job).where(*old).values(file=None, size=None))
        gone = work.session.execute(delete(_Job).where(_Job.finished_on < now - KEEP_ROWS, _Job.file.is_(None)))
        known = set(work.session.scalars(select(_Job.file).where(_Job.file.is_not(None))))
        drop_ready(core, work, _Job.started_on < now - KEEP_READY)
        work.session.flush()
        busy = set(work.session.scalars(select(_Job.uuid).where(_Job.state.in_((*OPEN, READY)))))
        work.commit()
    for path in folder_of(core).iterdir():
        if path.is_file() and path.name not in known and path.stem not in busy:
            _unlink(path)
    for path in folder_of(core, IMPORTS).iterdir():
        if path.is_file() and path.stem not in busy and _is_old(path, now, KEEP_READY):
            _unlink(path)
    return {"export_files": len(expired), "jobs": gone.rowcount}  # type: ignore[attr-defined]


_LAST_SERVED = select(_Job.workspace_id, func.max(_Job.started_on)).group_by(_Job.workspace_id)


def _is_old(path: Path, now: dt.datetime, age: dt.timedelta) -> bool:
    """Whether its job was surely written, if ever."""
    with contextlib.suppress(OSError):
        return abs(now.timestamp() - path.stat().st_mtime) > age.total_seconds()
    return False


def _settle(core: Core, taken: Taken, state: str, error: str | None, params: Mapping[str, Param] | None = None) -> None:
    _remove(taken.folder)
    with core.store.write() as work:
        job = work.session.get_one(_Job, taken.id)
        if params:
            job.params = {**job.params, "error": dict(params)}
        _end(core, work, job, state, error=error)
        if state == FAILED:
            _notify(core, work, job)
        work.publish("jobs", taken.workspace, taken.uuid)
        work.commit()


def _give_back(core: Core, taken: Taken, attempts: int) -> None:
    _remove(taken.folder)
    with core.store.write() as work:
        job = work.session.get_one(_Job, taken.id)
        job.state, job.attempts, job.done = PENDING, attempts, 0
        if job.wants_cancel:
            _end(core, work, job, CANCELLED)
        work.publish("jobs", taken.workspace, taken.uuid)
        work.commit()


def _end(core: Core, work: UnitOfWork, job: tables.Job, state: str, error: str | None = None) -> None:
    job.state, job.error, job.finished_on = state, error, core.clock.now()
    if lane_of(job.kind) is IMPORTS:
        for ending in (SOURCE, MADE):
            work.after_commit(functools.partial(_unlink, folder_of(core, IMPORTS) / f"{job.uuid}.{ending}"))


def _notify(core: Core, work: UnitOfWork, job: tables.Job) -> None:
    """Tell the person who asked; of an import that is only read nobody is told, as it changes nothing."""
    is_import = lane_of(job.kind) is IMPORTS
    if job.user_id is None or (is_import and not job.params.get("is_wanted")):
        return
    data = {"name": job.name, "state": job.state}
    if job.kind == "import_contacts":
        data["of"] = "contacts"  # of which some may be written when it fails
    kind = IMPORT_FINISHED if is_import else EXPORT_FINISHED
    notify(work, core.clock.now(), job.workspace_id, [job.user_id], kind, scope=job.uuid, data=data)


def _make_room(core: Core, work: UnitOfWork, made: tables.Job) -> None:
    """Of one workspace, the files that were made last are kept, `KEEP_BYTES` in all; the new one in any case."""
    ours = (_Job.workspace_id == made.workspace_id, _Job.file.is_not(None), _Job.id != made.id)
    kept, folder = made.size or 0, folder_of(core)
    for job in work.session.scalars(select(_Job).where(*ours).order_by(_Job.finished_on.desc(), _Job.id.desc())):
        kept += job.size or 0
        if kept > KEEP_BYTES and job.file is not None:
            work.after_commit(functools.partial(_unlink, folder / job.file))
            job.file = job.size = None


def _unlink(path: Path) -> None:
    """One that somebody reads stays on Windows, until the daily round."""
    with contextlib.suppress(OSError):
        path.unlink()


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
