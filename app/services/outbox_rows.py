"""What stands on a channel: what it holds, what it has sent, and who has something waiting for it.

Every query reads an index in its own order, so that a long queue costs no more than a short one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal_column, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, aliased

from app.services import radio
from app.services.base import Core
from app.services.outgoing import waits_since
from app.services.quiet_hours import quiet_end
from app.store import tables
from app.store.folders import is_unsent
from app.store.types import UtcDateTime

# A clock that was set back must not make a phone look full for longer than a window.
CLOCK_TOLERANCE = dt.timedelta(minutes=5)
MAX_AGE = dt.timedelta(days=7)
HANDED, SENT, DELIVERED, FAILED, UNCERTAIN = "handed", "sent", "delivered", "failed", "uncertain"
UNSENT = ("queued", "errored")
REPLY, BULK = 1, 0

_Msg, _Attempt = tables.Msg, tables.Attempt


@dataclass(frozen=True, slots=True)
class Held:
    """What a phone says it has: `ids` of attempts, of which it will try `refused` again later. `room` as in `SendDesk.take`;
    `most` parts may a message have that goes by itself (None: any number)."""

    ids: frozenset[int] = frozenset()
    refused: frozenset[int] = frozenset()
    room: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A workspace that shares a channel. `replies_since` and `bulk_since`: since when its oldest ones wait that could go now
    (None: there are none). `budget` parts are left for today (None: no limit), `spent` are gone; `quiet_until` is the end of
    the quiet hours that it is in. `kinds` are the priorities and statuses of which some wait."""

    workspace_id: int
    uuid: str
    is_archived: bool
    weight: float
    virtual_time: float
    daily_budget: int | None
    spent: int
    quiet_until: dt.datetime | None
    replies_since: dt.datetime | None
    bulk_since: dt.datetime | None
    kinds: frozenset[tuple[int, str]]

    @property
    def budget(self) -> int | None:
        return None if self.daily_budget is None else max(0, self.daily_budget - self.spent)

    @property
    def waits_since(self) -> dt.datetime | None:
        return min((since for since in (self.replies_since, self.bulk_since) if since is not None), default=None)

    @property
    def is_held_back(self) -> bool:
        """By the night or its budget, whatever room there is."""
        return self.budget == 0 or (self.quiet_until is not None and self.replies_since is None)

    def may_send(self, room: radio.Room) -> bool:
        """Whether something of it could go now, as far as that is known without looking at the message itself."""
        if self.is_archived:
            return self.waits_since is not None
        has_bulk = self.bulk_since is not None and self.quiet_until is None and room.bulk > 0
        return not self.is_held_back and (self.replies_since is not None or has_bulk)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A channel at one moment. `open` are ids of the attempts that it was handed and has not reported; `last_on` is when it
    was handed something last. `is_bulks_turn`: replies have been waiting since then, and it was one of them."""

    rate: radio.Rate
    load: radio.Load
    room: radio.Room
    open: frozenset[int]
    shares: Sequence[Share]
    last_on: dt.datetime | None
    is_bulks_turn: bool

    @property
    def may_send(self) -> bool:
        return not self.room.is_none and any(share.may_send(self.room) for share in self.shares)


def look(session: Session, core: Core, channel: tables.Channel, held: Held, *, with_shares: bool = False) -> Outlook:
    """Without the shares where there is no room, unless they are wanted."""
    connection, now = session.connection(), core.clock.now()
    rate = radio.rate_of(channel.kind, channel.config)
    pace = radio.pace_of(rate, core.presence.interval(channel.id, radio.visits_until_sent(channel.app_version)))
    open_now = connection.execute(_OPEN, {"channel_id": channel.id}).all()
    load = _load(connection, {"channel_id": channel.id, "now": now}, rate, pace, _OpenParts.of(open_now, held))
    room = radio.room(rate, pace, load) if held.room is None else radio.fixed_room(rate, held.room, load, held.most)
    upto = {"channel_id": channel.id, "until": now + CLOCK_TOLERANCE}
    last = connection.execute(_LAST, upto).first()
    last_on = last.handed_on if last else None
    shares = read_shares(connection, channel.id, now) if with_shares or not room.is_none else []
    has_backlog = _has_backlog(shares, last_on)
    if has_backlog:
        room = replace(room, bulk=room.unpaced)
    is_bulks_turn = has_backlog and last is not None and not last.is_bulk
    return Outlook(rate, load, room, frozenset(row.id for row in open_now), shares, last_on, is_bulks_turn)


def _has_backlog(shares: Sequence[Share], last_on: dt.datetime | None) -> bool:
    """There are more replies than the radio carries: holding back bulk would keep nothing free, and starve it."""
    since = [share.replies_since for share in shares if share.replies_since is not None and not share.is_held_back]
    return last_on is not None and any(one <= last_on for one in since)


def read_shares(connection: Connection, channel_id: int, now: dt.datetime) -> list[Share]:
    """Of all workspaces of the channel, by their ids."""
    rows = connection.execute(_SHARES, {"channel_id": channel_id, "now": now, "oldest": now - MAX_AGE}).all()
    zones = {row.workspace_id: row.timezone for row in rows if row.daily_budget is not None}
    spent = spent_today(connection, channel_id, now, zones)
    return [
        Share(
            workspace_id=row.workspace_id,
            uuid=row.uuid,
            is_archived=row.is_archived,
            weight=row.weight,
            virtual_time=row.virtual_time,
            daily_budget=row.daily_budget,
            spent=spent.get(row.workspace_id, 0),
            quiet_until=quiet_end(now, row.timezone, row.quiet_from, row.quiet_until),
            replies_since=_first(row.replies_queued, row.replies_errored),
            bulk_since=_first(row.bulk_queued, row.bulk_errored),
            kinds=frozenset(kind for kind, name in _HEADS.items() if getattr(row, name) is not None),
        )
        for row in rows
    ]


def spent_today(connection: Connection, channel_id: int, now: dt.datetime, zones: dict[int, str]) -> dict[int, int]:
    """Parts handed to the channel since the workspace's midnight, by workspace; `zones` are their time zones."""
    by_midnight: dict[dt.datetime, set[int]] = {}
    for workspace_id, zone in zones.items():
        by_midnight.setdefault(midnight(now, zone), set()).add(workspace_id)
    found: dict[int, int] = {}
    for since, workspaces in by_midnight.items():
        span = {"channel_id": channel_id, "since": since, "until": now + CLOCK_TOLERANCE}
        spent = connection.execute(_SPENT, span).all()
        found |= {row.workspace_id: int(row.parts) for row in spent if row.workspace_id in workspaces}
    return found


