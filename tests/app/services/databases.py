"""The same office on each database that Outpost runs on: SQLite always, PostgreSQL where a test server is named.

`OUTPOST_TEST_POSTGRESQL` is the URL of a database that the tests may empty again and again, as a superuser.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.clock import DrivenClock
from app.paths import OfficePaths
from app.services.base import Core
from app.services.changes import ChangeHub
from app.settings import Settings
from app.store import tables
from app.store.database import Store
from tests.app.support import START, MemoryQueue, Office, open_core, set_up

POSTGRESQL = os.environ.get("OUTPOST_TEST_POSTGRESQL", "")
NAMES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRESQL, reason="OUTPOST_TEST_POSTGRESQL")))


_made: set[str] = set()

# Rows go without their triggers and references, and numbers begin at 1 again: a hundred times as fast as making tables anew.
_CLEAR = """DO $$ DECLARE it record; BEGIN
SET LOCAL session_replication_role = replica;
FOR it IN SELECT oid::regclass AS name, relkind FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') LOOP
  IF it.relkind = 'r' THEN EXECUTE 'DELETE FROM ' || it.name; ELSE PERFORM setval(it.name, 1, false); END IF;
END LOOP; END $$"""


@contextmanager
def open_office(name: str, home: Path, templates: Path) -> Iterator[Office]:
    with open_core_on(name, home, templates) as core:
        yield set_up(core)


@contextmanager
def open_core_on(name: str, home: Path, templates: Path) -> Iterator[Core]:
    """A core over a fresh office in `home`: tables and nothing in them."""
    if name == "sqlite":
        with open_core(home, templates) as core:
            yield core
        return
    paths = OfficePaths(home).make()
    clock = DrivenClock.create(paths.home / "clock", START)
    changes = ChangeHub()
    settings = Settings(paths, database_url=POSTGRESQL)
    store = Store(POSTGRESQL, clock, changes)
    core = Core(store, clock, MemoryQueue(), settings, changes, clock.now(), version="0.0", setup_token="let-me-in")
    try:
        empty(store)
        yield core
    finally:
        core.modems.close()
        changes.close()
        store.close()
        clock.close()


def empty(store: Store) -> None:
    """All tables of the PostgreSQL database, and nothing in them."""
    with store.engine.begin() as connection:
        is_there = connection.exec_driver_sql("SELECT to_regclass('queue_task') IS NOT NULL").scalar()
        if is_there and POSTGRESQL in _made:
            connection.exec_driver_sql(_CLEAR)
            return
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    tables.Base.metadata.create_all(store.engine)
    _made.add(POSTGRESQL)
