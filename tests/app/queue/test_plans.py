"""What a claim costs does not grow with what is queued: every statement finds its rows in an index, and sorts nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.queue import sql
from tests.app.queue.adapters import open_adapter

STATEMENTS = {
    name: getattr(sql, name)
    for name in (
        "_NEXT_OWNER",
        "_TOP",
        "_NEXT_TASK",
        "_CLOCK",
        "_TAKE",
        "_TAKEN",
        "_FINISH",
        "_FINISHED",
        "_ONE_MORE",
        "_COUNT",
        "_STANDING",
        "_HOLDS",
        "_DUE",
        "_BEYOND",
        "_SOONEST",
        "_WORKING",
    )
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_statement_finds_its_rows_in_an_index(name: str, tmp_path: Path) -> None:
    statement = STATEMENTS[name]
    with open_adapter("sqlite", tmp_path) as adapter, adapter.store.engine.connect() as connection:
        values = tuple("x" for _ in range(statement.count("?")))
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    plan = [row[3] for row in rows]
    assert plan
    assert all(("SEARCH" in step and "INDEX" in step) or "PRIMARY KEY" in step for step in plan), plan
