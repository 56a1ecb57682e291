"""One thread a process: it raises this process's beat, and gives back what the workers hold whose beat stood still."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Sequence

from app.clock import Clock
from app.queue.beats import Beats
from app.queue.observer import Observer
from app.queue.storage import FairStorage

log = logging.getLogger(__name__)
BEAT_SECONDS = 5.0
BEATS_A_LOOK = 2
JOIN_SECONDS = 20


Gone = Callable[[Collection[str]], set[str]]


class Watch:
    """`gone`, where somebody knows: which of these processes certainly work no more, so that nobody waits for a minute."""

    gone: Gone | None = None

    def __init__(self, clock: Clock, worker: str, beats: Beats, storages: Sequence[FairStorage]) -> None:
        self._clock = clock
        self._worker = worker
        self._beats = beats
        self._storages = storages
        self._observer = Observer(clock)
        self._mutex = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """The first beat is raised when this returns."""
        self._beat()
        self._thread = threading.Thread(target=self._run, name="queue-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Say goodbye: what is no longer expected is not missed."""
        if self._thread is None:
            return
        self._stopped.set()
        self._thread.join(JOIN_SECONDS)
        self._thread = None
        try:
            self._beats.forget([self._worker])
        except Exception as error:
            log.warning("queue_beat_failed", extra={"error": type(error).__name__})

    def look(self) -> None:
        """Give back the tasks of workers that are gone."""
        with self._mutex:
            holders: set[str] = set().union(*(storage.holders() for storage in self._storages))
            gone = self._observer.look(self._beats.read(), holders)
            if self.gone is not None and holders:
                gone |= self.gone(holders)
            gone -= {self._worker}
            if not gone:
                return
            for storage in self._storages:
                given = storage.reap(gone)
                if given:
                    log.warning("tasks_recovered", extra={"queue": storage.name, "count": given})
            self._beats.forget(sorted(gone))

    def look_safely(self) -> None:
        """A storage that is away comes back; until then nobody can be seen."""
        try:
            self.look()
        except Exception as error:
            log.warning("queue_look_failed", extra={"error": type(error).__name__})

    def _run(self) -> None:
        count = 0
        while not self._clock.wait(self._stopped, BEAT_SECONDS):
            self._beat()
            count += 1
            if count % BEATS_A_LOOK == 0:
                self.look_safely()

    def _beat(self) -> None:
        """A storage that is away comes back; until then there is nobody to tell."""
        try:
            self._beats.raise_one(self._worker)
        except Exception as error:
            log.warning("queue_beat_failed", extra={"error": type(error).__name__})
