"""Commands that may be asked again because the answer was lost. Who asks says by a UUID that it is the same request, and what it
makes is made once."""

from __future__ import annotations

import uuid as uuids
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.store import tables

Row = TypeVar("Row", tables.Broadcast, tables.FlowStart)


def check_request_id(text: str) -> str:
    """As UUIDs are written here. Raises Invalid request_id `not_a_uuid`."""
    try:
        return str(uuids.UUID(text))
    except ValueError:
        raise Invalid("request_id", "not_a_uuid") from None


def made_before(session: Session, table: type[Row], request_id: str | None, workspace_id: int) -> Row | None:
    """What this request has made already: it bears its UUID. Raises Invalid request_id `used`: that is another workspace's."""
    if request_id is None:
        return None
    row = session.scalar(select(table).where(table.uuid == request_id))
    if row is not None and row.workspace_id != workspace_id:
        raise Invalid("request_id", "used")
    return row
