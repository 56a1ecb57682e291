"""A worker: more hands at the queues, on the engine's machine or on another, against the same PostgreSQL and Redis.

It has neither phones nor windows: what it commits reaches those by the engine, which hears of it.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping
from dataclasses import replace

import app
from app.clock import Clock, SystemClock, clock_from_environment
from app.errors import Invalid, OutpostError
from app.ports import QUEUES, QueueName
from app.process import end_this_process
from app.queue.fair import Queues
from app.queue.sql import NEWS
from app.queue.tasks import register
from app.services import office_folder
from app.services.base import WAKE_AT, Core, explained
from app.services.changes import ChangeHub
from app.services.jobs import JOBS
from app.settings import MOST_WORKERS, WORKERS, Settings
from app.store.database import Store
from app.store.line import OfficeLine
from app.store.migrate import check_revision

log = logging.getLogger(__name__)

MOST_APART = 30.0  # seconds: timers are set by one machine and looked at by another


def counts_of(queues: str | None, threads: int | None) -> dict[QueueName, int]:
    """What the command line asks for: threads by queue. Raises Invalid."""
    wanted = [name.strip() for name in queues.split(",")] if queues else list(QUEUES)
    for name in wanted:
        if name not in QUEUES:
            raise Invalid("--queues", "not_a_queue", value=name)
    if threads is not None and not 0 < threads <= MOST_WORKERS:
        raise Invalid("--threads", "not_a_count", value=threads)
    return {name: threads or WORKERS[name] for name in QUEUES if name in wanted}


class WorkerProcess:
    """`start` returns when the queues are worked at. `counts`: threads by queue."""

    def __init__(self, settings: Settings, counts: Mapping[QueueName, int], clock: Clock | None = None) -> None:
        # What is said of the engine's threads is not said of ours.
        self.settings = replace(settings, workers={name: counts.get(name, 0) for name in QUEUES})
        self.counts = dict(counts)
        self.clock = clock or clock_from_environment()
        self._closing = contextlib.ExitStack()

    def start(self) -> None:
        """Raises OutpostError `worker_needs_server`, `database_away`, `database_other`, `engine_upgrades`, `clock_apart`,
        `folder_not_shared`; nothing is left running then."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """After the tasks in hand."""
        self._closing.close()

    def _start(self) -> None:
        if not self.settings.is_server:
            raise OutpostError("worker_needs_server")
        store = Store(self.settings.sqlalchemy_url, self.clock)
        self._closing.callback(store.close)
        line = OfficeLine(store, "worker", replaced=end_this_process, check=lambda: check_revision(store))
        with explained():
            line.open()
            self._closing.callback(line.close)
            self._check_clock(store)
            self._check_folder(store)
        queues = Queues(store, self.clock, self.settings.redis_url)
        register(queues, self._core(store, queues))
        line.listen({NEWS: queues.hear})
        queues.start(self.counts, line.gone)
        self._closing.callback(queues.stop)
        log.info("worker_started", extra={"threads": self.counts})

    def _core(self, store: Store, queues: Queues) -> Core:
        return Core(
            store=store,
            clock=self.clock,
            queue=queues,
            settings=replace(self.settings, workers={str(name): count for name, count in self.counts.items()}),
            changes=ChangeHub(),  # nobody reads it: windows are the engine's
            started_on=self.clock.now(),
            version=app.__version__,
            jobs=EngineJobs(store),
            wake_at=lambda moment: store.tell(WAKE_AT, moment.isoformat()),
        )

    def _check_clock(self, store: Store) -> None:
        if isinstance(self.clock, SystemClock):
            apart = abs((store.server_time() - self.clock.now()).total_seconds())
            if apart > MOST_APART:
                raise OutpostError("clock_apart", seconds=round(apart))

    def _check_folder(self, store: Store) -> None:
        """Work of the default queue removes files of the office that nobody needs: only who sees them may do it."""
        if self.counts.get("default") and not office_folder.is_shared(store, self.settings.paths):
            raise OutpostError("folder_not_shared", home=str(self.settings.paths.home))


class EngineJobs:
    """Implements `app.ports.JobRunner`: the engine does the jobs."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def nudge(self) -> None:
        self._store.tell(JOBS, "")
