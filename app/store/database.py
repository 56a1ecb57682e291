"""The office's database: one engine, reads, and writes that wait their turn."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.clock import Clock

BUSY_SECONDS = 30.0
Published = tuple[str, str | None, tuple[str, ...]]


class TurnLock:
    """First come, first served. SQLite's own lock is unfair: a writer was seen to wait 2.8 s behind four others."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self) -> None:
        with self._mutex:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def release(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


class UnitOfWork:
    """One write transaction. Leaving the block without `commit()` rolls it back.

    `after_commit` callbacks (wake-ups) and published changes follow a successful commit, outside the lock, in order.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.is_committed = False
        self._callbacks: list[Callable[[], None]] = []
        self._published: list[Published] = []

    def commit(self) -> None:
        self.session.commit()
        self.is_committed = True

    def after_commit(self, callback: Callable[[], None]) -> None:
        self._callbacks.append(callback)

    def publish(self, topic: str, workspace: str | None = None, *ids: str) -> None:
        """Tell windows that something of this topic changed (`app.contracts.base.TOPICS`)."""
        self._published.append((topic, workspace, ids))

    def finish(self, publisher: Callable[[Published], None]) -> None:
        for callback in self._callbacks:
            callback()
        for change in self._published:
            publisher(change)


class Store:
    """Reads see a stable snapshot; writes are one at a time in this process, `BEGIN IMMEDIATE` on SQLite."""

    def __init__(self, url: str, clock: Clock, publisher: Callable[[Published], None] = lambda change: None) -> None:
        self.clock = clock
        self.publisher = publisher
        self._turn = TurnLock()
        self.engine = _make_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self, *, durable: bool = True, enforce: bool = True) -> Iterator[UnitOfWork]:
        """`durable`: the commit returns once the disk has it. Without, a power cut may take the last commits (never the file).

        `enforce` False: SQLite does not look at foreign keys, which would forbid rebuilding a table; for migrations only.
        """
        self._turn.acquire()
        try:
            with self.engine.connect() as connection:
                self._prepare(connection, durable, enforce)
                with Session(connection, expire_on_commit=False) as session:
                    work = UnitOfWork(session)
                    yield work
        finally:
            self._turn.release()
        if work.is_committed:
            work.finish(self.publisher)

    def close(self) -> None:
        self.engine.dispose()

    def _prepare(self, connection: Connection, durable: bool, enforce: bool) -> None:
        if not self.is_sqlite:
            return
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        raw.execute(f"PRAGMA foreign_keys={'ON' if enforce else 'OFF'}")
        connection.info["immediate"] = True


def _make_engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    arguments = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    # Errors must not show parameters: they hold numbers and texts, and errors reach the log.
    engine = create_engine(url, connect_args=arguments, pool_size=10, max_overflow=40, hide_parameters=True)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(raw: Any, _record: Any) -> None:
    raw.isolation_level = None  # we say BEGIN ourselves
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("PRAGMA cache_size=-8192")
    raw.execute("PRAGMA temp_store=MEMORY")


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.info.pop("immediate", False) else "BEGIN")
