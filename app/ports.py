"""What the services need of the outside, and what the bridge may ask of them. Adapters implement these protocols."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from app.clock import Clock
from app.contracts.base import Actor, Change
from app.contracts.modems import ModemState, Obstacle, TestState, UssdState
from app.contracts.modems import Registration as ModemRegistration
from app.store.database import UnitOfWork

QueueName = Literal["default", "flow", "msgs", "handler"]
QUEUES: tuple[QueueName, ...] = ("default", "flow", "msgs", "handler")

# Tasks


@dataclass(frozen=True, slots=True)
class TaskRef:
    """Work to be done soon. `name` is registered in `app/queue/tasks`; `args` are ids; `key` makes it one at a time.

    `owner` is the workspace's UUID (or "office"); `priority` higher first (1 reply, 0 bulk).
    """

    queue: QueueName
    name: str
    args: tuple[int | str, ...]
    owner: str
    key: str
    priority: int = 0


@dataclass(frozen=True, slots=True)
class QueueStats:
    queue: QueueName
    waiting: int
    working: int
    dead: int


@dataclass(frozen=True, slots=True)
class QueueShare:
    """What an owner has in one queue, and what staff set: `weight` (its share), `cap` (the most tasks at a time; None: any),
    `paused`. `served` is its virtual time: what it was served, by weight."""

    queue: QueueName
    owner: str
    waiting: int
    working: int
    dead: int
    weight: float
    cap: int | None
    paused: bool
    served: float


@dataclass(frozen=True, slots=True)
class DeadTask:
    """A task that failed for the third time. `id` rises with time within its queue; `name` is empty when it cannot be read."""

    queue: QueueName
    id: int
    name: str
    args: tuple[int | str, ...]
    owner: str
    error: str
    attempts: int
    created_on: dt.datetime


WORKER_LOST = "worker_lost"  # the error of what killed the process that worked at it, again and again


class TaskQueue(Protocol):
    """Counts, shares and dead tasks raise OutpostError `queue_away` while Redis is away."""

    def add(self, work: UnitOfWork, task: TaskRef, *, revive: bool = True) -> None:
        """Queue the task with this transaction: in it on SQLite and PostgreSQL, after its commit on Redis; wakes a consumer after
        the commit.

        A key that waits is not added again; one that works runs once more; one that had died is revived. Recovery (`revive`
        False) only adds what does not stand at all.
        """
        ...

    def check(self, work: UnitOfWork) -> None:
        """Raises LeaseLost (`lease_lost`) where the running task was given to another worker. Every commit asks by itself; ask
        earlier before what cannot be taken back."""
        ...

    def losses(self) -> int:
        """How many workers vanished over the running task before; 0 outside of tasks."""
        ...

    def stats(self) -> list[QueueStats]:
        """Empty while nobody can say."""
        ...

    def owners(self, queue: QueueName) -> list[QueueShare]: ...

    def set_owner(self, work: UnitOfWork, owner: str, *, weight: float, cap: int | None, paused: bool) -> None:
        """In every queue."""
        ...

    def dead(self, queue: QueueName, after: int = 0, limit: int = 100) -> list[DeadTask]:
        """Those with an id above `after`, oldest first."""
        ...

    def requeue(self, work: UnitOfWork, queue: QueueName, ids: Sequence[int]) -> list[int]:
        """Let dead tasks begin from no failures; those that were dead."""
        ...


class JobRunner(Protocol):
    def nudge(self) -> None:
        """A job waits, or is no longer wanted."""
        ...


# What the bridge may ask


@dataclass(frozen=True, slots=True)
class PhoneStatus:
    """The `status` command of a phone, cleaned. `battery` -1 and empty texts mean unknown."""

    battery: int = -1
    power_source: str = ""
    power_status: str = ""
    network: str = ""
    pending: tuple[int, ...] = ()
    retry: tuple[int, ...] = ()
    org_id: int = -1
    country: str = ""
    device: str = ""
    os: str = ""
    app_version: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    relayer_id: int
    secret: str
    claim_code: str


@dataclass(frozen=True, slots=True)
class PhoneLink:
    """What a sync needs to know of the phone with this relayer id. `org_id` goes into `claim`; -1 while unclaimed.

    In state approval the phone that holds `secret` goes on as if active; whoever signs otherwise registered anew and waits for
    a person's word: its reply is empty and nothing of it is taken.
    """

    channel_id: int
    state: str
    secret: str
    claim_code: str | None
    phone_uuid: str | None
    org_id: int
    country: str


@dataclass(frozen=True, slots=True)
class InboundSms:
    """`text` None: the key was absent. `sent_on` by the phone's clock."""

    address: str
    text: str | None
    sent_on: dt.datetime


@dataclass(frozen=True, slots=True)
class CallEvent:
    type: str
    address: str
    occurred_on: dt.datetime
    duration: int


