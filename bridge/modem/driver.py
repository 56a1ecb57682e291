"""One modem at work: set up, drained, asked how it is, and sending. No I/O: octets come in and go out, the clock is handed in.

What it must keep is handed to `Keeper` at once, and only when that has it (on the disk) does the modem forget its own copy.
Each piece of work is a procedure: a generator that yields commands and is given their answers; one runs at a time, so that a
command never falls between another's prompt and its data. The time is read anew for each step: a keeper may take long.

Source: 3GPP TS 27.005 3 and 4; what real modems do to it stands beside each rule.
"""

from __future__ import annotations

import logging
import re
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Sequence
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
SEARCHING_SECONDS = 10.0  # between looks while there is no network
SEND_TIMEOUT = 120.0
LIST_TIMEOUT = 60.0
USSD_TIMEOUT = 60.0
USSD_REPLY_SECONDS = 120.0  # how long a person may think; then the dialogue is ended, because nothing is sent meanwhile
RING_OVER_SECONDS = 10.0
DEAF_SECONDS = 2.0  # after hanging up: what still rings is the same call
KEEP_AGAIN_SECONDS = (5.0, 10.0, 30.0, 60.0, 300.0)
RESET_SECONDS = 10.0
SURE_LISTS = 3  # times that a message is listed the same until that is believed, whatever it looks like alone
MAX_BAD_PDU = 5  # times that an unreadable message is listed before it is thrown away; it is handed over as such
MAX_HELD = 100  # messages that no store kept, and the keeper could not keep
MAX_PHONE_FAILURES = 3
_PHONE_FAILURES = frozenset((300, 500))  # +CMS ERROR: the modem itself failed
_UNREGISTERED = frozenset(("none", "searching", "denied"))
_PIN = re.compile(r'(CPIN="?)[^"\s]*')

Work = Generator[Command | Pause, Answer | None, object]
State = Literal["starting", "ready", "stopped"]
Dialogue = Literal["waiting", "asks", "ended", "failed"]
By = Literal["office", "modem"]


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

    @property
    def is_open(self) -> bool:
        """Whether messages are taken out of it. Cheap: asked again and again."""
        ...

    @property
    def hangs_up(self) -> bool:
        """Whether a call is ended once its number is known: it costs the caller nothing."""
        ...

    def tick(self) -> None:
        """Some times a second, in the modem's thread. Never raises."""
        ...

    def next_part(self) -> Part | None:
        """Asked when the modem could send now. Never raises."""
        ...

    def ready(self, info: ModemInfo) -> None: ...

    def pin_was(self, pin: str, *, right: bool) -> None: ...

    def trouble(self, code: str) -> None:
        """Staff must see to it: `sim_pin`, `no_sim` and so on; the driver has stopped."""
        ...

    def came(self, messages: Sequence[Came]) -> None: ...

    def sent(self, part: Part, reference: int | None) -> None:
        """`reference` is what reports will name (TP-MR); None: the modem did not tell."""
        ...

    def refused(self, part: Part, verdict: Verdict) -> None:
        """Not sent; or perhaps sent (`may_have_gone`): then it must not be repeated by itself."""
        ...

    def missed_call(self, number: str, seconds_ago: float) -> None:
        """`number` empty: withheld. `seconds_ago` it began."""
        ...

    def health(self, health: Health) -> None: ...

    def ussd(self, state: Dialogue, text: str) -> None:
        """How the dialogue stands now, and what the network said."""
        ...

    def heard(self, by: By, line: str) -> None:
        """A line of the talk; PINs are blotted out."""
        ...


@dataclass(slots=True)
class _Ringing:
    began: float
    until: float
    number: str = ""
    rings: int = 0
    is_hung_up: bool = False


