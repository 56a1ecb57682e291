"""Between one modem's driver and the office: what it brings is kept by the desk, how it is stands on the board.

All of it runs in the modem's own thread, so that a desk that takes long holds up this modem only. What the desk can't take
(disk full, database away) stays in the modem, or is told again; nothing of it ends the thread.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from app.clock import Clock
from app.ports import CallEvent, ModemBoard, ModemDesk, ModemNow, ModemUse, PartReport, SimFacts, SmsPart
from bridge.modem.detection import FoundModem
from bridge.modem.driver import By, Came, Dialogue, Health, Part
from bridge.modem.pdu import Deliver, StatusReport, encode_submit
from bridge.modem.refusals import Verdict
from bridge.modem.sending import Sending
from bridge.modem.set_up import ModemInfo

log = logging.getLogger(__name__)

PLUG_AGAIN_SECONDS = 10.0
CALL_AGAIN_SECONDS = 10.0
USE_SECONDS = 600.0  # between looks at what the SIM is to the office, where nobody says that it changed
NEARLY_FULL = 0.8
MAX_CALLS = 100
LINES_A_SECOND = 100  # of what the modem says; a flood is not worth reading
TEST_ID = -1
TEST_TEXT = "Outpost test"
SILENT = 0x40  # protocol identifier of a message that nobody is to see. Source: TS 23.040 9.2.3.9
_OUTCOMES: dict[str, Literal["sent", "delivered", "failed"]] = {"delivered": "delivered", "pending": "sent", "failed": "failed"}


class NotOurs(Exception):
    """The SIM is no channel of the office: its messages stay in it."""


class DeskKeeper:
    """The driver's `Keeper` for one modem, at whatever port. `holder` names who has a busy one."""

    def __init__(
        self, found: FoundModem, desk: ModemDesk, board: ModemBoard, clock: Clock, *, holder: Callable[[str], str] = lambda _: ""
    ) -> None:
        self.sending = Sending(desk, clock)
        self.wrong_pin = ""
        self._desk = desk
        self._board = board
        self._clock = clock
        self._holder = holder
        self._sim: SimFacts | None = None
        self._use: ModemUse | None = None
        self._plug_at: float | None = None
        self._wants_use = threading.Event()
        self._now = ModemNow(found.imei, found.maker, found.model, found.path, "starting")
        self._info = ModemInfo()
        self._health: Health | None = None
        self._calls: deque[CallEvent] = deque(maxlen=MAX_CALLS)
        self._calls_at = 0.0
        self._test: tuple[str, int] | None = None
        self._is_testing = False
        self._lines = _Allowance(clock)
        self._pins: deque[tuple[str, bool]] = deque()
        self.attach(found)

    def attach(self, found: FoundModem) -> None:
        """It was plugged in. Before its port's thread starts."""
        self._sim = self._use = self._health = None
        self.sending.use(None)
        self._now = ModemNow(found.imei, found.maker, found.model, found.path, "starting")
        self._board.modem(self._now)

    @property
    def now(self) -> ModemNow:
        return self._now

    @property
    def is_open(self) -> bool:
        return self._use is not None and self._use.channel_id is not None

    @property
    def is_testing(self) -> bool:
        """Whether a test SMS waits for the modem's answer."""
        return self._is_testing

    @property
    def hangs_up(self) -> bool:
        return self._use is not None and self._use.channel_id is not None and self._use.hangs_up

    def ask_for_use(self) -> None:
        """What the SIM is to the office may have changed. From any thread."""
        self._wants_use.set()

    def tick(self) -> None:
        now = self._clock.monotonic()
        if self._wants_use.is_set():
            self._wants_use.clear()
            self._plug_at = now
        if self._sim is not None and self._plug_at is not None and now >= self._plug_at:
            self._plug()
        if (self._calls or self._pins) and now >= self._calls_at:
            self._tell()

    def next_part(self) -> Part | None:
        return self.sending.next_part()

    # The modem

    def ready(self, info: ModemInfo) -> None:
        self._info = info
        self._sim = SimFacts(self._now.imei, info.maker, info.model, info.iccid, info.imsi, info.operator)
        store = info.store
        self._health = Health(info.registration, info.signal, store.used if store else 0, store.total if store else 0)
        self._show(
            state="ready", trouble="", holder="", maker=info.maker, model=info.model, iccid=info.iccid, operator=info.operator
        )
        self._use = None
        self._plug()

    def health(self, health: Health) -> None:
        self._health = health
        self._show()

    def trouble(self, code: str) -> None:
        if self._now.trouble != code:
            log.warning("modem_trouble code=%s port=%s", code, self._now.port)
            self._board.log(self._now.imei, "note", code)
        holder = self._holder(self._now.port) if code == "port_busy" else ""
        iccid = "" if code.startswith(("sim_", "no_sim")) else self._now.iccid
        self._show(state="stopped", trouble=code, holder=holder, iccid=iccid)

    def pin_was(self, pin: str, *, right: bool) -> None:
        self.wrong_pin = "" if right else pin
        self._pins.append((pin, right))
        self._tell()

    def heard(self, by: By, line: str) -> None:
        if by == "office" or self._lines.take():
            self._board.log(self._now.imei, by, line)

    def ussd(self, state: Dialogue, text: str) -> None:
        self._board.ussd(self._now.imei, state, text)

    def _plug(self) -> None:
        """Ask what the SIM is to the office."""
        assert self._sim is not None
        try:
            self._use = self._desk.plugged(self._sim)
            self._plug_at = self._clock.monotonic() + USE_SECONDS
        except Exception:
            log.exception("modem_use_unknown port=%s", self._now.port)
            self._plug_at = self._clock.monotonic() + PLUG_AGAIN_SECONDS
            return
        self.sending.use(self._use)

    def _show(self, **changed: object) -> None:
        now = replace(self._now, **changed)  # type: ignore[arg-type]
        if self._health is not None and now.state == "ready":
            health = self._health
            now = replace(
                now,
                registration=health.registration,
                signal=health.signal,
                stored=health.stored,
                places=health.places,
                warnings=_warnings(self._info, health),
            )
        if now != self._now:
            self._now = now
            self._board.modem(now)

    # What comes in

    def came(self, messages: Sequence[Came]) -> None:
        if self._use is None or self._use.channel_id is None:
            raise NotOurs
        parts, reports, unreadable = [], [], []
        for message in messages:
            read = message.read
            if isinstance(read, StatusReport):
                reports += self._report(read)
            elif read is not None and read.pid == SILENT:
                continue
            elif read is not None and (part := self._part(message.pdu, read)) is not None:
                parts.append(part)
            else:
                unreadable.append(message.pdu)
        self.sending.tell_unsaid()
        if parts or reports or unreadable:
            self._desk.receive(self._use.channel_id, parts, reports, unreadable)

    @staticmethod
    def _part(pdu: str, read: Deliver) -> SmsPart | None:
        """None: data, or from nobody."""
        text = read.content.text
        if text is None or not read.sender.number:
            return None
        concat = read.content.header.concat
        part = SmsPart(read.sender.number, read.timestamp, pdu, text)
        if concat is None:
            return part
        return replace(part, bits=concat.bits, reference=concat.ref, total=concat.total, number=concat.seq)

    def _report(self, read: StatusReport) -> list[PartReport]:
        outcome = _OUTCOMES[read.outcome]
        if self._test is not None and self._test[1] == read.reference and self._test[0][-8:] == read.recipient.number[-8:]:
            if outcome != "sent":
                self._test = None
                self._board.test(self._now.imei, "delivered" if outcome == "delivered" else "failed")
            return []
        return [PartReport(read.reference, read.recipient.number, outcome, read.discharge or self._clock.now())]

    def missed_call(self, number: str, seconds_ago: float) -> None:
        if number:  # nobody can be called back, or be answered, whose number is withheld
            self._calls.append(CallEvent("mo_miss", number, self._clock.now() - dt.timedelta(seconds=seconds_ago), 0))
            self._tell()

    def _tell(self) -> None:
        """Calls and PINs; what the desk can't take waits in memory."""
        try:
            while self._pins:
                pin, right = self._pins[0]
                self._desk.pin_was(self._now.imei, pin, right=right)
                self._pins.popleft()
            if self._calls and self._use is not None:
                if self._use.channel_id is not None:
                    self._desk.calls(self._use.channel_id, list(self._calls))
                self._calls.clear()
        except Exception:
            log.exception("modem_word_not_taken port=%s", self._now.port)
            self._calls_at = self._clock.monotonic() + CALL_AGAIN_SECONDS

    # What goes out

    def test_part(self, number: str) -> Part:
        """The test SMS. Raises PduError `pdu_number`."""
        [pdu] = encode_submit(number, TEST_TEXT)
        self._test, self._is_testing = (number, -1), True
        return Part(TEST_ID, pdu)

    def sent(self, part: Part, reference: int | None) -> None:
        if part.id != TEST_ID:
            self.sending.sent(part, reference)
        elif self._test is not None:
            self._is_testing = False
            self._test = (self._test[0], -1 if reference is None else reference)
            self._board.test(self._now.imei, "sent")

    def refused(self, part: Part, verdict: Verdict) -> None:
        if part.id != TEST_ID:
            self.sending.refused(part, verdict)
            return
        self._test, self._is_testing = None, False
        self._board.test(self._now.imei, "uncertain" if verdict.may_have_gone else "failed", verdict.code)


class _Allowance:
    """So many lines a second."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until = 0.0
        self._left = 0

    def take(self) -> bool:
        if self._left <= 0:
            now = self._clock.monotonic()
            if now < self._until:
                return False
            self._until, self._left = now + 1.0, LINES_A_SECOND
        self._left -= 1
        return True


def _warnings(info: ModemInfo, health: Health) -> tuple[str, ...]:
    found = list(info.warnings)
    if health.registration == "roaming":
        found.append("roaming")
    elif health.registration != "home":
        found.append("not_registered")
    if health.places and health.stored >= NEARLY_FULL * health.places:
        found.append("store_nearly_full")
    return tuple(found)
