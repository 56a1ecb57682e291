"""A USB modem with its SIM, on a pseudo-terminal: what a maker's firmware does, and what goes wrong with it.

`python -m tests.simulators.modem` runs one by hand (`tests/simulators/command.py`). The network behind it (what becomes of an
SMS, calls, USSD menus, credit) is `tests/simulators/network.py`.

`ModemCore` is the modem without the terminal: octets in, octets out, times handed in.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import heapq
import itertools
import os
import random
import re
import select
import threading
import tty
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.clock import SystemClock
from tests.simulators.network import ASKS, BY_NETWORK, NO_CREDIT, REPORT_SECONDS, Network
from tests.simulators.tpdu import BadTpdu, Submitted, deliver, is_gsm, pack, read_submit, report, unpack

OK, ERROR = "OK", "ERROR"
FLOOD_SECONDS = 0.02
_PLACE = ',"00C3","0001B2C4"'
CENTRE = "+15550000099"
IMEI = "356938035643809"


@dataclass(frozen=True, slots=True)
class Profile:
    """How a maker's modems differ.

    `places` of each store; `first` index of each; `lists` the stores that each of +CPMS's three takes; `unknown` answers what is
    not known; `extra` commands with their answers (`{tries}`, `{puk_tries}`, `{state}` of the PIN, `{iccid}`); `says_unlocked`
    follows a right PIN; `chatter` is said by itself, until `silence` stops it. `packed_ussd`: USSD is packed septets in
    hexadecimal, both ways.
    """

    maker: str
    model: str
    places: dict[str, int] = field(default_factory=lambda: {"SM": 10, "ME": 23, "SR": 5})
    first: dict[str, int] = field(default_factory=lambda: {"SM": 1, "ME": 0, "SR": 1})
    lists: tuple[tuple[str, ...], ...] = (("SM", "ME"), ("SM", "ME"), ("SM", "ME"))
    direct_reports: bool = True
    unknown: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    iccid: str = "+CCID"
    says_when_full: str | None = None
    says_unlocked: tuple[str, ...] = ()
    chatter: tuple[str, ...] = ()
    silence: str = ""
    packed_ussd: bool = False
    hangs_up_by_ath: bool = False


QUECTEL = Profile(
    maker="Quectel",
    model="EC25",
    lists=(("ME", "SM", "SR"), ("ME", "SM"), ("ME", "SM")),
    extra={'+QPINC="SC"': '+QPINC: "SC",{tries},{puk_tries}'},
    iccid="+QCCID",
    says_unlocked=("+CPIN: READY", "+QUSIM: 1", "+QIND: SMS DONE"),
)
HUAWEI = Profile(
    maker="huawei",
    model="E1550",
    direct_reports=False,
    unknown="COMMAND NOT SUPPORT",
    extra={"^PORTSEL=1": "", "^CPIN?": "^CPIN: {state},,{puk_tries},{tries},10,3"},
    iccid="^ICCID",
    says_when_full="^SMMEMFULL",
    says_unlocked=("^SIMST:1",),
    chatter=("^RSSI:{signal}", "^BOOT:27710117,0,0,0,75", "^MODE:5,4", "^DSFLOWRPT:0000,0000"),
    silence="^CURC=0",
    packed_ussd=True,
    hangs_up_by_ath=True,
)
ZTE = Profile(
    maker="ZTE CORPORATION",
    model="MF190",
    unknown="ERROR",
    extra={
        "+ZGETICCID": "+ZGETICCID: {iccid}",
        "+ZPINPUK=?": "+ZPINPUK: {tries},{puk_tries}",
        "+ZCDRUN=8": "Close autorun state result(0:FAIL 1:SUCCESS):1",  # no driver CD any more
    },
    iccid="+ZICCID",
    says_unlocked=("+ZUSIMR:2",),
    chatter=("+ZUSIMR:2", '+ZDONR: "Test Network",1,1,"CS_PS","ROAM_OFF"'),
    silence="+ZOPRT=5",
)
SIMCOM = Profile(
    maker="SIMCOM INCORPORATED",
    model="SIM7600E",
    extra={"+SPIC": "+SPIC: {tries},{puk_tries},3,10"},
    iccid="+CICCID",
    says_unlocked=("+CPIN: READY", "SMS DONE", "PB DONE"),
)
TELIT = Profile(maker="Telit", model="LE910", extra={"#PCT": "#PCT: {tries}"}, iccid="#CCID", says_unlocked=("#QSS: 1",))
PLAIN = Profile(maker="WAVECOM MODEM", model="MULTIBAND 900E 1800", unknown="ERROR", direct_reports=False)
PROFILES = {"quectel": QUECTEL, "huawei": HUAWEI}  # what most tests run with
ALL_PROFILES = {**PROFILES, "zte": ZTE, "simcom": SIMCOM, "telit": TELIT, "plain": PLAIN}


@dataclass(slots=True)
class Faults:
    """What goes wrong next. `refusals`: error numbers for coming submits; counts go down as they are used.

    `swallow`: submits that reach the network and are never answered; `cuts`: submits behind which the plug is pulled before the
    answer; `no_prompts`: submits without a prompt.
    `noise`: how likely an octet is to be followed by rubbish. `flood`: octets of rubbish a second. `is_mute`: it answers nothing,
    until it is started anew where `heals`.
    """

    refusals: deque[int] = field(default_factory=deque)
    swallow: int = 0
    cuts: int = 0
    no_prompts: int = 0
    noise: float = 0.0
    is_mute: bool = False
    heals: bool = False
    flood: int = 0


@dataclass(slots=True)
class Sim:
    """`is_in`: it is in the modem. `busy_seconds`: how long it reads itself in after the PIN."""

    pin: str = ""
    tries: int = 3
    puk: str = "12345678"
    puk_tries: int = 10
    busy_seconds: float = 0.0
    is_unlocked: bool = True
    is_in: bool = True
    imsi: str = "001010123456789"
    iccid: str = "8901010123456789012"

    @property
    def state(self) -> str:
        """As +CPIN? says it."""
        if self.is_unlocked:
            return "READY"
        return "SIM PIN" if self.tries else "SIM PUK"


@dataclass(frozen=True, slots=True)
class Entry:
    """In a store. `status` 0 unread, 1 read."""

    pdu: str
    status: int = 0


class ModemCore:
    """The modem. `feed` takes what the port was given; `say` and `due` are what it says and when it wants to be woken.

    `registration` as in +CREG, `eps` as in +CEREG, `signal` as in +CSQ, `centre` as in +CSCA (empty: none is set); `at` is the
    latest time it was told. `sent` is what reached the network, `cut_off` of it what the plug was pulled behind; `codes` what was
    dialled and replied by USSD; `last_reference` the last TP-MR. `ussd_shape` plain, packed or ucs2 (hexadecimal UCS2 under any
    coding).
    """

    def __init__(self, profile: Profile, now: Callable[[], dt.datetime], seed: int = 0) -> None:
        self.profile = profile
        self.imei = IMEI
        self.registration, self.eps, self.signal, self.operator = 1, 0, 17, "Test Network"
        self.at = 0.0
        self.network = Network()
        self.answers = self.network.answers
        self.report_status = 0
        self.resets = self.hang_ups = self.cancels = 0
        self.hung_up: list[str] = []
        self._caller = ""
        self.last_reference = -1
        self.centre = CENTRE
        self.ussd_shape = "packed" if profile.packed_ussd else "plain"
        self.faults = Faults()
        self.sim = Sim()
        self.sent: list[Submitted] = []
        self.cut_off: list[Submitted] = []
        self.is_cut = False
        self.codes: list[str] = []
        self.stores: dict[str, dict[int, Entry]] = {name: {} for name in profile.places}
        self.held: deque[str] = deque()
        self.now = now
        self._random = random.Random(seed)
        self._later: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._out: list[bytes] = []
        self._input = b""
        self._submit: int | None = None
        self.restart()

    def restart(self) -> None:
        """As after power on: nothing that was set is left, the stores are."""
        self._echo, self._cmee, self._cmgf, self._csms = True, 0, 0, 0
        self._memories = ["SM", "SM", "SM"]
        self._cnmi = [0, 0, 0, 0, 0]
        self._charset, self._clip, self._crc, self._creg, self._cereg, self._cfun, self._cops = "IRA", 0, 0, 0, 0, 1, 0
        self._cusd, self._is_silenced, self._is_packed = 0, False, self.ussd_shape == "packed"
        self._busy_until = 0.0
        self._call: int | None = None
        self._input, self._submit = b"", None

    # The network

    def deliver(self, sender: str, text: str, *, ref: int = 0) -> None:
        """A message for the SIM, in as many parts as it takes."""
        self.held += deliver(sender, text, self.now(), ref=ref)
        self._take_held()

    def flash(self, sender: str, text: str) -> None:
        """A message of class 0: shown at once, never stored."""
        [pdu] = deliver(sender, text, self.now(), message_class=0)
        self._unsolicited(f"+CMT: ,{_length(pdu)}\r\n{pdu}")

    def ring(self, number: str) -> None:
        """One ring; `number` empty: withheld."""
        self._unsolicited("+CRING: VOICE" if self._crc else "RING")
        if self._clip:
            kind, digits = (145 if number.startswith("+") else 129), number.lstrip("+")
            self._unsolicited(f'+CLIP: "{digits}",{kind},,,,0' if number else '+CLIP: "",128,,,,1')

    def call(self, number: str, rings: int = 5, every: float = 3.0, ends: str = "NO CARRIER") -> None:
        """A call that rings until it is hung up here, or `rings` times; then the caller gives up, which the modem says by
        `ends` (`^CEND:1,0,104,0` on some; empty: not at all)."""
        self._caller, self._call = number, next(self._order)
        self._ring_on(self._call, number, rings, every, ends)

    def _ring_on(self, call: int, number: str, rings: int, every: float, ends: str) -> None:
        if self._call != call:
            return
        if rings:
            self.ring(number)
            self._in(every, self.at, lambda: self._ring_on(call, number, rings - 1, every, ends))
        else:
            self._call = None
            if ends:
                self._unsolicited(ends)

    def hang_up(self) -> None:
        """The caller does."""
        self._call = None
        self._unsolicited("NO CARRIER")

    def _hung_up(self) -> None:
        """The modem was told to."""
        self.hang_ups += 1
        if self._call is not None:
            self.hung_up.append(self._caller)
            self._call = None

    def register(self, status: int, eps: int = 0) -> None:
        """As +CREG and +CEREG have it: 1 home, 2 searching, 3 denied, 5 roaming, 0 none."""
        self.registration, self.eps = status, eps
        for name, mode, value in (("CREG", self._creg, status), ("CEREG", self._cereg, eps)):
            if mode:
                self._unsolicited(f"+{name}: {value}" + (_PLACE if mode == 2 and value in (1, 5) else ""))

    def change_signal(self, rssi: int) -> None:
        """As +CSQ has it: 0 to 31, 99 unknown."""
        self.signal = rssi
        if not self._is_silenced and self.profile.chatter and "RSSI" in self.profile.chatter[0]:
            self._unsolicited(f"^RSSI:{rssi}")

    def chatter(self, every: float) -> None:
        """It says by itself what its maker's modems say, until it is told to be silent."""
        if self.profile.chatter and not self._is_silenced:
            self._unsolicited(self._random.choice(self.profile.chatter).replace("{signal}", str(self.signal)))
        self._in(every, self.at, lambda: self.chatter(every))

    def push_ussd(self, text: str, state: int = 0) -> None:
        """The network begins to speak."""
        self._say_ussd(state, text)

    def _take_held(self) -> None:
        """The network holds back what finds no place."""
        store = self._memories[2]
        while self.held:
            place = self._free_place(store)
            if place is None:
                if self.profile.says_when_full:
                    self._unsolicited(f'{self.profile.says_when_full}: "{store}"')
                return
            self.stores[store][place] = Entry(self.held.popleft())
            if self._cnmi[1] == 1:
                self._unsolicited(f'+CMTI: "{store}",{place}')

    def _free_place(self, store: str) -> int | None:
        first = self.profile.first[store]
        places = range(first, first + self.profile.places[store])
        return next((place for place in places if place not in self.stores[store]), None)

    # Octets

    def feed(self, octets: bytes, at: float) -> None:
        """What was written to the port."""
        if self.faults.is_mute and self.faults.heals and b"+CFUN=1,1" in octets:
            self.faults.is_mute = False
        if self.faults.is_mute:
            return
        self.at = max(self.at, at)
        for octet in octets:
            self._octet(bytes([octet]), at)

    def say(self) -> bytes:
        """What it says now."""
        out, self._out = b"".join(self._out), []
        if self.faults.noise:
            out = b"".join(self._with_noise(octet) for octet in out)
        return out

    def due(self) -> float | None:
        return self._later[0][0] if self._later else None

    def wake(self, at: float) -> None:
        """Do what is due."""
        self.at = max(self.at, at)
        while self._later and self._later[0][0] <= at:
            heapq.heappop(self._later)[2]()

    def _with_noise(self, octet: int) -> bytes:
        rubbish = b""
        if self._random.random() < self.faults.noise:
            rubbish = bytes(self._random.randrange(256) for _ in range(self._random.randrange(1, 4)))
        return bytes([octet]) + rubbish

    def _octet(self, octet: bytes, at: float) -> None:
        if self._echo:
            self._out.append(octet)
        if octet == b"\x1b":
            self._input, self._submit = b"", None
        elif octet == b"\x1a" and self._submit is not None:
            length, text = self._submit, self._input.decode("latin-1")
            self._input, self._submit = b"", None
            self._submitted(text, length, at)
        elif octet == b"\r" and self._submit is None:
            line, self._input = self._input.decode("latin-1").strip(), b""
            if line.upper().startswith("AT"):
                self._command(line[2:].strip(), at)
        elif octet not in b"\r\n":
            self._input += octet

    def _write(self, text: str) -> None:
        self._out.append(text.encode("latin-1", "replace"))

    def _line(self, text: str) -> None:
        self._write(f"\r\n{text}\r\n")

    def _unsolicited(self, text: str) -> None:
        if not self.faults.is_mute:
            self._line(text)

    def _in(self, seconds: float, at: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._later, (at + seconds, next(self._order), action))

    # Commands

    def _command(self, line: str, at: float) -> None:
        """Commands may stand one after the other; the first that fails ends the line."""
        for part in re.findall(r'(?:[^;"]|"[^"]*"?)+', line) or [""]:
            result = self._one(part.strip(), at)
            if result != OK:
                if result is not None:
                    self._line(result)
                return
        self._line(OK)

    def _one(self, text: str, at: float) -> str | None:
        """The final result; None: it comes later."""
        upper = text.upper()
        if upper in ("", "Z", "E", "E0", "E1", "V1", "E0V1", "E1V1", "H", "H0", "A", "&F"):
            return self._basic(upper)
        if upper == self.profile.silence:
            self._is_silenced = True
            return OK
        if upper in self.profile.extra:
            return self._own(self.profile.extra[upper])
        match = re.fullmatch(r"([+^$#*!]\w+)(=\?|\?|=)?(.*)", text)
        name = match[1].upper() if match else ""
        handler = _HANDLERS.get(name) or (_iccid if name == self.profile.iccid else None)
        if match is None or handler is None:
            return self._unknown()
        if not self.sim.is_in and name in _NEED_SIM:
            return self._error("CMS", 310, "SIM not inserted") if name == "+CMGS" else self._error("CME", 10, "SIM not inserted")
        if not self.sim.is_unlocked and name in _NEED_SIM:
            return self._error("CME", 11, "SIM PIN required")
        return handler(self, match[2] or "", match[3], at)

    def _own(self, said: str) -> str:
        """A maker's own question."""
        sim = self.sim
        if not sim.is_in:
            return self._error("CME", 10, "SIM not inserted")
        said = said.format(tries=sim.tries, puk_tries=sim.puk_tries, state=sim.state, iccid=sim.iccid)
        return self._said(said) if said else OK

    def _basic(self, text: str) -> str:
        if text in ("H", "H0"):
            self._hung_up()
        if text == "A":
            if self._call is None:
                return "NO CARRIER"
            self._call = None
        if text.startswith(("E0", "E1")) or text == "E":
            self._echo = text[1:2] == "1"
        elif text in ("Z", "&F"):
            self._echo, self._cmee = True, 0
        return OK

    def _unknown(self) -> str:
        return self.profile.unknown or (self._error("CME", 4, "operation not supported") if self._cmee else ERROR)

    def _error(self, kind: str, code: int, words: str) -> str:
        if kind == "CME" and not self._cmee:
            return ERROR
        return f"+{kind} ERROR: {words if self._cmee == 2 else code}"

    def _said(self, *lines: str) -> str:
        for line in lines:
            self._line(line)
        return OK

    # Submitting

    def _submitted(self, text: str, length: int, at: float) -> None:
        try:
            submitted = read_submit(text, length)
        except BadTpdu:
            self._in(0.01, at, lambda: self._line(self._error("CMS", 304, "invalid PDU mode parameter")))
            return
        recipient = self.network.recipient(submitted.to)
        refusal = self._refusal(recipient.refusal)
        if refusal is not None:
            self._in(recipient.answer_seconds, at, lambda: self._line(self._error("CMS", refusal, "refused")))
            return
        self.last_reference = (self.last_reference + 1) % 256
        reference = self.last_reference
        self.sent.append(submitted)
        if self.faults.swallow or recipient.is_silent:
            self.faults.swallow = max(0, self.faults.swallow - 1)
            self._report_all(submitted, reference, recipient.reports, at)
            return
        if self.faults.cuts:
            self.faults.cuts -= 1
            self.cut_off.append(submitted)
            self.is_cut = True
            return
        when = at + recipient.answer_seconds
        self._in(recipient.answer_seconds, at, lambda: self._answer_submit(submitted, reference, recipient.reports, when))

    def _refusal(self, of_recipient: int | None) -> int | None:
        if self.faults.refusals:
            return self.faults.refusals.popleft()
        if self._cfun != 1 or not {self.registration, self.eps} & {1, 5}:
            return 331  # no network service
        if not self.centre:
            return 330
        if of_recipient is not None:
            return of_recipient
        return None if self.network.charge() else NO_CREDIT

    def _answer_submit(
        self, submitted: Submitted, reference: int, reports: tuple[tuple[float, int], ...] | None, at: float
    ) -> None:
        self._said(f"+CMGS: {reference}")
        self._line(OK)
        self._report_all(submitted, reference, reports, at)

    def _report_all(self, submitted: Submitted, reference: int, reports: tuple[tuple[float, int], ...] | None, at: float) -> None:
        if not submitted.wants_report:
            return
        sent = self.now()
        for seconds, status in ((REPORT_SECONDS, None),) if reports is None else reports:
            self._in(seconds, at, functools.partial(self._report, submitted, reference, sent, status))

    def _report(self, submitted: Submitted, reference: int, sent: dt.datetime, status: int | None) -> None:
        status = self.report_status if status is None else status
        pdu = report(submitted.to, reference, sent=sent, done=self.now(), status=status)
        if self._cnmi[3] == 1:
            self._unsolicited(f"+CDS: {_length(pdu)}\r\n{pdu}")
        elif self._cnmi[3] == 2:
            store = "SR" if "SR" in self.profile.lists[0] else self._memories[2]
            place = self._free_place(store)
            if place is not None:
                self.stores[store][place] = Entry(pdu)
                self._unsolicited(f'+CDSI: "{store}",{place}')

    # What single commands do

    def fixed(self, text: str) -> str:
        return self._said(text)

    def cpin(self, how: str, value: str, at: float) -> str | None:
        sim = self.sim
        if not sim.is_in:
            return self._error("CME", 10, "SIM not inserted")
        if at < self._busy_until:
            return self._error("CME", 14, "SIM busy")
        if how == "?":
            return self._said(f"+CPIN: {sim.state}")
        if how != "=":
            return OK
        if sim.is_unlocked:
            return self._error("CME", 3, "operation not allowed")
        given, _, new = (part.strip('"') for part in value.partition(","))
        if sim.tries and not new:
            return self._entered(given == sim.pin, at)
        if not new:
            return self._error("CME", 12, "SIM PUK required")
        return self._unblocked(given, new, at)

    def _entered(self, is_right: bool, at: float) -> str:
        if not is_right:
            self.sim.tries -= 1
            return self._error("CME", 16, "incorrect password") if self.sim.tries else self._error("CME", 12, "SIM PUK required")
        self.sim.is_unlocked, self.sim.tries = True, 3
        self._busy_until = at + self.sim.busy_seconds
        for line in self.profile.says_unlocked:
            self._in(self.sim.busy_seconds + 0.01, at, functools.partial(self._unsolicited, line))
        return OK

    def _unblocked(self, puk: str, pin: str, at: float) -> str:
        if puk != self.sim.puk or not self.sim.puk_tries:
            self.sim.puk_tries = max(0, self.sim.puk_tries - 1)
            return self._error("CME", 16, "incorrect password")
        self.sim.pin, self.sim.puk_tries = pin, 10
        return self._entered(True, at)

    def cmee(self, how: str, value: str, _at: float) -> str | None:
        if how == "=":
            self._cmee = int(value) if value in ("0", "1", "2") else self._cmee
            return OK
        return self._said("+CMEE: (0-2)" if how == "=?" else f"+CMEE: {self._cmee}")

    def cscs(self, how: str, value: str, _at: float) -> str | None:
        if how == "=":
            self._charset = value.strip('"')
            return OK
        return self._said('+CSCS: ("IRA","GSM","UCS2")' if how == "=?" else f'+CSCS: "{self._charset}"')

    def cmgf(self, how: str, value: str, _at: float) -> str | None:
        if how == "=":
            if value != "0":
                return self._error("CMS", 303, "operation not supported")  # text mode is nobody's loss here
            return OK
        return self._said("+CMGF: (0)" if how == "=?" else "+CMGF: 0")

    def csms(self, how: str, value: str, _at: float) -> str | None:
        if how == "=":
            self._csms = 1 if value == "1" else 0
            return self._said("+CSMS: 1,1,1")
        return self._said("+CSMS: (0,1)" if how == "=?" else f"+CSMS: {self._csms},1,1,1")

    def cnmi(self, how: str, value: str, _at: float) -> str | None:
        reports = "0,1,2" if self.profile.direct_reports else "0,2"
        if how == "=?":
            return self._said(f"+CNMI: (1,2),(0,1),(0),({reports}),(0)")
        if how == "?":
            return self._said("+CNMI: " + ",".join(map(str, self._cnmi)))
        wanted = [int(part) if part.strip().isdigit() else 0 for part in value.split(",")]
        wanted += self._cnmi[len(wanted) :]
        if len(wanted) != 5 or wanted[1] > 1 or str(wanted[3]) not in reports.split(","):
            return self._error("CMS", 303, "operation not supported")
        self._cnmi = wanted
        return OK

    def cpms(self, how: str, value: str, _at: float) -> str | None:
        if how == "=?":
            lists = ",".join("(" + ",".join(f'"{name}"' for name in names) + ")" for names in self.profile.lists)
            return self._said(f"+CPMS: {lists}")
        if how == "=":
            names = [part.strip().strip('"') for part in value.split(",")]
            allowed = (set(names) for names in self.profile.lists)
            if not 1 <= len(names) <= 3 or any(name not in known for name, known in zip(names, allowed, strict=False)):
                return self._error("CMS", 302, "operation not allowed")
            self._memories[: len(names)] = names
            self._take_held()
            return self._said("+CPMS: " + ",".join(self._usage(name) for name in self._memories))
        return self._said("+CPMS: " + ",".join(f'"{name}",{self._usage(name)}' for name in self._memories))

    def _usage(self, name: str) -> str:
        return f"{len(self.stores[name])},{self.profile.places[name]}"

    def cmgl(self, how: str, value: str, _at: float) -> str | None:
        if how == "=?":
            return self._said("+CMGL: (0-4)")
        store = self.stores[self._memories[0]]
        for place, entry in sorted(store.items()):
            if value in ("4", "") or value == str(entry.status):
                self._line(f"+CMGL: {place},{entry.status},,{_length(entry.pdu)}\r\n{entry.pdu}")
                store[place] = Entry(entry.pdu, 1)
        return OK

    def cmgr(self, _how: str, value: str, _at: float) -> str | None:
        store = self.stores[self._memories[0]]
        entry = store.get(int(value)) if value.isdigit() else None
        if entry is None:
            return self._error("CMS", 321, "invalid memory index")
        store[int(value)] = Entry(entry.pdu, 1)
        return self._said(f"+CMGR: {entry.status},,{_length(entry.pdu)}\r\n{entry.pdu}")

    def cmgd(self, how: str, value: str, _at: float) -> str | None:
        store = self.stores[self._memories[0]]
        if how == "=?":
            return self._said(f"+CMGD: ({','.join(map(str, sorted(store)))}),(0-4)")
        place, _, flag = value.partition(",")
        if flag in ("1", "2", "3", "4"):
            for index in [index for index, entry in store.items() if flag == "4" or entry.status == 1]:
                del store[index]
        elif not place.isdigit() or store.pop(int(place), None) is None:
            return self._error("CMS", 321, "invalid memory index")
        self._take_held()
        return OK

    def cmgs(self, how: str, value: str, at: float) -> str | None:
        if how != "=" or not value.isdigit():
            return self._error("CMS", 304, "invalid PDU mode parameter")
        if self.faults.no_prompts:
            self.faults.no_prompts -= 1
            return None
        self._submit, self._input = int(value), b""
        self._write("\r\n> ")
        return None

    def creg(self, how: str, value: str, _at: float) -> str | None:
        if how == "=":
            self._creg = int(value) if value in ("0", "1", "2") else self._creg
            return OK
        return self._registered("+CREG", how, self._creg, self.registration)

    def cereg(self, how: str, value: str, _at: float) -> str | None:
        if how == "=":
            self._cereg = int(value) if value in ("0", "1", "2") else self._cereg
            return OK
        return self._registered("+CEREG", how, self._cereg, self.eps)

    def _registered(self, name: str, how: str, mode: int, status: int) -> str:
        if how == "=?":
            return self._said(f"{name}: (0-2)")
        return self._said(f"{name}: {mode},{status}" + (_PLACE if mode == 2 and status in (1, 5) else ""))

    def csq(self, how: str, _value: str, _at: float) -> str | None:
        return self._said("+CSQ: (0-31,99),(0-7,99)" if how == "=?" else f"+CSQ: {self.signal},99")

    def csca(self, how: str, value: str, _at: float) -> str | None:
        if how == "=":
            self.centre = value.partition(",")[0].strip('"')
            return OK
        return self._said(f'+CSCA: "{self.centre}",{145 if self.centre.startswith("+") else 129}')

    def crc(self, how: str, value: str, _at: float) -> str | None:
        if how == "=":
            self._crc = 1 if value == "1" else 0
        return OK

    def clcc(self, how: str, _value: str, _at: float) -> str | None:
        if how == "" and self._call is not None:
            kind = 145 if self._caller.startswith("+") else 129
            return self._said(f'+CLCC: 1,1,4,0,0,"{self._caller}",{kind}')
        return OK

    def ussdmode(self, how: str, value: str, _at: float) -> str | None:
        """Huawei's: 1 packed, 0 as text."""
        if not self.profile.packed_ussd:
            return self._unknown()
        if how == "=":
            self._is_packed = value == "1"
            return OK
        return self._said(f"^USSDMODE: {int(self._is_packed)}")

    def chup(self, how: str, _value: str, _at: float) -> str | None:
        if self.profile.hangs_up_by_ath:
            return self._unknown()
        if how == "":
            self._hung_up()
        return OK

    def cops(self, how: str, value: str, _at: float) -> str | None:
        if how == "=":
            self._cops = 2 if value == "3,2" else 0 if value == "3,0" else self._cops
            return OK
        if not {self.registration, self.eps} & {1, 5}:
            return self._said("+COPS: 0")
        return self._said(f'+COPS: 0,{self._cops},"{"00101" if self._cops == 2 else self.operator}",0')

    def cfun(self, how: str, value: str, _at: float) -> str | None:
        if how == "?":
            return self._said(f"+CFUN: {self._cfun}")
        if value.endswith(",1"):
            self.resets += 1
            self.restart()
        elif value in ("0", "1", "4"):
            self._cfun = int(value)
        return OK

    def clip(self, how: str, value: str, _at: float) -> str | None:
        if how == "=":
            self._clip = 1 if value == "1" else 0
        return OK

    def cusd(self, how: str, value: str, at: float) -> str | None:
        if how == "?":
            return self._said(f"+CUSD: {self._cusd}")
        mode, _, written = value.partition(",")
        if how != "=" or mode not in ("0", "1", "2"):
            return OK
        if mode == "2":
            self.cancels += 1
            self.network.end()
            return OK
        self._cusd = int(mode)
        match = re.match(r'"([^"]*)"(?:,\s*(\d+))?', written)
        if match is None:
            return OK
        text = self._asked(match[1], int(match[2] or 15))
        if text is None:
            return self._error("CME", 50, "incorrect parameters")
        self.codes.append(text)
        said = self.network.ussd(text)
        if said is not None:
            self._in(0.05, at, lambda: self._answer_ussd(*said, at))
        return OK

    def _asked(self, written: str, coding: int) -> str | None:
        """What was dialled; None: nonsense."""
        try:
            if coding & 0x0C == 0x08 or (self._charset == "UCS2" and not self._is_packed):
                return bytes.fromhex(written).decode("utf-16-be")
            return unpack(written) if self._is_packed else written
        except (ValueError, BadTpdu):
            return None

    def _answer_ussd(self, state: int, text: str, at: float) -> None:
        self._say_ussd(state, text)
        question = self.network.question
        if state == ASKS and question is not None:
            self._in(self.network.menu_seconds, at, lambda: self._give_up_ussd(question))

    def _give_up_ussd(self, question: int) -> None:
        if self.network.question == question and self.network.end():
            self._say_ussd(BY_NETWORK, "")

    def _say_ussd(self, state: int, text: str) -> None:
        """As text it goes out as it is, line breaks and all."""
        if not self._cusd:
            return
        if not text:
            self._unsolicited(f"+CUSD: {state}")
            return
        wide = text.encode("utf-16-be").hex().upper()
        if not is_gsm(text) or not (text.isascii() or self._is_packed):
            written, coding = wide, 72
        elif self._is_packed:
            written, coding = pack(text), 15
        else:
            written, coding = (wide if self.ussd_shape == "ucs2" or self._charset == "UCS2" else text), 15
        self._unsolicited(f'+CUSD: {state},"{written}",{coding}')

    def iccid(self, how: str, _value: str, _at: float) -> str | None:
        return self._said(f"{self.profile.iccid}: {self.sim.iccid}") if how != "=" else ERROR


