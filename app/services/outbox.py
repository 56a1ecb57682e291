"""What phones may send: handing over, fair across workspaces, and what became of it."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.contracts.messages import ERROR_LIMIT, NO_DESTINATION, TOO_LONG, TOO_OLD
from app.ports import Handed, SendReport
from app.queue.policy import OwnerState, charged, pick, rejoined
from app.services import fires
from app.services.base import Core, explained
from app.services.outgoing import SENDING_STATES, waits_since
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folders import is_unsent

log = logging.getLogger(__name__)

# What a phone sends in one window, for each message pack: the app stops before its count reaches 30.
PARTS_PER_PACK = 29
WINDOW = dt.timedelta(minutes=32)
# A clock that was set back must not make a phone look full for longer than a window.
CLOCK_TOLERANCE = dt.timedelta(minutes=5)

MAX_ERRORS = 3
RETRY_MINUTES = 5  # times the number of errors. Source: RapidPro
MAX_AGE = dt.timedelta(days=7)
TOO_OLD_BATCH = 500

HANDED, SENT, DELIVERED, FAILED, UNCERTAIN = "handed", "sent", "delivered", "failed", "uncertain"
UNSENT = ("queued", "errored")
SETTLED = (SENT, DELIVERED, FAILED, UNCERTAIN)
PRIORITIES = (1, 0)
RANK = {"queued": 0, "errored": 0, "wired": 1, "failed": 1, "sent": 2, "delivered": 3, "read": 4}

_NUMBER = re.compile(r"\+?[0-9]{3,20}")


class Outbox:
    """Implements `app.ports.SendDesk`."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def take(self, channel_id: int, held: Sequence[int], room: int | None = None) -> list[Handed]:
        if not self._has_work(channel_id, held, room):
            return []
        with explained(), self._core.store.write(durable=True) as work:
            channel = work.session.get(tables.Channel, channel_id)
            if channel is None or channel.state not in SENDING_STATES:
                return []
            handing = _Handing(self._core, work, channel)
            handed = [*handing.again(held), *handing.new(room)]
            work.commit()
        return handed

    def report(self, channel_id: int, reports: Sequence[SendReport]) -> None:
        """On the disk when it returns: the phone forgets what was acknowledged."""
        if not reports:
            return
        with explained(), self._core.store.write(durable=True) as work:
            attempts = _attempts(work.session, channel_id, [report.attempt_id for report in reports])
            for report in reports:
                attempt = attempts.get(report.attempt_id)
                if attempt is not None:
                    _Reporting(self._core, work, attempt).take(report)
            work.commit()

    def _has_work(self, channel_id: int, held: Sequence[int], room: int | None) -> bool:
        """Phones sync often and mostly find nothing, or hold as much as they can send: no write transaction for that."""
        now = self._core.clock.now()
        wanted = {"channel_id": channel_id, "now": now, "oldest": now - MAX_AGE}
        with self._core.store.read() as session:
            connection = session.connection()
            attempts = connection.execute(_BY_STATE, {"channel_id": channel_id, "state": HANDED})
            if not {row.id for row in attempts} <= set(held):
                return True
            if all(connection.execute(_ANY_DUE, {**wanted, "status": status}).first() is None for status in UNSENT):
                return False
            if room is not None:
                return room > 0
            config = connection.execute(_CONFIG, {"channel_id": channel_id}).scalar()
            return _used_parts(connection, channel_id, now) < _capacity(config)


def fail_too_old(core: Core) -> int:
    """Fail what could not be sent for seven days, so that a phone that comes back sends no old news. Source: RapidPro."""
    total = 0
    while failed := _fail_some_too_old(core):
        total += failed
    return total


