"""Locks of keys: one contact, one address at a time. In this process, and on PostgreSQL across all processes of the office."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from app.errors import OutpostError
from app.store import postgresql

log = logging.getLogger(__name__)

LOCK_SECONDS = 10.0
PATIENCE_SECONDS = 2.0  # of whom is told when it is free: a turn takes milliseconds, a longer one waits for a web service

_TRY = "SELECT number FROM unnest(%s::bigint[]) AS number WHERE pg_try_advisory_lock(number)"

WhenFree = Callable[[], None]


class Busy(OutpostError):
    """Somebody keeps what is wanted for longer than one waits. Nothing was done; do it later."""

    def __init__(self) -> None:
        super().__init__("busy", retryable=True)


class Locks(Protocol):
    def hold(self, key: Hashable, when_free: WhenFree | None = None) -> AbstractContextManager[None]:
        """Waits for its turn. Raises Busy where another process keeps it for too long.

        With `when_free` waits for a moment only; after Busy it is called, once, as soon as another try makes sense.
        """
        ...

    def hold_free(self, keys: Iterable[Hashable]) -> AbstractContextManager[set[Hashable]]:
        """Holds those of `keys` that nobody else holds, and says which; waits for none."""
        ...

    def close(self) -> None: ...


@dataclass(slots=True)
class _Lock:
    """`users` hold it or wait for it; `told` are called when it is free."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0
    told: list[WhenFree] = field(default_factory=list)


class KeyedLocks:
    """A lock for each key, which exists only while somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._locks: dict[Hashable, _Lock] = {}

    @contextmanager
    def hold(self, key: Hashable, when_free: WhenFree | None = None) -> Iterator[None]:
        with self._mutex:
            entry = self._locks.setdefault(key, _Lock())
            entry.users += 1
        try:
            self._acquire(entry, when_free)
            try:
                yield
            finally:
                entry.lock.release()
        finally:
            self._leave(key, entry)

    @contextmanager
    def hold_free(self, keys: Iterable[Hashable]) -> Iterator[set[Hashable]]:
        held: dict[Hashable, _Lock] = {}
        with self._mutex:
            for key in set(keys) - self._locks.keys():
                entry = self._locks[key] = held[key] = _Lock(users=1)
                entry.lock.acquire()
        try:
            yield set(held)
        finally:
            for entry in held.values():
                entry.lock.release()
            for key, entry in held.items():
                self._leave(key, entry)

    def close(self) -> None:
        """Nothing: they go with the process."""

    def _acquire(self, entry: _Lock, when_free: WhenFree | None) -> None:
        if when_free is None:
            entry.lock.acquire()
        elif not entry.lock.acquire(timeout=PATIENCE_SECONDS):
            with self._mutex:  # whoever holds it has still to come by here
                if not entry.lock.acquire(blocking=False):
                    entry.told.append(when_free)
                    raise Busy

    def _leave(self, key: Hashable, entry: _Lock) -> None:
        told: list[WhenFree] = []
        with self._mutex:
            entry.users -= 1
            if entry.users == 0:
                del self._locks[key]
            if not entry.lock.locked():
                told, entry.told = entry.told, told
        for when_free in told:
            try:
                when_free()
            except Exception:  # not the holder's trouble; the recovery pass finds what was to be done
                log.exception("not_told")

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
        self._seconds = seconds
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
    def hold(self, key: Hashable, when_free: WhenFree | None = None) -> Iterator[None]:
        """Of another process nobody says when it is done: `when_free` is called at once, and the next try waits again."""
        number = postgresql.lock_number(key)
        with self._here.hold(key, when_free), self._engine.connect() as connection:
            try:
                self._lock(connection, number, self._seconds if when_free is None else PATIENCE_SECONDS)
            except Busy:
                if when_free is not None:
                    when_free()
                raise
            try:
                yield
            finally:
                _unlock(connection, number)

    @contextmanager
    def hold_free(self, keys: Iterable[Hashable]) -> Iterator[set[Hashable]]:
        with self._here.hold_free(keys) as here, self._engine.connect() as connection:
            numbers = {key: postgresql.lock_number(key) for key in here}
            free = set(connection.exec_driver_sql(_TRY, (list(numbers.values()),)).scalars())
            held = {key: number for key, number in numbers.items() if number in free}
            try:
                yield set(held)
            finally:
                for number in free:
                    _unlock(connection, number)

    def close(self) -> None:
        self._engine.dispose()

    def __len__(self) -> int:
        return len(self._here)

    def _lock(self, connection: Connection, number: int, seconds: float) -> None:
        if connection.info.get("timeout") != seconds:
            connection.exec_driver_sql(f"SET lock_timeout = {max(1, round(seconds * 1000))}")
            connection.info["timeout"] = seconds
        try:
            connection.exec_driver_sql("SELECT pg_advisory_lock(%s)", (number,))
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) == postgresql.LOCK_NOT_AVAILABLE:
                raise Busy from None
            raise


def _unlock(connection: Connection, number: int) -> None:
    """What can't be unlocked goes with its connection."""
    if connection.invalidated:
        return
    try:
        connection.exec_driver_sql("SELECT pg_advisory_unlock(%s)", (number,))
    except DBAPIError:
        connection.invalidate()
