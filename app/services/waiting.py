"""Why a message still waits: the same conditions as at a hand-over, asked one after another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from app.contracts.messages import Waiting
from app.services.base import Core
from app.services.handing import is_inactive
from app.services.incidents import UNSEEN_SECONDS
from app.services.modems import rows as modems
from app.services.modems import sims
from app.services.outbox_rows import BULK, HANDED, MAX_AGE, UNCERTAIN, UNSENT, Held, Outlook, Share, look, midnight
from app.services.outgoing import SENDING_STATES
from app.store import tables
from app.store.folders import is_unsent

MAX_COUNTED = 1000

_Msg = tables.Msg


def why_waiting(core: Core, session: Session, msg: tables.Msg) -> Waiting | None:
    """The first reason that holds; None: it does not wait (it was sent, failed, or came in)."""
    if msg.direction != "out":
        return None
    if msg.status == "wired":
        return _with_phone(core, session, msg)
    if msg.status not in UNSENT:
        return None
    channel = session.get(tables.Channel, msg.channel_id) if msg.channel_id else None
    if channel is None or channel.state not in SENDING_STATES:
        return Waiting("phone_released")
    asked = _Question(core, session, msg, channel)
    reasons: Sequence[Callable[[], Waiting | None]] = (
        asked.workspace,
        asked.contact,
        asked.age,
        asked.retry,
        asked.bundle,
        asked.quiet_hours,
        asked.budget,
        *((asked.modem, asked.sim_limit) if channel.kind == sims.KIND else (asked.phone, asked.room)),
    )
    return next((found for ask in reasons if (found := ask()) is not None), asked.turn())


@dataclass(slots=True)
class _Question:
    core: Core
    session: Session
    msg: tables.Msg
    channel: tables.Channel
    _outlook: Outlook | None = None

    @property
    def now(self) -> dt.datetime:
        return self.core.clock.now()

    @property
    def is_reply(self) -> bool:
        return self.msg.priority > BULK

    @property
    def outlook(self) -> Outlook:
        """As if the phone came now and held what it said last."""
        if self._outlook is None:
            seen = self.core.presence.get(self.channel.id)
            status = seen.status if seen else None
            held = Held(frozenset((*status.pending, *status.retry)), frozenset(status.retry)) if status else Held()
            self._outlook = look(self.session, self.core, self.channel, held, with_shares=True)
        return self._outlook

    @property
    def share(self) -> Share | None:
        return next((share for share in self.outlook.shares if share.workspace_id == self.msg.workspace_id), None)

    def workspace(self) -> Waiting | None:
        space = self.session.get_one(tables.Workspace, self.msg.workspace_id)
        return Waiting("suspended") if space.is_archived else None

    def contact(self) -> Waiting | None:
        contact = self.session.get_one(tables.Contact, self.msg.contact_id)
        return Waiting("contact") if is_inactive(self.msg, contact.status, contact.is_deleted) else None

    def age(self) -> Waiting | None:
        since = self.msg.queued_on or self.msg.created_on
        return Waiting("too_old", since=since) if since < self.now - MAX_AGE else None

    def retry(self) -> Waiting | None:
        at = self.msg.next_attempt
        return Waiting("retry_at", until=at) if at is not None and at > self.now else None

    def bundle(self) -> Waiting | None:
        if self.msg.bundle_id is None:
            return None
        query = (
            select(_Msg.uuid, _Msg.next_attempt)
            .where(
                _Msg.contact_id == self.msg.contact_id,
                _Msg.id >= self.msg.bundle_id,
                _Msg.id < self.msg.id,
                or_(_Msg.id == self.msg.bundle_id, _Msg.bundle_id == self.msg.bundle_id),
                _Msg.status.in_(UNSENT),
                _Msg.next_attempt > self.now,
            )
            .order_by(_Msg.id)
            .limit(1)
        )
        first = self.session.execute(query).first()
        return Waiting("behind_bundle", msg=first.uuid, until=first.next_attempt) if first else None

    def quiet_hours(self) -> Waiting | None:
        until = self.share.quiet_until if self.share else None
        return Waiting("quiet_hours", until=until) if until is not None and not self.is_reply else None

    def budget(self) -> Waiting | None:
        share = self.share
        if share is None or share.daily_budget is None:
            return None
        if share.spent + self.msg.segments <= share.daily_budget or not share.spent:
            return None
        zone = self.session.get_one(tables.Workspace, self.msg.workspace_id).timezone
        return Waiting("budget_used", until=midnight(self.now, zone, days=1), limit=share.daily_budget, used=share.spent)

    def phone(self) -> Waiting | None:
        seen = self.core.presence.get(self.channel.id)
        since = seen.on if seen else self.channel.last_seen_on
        is_silent = since is None or self.core.silent_seconds(self.channel.id) >= UNSEEN_SECONDS
        return Waiting("phone_not_seen", since=since) if is_silent else None

    def modem(self) -> Waiting | None:
        return modem_trouble(self.core, self.session, self.channel)

    def sim_limit(self) -> Waiting | None:
        limit, used = sims.SimSettings.of(self.channel).daily_limit, sims.sent_today(self.session, self.core, self.channel.id)
        if used == 0 or used + self.msg.segments <= limit:
            return None
        until = midnight(self.now, sims.timezone(self.session), days=1)
        return Waiting("sim_limit", until=until, limit=limit, used=used)

    def room(self) -> Waiting | None:
        room, load, rate = self.outlook.room, self.outlook.load, self.outlook.rate
        has_room = room.replies > 0 and (self.is_reply or room.bulk > 0)
        if has_room and self.msg.segments <= max(room.replies, room.alone):
            return None
        used = load.sent + load.waiting + load.refused
        return Waiting("phone_full", until=self._free_on(), limit=rate.parts, used=used)

    def turn(self) -> Waiting:
        """Nothing keeps it but others before it, and that the phone has to come."""
        others = sum(1 for share in self.outlook.shares if share.waits_since and share.workspace_id != self.msg.workspace_id)
        seen = self.core.presence.get(self.channel.id)
        interval = dt.timedelta(seconds=self.core.presence.interval(self.channel.id))
        until = seen.on + interval if seen else None  # a modem is not waited for
        return Waiting("turn", before=self._before(), others=others, until=until if until and until > self.now else None)

    def _before(self) -> int:
        mine = (
            is_unsent(),
            _Msg.channel_id == self.msg.channel_id,
            _Msg.workspace_id == self.msg.workspace_id,
            or_(_Msg.next_attempt.is_(None), _Msg.next_attempt <= self.now),
        )
        count = partial(self._count, mine)
        before = sum(count(_Msg.status == state, _Msg.priority == self.msg.priority, _Msg.id < self.msg.id) for state in UNSENT)
        if not self.is_reply:
            before += sum(count(_Msg.status == state, _Msg.priority > BULK) for state in UNSENT)
        return min(before, MAX_COUNTED)

    def _count(self, mine: Sequence[object], *more: object) -> int:
        some = select(literal(1)).where(*mine, *more).limit(MAX_COUNTED).subquery()  # type: ignore[arg-type]
        return self.session.scalar(select(func.count()).select_from(some)) or 0

    def _free_on(self) -> dt.datetime | None:
        """When the first of what was sent leaves the window; None: what the phone holds is in the way, or only the pace."""
        if self.outlook.load.sent == 0:
            return None
        attempt, window = tables.Attempt, self.outlook.rate.window
        went_on = func.coalesce(attempt.sent_on, attempt.handed_on)
        query = select(func.min(went_on)).where(
            attempt.channel_id == self.channel.id,
            attempt.handed_on > self.now - 2 * window,
            attempt.state != HANDED,
            went_on > self.now - window,
        )
        first = self.session.scalar(query)
        return first + window if first else None


def modem_trouble(core: Core, session: Session, channel: tables.Channel) -> Waiting | None:
    """Why the modem of a SIM sends nothing at all."""
    if sims.SimSettings.of(channel).paused:
        return Waiting("modem_paused")
    modem = modems.modem_of(modems.known_modems(session, core), channel)
    if modem is not None and modem.state == "ready":
        return None
    return Waiting("modem_not_ready", since=modems.seen_on(session, core, channel))


def _with_phone(core: Core, session: Session, msg: tables.Msg) -> Waiting:
    query = select(tables.Attempt).where(tables.Attempt.msg_id == msg.id).order_by(tables.Attempt.id.desc()).limit(1)
    attempt = session.scalar(query)
    if attempt is None:
        return Waiting("with_phone")
    if attempt.state == UNCERTAIN:
        return Waiting("uncertain", since=attempt.handed_on)
    channel = sims.find_used(session, attempt.channel_id)
    trouble = modem_trouble(core, session, channel) if channel is not None and attempt.state == HANDED else None
    return trouble or Waiting("with_phone", since=attempt.handed_on)
