"""One hand-over to one channel: whose messages, which ones, and the rows that say so."""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Table, bindparam, literal_column, select, update
from sqlalchemy.orm import Session

from app.contracts.messages import CONTACT_INACTIVE, NO_DESTINATION, SUSPENDED, TOO_LONG
from app.ports import Handed
from app.queue.policy import OwnerState, charged, pick, rejoined
from app.services.base import Core
from app.services.outbox_rows import BULK, HANDED, MAX_AGE, REPLY, UNCERTAIN, UNSENT, Held, Outlook, Share, is_due, look
from app.store import tables
from app.store.database import UnitOfWork

MOST_FAILED = 100  # in one hand-over: a phone waits for its answer
MIN_LOADED = 8
# So long may replies go past a long message that finds no room; then nothing goes until it does.
PATIENCE_SECONDS = 32 * 60.0

_NUMBER = re.compile(r"\+?[0-9]{3,20}")


class Stuck:
    """Which long messages wait for room on each channel, and from when on nothing may pass them (monotonic). In memory: an
    engine that starts anew has patience anew."""

    def __init__(self) -> None:
        self._from: dict[tuple[int, int], float] = {}

    def note(self, channel_id: int, msg_id: int, since: float) -> None:
        """Nothing may pass it from then on, or from when it was noted first."""
        self._from.setdefault((channel_id, msg_id), since)

    def gone(self, channel_id: int, msg_ids: Iterable[int]) -> None:
        """These do not wait any more."""
        for msg_id in msg_ids:
            self._from.pop((channel_id, msg_id), None)

    def overdue(self, channel_id: int, now: float) -> list[int]:
        """The messages that must go before any other, one after another."""
        found = [(since, msg_id) for (of, msg_id), since in self._from.items() if of == channel_id and since <= now]
        return [msg_id for _, msg_id in sorted(found)]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A message and whom it goes to; `path` None: no number that an SMS could go to."""

    msg: tables.Msg
    path: str | None
    contact: str
    is_inactive: bool

    @property
    def is_reply(self) -> bool:
        return self.msg.priority > BULK


@dataclass(slots=True)
class _Owner:
    """A workspace with messages waiting on this channel. `queue` is what was read of them, `is_read` that there are no
    more. `is_out`: nothing more of it this time; `is_short`: because today's budget does not pay its next one."""

    share: Share
    virtual_time: float
    budget: int | None
    is_spent: bool
    queue: deque[_Waiting] = field(default_factory=deque)
    is_read: bool = False
    is_out: bool = False
    is_short: bool = False

    @classmethod
    def of(cls, share: Share) -> _Owner:
        return cls(share, share.virtual_time, share.budget, share.spent > 0)

    def state(self) -> OwnerState:
        """What the phone holds is charged already: its length is known beforehand, so that turns alone give each its share."""
        return OwnerState(f"{self.share.workspace_id:012d}", self.share.weight, 0, self.virtual_time, paused=self.is_out)

    def can_pay(self, parts: int) -> bool:
        """A message that costs more than a whole day's budget is the only one of its day."""
        return self.budget is None or parts <= self.budget or (self.budget > 0 and not self.is_spent)

    def serve(self) -> _Waiting:
        served = self.queue.popleft()
        parts = served.msg.segments
        self.virtual_time = charged(self.state(), parts)
        self.is_spent = True
        if self.budget is not None:
            self.budget = max(0, self.budget - parts)
        return served


