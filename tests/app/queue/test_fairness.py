"""Shares and waits: the policy as a simulation, and the conformance vectors on the policy and on every storage."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from app.queue import policy
from app.queue.policy import OwnerState
from tests.app.queue.adapters import Adapter
from tests.app.queue.published import OnModel, OnStorage, play
from tests.support.vectors import vector


@dataclass
class Simulation:
    """Workers that are never idle serve the owners' tasks. `times`: how long a task of an owner takes (else 1)."""

    owners: dict[str, OwnerState]
    workers: int
    times: dict[str, float] = field(default_factory=dict)
    clock: float = 0.0
    now: float = 0.0
    running: list[tuple[float, int, str]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    def step(self) -> str | None:
        """Serve one more; None when nobody waits."""
        owner = policy.pick(self.owners.values())
        while (owner is None or len(self.running) >= self.workers) and self.running:
            self.now, _, ended = heapq.heappop(self.running)
            self.owners[ended] = replace(self.owners[ended], working=self.owners[ended].working - 1)
            owner = policy.pick(self.owners.values())
        if owner is None:
            return None
        virtual_time, self.clock = policy.served(owner, self.clock)
        heapq.heappush(self.running, (self.now + self.times.get(owner.owner, 1.0), len(self.order), owner.owner))
        self.owners[owner.owner] = replace(owner, waiting=owner.waiting - 1, working=owner.working + 1, virtual_time=virtual_time)
        self.order.append(owner.owner)
        return owner.owner

    def add(self, name: str, count: int = 1) -> None:
        known = self.owners.get(name, OwnerState(name, waiting=0))
        self.owners[name] = replace(known, waiting=known.waiting + count)

    def position(self, name: str) -> int:
        """How many are served until one of this owner is, that one counted."""
        for place in range(1, 100_000):
            if self.step() == name:
                return place
        raise AssertionError(name)


def simulation(workers: int = 1, times: dict[str, float] | None = None, **waiting: int) -> Simulation:
    return Simulation({name: OwnerState(name, waiting=count) for name, count in waiting.items()}, workers, times or {})


def test_shares_follow_weights_within_five_percent() -> None:
    weights = {"a": 1.0, "b": 2.0, "c": 4.0}
    run = Simulation({name: OwnerState(name, weight=weight, waiting=10_000) for name, weight in weights.items()}, workers=1)
    shares = Counter(run.step() for _ in range(10_000))
    for name, weight in weights.items():
        assert shares[name] == pytest.approx(10_000 * weight / 7, rel=0.05)


@pytest.mark.parametrize("workers", [1, 2, 8])
@pytest.mark.parametrize("before", [0, 1, 500])
def test_one_message_behind_a_hundred_thousand(workers: int, before: int) -> None:
    run = simulation(workers, big=100_000)
    for _ in range(before):
        run.step()
    for name in ("aaa", "zzz"):  # however its name sorts
        run.add(name)
        assert run.position(name) <= 2


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_one_message_behind_ten_busy_workspaces(workers: int) -> None:
    run = simulation(workers, **{f"busy{n}": 10_000 for n in range(10)})
    for _ in range(237):
        run.step()
    for name in ("aaa", "zzz", "busy55"):
        run.add(name)
        assert run.position(name) <= 11


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_who_writes_again_and_again_waits_for_one_of_each_other(workers: int) -> None:
    run = simulation(workers, **{f"busy{n}": 10_000 for n in range(10)})
    for _ in range(300):
        run.add("me")
        assert run.position("me") <= 11


def test_long_tasks_leave_no_debt_to_collect() -> None:
    """While its tasks take long an owner is served seldom; when they become short it does not shut out the others."""
    run = simulation(2, {"long": 50.0}, long=10_000, short=10_000)
    for _ in range(1_000):
        run.step()
    run.times, run.workers = {}, 1
    shares = Counter(run.step() for _ in range(100))
    assert shares["short"] >= 40


def test_nobody_starves_beside_many_that_come_and_go() -> None:
    run = simulation(1, steady=1_000)
    waits, last = [], 0
    for n in range(2_000):
        run.add(f"guest{n % 20}")
        if run.step() == "steady":
            waits.append(n - last)
            last = n
    assert max(waits) <= 21


def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(vector("other", "fair_queue.json").read_text("utf-8"))
    return found


def test_vectors_on_the_policy() -> None:
    found = vectors()
    assert len(found["cases"]) >= 2
    for case in found["cases"]:
        play(case, found["max_active_per_owner"], OnModel())


def test_vectors_on_every_storage(adapter: Adapter) -> None:
    found = vectors()
    for case in found["cases"]:
        adapter.empty()
        play(case, found["max_active_per_owner"], OnStorage(adapter, adapter.storage()))


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_positions_on_every_storage(adapter: Adapter, workers: int) -> None:
    storage = adapter.storage()
    adapter.put_many(storage, [f"big{n}" for n in range(200)], "big")
    claims = [storage.claim() for _ in range(workers)]
    adapter.put(storage, "one", "zzz")
    owners = []
    while "zzz" not in owners:
        claims.append(storage.claim(claims.pop(0)))
        assert claims[-1] is not None
        owners.append(claims[-1].owner)
    assert len(owners) <= 2
