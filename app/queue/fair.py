"""Huey that knows owner, priority and task key, and forgets a task only when it has run."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from huey import Huey
from huey.api import Task
from huey.consumer import Consumer

from app.clock import Clock
from app.errors import OutpostError
from app.ports import QUEUES, DeadTask, QueueName, QueueShare, QueueStats, TaskRef
from app.queue import fence
from app.queue import storage as storage_module
from app.queue.backend import Backend, SqlBackend
from app.queue.serializer import JsonSerializer
from app.queue.storage import DEAD, SUSPECTED, WAITING, WORKING, Claim, FairStorage, OwnerSetting, TaskMessage
from app.queue.watch import Gone, Watch
from app.store.database import Store, UnitOfWork

log = logging.getLogger(__name__)
JOIN_SECONDS = 20
_SUSPECTS = threading.Lock()
SELDOM = 60  # seconds: Huey's scheduler has nothing to do here

TaskFunction = Callable[..., None]


class FairHuey(Huey):  # type: ignore[misc]
    """One queue. Results, locks, chords and revocation are not used: the rows of the domain say what happened.

    A worker settles the task it ran when it takes the next one, in one transaction; when it ends, by itself. A kill between
    running and settling runs the task again: tasks are safe to repeat.
    """

    storage: FairStorage

    def __init__(self, name: QueueName, storage: FairStorage) -> None:
        self._of_thread = threading.local()
        super().__init__(name, results=False, serializer=JsonSerializer(), storage_class=lambda _name: storage)
        self.on_shutdown("settle")(self.settle)

    def make_message(self, ref: TaskRef) -> TaskMessage:
        """The message of a registered task. Raises HueyException for an unknown name."""
        task = self._registry.string_to_task(_registered(ref.name))(ref.args)
        return TaskMessage.make(self.serialize_task(task), ref.owner, ref.key, ref.priority)

    def register(self, name: str, function: TaskFunction) -> None:
        """Make `function` the task `name` of this queue."""
        self.task(name=name)(_in_module(function))

    def dequeue(self) -> Task | None:
        claim = self.storage.dequeue(self._take_finished())
        if claim is None:
            return None
        try:
            task = self.deserialize_task(claim.message)
        except Exception:
            log.exception("task_unreadable", extra={"queue": self.name, "task": claim.task_id})
            self.storage.failed(claim, "unreadable")
            return None
        task.claim = claim
        return task

    def execute(self, task: Task, timestamp: Any = None) -> None:
        """Run it under its claim. Huey's own way would ask for results, revocations and schedules, which are not here."""
        claim: Claim = task.claim
        try:
            with self._apart(claim), fence.running(self.storage, claim):
                task.execute()
        except fence.LeaseLost as error:  # as it has to be when Redis was emptied, or this process stood still
            log.warning("task_taken_away", extra={"queue": self.name, "task": task.name})
            self.storage.failed(claim, repr(error))
        except Exception as error:
            log.exception("task_failed", extra={"queue": self.name, "task": task.name, "key": claim.key})
            self.storage.failed(claim, repr(error))
        else:
            self._of_thread.finished = claim

    @contextmanager
    def _apart(self, claim: Claim) -> Iterator[None]:
        """Of what is suspected to kill its process one at a time, so that it is known which did."""
        if claim.losses < SUSPECTED:
            yield
            return
        with _SUSPECTS:
            log.warning("task_suspected", extra={"queue": self.name, "task": claim.task_id, "losses": claim.losses})
            self.storage.begin(claim)
            yield

    def settle(self) -> None:
        """Settle what this thread has run."""
        finished = self._take_finished()
        if finished is not None:
            self.storage.done(finished)

    def _take_finished(self) -> Claim | None:
        finished: Claim | None = getattr(self._of_thread, "finished", None)
        self._of_thread.finished = None
        return finished


class EmbeddedConsumer(Consumer):  # type: ignore[misc]
    """Huey's consumer inside the engine: the engine owns the signals, and the storage wakes the workers."""

    def __init__(self, huey: FairHuey, workers: int) -> None:
        super().__init__(huey, workers=workers, periodic=False, scheduler_interval=SELDOM)

    def _set_signal_handlers(self) -> None:
        """The engine has its own."""

    def close(self) -> None:
        """Stop after the tasks in hand."""
        self.stop_flag.set()
        self.huey.storage.stop()
        for thread in (self.scheduler, *(process for _, process in self.worker_threads)):
            thread.join(JOIN_SECONDS)


