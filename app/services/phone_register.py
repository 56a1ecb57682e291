"""What phones themselves ask: to be known, who they are, and that they were here."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from sqlalchemy import CursorResult, Update, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from app import ids
from app.contracts.messages import CHANNEL_REMOVED
from app.errors import OutpostError
from app.ports import PhoneLink, PhoneStatus, Registration
from app.services import incidents, office_settings
from app.services.base import Core, explained
from app.services.phone_rows import KIND, RELEASED, stored_status
from app.services.presence import Seen
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folders import is_unsent

CODE_LENGTH = 9  # the phone's screen shows three times three; 4 to 8 characters crash it
SECRET_LENGTH = 64
SAME_PAIR = dt.timedelta(minutes=10)
GRACE = dt.timedelta(minutes=10)
MAX_PER_HOUR = 30
MAX_PER_HOUR_AND_ADDRESS = 10
UNCLAIMED_KEPT = dt.timedelta(days=30)
PENDING_KEPT = dt.timedelta(days=1)
WRITE_EVERY = 60.0
TRIM_EVERY = 3600.0
SYNC_EVENTS_KEPT = dt.timedelta(days=7)
BATTERY_STEP = 10
MAX_TEXT = 64
MOST_HELD = 1000  # ids of attempts that are remembered, the oldest

CLAIMED = ("active", "approval")
LARGEST_ID = 2**31  # of PostgreSQL's integers; it refuses to compare with more

log = logging.getLogger(__name__)


class PhoneDesk:
    """Implements `app.ports.PhoneRegister`. Safe between threads."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def register(self, phone_uuid: str, push_id: str, status: PhoneStatus, remote: str) -> Registration:
        """Same uuid, same phone; within ten minutes the same secret and code.

        A claimed phone keeps its place when it comes again from the same address within the grace; otherwise a person must
        approve, and until then the phone that holds the old secret goes on. A released one starts as new.
        Errors: `too_many_registrations`.
        """
        phone_uuid, remote = phone_uuid[:MAX_TEXT], remote[:MAX_TEXT]
        with self._core.store.read() as session:  # asked twice as a rule: the second needs no write
            channel = _find(session, phone_uuid)
            if channel is None:
                _check_room(session, self._core.clock.now(), remote)
            elif (given := self._standing(channel, remote)) is not None:
                return given
        with explained(), self._core.store.write() as work:
            channel = _find(work.session, phone_uuid)
            if channel is None:
                given = self._add(work, phone_uuid, status, remote)
            else:
                given = self._standing(channel, remote) or self._again(work, channel, status, remote)
            work.commit()
        return given

    def link(self, relayer_id: int) -> PhoneLink | None:
        """None: no such id was ever given."""
        if relayer_id >= LARGEST_ID:
            return None
        with explained(), self._core.store.read() as session:
            row = session.connection().execute(_LINK, {"relayer_id": relayer_id}).first()
            if row is None:
                return None
            country = row.country or office_settings.office(session).get("country", "")
        return PhoneLink(
            channel_id=row.id,
            state=row.state,
            secret=row.secret,
            claim_code=row.claim_code,
            phone_uuid=row.phone_uuid,
            org_id=(row.workspace_id or 0) if row.state in CLAIMED else -1,
            country=country,
        )

    def seen(self, channel_id: int, status: PhoneStatus | None, clock_skew: int) -> None:
        """Remember the sync; written once a minute, or at once when something that staff look at changed."""
        now, moment = self._core.clock.now(), self._core.clock.monotonic()
        seen = self._core.presence.note(channel_id, now, moment, status, clock_skew)
        due = seen.written_at is None or moment - seen.written_at >= WRITE_EVERY
        if due or _is_changed(seen):
            self._write(channel_id, seen, moment)

    def reset(self, channel_id: int) -> None:
        """The phone's user chose Reset: the channel is released."""
        with explained(), self._core.store.write() as work:
            channel = work.session.get(tables.Channel, channel_id)
            if channel is not None and channel.state != RELEASED:
                release_channel(work, self._core, channel)
            work.commit()

    def _add(self, work: UnitOfWork, phone_uuid: str, status: PhoneStatus, remote: str) -> Registration:
        now = self._core.clock.now()
        _check_room(work.session, now, remote)
        _forget_old_unclaimed(work.session, now)
        channel = tables.Channel(
            uuid=ids.uuid4(),
            kind=KIND,
            state="unclaimed",
            name=status.device[:MAX_TEXT],
            phone_uuid=phone_uuid,
            secret=ids.readable(SECRET_LENGTH),
            claim_code=_new_code(work.session),
            registered_on=now,
            registered_from=remote,
        )
        _copy_status(channel, status)
        work.session.add(channel)
        work.session.flush()
        work.publish("phones", None, channel.uuid)
        return Registration(channel.id, channel.secret, channel.claim_code or "")

    def _standing(self, channel: tables.Channel, remote: str) -> Registration | None:
        """What was given lately, when it still holds."""
        now = self._core.clock.now()
        if channel.state == "unclaimed":
            is_fresh = abs(now - channel.registered_on) <= SAME_PAIR
            return Registration(channel.id, channel.secret, channel.claim_code) if is_fresh and channel.claim_code else None
        if channel.pending_secret:
            is_fresh = channel.pending_on is not None and abs(now - channel.pending_on) <= SAME_PAIR
            return _shown(channel, channel.pending_secret) if is_fresh and channel.pending_from == remote else None
        is_fresh = abs(now - channel.registered_on) <= GRACE
        return _shown(channel, channel.secret) if is_fresh and channel.registered_from == remote else None

    def _again(self, work: UnitOfWork, channel: tables.Channel, status: PhoneStatus, remote: str) -> Registration:
        """A known phone that comes again much later or from elsewhere; it may have lost what it was given."""
        now = self._core.clock.now()
        work.publish("phones", None, channel.uuid)
        if channel.state == "unclaimed":
            channel.secret = ids.readable(SECRET_LENGTH)
            channel.claim_code = _new_code(work.session)
            channel.registered_on = now
            channel.registered_from = remote
            _copy_status(channel, status)
            return Registration(channel.id, channel.secret, channel.claim_code)
        channel.state = "approval"
        channel.pending_secret = ids.readable(SECRET_LENGTH)
        channel.pending_on = now
        channel.pending_from = remote
        log.warning("phone_registered_anew channel=%d", channel.id)
        return _shown(channel, channel.pending_secret)

    def _write(self, channel_id: int, seen: Seen, moment: float) -> None:
        is_trim = seen.trimmed_at is None or moment - seen.trimmed_at >= TRIM_EVERY
        with explained(), self._core.store.write(durable=False) as work:
            channel = work.session.get(tables.Channel, channel_id)
            if channel is None:
                return
            channel.last_seen_on = seen.on
            channel.clock_skew = seen.clock_skew
            if seen.status is not None:
                _copy_status(channel, seen.status)
                work.session.add(tables.SyncEvent(channel_id=channel_id, created_on=seen.on, status=channel.status))
                if is_trim:
                    _trim_sync_events(work.session, channel_id, seen.on)
            _drop_stale_request(channel, seen.on)
            incidents.phone_is_back(work, seen.on, channel)
            work.publish("phones", None, channel.uuid)
            work.commit()
        self._core.presence.written(channel_id, seen, moment, moment if is_trim else seen.trimmed_at)


