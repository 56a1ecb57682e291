"""The office's USB modems: what is plugged in, what it is used for, and what its SIM says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, AGENT, EDITOR, VIEWER, access
from app.contracts.phones import PhoneShare

ModemState = Literal["starting", "ready", "stopped", "away"]
Registration = Literal["home", "roaming", "searching", "denied", "none", "unknown"]
ObstacleKind = Literal["driver_cd", "network_card", "port_busy", "no_permission"]
UssdState = Literal["none", "waiting", "asks", "ended", "failed"]
TestState = Literal["sending", "sent", "delivered", "failed", "uncertain"]


@dataclass(frozen=True, slots=True)
class Balance:
    """What the operator said last. `amount` as its words have it (`1,250 RWF`), `said` the whole answer."""

    amount: str
    said: str
    checked_on: dt.datetime


@dataclass(frozen=True, slots=True)
class Modem:
    """A modem that this office has seen, known by its IMEI. `port` is empty while it is away. A SIM that the office uses and that
    is in no modem is listed as one without IMEI, which is away: what waits for it stays until it is plugged in, or released.

    `trouble` is a stable word, empty when all is well: `sim_pin`, `sim_pin_wrong`, `sim_pin_few_tries`, `sim_puk`, `no_sim`,
    `sim_failed`, `sim_busy`, `modem_mute`, `modem_text_only`, `port_busy` (`holder` names who has it, where the system tells),
    `port_gone`, `no_permission`, `credit` (paused: three recipients running were refused), `sim_barred` (paused by an error that
    staff must look at). `warnings`: `no_service_centre`, `no_arrivals`, `not_registered`, `store_nearly_full`, `roaming`.

    `signal` in dBm. `stored` of `places` are taken in the SIM's or modem's store. `sim` is the ICCID. `channel` is None while
    the SIM in it is not used by the office; else `name`, `number` and `workspaces` (the default first, with `shares`) are the
    channel's. At most one part goes every `seconds_a_part` seconds and `daily_limit` parts a local day.
    """

    uuid: str
    imei: str
    maker: str
    model: str
    port: str
    state: ModemState
    trouble: str
    holder: str
    warnings: list[str]
    is_ignored: bool
    sim: str
    operator: str
    registration: Registration
    signal: int | None
    stored: int
    places: int
    last_seen_on: dt.datetime | None
    channel: str | None = None
    name: str = ""
    number: str = ""
    workspaces: list[str] = field(default_factory=list)
    shares: list[PhoneShare] = field(default_factory=list)
    seconds_a_part: float = 6.0
    daily_limit: int = 200
    sent_today: int = 0
    queued: int = 0
    hangs_up: bool = False
    balance_code: str = ""
    balance: Balance | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something plugged in that can't be used as it is. `device` names it for people (`Huawei 12d1:14dc`, `/dev/ttyUSB2`);
    `holder` the program that has the port (`ModemManager`), where the system tells."""

    kind: ObstacleKind
    device: str
    holder: str = ""


@dataclass(frozen=True, slots=True)
class ModemList:
    """`ports` are serial ports of this PC that no modem was found on; `chosen_ports` those that staff named as a modem's."""

    modems: list[Modem]
    obstacles: list[Obstacle]
    ports: list[str]
    chosen_ports: list[str]


@dataclass(frozen=True, slots=True)
class UssdLine:
    """`by` office or network."""

    by: Literal["office", "network"]
    text: str
    on: dt.datetime


@dataclass(frozen=True, slots=True)
class UssdTalk:
    """`state` asks: the network waits for a reply."""

    state: UssdState
    lines: list[UssdLine]


@dataclass(frozen=True, slots=True)
class TestSms:
    """`code` is the network's error (+CMS ERROR), where it gave one."""

    number: str
    state: TestState
    code: int | None
    on: dt.datetime