@dataclass(slots=True)
class Handing:
    """`run` gives what the phone is to get now, and writes it down."""

    core: Core
    work: UnitOfWork
    channel: tables.Channel
    held: Held
    stuck: Stuck
    now: dt.datetime = field(init=False)
    outlook: Outlook = field(init=False)
    owners: list[_Owner] = field(init=False)
    chosen: list[tuple[_Owner, _Waiting]] = field(default_factory=list)
    replies_left: int = 0
    bulk_left: int = 0
    has_bulk: bool = False
    is_over: bool = False
    failed: int = 0

    def __post_init__(self) -> None:
        self.now = self.core.clock.now()
        self.outlook = look(self.work.session, self.core, self.channel, self.held)
        self.replies_left, self.bulk_left = self.outlook.room.replies, self.outlook.room.bulk
        self.owners = []

    def run(self) -> list[Handed]:
        again = self._again()
        if not self.outlook.room.is_none:
            self._choose()
        return [*again, *self._hand()]

    def _again(self) -> list[Handed]:
        """What was handed and the phone neither holds nor has reported: the answer did not arrive. The same ids again, because
        the phone sends an id it knows only once. Not where a late word about an earlier try says that the message went out, or
        whoever it went to was deleted."""
        if self.outlook.open <= self.held.ids:
            return []
        rows = self.work.session.execute(_AGAIN, {"channel_id": self.channel.id}).all()
        lost = [row for row in rows if row.id not in self.held.ids]
        again = [row for row in lost if row.status == "wired" and _sendable(row.path)]
        if over := {row.id for row in lost} - {row.id for row in again}:
            ended = update(tables.Attempt).where(tables.Attempt.id.in_(over), tables.Attempt.state == HANDED)
            self.work.session.execute(ended.values(state=UNCERTAIN).execution_options(synchronize_session=False))
        return [Handed(row.id, row.path, row.text) for row in again]

    def _choose(self) -> None:
        self.owners = self._owners()
        if not self._serve_overdue():
            return
        self._one_reply_each()
        while not self.is_over and self.failed < MOST_FAILED:
            picked = pick(owner.state() for owner in self.owners)
            if picked is None:
                return
            self._serve(next(owner for owner in self.owners if owner.state().owner == picked.owner))

    def _owners(self) -> list[_Owner]:
        """Workspaces with something to send, their virtual times as they are to count now.

        One is busy if it waited already when the phone was last handed something. One that comes back, or that the night or its
        budget holds back, keeps up with the busy ones: neither silence nor a night buys an advantage.
        """
        outlook = self.outlook
        found = {share.workspace_id: _Owner.of(share) for share in outlook.shares if share.waits_since is not None}
        ready = [owner for owner in found.values() if not owner.share.is_held_back]
        last = outlook.last_on
        busy = [owner for owner in ready if last and owner.share.waits_since and owner.share.waits_since <= last]
        level = [owner.state() for owner in busy]
        newest = max((owner.virtual_time for owner in ready), default=0.0)
        for owner in found.values():
            owner.is_out = not owner.share.may_send(outlook.room)
            if owner not in busy and ready:
                owner.virtual_time = rejoined(owner.virtual_time, level) if level else max(owner.virtual_time, newest)
        return list(found.values())

    def _serve_overdue(self) -> bool:
        """The first overdue message that can go, or what stands before it. False: it finds no room yet, and nothing else may
        take that."""
        room = self.outlook.room
        for msg_id in self.stuck.overdue(self.channel.id, self.core.clock.monotonic()):
            found = self._overdue(msg_id)
            if found is None:
                self.stuck.gone(self.channel.id, {msg_id})  # it went, or may not go today
                continue
            owner, first = found
            if first.msg.segments <= max(room.alone, self.replies_left):
                # The rest is read anew, so that it does not stand there twice.
                owner.queue, owner.is_read = deque([first]), False
                self._take(owner)
                return True
            if first.msg.segments <= room.at_best:
                return False
        return True

    def _overdue(self, msg_id: int) -> tuple[_Owner, _Waiting] | None:
        """The workspace of a message that waits and is not held back, whatever the pace, and its first message of that priority:
        one that is tried again may stand before it."""
        msg = self.work.session.get(tables.Msg, msg_id)
        if msg is None or msg.status not in UNSENT or msg.channel_id != self.channel.id:
            return None
        owner = next((one for one in self.owners if one.share.workspace_id == msg.workspace_id), None)
        if owner is None or owner.share.is_archived or owner.share.budget == 0:
            return None
        if msg.priority > BULK:
            first = self._head(owner)
        else:
            first = self._first_bulk(owner) if owner.share.quiet_until is None else None
        return (owner, first) if first is not None and owner.can_pay(first.msg.segments) else None

    def _first_bulk(self, owner: _Owner) -> _Waiting | None:
        """The next that can be sent, behind whatever replies; what cannot is failed."""
        while self.failed < MOST_FAILED and (rows := self._rows(owner.share, BULK, 1)):
            why = self._why_not(owner, rows[0])
            if why is None:
                return rows[0]
            self._fail(rows[0], why)
        return None

    def _one_reply_each(self) -> None:
        """Whatever the weights and whoever was served, a reply is among the next: one of each workspace, in half of the room.
        Not in the last free part of a window: there each gets its turn. Nor every other time where there is room for one only."""
        half = self.replies_left // 2
        if half == 0 and self.outlook.is_bulks_turn:
            return
        most = self.replies_left - (half if self.outlook.room.is_tight else max(1, half))
        waiting = [owner for owner in self.owners if owner.share.replies_since is not None]
        for place, owner in enumerate(sorted(waiting, key=lambda owner: (owner.virtual_time, owner.share.workspace_id))):
            if self.replies_left <= most:
                return
            head = None if owner.is_out else self._head(owner)
            if head is None or not head.is_reply or not owner.can_pay(head.msg.segments):
                continue
            if head.msg.segments <= self.replies_left:
                self._take(owner)
            elif place == 0:  # where there is never room for more than one part, its turn would not come below
                self._note_reply(head)

    def _serve(self, owner: _Owner) -> None:
        """The owner whose turn it is: its next message, or nothing more of it."""
        head = self._head(owner)
        if head is None or not owner.can_pay(head.msg.segments):
            owner.is_out, owner.is_short = True, head is not None
            return
        parts = head.msg.segments
        limit = self.replies_left if head.is_reply else self._bulk_limit()
        if parts <= limit:
            self._take(owner)
        elif not self.chosen and parts <= self.outlook.room.alone and (head.is_reply or self.outlook.room.is_rested):
            self._take(owner)
            self.is_over = True
        elif parts > self.outlook.room.at_best:
            # Not before the phone has given up what it is refused, or not today: what is shorter goes past it.
            owner.is_out = True
        elif head.is_reply:
            self.is_over = True
            if self.replies_left > 0:
                self._note_reply(head)
        else:
            owner.is_out = True
            if self.bulk_left > 0:
                self.stuck.note(self.channel.id, head.msg.id, self.core.clock.monotonic() + PATIENCE_SECONDS)
            self.bulk_left = 0  # replies go past it, other bulk does not
            self.has_bulk = True

    def _note_reply(self, waiting: _Waiting) -> None:
        """It comes first next time, or shorter ones would go past it for ever."""
        self.stuck.note(self.channel.id, waiting.msg.id, self.core.clock.monotonic())

    def _bulk_limit(self) -> int:
        """The first may be longer than what the pace allows."""
        is_first = self.outlook.room.is_rested and not self.has_bulk and self.bulk_left > 0
        return self.replies_left if is_first else min(self.bulk_left, self.replies_left)

    def _take(self, owner: _Owner) -> None:
        served = owner.serve()
        msg, parts = served.msg, served.msg.segments
        msg.status, msg.modified_on, msg.next_attempt = "wired", self.now, None
        self.chosen.append((owner, served))
        self.replies_left = max(0, self.replies_left - parts)
        if not served.is_reply:
            self.bulk_left, self.has_bulk = max(0, self.bulk_left - parts), True

    def _head(self, owner: _Owner) -> _Waiting | None:
        """Its next message that can be sent; what cannot is failed."""
        while self.failed < MOST_FAILED:
            if not owner.queue and not owner.is_read:
                self._read(owner)
            if not owner.queue:
                return None
            head = owner.queue[0]
            why = self._why_not(owner, head)
            if why is None:
                return head
            owner.queue.popleft()
            self._fail(head, why)
        return None

    def _fail(self, waiting: _Waiting, why: str) -> None:
        fail_msg(self.core, self.work, waiting.msg, why)
        self.failed += 1

    def _why_not(self, owner: _Owner, waiting: _Waiting) -> str | None:
        if owner.share.is_archived:
            return SUSPENDED
        if waiting.is_inactive:
            return CONTACT_INACTIVE
        if waiting.path is None:
            return NO_DESTINATION
        return TOO_LONG if waiting.msg.segments > self.outlook.rate.parts else None

    def _read(self, owner: _Owner) -> None:
        """Its next messages: by priority, then first come. What was taken or failed is written before this asks."""
        share = owner.share
        ready = sum(1 for other in self.owners if not other.is_out)
        limit = max(self.replies_left, MIN_LOADED) if ready <= 1 else 1 + self.replies_left // ready
        may_bulk = share.is_archived or (share.quiet_until is None and self.bulk_left > 0)
        found: list[_Waiting] = []
        for priority in (REPLY, BULK) if may_bulk else (REPLY,):
            if len(found) >= limit:
                break
            found += self._rows(share, priority, limit)
        owner.queue, owner.is_read = deque(found[:limit]), len(found) < limit

    def _rows(self, share: Share, priority: int, limit: int) -> list[_Waiting]:
        wanted = {"channel_id": self.channel.id, "workspace_id": share.workspace_id, "limit": limit}
        wanted_now = {**wanted, "now": self.now, "oldest": self.now - MAX_AGE}
        rows = [
            _Waiting(msg, _sendable(path), contact, is_inactive(msg, status, is_deleted))
            for state in UNSENT
            if (priority, state) in share.kinds
            for msg, path, contact, status, is_deleted in self.work.session.execute(_NEXT[priority, state], wanted_now)
        ]
        return sorted(rows, key=lambda waiting: waiting.msg.id)

    def _hand(self) -> list[Handed]:
        if not self.chosen:
            return []
        self.stuck.gone(self.channel.id, {waiting.msg.id for _, waiting in self.chosen})
        ids = self.core.phone_ids.next_ids(self.work, len(self.chosen))
        handed = [self._hand_one(one, owner, waiting) for one, (owner, waiting) in zip(ids, self.chosen, strict=True)]
        self._keep_up()
        _write_times(self.work.session, self.channel.id, self.owners)
        return handed

    def _keep_up(self) -> None:
        """Those whose budget does not pay their next message wait for tomorrow without saving up turns for it."""
        level = [owner.state() for owner in self.owners if not owner.is_short and not owner.share.is_held_back]
        for owner in self.owners:
            if owner.is_short:
                owner.virtual_time = rejoined(owner.virtual_time, level)

    def _hand_one(self, attempt_id: int, owner: _Owner, waiting: _Waiting) -> Handed:
        msg = waiting.msg
        attempt = tables.Attempt(
            id=attempt_id,
            msg_id=msg.id,
            channel_id=self.channel.id,
            state=HANDED,
            segments=msg.segments,
            is_bulk=not waiting.is_reply,
            handed_on=self.now,
        )
        self.work.session.add(attempt)
        self.work.publish("messages", owner.share.uuid, waiting.contact)
        return Handed(attempt_id, waiting.path or "", msg.text)


