"""The beats of the processes that work, in the database. Redis has its own in `app.queue.redis`."""

from __future__ import annotations

import os
import socket
from collections.abc import Collection
from typing import Any, Protocol

from sqlalchemy import delete, insert, select, update

from app.clock import Clock
from app.store.database import Store
from app.store.tables import QueueWorker


class Beats(Protocol):
    def raise_one(self, worker: str) -> None:
        """One more beat of this process."""
        ...

    def read(self) -> dict[str, int]: ...

    def forget(self, workers: Collection[str]) -> None: ...


class SqlBeats:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def raise_one(self, worker: str) -> None:
        row = QueueWorker
        with self._store.engine.begin() as connection:
            raised = connection.execute(update(row).where(row.name == worker).values(beat=row.beat + 1))
            if raised.rowcount == 0:
                connection.execute(insert(row).values(self._first(worker)))

    def read(self) -> dict[str, int]:
        with self._store.read() as session:
            return {row.name: row.beat for row in session.execute(select(QueueWorker.name, QueueWorker.beat))}

    def forget(self, workers: Collection[str]) -> None:
        with self._store.engine.begin() as connection:
            connection.execute(delete(QueueWorker).where(QueueWorker.name.in_(workers)))

    def _first(self, worker: str) -> dict[str, Any]:
        return {
            "name": worker,
            "beat": 1,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "started_on": self._clock.now(),
        }
