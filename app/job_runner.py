"""Does the jobs, each in a process of its own that steps back behind everything else: exports one after the other, and beside
them imports, one after the other."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.errors import OutpostError
from app.paths import ENV_HOME, engine_command
from app.services import jobs
from app.services.base import Core
from app.services.importing import IMPORT_CONTACTS, contacts, workspace

log = logging.getLogger(__name__)

IDLE_SECONDS = 60.0
END_SECONDS = 10.0

Command = Callable[[str, str], Sequence[str]]


def job_command(uuid: str, folder: str) -> list[str]:
    return engine_command("job", uuid, folder)


class JobRunner:
    """Implements `app.ports.JobRunner`."""

    def __init__(self, core: Core, command: Command = job_command) -> None:
        self._lines = [_Line(core, lane, command) for lane in jobs.LANES]

    def start(self) -> None:
        for line in self._lines:
            line.thread.start()

    def nudge(self) -> None:
        """Look for jobs, and for people who no longer want theirs."""
        for line in self._lines:
            line.nudge.set()

    def stop(self) -> None:
        """Jobs in hand are given back."""
        for line in self._lines:
            line.tell_to_stop()
        for line in self._lines:
            line.thread.join()


class _Line:
    """One lane's jobs, one after the other."""

    def __init__(self, core: Core, lane: jobs.Lane, command: Command) -> None:
        self._core = core
        self._lane = lane
        self._command = command
        self._stopped = False
        self.nudge = threading.Event()
        self.thread = threading.Thread(target=self._run, name=f"jobs {lane.name}")

    def tell_to_stop(self) -> None:
        self._stopped = True
        self.nudge.set()

    def _run(self) -> None:
        """What an engine that died left half done is put back first, and likewise whatever could not be written."""
        is_sure = False
        while not self._stopped:
            self.nudge.clear()
            try:
                if not is_sure and (stale := jobs.sweep(self._core, self._lane)):
                    log.warning("jobs_recovered", extra={"count": stale})
                is_sure = True
                taken = jobs.take(self._core, self._lane)
                if taken is not None:
                    is_sure = False
                    self._do(taken)
                    is_sure = True
                    continue
            except Exception:
                log.exception("jobs_failed")
            if not self._stopped:
                self._core.clock.wait(self.nudge, IDLE_SECONDS)

    def _do(self, taken: jobs.Taken) -> None:
        log.info("job_started", extra={"job": taken.uuid})
        try:
            self._begin_and_end(taken)
        except Exception:
            log.exception("job_broken", extra={"job": taken.uuid})
            jobs.crashed(self._core, taken)
        log.info("job_ended", extra={"job": taken.uuid})

    def _begin_and_end(self, taken: jobs.Taken) -> None:
        if taken.made is not None:
            self._write(taken, taken.made, None)
            return
        taken.folder.mkdir(mode=0o700, parents=True)
        child = _Child(self._command(taken.uuid, str(taken.folder)), self._environment(), self.nudge)
        try:
            end = self._watch(taken, child)
        finally:
            child.end()
        end()

    def _watch(self, taken: jobs.Taken, child: _Child) -> Callable[[], None]:
        """Until the process has ended or must end; returns what is then to be written."""
        core = self._core
        until = core.clock.monotonic() + self._lane.longest
        while True:
            self.nudge.clear()
            has_ended, told, is_new = child.news()
            if is_new and "done" in told:
                jobs.progress(core, taken, int(told["done"]), told.get("total"))
            if has_ended:
                return self._outcome(taken, child.wait(), told)
            if self._stopped:
                return lambda: jobs.interrupted(core, taken)
            if jobs.wants_cancel(core, taken):
                return lambda: jobs.cancelled(core, taken)
            left = until - core.clock.monotonic()
            if left <= 0:
                return lambda: jobs.fail(core, taken, "job_too_long")
            core.clock.wait(self.nudge, left)

    def _outcome(self, taken: jobs.Taken, code: int, told: dict[str, Any]) -> Callable[[], None]:
        core = self._core
        if "made" in told and code == 0:
            made, rows = taken.folder / os.path.basename(str(told["made"])), int(told["rows"])  # noqa: PTH119  a mere name
            if taken.lane is jobs.IMPORTS:
                return lambda: self._write(taken, jobs.keep(core, taken, made), rows)
            return lambda: jobs.finish(core, taken, made, rows)
        if "error" in told and code == 0:
            return lambda: jobs.fail(core, taken, str(told["error"]), told.get("params"))
        return lambda: jobs.crashed(core, taken)

    def _write(self, taken: jobs.Taken, made: Path, rows: int | None) -> None:
        """What an import's process made is written by the engine."""
        try:
            if taken.kind == IMPORT_CONTACTS:
                contacts.write_ready(self._core, taken, made, rows, is_stopped=lambda: self._stopped, nudge=self.nudge)
            else:
                workspace.write_ready(self._core, taken, made, rows)
        except OutpostError as error:
            jobs.fail(self._core, taken, error.code, error.params)

    def _environment(self) -> dict[str, str]:
        """The office as this engine has it. A database's password stands here, not on the command line."""
        settings = self._core.settings
        ours = {
            ENV_HOME: str(settings.paths.home),
            "OUTPOST_DATABASE_URL": settings.database_url,
            "OUTPOST_LOG_LEVEL": settings.log_level,
            "PYTHONUTF8": "1",
        }
        return {**os.environ, **ours}


class _Child:
    """A process, and the last thing it said. `heard` is set when it said something, and when it has ended."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], heard: threading.Event) -> None:
        self._heard = heard
        self._mutex = threading.Lock()
        self._told: dict[str, Any] = {}
        self._is_new = False
        self._has_ended = False
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **_apart()
        )
        self._reader = threading.Thread(target=self._read, name="job output", daemon=True)
        self._reader.start()

    def news(self) -> tuple[bool, dict[str, Any], bool]:
        """Whether it has ended, what it said last, and whether nobody has heard that before."""
        with self._mutex:
            is_new, self._is_new = self._is_new, False
            return self._has_ended, self._told, is_new

    def wait(self) -> int:
        return self._process.wait()

    def end(self) -> None:
        """Whatever it does."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = _parsed(line)
            if told is not None:
                with self._mutex:
                    self._told, self._is_new = told, True
                self._heard.set()
        with self._mutex:
            self._has_ended = True
        self._heard.set()


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _apart() -> dict[str, Any]:
    """Ctrl-C at the engine's terminal is for the engine, and on Windows no console opens."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        return {"creationflags": flags}
    return {"start_new_session": True}