def release_channel(work: UnitOfWork, core: Core, channel: tables.Channel) -> tuple[int, int]:
    """The phone forgets this office at its next sync. Returns how many messages failed, and how many are uncertain.

    Messages that still waited here fail as `channel_removed`; those that the phone holds may have been sent or not.
    """
    now = core.clock.now()
    msg, attempt = tables.Msg, tables.Attempt
    failed = _rows(
        work.session,
        update(msg)
        .where(msg.channel_id == channel.id, is_unsent())
        .values(status="failed", failed_reason=CHANNEL_REMOVED, next_attempt=None, modified_on=now),
    )
    uncertain = _rows(
        work.session,
        update(attempt)
        .where(attempt.channel_id == channel.id, attempt.state.in_(("queued", "handed")))
        .values(state="uncertain"),
    )
    channel.state = RELEASED
    channel.claim_code = None
    channel.pending_secret, channel.pending_on, channel.pending_from = None, None, ""
    incidents.phone_is_back(work, now, channel)
    incidents.modem_is_over(work, now, channel)
    work.after_commit(lambda: core.presence.forget(channel.id))
    work.publish("phones", None, channel.uuid)
    for uuid in _workspace_uuids(work.session, channel.id) if failed or uncertain else []:
        work.publish("messages", uuid)
    return failed, uncertain


