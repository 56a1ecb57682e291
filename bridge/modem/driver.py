"""One modem at work: set up, drained, asked how it is, and sending. No I/O: octets and times come in, octets go out.

What it must keep is handed to `Keeper` at once, and only when that has it (on the disk) does the modem forget its own copy.
Each piece of work is a procedure: a generator that yields commands and is given their answers; one runs at a time, so that a
command never falls between another's prompt and its data.

Source: 3GPP TS 27.005 3 and 4; what real modems do to it stands beside each rule.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from bridge.modem import replies
from bridge.modem.at import Answer, Command, Event, Mute, Restarted, Talk, Unsolicited
from bridge.modem.pdu import Deliver, Encoded, PduError, StatusReport, decode
from bridge.modem.refusals import Verdict, judge
from bridge.modem.replies import Registration, Stored, Ussd
from bridge.modem.set_up import ModemInfo, ModemTrouble, Pause, ask, set_up

log = logging.getLogger(__name__)

POLL_SECONDS = 45.0
SEND_TIMEOUT = 120.0
LIST_TIMEOUT = 60.0
USSD_TIMEOUT = 60.0
RING_OVER_SECONDS = 10.0
MAX_BAD_PDU = 5  # times that an unreadable message is listed before it is thrown away; it is handed over as such

Work = Generator[Command | Pause, Answer | None, object]
State = Literal["starting", "ready", "stopped"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message to be sent. `id` is the keeper's."""

    id: int
    pdu: Encoded


@dataclass(frozen=True, slots=True)
class Came:
    """What stood in the store or was said straight. `pdu` as the modem gave it; `read` None when it can't be read."""

    pdu: str
    read: Deliver | StatusReport | None


@dataclass(frozen=True, slots=True)
class Health:
    """How the modem is; `signal` in dBm."""

    registration: Registration
    signal: int | None
    stored: int
    places: int


class Keeper(Protocol):
    """Who keeps what the modem brings. Each method returns when it is kept; an exception means it is not, and the modem's own
    copy stays."""

    def ready(self, info: ModemInfo) -> None: ...

    def trouble(self, code: str) -> None:
        """Staff must see to it: `sim_pin`, `no_sim` and so on; the driver has stopped."""
        ...

    def came(self, messages: Sequence[Came]) -> None: ...

    def sent(self, part: Part, reference: int) -> None:
        """`reference` is what reports will name (TP-MR)."""
        ...

    def refused(self, part: Part, verdict: Verdict) -> None:
        """Not sent; or perhaps sent (`may_have_gone`): then it must not be repeated by itself."""
        ...

    def missed_call(self, number: str) -> None: ...

    def health(self, health: Health) -> None: ...

    def answered(self, code: str, answer: Ussd | None) -> None:
        """What a USSD code brought; None: nothing, or refused."""
        ...


@dataclass(slots=True)
class _Ringing:
    until: float
    number: str = ""


