"""How modems are now: in memory, told by the threads that own their ports, and lost with the engine."""

from __future__ import annotations

import datetime as dt
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from app.clock import Clock
from app.contracts.modems import ModemLogLine, Obstacle, TestSms, TestState, UssdLine, UssdState, UssdTalk
from app.ports import ModemNow

LOG_LINES = 500
TALK_LINES = 100
MAX_TEXT = 2000
TOLD_EVERY = 0.3  # seconds: windows hear of changes so often at most


@dataclass(slots=True)
class _Heard:
    """What is known of one IMEI. `now` is None while it is away, since `seen_on`; `ready_at` is when it was ready last, on the
    clock that never goes back (None: never)."""

    now: ModemNow | None = None
    seen_on: dt.datetime | None = None
    ready_at: float | None = None
    code: str = ""
    talk: UssdState = "none"
    lines: deque[UssdLine] = field(default_factory=lambda: deque(maxlen=TALK_LINES))
    test: TestSms | None = None
    log: deque[ModemLogLine] = field(default_factory=lambda: deque(maxlen=LOG_LINES))


class ModemBoard:
    """Implements `app.ports.ModemBoard`; the services read it. `tell` says that something changed: at once, and then a few times
    a second at most."""

    def __init__(self, clock: Clock, tell: Callable[[], None]) -> None:
        self._clock = clock
        self._tell = tell
        self._mutex = threading.Lock()
        self._heard: dict[str, _Heard] = {}
        self._obstacles: list[Obstacle] = []
        self._ports: list[str] = []
        self._told_at: float | None = None
        self._timer: threading.Timer | None = None
        self._is_closed = False

    # What the bridge tells

    def modem(self, now: ModemNow) -> None:
        with self._mutex:
            heard = self._of(now.imei)
            is_news = heard.now != now
            heard.now, heard.seen_on = now, self._clock.now()
            if now.state == "ready":
                heard.ready_at = self._clock.monotonic()
        if is_news:
            self.touch()

    def away(self, imei: str) -> None:
        with self._mutex:
            heard = self._of(imei)
            if heard.now is None:
                return
            self._note_ready(heard)
            heard.now, heard.seen_on = None, self._clock.now()
            if heard.talk in ("waiting", "asks"):
                heard.talk = "failed"
        self.touch()

    def look_around(self, obstacles: Sequence[Obstacle], ports: Sequence[str]) -> None:
        with self._mutex:
            is_news = (self._obstacles, self._ports) != (list(obstacles), list(ports))
            self._obstacles, self._ports = list(obstacles), list(ports)
        if is_news:
            self.touch()

    def ussd(self, imei: str, state: UssdState, text: str = "") -> None:
        self._say(imei, state, "network", text)

    def test(self, imei: str, state: TestState, code: int | None = None) -> None:
        with self._mutex:
            heard = self._of(imei)
            if heard.test is None:
                return
            heard.test = replace(heard.test, state=state, code=code)
        self.touch()

    def log(self, imei: str, by: Literal["office", "modem", "note"], text: str) -> None:
        with self._mutex:
            self._of(imei).log.append(ModemLogLine(self._clock.now(), by, text[:MAX_TEXT]))
        self.touch()

    # What the services tell and read

    def now(self, imei: str) -> ModemNow | None:
        """None: it is away."""
        with self._mutex:
            heard = self._heard.get(imei)
            return heard.now if heard else None

    def all(self) -> dict[str, ModemNow]:
        """Those that are here, by IMEI."""
        with self._mutex:
            return {imei: heard.now for imei, heard in self._heard.items() if heard.now is not None}

    def seen_on(self, imei: str) -> dt.datetime | None:
        """When it was here last; None: not since the engine began."""
        with self._mutex:
            heard = self._heard.get(imei)
            if heard is None:
                return None
            return self._clock.now() if heard.now is not None else heard.seen_on

    def ready_at(self, imei: str) -> float | None:
        """When it was ready last, on the clock that never goes back; None: not since the engine began."""
        with self._mutex:
            heard = self._heard.get(imei)
            if heard is None:
                return None
            self._note_ready(heard)
            return heard.ready_at

    def surroundings(self) -> tuple[list[Obstacle], list[str]]:
        """Obstacles, and ports without a modem."""
        with self._mutex:
            return list(self._obstacles), list(self._ports)

    def begin_talk(self, imei: str, code: str) -> None:
        """A new dialogue that the office begins."""
        with self._mutex:
            heard = self._of(imei)
            heard.code = code
            heard.lines.clear()
        self._say(imei, "waiting", "office", code)

    def say(self, imei: str, text: str) -> None:
        """The office replies."""
        self._say(imei, "waiting", "office", text)

    def talk(self, imei: str) -> UssdTalk:
        with self._mutex:
            heard = self._heard.get(imei)
            return UssdTalk(heard.talk, list(heard.lines)) if heard else UssdTalk("none", [])

    def dialled(self, imei: str) -> tuple[str, UssdLine | None]:
        """The code of the last dialogue, and what the network said to it at once (None: nothing)."""
        with self._mutex:
            heard = self._heard.get(imei)
            if heard is None:
                return "", None
            lines = list(heard.lines)[:2]
            return heard.code, next((line for line in lines if line.by == "network"), None)

    def begin_test(self, imei: str, number: str) -> TestSms:
        with self._mutex:
            heard = self._of(imei)
            heard.test = test = TestSms(number, "sending", None, self._clock.now())
        self.touch()
        return test

    def last_test(self, imei: str) -> TestSms | None:
        with self._mutex:
            heard = self._heard.get(imei)
            return heard.test if heard else None

    def lines(self, imei: str) -> list[ModemLogLine]:
        with self._mutex:
            heard = self._heard.get(imei)
            return list(heard.log) if heard else []

    def touch(self) -> None:
        """Something that windows show of modems changed."""
        with self._mutex:
            moment = self._clock.monotonic()
            if self._is_closed or self._timer is not None:
                return
            rest = 0.0 if self._told_at is None else self._told_at + TOLD_EVERY - moment
            if rest > 0:
                self._timer = threading.Timer(min(rest, TOLD_EVERY), self._tell_late)
                self._timer.daemon = True
                self._timer.start()
                return
            self._told_at = moment
        self._tell()

    def close(self) -> None:
        """Nobody is told any more."""
        with self._mutex:
            self._is_closed = True
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
            timer.join(1.0)

    def _tell_late(self) -> None:
        with self._mutex:
            self._timer = None
            if self._is_closed:
                return
            self._told_at = self._clock.monotonic()
        self._tell()

    def _say(self, imei: str, state: UssdState, by: Literal["office", "network"], text: str) -> None:
        with self._mutex:
            heard = self._of(imei)
            heard.talk = state
            if text:
                heard.lines.append(UssdLine(by, text[:MAX_TEXT], self._clock.now()))
        self.touch()

    def _of(self, imei: str) -> _Heard:
        return self._heard.setdefault(imei, _Heard())

    def _note_ready(self, heard: _Heard) -> None:
        if heard.now is not None and heard.now.state == "ready":
            heard.ready_at = self._clock.monotonic()