def _fail_some_too_old(core: Core) -> int:
    """In a transaction short enough for phones to wait for."""
    msg = tables.Msg
    old = and_(is_unsent(), waits_since(msg) < core.clock.now() - MAX_AGE)
    with core.store.read() as session:
        ids = session.scalars(select(msg.id).where(old).limit(TOO_OLD_BATCH)).all()
    if not ids:
        return 0
    with core.store.write(durable=False) as work:
        rows = work.session.scalars(select(msg).where(msg.id.in_(ids), old)).all()
        for row in rows:
            _fail(core, work, row, TOO_OLD)
        work.commit()
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A message and whom it goes to; `path` None: no number that an SMS could go to."""

    msg: tables.Msg
    path: str | None
    contact: str


@dataclass(slots=True)
class _Owner:
    """A workspace with messages waiting on this channel. `budget` is the parts it may still send today; None: no limit."""

    share: tables.ChannelWorkspace
    workspace: tables.Workspace
    queue: deque[_Waiting]
    working: int
    budget: int | None
    virtual_time: float = 0.0

    def state(self) -> OwnerState:
        can_pay = self.budget is None or bool(self.queue and self.queue[0].msg.segments <= self.budget)
        return OwnerState(
            str(self.workspace.id), self.share.weight, self.working, self.virtual_time, len(self.queue), paused=not can_pay
        )

    def waits_since(self) -> dt.datetime:
        return min(waiting.msg.queued_on or waiting.msg.created_on for waiting in self.queue)

    def serve(self) -> _Waiting:
        served = self.queue.popleft()
        segments = served.msg.segments
        self.virtual_time = charged(self.state(), segments)
        self.working += segments
        if self.budget is not None:
            self.budget -= segments
        return served


@dataclass(slots=True)
class _Handing:
    """One hand-over to one phone. `open` are the attempts it was handed and has not reported."""

    core: Core
    work: UnitOfWork
    channel: tables.Channel
    now: dt.datetime = field(init=False)
    open: Sequence[Any] = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.core.clock.now()
        self.open = self.work.session.execute(_BY_STATE, {"channel_id": self.channel.id, "state": HANDED}).all()

    def again(self, held: Sequence[int]) -> list[Handed]:
        """What was handed and the phone neither holds nor has reported: the answer did not arrive. The same ids again, because
        the phone sends an id it knows only once."""
        known = set(held)
        query = (
            select(tables.Attempt.id, tables.ContactUrn.path, tables.Msg.text)
            .join(tables.Msg, tables.Msg.id == tables.Attempt.msg_id)
            .join(tables.ContactUrn, tables.ContactUrn.id == tables.Msg.urn_id)
            .where(tables.Attempt.channel_id == self.channel.id, tables.Attempt.state == HANDED)
            .order_by(tables.Attempt.id)
        )
        return [Handed(row.id, row.path, row.text) for row in self.work.session.execute(query) if row.id not in known]

    def new(self, room: int | None) -> list[Handed]:
        capacity = _capacity(self.channel.config)
        left = capacity - _used_parts(self.work.session.connection(), self.channel.id, self.now) if room is None else room
        chosen = self._choose(capacity, left) if left > 0 else []
        if not chosen:
            return []
        ids = self.core.phone_ids.next_ids(self.work, len(chosen))
        return [self._hand(attempt_id, owner, waiting) for attempt_id, (owner, waiting) in zip(ids, chosen, strict=True)]

    def _choose(self, capacity: int, left: int) -> list[tuple[_Owner, _Waiting]]:
        owners = {str(owner.workspace.id): owner for owner in self._owners(left)}
        chosen: list[tuple[_Owner, _Waiting]] = []
        while (picked := pick(owner.state() for owner in owners.values())) is not None:
            owner = owners[picked.owner]
            first = owner.queue[0]
            if first.path is None or first.msg.segments > capacity:
                _fail(self.core, self.work, owner.queue.popleft().msg, TOO_LONG if first.path else NO_DESTINATION)
                continue
            if first.msg.segments > left:
                break  # its turn comes at the next sync; letting shorter ones by would starve it
            left -= first.msg.segments
            chosen.append((owner, owner.serve()))
        for owner in owners.values():
            owner.share.virtual_time = owner.virtual_time
        return chosen

    def _hand(self, attempt_id: int, owner: _Owner, waiting: _Waiting) -> Handed:
        msg = waiting.msg
        attempt = tables.Attempt(
            id=attempt_id,
            msg_id=msg.id,
            channel_id=self.channel.id,
            state=HANDED,
            segments=msg.segments,
            handed_on=self.now,
        )
        self.work.session.add(attempt)
        msg.status, msg.modified_on, msg.next_attempt = "wired", self.now, None
        self.work.publish("messages", owner.workspace.uuid, waiting.contact)
        return Handed(attempt_id, waiting.path or "", msg.text)

    def _settled_since(self, since: dt.datetime) -> Iterator[Any]:
        """Attempts handed over since then and reported by now. The newest first, so that old ones are never read."""
        for state in SETTLED:
            for row in self.work.session.execute(_BY_STATE, {"channel_id": self.channel.id, "state": state}):
                if row.handed_on <= since:
                    break
                if row.handed_on < self.now + CLOCK_TOLERANCE:
                    yield row

    def _owners(self, limit: int) -> list[_Owner]:
        """Workspaces with something to send, their virtual times as they are to count now.

        One is busy if the phone has something of it, or if it waited already when the phone was last handed something.
        """
        found = [owner for share in self._shares() if (owner := self._owner(share, limit)).queue]
        last = self._last_handed_on()
        busy = [owner for owner in found if owner.working or (last and owner.waits_since() <= last)]
        level = [owner.state() for owner in busy]
        newest = max((owner.virtual_time for owner in found), default=0.0)
        for owner in found:
            if owner not in busy:
                owner.virtual_time = rejoined(owner.virtual_time, level) if level else newest
        return found

    def _last_handed_on(self) -> dt.datetime | None:
        session = self.work.session
        rows = [session.execute(_BY_STATE, {"channel_id": self.channel.id, "state": state}).first() for state in SETTLED]
        return max((row.handed_on for row in [*self.open, *rows] if row), default=None)

    def _shares(self) -> Sequence[tables.ChannelWorkspace]:
        share = tables.ChannelWorkspace
        query = select(share).where(share.channel_id == self.channel.id).order_by(share.workspace_id)
        return self.work.session.scalars(query).all()

    def _owner(self, share: tables.ChannelWorkspace, limit: int) -> _Owner:
        workspace = self.work.session.get_one(tables.Workspace, share.workspace_id)
        working = sum(row.segments for row in self.open if row.workspace_id == workspace.id)
        budget = None if share.daily_budget is None else share.daily_budget - self._spent_today(workspace)
        return _Owner(share, workspace, self._waiting(workspace.id, limit), working, budget, share.virtual_time)

    def _waiting(self, workspace_id: int, limit: int) -> deque[_Waiting]:
        """The next messages of a workspace: by priority, then first come. Each query reads an index in its own order, so that a
        long queue costs no more than a short one."""
        found: list[_Waiting] = []
        wanted: dict[str, Any] = {"channel_id": self.channel.id, "workspace_id": workspace_id, "limit": limit}
        wanted |= {"now": self.now, "oldest": self.now - MAX_AGE}
        for priority in PRIORITIES:
            if len(found) >= limit:
                break
            rows = [
                _Waiting(row[0], _sendable(row[1]), row[2])
                for status in UNSENT
                for row in self.work.session.execute(_NEXT, {**wanted, "priority": priority, "status": status})
            ]
            found += sorted(rows, key=lambda waiting: waiting.msg.id)
        return deque(found[:limit])

    def _spent_today(self, workspace: tables.Workspace) -> int:
        local = self.now.astimezone(ZoneInfo(workspace.timezone))
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(dt.UTC)
        rows = [
            *self._settled_since(midnight - dt.timedelta(microseconds=1)),
            *(row for row in self.open if row.handed_on >= midnight),
        ]
        return sum(row.segments for row in rows if row.workspace_id == workspace.id)


@dataclass(slots=True)
class _Reporting:
    """One word of a phone about one attempt. Statuses move forward only; late and repeated words are normal."""

    core: Core
    work: UnitOfWork
    attempt: tables.Attempt

    def take(self, report: SendReport) -> None:
        now = self.core.clock.now()
        when = report.occurred_on if self.attempt.handed_on <= report.occurred_on <= now else now
        msg = self.work.session.get_one(tables.Msg, self.attempt.msg_id)
        if report.outcome == "failed":
            self._failed(msg, when)
        else:
            self._sent(msg, when, is_delivered=report.outcome == "delivered")

    def _sent(self, msg: tables.Msg, when: dt.datetime, *, is_delivered: bool) -> None:
        attempt, status = self.attempt, DELIVERED if is_delivered else SENT
        if attempt.state != DELIVERED:
            attempt.state = status
        attempt.sent_on = attempt.sent_on or when
        if is_delivered:
            attempt.delivered_on = attempt.delivered_on or when
        if RANK[msg.status] >= RANK[status]:
            return
        is_first = msg.sent_on is None
        msg.status, msg.modified_on, msg.failed_reason, msg.next_attempt = status, self.core.clock.now(), None, None
        msg.sent_on = msg.sent_on or when
        if is_first:
            fires.start_counting(self.work.session, msg.id, when)
        _publish(self.work, msg)

    def _failed(self, msg: tables.Msg, when: dt.datetime) -> None:
        if self.attempt.state not in (HANDED, UNCERTAIN):
            return
        self.attempt.state, self.attempt.failed_on = FAILED, when
        if msg.status != "wired" or not self._is_latest(msg):
            return
        now = self.core.clock.now()
        msg.error_count += 1
        if msg.error_count >= MAX_ERRORS:
            _fail(self.core, self.work, msg, ERROR_LIMIT)
            return
        msg.status, msg.modified_on = "errored", now
        msg.next_attempt = now + dt.timedelta(minutes=RETRY_MINUTES * msg.error_count)
        _publish(self.work, msg)

    def _is_latest(self, msg: tables.Msg) -> bool:
        newest = self.work.session.scalar(select(func.max(tables.Attempt.id)).where(tables.Attempt.msg_id == msg.id))
        return newest == self.attempt.id


def _sendable(path: str | None) -> str | None:
    """The number, if an SMS can go to it: senders' names and `empty` are none."""
    return path if path and _NUMBER.fullmatch(path) else None


