"""Who is gone, by the observer's own clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import DrivenClock
from app.queue.observer import Observer
from tests.app.queue.adapters import START


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[DrivenClock]:
    clock = DrivenClock.create(tmp_path / "clock", START)
    yield clock
    clock.close()


def test_a_beat_that_stands_still_for_a_minute(clock: DrivenClock) -> None:
    observer = Observer(clock)
    seen = []
    for beat in (1, 2, 2, 2, 2, 2, 2, 2):
        seen.append(observer.look({"a": beat, "b": clock_step(clock)}, {"a"}))
        clock.advance(10)
    assert seen == [set()] * 7 + [{"a"}]


def clock_step(clock: DrivenClock) -> int:
    return int(clock.monotonic())


def test_who_holds_a_task_without_any_beat(clock: DrivenClock) -> None:
    observer = Observer(clock)
    seen = []
    for _ in range(7):
        seen.append(observer.look({}, {"a"}))
        clock.advance(10)
    assert seen == [set()] * 6 + [{"a"}]


def test_an_observer_that_slept_gives_the_others_time(clock: DrivenClock) -> None:
    observer = Observer(clock)
    observer.look({"a": 1}, {"a"})
    clock.advance(8 * 3600)
    assert observer.look({"a": 1}, {"a"}) == set()
    clock.advance(10)
    assert observer.look({"a": 2}, {"a"}) == set()
    clock.advance(50)
    assert observer.look({"a": 2}, {"a"}) == set()


def test_leaps_of_the_wall_clock_mean_nothing(clock: DrivenClock) -> None:
    observer = Observer(clock)
    observer.look({"a": 1}, ())
    clock.leap(10**7)
    assert observer.look({"a": 1}, ()) == set()


def test_who_is_gone_for_good_is_forgotten(clock: DrivenClock) -> None:
    observer = Observer(clock)
    observer.look({"a": 1}, ())
    clock.advance(20)
    observer.look({}, ())
    clock.advance(20)
    assert observer.look({"a": 1}, ()) == set()
    assert observer._silent_for == {"a": 0.0}