class Driver:
    """Feed it what the port reads, write what `output` says, call `tick` at `due` and at least every second."""

    def __init__(self, keeper: Keeper, now: float, *, pin: str = "") -> None:
        self.state: State = "starting"
        self.stopped_by = ""
        self.info = ModemInfo()
        self._keeper = keeper
        self._pin = pin
        self._talk = Talk()
        self._work: Work | None = None
        self._pause_until: float | None = None
        self._parts: deque[Part] = deque()
        self._sending: Part | None = None
        self._codes: deque[str] = deque()
        self._code: str | None = None
        self._code_until = 0.0
        self._ringing: _Ringing | None = None
        self._needs_set_up = True
        self._wants_drain = self._wants_others = True
        self._unreadable: dict[str, int] = {}
        self._poll_at = now
        self._next(now)

    @property
    def due(self) -> float | None:
        """When `tick` is needed at the latest."""
        times = [self._talk.due, self._pause_until, self._ringing.until if self._ringing else None]
        return min((time for time in times if time is not None), default=None)

    @property
    def room(self) -> bool:
        """Whether it would take a part to send now."""
        return self.state == "ready" and not self._parts and self._sending is None

    def output(self) -> bytes:
        return self._talk.output()

    def send(self, part: Part, now: float) -> None:
        """Refused at once when the port is gone."""
        if self.state == "stopped":
            self._keeper.refused(part, Verdict("check", None))
            return
        self._parts.append(part)
        self._next(now)

    def dial_code(self, code: str, now: float) -> None:
        """A USSD code such as `*100#`; the answer goes to the keeper."""
        if self.state == "stopped":
            self._keeper.answered(code, None)
            return
        self._codes.append(code)
        self._next(now)

    def feed(self, octets: bytes, now: float) -> None:
        self._take(self._talk.feed(octets, now), now)

    def tick(self, now: float) -> None:
        """Time passed."""
        self._take(self._talk.tick(now), now)
        if self._pause_until is not None and now >= self._pause_until:
            self._pause_until = None
            self._step(None, now)
        if self._ringing and now >= self._ringing.until:
            self._call_over()
        if self._code is not None and now >= self._code_until:
            self._code_over(None)
        self._next(now)

    def close(self) -> None:
        """The port is gone. What was on its way when its data was handed over may have been sent."""
        for event in self._talk.close():
            if isinstance(event, Answer) and self._sending is not None and event.command.data is not None:
                self._keeper.refused(self._sending, judge(event))
                self._sending = None
        for part in (*([self._sending] if self._sending else []), *self._parts):
            self._keeper.refused(part, Verdict("check", None))
        self._parts.clear()
        self._sending = None
        if self._code is not None:
            self._code_over(None)
        for code in self._codes:
            self._keeper.answered(code, None)
        self._codes.clear()
        self.state, self._work = "stopped", None

    # Work

    def _begin(self, work: Work, now: float) -> None:
        self._work = work
        self._step(None, now)

    def _step(self, answer: Answer | None, now: float) -> None:
        """Let the work go on; what it raises ends the driver with a word for staff."""
        if self._work is None:
            return
        try:
            step = self._work.send(answer)
        except StopIteration:
            self._work = None
            self._next(now)
            return
        except ModemTrouble as error:
            self._stop(error.code)
            return
        if isinstance(step, Pause):
            self._pause_until = now + step.seconds
        else:
            self._talk.ask(step, now)

    def _next(self, now: float) -> None:
        """The next piece of work: what came in first, then a code, then sending, then looking around."""
        if self._work is not None or self.state == "stopped":
            return
        if self._needs_set_up:
            self._needs_set_up = False
            self._begin(self._set_up(), now)
        elif self._wants_drain:
            self._begin(self._drain(), now)
        elif self._codes and self._code is None:
            self._begin(self._dial(self._codes.popleft(), now), now)
        elif self._parts and self._code is None:
            self._begin(self._send(self._parts.popleft()), now)
        elif now >= self._poll_at:
            self._poll_at = now + POLL_SECONDS
            self._begin(self._look_around(), now)

    def _stop(self, code: str) -> None:
        log.warning("modem_stopped code=%s", code)
        self.state, self._work, self.stopped_by = "stopped", None, code
        self._keeper.trouble(code)

    def _set_up(self) -> Work:
        self.info = yield from set_up(self._pin)
        self._talk.is_set_up = True
        self.state = "ready"
        self._wants_drain = self._wants_others = True
        self._keeper.ready(self.info)
        return None

    def _drain(self) -> Work:
        """List everything, hand it over, and only then delete it: a hint that was lost or a kill costs a repetition at most."""
        self._wants_drain = False
        yield from self._drain_chosen()
        others, self._wants_others = self._wants_others, False
        if others or (self.info.reports == "stored" and "SR" in self.info.readable):
            yield from self._drain_others(self.info.readable if others else ("SR",))
        return None

    def _drain_chosen(self) -> Work:
        answer = yield from ask("AT+CMGL=4", "+CMGL:", LIST_TIMEOUT)
        for index in self._keep(list(replies.listed(answer.lines))):
            yield from ask(f"AT+CMGD={index}", timeout=10.0)
        return None

    def _drain_others(self, names: Sequence[str]) -> Work:
        """What arrived before the modem was set up, and reports with a store of their own; then back to the usual one."""
        store = self.info.store
        for name in names:
            if store is None or name == store.name:
                continue
            chosen = yield from ask(f'AT+CPMS="{name}"', "+CPMS:", 15.0)
            if chosen.is_ok:
                yield from self._drain_chosen()
        if store is not None:
            yield from ask(f'AT+CPMS="{store.name}","{store.name}","{store.name}"', "+CPMS:", 15.0)
        return None

    def _keep(self, stored: Sequence[Stored]) -> list[int]:
        """Places whose messages are kept, or can never be read."""
        came = [(one, _read(one.pdu, one.length)) for one in stored if one.status in (0, 1)]
        ready = [(one, message) for one, message in came if message.read is not None or self._is_hopeless(one.pdu)]
        if ready:
            try:
                self._keeper.came([message for _, message in ready])
            except Exception:
                log.exception("modem_messages_not_kept count=%s", len(ready))
                return []
        return [one.index for one, _ in ready]

    def _is_hopeless(self, pdu: str) -> bool:
        """Line noise may have spoilt it on the way: it is listed anew a few times before that is believed."""
        self._wants_drain = True
        times = self._unreadable.pop(pdu, 0) + 1
        if times >= MAX_BAD_PDU:
            return True
        if len(self._unreadable) > 100:
            self._unreadable.clear()
        self._unreadable[pdu] = times
        return False

    def _send(self, part: Part) -> Work:
        self._sending = part
        command = Command(f"AT+CMGS={part.pdu.length}", "+CMGS:", SEND_TIMEOUT, part.pdu.hex)
        answer = yield command
        assert answer is not None
        if answer.result == "no_prompt":
            answer = yield command
            assert answer is not None
        if answer.result == "gone":
            return None  # `close` has said so
        self._sending = None
        reference = replies.reference(answer.lines)
        if answer.is_ok and reference is not None:
            self._keeper.sent(part, reference)
        elif answer.is_ok:  # it said OK, and noise took its number: it went, and no report can be told from another
            self._keeper.sent(part, -1)
        else:
            self._keeper.refused(part, judge(answer))
        return None

    def _dial(self, code: str, now: float) -> Work:
        self._code, self._code_until = code, now + USSD_TIMEOUT
        text = code
        if self.info.quirks.packed_ussd:
            text = replies.pack_ussd(code)
        answer = yield from ask(f'AT+CUSD=1,"{text}",15', timeout=15.0)
        if not answer.is_ok:
            self._code_over(None)
        return None

    def _look_around(self) -> Work:
        creg = yield from ask("AT+CREG?", "+CREG:")
        state = replies.registration(creg.lines) if creg.is_ok else "unknown"
        if state not in ("home", "roaming"):
            cereg = yield from ask("AT+CEREG?", "+CEREG:")
            state = replies.registration(cereg.lines) if cereg.is_ok and cereg.lines else state
        csq = yield from ask("AT+CSQ", "+CSQ:")
        cpms = yield from ask("AT+CPMS?", "+CPMS:", 15.0)
        places = replies.stores("".join(cpms.lines)) if cpms.is_ok else []
        store = places[-1] if places else self.info.store
        self.info = replace(self.info, registration=state, store=store)
        if store is not None and store.used:
            self._wants_drain = True  # a hint was lost
        signal = replies.signal_dbm(csq.lines[0]) if csq.lines else None
        self._keeper.health(Health(state, signal, store.used if store else 0, store.total if store else 0))
        return None

    # Events

    def _take(self, events: Iterable[Event], now: float) -> None:
        for event in events:
            if isinstance(event, Answer):
                self._step(event, now)
            elif isinstance(event, Unsolicited):
                self._hear(event, now)
            elif isinstance(event, Restarted):
                self._start_anew(now)
            elif isinstance(event, Mute):
                self._stop("modem_mute")

    def _start_anew(self, now: float) -> None:
        """It has forgotten what it was told: the work at hand ends as it may, then it is set up again."""
        log.warning("modem_restarted")
        self.state = "starting"
        self._needs_set_up = True
        self._next(now)

    def _hear(self, event: Unsolicited, now: float) -> None:
        line = event.line
        if line.startswith(("+CMTI:", "+CDSI:")) or "MEMFULL" in line:
            self._wants_drain = True
        elif line.startswith(("+CDS:", "+CMT:")) and event.data:
            self._keep_said(event)
        elif line.startswith(("RING", "+CRING:")):
            number = self._ringing.number if self._ringing else ""
            self._ringing = _Ringing(now + RING_OVER_SECONDS, number)
        elif line.startswith("+CLIP:") and self._ringing:
            self._ringing.number = replies.caller(line) or self._ringing.number
        elif line.startswith(("NO CARRIER", "^CEND")) and self._ringing:
            self._call_over()
        elif line.startswith("+CUSD:") and self._code is not None:
            self._code_over(replies.ussd(line))
        self._next(now)

    def _keep_said(self, event: Unsolicited) -> None:
        """A report, or a message that no store kept. If it can't be kept it is lost: reports only, as set up."""
        values = replies.numbers(event.line)
        message = _read(event.data, values[-1] if values else None)
        if message.read is None:
            return
        try:
            self._keeper.came([message])
        except Exception:
            log.exception("modem_report_not_kept")

    def _call_over(self) -> None:
        assert self._ringing is not None
        number, self._ringing = self._ringing.number, None
        self._keeper.missed_call(number)

    def _code_over(self, answer: Ussd | None) -> None:
        assert self._code is not None
        code, self._code = self._code, None
        self._keeper.answered(code, answer)


def _read(pdu: str, length: int | None) -> Came:
    """`length` as the modem announced it: line noise that happens to be hexadecimal makes it another."""
    try:
        read = decode(pdu)
    except PduError:
        return Came(pdu, None)
    if length is not None and len(pdu) // 2 - 1 - int(pdu[:2], 16) != length:
        return Came(pdu, None)
    return Came(pdu, read if isinstance(read, Deliver | StatusReport) else None)