def _attempts(session: Session, channel_id: int, ids: Iterable[int]) -> dict[int, tables.Attempt]:
    query = select(tables.Attempt).where(tables.Attempt.channel_id == channel_id, tables.Attempt.id.in_(list(ids)))
    return {attempt.id: attempt for attempt in session.scalars(query)}


def _fail(core: Core, work: UnitOfWork, msg: tables.Msg, reason: str) -> None:
    msg.status, msg.failed_reason, msg.modified_on, msg.next_attempt = "failed", reason, core.clock.now(), None
    _publish(work, msg)


def _publish(work: UnitOfWork, msg: tables.Msg) -> None:
    workspace = work.session.get_one(tables.Workspace, msg.workspace_id)
    contact = work.session.get_one(tables.Contact, msg.contact_id)
    work.publish("messages", workspace.uuid, contact.uuid)


def _capacity(config: Any) -> int:
    """Parts that the phone can send in one window, by the message packs installed on it."""
    packs = (config or {}).get("packs", 1)
    return PARTS_PER_PACK * (packs if isinstance(packs, int) and packs > 0 else 1)


def _used_parts(connection: Connection, channel_id: int, now: dt.datetime) -> int:
    """Parts handed over within the window or still with the phone."""
    window = {"channel_id": channel_id, "since": now - WINDOW, "until": now + CLOCK_TOLERANCE}
    return int(connection.execute(_PARTS_OPEN, window).scalar_one() + connection.execute(_PARTS_SETTLED, window).scalar_one())


