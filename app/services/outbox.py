"""What phones may send: handing over, fair across workspaces, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import and_, select

from app.contracts.messages import TOO_OLD
from app.ports import Handed, SendReport
from app.services.base import Core, explained
from app.services.handing import Handing, Stuck, fail_msg, publish_msg
from app.services.outbox_rows import HANDED, MAX_AGE, UNCERTAIN, Held, look
from app.services.outgoing import SENDING_STATES, waits_since
from app.services.phone_rows import KIND
from app.services.send_reports import Reporting
from app.store import tables
from app.store.folders import is_unsent

BATCH = 500
UNREPORTED_FOR = dt.timedelta(days=7)
SILENT_FOR = dt.timedelta(days=14)  # what a phone said that it holds counts for so long


class Outbox:
    """Implements `app.ports.SendDesk`."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._stuck = Stuck()

    def take(self, channel_id: int, held: Sequence[int], room: int | None = None, *, refused: Sequence[int] = ()) -> list[Handed]:
        return self._take(channel_id, Held(frozenset((*held, *refused)), frozenset(refused), room))

    def take_one(self, channel_id: int, most: int, resting: Sequence[int] = ()) -> Handed | None:
        """For a channel that sends message by message, and itself comes back to those that rest: the next one, if it has at most
        so many parts."""
        held = frozenset(resting)
        handed = self._take(channel_id, Held(held, held, room=1, most=most))
        return handed[0] if handed else None

    def _take(self, channel_id: int, asked: Held) -> list[Handed]:
        if not self._has_work(channel_id, asked):
            return []
        with explained(), self._core.store.write(durable=True) as work:
            channel = work.session.get(tables.Channel, channel_id, with_for_update=True)
            if channel is None or channel.state not in SENDING_STATES:
                return []
            handed = Handing(self._core, work, channel, asked, self._stuck).run()
            work.commit()
        return handed

    def report(self, channel_id: int, reports: Sequence[SendReport]) -> None:
        """On the disk when it returns: the phone forgets what was acknowledged."""
        if not reports:
            return
        with explained(), self._core.store.write(durable=True) as work:
            if Reporting(self._core, work, channel_id).take(reports):
                work.commit()

    def _has_work(self, channel_id: int, held: Held) -> bool:
        """Phones sync often and mostly find nothing, or hold as much as they can send, or it is night: no write transaction
        for that."""
        with self._core.store.read() as session:
            channel = session.get(tables.Channel, channel_id)
            if channel is None or channel.state not in SENDING_STATES:
                return False
            outlook = look(session, self._core, channel, held)
            return not outlook.open <= held.ids or outlook.may_send


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
        ids = session.scalars(select(msg.id).where(old).limit(BATCH)).all()
    if not ids:
        return 0
    with core.store.write(durable=False) as work:
        rows = work.session.scalars(select(msg).where(msg.id.in_(ids), old)).all()
        for row in rows:
            fail_msg(core, work, row, TOO_OLD)
        work.commit()
    return len(rows)


def doubt_unreported(core: Core) -> int:
    """What a phone was handed a week ago and neither reported nor holds may have gone out or not: from now on it is uncertain,
    and nobody repeats it unasked. Returns how many; late words still count."""
    with core.store.read() as session:
        channels = session.scalars(select(tables.Channel.id).order_by(tables.Channel.id)).all()
    return sum(_doubt_on(core, channel_id) for channel_id in channels)


def _doubt_on(core: Core, channel_id: int) -> int:
    held = _held_by(core, channel_id)
    if held is None:
        return 0
    attempt, total = tables.Attempt, 0
    old = and_(attempt.channel_id == channel_id, attempt.state == HANDED, attempt.handed_on < core.clock.now() - UNREPORTED_FOR)
    with core.store.read() as session:
        ids = [one for one in session.scalars(select(attempt.id).where(old).order_by(attempt.id)) if one not in held]
    for start in range(0, len(ids), BATCH):
        with core.store.write(durable=False) as work:
            batch = and_(attempt.id.in_(ids[start : start + BATCH]), old)
            for row in work.session.scalars(select(attempt).where(batch).with_for_update()).all():
                row.state = UNCERTAIN
                publish_msg(work, work.session.get_one(tables.Msg, row.msg_id))
                total += 1
            work.commit()
    return total


def _held_by(core: Core, channel_id: int) -> set[int] | None:
    """What the phone holds, by its last words in memory and in the database: neither a start of the engine nor another process
    makes its messages doubtful. None: it may still say so. A modem holds nothing."""
    channel = tables.Channel
    with core.store.read() as session:
        query = select(channel.kind, channel.last_seen_on, channel.held).where(channel.id == channel_id)
        kind, seen_on, held = session.execute(query).one()
    seen = core.presence.get(channel_id)
    heard_on = max((on for on in (seen_on, seen.on if seen else None) if on is not None), default=None)
    if kind != KIND or heard_on is None or core.clock.now() - heard_on > SILENT_FOR:
        return set()
    if seen is None and held is None:
        return None
    said = {*seen.status.pending, *seen.status.retry} if seen and seen.status else set()
    return said.union(held or ())
