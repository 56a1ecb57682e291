"""What the smaller objects of a workspace share: names, finding, deleting so that it can be undone."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.engine.text import well_formed
from app.errors import Invalid, NotFound
from app.services import limits
from app.store import tables
from app.store.folding import fold_name

MAX_NAME = 64
MAX_DELETED = 100  # that a list of deleted ones shows
_FORBIDDEN = frozenset('"\\')  # Source: RapidPro's names

T = TypeVar("T")


def check_name(name: str, field: str = "name", most: int = MAX_NAME) -> str:
    """The name with single spaces. Raises Invalid for `field`: `empty`, `too_long`, `characters`."""
    name = unicodedata.normalize("NFC", " ".join(name[: 4 * most].split()))
    if not name:
        raise Invalid(field, "empty")
    if len(name) > most:
        raise Invalid(field, "too_long", limit=most)
    if any(char in _FORBIDDEN or unicodedata.category(char) in ("Cc", "Cs", "Cn") for char in name) or not fold_name(name):
        raise Invalid(field, "characters")
    return name


def check_text(text: str, field: str, most: int) -> str:
    """As it is, but for characters that no database takes. Raises Invalid for `field`: `too_long`."""
    if len(text) > most:
        raise Invalid(field, "too_long", limit=most)
    return well_formed(text).replace("\0", "")


def find(session: Session, table: type[T], workspace_id: int, kind: str, *, is_active: bool = True, **wanted: str) -> T:
    """The row with these values, of those that were not (or, with `is_active` False, that were) deleted. Raises NotFound."""
    columns: Any = table
    query = select(table).where(columns.workspace_id == workspace_id, columns.is_active == is_active).filter_by(**wanted)
    found = session.scalar(query)
    if found is None:
        raise NotFound(kind, next(iter(wanted.values()))[:100])
    return found


def active(session: Session, table: type[T], workspace_id: int) -> list[T]:
    """Those that were not deleted, in the order they were made."""
    columns: Any = table
    query = select(table).where(columns.workspace_id == workspace_id, columns.is_active).order_by(columns.id)
    return list(session.scalars(query))


def deleted(session: Session, table: type[T], workspace_id: int) -> list[T]:
    """The latest deleted first."""
    columns: Any = table
    query = (
        select(table)
        .where(columns.workspace_id == workspace_id, ~columns.is_active)
        .order_by(columns.modified_on.desc(), columns.id.desc())
        .limit(MAX_DELETED)
    )
    return list(session.scalars(query))


def claim(
    session: Session, table: Any, workspace_id: int, column: str, key: str, *, field: str, own_id: int | None = None
) -> None:
    """Nobody else of the workspace has this key (`name_key`, `key`, `slug`). Raises Invalid for `field`: `taken`."""
    query = select(table.id).where(table.workspace_id == workspace_id, table.is_active, getattr(table, column) == key)
    owner = session.scalar(query)
    if owner is not None and owner != own_id:
        raise Invalid(field, "taken")


def add_named(
    session: Session, table: type[T], workspace: tables.Workspace, name: str, *, limit: str, now: dt.datetime, **values: Any
) -> T:
    """A new row that is known by a name which only it has; `limit` is the kind in `limits.DEFAULTS`."""
    limits.check(session, workspace, limit)
    claim(session, table, workspace.id, "name_key", fold_name(name), field="name")
    make: Any = table
    row: T = make(
        workspace_id=workspace.id,
        name=name,
        name_key=fold_name(name),
        is_active=True,
        created_on=now,
        modified_on=now,
        **values,
    )
    session.add(row)
    session.flush()
    return row


def rename(session: Session, row: Any, name: str, now: dt.datetime) -> None:
    key = fold_name(name)
    claim(session, type(row), row.workspace_id, "name_key", key, field="name", own_id=row.id)
    row.name, row.name_key, row.modified_on = name, key, now
    session.flush()


def delete(session: Session, row: Any, now: dt.datetime) -> None:
    row.is_active, row.modified_on = False, now
    session.flush()


def restore(
    session: Session, workspace: tables.Workspace, row: Any, limit: str, now: dt.datetime, *, unique: Sequence[tuple[str, str]]
) -> None:
    """`unique`: columns that no other may share, with the field that an error names."""
    limits.check(session, workspace, limit)
    for column, field in unique:
        claim(session, type(row), workspace.id, column, getattr(row, column), field=field)
    row.is_active, row.modified_on = True, now
    session.flush()


def by_name(rows: list[T]) -> list[T]:
    """As people look for names: case and forms do not count."""
    return sorted(rows, key=lambda row: (fold_name(row.name), row.id))  # type: ignore[attr-defined]
