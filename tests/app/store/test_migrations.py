"""The migrations lead to the tables as they are mapped, and refuse a database from the future."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from app.clock import SystemClock
from app.errors import OutpostError
from app.store import words
from app.store.database import Store
from app.store.migrate import upgrade
from app.store.tables import Base


def make_store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'office.db'}", SystemClock())


def test_migrations_make_the_mapped_tables(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    upgrade(store)
    upgrade(store)
    with store.engine.connect() as connection:
        options = {"include_name": lambda name, kind, _parents: kind != "table" or not words.is_part(name)}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    store.close()
    assert differences == []


def test_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    upgrade(store)
    with store.write() as work:
        work.session.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
        work.commit()
    with pytest.raises(OutpostError) as caught:
        upgrade(store)
    store.close()
    assert caught.value.code == "database_too_new"
