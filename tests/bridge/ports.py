"""Small in-memory services behind the bridge: they keep what the ports promise, and remember what they were asked."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from app import ids
from app.clock import Clock
from app.contracts.base import ANONYMOUS, Actor, Change
from app.errors import NotSignedIn, OutpostError
from app.ports import (
    BridgeServices,
    CallEvent,
    Handed,
    InboundSms,
    Linked,
    PhoneLink,
    PhoneStatus,
    Registration,
    SendReport,
)

GRACE = 600
ORG = 7
START = dt.datetime(2026, 3, 1, 8, 0, tzinfo=dt.UTC)


class HandClock:
    """Wall time stands where it is put; waiting and durations are real enough for threads: they never pass by themselves."""

    def __init__(self, now: dt.datetime = START) -> None:
        self.time = now
        self.mono = 0.0

    def now(self) -> dt.datetime:
        return self.time

    def monotonic(self) -> float:
        return self.mono

    def wait(self, event: threading.Event, seconds: float | None) -> bool:
        return event.wait(seconds)

    def set_unix(self, seconds: float) -> None:
        self.time = dt.datetime.fromtimestamp(seconds, dt.UTC)

    def advance(self, seconds: float) -> None:
        self.time += dt.timedelta(seconds=seconds)
        self.mono += seconds


@dataclass
class MemoryPhones:
    """`secret` and `code` are fixed where a recorded conversation needs them."""

    clock: Clock
    secret: str | None = None
    code: str | None = None
    links: dict[int, PhoneLink] = field(default_factory=dict)
    given_on: dict[int, dt.datetime] = field(default_factory=dict)
    seen_calls: list[tuple[int, PhoneStatus | None, int]] = field(default_factory=list)
    registrations: list[tuple[str, str, PhoneStatus, str]] = field(default_factory=list)
    resets: list[int] = field(default_factory=list)
    is_full: bool = False
    fails: bool = False

    def register(self, phone_uuid: str, push_id: str, status: PhoneStatus, remote: str) -> Registration:
        if self.is_full:
            raise OutpostError("too_many_registrations", retryable=True)
        self.registrations.append((phone_uuid, push_id, status, remote))
        for number, link in self.links.items():
            if link.phone_uuid == phone_uuid and link.state in ("unclaimed", "active"):
                return self._again(number, link)
        number = len(self.links) + 1
        return self._give(number, PhoneLink(number, "unclaimed", "", None, phone_uuid, -1, status.country))

    def link(self, relayer_id: int) -> PhoneLink | None:
        if self.fails:
            raise OSError("no disk")
        return self.links.get(relayer_id)

    def seen(self, channel_id: int, status: PhoneStatus | None, clock_skew: int) -> None:
        self.seen_calls.append((channel_id, status, clock_skew))

    def reset(self, channel_id: int) -> None:
        self.resets.append(channel_id)
        self.change(channel_id, state="released")

    def claim(self, relayer_id: int, org_id: int = ORG) -> None:
        self.change(relayer_id, state="active", org_id=org_id, claim_code=None)

    def change(self, relayer_id: int, **values: object) -> None:
        self.links[relayer_id] = replace(self.links[relayer_id], **values)  # type: ignore[arg-type]

    def _again(self, number: int, link: PhoneLink) -> Registration:
        if (self.clock.now() - self.given_on[number]).total_seconds() < GRACE:
            return Registration(number, link.secret, link.claim_code or "AAAAAAAAA")
        return self._give(number, link)

    def _give(self, number: int, link: PhoneLink) -> Registration:
        secret, code = self.secret or ids.readable(64), self.code or ids.readable(9)
        self.links[number] = replace(link, secret=secret, claim_code=code)
        self.given_on[number] = self.clock.now()
        return Registration(number, secret, code)


@dataclass
class MemoryIntake:
    """What was taken, once each."""

    messages: dict[tuple[int, str, str | None, dt.datetime], str] = field(default_factory=dict)
    call_events: dict[tuple[int, str, str, dt.datetime], CallEvent] = field(default_factory=dict)
    receive_calls: int = 0
    taken: threading.Event = field(default_factory=threading.Event)
    fails: bool = False
    calls_fail: bool = False

    def receive(self, channel_id: int, messages: Sequence[InboundSms]) -> list[str]:
        if self.fails:
            raise OSError("disk full")
        self.receive_calls += 1
        keys = [(channel_id, sms.address, sms.text, sms.sent_on) for sms in messages]
        uuids = [self.messages.setdefault(key, ids.uuid4()) for key in keys]
        self.taken.set()
        return uuids

    def calls(self, channel_id: int, calls: Sequence[CallEvent]) -> None:
        if self.calls_fail:
            raise OSError("disk full")
        for call in calls:
            self.call_events.setdefault((channel_id, call.type, call.address, call.occurred_on), call)

    @property
    def texts(self) -> list[tuple[str, str | None]]:
        return [(address, text) for _, address, text, _ in self.messages]


@dataclass
class MemoryDesk:
    """Messages to hand out; statuses move forward only."""

    waiting: list[Handed] = field(default_factory=list)
    handed: dict[int, Handed] = field(default_factory=dict)
    statuses: dict[int, str] = field(default_factory=dict)
    takes: list[tuple[int, ...]] = field(default_factory=list)
    reports: list[SendReport] = field(default_factory=list)
    fails: bool = False

    def put(self, *messages: Handed) -> None:
        self.waiting.extend(messages)

    def take(self, channel_id: int, held: Sequence[int], room: int | None = None, *, refused: Sequence[int] = ()) -> list[Handed]:
        if self.fails:
            raise OSError("locked")
        held = (*held, *refused)
        self.takes.append(tuple(held))
        again = [msg for number, msg in self.handed.items() if number not in held and number not in self.statuses]
        fresh, self.waiting = self.waiting, []
        self.handed.update({msg.attempt_id: msg for msg in fresh})
        return [*again, *fresh]

    def report(self, channel_id: int, reports: Sequence[SendReport]) -> None:
        order = {"sent": 1, "failed": 2, "delivered": 2}
        for report in reports:
            self.reports.append(report)
            now = self.statuses.get(report.attempt_id)
            if report.attempt_id in self.handed and order[report.outcome] > order.get(now or "", 0):
                self.statuses[report.attempt_id] = report.outcome


@dataclass
class MemoryFront:
    """Tokens and services by name; `services` makes what answers for an actor."""

    actors: dict[str, Actor] = field(default_factory=dict)
    services: dict[str, Callable[[Actor], object]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def authenticate(self, token: str | None, address: str) -> Actor:
        self.asked.append(address)
        if token is None:
            return ANONYMOUS
        try:
            return self.actors[token]
        except KeyError:
            raise NotSignedIn from None

    def service(self, name: str, actor: Actor) -> object:
        return self.services[name](actor)


class MemoryChanges:
    """A feed that keeps the last few."""

    def __init__(self, first: int = 100, kept: int = 5) -> None:
        self._condition = threading.Condition()
        self._first = first
        self._kept = kept
        self._all: list[Change] = []
        self._is_closed = False
        self.listening = threading.Event()

    def add(self, topic: str, workspace: str | None = None, *uuids: str) -> int:
        with self._condition:
            seq = self._first + len(self._all) + 1
            self._all.append(Change(seq, topic, workspace, list(uuids)))
            self._condition.notify_all()
            return seq

    def latest(self) -> int:
        with self._condition:
            return self._first + len(self._all)

    def since(self, seq: int, seconds: float) -> list[Change] | None:
        self.listening.set()
        with self._condition:
            newest = self._first + len(self._all)
            if not newest - min(self._kept, len(self._all)) <= seq <= newest:
                return None
            self._condition.wait_for(lambda: self._is_closed or self._first + len(self._all) > seq, seconds)
            return [change for change in self._all if change.seq > seq]

    def close(self) -> None:
        with self._condition:
            self._is_closed = True
            self._condition.notify_all()


@dataclass
class MemoryMedia:
    """`links` by UUID, expiry and signature."""

    links: dict[tuple[str, str, str], Linked] = field(default_factory=dict)

    def open(self, uuid: str, expires: str, signature: str) -> Linked | None:
        return self.links.get((uuid, expires, signature))


@dataclass
class Core:
    """All of it, as a test uses it."""

    clock: HandClock
    phones: MemoryPhones
    intake: MemoryIntake = field(default_factory=MemoryIntake)
    desk: MemoryDesk = field(default_factory=MemoryDesk)
    front: MemoryFront = field(default_factory=MemoryFront)
    media: MemoryMedia = field(default_factory=MemoryMedia)
    changes: MemoryChanges = field(default_factory=MemoryChanges)

    @classmethod
    def make(cls) -> Core:
        clock = HandClock()
        return cls(clock, MemoryPhones(clock))

    @property
    def services(self) -> BridgeServices:
        return BridgeServices(self.phones, self.intake, self.desk, self.front, self.media, self.changes, self.clock)

    def is_untouched(self) -> bool:
        """Nothing was stored."""
        return not (self.intake.messages or self.intake.call_events or self.desk.reports or self.phones.resets)
