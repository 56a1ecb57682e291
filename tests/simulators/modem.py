"""A USB modem with its SIM and its network, on a pseudo-terminal.

`python -m tests.simulators.modem --profile huawei` prints the terminal's path and obeys lines of its
input: `deliver NUMBER TEXT`, `ring NUMBER`, `unplug`, `plug`, `sent` (as JSON), `quit`.

`ModemCore` is the modem without the terminal: octets in, octets out, times handed in.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import heapq
import itertools
import json
import os
import random
import re
import select
import sys
import threading
import tty
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from app.clock import SystemClock
from tests.simulators.tpdu import BadTpdu, Submitted, deliver, read_submit, report

OK, ERROR = "OK", "ERROR"
SEND_SECONDS = 0.05
REPORT_SECONDS = 0.1
CENTRE = "+15550000099"


@dataclass(frozen=True, slots=True)
class Profile:
    """How a maker's modems differ. `places` of each store; `first` index of each; `unknown` answers what is not known."""

    maker: str
    model: str
    places: dict[str, int]
    first: dict[str, int]
    lists: tuple[tuple[str, ...], ...]
    direct_reports: bool
    unknown: str
    extra: dict[str, str] = field(default_factory=dict)
    iccid: str = "+CCID"
    says_when_full: str | None = None
    chatter: str | None = None
    packed_ussd: bool = False


QUECTEL = Profile(
    maker="Quectel",
    model="EC25",
    places={"SM": 10, "ME": 23, "SR": 5},
    first={"SM": 1, "ME": 0, "SR": 1},
    lists=(("ME", "SM", "SR"), ("ME", "SM"), ("ME", "SM")),
    direct_reports=True,
    unknown="",
    extra={'+QPINC="SC"': '+QPINC: "SC",{tries},10'},
    iccid="+QCCID",
)
HUAWEI = Profile(
    maker="huawei",
    model="E1550",
    places={"SM": 10, "ME": 23, "SR": 5},
    first={"SM": 1, "ME": 0, "SR": 1},
    lists=(("SM", "ME"), ("SM", "ME"), ("SM", "ME")),
    direct_reports=False,
    unknown="COMMAND NOT SUPPORT",
    extra={"^CURC=0": "", "^PORTSEL=1": "", "^CPIN?": "^CPIN: READY,,10,{tries},10,3"},
    iccid="^ICCID",
    says_when_full="^SMMEMFULL",
    chatter="^RSSI:17",
    packed_ussd=True,
)
PROFILES = {"quectel": QUECTEL, "huawei": HUAWEI}


@dataclass(slots=True)
class Faults:
    """What goes wrong next. `refusals`: error numbers for coming submits; counts go down as they are used.

    `swallow`: submits that reach the network and are never answered; `cuts`: submits behind which the plug is pulled before the
    answer; `no_prompts`: submits without a prompt.
    `noise`: how likely an octet is to be followed by rubbish.
    """

    refusals: deque[int] = field(default_factory=deque)
    swallow: int = 0
    cuts: int = 0
    no_prompts: int = 0
    noise: float = 0.0
    is_mute: bool = False


@dataclass(slots=True)
class Sim:
    pin: str = ""
    tries: int = 3
    is_unlocked: bool = True
    imsi: str = "001010123456789"
    iccid: str = "8901010123456789012"


@dataclass(frozen=True, slots=True)
class Entry:
    """In a store. `status` 0 unread, 1 read."""

    pdu: str
    status: int = 0