@dataclass(frozen=True, slots=True)
class InboundEvent:
    """What happened beside messages and calls: `type` new_conversation, referral (`extra` holds `referrer_id`), opt_in, opt_out
    (`extra` holds `optin`, its name)."""

    type: str
    address: str
    occurred_on: dt.datetime
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SendReport:
    """`attempt_id` as handed over; `outcome` sent, delivered, failed. `part` (from 1): only that part of the message, for
    channels that tell parts apart."""

    attempt_id: int
    outcome: Literal["sent", "delivered", "failed"]
    occurred_on: dt.datetime
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """A message handed to a phone. `address` in E.164 or as a short code."""

    attempt_id: int
    address: str
    text: str


class PhoneRegister(Protocol):
    def register(self, phone_uuid: str, push_id: str, status: PhoneStatus, remote: str) -> Registration:
        """Same uuid, same phone; within ten minutes the same secret and code. A claimed phone that registers anew from
        elsewhere waits for approval. Errors: `too_many_registrations`."""
        ...

    def link(self, relayer_id: int) -> PhoneLink | None:
        """None: no such id was ever given."""
        ...

    def seen(self, channel_id: int, status: PhoneStatus | None, clock_skew: int) -> None: ...

    def reset(self, channel_id: int) -> None:
        """The phone's user chose Reset: the channel is released."""
        ...


class Intake(Protocol):
    """All return when what they were given is on the disk; what was known already is taken again without effect. They only
    store and queue, and never run a flow."""

    def receive(self, channel_id: int, messages: Sequence[InboundSms]) -> list[str]:
        """UUIDs of the inbounds, in order."""
        ...

    def calls(self, channel_id: int, calls: Sequence[CallEvent]) -> None: ...

    def events(self, channel_id: int, events: Sequence[InboundEvent]) -> None:
        """Errors: `invalid` type."""
        ...


class SendDesk(Protocol):
    def take(self, channel_id: int, held: Sequence[int], room: int | None = None, *, refused: Sequence[int] = ()) -> list[Handed]:
        """Hand over what the phone may send next: first again what was handed and the phone does not hold nor has reported,
        then new messages, fair across workspaces, replies before bulk, for at most `room` segments (None: by what the phone
        can send before its next sync). A longer message goes by itself. `held` are ids that wait on the phone, `refused` those
        that the network did not take and the phone will try again."""
        ...

    def report(self, channel_id: int, reports: Sequence[SendReport]) -> None:
        """Statuses move forward only; unknown ids are taken without effect."""
        ...


# Modems


@dataclass(frozen=True, slots=True)
class SimFacts:
    """A modem that is set up, and its SIM."""

    imei: str
    maker: str
    model: str
    iccid: str
    imsi: str
    operator: str


@dataclass(frozen=True, slots=True)
class ModemUse:
    """What a SIM is to the office. `channel_id` None: nothing yet; then nothing is taken out of it and nothing sent. `paused`:
    `credit` or `sim_barred`; it goes on receiving. `sent_today` parts went since the office's midnight."""

    channel_id: int | None
    seconds_a_part: float
    daily_limit: int
    hangs_up: bool
    paused: str
    sent_today: int


@dataclass(frozen=True, slots=True)
class KnownModem:
    """`pin` belongs to the SIM that was in it last."""

    imei: str
    pin: str
    is_ignored: bool


@dataclass(frozen=True, slots=True)
class SmsPart:
    """An SMS as a modem stored it: `pdu` in hexadecimal, `sent_on` by the service centre's clock (None: it gave no time that
    there is). `total` 1: a whole message; else part `number` (from 1) of it, with `reference` in so many `bits` (8, 16). `text`
    as it reads by itself."""

    address: str
    sent_on: dt.datetime | None
    pdu: str
    text: str
    bits: int = 0
    reference: int = 0
    total: int = 1
    number: int = 1


@dataclass(frozen=True, slots=True)
class PartReport:
    """A status report: `reference` is that of `ModemDesk.sent` (TP-MR); `outcome` sent: still trying."""

    reference: int
    address: str
    outcome: Literal["sent", "delivered", "failed"]
    occurred_on: dt.datetime


@dataclass(frozen=True, slots=True)
class ModemTask:
    """A message to send by parts. `done` are the parts that were begun before and not given back (from 1), with their states:
    none is begun again. One that is `handed` there may have gone out before the power failed: it is `refused` with
    `may_have_gone`."""

    attempt_id: int
    address: str
    text: str
    done: Mapping[int, str] = field(default_factory=dict)


