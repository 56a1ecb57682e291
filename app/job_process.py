"""`python -m app job UUID`: one job, in a process of its own beside the engine.

It has the office by the environment, reads the database, makes its file in the folder that the engine made for it, and writes
lines of JSON to standard output: `{"done": 500, "total": 2000}` at most twice a second, and at the end `{"made": name, "rows":
2000}` or `{"error": code, "params": {}}`. What an import reads stands beside the folder. When the engine is gone, standard
input ends, and so does this process.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import shutil
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select

from app.clock import Clock, clock_from_environment
from app.errors import OutpostError
from app.logs import set_up_logs
from app.services.base import explained
from app.services.exporting import KINDS
from app.services.exporting.context import ExportContext, workspace_of
from app.services.importing import IMPORT_CONTACTS, IMPORT_WORKSPACE, contacts, workspace
from app.services.importing.context import ImportContext
from app.services.jobs import SOURCE
from app.settings import Settings
from app.store import tables
from app.store.database import Store

log = logging.getLogger(__name__)

TELL_SECONDS = 0.5
LEAST_FREE = 256 * 1024 * 1024  # an export must not take the room that messages need
NICE = 15
IMPORT_BYTES = 1024**3  # of memory: a file of the largest size takes half of that, one made to hurt would take all there is

IMPORTS = {IMPORT_WORKSPACE: workspace.make_ready, IMPORT_CONTACTS: contacts.make_ready}
StandsOn = tuple[Store, Clock, tables.Workspace, Mapping[str, Any]]


def run(uuid: str, folder: Path) -> int:
    """Returns the exit code: 0 when the engine was told how it ended, 1 when it could not be."""
    step_back()
    out = sys.stdout
    threading.Thread(target=_end_with_engine, name="standard input", daemon=True).start()
    settings = Settings.from_environment()
    set_up_logs(settings.paths, "jobs", settings.log_level, terminal=False)
    clock = clock_from_environment()
    store = Store(settings.sqlalchemy_url, clock)
    try:
        _say(out, _work(store, clock, uuid, folder, out))
    except Exception:
        log.exception("job_failed", extra={"job": uuid})
        return 1
    finally:
        store.close()
    return 0


def step_back() -> None:
    """Everything else goes before this process; the engine's core is left to the engine, where there is another."""
    if sys.platform == "win32":
        return  # the engine says so when it starts the process
    os.nice(NICE)
    if sys.platform == "linux":
        others = set(range(os.cpu_count() or 1)) - os.sched_getaffinity(0)
        if others:
            try:
                os.sched_setaffinity(0, others)
            except OSError:  # none of them is for us
                log.info("no_other_core")


def _work(store: Store, clock: Clock, uuid: str, folder: Path, out: IO[str]) -> Mapping[str, Any]:
    """What the engine is to be told at the end."""
    try:
        with explained(), store.read() as session:
            job = session.scalar(select(tables.Job).where(tables.Job.uuid == uuid))
            if job is None:
                raise OutpostError("export_gone")
            space = workspace_of(session, job.workspace_id)
        with explained():
            path, rows = _make(job, (store, clock, space, job.params), folder, _Teller(clock, folder, out))
    except OutpostError as error:
        return {"error": error.code, "params": error.params} if error.params else {"error": error.code}
    except OSError as error:
        log.warning("job_disk", extra={"job": uuid, "errno": error.errno})
        return {"error": "disk_full" if error.errno == errno.ENOSPC else "disk_failed"}
    return {"made": path.name, "rows": rows}


def _limit_memory(most: int) -> None:
    """Beyond that there is a MemoryError. Elsewhere than on Linux the sizes of files are the only limit."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - it is not everywhere

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (most if hard < 0 else min(most, hard), hard))


def _make(job: tables.Job, stands_on: StandsOn, folder: Path, tell: _Teller) -> tuple[Path, int]:
    """The file that was made, and its rows."""
    if job.kind in IMPORTS:
        _limit_memory(IMPORT_BYTES)
        source, path = folder.parent / f"{job.uuid}.{SOURCE}", folder / "plan"
        return path, IMPORTS[job.kind](ImportContext(*stands_on, source, path, tell))
    path = folder / f"file.{job.params.get('format') or 'xlsx'}"
    return path, KINDS[job.kind](ExportContext(*stands_on, path, tell))


class _Teller:
    """Tells the engine how far the work is, and looks after the room on the disk."""

    def __init__(self, clock: Clock, folder: Path, out: IO[str]) -> None:
        self._clock, self._folder, self._out = clock, folder, out
        self._told: float | None = None

    def __call__(self, done: int, total: int | None) -> None:
        now = self._clock.monotonic()
        if self._told is not None and now - self._told < TELL_SECONDS:
            return
        self._told = now
        if shutil.disk_usage(self._folder).free < LEAST_FREE:
            raise OutpostError("disk_full")
        _say(self._out, {"done": done, "total": total})


def _say(out: IO[str], what: Mapping[str, Any]) -> None:
    out.write(json.dumps(what) + "\n")
    out.flush()


def _end_with_engine() -> None:
    """However the engine ends, the system closes its end of the pipe."""
    while os.read(0, 4096):  # not by `sys.stdin`, whose lock a waiting thread would keep at the end
        continue
    os._exit(1)