class ModemCore:
    """The modem. `feed` takes what the port was given; `say` and `due` are what it says and when it wants to be woken."""

    def __init__(self, profile: Profile, now: Callable[[], dt.datetime], seed: int = 0) -> None:
        self.profile = profile
        self.faults = Faults()
        self.sim = Sim()
        self.sent: list[Submitted] = []
        self.cut_off: list[Submitted] = []
        self.is_cut = False
        self.calls: list[str] = []
        self.stores: dict[str, dict[int, Entry]] = {name: {} for name in profile.places}
        self.held: deque[str] = deque()
        self._now = now
        self._random = random.Random(seed)
        self._later: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._out: list[bytes] = []
        self._input = b""
        self._submit: int | None = None
        self._last_reference = -1
        self.restart()

    def restart(self) -> None:
        """As after power on: nothing that was set is left, the stores are."""
        self._echo, self._cmee, self._cmgf, self._csms = True, 0, 0, 0
        self._memories = ["SM", "SM", "SM"]
        self._cnmi = [0, 0, 0, 0, 0]
        self._charset, self._clip, self._creg, self._cfun, self._cops = "IRA", 0, 0, 1, 0
        self._input, self._submit = b"", None

    # The network

    def deliver(self, sender: str, text: str, *, ref: int = 0) -> None:
        """A message for the SIM, in as many parts as it takes."""
        self.held += deliver(sender, text, self._now(), ref=ref)
        self._take_held()

    def ring(self, number: str) -> None:
        """A call that nobody takes."""
        self._unsolicited("RING")
        if self._clip:
            self._unsolicited(f'+CLIP: "{number.lstrip("+")}",{145 if number.startswith("+") else 129},,,,0')

    def hang_up(self) -> None:
        self._unsolicited("NO CARRIER")

    def _take_held(self) -> None:
        """The network holds back what finds no place."""
        store = self._memories[2]
        while self.held:
            place = self._free_place(store)
            if place is None:
                if self.profile.says_when_full:
                    self._unsolicited(f"{self.profile.says_when_full}: 1")
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
        if self.faults.is_mute:
            return
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
        if upper in ("", "Z", "E", "E0", "E1", "V1", "E0V1", "E1V1", "H", "&F"):
            return self._basic(upper)
        extra = {name.upper(): said for name, said in self.profile.extra.items()}
        if upper in extra:
            said = extra[upper].format(tries=self.sim.tries)
            return self._said(said) if said else OK
        match = re.fullmatch(r"([+^$#*!]\w+)(=\?|\?|=)?(.*)", text)
        name = match[1].upper() if match else ""
        handler = _HANDLERS.get(name) or (_iccid if name == self.profile.iccid else None)
        if match is None or handler is None:
            return self._unknown()
        if not self.sim.is_unlocked and name in _NEED_SIM:
            return self._error("CME", 11, "SIM PIN required")
        return handler(self, match[2] or "", match[3], at)

    def _basic(self, text: str) -> str:
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
        if self.faults.refusals:
            code = self.faults.refusals.popleft()
            self._in(SEND_SECONDS, at, lambda: self._line(self._error("CMS", code, "refused")))
            return
        self._last_reference = (self._last_reference + 1) % 256
        reference = self._last_reference
        self.sent.append(submitted)
        if self.faults.swallow:
            self.faults.swallow -= 1
            return
        if self.faults.cuts:
            self.faults.cuts -= 1
            self.cut_off.append(submitted)
            self.is_cut = True
            return
        self._in(SEND_SECONDS, at, lambda: self._answer_submit(submitted, reference, at + SEND_SECONDS))

    def _answer_submit(self, submitted: Submitted, reference: int, at: float) -> None:
        self._said(f"+CMGS: {reference}")
        self._line(OK)
        if submitted.wants_report:
            sent = self._now()
            self._in(REPORT_SECONDS, at, lambda: self._report(submitted, reference, sent))

    def _report(self, submitted: Submitted, reference: int, sent: dt.datetime) -> None:
        pdu = report(submitted.to, reference, sent=sent, done=self._now(), status=0)
        if self._cnmi[3] == 1:
            self._unsolicited(f"+CDS: {len(pdu) // 2 - 1 - int(pdu[:2], 16)}\r\n{pdu}")
        elif self._cnmi[3] == 2:
            store = "SR" if "SR" in self.profile.lists[0] else self._memories[2]
            place = self._free_place(store)
            if place is not None:
                self.stores[store][place] = Entry(pdu)
                self._unsolicited(f'+CDSI: "{store}",{place}')

    # What single commands do

    def fixed(self, text: str) -> str:
        return self._said(text)

    def cpin(self, how: str, value: str, _at: float) -> str | None:
        if how == "?":
            if self.sim.tries == 0:
                return self._said("+CPIN: SIM PUK")
            return self._said("+CPIN: READY" if self.sim.is_unlocked else "+CPIN: SIM PIN")
        if how == "=" and not self.sim.is_unlocked:
            if value.strip('"') == self.sim.pin and self.sim.tries:
                self.sim.is_unlocked, self.sim.tries = True, 3
                return OK
            self.sim.tries = max(0, self.sim.tries - 1)
            return self._error("CME", 16, "incorrect password")
        return self._error("CME", 3, "operation not allowed") if how == "=" else OK

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
        if how == "=?":
            return self._said("+CREG: (0-2)")
        return self._said(f"+CREG: {self._creg},1" + (',"00C3","0001B2C4"' if self._creg == 2 else ""))

    def cops(self, how: str, value: str, _at: float) -> str | None:
        if how == "=":
            self._cops = 2 if value == "3,2" else 0 if value == "3,0" else self._cops
            return OK
        return self._said(f'+COPS: 0,{self._cops},"{"00101" if self._cops == 2 else "Test Network"}",0')

    def cfun(self, how: str, value: str, _at: float) -> str | None:
        if how == "?":
            return self._said(f"+CFUN: {self._cfun}")
        if value.endswith(",1"):
            self.restart()
        return OK

    def clip(self, how: str, value: str, _at: float) -> str | None:
        if how == "=":
            self._clip = 1 if value == "1" else 0
        return OK

    def cusd(self, how: str, value: str, at: float) -> str | None:
        match = re.match(r'1,"([^"]*)"', value)
        if how == "=" and match:
            self.calls.append(match[1])
            text = "Your balance is 120 RWF"
            self._in(0.05, at, lambda: self._unsolicited(f'+CUSD: 0,"{_packed(text) if self.profile.packed_ussd else text}",15'))
        return OK

    def iccid(self, how: str, _value: str, _at: float) -> str | None:
        return self._said(f"{self.profile.iccid}: {self.sim.iccid}") if how != "=" else ERROR