def _find(session: Session, phone_uuid: str) -> tables.Channel | None:
    query = (
        select(tables.Channel)
        .where(tables.Channel.phone_uuid == phone_uuid, tables.Channel.state != RELEASED, tables.Channel.kind == KIND)
        .order_by(tables.Channel.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def _rows(session: Session, statement: Update) -> int:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return int(result.rowcount)


def _workspace_uuids(session: Session, channel_id: int) -> list[str]:
    share = tables.ChannelWorkspace
    query = (
        select(tables.Workspace.uuid).join(share, share.workspace_id == tables.Workspace.id).where(share.channel_id == channel_id)
    )
    return list(session.scalars(query))


def _check_room(session: Session, now: dt.datetime, remote: str) -> None:
    """A LAN is not always friendly: new phones are few, so that nobody fills the disk with them."""
    channel = tables.Channel
    lately = select(func.count()).where(
        channel.state.in_(("unclaimed", RELEASED)),
        channel.claimed_on.is_(None),
        channel.registered_on.between(now - dt.timedelta(hours=1), now),
    )
    everywhere = session.scalar(lately) or 0
    here = session.scalar(lately.where(channel.registered_from == remote)) or 0
    if everywhere >= MAX_PER_HOUR or here >= MAX_PER_HOUR_AND_ADDRESS:
        raise OutpostError("too_many_registrations", retryable=True)


def _forget_old_unclaimed(session: Session, now: dt.datetime) -> None:
    """Phones that nobody claimed and that have been silent for a month."""
    channel = tables.Channel
    last_sign = func.coalesce(channel.last_seen_on, channel.registered_on)
    old = select(channel.id).where(
        channel.state.in_(("unclaimed", RELEASED)), channel.claimed_on.is_(None), last_sign < now - UNCLAIMED_KEPT
    )
    gone = list(session.scalars(old.limit(MAX_PER_HOUR * 24)))
    if gone:
        session.execute(delete(tables.SyncEvent).where(tables.SyncEvent.channel_id.in_(gone)))
        session.execute(delete(channel).where(channel.id.in_(gone)))


def _new_code(session: Session) -> str:
    """A claim code that no other phone shows."""
    while True:
        code = ids.readable(CODE_LENGTH)
        if session.scalar(select(tables.Channel.id).where(tables.Channel.claim_code == code)) is None:
            return code


def _shown(channel: tables.Channel, secret: str) -> Registration:
    """The app insists on a code; this one is stored nowhere and claims nothing."""
    return Registration(channel.id, secret, ids.readable(CODE_LENGTH))


# What every sync asks, built once. The number in `claim` is the default workspace's.
_DEFAULT = (
    select(tables.ChannelWorkspace.workspace_id)
    .where(tables.ChannelWorkspace.channel_id == tables.Channel.id)
    .order_by(tables.ChannelWorkspace.is_default.desc(), tables.ChannelWorkspace.workspace_id)
    .limit(1)
    .scalar_subquery()
    .label("workspace_id")
)
_LINK = select(
    tables.Channel.id,
    tables.Channel.state,
    tables.Channel.secret,
    tables.Channel.claim_code,
    tables.Channel.phone_uuid,
    tables.Channel.country,
    _DEFAULT,
).where(tables.Channel.id == bindparam("relayer_id"), tables.Channel.kind == KIND)


def _copy_status(channel: tables.Channel, status: PhoneStatus) -> None:
    channel.status = stored_status(status)
    channel.held = sorted({*status.pending, *status.retry})[:MOST_HELD]
    channel.device = status.device[:MAX_TEXT] or channel.device
    channel.os = status.os[:MAX_TEXT] or channel.os
    channel.app_version = status.app_version[:MAX_TEXT] or channel.app_version
    if channel.claimed_on is None:
        channel.country = status.country[:2].upper() or channel.country


def _drop_stale_request(channel: tables.Channel, now: dt.datetime) -> None:
    """The phone that holds the old secret is still here, and nobody approved the newcomer for a day."""
    if channel.state == "approval" and channel.pending_on is not None and now - channel.pending_on > PENDING_KEPT:
        channel.state = "active"
        channel.pending_secret, channel.pending_on, channel.pending_from = None, None, ""


def _trim_sync_events(session: Session, channel_id: int, now: dt.datetime) -> None:
    """Called after one was written, so that the last always stays."""
    old = delete(tables.SyncEvent).where(
        tables.SyncEvent.channel_id == channel_id, tables.SyncEvent.created_on < now - SYNC_EVENTS_KEPT
    )
    session.execute(old)


def _is_changed(seen: Seen) -> bool:
    """Whether staff would want to know at once."""
    if seen.status is None or seen.written is None:
        return seen.status is not seen.written
    return _weighty(seen.status) != _weighty(seen.written)


def _weighty(status: PhoneStatus) -> tuple[Any, ...]:
    return (
        status.battery // BATTERY_STEP,
        status.power_source,
        status.power_status,
        status.network,
        bool(status.retry),
        status.device,
        status.os,
        status.app_version,
    )
