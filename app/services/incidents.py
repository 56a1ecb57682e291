"""Trouble that lasts: opened once, told to the administrators, closed when it is over.

`channel:disconnected`: a phone was not heard of for half an hour. Its scope is the phone's UUID, and every workspace that the
phone serves has an incident of its own.

`modem:stopped`: the modem of a SIM that the office uses is away, or can't work, for a quarter of an hour; `modem:paused`: sending
by it was stopped, as several recipients running were refused, or its network barred it. Their scope is the channel's UUID, their
data its `name` and `trouble` (a word of `app.contracts.modems.Modem.trouble`, or `away`).

`webhooks:unhealthy`: a web service that flows call does not answer, or slowly (`app.services.webhook_health`). Its scope is
the host.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import notifications as contracts
from app.contracts.base import ADMINISTRATOR, Page
from app.services import notifications
from app.services.base import Core, Service
from app.services.phone_rows import KIND
from app.store import tables
from app.store.database import UnitOfWork

log = logging.getLogger(__name__)

CHANNEL_DISCONNECTED: Final = "channel:disconnected"
MODEM_STOPPED: Final = "modem:stopped"
MODEM_PAUSED: Final = "modem:paused"
WEBHOOKS_UNHEALTHY: Final = "webhooks:unhealthy"
TYPES: Final = (CHANNEL_DISCONNECTED, MODEM_STOPPED, MODEM_PAUSED, WEBHOOKS_UNHEALTHY)
UNSEEN_SECONDS = 30 * 60
MAX_PAGE = 100

_Incident = tables.Incident
_OPEN = select(_Incident).where(
    _Incident.type == bindparam("type"), _Incident.scope == bindparam("scope"), _Incident.ended_on.is_(None)
)
_OPEN_HERE = _OPEN.where(_Incident.workspace_id == bindparam("workspace_id"))


def open_incident(
    work: UnitOfWork,
    now: dt.datetime,
    workspace_id: int,
    type: str,
    *,
    scope: str = "",
    data: Mapping[str, Any] | None = None,
) -> bool:
    """In the caller's transaction; tells the workspace's administrators. False: one of this type and scope is open already."""
    assert type in TYPES, type
    session = work.session
    if session.scalar(_OPEN_HERE, {"workspace_id": workspace_id, "type": type, "scope": scope}) is not None:
        return False
    told = dict(data or {})
    incident = _Incident(
        uuid=ids.uuid7(now), workspace_id=workspace_id, type=type, scope=scope, data=told or None, started_on=now
    )
    session.add(incident)
    session.flush()
    people = notifications.members(session, workspace_id, ADMINISTRATOR)
    kind = notifications.INCIDENT_STARTED
    notifications.notify(work, now, workspace_id, people, kind, scope=incident.uuid, data={**told, "incident": type})
    return True


def close_incident(work: UnitOfWork, now: dt.datetime, type: str, *, scope: str = "", workspace_id: int | None = None) -> int:
    """End what is open of this type and scope, in one workspace or in all; returns how many."""
    known = {"type": type, "scope": scope}
    if workspace_id is None:
        found = list(work.session.scalars(_OPEN, known))
    else:
        found = list(work.session.scalars(_OPEN_HERE, {**known, "workspace_id": workspace_id}))
    for incident in found:
        incident.ended_on = now
    if found:
        work.publish("notifications")
    return len(found)


def watch_phones(core: Core) -> int:
    """Open an incident for every active phone that was not heard of for half an hour; returns how many. Every minute.

    Counted on the clock that never goes back and from the engine's start, so that neither a leap of the wall clock nor a
    night with the PC off says that phones are gone.
    """
    with core.store.read() as session:
        known = _open_scopes(session)
        gone = [one for one in _active_phones(session) if one.uuid not in known and _is_silent(core, one)]
        gone = [one for one in gone if any(_served(session, one.id))]
    opened = 0
    for channel in gone:
        with core.store.write() as work:
            opened += _phone_is_gone(work, core, channel)
            work.commit()
    return opened


def phone_is_back(work: UnitOfWork, now: dt.datetime, channel: tables.Channel) -> None:
    """Called with what a phone's sync writes."""
    close_incident(work, now, CHANNEL_DISCONNECTED, scope=channel.uuid)


