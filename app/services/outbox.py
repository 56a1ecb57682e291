"""What phones may send: handing over, fair across workspaces, and what became of it."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.ports import Handed, SendReport
from app.queue.policy import OwnerState, charged, pick, rejoined
from app.services import fires
from app.services.base import Core
from app.services.outgoing import NO_DESTINATION, SENDING_STATES
from app.store import tables
from app.store.database import UnitOfWork

log = logging.getLogger(__name__)

# What a phone sends in one window, for each message pack: the app stops before its count reaches 30.
PARTS_PER_PACK = 29
WINDOW = dt.timedelta(minutes=32)
# A clock that was set back must not make a phone look full for longer than a window.
CLOCK_TOLERANCE = dt.timedelta(minutes=5)

MAX_ERRORS = 3
RETRY_MINUTES = 5  # times the number of errors. Source: RapidPro
MAX_AGE = dt.timedelta(days=7)
ERROR_LIMIT, TOO_OLD, TOO_LONG = "error_limit", "too_old", "too_long"

HANDED, SENT, DELIVERED, FAILED, UNCERTAIN = "handed", "sent", "delivered", "failed", "uncertain"
UNSENT = ("queued", "errored")
RANK = {"queued": 0, "errored": 0, "wired": 1, "failed": 1, "sent": 2, "delivered": 3, "read": 4}

_NUMBER = re.compile(r"\+?[0-9]{3,20}")


class Outbox:
    """Implements `app.ports.SendDesk`."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def take(self, channel_id: int, held: Sequence[int], room: int | None = None) -> list[Handed]:
        if not self._has_work(channel_id, held):
            return []
        with self._core.store.write(durable=True) as work:
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
        with self._core.store.write(durable=True) as work:
            attempts = _attempts(work.session, channel_id, [report.attempt_id for report in reports])
            for report in reports:
                attempt = attempts.get(report.attempt_id)
                if attempt is not None:
                    _Reporting(self._core, work, attempt).take(report)
            work.commit()

    def _has_work(self, channel_id: int, held: Sequence[int]) -> bool:
        """Phones sync often and mostly find nothing: no write transaction for that."""
        now = self._core.clock.now()
        with self._core.store.read() as session:
            waiting = select(tables.Msg.id).where(tables.Msg.channel_id == channel_id, _is_due(now)).limit(1)
            if session.scalar(waiting) is not None:
                return True
            open_ids = session.scalars(_open_attempts(channel_id)).all()
        return not set(open_ids) <= set(held)


def fail_too_old(core: Core) -> int:
    """Fail what could not be sent for seven days, so that a phone that comes back sends no old news. Source: RapidPro."""
    now = core.clock.now()
    old = and_(tables.Msg.direction == "out", tables.Msg.status.in_(UNSENT), tables.Msg.created_on < now - MAX_AGE)
    with core.store.read() as session:
        if session.scalar(select(tables.Msg.id).where(old).limit(1)) is None:
            return 0
    with core.store.write(durable=False) as work:
        rows = work.session.scalars(select(tables.Msg).where(old).limit(1000)).all()
        for msg in rows:
            _fail(core, work, msg, TOO_OLD)
        work.commit()
    return len(rows)


@dataclass(slots=True)
class _Owner:
    """A workspace with messages waiting on this channel. `budget` is the parts it may still send today; None: no limit."""

    share: tables.ChannelWorkspace
    workspace: tables.Workspace
    queue: deque[tables.Msg]
    working: int
    budget: int | None
    virtual_time: float = 0.0

    def state(self) -> OwnerState:
        can_pay = self.budget is None or bool(self.queue and self.queue[0].segments <= self.budget)
        return OwnerState(
            str(self.workspace.id), self.share.weight, self.working, self.virtual_time, len(self.queue), paused=not can_pay
        )

    def serve(self) -> tables.Msg:
        msg = self.queue.popleft()
        self.virtual_time = charged(self.state(), msg.segments)
        self.working += msg.segments
        if self.budget is not None:
            self.budget -= msg.segments
        return msg


