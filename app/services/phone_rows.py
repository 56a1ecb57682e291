"""Phones as staff see them, read from rows and from what was heard last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts.phones import Phone, PhoneShare, PhoneState
from app.errors import NotFound
from app.ports import PhoneStatus
from app.services import radio
from app.services.base import Core
from app.services.outbox_rows import spent_today
from app.services.quiet_hours import quiet_end
from app.store import tables
from app.store.folders import is_unsent

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
    query = query.where(tables.Channel.kind == KIND)
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
    shares = read_shares(session, core.clock.now(), [channel.id for channel in channels])
    return [_as_phone(core, channel, shares.get(channel.id, [])) for channel in channels]


def _as_phone(core: Core, channel: tables.Channel, shares: list[PhoneShare]) -> Phone:
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
        queued=sum(share.queued for share in shares),
        clock_skew=seen.clock_skew if seen else channel.clock_skew,
        last_seen_on=last_seen_on,
        next_sync_on=last_seen_on + dt.timedelta(seconds=radio.POLL_SECONDS) if last_seen_on else None,
        registered_on=channel.registered_on,
        workspaces=[share.workspace for share in shares],
        packs=(channel.config or {}).get("packs", 1),
        shares=shares,
    )


def read_shares(session: Session, now: dt.datetime, channels: list[int]) -> dict[int, list[PhoneShare]]:
    """By channel, its default first."""
    share, space = tables.ChannelWorkspace, tables.Workspace
    query = (
        select(share, space)
        .join(space, space.id == share.workspace_id)
        .where(share.channel_id.in_(channels))
        .order_by(share.is_default.desc(), share.workspace_id)
    )
    rows = session.execute(query).all()
    queued = _queued(session, channels)
    spent = {channel: _spent(session, now, channel, rows) for channel in {row.channel_id for row, _ in rows if row.daily_budget}}
    found: dict[int, list[PhoneShare]] = {}
    for row, workspace in rows:
        of_workspace = PhoneShare(
            workspace=workspace.uuid,
            is_default=row.is_default,
            weight=row.weight,
            daily_budget=row.daily_budget,
            spent_today=spent[row.channel_id].get(row.workspace_id, 0) if row.daily_budget else None,
            queued=queued.get((row.channel_id, row.workspace_id), 0),
            quiet_until=quiet_end(now, workspace.timezone, workspace.quiet_from, workspace.quiet_until),
        )
        found.setdefault(row.channel_id, []).append(of_workspace)
    return found


def _spent(session: Session, now: dt.datetime, channel: int, rows: Sequence[Any]) -> dict[int, int]:
    zones = {row.workspace_id: space.timezone for row, space in rows if row.channel_id == channel and row.daily_budget}
    return spent_today(session.connection(), channel, now, zones)


def _queued(session: Session, channels: list[int]) -> dict[tuple[int, int], int]:
    """Messages that wait, by channel and workspace."""
    msg = tables.Msg
    query = select(msg.channel_id, msg.workspace_id, func.count()).where(is_unsent(), msg.channel_id.in_(channels))
    rows = session.execute(query.group_by(msg.channel_id, msg.workspace_id))
    return {(channel_id, workspace_id): count for channel_id, workspace_id, count in rows if channel_id is not None}


def _state(text: str) -> PhoneState:
    return text  # type: ignore[return-value]
