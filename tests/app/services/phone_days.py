"""One phone over many visits, all drawn from a seed: what is queued, when the phone comes, what gets lost on the way, what the
network refuses, when the engine starts anew. After each visit `Days` looks at everything that must hold.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.ports import Handed, SendReport
from app.services import outbox, radio
from app.services.outbox import Outbox
from app.services.quiet_hours import quiet_end
from app.store import tables
from tests.app.support import Office

Kind = Literal["1.9", "2.1", "modem"]
ZONE = "Africa/Kigali"
MOST_REPORTS = 50  # in one request; while there are more the relayer is handed nothing. Source: bridge/channels/relayer.py
TRIES = 3  # of the phone itself, until it reports a failure
RETRY_SECONDS = 300.0
REFUSING = 0.03
UNSENT = ("queued", "errored")


@dataclass(slots=True)
class _Held:
    number: int
    text: str
    parts: int
    state: str = "queued"
    tries: int = 0
    next_try: float = 0.0


class Phone:
    """Sends in the order in which it was handed, no faster than its radio, and each id once. `dead` are addresses that the
    network does not take; it also refuses others now and then."""

    def __init__(self, kind: Kind, rate: radio.Rate, dice: random.Random, dead: Collection[str], refusing: float) -> None:
        self.kind = kind
        self.sent: Counter[str] = Counter()
        self.reports: list[tuple[int, Literal["sent", "failed"], dt.datetime]] = []
        self._rate = rate
        self._dice = dice
        self._dead = dead
        self._refusing = refusing
        self._addresses: dict[int, str] = {}
        self._held: dict[int, _Held] = {}
        self._went: deque[tuple[float, int]] = deque()
        self._answer: list[tuple[Handed, int]] = []

    def ids(self, state: str) -> list[int]:
        return [one.number for one in self._held.values() if one.state == state]

    def hear(self, handed: list[tuple[Handed, int]]) -> None:
        """What it is handed, each with its parts. The newer app acts on the answer before."""
        if self.kind == "2.1":
            handed, self._answer = self._answer, handed
        for one, parts in handed:
            if one.attempt_id not in self._held:
                self._held[one.attempt_id] = _Held(one.attempt_id, one.text, parts)
                self._addresses[one.attempt_id] = one.address

    def send(self, now: float, when: dt.datetime) -> None:
        while self._went and self._went[0][0] <= now - self._rate.window.total_seconds():
            self._went.popleft()
        waiting = [one for one in self._held.values() if one.state == "queued"]
        due = [one for one in self._held.values() if one.state == "retry" and one.next_try <= now]
        for one in (*waiting, *due):
            if sum(parts for _, parts in self._went) + one.parts > self._rate.parts:
                return
            if self._addresses[one.number] in self._dead or self._dice.random() < self._refusing:
                self._refused(one, now, when)
            else:
                self._went.append((now, one.parts))
                self.sent[one.text] += 1
                one.state = "sent"
                self.reports.append((one.number, "sent", when))

    def _refused(self, one: _Held, now: float, when: dt.datetime) -> None:
        one.tries += 1
        one.state, one.next_try = "retry", now + RETRY_SECONDS
        if self.kind == "modem" or one.tries > TRIES:
            one.state = "failed"
            self.reports.append((one.number, "failed", when))


@dataclass(frozen=True, slots=True)
class _Space:
    id: int
    contacts: Sequence[tuple[int, int]]  # ids of contacts and of their numbers
    budget: int | None
    quiet: tuple[int, int] | None


@dataclass(slots=True)
class Days:
    """`feed` queues messages worth `load` of what the radio carries, for so many visits; `drain` lets the rest go. `is_plain`: no
    budgets, no nights, and the network takes everything."""

    office: Office
    seed: int
    is_plain: bool = False
    dice: random.Random = field(init=False)
    kind: Kind = field(init=False)
    channel_id: int = field(init=False)
    rate: radio.Rate = field(init=False)
    load: float = field(init=False)
    phone: Phone = field(init=False)
    desk: Outbox = field(init=False)
    spaces: dict[int, _Space] = field(default_factory=dict)
    parts: dict[int, int] = field(default_factory=dict)  # by message
    tried: dict[int, list[int]] = field(default_factory=dict)  # its attempts
    passed_by: Counter[int] = field(default_factory=Counter)  # hand-overs of others' bulk that went before a workspace's reply
    credit: float = 0.0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.kind = ("1.9", "2.1", "modem")[self.seed % 3]
        self.load = self.dice.choice((0.5, 0.9, 1.4))
        kind, packs = ("modem", 1) if self.kind == "modem" else ("relayer", self.dice.choice((1, 1, 3)))
        channel = self.office.add_phone(self.office.workspace, self.office.other_workspace, kind=kind, config={"packs": packs})
        self.channel_id, self.rate = channel.id, radio.rate_of(kind, {"packs": packs})
        dead = self._furnish()
        self.phone = Phone(self.kind, self.rate, self.dice, dead, refusing=0.0 if self.is_plain else REFUSING)
        self.desk = Outbox(self.office.core)

    @property
    def now(self) -> dt.datetime:
        return self.office.clock.now()

    def feed(self, visits: int) -> None:
        for _ in range(visits):
            seconds = self.dice.uniform(3, 30) if self.kind == "modem" else self.dice.choice((5, 40, 70, 130, 610))
            self.office.clock.advance(seconds)
            carried = 1.5 if self.kind == "modem" else seconds / self.rate.seconds_a_part
            self.credit += carried * self.load
            while self.credit > 0:
                self._queue_something()
            if self.dice.random() < 0.02:
                self.desk = Outbox(self.office.core)  # the engine starts anew
            self._visit(is_lost=self.dice.random() < 0.1)

    def drain(self) -> dict[str, int]:
        """Returns how many messages there are of each status or reason."""
        until = self.now + dt.timedelta(days=9)
        while self.now < until and (self._rows(UNSENT) or self._rows(("wired",))):
            is_idle = not self._visit(is_lost=False) and not self.phone.reports and not self.phone.ids("queued")
            self.office.clock.advance(3600 if is_idle else 300)
            outbox.fail_too_old(self.office.core)
        return dict(Counter(row.failed_reason or row.status for row in self._rows()))

    def wait_for(self, parts: int, priority: int, seconds: float) -> float:
        """Seconds until a message of the first workspace goes, while all others always have short replies waiting and the phone
        comes every so many seconds."""
        first, *others = self.spaces
        [msg_id] = self.queue(first, [parts], priority=priority)
        begun = self.office.clock.monotonic()
        while self._is_unsent(msg_id):
            assert self.office.clock.monotonic() - begun < 4 * 3600, "starved"
            self._saturate(others)
            self.office.clock.advance(seconds)
            self._visit(is_lost=False)
        return self.office.clock.monotonic() - begun

    def saturated(self, visits: int, seconds: float) -> None:
        """So many visits under such a load."""
        for _ in range(visits):
            self._saturate(list(self.spaces)[1:])
            self.office.clock.advance(seconds)
            self._visit(is_lost=False)

    def _saturate(self, spaces: Sequence[int]) -> None:
        waiting = Counter(row.workspace_id for row in self._rows(UNSENT))
        for space_id in spaces:
            if waiting[space_id] < radio.MOST:
                self.queue(space_id, [1] * radio.MOST)

    # What is queued

    def _furnish(self) -> set[str]:
        """Workspaces and contacts; returns numbers that nobody answers at."""
        dead = set()
        with self.office.store.write(durable=False) as work:
            links = work.session.query(tables.ChannelWorkspace).filter_by(channel_id=self.channel_id).all()
            for at in range(self.dice.randrange(3)):
                values = {"country": "RW", "timezone": ZONE, "languages": ["eng"], "created_on": self.now}
                space = tables.Workspace(uuid=f"more {at}", name=f"More {at}", **values)
                work.session.add(space)
                work.session.flush()
                link = tables.ChannelWorkspace(channel_id=self.channel_id, workspace_id=space.id)
                work.session.add(link)
                links.append(link)
            for link in links:
                link.weight = self.dice.choice((0.5, 1.0, 1.0, 4.0))
                link.daily_budget = None if self.is_plain else self.dice.choice((None, None, self.dice.randrange(6, 60)))
                space = work.session.get_one(tables.Workspace, link.workspace_id)
                quiet = None if self.is_plain else self.dice.choice((None, None, (14 * 60, 18 * 60), (20 * 60, 6 * 60)))
                space.quiet_from, space.quiet_until = quiet or (None, None)
                self.spaces[space.id] = _Space(space.id, [], link.daily_budget, quiet)
            work.commit()
        for key, space in self.spaces.items():
            found = []
            for at in range(4):
                number = f"+2507{key:02d}{at:06d}"
                contact = self.office.add_contact(f"{key} {at}", number, key)
                if at == 3 and not self.is_plain and self.dice.random() < 0.5:
                    dead.add(number)
                with self.office.store.read() as session:
                    query = select(tables.ContactUrn.id).where(tables.ContactUrn.contact_id == contact.id)
                    found.append((contact.id, session.scalars(query).one()))
            self.spaces[key] = _Space(key, found, space.budget, space.quiet)
        return dead

    def _queue_something(self) -> None:
        space = self.dice.choice(list(self.spaces.values()))
        match self.dice.random():
            case chance if chance < 0.5:
                self.queue(space.id, [1])
            case chance if chance < 0.65:
                self.queue(space.id, [self.dice.randint(2, 9)])
            case chance if chance < 0.8:
                self.queue(space.id, [self.dice.randint(1, 3) for _ in range(3)], is_bundle=True)
            case _:
                longest = self.dice.choice((1, 2, 4, 12))
                many = [self.dice.randint(1, longest) for _ in range(self.dice.randint(1, 6))]
                self.queue(space.id, many, priority=0)

    def queue(self, space_id: int, parts: Sequence[int], *, priority: int = 1, is_bundle: bool = False) -> list[int]:
        """Messages with so many parts each; their ids."""
        made: list[int] = []
        contacts = self.spaces[space_id].contacts
        one = self.dice.choice(contacts)
        with self.office.store.write(durable=False) as work:
            for count in parts:
                contact_id, urn_id = one if is_bundle else self.dice.choice(contacts)
                whom = {"workspace_id": space_id, "contact_id": contact_id, "urn_id": urn_id, "channel_id": self.channel_id}
                msg = tables.Msg(uuid=f"{len(self.parts)}", direction="out", status="queued", text="", priority=priority, **whom)
                msg.segments, msg.created_on, msg.modified_on = count, self.now, self.now
                msg.bundle_id = made[0] if is_bundle and made else None
                work.session.add(msg)
                work.session.flush()
                msg.text = str(msg.id)
                made.append(msg.id)
                self.parts[msg.id] = count
                self.credit -= count
            work.commit()
        return made

    # A visit

    def _visit(self, *, is_lost: bool) -> bool:
        """Whether anything was handed over. `is_lost`: the answer does not arrive."""
        clock, core = self.office.clock, self.office.core
        self.phone.send(clock.monotonic(), clock.now())
        core.presence.note(self.channel_id, clock.now(), clock.monotonic(), None, 0)
        brought = self.phone.reports[:MOST_REPORTS]
        again = brought if self.dice.random() < 0.2 else []
        self.desk.report(self.channel_id, [SendReport(*one) for one in (*brought, *again)])
        handed = self._take() if len(brought) < MOST_REPORTS else []
        if not is_lost:
            del self.phone.reports[: len(brought)]
            self.phone.hear([(one, self.parts[int(one.text)]) for one in handed])
        return bool(handed)

    def _take(self) -> list[Handed]:
        pending, retry = self.phone.ids("queued"), self.phone.ids("retry")
        room = self.dice.choice((1, 1, 2)) if self.kind == "modem" else None
        before, open_before = self._rows(UNSENT), self._open()
        load = self._load(open_before, retry)
        handed = self.desk.take(self.channel_id, pending, room, refused=retry)
        new = [one for one in handed if one.attempt_id not in open_before]
        again = {one.attempt_id: int(one.text) for one in handed if one.attempt_id in open_before}
        assert again == {key: msg_id for key, msg_id in open_before.items() if key not in {*pending, *retry}}, "again"
        self._look_at(new, {row.id: row for row in before})
        self._look_at_room([self.parts[int(one.text)] for one in new], load, room)
        return handed

    def _look_at(self, new: Sequence[Handed], before: dict[int, Any]) -> None:
        """Each once, in order, and nothing that may not go."""
        chosen = [before[int(one.text)] for one in new]
        assert len({row.id for row in chosen}) == len(chosen), "handed twice at once"
        self._look_at_attempts(new)
        left = [row for row in before.values() if row not in chosen and self._is_due(row, before) and self._is_unsent(row.id)]
        for row in chosen:
            assert self._is_due(row, before), ("not due", row)
            assert not [one for one in left if _kind(one) == _kind(row) and one.id < row.id], ("out of order", row)
            assert row.priority or not self._is_quiet(row.workspace_id), ("at night", row)
        for space in self.spaces.values():
            self._look_at_budget(space)
        self._look_at_replies(chosen, left)

    def _look_at_attempts(self, new: Sequence[Handed]) -> None:
        with self.office.store.read() as session:
            for one in new:
                mine = self.tried.setdefault(int(one.text), [])
                states = session.scalars(select(tables.Attempt.state).where(tables.Attempt.id.in_(mine))).all()
                assert set(states) <= {"failed"}, ("handed again under a new id", one, states)
                mine.append(one.attempt_id)

    def _look_at_room(self, parts: Sequence[int], load: tuple[int, int], room: int | None) -> None:
        """What lies before the next reply is little, or one message that is long; and the radio can carry it."""
        waiting, sent = load
        allowed = radio.MOST - waiting if room is None else room
        assert sum(parts) <= max(0, allowed) or (len(parts) == 1 and waiting == 0), ("too much", parts, load)
        assert not parts or room is not None or sum(parts) + waiting + sent <= self.rate.parts, ("more than goes", parts, load)

    def _look_at_budget(self, space: _Space) -> None:
        if space.budget is None:
            return
        midnight = self.now.astimezone(ZoneInfo(ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)
        attempt, msg = tables.Attempt, tables.Msg
        query = select(attempt.segments).join(msg, msg.id == attempt.msg_id)
        with self.office.store.read() as session:
            day = session.scalars(query.where(msg.workspace_id == space.id, attempt.handed_on >= midnight)).all()
        assert sum(day) <= space.budget or len(day) == 1, ("budget", space, day)

    def _look_at_replies(self, chosen: Sequence[Any], left: Sequence[Any]) -> None:
        """A short reply is among the next, whatever bulk others have: not before each other workspace had its turn."""
        first = {row.workspace_id: row for row in reversed(left) if row.priority}
        has_bulk = len(chosen) > 1 and any(not row.priority for row in chosen)
        for key, space in self.spaces.items():
            reply = first.get(key)
            if any(row.workspace_id == key for row in chosen) or reply is None or reply.segments > 1 or space.budget is not None:
                self.passed_by[key] = 0
            elif has_bulk:
                self.passed_by[key] += 1
            assert self.passed_by[key] <= len(self.spaces), ("passed by bulk", reply)

    # The office's rows

    def _rows(self, statuses: Sequence[str] = ()) -> Sequence[Any]:
        msg = tables.Msg
        columns = (msg.id, msg.workspace_id, msg.priority, msg.segments, msg.status, msg.next_attempt, msg.bundle_id)
        query = select(*columns, msg.failed_reason).order_by(msg.id)
        with self.office.store.read() as session:
            return session.execute(query.where(msg.status.in_(statuses)) if statuses else query).all()

    def _open(self) -> dict[int, int]:
        """The message of each attempt that was handed and not reported."""
        attempt = tables.Attempt
        with self.office.store.read() as session:
            found = session.execute(select(attempt.id, attempt.msg_id).where(attempt.state == "handed")).all()
        assert len({row.msg_id for row in found}) == len(found), "a message under two open attempts"
        return {row.id: row.msg_id for row in found}

    def _load(self, open_now: dict[int, int], retry: Sequence[int]) -> tuple[int, int]:
        """Parts that wait on the phone, and that went out in this window."""
        since, attempt = self.now - self.rate.window, tables.Attempt
        query = select(attempt.segments).where(attempt.state == "sent", attempt.sent_on > since, attempt.handed_on > since)
        with self.office.store.read() as session:
            sent = sum(session.scalars(query))
        return sum(self.parts[msg_id] for key, msg_id in open_now.items() if key not in retry), sent

    def _is_unsent(self, msg_id: int) -> bool:
        with self.office.store.read() as session:
            return session.get_one(tables.Msg, msg_id).status in UNSENT

    def _is_due(self, row: Any, before: dict[int, Any]) -> bool:
        """And nothing of its bundle that stands before it waits for another try."""
        bundle = [one for one in before.values() if row.bundle_id and row.bundle_id in (one.id, one.bundle_id)]
        return not any(one.next_attempt and one.next_attempt > self.now for one in (row, *bundle) if one.id <= row.id)

    def _is_quiet(self, space_id: int) -> bool:
        start, end = self.spaces[space_id].quiet or (None, None)
        return quiet_end(self.now, ZONE, start, end) is not None


def _kind(row: Any) -> tuple[int, int]:
    return row.workspace_id, row.priority