@dataclass(slots=True)
class _Handing:
    """One hand-over to one phone."""

    core: Core
    work: UnitOfWork
    channel: tables.Channel
    now: dt.datetime = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.core.clock.now()

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
        capacity = self._capacity()
        left = capacity - self._used() if room is None else room
        chosen = self._choose(capacity, left) if left > 0 else []
        if not chosen:
            return []
        ids = self.core.phone_ids.next_ids(self.work, len(chosen))
        return [self._hand(attempt_id, msg, path) for attempt_id, (msg, path) in zip(ids, chosen, strict=True)]

    def _choose(self, capacity: int, left: int) -> list[tuple[tables.Msg, str]]:
        owners = {str(owner.workspace.id): owner for owner in self._owners(left)}
        chosen: list[tuple[tables.Msg, str]] = []
        while (picked := pick(owner.state() for owner in owners.values())) is not None:
            owner = owners[picked.owner]
            msg = owner.queue[0]
            path = self._path(msg)
            if path is None or msg.segments > capacity:
                _fail(self.core, self.work, owner.queue.popleft(), NO_DESTINATION if path is None else TOO_LONG)
                continue
            if msg.segments > left:
                break  # its turn comes at the next sync; letting shorter ones by would starve it
            left -= msg.segments
            chosen.append((owner.serve(), path))
        for owner in owners.values():
            owner.share.virtual_time = owner.virtual_time
        return chosen

    def _hand(self, attempt_id: int, msg: tables.Msg, path: str) -> Handed:
        self.work.session.add(
            tables.Attempt(
                id=attempt_id,
                msg_id=msg.id,
                channel_id=self.channel.id,
                state=HANDED,
                segments=msg.segments,
                handed_on=self.now,
            )
        )
        msg.status, msg.modified_on, msg.next_attempt = "wired", self.now, None
        _publish(self.work, msg)
        return Handed(attempt_id, path, msg.text)

    def _path(self, msg: tables.Msg) -> str | None:
        """The number, or None where there is none that an SMS could go to."""
        urn = self.work.session.get(tables.ContactUrn, msg.urn_id) if msg.urn_id else None
        return urn.path if urn and _NUMBER.fullmatch(urn.path) else None

    def _capacity(self) -> int:
        packs = (self.channel.config or {}).get("packs", 1)
        return PARTS_PER_PACK * (packs if isinstance(packs, int) and packs > 0 else 1)

    def _used(self) -> int:
        """Parts handed over within the window or still with the phone."""
        attempt = tables.Attempt
        recent = and_(attempt.handed_on > self.now - WINDOW, attempt.handed_on < self.now + CLOCK_TOLERANCE)
        query = select(func.sum(attempt.segments)).where(
            attempt.channel_id == self.channel.id, or_(attempt.state == HANDED, recent)
        )
        return self.work.session.scalar(query) or 0

    def _owners(self, limit: int) -> list[_Owner]:
        """Workspaces with something to send, their virtual times as they are to count now."""
        found = [owner for share in self._shares() if (owner := self._owner(share, limit)).queue]
        last = self.work.session.scalar(
            select(func.max(tables.Attempt.handed_on)).where(tables.Attempt.channel_id == self.channel.id)
        )
        busy = [owner for owner in found if owner.working or (last and min(m.created_on for m in owner.queue) <= last)]
        level = [owner.state() for owner in busy]
        newest = max((owner.virtual_time for owner in found), default=0.0)
        for owner in found:
            if owner not in busy:
                owner.virtual_time = rejoined(owner.virtual_time, level) if level else newest
        return found

    def _shares(self) -> Sequence[tables.ChannelWorkspace]:
        share = tables.ChannelWorkspace
        query = select(share).where(share.channel_id == self.channel.id).order_by(share.workspace_id)
        return self.work.session.scalars(query).all()

    def _owner(self, share: tables.ChannelWorkspace, limit: int) -> _Owner:
        session, msg = self.work.session, tables.Msg
        workspace = session.get_one(tables.Workspace, share.workspace_id)
        query = (
            select(msg)
            .where(msg.channel_id == self.channel.id, msg.workspace_id == workspace.id, _is_due(self.now))
            .order_by(msg.priority.desc(), msg.id)
            .limit(limit)
        )
        waiting = deque(session.scalars(query).all())
        budget = None if share.daily_budget is None else share.daily_budget - self._spent_today(workspace)
        return _Owner(share, workspace, waiting, self._working(workspace.id), budget, share.virtual_time)

    def _working(self, workspace_id: int) -> int:
        return self._parts(workspace_id, tables.Attempt.state == HANDED)

    def _spent_today(self, workspace: tables.Workspace) -> int:
        local = self.now.astimezone(ZoneInfo(workspace.timezone))
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return self._parts(workspace.id, tables.Attempt.handed_on >= midnight.astimezone(dt.UTC))

    def _parts(self, workspace_id: int, condition: ColumnElement[bool]) -> int:
        query = (
            select(func.sum(tables.Attempt.segments))
            .join(tables.Msg, tables.Msg.id == tables.Attempt.msg_id)
            .where(tables.Attempt.channel_id == self.channel.id, tables.Msg.workspace_id == workspace_id, condition)
        )
        return self.work.session.scalar(query) or 0


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


def _is_due(now: dt.datetime) -> ColumnElement[bool]:
    """Waiting to be handed over, and not too old."""
    msg = tables.Msg
    again = and_(msg.status == "errored", or_(msg.next_attempt.is_(None), msg.next_attempt <= now))
    return and_(or_(msg.status == "queued", again), msg.direction == "out", msg.created_on >= now - MAX_AGE)


def _open_attempts(channel_id: int) -> Select[Any]:
    return select(tables.Attempt.id).where(tables.Attempt.channel_id == channel_id, tables.Attempt.state == HANDED)


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
