"""The one place where time is read. Wall time is aware UTC; durations count suspend and never go back."""

from __future__ import annotations

import datetime as dt
import mmap
import os
import struct
import threading
import time
from pathlib import Path
from typing import Protocol

ENV_DRIVEN = "OUTPOST_TEST_CLOCK"
_LAYOUT = struct.Struct("<qq")
_POLL = 0.01


class Clock(Protocol):
    def now(self) -> dt.datetime:
        """Aware UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since some fixed moment of this boot."""
        ...

    def wait(self, event: threading.Event, seconds: float | None) -> bool:
        """Wait for `event` for at most `seconds` of this clock (None: for ever); True when it is set."""
        ...


class SystemClock:
    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        if hasattr(time, "CLOCK_BOOTTIME"):
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        return time.monotonic()

    def wait(self, event: threading.Event, seconds: float | None) -> bool:
        return event.wait(seconds)


class DrivenClock:
    """A clock that stands still until somebody moves it: sixteen bytes in a file that several processes map.

    The file holds the wall time and the monotonic time, both in microseconds, little endian.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("r+b")
        self._map = mmap.mmap(self._file.fileno(), _LAYOUT.size)

    @classmethod
    def create(cls, path: Path, now: dt.datetime) -> DrivenClock:
        path.write_bytes(_LAYOUT.pack(int(now.timestamp() * 1_000_000), 0))
        return cls(path)

    def now(self) -> dt.datetime:
        wall, _ = _LAYOUT.unpack(self._map[: _LAYOUT.size])
        return dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(microseconds=wall)

    def monotonic(self) -> float:
        _, mono = _LAYOUT.unpack(self._map[: _LAYOUT.size])
        return float(mono) / 1_000_000

    def wait(self, event: threading.Event, seconds: float | None) -> bool:
        if seconds is None:
            return event.wait()
        until = self.monotonic() + seconds
        while not event.wait(_POLL):
            if self.monotonic() >= until:
                return event.is_set()
        return True

    def advance(self, seconds: float) -> None:
        """Let time pass: both clocks move."""
        self._move(seconds, seconds)

    def leap(self, seconds: float) -> None:
        """Set the wall clock only, as a person or a flat battery does."""
        self._move(seconds, 0)

    def close(self) -> None:
        self._map.close()
        self._file.close()

    def _move(self, wall: float, mono: float) -> None:
        old_wall, old_mono = _LAYOUT.unpack(self._map[: _LAYOUT.size])
        self._map[: _LAYOUT.size] = _LAYOUT.pack(old_wall + int(wall * 1_000_000), old_mono + int(mono * 1_000_000))
        self._map.flush()


def clock_from_environment() -> Clock:
    """The driven clock where a test named its file, otherwise the system's."""
    named = os.environ.get(ENV_DRIVEN)
    return DrivenClock(Path(named)) if named else SystemClock()