class Queues:
    """The four queues of this process; implements `app.ports.TaskQueue`. Tasks lie in the database, or on Redis with `redis_url`.

    `is_alone`: no other process works at these queues (SQLite), so that whatever others hold is lost.
    """

    def __init__(self, store: Store, clock: Clock, redis_url: str = "") -> None:
        self.worker = store.name
        self._backend = _backend(store, clock, redis_url, self.worker)
        self.by_name: dict[QueueName, FairHuey] = {name: FairHuey(name, self._backend.storage(name)) for name in QUEUES}
        self.is_alone = store.is_sqlite  # the database is one process's; its Redis too
        self._storages = {name: huey.storage for name, huey in self.by_name.items()}
        self._watch = Watch(clock, self.worker, self._backend.beats, list(self._storages.values()))
        self._consumers: list[EmbeddedConsumer] = []
        if fence.check not in store.guards:
            store.guards.append(fence.check)

    def add(self, work: UnitOfWork, task: TaskRef, *, revive: bool = True) -> None:
        huey = self.by_name[task.queue]
        huey.storage.add(work, huey.make_message(task), revive=revive)

    def check(self, work: UnitOfWork) -> None:
        fence.check(work)

    def losses(self) -> int:
        return fence.losses()

    def stats(self) -> list[QueueStats]:
        """Empty while nobody can say, because Redis is away."""
        try:
            counts = {name: storage.counts() for name, storage in self._storages.items()}
        except OutpostError as trouble:
            log.warning("queue_counts_unknown", extra={"code": trouble.code})
            return []
        return [QueueStats(name, c.get(WAITING, 0), c.get(WORKING, 0), c.get(DEAD, 0)) for name, c in counts.items()]

    def owners(self, queue: QueueName) -> list[QueueShare]:
        return [
            QueueShare(
                queue=queue,
                owner=one.owner,
                waiting=one.waiting + one.delayed,
                working=one.working,
                dead=one.dead,
                weight=one.weight,
                cap=one.cap,
                paused=one.paused,
                served=one.virtual_time,
            )
            for one in self._storages[queue].owners()
        ]

    def set_owner(self, work: UnitOfWork, owner: str, *, weight: float, cap: int | None, paused: bool) -> None:
        for storage in self._storages.values():
            storage.set_owner(work, OwnerSetting(owner, weight, cap, paused))

    def dead(self, queue: QueueName, after: int = 0, limit: int = 100) -> list[DeadTask]:
        return [self._read_dead(queue, one) for one in self._storages[queue].dead(after, limit)]

    def requeue(self, work: UnitOfWork, queue: QueueName, ids: Sequence[int]) -> list[int]:
        return self._storages[queue].requeue(work, ids)

    def _read_dead(self, queue: QueueName, one: storage_module.DeadTask) -> DeadTask:
        try:
            message = self.by_name[queue].serializer.deserialize(one.message)
            name, args = str(message.name).rpartition(".")[2], tuple(message.args)
        except Exception:  # whatever it is, staff see that it is there
            name, args = "", ()
        return DeadTask(queue, one.task_id, name, args, one.owner, one.error, one.attempts, one.created_on)

    def hear(self, names: Sequence[QueueName]) -> None:
        """Another process added to these queues, or changed what staff set there."""
        for name in names:
            if name in self._storages:
                self._storages[name].wake()

    def start(self, workers: dict[QueueName, int], gone: Gone | None = None) -> None:
        """Give back what dead processes held, as far as `gone` knows them; then start the workers of each queue."""
        self._backend.start(self._storages)
        for storage in self._storages.values():
            with _away(storage):
                storage.recount()
        self._reap()
        if not self.is_alone:
            self._watch.gone = gone
            self._watch.start()
            self._watch.look_safely()
        for name, count in workers.items():
            if count:
                consumer = EmbeddedConsumer(self.by_name[name], workers=count)
                consumer.start()
                self._consumers.append(consumer)

    def reap(self) -> None:
        """Give back the tasks that nobody works at. From the minute's sweep."""
        self._reap()
        if not self.is_alone:
            self._watch.look_safely()
        self._backend.sweep(self._storages)

    def stop(self) -> None:
        """Stop after the tasks in hand."""
        for consumer in self._consumers:
            consumer.stop_flag.set()
            consumer.huey.storage.stop()
        for consumer in self._consumers:
            consumer.close()
        self._consumers.clear()
        self._watch.stop()
        self._backend.stop()

    def _reap(self) -> None:
        for name, storage in self._storages.items():
            with _away(storage):
                reaped = storage.reap(others=self.is_alone)
                if reaped:
                    log.warning("tasks_recovered", extra={"queue": name, "count": reaped})


@contextmanager
def _away(storage: FairStorage) -> Iterator[None]:
    """What can wait until the storage's server is back."""
    try:
        yield
    except storage.trouble as error:
        log.warning("queue_away", extra={"queue": storage.name, "error": type(error).__name__})


def _backend(store: Store, clock: Clock, redis_url: str, worker: str) -> Backend:
    """redis is imported only where an office has one: it belongs to the set of packages `server`."""
    if not redis_url:
        return SqlBackend(store, clock, worker)
    from app.queue.redis import RedisBackend  # noqa: PLC0415

    return RedisBackend(store, clock, worker, redis_url)


def _registered(name: str) -> str:
    return f"app.queue.tasks.{name}"


def _in_module(function: TaskFunction) -> TaskFunction:
    """Huey names a task after its function's module; bound functions get the one all tasks share."""

    def run(*args: int | str) -> None:
        function(*args)

    run.__module__ = "app.queue.tasks"
    return run
