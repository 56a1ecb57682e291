"""The engine on this PC: find the one that runs, start one where none does, start it again when it dies.

One thread does all of it, so that the GUI thread never waits on a file, a socket or a process. An engine started here lives in
a session of its own: it goes on receiving SMS when the window closes, unless it is stopped on a person's word.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.clock import Clock
from app.contracts.office import OfficeStatus
from app.errors import OutpostError
from app.paths import ENV_HOME, OfficePaths, engine_command
from ui.client import Client, Endpoint, LocalEngine, read_local

_log = logging.getLogger(__name__)
_STARTING, _STEADY = 0.25, 3.0
_BACK_OFF = (0.0, 1.0, 3.0, 8.0, 20.0)
_GIVE_UP_AFTER = 3


@dataclass(frozen=True, slots=True)
class Ready:
    """An engine that answers."""

    engine: LocalEngine
    endpoint: Endpoint
    status: OfficeStatus


class EngineKeeper(threading.Thread):
    """Keeps one local engine running. `on_ready` and `on_trouble` are called from this thread.

    `on_ready` follows whenever an engine answers that was not there before; `on_trouble` carries an OutpostError
    (`engine_did_not_start`) after several starts in vain; the keeper goes on trying.
    """

    def __init__(
        self,
        home: Path,
        clock: Clock,
        on_ready: Callable[[Ready], None],
        on_trouble: Callable[[OutpostError], None],
        command: Sequence[str] | None = None,
        *,
        throw_away: bool = False,
    ) -> None:
        super().__init__(name="window-engine", daemon=True)
        self.home = home
        self.throw_away = throw_away
        self._clock = clock
        self._on_ready, self._on_trouble = on_ready, on_trouble
        self._command = list(command or engine_command("engine"))
        self._wake = threading.Event()
        self._stop_asked = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._known: LocalEngine | None = None
        self._starts = 0

    @classmethod
    def demo(cls, clock: Clock, on_ready: Callable[[Ready], None], on_trouble: Callable[[OutpostError], None]) -> EngineKeeper:
        """A keeper of a demo office in a home of its own, which goes when the window closes."""
        home = Path(tempfile.mkdtemp(prefix="outpost-demo-"))
        return cls(home, clock, on_ready, on_trouble, engine_command("demo", "--serve"), throw_away=True)

    @property
    def owns_engine(self) -> bool:
        """Whether the engine that runs was started here."""
        return self._child is not None and self._child.poll() is None

    def run(self) -> None:
        while not self._stop_asked.is_set():
            self._wake.clear()
            wait = self._look()
            self._clock.wait(self._wake, wait)

    def look(self) -> None:
        """The connection broke: see now whether the engine is still there."""
        self._wake.set()

    def close(self, *, stop_engine: bool) -> None:
        """End the thread and, when asked, the engine; waits up to 15 s for the engine's orderly end."""
        self._stop_asked.set()
        self._wake.set()
        if self.is_alive():
            self.join()
        if stop_engine or self.throw_away:
            self._end_engine()
        if self.throw_away:
            shutil.rmtree(self.home, ignore_errors=True)

    def _look(self) -> float | None:
        """One round; returns how long to wait until the next, None: until somebody wakes us."""
        ready = self._find()
        if ready is not None:
            self._starts = 0
            if ready.engine != self._known:
                self._known = ready.engine
                self._on_ready(ready)
            return self._rest()
        self._known = None
        if self._child is None or self._child.poll() is not None:
            self._start()
        return _STARTING

    def _rest(self) -> float | None:
        """Wait while all is well; an own child is watched, any other engine by its connection alone."""
        if self._child is None:
            return None
        while self._child.poll() is None and not self._clock.wait(self._wake, _STEADY):
            pass
        return 0.0

    def _find(self) -> Ready | None:
        found = read_local(self.home)
        if found is None:
            return None
        engine, endpoint = found
        client = Client(endpoint)
        try:
            return Ready(engine, endpoint, client.office.status())
        except OutpostError:
            return None
        finally:
            client.close()

    def _start(self) -> None:
        if self._starts >= _GIVE_UP_AFTER:
            self._on_trouble(OutpostError("engine_did_not_start", retryable=True))
        self._clock.wait(self._stop_asked, _BACK_OFF[min(self._starts, len(_BACK_OFF) - 1)])
        self._starts += 1
        if self._stop_asked.is_set():
            return
        try:
            self._child = self._spawn()
        except OSError as error:
            _log.warning("engine_start_failed %s", type(error).__name__)

    def _spawn(self) -> subprocess.Popen[bytes]:
        paths = OfficePaths(self.home).make()
        environment = {**os.environ, ENV_HOME: str(self.home)}
        folder = None if getattr(sys, "frozen", False) else Path(__file__).resolve().parent.parent
        with (paths.logs / "engine-start.log").open("wb") as output:
            return subprocess.Popen(  # noqa: S603 - our own program
                self._command,
                cwd=folder,
                env=environment,
                # The demo ends when nobody holds its input any more, however this window ends.
                stdin=subprocess.PIPE if self.throw_away else subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                creationflags=_windows_flags(),
                start_new_session=True,
            )

    def _end_engine(self) -> None:
        if self._child is not None:
            if self._child.poll() is None:
                self._child.terminate()
                try:
                    self._child.wait(15)
                except subprocess.TimeoutExpired:
                    self._child.kill()
                    self._child.wait()
            return
        found = read_local(self.home)
        if found is not None and self._find() is not None:
            with contextlib.suppress(OSError):
                os.kill(found[0].pid, signal.SIGTERM)


def _windows_flags() -> int:
    """A process of its own group without a console; nothing elsewhere."""
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return 0
