"""Whether the web services that flows call are well: one that keeps flows waiting over and over is an incident.

A call is ill that got no answer or took ten seconds. Answers that flows don't like (404, 500) are none of it: they come quickly,
and flows have their own way for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.engine.webhooks import CONNECTION_ERROR, host_of
from app.services import incidents
from app.store import tables
from app.store.database import UnitOfWork

ILL_MS = 10_000
ILL_CALLS = 5  # to one host, one after the other, until it is an incident
WINDOW = dt.timedelta(minutes=20)
LOOKED_AT = 50  # latest calls to all hosts


def called(work: UnitOfWork, workspace_id: int, call: Mapping[str, Any], now: dt.datetime) -> None:
    """A call whose log is written: its host's incident may begin, or end. In the caller's transaction."""
    host = _host(str(call.get("url") or ""))
    if not _is_ill(str(call.get("status")), int(call.get("elapsed_ms") or 0)):
        incidents.close_incident(work, now, incidents.WEBHOOKS_UNHEALTHY, scope=host, workspace_id=workspace_id)
    elif _are_all_ill(work.session, workspace_id, host, now):
        incidents.open_incident(work, now, workspace_id, incidents.WEBHOOKS_UNHEALTHY, scope=host, data={"host": host})


def _are_all_ill(session: Session, workspace_id: int, host: str, now: dt.datetime) -> bool:
    wanted = {"workspace_id": workspace_id, "since": now - WINDOW}
    found = session.connection().execute(_LATEST, wanted)
    latest = [_is_ill(row.status, row.elapsed_ms) for row in found if _host(row.url) == host][:ILL_CALLS]
    return len(latest) == ILL_CALLS and all(latest)


def _is_ill(status: str, elapsed_ms: int) -> bool:
    return status == CONNECTION_ERROR or elapsed_ms >= ILL_MS


def _host(url: str) -> str:
    try:
        return host_of(url)
    except ValueError:
        return ""


_LOG = tables.HttpLog
_LATEST = (
    select(_LOG.url, _LOG.status, _LOG.elapsed_ms)
    .where(_LOG.workspace_id == bindparam("workspace_id"), _LOG.created_on > bindparam("since"))
    .order_by(_LOG.id.desc())
    .limit(LOOKED_AT)
)