def _is_due() -> ColumnElement[bool]:
    """Of one unsent status (so it goes out): waiting to be handed over, its time come, and not too old."""
    msg = tables.Msg
    is_time = or_(msg.next_attempt.is_(None), msg.next_attempt <= bindparam("now"))
    return and_(
        is_unsent(),
        msg.status == bindparam("status"),
        msg.channel_id == bindparam("channel_id"),
        is_time,
        waits_since(msg) >= bindparam("oldest"),
    )


# Made once: putting a statement together costs more than running it.
_CONFIG = select(tables.Channel.config).where(tables.Channel.id == bindparam("channel_id"))
_PARTS = select(func.coalesce(func.sum(tables.Attempt.segments), 0)).where(tables.Attempt.channel_id == bindparam("channel_id"))
_PARTS_OPEN = _PARTS.where(tables.Attempt.state == HANDED)
_PARTS_SETTLED = _PARTS.where(
    tables.Attempt.state != HANDED,
    tables.Attempt.handed_on > bindparam("since"),
    tables.Attempt.handed_on < bindparam("until"),
)
_ANY_DUE = select(tables.Msg.id).where(_is_due()).limit(1)
_NEXT = (
    select(tables.Msg, tables.ContactUrn.path, tables.Contact.uuid)
    .join(tables.Contact, tables.Contact.id == tables.Msg.contact_id)
    .outerjoin(tables.ContactUrn, tables.ContactUrn.id == tables.Msg.urn_id)
    .where(_is_due(), tables.Msg.workspace_id == bindparam("workspace_id"), tables.Msg.priority == bindparam("priority"))
    .order_by(tables.Msg.id)
    .limit(bindparam("limit"))
)
_BY_STATE = (
    select(tables.Attempt.id, tables.Attempt.segments, tables.Attempt.handed_on, tables.Msg.workspace_id)
    .join(tables.Msg, tables.Msg.id == tables.Attempt.msg_id)
    .where(tables.Attempt.channel_id == bindparam("channel_id"), tables.Attempt.state == bindparam("state"))
    .order_by(tables.Attempt.id.desc())
    .execution_options(yield_per=64)
)