def midnight(now: dt.datetime, timezone: str, days: int = 0) -> dt.datetime:
    """When the local day began, or another one so many days later (aware UTC)."""
    zone = ZoneInfo(timezone)
    day = now.astimezone(zone).date() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)


def is_due() -> ColumnElement[bool]:
    """Of one channel, and waiting to be handed over: its time has come, it is not too old, and nothing of its bundle that
    stands before it waits for another try."""
    is_time = or_(_Msg.next_attempt.is_(None), _Msg.next_attempt <= bindparam("now"))
    is_first = or_(_Msg.bundle_id.is_(None), ~_held_up_by().exists())
    return and_(is_unsent(), is_time, waits_since(_Msg) >= bindparam("oldest"), is_first)


def _held_up_by() -> Any:
    """The part of the contact's messages that a bundle can be in: read from the index by contact and id."""
    before = aliased(tables.Msg, name="before")
    return select(before.id).where(
        before.contact_id == _Msg.contact_id,
        before.id >= _Msg.bundle_id,
        before.id < _Msg.id,
        or_(before.id == _Msg.bundle_id, before.bundle_id == _Msg.bundle_id),
        before.status.in_([literal_column(f"'{status}'") for status in UNSENT]),
        before.next_attempt > bindparam("now"),
    )


def _first(*since: dt.datetime | None) -> dt.datetime | None:
    return min((one for one in since if one is not None), default=None)


@dataclass(frozen=True, slots=True)
class _OpenParts:
    """Parts that wait on the phone, how many of these are bulk, and those that it will try again."""

    waiting: int
    bulk: int
    refused: int

    @classmethod
    def of(cls, rows: Sequence[Any], held: Held) -> _OpenParts:
        waiting = [row for row in rows if row.id not in held.refused]
        refused = sum(row.segments for row in rows if row.id in held.refused)
        return cls(sum(row.segments for row in waiting), sum(row.segments for row in waiting if row.is_bulk), refused)


