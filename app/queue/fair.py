"""Huey that knows owner, priority and task key, and forgets a task only when it has run."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from huey import Huey
from huey.api import Task
from huey.consumer import Consumer

from app.clock import Clock
from app.ports import QUEUES, QueueName, QueueStats, TaskRef
from app.queue.serializer import JsonSerializer
from app.queue.sqlite import DEAD, WAITING, WORKING, Claim, SqlFairStorage, TaskMessage
from app.store.database import Store, UnitOfWork

log = logging.getLogger(__name__)
JOIN_SECONDS = 20

TaskFunction = Callable[..., None]


class FairHuey(Huey):  # type: ignore[misc]
    """One queue. Results, locks, chords and revocation are not used: the rows of the domain say what happened."""

    storage: SqlFairStorage

    def __init__(self, name: QueueName, store: Store, clock: Clock) -> None:
        super().__init__(
            name,
            results=False,
            serializer=JsonSerializer(),
            storage_class=SqlFairStorage,
            store=store,
            clock=clock,
        )
        self.post_execute("settle")(self._settle)

    def make_message(self, ref: TaskRef) -> TaskMessage:
        """The message of a registered task. Raises HueyException for an unknown name."""
        task = self._registry.string_to_task(_registered(ref.name))(ref.args)
        return TaskMessage.make(self.serialize_task(task), ref.owner, ref.key, ref.priority)

    def register(self, name: str, function: TaskFunction) -> None:
        """Make `function` the task `name` of this queue."""
        self.task(name=name)(_in_module(function))

    def dequeue(self) -> Task | None:
        claim = self.storage.dequeue()
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

    def is_revoked(self, task: Task, timestamp: Any = None, peek: bool = True) -> bool:
        """Never: cancelling is a state of the row that the task is about, and the task looks."""
        return False

    def delete(self, key: str) -> bool:
        """Nothing: there are no revocations to clear after a task."""
        return False

    def _settle(self, task: Task, _value: Any, exception: BaseException | None) -> None:
        """Settle the claim. A kill between running and settling runs the task again: tasks are safe to repeat."""
        claim: Claim = task.claim
        if exception is None:
            self.storage.done(claim)
        else:
            self.storage.failed(claim, repr(exception))


class EmbeddedConsumer(Consumer):  # type: ignore[misc]
    """Huey's consumer inside the engine: the engine owns the signals, and the storage wakes the workers."""

    def _set_signal_handlers(self) -> None:
        """The engine has its own."""

    def close(self) -> None:
        """Stop after the tasks in hand."""
        self.stop_flag.set()
        self.huey.storage.stop()
        for thread in (self.scheduler, *(process for _, process in self.worker_threads)):
            thread.join(JOIN_SECONDS)


class Queues:
    """All queues of the engine; implements `app.ports.TaskQueue`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.by_name: dict[QueueName, FairHuey] = {name: FairHuey(name, store, clock) for name in QUEUES}
        self._consumers: list[EmbeddedConsumer] = []

    def add(self, work: UnitOfWork, task: TaskRef, *, revive: bool = True) -> None:
        huey = self.by_name[task.queue]
        if huey.storage.add(work.session, huey.make_message(task), revive=revive):
            work.after_commit(huey.storage.wake)

    def stats(self) -> list[QueueStats]:
        counts = {name: huey.storage.counts() for name, huey in self.by_name.items()}
        return [QueueStats(name, c.get(WAITING, 0), c.get(WORKING, 0), c.get(DEAD, 0)) for name, c in counts.items()]

    def start(self, workers: dict[QueueName, int]) -> None:
        """Give back what a dead engine held, then start the workers of each queue."""
        self.reap(is_start=True)
        for name, count in workers.items():
            consumer = EmbeddedConsumer(self.by_name[name], workers=count, periodic=False, scheduler_interval=60)
            consumer.start()
            self._consumers.append(consumer)

    def reap(self, *, is_start: bool = False) -> None:
        """Give back the tasks that nobody works at."""
        for name, huey in self.by_name.items():
            reaped = huey.storage.reap() if is_start or huey.storage.has_lost() else 0
            if reaped:
                log.warning("tasks_recovered", extra={"queue": name, "count": reaped})

    def stop(self) -> None:
        for consumer in self._consumers:
            consumer.stop_flag.set()
            consumer.huey.storage.stop()
        for consumer in self._consumers:
            consumer.close()
        self._consumers.clear()


def _registered(name: str) -> str:
    return f"app.queue.tasks.{name}"


def _in_module(function: TaskFunction) -> TaskFunction:
    """Huey names a task after its function's module; bound functions get the one all tasks share."""

    def run(*args: int | str) -> None:
        function(*args)

    run.__module__ = "app.queue.tasks"
    return run
