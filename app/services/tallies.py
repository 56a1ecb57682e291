"""Counts kept by the writing transaction: differences are added, sums are read, and now and then sums replace differences.

Scopes, with their keys:

- `msgs` (folders inbox, flows, archived, outbox, sent, failed), `contacts` (statuses), `group` and `label` (ids as text): by
  triggers of the database (`app.store.triggers`).
- `flow:ID:status` (a run's status, on the day the run was created), `flow:ID:result:KEY` (a result's category, on the day of the
  result), `flow:ID:hour` (00 to 23, messages that came in to the flow, by day), `flow:ID:node` (runs that wait at a node),
  `flow:ID:segment` (EXIT:NODE, how often it was walked): by the turn.

Days are local dates of the workspace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from app.store import tables
from app.store.database import Store, UnitOfWork

_Tally = tables.Tally
_INSERT = insert(_Tally)
SQUASH_AFTER = 50_000  # rows that one squash looks at, so that its transaction stays short


@dataclass(frozen=True, slots=True)
class Tick:
    """A difference to one count."""

    scope: str
    key: str
    count: int = 1
    day: dt.date | None = None


def flow_scope(flow_id: int, what: str) -> str:
    return f"flow:{flow_id}:{what}"


def add(work: UnitOfWork, workspace_id: int, ticks: Iterable[Tick]) -> None:
    """In the caller's transaction; differences to the same count become one row."""
    sums: dict[tuple[str, str, dt.date | None], int] = {}
    for tick in ticks:
        place = (tick.scope, tick.key, tick.day)
        sums[place] = sums.get(place, 0) + tick.count
    values = [
        {"workspace_id": workspace_id, "scope": scope, "key": key, "day": day, "count": count}
        for (scope, key, day), count in sums.items()
        if count
    ]
    if values:
        work.session.connection().execute(_INSERT, values)


def read(session: Session, scope: str, start: dt.date | None = None, end: dt.date | None = None) -> dict[str, int]:
    """The counts of a scope by key, those that are not zero; only of days from `start` to `end` (both included) where given."""
    query = select(_Tally.key, func.sum(_Tally.count)).where(_Tally.scope == scope, *_between(start, end))
    return {key: int(count) for key, count in session.execute(query.group_by(_Tally.key)) if count}


def read_many(session: Session, scopes: Iterable[str]) -> dict[str, dict[str, int]]:
    """As `read`, of several scopes in one statement; a scope without counts is missing."""
    found: dict[str, dict[str, int]] = {}
    query = select(_Tally.scope, _Tally.key, func.sum(_Tally.count)).where(_Tally.scope.in_(list(scopes)))
    for scope, key, count in session.execute(query.group_by(_Tally.scope, _Tally.key)):
        if count:
            found.setdefault(scope, {})[key] = int(count)
    return found


def squash(store: Store) -> int:
    """Replace the rows of each count by one; returns how many rows went. Bounded: call again while it returns some."""
    removed = 0
    with store.write(durable=False) as work:
        session = work.session
        places = (_Tally.workspace_id, _Tally.scope, _Tally.key, _Tally.day)
        newest = session.scalar(select(func.max(_Tally.id))) or 0
        query = select(*places, func.count(), func.sum(_Tally.count)).where(_Tally.id <= newest)
        crowded = session.execute(query.group_by(*places).having(func.count() > 1).limit(SQUASH_AFTER // 10)).all()
        for row in crowded:
            place: Mapping[str, Any] = {"workspace_id": row[0], "scope": row[1], "key": row[2], "day": row[3]}
            session.execute(delete(_Tally).where(_Tally.id <= newest, *_at(place)))
            if row[5]:
                session.execute(_INSERT, {**place, "count": row[5]})
            removed += row[4] - bool(row[5])
        work.commit()
    return removed


def _between(start: dt.date | None, end: dt.date | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if start is not None:
        conditions.append(_Tally.day >= start)
    if end is not None:
        conditions.append(_Tally.day <= end)
    return conditions


def _at(place: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    return [getattr(_Tally, name).is_(None) if value is None else getattr(_Tally, name) == value for name, value in place.items()]
