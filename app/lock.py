"""One engine an office: an operating-system lock on a file, which goes with the process however it ends."""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path
from typing import IO

from app.errors import OutpostError

if sys.platform == "win32":
    import msvcrt

    def _grab(file: IO[str]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _grab(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class EngineLock:
    """Held for as long as the engine runs. The process id stands in a file beside it, for the message only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pid = path.with_suffix(".pid")
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Raises OutpostError `engine_running` with `pid` when another engine serves this office."""
        file = self._path.open("a+")
        try:
            _grab(file)
        except OSError:
            file.close()
            raise OutpostError("engine_running", pid=self._holder(), home=str(self._path.parent)) from None
        self._file = file
        self._pid.write_text(str(os.getpid()))

    def release(self) -> None:
        if self._file is not None:
            self._pid.unlink(missing_ok=True)
            self._file.close()
            self._file = None

    def _holder(self) -> str:
        try:
            return self._pid.read_text().strip() or "?"
        except OSError:
            return "?"


def take_place(folder: Path, name: str) -> tuple[int, EngineLock]:
    """The first free place among processes of a kind on this machine, from 1, and what holds it."""
    for number in itertools.count(1):
        lock = EngineLock(folder / f"{name}-{number}.lock")
        try:
            lock.acquire()
        except OutpostError:
            continue
        return number, lock
    raise AssertionError("numbers do not end")