@dataclass(frozen=True, slots=True)
class ModemLogLine:
    """`by` office, modem, or note (`text` is then a stable word). PINs are blotted out."""

    on: dt.datetime
    by: Literal["office", "modem", "note"]
    text: str


class Modems(Protocol):
    @access("query", "office", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def all(self) -> ModemList:
        """Modems that work first, then by name."""
        ...

    @access("command", "office")
    def use(self, modem: str, number: str, name: str, workspaces: list[str]) -> Modem:
        """Make the SIM that is in it a channel of the office; the first workspace is its default. A SIM that was a channel
        before, in whatever modem, is that channel again.

        Errors: `invalid` number, `number_taken`, `modem_away`, `modem_not_ready` (its SIM is not known yet).
        """
        ...

    @access("command", "office")
    def update(self, modem: str, name: str, seconds_a_part: float, daily_limit: int, hangs_up: bool) -> Modem:
        """Of one that is used. Errors: `invalid` seconds_a_part (1 to 600), daily_limit (1 to 100,000)."""
        ...

    @access("command", "office")
    def serve(self, modem: str, workspaces: list[str]) -> Modem:
        """As `Phones.serve`."""
        ...

    @access("command", "office")
    def set_share(self, modem: str, workspace: str, weight: float, daily_budget: int | None) -> Modem:
        """As `Phones.set_share`."""
        ...

    @access("command", "office")
    def resume(self, modem: str) -> Modem:
        """Send again after a pause by `credit` or `sim_barred`."""
        ...

    @access("command", "office")
    def release(self, modem: str) -> None:
        """The office no longer uses its SIM; what waits for it fails as with a phone."""
        ...

    @access("command", "office")
    def ignore(self, modem: str, ignored: bool) -> Modem:
        """Leave it alone (it is somebody's way to the internet), or look after it again. Errors: `modem_used`."""
        ...

    @access("command", "office")
    def choose_ports(self, ports: list[str]) -> ModemList:
        """Serial ports that staff say are modems though their maker is unknown (GSM terminals). Errors: `invalid` ports."""
        ...

    @access("command", "office")
    def enter_pin(self, modem: str, pin: str) -> Modem:
        """Tried once, and kept for this SIM's later starts when it is right. Errors: `invalid` pin (4 to 8 digits), `modem_away`,
        `sim_pin_few_tries` where fewer than two tries are left and `sim_puk`: a phone must unlock the SIM."""
        ...

    @access("command", "office")
    def send_test(self, modem: str, number: str) -> TestSms:
        """Outside the outbox, at once. Errors: `invalid` number, `modem_away`, `modem_busy`."""
        ...

    @access("query", "office")
    def test(self, modem: str) -> TestSms | None:
        """The last one since the engine began."""
        ...

    @access("command", "office")
    def dial(self, modem: str, code: str) -> UssdTalk:
        """Begin a USSD dialogue (`*100#`). Errors: `invalid` code, `modem_away`, `modem_busy`."""
        ...

    @access("command", "office")
    def answer(self, modem: str, text: str) -> UssdTalk:
        """Reply where the network asks. Errors: `ussd_over`."""
        ...

    @access("command", "office")
    def end(self, modem: str) -> UssdTalk:
        """End the dialogue."""
        ...

    @access("query", "office")
    def ussd(self, modem: str) -> UssdTalk: ...

    @access("command", "office")
    def teach_balance(self, modem: str, code: str, said: str, amount: str) -> Modem:
        """Show by example how this operator tells the balance: what was `said` to `code`, and the `amount` within it. From then
        on it is read by itself, also on other SIMs of the same operator. Errors: `invalid` amount (`not_in_answer`)."""
        ...

    @access("command", "office")
    def check_balance(self, modem: str) -> Modem:
        """Dial the code that was taught; the answer comes as a change of `modems`. Errors: `balance_not_taught`, `modem_away`,
        `modem_busy`."""
        ...

    @access("query", "office")
    def log(self, modem: str) -> list[ModemLogLine]:
        """The last 500 lines, the newest last."""
        ...
