"""A process's own line to PostgreSQL: it says what this process is to the office, and hears what the others commit."""

from __future__ import annotations

import logging
import os
import select
import socket
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.errors import OutpostError
from app.store import postgresql
from app.store.database import Store

log = logging.getLogger(__name__)

# For the moment of the statement's own transaction.
_FREE = "SELECT number FROM unnest(%s::bigint[]) AS number WHERE pg_try_advisory_xact_lock(number)"

Role = Literal["engine", "worker"]
Hearing = Callable[[Sequence[Any]], None]

CHECK_SECONDS = 30.0  # without a word the line is tried
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # between two tries to get it back
GIVE_WAY_SECONDS = 5.0  # the server lets go of what a killed engine held within moments


class OfficeLine:
    """Holds, for as long as this process lives, the lock of the one engine, or a worker's share in the office.

    The locks go with the connection: however a process ends, the next one can have them. `replaced` is called when this process
    may not go on: another engine has come, or (`check` raises OutpostError) the database is no longer this version's.
    """

    def __init__(
        self,
        store: Store,
        role: Role,
        *,
        replaced: Callable[[], None] = lambda: None,
        check: Callable[[], None] = lambda: None,
        patience: float = GIVE_WAY_SECONDS,
    ) -> None:
        self._store = store
        self._role = role
        self._hears: Mapping[str, Hearing] = {}
        self._patience = f"SET lock_timeout = {round(patience * 1000)}"
        self._replaced, self._check = replaced, check
        self._gap: Callable[[], None] = lambda: None
        name = f"outpost {role} {os.getpid()} {socket.gethostname()}"[:63]
        self._engine = create_engine(
            store.engine.url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            connect_args={"options": postgresql.OPTIONS, "application_name": name},
        )
        assert self._engine.dialect.dbapi is not None
        self._error: type[Exception] = self._engine.dialect.dbapi.Error
        self._connection: Connection | None = None
        self._stopped = False
        self._ours, self._theirs = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="office line")

    def open(self) -> None:
        """Take this process's place. Raises OutpostError `engine_elsewhere` (`who`), `engine_upgrades`, what `check` raises."""
        try:
            self._connection = self._connect()
            self._check()
        except BaseException:
            self._drop()
            self._engine.dispose()
            raise

    def listen(self, hears: Mapping[str, Hearing], gap: Callable[[], None] = lambda: None) -> None:
        """From now on, and what came since `open`: `hears` says what to do with the values of each kind that other processes
        tell (`UnitOfWork.publish` and `tell`), on this line's own thread. When the line broke and is back, `gap` is called:
        what was told meanwhile is lost."""
        self._hears, self._gap = hears, gap
        self._thread.start()

    def gone(self, names: Collection[str]) -> set[str]:
        """Which of these processes (`Store.name`) have no line any more: they died, or can't reach the database."""
        numbers = {name: _number_of(name) for name in names}
        with self._store.read() as session:
            free = session.connection().exec_driver_sql(_FREE, (list(numbers.values()),)).scalars().all()
        return {name for name, number in numbers.items() if number in free}

    def close(self) -> None:
        self._stopped = True
        self._theirs.send(b"x")
        if self._thread.is_alive():
            self._thread.join()
        self._drop()
        self._engine.dispose()
        self._ours.close()
        self._theirs.close()

    # The thread

    def _run(self) -> None:
        while not self._stopped:
            try:
                self._listen()
            except (DBAPIError, self._error, OSError):
                if not self._stopped and not self._reopen():
                    return

    def _listen(self) -> None:
        """Until told to stop. Raises where the connection broke."""
        assert self._connection is not None
        raw: Any = self._connection.connection.dbapi_connection
        while not self._stopped:
            for notice in raw.notifies(timeout=0):
                self._tell(notice.payload)
            ready, _, _ = select.select([raw.fileno(), self._ours], [], [], CHECK_SECONDS)
            if not ready:
                self._connection.exec_driver_sql("SELECT 1")

    def _tell(self, payload: str) -> None:
        try:
            sender, told = postgresql.read_notice(payload)
        except ValueError:
            return
        if sender == self._store.name:
            return
        for kind, values in told.items():
            hearing = self._hears.get(kind)
            if hearing is None:
                continue
            try:
                hearing(values)
            except Exception:
                log.exception("notice_failed", extra={"kind": kind})

    def _reopen(self) -> bool:
        """Get the line back; False: this process may not go on, or is to stop."""
        log.warning("office_line_broke", extra={"role": self._role})
        pause = FIRST_PAUSE
        while not self._stopped:
            self._drop()
            try:
                self._connection = self._connect()
                self._check()
            except OutpostError as trouble:
                log.error("office_line_taken", extra={"role": self._role, "code": trouble.code})
                self._drop()
                self._replaced()
                return False
            except (DBAPIError, OSError):
                select.select([self._ours], [], [], pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            log.info("office_line_back", extra={"role": self._role})
            self._gap()
            return True
        return False

    # The connection

    def _connect(self) -> Connection:
        connection = self._engine.connect()
        try:
            connection.exec_driver_sql(f"LISTEN {postgresql.CHANNEL}")
            connection.exec_driver_sql(self._patience)
            connection.exec_driver_sql("SELECT pg_advisory_lock(%s)", (_number_of(self._store.name),))
            self._take_place(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _take_place(self, connection: Connection) -> None:
        lock, number = ("", postgresql.ENGINE) if self._role == "engine" else ("_shared", postgresql.WORKERS)
        try:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock{lock}({postgresql.OFFICE}, {number})")
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != postgresql.LOCK_NOT_AVAILABLE:
                raise
            if self._role == "worker":
                raise OutpostError("engine_upgrades", retryable=True) from None
            raise OutpostError("engine_elsewhere", who=_holder(connection)) from None

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.invalidate()  # closes the socket, and with it goes every lock
                connection.close()
            except DBAPIError:
                log.info("office_line_closed_broken")


def _number_of(name: str) -> int:
    return postgresql.lock_number(("process", name))


def _holder(connection: Connection) -> str:
    """The other engine's process and machine, as it called itself."""
    query = (
        "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory'"
        " AND l.granted AND l.objsubid = 2 AND l.classid = %s AND l.objid = %s"
        " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    found = connection.exec_driver_sql(query, (postgresql.OFFICE, postgresql.ENGINE)).scalar()
    return str(found or "?").removeprefix("outpost engine ")
