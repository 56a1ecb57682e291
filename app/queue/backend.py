"""What the queues lie on: a storage for each queue, the beats of the processes, and how one process wakes another's workers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from app.clock import Clock
from app.ports import QueueName
from app.queue.beats import Beats, SqlBeats
from app.queue.sql import PostgresFairStorage, SqlFairStorage
from app.queue.storage import FairStorage
from app.store.database import Store


class Backend(Protocol):
    beats: Beats

    def storage(self, name: QueueName) -> FairStorage: ...

    def start(self, storages: Mapping[QueueName, FairStorage]) -> None:
        """Before the workers begin: listen for what other processes add."""
        ...

    def sweep(self, storages: Mapping[QueueName, FairStorage]) -> None:
        """Every minute."""
        ...

    def stop(self) -> None: ...


class SqlBackend:
    """The database. On SQLite one process works; on PostgreSQL the office's line brings the news of others (`Queues.hear`)."""

    def __init__(self, store: Store, clock: Clock, worker: str) -> None:
        self.beats: Beats = SqlBeats(store, clock)
        self._store = store
        self._clock = clock
        self._worker = worker

    def storage(self, name: QueueName) -> FairStorage:
        kind = SqlFairStorage if self._store.is_sqlite else PostgresFairStorage
        return kind(name, self._clock, self._worker, self._store)

    def start(self, storages: Mapping[QueueName, FairStorage]) -> None:
        """Nothing: the line listens already."""

    def sweep(self, storages: Mapping[QueueName, FairStorage]) -> None:
        """Nothing: counts and settings are one with the tasks."""

    def stop(self) -> None:
        """Nothing was started."""