def _length(pdu: str) -> int:
    """Octets behind the service centre's."""
    return len(pdu) // 2 - 1 - int(pdu[:2], 16)


def _packed(text: str) -> str:
    if len(text) % 8 == 7:
        text += "\r"  # else seven empty bits at the end would be read as @. Source: TS 23.038 6.1.2.3.1
    bits = "".join(f"{ord(char):07b}"[::-1] for char in text)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8)).hex().upper()


Handler = Callable[[ModemCore, str, str, float], str | None]


def _fixed(make: Callable[[ModemCore], str]) -> Handler:
    return lambda modem, _how, _value, _at: modem.fixed(make(modem))


def _ok(_modem: ModemCore, _how: str, _value: str, _at: float) -> str | None:
    return OK


_iccid: Handler = ModemCore.iccid
_NEED_SIM = frozenset(("+CIMI", "+CMGL", "+CMGR", "+CMGD", "+CMGS", "+CPMS", "+CSCA"))
_HANDLERS: dict[str, Handler] = {
    "+CGMI": _fixed(lambda modem: modem.profile.maker),
    "+CGMM": _fixed(lambda modem: modem.profile.model),
    "+CGMR": _fixed(lambda modem: "1.0.sim"),
    "+CGSN": _fixed(lambda modem: "356938035643809"),
    "+CIMI": _fixed(lambda modem: modem.sim.imsi),
    "+CSQ": _fixed(lambda modem: "+CSQ: 17,99"),
    "+CBC": _fixed(lambda modem: "+CBC: 0,100"),
    "+CSCA": _fixed(lambda modem: f'+CSCA: "{CENTRE}",145'),
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
    "+CEREG": ModemCore.creg,
    "+CGREG": _ok,
    "+COPS": ModemCore.cops,
    "+CFUN": ModemCore.cfun,
    "+CLIP": ModemCore.clip,
    "+CUSD": ModemCore.cusd,
    "+CHUP": _ok,
    "+CRC": _ok,
    "+CLCC": _ok,
    "+CMMS": _ok,
    "+CNMA": _ok,
}


class PtyModem:
    """The modem on a pseudo-terminal; `path` is what a program opens. `plug` and `unplug` as a hand does."""

    def __init__(self, profile: Profile = QUECTEL, seed: int = 0) -> None:
        self._clock = SystemClock()
        self.lock = threading.RLock()
        self.core = ModemCore(profile, self._clock.now, seed)
        self.path = ""
        self._fds: tuple[int, int] | None = None
        self._wake_read, self._wake_write = os.pipe()
        self._is_closed = False
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
        self.poke()

    def unplug(self) -> None:
        """The port is gone at once, whatever was on its way."""
        with self.lock:
            if self._fds is not None:
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
            seconds = 0.5 if due is None else max(0.0, min(0.5, due - self._clock.monotonic()))
            ready, _, _ = select.select([fd for fd in (primary, self._wake_read) if fd is not None], [], [], seconds)
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
        said = self.core.say()
        while said:
            try:
                said = said[os.write(self._fds[0], said) :]
            except BlockingIOError:
                return  # nobody reads: a real modem drops it too


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulators.modem", description=__doc__)
    parser.add_argument("--profile", choices=sorted(PROFILES), default="quectel")
    options = parser.parse_args(argv)
    modem = PtyModem(PROFILES[options.profile])
    print(modem.path, flush=True)
    try:
        for line in sys.stdin:
            if not _obey(modem, *line.strip().split(" ", 2)):
                break
    finally:
        modem.close()
    return 0


def _obey(modem: PtyModem, word: str, number: str = "", text: str = "") -> bool:
    """False: no more."""
    if word == "deliver":
        modem.do(lambda core: core.deliver(number, text))
    elif word == "ring":
        modem.do(lambda core: core.ring(number))
    elif word == "plug":
        modem.plug()
        print(modem.path, flush=True)
    elif word == "unplug":
        modem.unplug()
    elif word == "sent":
        print(json.dumps([[one.to, one.text] for one in modem.core.sent], ensure_ascii=False), flush=True)
    return word != "quit"


if __name__ == "__main__":
    sys.exit(main())
