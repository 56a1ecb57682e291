"""What one modem sends next, and what becomes of a part that was refused. All of it runs in the modem's own thread.

A part is begun at the desk before the modem gets it, and what became of it is told before the next is begun: whatever line is
the last before a power cut, the desk knows what may have gone. What the desk can't take just now is told again, in order, and
until then nothing is begun.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from app.clock import Clock
from app.errors import OutpostError
from app.ports import ModemDesk, ModemTask, ModemUse
from bridge.modem.driver import Part
from bridge.modem.pdu import Encoded, PduError, encode_submit
from bridge.modem.refusals import BACK_OFF, Verdict

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0  # between looks for something to send, where nobody says that there is
DESK_SECONDS = 5.0  # before the desk is asked again after it failed
MAX_RUNNING = 3  # refusals in a row that are no longer the recipient's fault
# +CMS and +CME ERROR numbers that setting up anew explains or heals; the same again is for staff.
_SIM_ERRORS = frozenset((10, 11, 12, 13, 14, 15, 16, 310, 311, 312, 313, 315, 316, 317, 318))
_FORGET_SECONDS = 7200.0


@dataclass(slots=True)
class _Work:
    """The message in hand: its parts, and which are still to be begun."""

    task: ModemTask
    parts: list[Encoded]
    todo: deque[int]


@dataclass(slots=True)
class _Rest:
    """An attempt whose next try is due at `until`."""

    until: float
    tries: int = 0
    had_once_more: set[int] = field(default_factory=set)


class Sending:
    """Of one modem. It outlives its port: tries and pauses go on when the modem is back."""

    def __init__(self, desk: ModemDesk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock
        self._use: ModemUse | None = None
        self._work: _Work | None = None
        self._rests: dict[int, _Rest] = {}
        self._unsaid: deque[Callable[[], None]] = deque()
        self._pace_at = self._hold_until = self._look_at = 0.0
        self._failures = 0
        self._stops = 0
        self._refused_running: list[str] = []
        self._is_woken = False

    def use(self, use: ModemUse | None) -> None:
        """What the SIM is to the office now."""
        if self._work is not None and (use is None or self._use is None or use.channel_id != self._use.channel_id):
            self._work = None
        self._use = use
        self._look_at = 0.0

    def wake(self) -> None:
        """There may be something to send. From any thread."""
        self._is_woken = True

    def next_part(self) -> Part | None:
        """A part that was begun at the desk, for the modem to send at once; None: nothing may or need go now. Never raises."""
        use, now = self._use, self._clock.monotonic()
        if use is None or use.channel_id is None or now < max(self._pace_at, self._hold_until):
            return None
        if self._is_woken:
            self._is_woken, self._look_at = False, 0.0
        if self._work is None and not self._unsaid and now < self._look_at:
            return None
        try:
            self.tell_unsaid()
            return self._begin(use, use.channel_id)
        except OutpostError as error:
            self._not_begun(error)
            return None
        except Exception:
            log.exception("modem_sending_waits channel=%s", use.channel_id)
            self._hold_until = self._clock.monotonic() + DESK_SECONDS
            return None

    def tell_unsaid(self) -> None:
        """Tell the desk what it could not take before: reports that come in later build on it. Raises what the desk raises."""
        while self._unsaid:
            self._unsaid[0]()
            self._unsaid.popleft()

    def _begin(self, use: ModemUse, channel_id: int) -> Part | None:
        if self._work is None:
            self._work = self._take(channel_id)
            if self._work is None:
                self._look_at = self._clock.monotonic() + LOOK_SECONDS
                return None
        work = self._work
        seq = work.todo[0]
        self._desk.begin(work.task.attempt_id, seq, len(work.parts))
        self._pace_at = self._clock.monotonic() + use.seconds_a_part
        return Part(work.task.attempt_id, work.parts[seq - 1])

    def _not_begun(self, error: OutpostError) -> None:
        """It was cancelled meanwhile, or may have gone before: the desk says what is next. All else is the desk's trouble."""
        now = self._clock.monotonic()
        if error.code not in ("attempt_over", "part_begun"):
            log.warning("modem_sending_waits code=%s", error.code)
            self._hold_until = now + DESK_SECONDS
        elif self._work is not None:
            attempt, self._work, self._look_at = self._work.task.attempt_id, None, 0.0
            self._rests.setdefault(attempt, _Rest(now)).until = now + DESK_SECONDS

    def _take(self, channel_id: int) -> _Work | None:
        """The next message with something to begin. What an earlier life of the office had begun and not settled is uncertain."""
        now = self._clock.monotonic()
        self._rests = {attempt: rest for attempt, rest in self._rests.items() if rest.until > now - _FORGET_SECONDS}
        for _ in range(10):
            resting = [attempt for attempt, rest in self._rests.items() if rest.until > now]
            task = self._desk.next(channel_id, resting)
            if task is None:
                return None
            doubtful = [part for part, state in task.done.items() if state == "handed"]
            for part in doubtful:
                self._desk.refused(task.attempt_id, part, None, may_have_gone=True)
            work = self._encode(task)
            if work is not None:
                return work
        return None

    def _encode(self, task: ModemTask) -> _Work | None:
        try:
            parts = encode_submit(task.address, task.text, ref=task.attempt_id & 0xFF)
        except PduError as error:
            log.warning("modem_message_not_encoded attempt=%s code=%s", task.attempt_id, error.code)
            self._desk.refused(task.attempt_id, 1, None, may_have_gone=False)
            return None
        todo = deque(seq for seq in range(1, len(parts) + 1) if seq not in task.done)
        if not todo:
            self._rests[task.attempt_id] = _Rest(self._clock.monotonic() + BACK_OFF[0])  # its end is the desk's to see
            return None
        return _Work(task, parts, todo)

    # What became of a part

    def sent(self, part: Part, reference: int | None) -> None:
        self._failures = self._stops = 0
        self._refused_running.clear()
        attempt, seq = part.id, part.pdu.seq
        self._say(lambda: self._desk.sent(attempt, seq, reference))
        work = self._work
        if work is not None and work.task.attempt_id == attempt:
            work.todo.popleft()
            if work.todo:
                return
            self._work = None
        self._rests.pop(attempt, None)
        self._look_at = 0.0

    def refused(self, part: Part, verdict: Verdict) -> None:
        """By the table of `bridge.modem.refusals`."""
        address = self._work.task.address if self._work and self._work.task.attempt_id == part.id else ""
        rest = self._rests.setdefault(part.id, _Rest(self._clock.monotonic()))
        self._look_at = 0.0
        if verdict.may_have_gone:
            self._settle(part, verdict)
        elif verdict.step == "gone":
            self._give_back(part)
        elif verdict.step == "stop":
            self._give_back(part)
            self._stop(verdict)
        elif verdict.once_more and part.pdu.seq not in rest.had_once_more:
            rest.had_once_more.add(part.pdu.seq)
            self._give_back(part)
        elif verdict.step in ("retry", "check", "drain"):
            self._try_later(part, verdict, rest)
        else:
            self._settle(part, verdict)
            if verdict.step == "fail_watch":
                self._watch(address)

    def _try_later(self, part: Part, verdict: Verdict, rest: _Rest) -> None:
        """Its own next try waits by `BACK_OFF`; where message after message is refused it is the network, and all wait."""
        now = self._clock.monotonic()
        self._failures += 1
        if self._failures >= MAX_RUNNING:
            self._hold_until = now + BACK_OFF[min(self._failures - MAX_RUNNING, len(BACK_OFF) - 1)]
        if rest.tries >= len(BACK_OFF):
            self._settle(part, verdict)
            return
        rest.until = now + BACK_OFF[rest.tries]
        rest.tries += 1
        self._give_back(part)

    def _settle(self, part: Part, verdict: Verdict) -> None:
        attempt, seq = part.id, part.pdu.seq
        self._work = None
        self._rests.pop(attempt, None)
        self._say(lambda: self._desk.refused(attempt, seq, verdict.code, may_have_gone=verdict.may_have_gone))

    def _give_back(self, part: Part) -> None:
        attempt, seq = part.id, part.pdu.seq
        self._work = None
        self._say(lambda: self._desk.given_back(attempt, seq))

    def _watch(self, address: str) -> None:
        if address not in self._refused_running:
            self._refused_running.append(address)
        if len(self._refused_running) >= MAX_RUNNING:
            self._refused_running.clear()
            self._pause("credit")

    def _stop(self, verdict: Verdict) -> None:
        """Most of these are explained by setting up anew, which the driver does; what is not is a barred SIM."""
        self._stops += 1
        if verdict.code not in _SIM_ERRORS or self._stops > 1:
            self._stops = 0
            self._pause("sim_barred")
        self._hold_until = self._clock.monotonic() + BACK_OFF[0]

    def _pause(self, why: str) -> None:
        use = self._use
        if use is None or use.channel_id is None:
            return
        channel = use.channel_id
        log.warning("modem_paused channel=%s why=%s", channel, why)
        self._say(lambda: self._desk.pause(channel, why))

    def _say(self, word: Callable[[], None]) -> None:
        self._unsaid.append(word)
        try:
            self.tell_unsaid()
        except Exception:
            log.exception("modem_word_not_taken count=%s", len(self._unsaid))
            self._hold_until = max(self._hold_until, self._clock.monotonic() + DESK_SECONDS)
