"""The same office on each database that Outpost runs on: SQLite always, PostgreSQL where a test server is named.

`OUTPOST_TEST_POSTGRESQL` is the URL of an empty database that the tests may empty again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

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


@contextmanager
def open_office(name: str, home: Path, templates: Path) -> Iterator[Office]:
    if name == "sqlite":
        with open_core(home, templates) as core:
            yield set_up(core)
        return
    clock = DrivenClock.create(OfficePaths(home).make().home / "clock", START)
    changes = ChangeHub()
    store = Store(POSTGRESQL, clock, changes)
    try:
        _empty(store)
        tables.Base.metadata.create_all(store.engine)
        yield set_up(Core(store, clock, MemoryQueue(), Settings(OfficePaths(home)), changes, clock.now(), version="0.0"))
    finally:
        store.close()
        clock.close()


def _empty(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
