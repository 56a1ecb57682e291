"""Fairness as tables and as a simulation."""

from __future__ import annotations

import pytest

from app.queue.policy import LEAST_WEIGHT, OwnerState, charged, pick, rejoined, served


@pytest.mark.parametrize(
    ("owners", "expected"),
    [
        ([], None),
        ([OwnerState("a", waiting=0)], None),
        ([OwnerState("a", paused=True), OwnerState("b")], "b"),
        ([OwnerState("a", working=2), OwnerState("b", working=1, virtual_time=99)], "b"),
        ([OwnerState("a", working=3, weight=3), OwnerState("b", working=2)], "a"),
        ([OwnerState("a", virtual_time=2), OwnerState("b", virtual_time=1)], "b"),
        ([OwnerState("b"), OwnerState("a")], "a"),
        ([OwnerState("a", cap=2, working=2), OwnerState("b", working=5)], "b"),
        ([OwnerState("a", cap=2, working=1), OwnerState("b", working=5)], "a"),
        ([OwnerState("a", cap=0)], None),
        ([OwnerState("a", weight=0), OwnerState("b", working=3)], "a"),
        ([OwnerState("a", weight=0, working=1), OwnerState("b", working=999)], "b"),
    ],
)
def test_next_owner(owners: list[OwnerState], expected: str | None) -> None:
    chosen = pick(owners)
    assert (chosen.owner if chosen else None) == expected


def test_shares_follow_weights() -> None:
    times = {"a": 0.0, "b": 0.0}
    weights = {"a": 1.0, "b": 3.0}
    served = {"a": 0, "b": 0}
    for _ in range(400):
        owners = [OwnerState(name, weight=weights[name], virtual_time=times[name]) for name in times]
        chosen = pick(owners)
        assert chosen is not None
        served[chosen.owner] += 1
        times[chosen.owner] = charged(chosen)
    assert served == {"a": 100, "b": 300}


def test_rejoining_starts_at_the_minimum_but_never_goes_back() -> None:
    busy = [OwnerState("x", virtual_time=40), OwnerState("y", virtual_time=50)]
    assert rejoined(0, busy) == 40
    assert rejoined(60, busy) == 60
    assert rejoined(5, []) == 5


@pytest.mark.parametrize(
    ("owner", "clock", "expected"),
    [
        (OwnerState("a", virtual_time=5), 3, (6, 5)),
        (OwnerState("a", virtual_time=5), 9, (10, 9)),
        (OwnerState("a", virtual_time=5, weight=4), 0, (5.25, 5)),
        (OwnerState("a", weight=0), 0, (1 / LEAST_WEIGHT, 0)),
    ],
)
def test_virtual_time_and_clock_of_who_is_served(owner: OwnerState, clock: float, expected: tuple[float, float]) -> None:
    assert served(owner, clock) == expected
