"""Which workers are gone: those whose beat stood still for a minute of the observer's own clock, which never goes back.

No wall time is compared, and no clocks of two machines. What passes between two looks counts for at most `LONGEST_LOOK`, so that
an observer that slept (a suspended PC) gives the others the time to raise their beats again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.clock import Clock

SILENT_SECONDS = 60.0
LONGEST_LOOK = 20.0


class Observer:
    def __init__(self, clock: Clock, silent_seconds: float = SILENT_SECONDS) -> None:
        self._clock = clock
        self._silent_seconds = silent_seconds
        self._beats: dict[str, int | None] = {}
        self._silent_for: dict[str, float] = {}
        self._looked_at: float | None = None

    def look(self, beats: Mapping[str, int], holders: Collection[str]) -> set[str]:
        """The workers that are gone, of those that have a beat or hold a task."""
        now = self._clock.monotonic()
        passed = 0.0 if self._looked_at is None else min(now - self._looked_at, LONGEST_LOOK)
        self._looked_at = now
        known = {*beats, *holders}
        for worker in known:
            beat = beats.get(worker)
            is_new = worker not in self._silent_for or self._beats.get(worker) != beat
            self._silent_for[worker] = 0.0 if is_new else self._silent_for[worker] + passed
            self._beats[worker] = beat
        for worker in set(self._silent_for) - known:
            del self._silent_for[worker], self._beats[worker]
        return {worker for worker, seconds in self._silent_for.items() if seconds >= self._silent_seconds}
