"""Locks of keys: one contact, one address at a time. In this process, and on PostgreSQL across all processes of the office."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from app.errors import OutpostError
from app.store import postgresql

LOCK_SECONDS = 10.0


class Busy(OutpostError):
    """Another process keeps the lock for longer than one waits. Nothing was done; do it later."""

    def __init__(self) -> None:
        super().__init__("busy", retryable=True)


class Locks(Protocol):
    def hold(self, key: Hashable) -> AbstractContextManager[None]:
        """Waits for its turn. Raises Busy where another process keeps it for too long."""
        ...

    def close(self) -> None: ...


class KeyedLocks:
    """A lock for each key, which exists only while somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._locks: dict[Hashable, tuple[threading.Lock, int]] = {}

    @contextmanager
    def hold(self, key: Hashable) -> Iterator[None]:
        with self._mutex:
            lock, users = self._locks.get(key, (threading.Lock(), 0))
            self._locks[key] = (lock, users + 1)
        try:
            with lock:
                yield
        finally:
            self._leave(key)

    def close(self) -> None:
        """Nothing: they go with the process."""

    def _leave(self, key: Hashable) -> None:
        with self._mutex:
            lock, users = self._locks[key]
            if users == 1:
                del self._locks[key]
            else:
                self._locks[key] = (lock, users - 1)

    def __len__(self) -> int:
        with self._mutex:
            return len(self._locks)


class OfficeLocks:
    """As `KeyedLocks`, and across processes: a session's advisory lock on a connection that does nothing else meanwhile.

    It goes with the connection, so a process that dies holds nothing. A holder whose connection broke goes on without; what it
    then writes is refused by revision (`app.services.turn`), and nothing is locked for good.
    """

    def __init__(self, engine: Engine, seconds: float = LOCK_SECONDS) -> None:
        self._here = KeyedLocks()
        self._timeout = f"SET lock_timeout = {round(seconds * 1000)}"
        # A pool apart: whoever holds a lock needs another connection to get on.
        self._engine = create_engine(
            engine.url,
            isolation_level="AUTOCOMMIT",
            pool_pre_ping=True,
            pool_size=4,
            max_overflow=60,
            hide_parameters=True,
            connect_args={"options": postgresql.OPTIONS, "application_name": "outpost locks"},
        )

    @contextmanager
    def hold(self, key: Hashable) -> Iterator[None]:
        number = postgresql.lock_number(key)
        with self._here.hold(key), self._engine.connect() as connection:
            self._lock(connection, number)
            try:
                yield
            finally:
                _unlock(connection, number)

    def close(self) -> None:
        self._engine.dispose()

    def __len__(self) -> int:
        return len(self._here)

    def _lock(self, connection: Connection, number: int) -> None:
        if not connection.info.get("has_timeout"):
            connection.exec_driver_sql(self._timeout)
            connection.info["has_timeout"] = True
        try:
            connection.exec_driver_sql("SELECT pg_advisory_lock(%s)", (number,))
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) == postgresql.LOCK_NOT_AVAILABLE:
                raise Busy from None
            raise


def _unlock(connection: Connection, number: int) -> None:
    """What can't be unlocked goes with its connection."""
    try:
        connection.exec_driver_sql("SELECT pg_advisory_unlock(%s)", (number,))
    except DBAPIError:
        connection.invalidate()
