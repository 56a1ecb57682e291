"""A beat every minute of the clock that never goes back; notices when the wall clock leaps."""

from __future__ import annotations

import datetime as dt
import logging
import math
import threading
from collections.abc import Callable

from app.clock import Clock

log = logging.getLogger(__name__)

BEAT_SECONDS = 60.0
LEAP_SECONDS = 60.0


class Pulse:
    """Calls `beat` at start and every minute; calls `leapt(seconds)` when wall and monotonic time disagree.

    APScheduler's interval jobs stand still for as long as a clock was set back, so the minute is counted here.
    """

    def __init__(self, clock: Clock, beat: Callable[[], float | None], leapt: Callable[[float], None]) -> None:
        """`beat` may return the seconds until the next thing falls due, to be woken sooner than after a minute."""
        self._clock = clock
        self._beat = beat
        self._leapt = leapt
        self._nudge = threading.Event()
        self._stopped = False
        self._mutex = threading.Lock()
        self._next = 0.0  # when the next beat is, on the clock that never goes back
        self._thread = threading.Thread(target=self._run, name="pulse")
        self._wall = clock.now()
        self._mono = clock.monotonic()

    def start(self) -> None:
        self._thread.start()

    def nudge(self) -> None:
        """Beat now."""
        self._beat_by(0.0)

    def wake_at(self, moment: dt.datetime) -> None:
        """Beat then, if the next beat would be later."""
        self._beat_by(self._clock.monotonic() + (moment - self._clock.now()).total_seconds())

    def stop(self) -> None:
        self._stopped = True
        self._nudge.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped:
            with self._mutex:
                self._next = math.inf  # what is asked for from here on, this beat may not have seen
            pause = self._once()
            self._beat_by(self._clock.monotonic() + pause)
            self._sleep()

    def _beat_by(self, at: float) -> None:
        with self._mutex:
            if at < self._next:
                self._next = at
                self._nudge.set()

    def _sleep(self) -> None:
        while not self._stopped:
            with self._mutex:
                self._nudge.clear()
                left = self._next - self._clock.monotonic()
            if left <= 0 or self._stopped:
                return
            self._clock.wait(self._nudge, left)

    def _once(self) -> float:
        try:
            self._check_clock()
            soonest = self._beat()
        except Exception:
            log.exception("pulse_failed")
            return BEAT_SECONDS
        return BEAT_SECONDS if soonest is None else min(max(soonest, 0.1), BEAT_SECONDS)

    def _check_clock(self) -> None:
        wall, mono = self._clock.now(), self._clock.monotonic()
        leap = (wall - self._wall - dt.timedelta(seconds=mono - self._mono)).total_seconds()
        if abs(leap) > LEAP_SECONDS:
            log.warning("clock_leapt", extra={"seconds": round(leap)})
            self._leapt(leap)  # where it can't be noted, nothing may fire, and the next beat notices it again
        self._wall, self._mono = wall, mono
