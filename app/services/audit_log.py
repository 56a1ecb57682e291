"""Reading the audit: filters, pages, csv. Nothing here writes, and the database refuses to change what is written.

Which index a search goes by is decided here and not by the database's planner, which knows nothing of how rare a value is.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from app.contracts import audit as contracts
from app.contracts.base import Page
from app.errors import Invalid
from app.services.base import Service
from app.services.notifications import HIGHEST_ID, read_cursor
from app.store import tables
from app.store.folding import fold_name

MAX_PAGE = 200
MAX_WORDS = 10
MAX_TYPED = 200
CSV_ROWS = 5000
SCAN = 200_000  # rows that one page looks through for words: more take long on a slow disk, and the next page goes on
WIDE = 20_000  # rows of a range of dates: from here on its ends are not looked up
HEAD = ("Time", "Person", "Origin", "Workspace", "Method", "Subject", "Outcome", "Details")
_REFUSED: ColumnElement[str] = literal_column("'refused'")  # as the partial index says it

_Audit = tables.Audit
_COLUMNS = (
    _Audit.id,
    _Audit.at,
    _Audit.actor,
    tables.User.uuid.label("person"),
    _Audit.origin,
    tables.Workspace.uuid.label("workspace"),
    tables.Workspace.name.label("workspace_name"),
    _Audit.method,
    _Audit.subject,
    _Audit.outcome,
    _Audit.details,
)


class AuditLog(Service, contract=contracts.Audit):
    """Implements `app.contracts.audit.Audit`."""

    def of_workspace(
        self, workspace: str, wanted: contracts.AuditFilter | None = None, before: str | None = None, limit: int = 50
    ) -> Page[contracts.Entry]:
        with self.core.store.read() as session:
            return _read_page(session, wanted, self.workspace(session, workspace).id, before, limit)

    def of_office(
        self,
        wanted: contracts.AuditFilter | None = None,
        workspace: str | None = None,
        before: str | None = None,
        limit: int = 50,
    ) -> Page[contracts.Entry]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace).id if workspace else None
            return _read_page(session, wanted, space, before, limit)

    def export_workspace(
        self, workspace: str, wanted: contracts.AuditFilter | None = None, before: str | None = None
    ) -> contracts.CsvPart:
        with self.core.store.read() as session:
            return _read_csv(session, wanted, self.workspace(session, workspace).id, before)

    def export_office(
        self, wanted: contracts.AuditFilter | None = None, workspace: str | None = None, before: str | None = None
    ) -> contracts.CsvPart:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace).id if workspace else None
            return _read_csv(session, wanted, space, before)


def _read_page(
    session: Session, wanted: contracts.AuditFilter | None, workspace_id: int | None, before: str | None, limit: int
) -> Page[contracts.Entry]:
    rows, following = read_rows(session, wanted, workspace_id, before, min(max(limit, 1), MAX_PAGE))
    return Page([_as_entry(row) for row in rows], following)


def _read_csv(
    session: Session, wanted: contracts.AuditFilter | None, workspace_id: int | None, before: str | None
) -> contracts.CsvPart:
    rows, following = read_rows(session, wanted, workspace_id, before, CSV_ROWS)
    out = io.StringIO()
    writer = csv.writer(out)
    if before is None:
        writer.writerow(HEAD)
    writer.writerows(_as_line(row) for row in rows)
    return contracts.CsvPart(out.getvalue(), following, len(rows))


def read_rows(
    session: Session, wanted: contracts.AuditFilter | None, workspace_id: int | None, before: str | None, limit: int
) -> tuple[Sequence[Any], str | None]:
    """The newest rows before the cursor that fit, and the cursor behind them."""
    wanted = wanted or contracts.AuditFilter()
    words = _read_words(wanted.words)
    lowest, below = _bounds(session, wanted, before)
    conditions = _conditions(session, wanted, workspace_id)
    if conditions is None or lowest >= below:
        return [], None
    floor = lowest
    if words:
        floor = max(lowest, _floor(session, conditions, below))
        conditions = [*conditions, *words]
    found = _newest(session, wanted.method, [*conditions, _Audit.id >= floor, _Audit.id < below], limit + 1)
    rows = _complete(session, found[:limit])
    if len(found) > limit:
        return rows, str(found[limit - 1])
    return rows, str(floor) if floor > lowest else None


def _bounds(session: Session, wanted: contracts.AuditFilter, before: str | None) -> tuple[int, int]:
    """Ids that the dates leave: from the first up to before the second."""
    below = read_cursor(before) if before is not None else HIGHEST_ID
    if wanted.since is None and wanted.until is None:
        return 0, below
    if wanted.until is None and _is_wide(session, wanted):
        return 0, below  # a page is full long before the range ends
    query = select(func.min(_Audit.id), func.max(_Audit.id)).where(*_dates(wanted))
    first, last = session.execute(query).one()
    return (0, 0) if first is None else (first, min(below, last + 1))


def _is_wide(session: Session, wanted: contracts.AuditFilter) -> bool:
    query = select(_Audit.id).where(*_dates(wanted)).order_by(_Audit.at).offset(WIDE).limit(1)
    return session.scalar(query) is not None


def _conditions(session: Session, wanted: contracts.AuditFilter, workspace_id: int | None) -> list[ColumnElement[bool]] | None:
    """All but words and method; None: nothing can fit."""
    conditions = _dates(wanted)
    if workspace_id is not None:
        has_better = bool(wanted.subject or wanted.person or wanted.method or wanted.outcome == "refused")
        conditions.append(_by(_Audit.workspace_id, has_better) == workspace_id)
    if wanted.person is not None:
        person = session.scalar(select(tables.User.id).where(tables.User.uuid == wanted.person))
        if person is None:
            return None
        conditions.append(_by(_Audit.user_id, bool(wanted.subject)) == person)
    if wanted.subject:
        conditions.append(_Audit.subject == wanted.subject)
    if wanted.outcome == "refused":
        conditions.append(_Audit.outcome == _REFUSED)
    elif wanted.outcome is not None:
        conditions.append(_Audit.outcome == wanted.outcome)
    return conditions


def _by(column: Any, has_better: bool) -> Any:
    """The column, or where another one is rarer, something that no index knows."""
    return column + 0 if has_better else column


def _dates(wanted: contracts.AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        conditions.append(_Audit.at >= _aware("since", wanted.since))
    if wanted.until is not None:
        conditions.append(_Audit.at <= _aware("until", wanted.until))
    return conditions


def _newest(session: Session, method: str, conditions: list[ColumnElement[bool]], count: int) -> list[int]:
    """Ids. A beginning of a method is asked for each method that there is: one seek of an index each, however rare they are."""
    query = select(_Audit.id).where(*conditions)
    newest = query.order_by(_Audit.id.desc()).limit(count)
    if not method:
        return list(session.scalars(newest))
    found: list[int] = []
    for name in _methods(session, method):
        found.extend(session.scalars(newest.where(_Audit.method == name)))
    return sorted(found, reverse=True)[:count]


def _methods(session: Session, prefix: str) -> list[str]:
    """Every method in the audit that begins so: a seek for each method there is, in whatever order the database sorts text."""
    found: list[str] = []
    name = session.scalar(select(func.min(_Audit.method)))
    while name is not None:
        if name.startswith(prefix):
            found.append(name)
        name = session.scalar(select(func.min(_Audit.method)).where(_Audit.method > name))
    return found


def _floor(session: Session, conditions: list[ColumnElement[bool]], below: int) -> int:
    """The id down to which words are looked for in one page."""
    fitting = select(_Audit.id).where(*conditions, _Audit.id < below).order_by(_Audit.id.desc())
    return session.scalar(fitting.offset(SCAN).limit(1)) or 0


def _complete(session: Session, found: list[int]) -> Sequence[Any]:
    rows: list[Any] = []
    user, space = tables.User, tables.Workspace
    for start in range(0, len(found), 500):
        query = (
            select(*_COLUMNS)
            .outerjoin(user, user.id == _Audit.user_id)
            .outerjoin(space, space.id == _Audit.workspace_id)
            .where(_Audit.id.in_(found[start : start + 500]))
            .order_by(_Audit.id.desc())
        )
        rows.extend(session.execute(query))
    return rows


def _read_words(text: str) -> list[ColumnElement[bool]]:
    """A condition a word; raises Invalid."""
    if len(text) > MAX_TYPED:
        raise Invalid("words", "too_long", limit=MAX_TYPED)
    words = fold_name(text).split()
    if len(words) > MAX_WORDS:
        raise Invalid("words", "too_long", limit=MAX_TYPED)
    return [_holds(word) for word in words]


def _holds(word: str) -> ColumnElement[bool]:
    """Rows of the first versions have no words: their subject is looked into."""
    subject = and_(_Audit.words.is_(None), func.lower(_Audit.subject).contains(word, autoescape=True))
    return or_(_Audit.words.contains(word, autoescape=True), subject)


def _aware(field: str, moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise Invalid(field, "zone")
    return moment


def _as_entry(row: Any) -> contracts.Entry:
    return contracts.Entry(
        id=row.id,
        at=row.at,
        actor=row.actor,
        person=row.person,
        origin=row.origin,
        workspace=row.workspace,
        method=row.method,
        subject=row.subject,
        outcome=row.outcome,
        details=row.details if isinstance(row.details, dict) else {},
    )


def _as_line(row: Any) -> tuple[str, ...]:
    details = json.dumps(row.details, ensure_ascii=False, separators=(",", ":")) if row.details else ""
    values = (row.actor, row.origin, row.workspace_name, row.method, row.subject, row.outcome, details)
    return (row.at.isoformat(timespec="seconds"), *(_safe(value or "") for value in values))


def _safe(text: str) -> str:
    """A spreadsheet takes a cell that begins so for a formula; names and subjects come from outside."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