def _load(connection: Connection, at: dict[str, Any], rate: radio.Rate, pace: radio.Pace, parts: _OpenParts) -> radio.Load:
    """The radio counts what it sends when it sends it, which may be long after it was handed over (by another window at most)."""
    now, pace_since = at["now"], at["now"] - dt.timedelta(seconds=pace.seconds)
    span = {"handed_since": now - 2 * max(rate.window, radio.WINDOW), "until": now + CLOCK_TOLERANCE}
    moments = {"window_since": now - rate.window, "pace_since": pace_since}
    row = connection.execute(_PARTS_SENT, {"channel_id": at["channel_id"], **span, **moments}).one()
    return radio.Load(
        waiting=parts.waiting,
        refused=parts.refused,
        sent=int(row.sent or 0),
        bulk=parts.bulk + int(row.bulk or 0),
        lately=parts.bulk + int(row.lately or 0),
    )


def _head(name: str, priority: int, status: str) -> Any:
    """Since when the first of these could go: one that is tried again, since its time came. The index of the outbox gives it
    without looking at the others."""
    return (
        select(func.coalesce(_Msg.next_attempt, waits_since(_Msg)))
        .where(
            is_due(),
            _Msg.channel_id == tables.ChannelWorkspace.channel_id,
            _Msg.workspace_id == tables.ChannelWorkspace.workspace_id,
            _Msg.status == literal_column(f"'{status}'"),
            _Msg.priority == literal_column(str(priority)),
        )
        .order_by(_Msg.id)
        .limit(1)
        .correlate(tables.ChannelWorkspace)
        .scalar_subquery()
        .label(name)
    )


# Made once: putting a statement together costs more than running it.
_OPEN = (
    select(_Attempt.id, _Attempt.segments, _Attempt.is_bulk)
    .where(_Attempt.channel_id == bindparam("channel_id"), _Attempt.state == HANDED)
    .order_by(_Attempt.id)
)
_WENT_ON = func.coalesce(_Attempt.sent_on, _Attempt.handed_on)
_IN_WINDOW = bindparam("window_since", type_=UtcDateTime) < _WENT_ON
_IN_PACE = bindparam("pace_since", type_=UtcDateTime) < _WENT_ON
_PARTS_SENT = select(
    func.sum(case((_IN_WINDOW, _Attempt.segments), else_=0)).label("sent"),
    func.sum(case((and_(_IN_WINDOW, _Attempt.is_bulk), _Attempt.segments), else_=0)).label("bulk"),
    func.sum(case((and_(_IN_PACE, _Attempt.is_bulk), _Attempt.segments), else_=0)).label("lately"),
).where(
    _Attempt.channel_id == bindparam("channel_id"),
    _Attempt.handed_on > bindparam("handed_since"),
    _Attempt.handed_on < bindparam("until"),
    _Attempt.state != HANDED,
)
_LAST = (
    select(_Attempt.handed_on, _Attempt.is_bulk)
    .where(_Attempt.channel_id == bindparam("channel_id"), _Attempt.handed_on < bindparam("until"))
    .order_by(_Attempt.handed_on.desc())
    .limit(1)
)
_SPENT = (
    select(_Msg.workspace_id, func.sum(_Attempt.segments).label("parts"))
    .join(_Msg, _Msg.id == _Attempt.msg_id)
    .where(
        _Attempt.channel_id == bindparam("channel_id"),
        _Attempt.handed_on >= bindparam("since"),
        _Attempt.handed_on < bindparam("until"),
    )
    .group_by(_Msg.workspace_id)
)
_HEADS = {
    (REPLY, "queued"): "replies_queued",
    (REPLY, "errored"): "replies_errored",
    (BULK, "queued"): "bulk_queued",
    (BULK, "errored"): "bulk_errored",
}
_Link, _Space = tables.ChannelWorkspace, tables.Workspace
_SHARES = (
    select(
        _Link.workspace_id,
        _Link.weight,
        _Link.virtual_time,
        _Link.daily_budget,
        _Space.uuid,
        _Space.timezone,
        _Space.is_archived,
        _Space.quiet_from,
        _Space.quiet_until,
        *(_head(name, priority, status) for (priority, status), name in _HEADS.items()),
    )
    .join(_Space, _Space.id == _Link.workspace_id)
    .where(_Link.channel_id == bindparam("channel_id"))
    .order_by(_Link.workspace_id)
)