def _length(pdu: str) -> int:
    """Octets behind the service centre's."""
    return len(pdu) // 2 - 1 - int(pdu[:2], 16)


Handler = Callable[[ModemCore, str, str, float], str | None]


def _fixed(make: Callable[[ModemCore], str]) -> Handler:
    return lambda modem, _how, _value, _at: modem.fixed(make(modem))


def _ok(_modem: ModemCore, _how: str, _value: str, _at: float) -> str | None:
    return OK


_iccid: Handler = ModemCore.iccid
_NEED_SIM = frozenset(("+CIMI", "+CMGL", "+CMGR", "+CMGD", "+CMGS", "+CPMS", "+CSCA"))
_IDENTITY: dict[str, Handler] = {
    "MI": _fixed(lambda modem: modem.profile.maker),
    "MM": _fixed(lambda modem: modem.profile.model),
    "MR": _fixed(lambda modem: "1.0.sim"),
    "SN": _fixed(lambda modem: modem.imei),
}
_HANDLERS: dict[str, Handler] = {
    **{f"+CG{name}": handler for name, handler in _IDENTITY.items()},
    **{f"+G{name}": handler for name, handler in _IDENTITY.items()},  # ITU-T V.250 6.1.4 to 6.1.7
    "+CIMI": _fixed(lambda modem: modem.sim.imsi),
    "+CSQ": ModemCore.csq,
    "+CBC": _fixed(lambda modem: "+CBC: 0,100"),
    "+CSCA": ModemCore.csca,
    "+CPBS": _fixed(lambda modem: '+CPBS: "SM",0,250'),
    "+CPBR": _fixed(lambda modem: "+CPBR: (1-250),40,16"),
    "+CPAS": _fixed(lambda modem: "+CPAS: 0"),
    "+CPIN": ModemCore.cpin,
    "+CMEE": ModemCore.cmee,
    "+CSCS": ModemCore.cscs,
    "+CMGF": ModemCore.cmgf,
    "+CSMS": ModemCore.csms,
    "+CNMI": ModemCore.cnmi,
    "+CPMS": ModemCore.cpms,
    "+CMGL": ModemCore.cmgl,
    "+CMGR": ModemCore.cmgr,
    "+CMGD": ModemCore.cmgd,
    "+CMGS": ModemCore.cmgs,
    "+CREG": ModemCore.creg,
    "+CEREG": ModemCore.cereg,
    "+CGREG": _ok,
    "+COPS": ModemCore.cops,
    "+CFUN": ModemCore.cfun,
    "+CLIP": ModemCore.clip,
    "+CUSD": ModemCore.cusd,
    "+CHUP": ModemCore.chup,
    "+CRC": ModemCore.crc,
    "+CLCC": ModemCore.clcc,
    "^USSDMODE": ModemCore.ussdmode,
    "+CMMS": _ok,
    "+CNMA": _ok,
}