class ModemDesk(Protocol):
    """The services' side of modems. All that is told is on the disk when a method returns; repeated words are taken without
    effect."""

    def known(self) -> list[KnownModem]: ...

    def chosen_ports(self) -> list[str]:
        """Serial ports that staff named."""
        ...

    def plugged(self, sim: SimFacts) -> ModemUse:
        """It is set up; also after every `ModemControl.look_again`."""
        ...

    def pin_was(self, imei: str, pin: str, *, right: bool) -> None:
        """A PIN that was tried: kept when right, forgotten when wrong."""
        ...

    def receive(
        self, channel_id: int, parts: Sequence[SmsPart], reports: Sequence[PartReport], unreadable: Sequence[str]
    ) -> None:
        """What stood in the store, in one transaction: only then does the modem forget it. `unreadable` are PDUs that can't be
        read; staff find them among the dead."""
        ...

    def calls(self, channel_id: int, calls: Sequence[CallEvent]) -> None: ...

    def next(self, channel_id: int, resting: Sequence[int] = ()) -> ModemTask | None:
        """The next message: first one that was begun before and is not at its end; None while nothing may go (the day's limit is
        reached, it is paused, nothing waits). `resting` are attempts whose next try is due later: they are left out, so that
        others go meanwhile; they are still open."""
        ...

    def begin(self, attempt_id: int, part: int, total: int) -> None:
        """Before the part's PDU goes to the modem: from now on it may have gone. Whatever this raises, it must not go.

        Errors: `attempt_over` (the message is no longer to be sent), `part_begun` (this part may have gone before).
        """
        ...

    def sent(self, attempt_id: int, part: int, reference: int | None) -> None: ...

    def refused(self, attempt_id: int, part: int, code: int | None, *, may_have_gone: bool) -> None:
        """The modem does not try it again: the message failed, and the outbox tries it later as with phones, or it is
        uncertain, and nobody repeats it unasked."""
        ...

    def given_back(self, attempt_id: int, part: int) -> None:
        """It did not go, and will be tried later."""
        ...

    def pause(self, channel_id: int, why: str) -> None:
        """`credit`, `sim_barred`: nothing goes until staff resume; they are told."""
        ...


@dataclass(frozen=True, slots=True)
class ModemNow:
    """How a modem is, as `app.contracts.modems.Modem` has these. `iccid` empty while it is not known."""

    imei: str
    maker: str
    model: str
    port: str
    state: ModemState
    trouble: str = ""
    holder: str = ""
    warnings: tuple[str, ...] = ()
    iccid: str = ""
    operator: str = ""
    registration: ModemRegistration = "unknown"
    signal: int | None = None
    stored: int = 0
    places: int = 0


class ModemBoard(Protocol):
    """What is to be seen of modems now; in memory, safe between threads, never slow."""

    def modem(self, now: ModemNow) -> None: ...

    def away(self, imei: str) -> None: ...

    def look_around(self, obstacles: Sequence[Obstacle], ports: Sequence[str]) -> None:
        """Everything that is in the way, and serial ports on which no modem was found."""
        ...

    def ussd(self, imei: str, state: UssdState, text: str = "") -> None:
        """What the network said, and how the dialogue stands now."""
        ...

    def test(self, imei: str, state: TestState, code: int | None = None) -> None:
        """What became of the test SMS."""
        ...

    def log(self, imei: str, by: Literal["office", "modem", "note"], text: str) -> None:
        """A line of the talk; PINs are blotted out before."""
        ...


class ModemControl(Protocol):
    """The bridge's side, asked by the services; none of it waits for the modem. Errors: `modem_away`, `modem_busy`."""

    def look_again(self) -> None:
        """Settings changed (uses, ports, who is ignored)."""
        ...

    def enter_pin(self, imei: str, pin: str) -> None: ...

    def send_test(self, imei: str, number: str) -> None: ...

    def dial(self, imei: str, code: str) -> None: ...

    def answer(self, imei: str, text: str) -> None: ...

    def end(self, imei: str) -> None: ...


# What the bridge may ask for a signed-in person


class Front(Protocol):
    """The guarded services behind the RPC."""

    def authenticate(self, token: str | None, address: str) -> Actor:
        """None: `ANONYMOUS`. Errors: `NotSignedIn` for a token that is unknown or has run out."""
        ...

    def service(self, name: str, actor: Actor) -> object:
        """The service of `app.contracts.registry.CONTRACTS[name]`, bound to the actor: it checks access by itself."""
        ...


@dataclass(frozen=True, slots=True)
class Linked:
    """What a signed link leads to."""

    path: Path
    content_type: str
    name: str


class MediaDesk(Protocol):
    def open(self, uuid: str, expires: str, signature: str) -> Linked | None:
        """None: no such file, or the link is wrong or has run out."""
        ...


class ChangeFeed(Protocol):
    def latest(self) -> int:
        """The newest sequence number."""
        ...

    def since(self, seq: int, seconds: float) -> list[Change] | None:
        """Changes after `seq`, waiting for at most `seconds` for one; None when `seq` is older than what is kept."""
        ...

    def close(self) -> None:
        """Wake everybody who waits; from now on `since` returns at once."""
        ...


@dataclass(frozen=True, slots=True)
class BridgeServices:
    """The services' side of the bridge, handed to `bridge.server`."""

    phones: PhoneRegister
    intake: Intake
    sending: SendDesk
    front: Front
    media: MediaDesk
    changes: ChangeFeed
    clock: Clock
