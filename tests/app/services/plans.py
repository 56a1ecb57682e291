"""How SQLite finds the rows of what a service asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from tests.app.support import Office


def plans_of(office: Office, call: Callable[[], Any]) -> list[str]:
    """The plan of every SELECT, UPDATE and DELETE that the call makes, a line a step."""
    engine = office.store.engine
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")) and not many:
            asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        return [
            str(row[3])
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


LARGE = ("msg", "contact", "contact_urn", "group_contact", "session", "run", "start", "fire", "inbound")


def scanned(plans: list[str]) -> list[str]:
    """Steps that look at a whole large table, or at every entry of one of its indexes that is not a partial one."""
    return [step for step in plans if step.startswith("SCAN") and step.split()[1] in LARGE]