def is_open(session: Session, type: str, scope: str) -> bool:
    """In any workspace."""
    return session.scalar(_OPEN.limit(1), {"type": type, "scope": scope}) is not None


def modem_has(work: UnitOfWork, now: dt.datetime, channel: tables.Channel, type: str, trouble: str) -> int:
    """Open an incident for each workspace that the modem's SIM serves, in the caller's transaction; returns how many are new."""
    data = {"name": channel.name, "trouble": trouble}
    served = list(_served(work.session, channel.id))
    return sum(open_incident(work, now, space, type, scope=channel.uuid, data=data) for space in served)


def modem_is_over(work: UnitOfWork, now: dt.datetime, channel: tables.Channel, *types: str) -> int:
    """End its incidents of these types, or of all; returns how many."""
    return sum(close_incident(work, now, type, scope=channel.uuid) for type in types or (MODEM_STOPPED, MODEM_PAUSED))


class Incidents(Service, contract=contracts.Incidents):
    """Implements `app.contracts.notifications.Incidents`."""

    def all(self, workspace: str, ongoing: bool = True, before: str | None = None, limit: int = 50) -> Page[contracts.Incident]:
        limit = min(max(limit, 1), MAX_PAGE)
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            is_over = _Incident.ended_on.is_(None) if ongoing else _Incident.ended_on.is_not(None)
            query = select(_Incident).where(_Incident.workspace_id == space.id, is_over).order_by(_Incident.id.desc())
            if before is not None:
                query = query.where(_Incident.id < notifications.read_cursor(before))
            found = list(session.scalars(query.limit(limit + 1)))
        rows = [_as_contract(row) for row in found[:limit]]
        return Page(rows, str(found[limit - 1].id) if len(found) > limit else None)


def _active_phones(session: Session) -> list[tables.Channel]:
    channel = tables.Channel
    return list(session.scalars(select(channel).where(channel.state == "active", channel.kind == KIND)))


def _is_silent(core: Core, channel: tables.Channel) -> bool:
    """One that was claimed just now has not had the time to come."""
    claimed_on = channel.claimed_on
    is_new = claimed_on is not None and abs(core.clock.now() - claimed_on) < dt.timedelta(seconds=UNSEEN_SECONDS)
    return not is_new and core.silent_seconds(channel.id) >= UNSEEN_SECONDS


def _open_scopes(session: Session) -> set[str]:
    query = select(_Incident.scope).where(_Incident.type == CHANNEL_DISCONNECTED, _Incident.ended_on.is_(None))
    return set(session.scalars(query))


def _phone_is_gone(work: UnitOfWork, core: Core, channel: tables.Channel) -> int:
    """Looked at again inside the transaction: a sync may have come between."""
    if not _is_silent(core, channel):
        return 0
    now = core.clock.now()
    seen = channel.last_seen_on.isoformat() if channel.last_seen_on else None
    data = {"name": channel.name, "last_seen_on": seen}
    served = list(_served(work.session, channel.id))
    log.info("phone_disconnected channel=%d", channel.id)
    return sum(open_incident(work, now, space, CHANNEL_DISCONNECTED, scope=channel.uuid, data=data) for space in served)


def _served(session: Session, channel_id: int) -> Iterator[int]:
    share, space = tables.ChannelWorkspace, tables.Workspace
    query = select(space.id).join(share, share.workspace_id == space.id)
    yield from session.scalars(query.where(share.channel_id == channel_id, ~space.is_archived).order_by(space.id))


def _as_contract(row: tables.Incident) -> contracts.Incident:
    return contracts.Incident(
        uuid=row.uuid,
        type=row.type,
        scope=row.scope,
        started_on=row.started_on,
        ended_on=row.ended_on,
        data=dict(row.data or {}),
    )