class Driver:
    """Feed it what the port reads, write what `output` says, call `tick` at least every second. With an `imei` it works with
    that modem only."""

    def __init__(self, keeper: Keeper, monotonic: Callable[[], float], *, pin: str = "", imei: str = "") -> None:
        self.state: State = "starting"
        self.stopped_by = ""
        self.has_looked = False
        self.info = ModemInfo()
        self._keeper = keeper
        self._now = monotonic
        self._pin = pin
        self._imei = imei
        self._talk = Talk(self._tap)
        self._work: Work | None = None
        self._pause_until: float | None = None
        self._parts: deque[Part] = deque()
        self._sending: Part | None = None
        self._phone_failures = 0
        self._says: deque[str] = deque()
        self._dialogue: Dialogue | None = None
        self._dialogue_until = 0.0
        self._wants_end = self._wants_hang_up = self._wants_reset = False
        self._ringing: _Ringing | None = None
        self._deaf_until = monotonic()
        self._needs_set_up = True
        self._wants_drain = self._wants_others = self._was_open = False
        self._other_rounds = 0
        self._listed: Counter[Stored] = Counter()
        self._drain_at: float | None = None
        self._keep_failures = 0
        self._is_refused = False
        self._held: deque[Came] = deque(maxlen=MAX_HELD)
        self._unreadable: dict[str, int] = {}
        self._looked_at = monotonic() - SEARCHING_SECONDS
        self._poll_at = monotonic()
        self._checks_sim = False
        self._next()

    @property
    def room(self) -> bool:
        """Whether a part would go to the modem at once."""
        return (
            self.state == "ready"
            and self._work is None
            and not (self._parts or self._sending or self._says or self._dialogue)
            and self.info.registration not in _UNREGISTERED
        )

    @property
    def is_sending(self) -> bool:
        """Whether the modem has been given a part, and its answer is due."""
        return self._sending is not None

    @property
    def in_dialogue(self) -> bool:
        return self._dialogue is not None or bool(self._says)

    def output(self) -> bytes:
        return self._talk.output()

    def send(self, part: Part) -> None:
        """Refused at once when the port is gone."""
        if self.state == "stopped":
            self._keeper.refused(part, Verdict("gone", None))
            return
        self._parts.append(part)
        self._next()

    def dial_code(self, code: str) -> None:
        """A USSD code such as `*100#`; what becomes of it goes to the keeper. Nothing is sent while the dialogue goes on."""
        if self.state == "stopped" or self.in_dialogue:
            self._keeper.ussd("failed", "")
            return
        self._say(code)

    def reply_code(self, text: str) -> None:
        """Where the network asks; otherwise nothing happens."""
        if self._dialogue == "asks":
            self._say(text)

    def end_code(self) -> None:
        if self.in_dialogue:
            self._says.clear()
            self._end_dialogue("ended")

    def feed(self, octets: bytes) -> None:
        self._take(self._talk.feed(octets, self._now()))

    def tick(self) -> None:
        """Time passed."""
        now = self._now()
        self._take(self._talk.tick(now))
        if self._pause_until is not None and now >= self._pause_until:
            self._pause_until = None
            self._step(None)
        if self._ringing and now >= self._ringing.until:
            self._call_over()
        if self._dialogue is not None and now >= self._dialogue_until:
            self._end_dialogue("ended" if self._dialogue == "asks" else "failed")
        if self._drain_at is not None and now >= self._drain_at:
            self._drain_at, self._wants_drain = None, True
        if self._keeper.is_open != self._was_open:
            self._was_open = not self._was_open
            self._wants_drain = self._wants_others = self._was_open
        self._next()

    def close(self) -> None:
        """The port is gone. What was on its way when its data was handed over may have been sent."""
        for event in self._talk.close():
            if isinstance(event, Answer) and self._sending is not None and event.command.data is not None:
                part, self._sending = self._sending, None
                self._keeper.refused(part, judge(event))
        for part in (*([self._sending] if self._sending else []), *self._parts):
            self._keeper.refused(part, Verdict("gone", None))
        self._parts.clear()
        self._sending = None
        if self._ringing:
            self._call_over()
        if self.in_dialogue:
            self._says.clear()
            self._dialogue = None
            self._keeper.ussd("failed", "")
        self.state, self._work = "stopped", None

    # Work

    def _begin(self, work: Work) -> None:
        self._work = work
        self._step(None)

    def _step(self, answer: Answer | None) -> None:
        """Let the work go on; what it raises ends the driver with a word for staff."""
        if self._work is None:
            return
        try:
            step = self._work.send(answer)
        except StopIteration:
            self._work = None
            self._next()
            return
        except ModemTrouble as error:
            if error.code == "sim_pin_wrong":
                self._keeper.pin_was(self._pin, right=False)
            self._stop(error.code)
            return
        if isinstance(step, Pause):
            self._pause_until = self._now() + step.seconds
        else:
            self._talk.ask(step, self._now())

    def _next(self) -> None:
        """The next piece of work: calls and what came in first, then a dialogue, then sending, then looking around."""
        if self._work is not None or self.state == "stopped":
            return
        work = self._next_work()
        if work is not None:
            self._begin(work)

    def _next_work(self) -> Work | None:
        if self._needs_set_up:
            self._needs_set_up = False
            return self._set_up()
        if self._wants_hang_up:
            return self._hang_up()
        if self._wants_reset:
            return self._reset()
        if self._wants_end:
            return self._cancel()
        if self._wants_drain and self._keeper.is_open:
            return self._drain()
        if self._says:
            return self._dial(self._says.popleft())
        if self._parts and self._dialogue is None:
            return self._send(self._parts.popleft())
        now = self._now()
        if now >= self._poll_at:
            self._poll_at = now + POLL_SECONDS
            return self._look_around()
        return None

    def _stop(self, code: str) -> None:
        self.state, self._work, self.stopped_by = "stopped", None, code

    def _set_up(self) -> Work:
        self.info = yield from set_up(self._pin, self._imei)
        self._talk.is_set_up = True
        self.state = "ready"
        self._wants_drain = self._wants_others = True
        if self.info.took_pin:
            self._keeper.pin_was(self._pin, right=True)
        self._keeper.ready(self.info)
        self._was_open = self._keeper.is_open
        return None

    def _reset(self) -> Work:
        """Most modems drop off the bus while they start anew, and this driver with them."""
        self._wants_reset = False
        self._phone_failures = 0
        yield from ask("AT+CFUN=1,1", timeout=15.0)
        yield Pause(RESET_SECONDS)
        self._start_anew()
        return None

    def _hang_up(self) -> Work:
        self._wants_hang_up = False
        answer = yield from ask("AT+CHUP")
        if not answer.is_ok:
            yield from ask("ATH")
        if self._ringing:
            self._call_over()
        self._deaf_until = self._now() + DEAF_SECONDS
        return None

    # What comes in

    def _drain(self) -> Work:
        """List everything, hand it over, and only then delete it: a hint that was lost or a kill costs a repetition at most."""
        self._wants_drain = self._is_refused = False
        self._keep_held()
        yield from self._drain_chosen()
        others, self._wants_others = self._wants_others, False
        if others or (self.info.reports == "stored" and "SR" in self.info.readable):
            yield from self._drain_others(self.info.readable if others else ("SR",))
        self._keep_failures = self._keep_failures + 1 if self._is_refused else 0
        return None

    def _drain_chosen(self) -> Work:
        answer = yield from ask("AT+CMGL=4", "+CMGL:", LIST_TIMEOUT)
        if not answer.is_ok:
            self._drain_at = self._now() + KEEP_AGAIN_SECONDS[0]
        sure = yield from self._read_again(list(replies.listed(answer.lines)))
        for index in self._keep(sure):
            yield from ask(f"AT+CMGD={index}", timeout=10.0)
        return None

    def _read_again(self, stored: Sequence[Stored]) -> Generator[Command | Pause, Answer | None, list[Stored]]:
        """Those that are the same when they are read alone, or were listed so before. A PDU carries no check, and where octets
        are lost on the way one message seems to stand in another's place, which would then be deleted unread."""
        sure = []
        for one in stored:
            answer = yield from ask(f"AT+CMGR={one.index}", "+CMGR:", 10.0)
            is_same = one.pdu in answer.lines or (answer.result == "error" and answer.code != 321)  # 321: nothing is there
            self._listed[one] += 1
            if is_same or self._listed[one] >= SURE_LISTS:
                sure.append(one)
                del self._listed[one]
            else:
                self._drain_at = self._now() + 1.0
        if len(self._listed) > 100:
            self._listed.clear()
        return sure

    def _drain_others(self, names: Sequence[str]) -> Work:
        """What arrived before the modem was set up, and reports with a store of their own; then back to the usual one."""
        store = self.info.store
        is_clean = True
        for name in names:
            if store is None or name == store.name:
                continue
            chosen = yield from ask(f'AT+CPMS="{name}"', "+CPMS:", 15.0)
            if chosen.is_ok:
                yield from self._drain_chosen()
            is_empty = chosen.is_ok and replies.numbers("".join(chosen.lines))[:1] == [0]
            is_clean = is_clean and (is_empty or chosen.result == "error")
        if not is_clean:  # a line that was spoilt, or a draft of somebody, which stays
            self._wants_others = True
            self._drain_at = self._now() + KEEP_AGAIN_SECONDS[min(self._other_rounds, len(KEEP_AGAIN_SECONDS) - 1)]
        self._other_rounds = 0 if is_clean else self._other_rounds + 1
        if store is not None:
            yield from ask(f'AT+CPMS="{store.name}","{store.name}","{store.name}"', "+CPMS:", 15.0)
        return None

    def _keep(self, stored: Sequence[Stored]) -> list[int]:
        """Places whose messages are kept, or can never be read."""
        places = Counter(one.index for one in stored)
        came = [(one, _read(one.pdu, one.length)) for one in stored if one.status in (0, 1)]
        ready = [(one, message) for one, message in came if message.read is not None or self._is_hopeless(one.pdu)]
        kept = self._hand_over([message for _, message in ready])
        if any(count > 1 for count in places.values()):
            self._wants_drain = True  # noise spoilt the number of a place: which message stands there is not known
        return [one.index for (one, message) in ready if id(message) in kept and places[one.index] == 1]

    def _hand_over(self, messages: Sequence[Came]) -> set[int]:
        """The `id` of those that are kept. Where all together can't be, each is tried, so that one bad message holds up no
        other; after three that can't be kept the others wait too."""
        if not messages:
            return set()
        try:
            self._keeper.came(messages)
        except Exception:
            log.exception("modem_messages_not_kept count=%s", len(messages))
        else:
            return {id(message) for message in messages}
        kept: set[int] = set()
        failures = 0
        for message in messages if len(messages) > 1 else ():
            try:
                self._keeper.came([message])
            except Exception:
                failures += 1
                if failures >= 3:
                    break
            else:
                kept.add(id(message))
        self._is_refused = True
        self._drain_at = self._now() + KEEP_AGAIN_SECONDS[min(self._keep_failures, len(KEEP_AGAIN_SECONDS) - 1)]
        return kept

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

    def _keep_said(self, event: Unsolicited) -> None:
        """A report, or a message that no store kept (class 0). Nothing but this memory holds it until it is kept."""
        is_report = event.line.startswith("+CDS:")
        if is_report and not self._keeper.is_open:
            return
        values = replies.numbers(event.line)
        message = _read(event.data, values[-1] if values else None)
        if message.read is not None or not is_report:
            self._held.append(message)
            if self._keeper.is_open:
                self._keep_held()

    def _keep_held(self) -> None:
        if self._held:
            kept = self._hand_over(list(self._held))
            self._held = deque((one for one in self._held if id(one) not in kept), maxlen=MAX_HELD)

    # What goes out

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
        if answer.is_ok:  # noise may have taken the reference: it went, and no report can be told from another
            self._phone_failures = 0
            self._keeper.sent(part, reference)
        else:
            verdict = judge(answer)
            self._look_after(verdict)
            self._keeper.refused(part, verdict)
        return None

    def _look_after(self, verdict: Verdict) -> None:
        """What the modem itself needs after a refusal."""
        self._phone_failures = self._phone_failures + 1 if verdict.code in _PHONE_FAILURES else 0
        if self._phone_failures >= MAX_PHONE_FAILURES:
            self._wants_reset = True
        elif verdict.step == "stop":
            self._start_anew()  # setting up tells what is wrong with the SIM
        elif verdict.step == "check":
            self._poll_at, self._checks_sim = self._now(), True
        elif verdict.step == "drain":
            self._wants_drain = self._wants_others = True

    # USSD

    def _say(self, text: str) -> None:
        self._dialogue, self._dialogue_until = "waiting", self._now() + USSD_TIMEOUT
        self._says.append(text)
        self._keeper.ussd("waiting", "")
        self._next()

    def _dial(self, text: str) -> Work:
        self._dialogue_until = self._now() + USSD_TIMEOUT
        written = replies.write_ussd(text, packed=self.info.quirks.packed_ussd)
        answer = yield from ask(f"AT+CUSD=1,{written}", timeout=15.0)
        if not answer.is_ok and self._dialogue == "waiting":
            self._end_dialogue("failed")
        return None

    def _cancel(self) -> Work:
        self._wants_end = False
        yield from ask("AT+CUSD=2", timeout=15.0)
        return None

    def _end_dialogue(self, state: Dialogue) -> None:
        self._dialogue, self._wants_end = None, True
        self._says.clear()
        self._keeper.ussd(state, "")
        self._next()

    def _hear_ussd(self, answer: Ussd) -> None:
        """What the network says without being asked is in the log of the talk only; a question of that kind would hold up
        everything, and is refused."""
        if self._dialogue is None:
            self._wants_end = self._wants_end or answer.state == 1
            return
        text = replies.ussd_text(answer)
        if answer.state == 1:
            self._dialogue, self._dialogue_until = "asks", self._now() + USSD_REPLY_SECONDS
            self._keeper.ussd("asks", text)
            return
        self._dialogue = None
        self._keeper.ussd("ended" if answer.state in (0, 2, 3) else "failed", text)

    # Looking around

    def _look_around(self) -> Work:
        state = yield from self._registration()
        if self._checks_sim or state in _UNREGISTERED:
            self._checks_sim = False
            sim = yield from ask("AT+CPIN?", "+CPIN:")
            if sim.kind == "CME" or (sim.is_ok and sim.lines and replies.bare(sim.lines) != "READY"):
                self._start_anew()
                return None
        csq = yield from ask("AT+CSQ", "+CSQ:")
        cpms = yield from ask("AT+CPMS?", "+CPMS:", 15.0)
        places = replies.stores("".join(cpms.lines)) if cpms.is_ok else []
        store = self.info.store
        if places and (store is None or places[-1].name == store.name):
            self._wants_others = self._wants_others or store is None  # none was chosen when it was set up: the line was bad
            store = places[-1]
        self.info = replace(self.info, registration=state, store=store)
        if store is not None and store.used:
            self._wants_drain = True  # a hint was lost
        if state in _UNREGISTERED:
            self._poll_at = min(self._poll_at, self._now() + SEARCHING_SECONDS)
        signal = replies.signal_dbm(csq.lines[0]) if csq.lines else None
        self.has_looked = True
        self._looked_at = self._now()
        self._keeper.health(Health(state, signal, store.used if store else 0, store.total if store else 0))
        return None

    def _registration(self) -> Generator[Command | Pause, Answer | None, Registration]:
        """As it was where the modem does not tell."""
        state: Registration = self.info.registration
        for name in ("CREG", "CEREG"):
            answer = yield from ask(f"AT+{name}?", f"+{name}:")
            said = replies.registration(answer.lines) if answer.is_ok and answer.lines else None
            if said in ("home", "roaming"):
                return said
            if said is not None and name == "CREG":
                state = said
        return state

    # Events

    def _tap(self, by: By, line: str) -> None:
        text = _PIN.sub(r"\1****", line)
        if self._pin and "CPIN" in text:
            text = text.replace(self._pin, "****")
        self._keeper.heard(by, text)

    def _take(self, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, Answer):
                self._step(event)
            elif isinstance(event, Unsolicited):
                self._hear(event)
            elif isinstance(event, Restarted):
                self._start_anew()
            elif isinstance(event, Mute):
                self._stop("modem_mute")

    def _start_anew(self) -> None:
        """It has forgotten what it was told: the work at hand ends as it may, then it is set up again."""
        if self.state == "stopped":
            return
        log.warning("modem_restarted")
        self.state = "starting"
        self._talk.is_set_up = False
        self._needs_set_up = True
        self._next()

    def _hear(self, event: Unsolicited) -> None:
        line = event.line
        if line.startswith(("+CMTI:", "+CDSI:")) or "MEMFULL" in line:
            self._wants_drain = True
            if not self._keeper.is_open:
                self._poll_at = self._now()  # it stays, and is counted
        elif line.startswith(("+CDS:", "+CMT:")) and event.data:
            self._keep_said(event)
        elif line.startswith(("RING", "+CRING:")):
            self._ring("")
        elif line.startswith("+CLIP:") and self._ringing:
            self._ring(replies.caller(line), counts=False)
        elif line.startswith(("NO CARRIER", "^CEND")) and self._ringing:
            self._call_over()
        elif line.startswith("+CUSD:") and (answer := replies.ussd(line)) is not None:
            self._hear_ussd(answer)
        elif line.startswith(("+CREG:", "+CEREG:")):  # some say so again and again
            self._poll_at = min(self._poll_at, max(self._now(), self._looked_at + SEARCHING_SECONDS))
        self._next()

    # Calls

    def _ring(self, number: str, *, counts: bool = True) -> None:
        now = self._now()
        if now < self._deaf_until:
            return
        if self._ringing is None:
            self._ringing = _Ringing(now, now)
        call = self._ringing
        call.until = now + RING_OVER_SECONDS
        call.rings += counts
        call.number = call.number or number
        if self._keeper.hangs_up and not call.is_hung_up and (call.number or call.rings >= 2):
            call.is_hung_up = self._wants_hang_up = True

    def _call_over(self) -> None:
        assert self._ringing is not None
        call, self._ringing = self._ringing, None
        self._keeper.missed_call(call.number, self._now() - call.began)


def _read(pdu: str, length: int | None) -> Came:
    """`length` as the modem announced it: line noise that happens to be hexadecimal makes it another."""
    try:
        read = decode(pdu)
    except PduError:
        return Came(pdu, None)
    if length is not None and len(pdu) // 2 - 1 - int(pdu[:2], 16) != length:
        return Came(pdu, None)
    return Came(pdu, read if isinstance(read, Deliver | StatusReport) else None)
