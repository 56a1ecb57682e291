"""The office's database: reads that see one snapshot, and writes that wait their turn, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app import ids
from app.clock import Clock
from app.store import postgresql
from app.store.locks import KeyedLocks, Locks, OfficeLocks

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

    `after_commit` callbacks (wake-ups) and published changes follow a successful commit, outside the lock, in order. Other
    processes hear of changes, and of what they were told, with the commit itself.
    """

    def __init__(
        self,
        session: Session,
        notify: Callable[[Session, Sequence[postgresql.Told]], None] | None = None,
        guards: Sequence[Callable[[UnitOfWork], None]] = (),
    ) -> None:
        self.session = session
        self._guards = guards
        self.is_committed = False
        self._notify = notify
        self._callbacks: list[Callable[[], None]] = []
        self._published: list[Published] = []
        self._told: list[postgresql.Told] = []

    def commit(self) -> None:
        """Raises what a guard of the store raises; nothing is written then."""
        for guard in self._guards:
            guard(self)
        told = [*self._told, *((postgresql.CHANGE, change) for change in self._published)]
        if self._notify is not None and told:
            self._notify(self.session, told)
        self.session.commit()
        self.is_committed = True

    def after_commit(self, callback: Callable[[], None]) -> None:
        self._callbacks.append(callback)

    def publish(self, topic: str, workspace: str | None = None, *ids: str) -> None:
        """Tell windows that something of this topic changed (`app.contracts.base.TOPICS`)."""
        self._published.append((topic, workspace, ids))

    def tell(self, kind: str, value: str) -> None:
        """Tell the office's other processes, where there are any (`app.store.line`); this one is not told."""
        self._told.append((kind, value))

    def finish(self, publisher: Callable[[Published], None]) -> None:
        for callback in self._callbacks:
            callback()
        for change in self._published:
            publisher(change)


class Store:
    """Reads see a stable snapshot; writes are one at a time: in this process by a lock that is first come, first served, on
    SQLite by `BEGIN IMMEDIATE`, on PostgreSQL by the office's lock, which all its processes share.

    `locks` are those of keys, held outside transactions. `name` tells this process's notices from those of others.
    """

    def __init__(self, url: str, clock: Clock, publisher: Callable[[Published], None] = lambda change: None) -> None:
        self.clock = clock
        self.publisher = publisher
        self.name = ids.token()[:12]
        self._turn = TurnLock()
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _make_sqlite(url) if self.is_sqlite else postgresql.make_engine(url)
        self._reads = self.engine if self.is_sqlite else postgresql.reading(self.engine)
        self.locks: Locks = KeyedLocks() if self.is_sqlite else OfficeLocks(self.engine)
        self.guards: list[Callable[[UnitOfWork], None]] = []  # asked before each commit
        self._keeper: Any = None

    @contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self._reads, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self, *, durable: bool = True, enforce: bool = True, alone: bool = True) -> Iterator[UnitOfWork]:
        """`durable`: the commit returns once the disk has it. Without, a power cut may take the last commits (never the file).

        `enforce` False: SQLite does not look at foreign keys, which would forbid rebuilding a table; for migrations only.
        `alone` False: on PostgreSQL beside other writers, for rows that are locked one by one (the queue's own bookkeeping).
        """
        with self._turn_of(alone or self.is_sqlite), self.engine.connect() as connection:
            self._prepare(connection, durable, enforce, alone)
            with Session(connection, expire_on_commit=False) as session:
                work = UnitOfWork(session, None if self.is_sqlite else self._notify, self.guards)
                yield work
        if work.is_committed:
            work.finish(self.publisher)

    def tell(self, kind: str, value: str) -> None:
        """Tell the office's other processes something that no row says."""
        if not self.is_sqlite:
            with self.write(durable=False, alone=False) as work:
                work.tell(kind, value)
                work.commit()

    def server_time(self) -> dt.datetime:
        """What the clock of PostgreSQL's machine says."""
        with self.read() as session:
            found = session.scalar(text("SELECT clock_timestamp()"))
        assert isinstance(found, dt.datetime)
        return found

    @contextmanager
    def bookkeeping(self, queue: int) -> Iterator[Any]:
        """A short write transaction on the driver's own connection, without SQLAlchemy's costs; commits when the block ends well.

        As after `write(durable=False)`, a power cut may take the last commits. On SQLite it waits its turn as every write does;
        on PostgreSQL it has the lock of the queue with this number.
        """
        if not self.is_sqlite:
            with self._bookkeeping_postgresql(queue) as raw:
                yield raw
            return
        self._turn.acquire()
        try:
            if self._keeper is None:
                self._keeper = self._open_keeper()
            raw = self._keeper
            raw.execute("BEGIN IMMEDIATE")
            try:
                yield raw
                raw.execute("COMMIT")
            except BaseException:
                if raw.in_transaction:
                    raw.execute("ROLLBACK")
                raise
        finally:
            self._turn.release()

    @contextmanager
    def _bookkeeping_postgresql(self, queue: int) -> Iterator[Any]:
        fairy = self.engine.raw_connection()
        try:
            raw: Any = fairy.driver_connection
            raw.execute(postgresql.bookkeeping(queue))
            yield raw
            raw.commit()
        finally:
            fairy.close()  # rolls back what was not committed

    def _open_keeper(self) -> Any:
        fairy = self.engine.raw_connection()
        raw: Any = fairy.driver_connection
        fairy.detach()
        raw.execute("PRAGMA synchronous=NORMAL")
        return raw

    def close(self) -> None:
        self.locks.close()
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None
        self.engine.dispose()

    @contextmanager
    def _turn_of(self, is_needed: bool) -> Iterator[None]:
        if not is_needed:
            yield
            return
        self._turn.acquire()
        try:
            yield
        finally:
            self._turn.release()

    def _prepare(self, connection: Connection, durable: bool, enforce: bool, alone: bool) -> None:
        if not self.is_sqlite:
            postgresql.prepare_write(connection, durable=durable, alone=alone)
            return
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        raw.execute(f"PRAGMA foreign_keys={'ON' if enforce else 'OFF'}")
        connection.info["immediate"] = True

    def _notify(self, session: Session, told: Sequence[postgresql.Told]) -> None:
        session.flush()  # what it says of rows goes out with them
        postgresql.notify(session.connection(), self.name, told)


def _make_sqlite(url: str) -> Engine:
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
