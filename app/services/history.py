"""What happened to a contact and stands in no other row: lines of its time line (`ContactEvent`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert

from app.engine.jsontime import read_time
from app.store import tables
from app.store.database import UnitOfWork

_HEAD = ("uuid", "type", "created_on")


def remember(
    work: UnitOfWork,
    contact: tables.Contact,
    event: Mapping[str, Any],
    *,
    session_id: int | None = None,
    user_id: int | None = None,
    without: tuple[str, ...] = (),
) -> None:
    """Keep an engine event in the caller's transaction, save its properties `without`, which other rows hold."""
    work.session.connection().execute(
        _INSERT,
        {
            "uuid": event["uuid"],
            "workspace_id": contact.workspace_id,
            "contact_id": contact.id,
            "session_id": session_id,
            "user_id": user_id,
            "type": event["type"],
            "data": {key: value for key, value in event.items() if key not in _HEAD and key not in without},
            "created_on": time_of(event),
        },
    )


def time_of(event: Mapping[str, Any]) -> dt.datetime:
    """When an engine event happened."""
    return read_time(event["created_on"]).to_datetime().astimezone(dt.UTC)


_INSERT = insert(tables.ContactEvent)