def fail_msg(core: Core, work: UnitOfWork, msg: tables.Msg, reason: str) -> None:
    msg.status, msg.failed_reason, msg.modified_on, msg.next_attempt = "failed", reason, core.clock.now(), None
    publish_msg(work, msg)


def publish_msg(work: UnitOfWork, msg: tables.Msg) -> None:
    workspace = work.session.get_one(tables.Workspace, msg.workspace_id)
    contact = work.session.get_one(tables.Contact, msg.contact_id)
    work.publish("messages", workspace.uuid, contact.uuid)


def _sendable(path: str | None) -> str | None:
    """The number, if an SMS can go to it: senders' names and `empty` are none."""
    return path if path and _NUMBER.fullmatch(path) else None


def is_inactive(msg: tables.Msg, status: str, is_deleted: bool) -> bool:
    """Who was blocked, archived or deleted meanwhile gets nothing. Who stopped gets what answers that, no bulk."""
    return is_deleted or status in ("blocked", "archived") or (status == "stopped" and msg.priority == BULK)


def _write_times(session: Session, channel_id: int, owners: Sequence[_Owner]) -> None:
    changed = [
        {"of_channel": channel_id, "of_workspace": owner.share.workspace_id, "moved": owner.virtual_time}
        for owner in owners
        if owner.virtual_time != owner.share.virtual_time
    ]
    if changed:
        session.connection().execute(_MOVED, changed)


