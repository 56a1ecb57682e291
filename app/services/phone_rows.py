"""Phones as staff see them, read from rows and from what was heard last."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts.phones import Phone, PhoneState
from app.errors import NotFound
from app.ports import PhoneStatus
from app.services.base import Core
from app.store import tables
from app.store.folders import is_unsent

SYNC_SECONDS = 600  # the app's job; see the relayer's reference
KIND = "relayer"
RELEASED = "released"
MAX_LISTED = 500


def read_phones(session: Session, core: Core) -> list[Phone]:
    """All but the released, newest first."""
    query = (
        select(tables.Channel)
        .where(tables.Channel.state != RELEASED, tables.Channel.kind == KIND)
        .order_by(tables.Channel.id.desc())
        .limit(MAX_LISTED)
    )
    return _as_phones(session, core, list(session.scalars(query)))


def read_phone(session: Session, core: Core, channel: tables.Channel) -> Phone:
    return _as_phones(session, core, [channel])[0]


def find_phone(session: Session, uuid: str) -> tables.Channel:
    """A phone that is not released; raises NotFound."""
    query = select(tables.Channel).where(tables.Channel.uuid == uuid, tables.Channel.state != RELEASED)
    channel = session.scalar(query)
    if channel is None:
        raise NotFound("phone", uuid)
    return channel


def stored_status(status: PhoneStatus) -> dict[str, Any]:
    """What of a status is kept: counts instead of the ids that the phone holds."""
    return {
        "battery": status.battery,
        "power_source": status.power_source,
        "power_status": status.power_status,
        "network": status.network,
        "pending": len(status.pending),
        "retry": len(status.retry),
    }


def _as_phones(session: Session, core: Core, channels: list[tables.Channel]) -> list[Phone]:
    found = [channel.id for channel in channels]
    serves = _workspaces(session, found)
    queued = _queued(session, found)
    return [_as_phone(core, channel, serves.get(channel.id, []), queued.get(channel.id, 0)) for channel in channels]


def _as_phone(core: Core, channel: tables.Channel, workspaces: list[str], queued: int) -> Phone:
    seen = core.presence.get(channel.id)
    last_seen_on = seen.on if seen else channel.last_seen_on
    heard = seen.status if seen else None
    status = stored_status(heard) if heard else dict(channel.status or {})
    battery = int(status.get("battery", -1))
    return Phone(
        uuid=channel.uuid,
        name=channel.name,
        number=channel.address,
        state=_state(channel.state),
        device=channel.device,
        os=channel.os,
        app_version=channel.app_version,
        country=channel.country,
        battery=battery if 0 <= battery <= 100 else None,
        power_source=str(status.get("power_source", "")),
        power_status=str(status.get("power_status", "")),
        network=str(status.get("network", "")),
        pending=int(status.get("pending", 0)),
        retry=int(status.get("retry", 0)),
        queued=queued,
        clock_skew=seen.clock_skew if seen else channel.clock_skew,
        last_seen_on=last_seen_on,
        next_sync_on=last_seen_on + dt.timedelta(seconds=SYNC_SECONDS) if last_seen_on else None,
        registered_on=channel.registered_on,
        workspaces=workspaces,
        packs=(channel.config or {}).get("packs", 1),
    )


def _workspaces(session: Session, channels: list[int]) -> dict[int, list[str]]:
    """UUIDs by channel, its default first."""
    share = tables.ChannelWorkspace
    query = (
        select(share.channel_id, tables.Workspace.uuid)
        .join(tables.Workspace, tables.Workspace.id == share.workspace_id)
        .where(share.channel_id.in_(channels))
        .order_by(share.is_default.desc(), share.workspace_id)
    )
    found: dict[int, list[str]] = {}
    for channel_id, uuid in session.execute(query):
        found.setdefault(channel_id, []).append(uuid)
    return found


def _queued(session: Session, channels: list[int]) -> dict[int, int]:
    msg = tables.Msg
    query = select(msg.channel_id, func.count()).where(is_unsent(), msg.channel_id.in_(channels)).group_by(msg.channel_id)
    return {channel_id: count for channel_id, count in session.execute(query) if channel_id is not None}


def _state(text: str) -> PhoneState:
    return text  # type: ignore[return-value]