class PtyModem:
    """The modem on a pseudo-terminal; `path` is what a program opens. `plug` and `unplug` as a hand does. `link`, if given, leads
    to the terminal while it is plugged in, as `/dev/serial/by-id` does."""

    def __init__(self, profile: Profile = QUECTEL, seed: int = 0, link: Path | None = None, imei: str = IMEI) -> None:
        self._clock = SystemClock()
        self.lock = threading.RLock()
        self.core = ModemCore(profile, self._clock.now, seed)
        self.core.imei = imei
        self.link = link
        self.path = ""
        self._fds: tuple[int, int] | None = None
        self._wake_read, self._wake_write = os.pipe()
        self._is_closed = False
        self._flood_at = 0.0
        self.plug()
        self._thread = threading.Thread(target=self._run, name="simulated modem", daemon=True)
        self._thread.start()

    @property
    def is_plugged(self) -> bool:
        return self._fds is not None

    def plug(self) -> None:
        with self.lock:
            if self._fds is None:
                primary, secondary = os.openpty()
                tty.setraw(secondary)
                os.set_blocking(primary, False)
                self._fds, self.path = (primary, secondary), os.ttyname(secondary)
                self.core.restart()
                if self.link is not None:
                    self.link.unlink(missing_ok=True)
                    self.link.symlink_to(self.path)
        self.poke()

    def unplug(self) -> None:
        """The port is gone at once, whatever was on its way."""
        with self.lock:
            if self._fds is not None:
                if self.link is not None:
                    self.link.unlink(missing_ok=True)
                for fd in self._fds:
                    os.close(fd)
                self._fds = None
        self.poke()

    def do(self, action: Callable[[ModemCore], None]) -> None:
        """Something happens to the modem (a message comes in): with the lock, then said."""
        with self.lock:
            action(self.core)
        self.poke()

    def close(self) -> None:
        with self.lock:
            self._is_closed = True
        self.poke()
        self._thread.join()
        self.unplug()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def poke(self) -> None:
        os.write(self._wake_write, b"x")

    def _run(self) -> None:
        while True:
            with self.lock:
                if self._is_closed:
                    return
                primary = self._fds[0] if self._fds else None
                due = self.core.due()
                flood = self.core.faults.flood
            seconds = 0.5 if due is None else max(0.0, min(0.5, due - self._clock.monotonic()))
            seconds = min(seconds, FLOOD_SECONDS) if flood else seconds
            try:
                ready, _, _ = select.select([fd for fd in (primary, self._wake_read) if fd is not None], [], [], seconds)
            except OSError:
                continue  # it was pulled out just now
            if self._wake_read in ready:
                os.read(self._wake_read, 4096)
            with self.lock:
                self._work(primary if primary in ready else None)

    def _work(self, readable: int | None) -> None:
        if self._fds is None:
            return
        now = self._clock.monotonic()
        if readable == self._fds[0]:
            with contextlib.suppress(OSError):
                self.core.feed(os.read(readable, 4096), now)
        self.core.wake(now)
        if self.core.is_cut:
            self.core.is_cut = False
            self.unplug()
            return
        said = self.core.say() + self._rubbish(now)
        while said:
            try:
                said = said[os.write(self._fds[0], said) :]
            except BlockingIOError:
                return  # nobody reads: a real modem drops it too

    def _rubbish(self, now: float) -> bytes:
        """What a broken modem floods the line with."""
        if not self.core.faults.flood or now < self._flood_at:
            return b""
        self._flood_at = now + FLOOD_SECONDS
        return os.urandom(int(self.core.faults.flood * FLOOD_SECONDS))


if __name__ == "__main__":
    from tests.simulators.command import main

    raise SystemExit(main())
