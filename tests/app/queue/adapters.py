"""The fair storage on all it stands on: SQLite always, PostgreSQL where a test server is named, Redis where one can start."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from app.clock import DrivenClock
from app.ports import QueueName
from app.queue.backend import Backend, SqlBackend
from app.queue.storage import FairStorage, OwnerSetting, TaskMessage
from app.store.database import Store
from app.store.tables import Base
from tests.support.servers import NO_REDIS, RedisServer, has_redis

START = dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)
POSTGRESQL = os.environ.get("OUTPOST_TEST_POSTGRESQL", "")
NAMES = (
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRESQL, reason="OUTPOST_TEST_POSTGRESQL names no database")),
    pytest.param("redis", marks=pytest.mark.skipif(not has_redis(), reason=NO_REDIS)),
)
QUEUE_TABLES = ("queue_task", "queue_owner", "queue_clock", "queue_worker")


class Adapter:
    """One kind of storage with its database. Storages of other `worker` names are other processes."""

    def __init__(self, name: str, store: Store, clock: DrivenClock, redis_url: str = "") -> None:
        self.name = name
        self.store = store
        self.clock = clock
        self.redis_url = redis_url
        self._backends: list[Backend] = []

    def backend(self, worker: str = "here") -> Backend:
        if self.name == "redis":
            from app.queue.redis import RedisBackend

            made: Backend = RedisBackend(self.store, self.clock, worker, self.redis_url)
        else:
            made = SqlBackend(self.store, self.clock, worker)
        self._backends.append(made)
        return made

    def storage(self, worker: str = "here", queue: QueueName = "flow") -> FairStorage:
        return self.backend(worker).storage(queue)

    def put(self, storage: FairStorage, key: str, owner: str = "a", priority: int = 0, *, revive: bool = True) -> None:
        with self.store.write(durable=False) as work:
            storage.add(work, TaskMessage.make(key.encode(), owner, key, priority), revive=revive)
            work.commit()

    def put_many(self, storage: FairStorage, keys: list[str], owner: str) -> None:
        with self.store.write(durable=False) as work:
            for key in keys:
                storage.add(work, TaskMessage.make(key.encode(), owner, key, 0))
            work.commit()

    def set_owner(self, storage: FairStorage, owner: str, **values: object) -> None:
        with self.store.write(durable=False) as work:
            storage.set_owner(work, OwnerSetting(owner, **values))  # type: ignore[arg-type]
            work.commit()

    def requeue(self, storage: FairStorage, ids: list[int]) -> list[int]:
        with self.store.write(durable=False) as work:
            found = storage.requeue(work, ids)
            work.commit()
        return found

    def empty(self) -> None:
        """As new, in the middle of a test."""
        with self.store.engine.begin() as connection:
            for table in QUEUE_TABLES:
                connection.execute(text(f"DELETE FROM {table}"))
        if self.redis_url:
            emptied_redis()

    def close(self) -> None:
        for backend in self._backends:
            backend.stop()


@contextmanager
def open_adapter(name: str, folder: Path) -> Iterator[Adapter]:
    """On PostgreSQL in the named database, whose tables are emptied; on Redis on the one server of the tests."""
    clock = DrivenClock.create(folder / "clock", START)
    store = Store(POSTGRESQL if name == "postgresql" else f"sqlite:///{folder / 'office.db'}", clock)
    try:
        Base.metadata.create_all(store.engine, checkfirst=True) if name != "postgresql" else _empty(store)
        adapter = Adapter(name, store, clock, emptied_redis() if name == "redis" else "")
        yield adapter
        adapter.close()
    finally:
        store.close()
        clock.close()


def _empty(store: Store) -> None:
    with store.engine.begin() as connection:
        is_made = connection.execute(text("SELECT to_regclass('queue_clock')")).scalar()
    if is_made is None:
        with store.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        Base.metadata.create_all(store.engine)
    with store.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(QUEUE_TABLES)}, setting"))


_servers: list[RedisServer] = []


def emptied_redis() -> str:
    import redis

    if not _servers:
        server = RedisServer(Path(tempfile.mkdtemp(prefix="outpost-redis-")), fsync="no")
        server.start()
        _servers.append(server)
    with redis.Redis.from_url(_servers[0].url) as client:
        client.flushdb()
    return _servers[0].url


def stop_servers() -> None:
    """At the end of the tests."""
    while _servers:
        _servers.pop().stop()
