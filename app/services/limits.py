"""How many of a kind a workspace may have: what every workspace may, unless its own row says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.errors import Invalid, OutpostError
from app.store import tables

# Source: RapidPro's limits of a workspace. Places and files have their own.
DEFAULTS: Mapping[str, int] = {
    "fields": 250,
    "groups": 250,
    "labels": 250,
    "globals": 250,
    "topics": 250,
    "templates": 250,
    "resthooks": 250,
}
HIGHEST = 100_000  # what a workspace's own row may say: more would make every page slow
_TABLES: Mapping[str, Any] = {
    "fields": tables.ContactField,
    "groups": tables.ContactGroup,
    "labels": tables.Label,
    "globals": tables.Global,
    "topics": tables.Topic,
    "templates": tables.Template,
    "resthooks": tables.Resthook,
}


def limit_of(workspace: tables.Workspace, kind: str) -> int:
    """`kind` is a key of `DEFAULTS`. A damaged value in the row counts as none."""
    own = workspace.limits.get(kind) if isinstance(workspace.limits, Mapping) else None
    return own if isinstance(own, int) and not isinstance(own, bool) and own >= 0 else DEFAULTS[kind]


def count(session: Session, workspace_id: int, kind: str) -> int:
    """How many there are that were not deleted."""
    return session.scalar(_count(kind, workspace_id)) or 0


def check(session: Session, workspace: tables.Workspace, kind: str, more: int = 1) -> None:
    """Raises OutpostError `limit_reached` (kind, limit) when there is no room for `more`."""
    limit = limit_of(workspace, kind)
    if count(session, workspace.id, kind) + more > limit:
        raise OutpostError("limit_reached", kind=kind, limit=limit)


def read_limits(given: Mapping[str, Any]) -> dict[str, int]:
    """What differs from the defaults, as `workspace.limits` keeps it. Raises Invalid limits `unknown` or `number`."""
    read: dict[str, int] = {}
    for kind, value in given.items():
        if kind not in DEFAULTS:
            raise Invalid("limits", "unknown", kind=str(kind)[:50])
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= HIGHEST:
            raise Invalid("limits", "number", kind=kind, most=HIGHEST)
        if value != DEFAULTS[kind]:
            read[kind] = value
    return read


def _count(kind: str, workspace_id: int) -> Select[int]:
    table = _TABLES[kind]
    return select(func.count()).select_from(table).where(table.workspace_id == workspace_id, table.is_active)
