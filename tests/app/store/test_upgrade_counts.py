"""An office of the first tables has true counts after the upgrade, and runs that know where they stand."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from sqlalchemy import func, select, text

from app.clock import SystemClock
from app.services import flow_counts
from app.store import migrate, tables
from app.store.database import Store

LATE = "2026-06-01 22:30:00.000000"  # already the next day in Kigali
NODE = "6c9b4d0e-7a2a-4f1c-9f0d-0f4c3a2b1a00"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path / 'office.db'}", SystemClock())
    config = migrate._config()
    with made.write() as work:
        config.attributes["connection"] = work.session.connection()
        command.upgrade(config, "0001")
        work.commit()
    yield made
    made.close()


def packed(value: Any) -> bytes:
    return zlib.compress(json.dumps(value).encode())


def insert(store: Store, table: str, **values: Any) -> None:
    """Into the tables as they were; what a row must have besides is filled in."""
    with store.write() as work:
        connection = work.session.connection()
        for _, name, kind, needed, default, key in connection.execute(text(f'PRAGMA table_info("{table}")')):
            if needed and default is None and not key and name not in values:
                numeric = any(word in kind for word in ("INT", "BOOL", "FLOAT"))
                values[name] = 0 if numeric else LATE if "DATE" in kind else packed({}) if "BLOB" in kind else "[]"
        columns, marks = ", ".join(f'"{name}"' for name in values), ", ".join(f":{name}" for name in values)
        connection.execute(text(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'), values)
        work.commit()


def fill(store: Store) -> None:
    insert(store, "workspace", id=1, uuid="w", name="Clinic", timezone="Africa/Kigali", languages="[]")
    insert(store, "contact", id=1, uuid="c", workspace_id=1, name="Ada", fields="{}")
    insert(store, "flow", id=7, uuid="f", workspace_id=1, name="Stock", type="messaging")
    run = {"uuid": "r2", "status": "waiting", "path": [{"node_uuid": NODE, "arrived_on": "2026-06-01T22:30:00.5Z"}]}
    for number, state in ((1, {"runs": []}), (2, {"runs": [run]})):
        status = "waiting" if number == 2 else "completed"
        ours = {"workspace_id": 1, "contact_id": 1, "status": status}
        insert(store, "session", id=number, uuid=f"s{number}", state=packed(state), **ours)
        result = {"name": "Boxes", "value": "3", "category": "Some", "created_on": "2026-06-01T22:30:00.123456789Z"}
        plain = {"name": "Note", "value": "x", "created_on": "2026-06-01T10:00:00+02:00"}
        kept = packed({"boxes": result, "note": plain})
        exited_on = LATE if number == 1 else None
        insert(
            store, "run", id=number, uuid=f"r{number}", session_id=number, flow_id=7, results=kept, exited_on=exited_on, **ours
        )
    insert(store, "run", id=3, uuid="r3", session_id=1, flow_id=None, workspace_id=1, contact_id=1, status="failed")


def test_counts_are_those_of_the_runs(store: Store) -> None:
    fill(store)
    migrate.upgrade(store)
    with store.read() as session:
        tally = tables.Tally
        query = select(tally.scope, tally.key, tally.day, func.sum(tally.count)).where(tally.scope.like("flow:%"))
        kept = {(row[0], row[1], row[2]): row[3] for row in session.execute(query.group_by(tally.scope, tally.key, tally.day))}
        runs = list(session.scalars(select(tables.Run)))
    assert kept == flow_counts.recount(runs, ZoneInfo("Africa/Kigali"))
    assert kept[("flow:7:status", "waiting", dt.date(2026, 6, 2))] == 1
    assert kept[("flow:7:result:boxes", "Some", dt.date(2026, 6, 2))] == 2
    assert kept[("flow:7:result:note", "", dt.date(2026, 6, 1))] == 2
    assert kept[("flow:7:node", NODE, None)] == 1


def test_a_run_that_waits_knows_its_way(store: Store) -> None:
    fill(store)
    migrate.upgrade(store)
    with store.read() as session:
        found = {run.uuid: (run.path, run.current_node) for run in session.scalars(select(tables.Run))}
    assert found["r2"] == ([[NODE, "2026-06-01T22:30:00.5Z"]], NODE)
    assert found["r1"] == (None, None)
