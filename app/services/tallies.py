"""Counts kept by the writing transaction: differences are added, sums are read, and now and then sums replace differences.

Scopes, with their keys:

- `campaign_fire` (EVENT:STATE, and behind skipped its reason): by triggers of the database, too.
- `msgs` (folders inbox, flows, archived, outbox, sent, failed), `contacts` (statuses), `group` and `label` (ids as text): by
  triggers of the database (`app.store.triggers`).
- `flow:ID:status` (a run's status, on the day the run was created), `flow:ID:result:KEY` (a result's category, on the day of the
  result), `flow:ID:hour` (00 to 23, messages that came in to the flow, by day), `flow:ID:node` (runs that stand at a node),
  `flow:ID:segment` (EXIT:NODE, how often it was walked): by the turn.

Days are local dates of the workspace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, func, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.store import tables
from app.store.database import Store, UnitOfWork

_Tally = tables.Tally
_INSERT = insert(_Tally)
BATCH = 500  # differences that one transaction of a squash takes in
MAX_BATCHES = 100  # of one squash; the next one takes the rest
BUSY = 500  # differences that are worth a squash every minute
Place = tuple[int, str, str, dt.date | None]


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


def read(
    session: Session,
    scope: str,
    start: dt.date | None = None,
    end: dt.date | None = None,
    *,
    keys: Sequence[str] | None = None,
) -> dict[str, int]:
    """The counts of a scope by key, those that are not zero; only of days from `start` to `end` (both included) and of these
    `keys` where given."""
    query = select(_Tally.key, func.sum(_Tally.count)).where(_Tally.scope == scope, *_between(start, end))
    if keys is not None:
        query = query.where(_Tally.key.in_(keys))
    return {key: int(count) for key, count in session.execute(query.group_by(_Tally.key)) if count}


def read_many(session: Session, scopes: Iterable[str]) -> dict[str, dict[str, int]]:
    """As `read`, of several scopes in one statement; a scope without counts is missing."""
    found: dict[str, dict[str, int]] = {}
    query = select(_Tally.scope, _Tally.key, func.sum(_Tally.count)).where(_Tally.scope.in_(list(scopes)))
    for scope, key, count in session.execute(query.group_by(_Tally.scope, _Tally.key)):
        if count:
            found.setdefault(scope, {})[key] = int(count)
    return found


def squash(store: Store, *, at_least: int = 1, batches: int = MAX_BATCHES) -> int:
    """Replace the rows of each count by one; returns how many differences were taken in.

    Does nothing while fewer than `at_least` differences wait. Each batch is a transaction that touches at most `BATCH` of them:
    a kill between two leaves counts that are right, and the rest for the next time.
    """
    with store.read() as session:
        if len(session.execute(_FRESH.limit(max(at_least, 1))).all()) < at_least:
            return 0
    done = 0
    for _ in range(batches):
        with store.write(durable=False) as work:
            fresh = work.session.execute(_FRESH).all()
            if not fresh or not _merge(work.session.connection(), _crowds(work.session, fresh)):
                return done
            work.commit()
        done += len(fresh)
        if len(fresh) < BATCH:
            return done
    return done


def _crowds(session: Session, fresh: Sequence[Row[*tuple[Any, ...]]]) -> dict[Place, list[tuple[int, int]]]:
    """By place the id and count of each of its rows, of those that have a fresh one. Of such rows beyond this batch none."""
    crowds: dict[Place, list[tuple[int, int]]] = {}
    for row in fresh:
        crowds.setdefault((row.workspace_id, row.scope, row.key, row.day), []).append((row.id, row.amount))
    for place, rows in crowds.items():
        wanted = {"of_workspace": place[0], "of_scope": place[1], "of_key": place[2], "of_day": place[3]}
        statement = _SQUASHED if place[3] is not None else _SQUASHED_DAYLESS
        rows += [(row.id, row.amount) for row in session.execute(statement, wanted)]
    return crowds


def _merge(connection: Connection, crowds: Mapping[Place, Sequence[tuple[int, int]]]) -> bool:
    """False: a row is gone, because another pass took it in at this moment (PostgreSQL lets two write); that one stands."""
    gone: list[int] = []
    made: list[dict[str, Any]] = []
    for (workspace_id, scope, key, day), rows in crowds.items():
        gone += [row_id for row_id, _ in rows]
        if total := sum(count for _, count in rows):
            place = {"workspace_id": workspace_id, "scope": scope, "key": key, "day": day}
            made.append({**place, "count": total, "is_squashed": True})
    if connection.execute(_DELETE, {"gone": gone}).rowcount != len(gone):
        return False
    if made:
        connection.execute(_INSERT_SQUASHED, made)
    return True


def _between(start: dt.date | None, end: dt.date | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if start is not None:
        conditions.append(_Tally.day >= start)
    if end is not None:
        conditions.append(_Tally.day <= end)
    return conditions


_AMOUNT = _Tally.count.label("amount")  # a row has a method of its own that is called count
_INSERT_SQUASHED = insert(_Tally)
_DELETE = delete(_Tally).where(_Tally.id.in_(bindparam("gone", expanding=True)))
_FRESH = (
    select(_Tally.id, _Tally.workspace_id, _Tally.scope, _Tally.key, _Tally.day, _AMOUNT)
    .where(text("NOT tally.is_squashed"))  # as the index over them says it
    .order_by(_Tally.id)
    .limit(BATCH)
)
_AT = (
    _Tally.scope == bindparam("of_scope"),
    _Tally.key == bindparam("of_key"),
    _Tally.workspace_id == bindparam("of_workspace"),
    _Tally.is_squashed,
)
_SQUASHED = select(_Tally.id, _AMOUNT).where(*_AT, _Tally.day == bindparam("of_day"))
_SQUASHED_DAYLESS = select(_Tally.id, _AMOUNT).where(*_AT, _Tally.day.is_(None))
