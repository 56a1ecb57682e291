"""The minute's beat, driven by a clock that the test moves."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import DrivenClock
from app.schedule.calendar import Calendar, DailyJob
from app.schedule.pulse import Pulse


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[DrivenClock]:
    clock = DrivenClock.create(tmp_path / "clock", dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC))
    yield clock
    clock.close()


class Beats:
    def __init__(self) -> None:
        self.count = 0
        self.leaps: list[int] = []
        self.soonest: float | None = None
        self.changed = threading.Condition()

    def beat(self) -> float | None:
        with self.changed:
            self.count += 1
            self.changed.notify_all()
            if self.count == 2:
                raise ValueError("a bad beat must not stop the pulse")
            return self.soonest

    def wait_for(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.count >= count, 60)

    def let_pass(self, clock: DrivenClock, count: int) -> float:
        """Let seconds pass until the count is reached; returns how many."""
        passed = 0.0
        with self.changed:
            while self.count < count and passed < 1000:
                clock.advance(2)
                passed += 2
                self.changed.wait(0.02)
        return passed


def test_beats_each_minute_and_sooner_when_something_is_due(clock: DrivenClock) -> None:
    beats = Beats()
    pulse = Pulse(clock, beats.beat, lambda seconds: beats.leaps.append(round(seconds)))
    pulse.start()
    beats.wait_for(1)
    assert beats.let_pass(clock, 2) >= 55
    beats.soonest = 5.0
    assert beats.let_pass(clock, 3) >= 55
    assert beats.let_pass(clock, 4) <= 10
    pulse.stop()
    assert beats.leaps == []


@pytest.mark.parametrize("leap", [3600, -86_400])
def test_notices_a_leap_and_goes_on(clock: DrivenClock, leap: int) -> None:
    beats = Beats()
    pulse = Pulse(clock, beats.beat, lambda seconds: beats.leaps.append(round(seconds)))
    pulse.start()
    beats.wait_for(1)
    clock.leap(leap)
    beats.let_pass(clock, 2)
    pulse.stop()
    assert beats.leaps == [leap]


def test_calendar_starts_anew_in_another_zone() -> None:
    calendar = Calendar([DailyJob("housekeeping", 3, 10, lambda: None)])
    calendar.start("Africa/Kigali")
    calendar.start("Asia/Yangon")
    assert calendar.job_names() == ["housekeeping"]
    calendar.stop()
    assert calendar.job_names() == []


def test_a_leap_that_could_not_be_noted_is_noticed_again_and_nothing_fires_before(clock: DrivenClock) -> None:
    beats = Beats()
    tries = threading.Semaphore(0)

    def leapt(seconds: float) -> None:
        beats.leaps.append(round(seconds))
        tries.release()
        if len(beats.leaps) == 1:
            raise OSError("the disk is full")

    pulse = Pulse(clock, beats.beat, leapt)
    pulse.start()
    try:
        beats.wait_for(1)
        clock.leap(7200)
        pulse.nudge()
        assert tries.acquire(timeout=60)
        assert beats.count == 1
        pulse.nudge()
        assert tries.acquire(timeout=60)
        beats.wait_for(2)
    finally:
        pulse.stop()
    assert beats.leaps == [7200, 7200]