_LINK = cast(Table, tables.ChannelWorkspace.__table__)
_MOVED = (
    update(_LINK)
    .where(_LINK.c.channel_id == bindparam("of_channel"), _LINK.c.workspace_id == bindparam("of_workspace"))
    .values(virtual_time=bindparam("moved"))
)
_AGAIN = (
    select(tables.Attempt.id, tables.ContactUrn.path, tables.Msg.text, tables.Msg.status)
    .join(tables.Msg, tables.Msg.id == tables.Attempt.msg_id)
    .join(tables.ContactUrn, tables.ContactUrn.id == tables.Msg.urn_id)
    .where(tables.Attempt.channel_id == bindparam("channel_id"), tables.Attempt.state == HANDED)
    .order_by(tables.Attempt.id)
)
# By priority and status, as literals: each reads the index of the outbox in its own order.
_NEXT = {
    (priority, status): (
        select(tables.Msg, tables.ContactUrn.path, tables.Contact.uuid, tables.Contact.status, tables.Contact.is_deleted)
        .join(tables.Contact, tables.Contact.id == tables.Msg.contact_id)
        .outerjoin(tables.ContactUrn, tables.ContactUrn.id == tables.Msg.urn_id)
        .where(
            is_due(),
            tables.Msg.channel_id == bindparam("channel_id"),
            tables.Msg.status == literal_column(f"'{status}'"),
            tables.Msg.workspace_id == bindparam("workspace_id"),
            tables.Msg.priority == literal_column(str(priority)),
        )
        .order_by(tables.Msg.id)
        .limit(bindparam("limit"))
        .with_for_update(of=tables.Msg)
    )
    for priority in (REPLY, BULK)
    for status in UNSENT
}
