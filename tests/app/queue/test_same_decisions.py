"""Whatever happens to a queue, each storage decides as the pure policy does: random histories, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import pytest

from app.queue.storage import Claim, FairStorage
from tests.app.queue.adapters import Adapter
from tests.app.queue.model import Model

OWNERS = ["ann", "bob", "cleo"]
WORKERS = ["w1", "w2"]
STEPS = 250

step = {
    "add": lambda r: (r.randrange(30), r.choice(OWNERS), r.choice([-1, 0, 0, 1]), r.random() < 0.8),
    "claim": lambda r: (r.choice(WORKERS),),
    "begin": lambda r: (r.randrange(99),),
    "done": lambda r: (r.randrange(99),),
    "done and claim": lambda r: (r.randrange(99),),
    "failed": lambda r: (r.randrange(99),),
    "lose": lambda r: (r.choice(WORKERS),),
    "advance": lambda r: (r.choice([1, 5, 30]),),
    "set": lambda r: (r.choice(OWNERS), r.choice([0.5, 1.0, 3.0]), r.choice([None, None, 2, 4]), r.random() < 0.2),
    "requeue": lambda _: (),
}
OFTEN = {"add": 30, "claim": 20, "begin": 4, "done": 8, "done and claim": 8, "failed": 6, "lose": 1, "advance": 2, "set": 2}
OFTEN["requeue"] = 1


@dataclass
class Pair:
    """A storage of each worker, the model, and the claims that were given."""

    adapter: Adapter
    storages: dict[str, FairStorage]
    model: Model
    claims: list[tuple[str, Claim, int]]

    def play(self, name: str, *values: object) -> None:
        getattr(self, "_" + name.replace(" ", "_"))(*values)
        self.compare()

    def compare(self) -> None:
        found = {one.owner: one for one in self.storages["w1"].owners()}
        counts = {name: (one.waiting, one.delayed, one.working, one.dead) for name, one in found.items()}
        assert counts == self.model.counts()
        assert {name: one.virtual_time for name, one in found.items()} == {
            name: state.virtual_time for name, state in self.model.owners.items()
        }

    def _add(self, number: int, owner: str, priority: int, revive: bool) -> None:
        self.model.add(f"k{number}", owner, priority, revive=revive)
        self.adapter.put(self.storages["w1"], f"k{number}", owner, priority, revive=revive)

    def _claim(self, worker: str) -> None:
        self._took(worker, self.storages[worker].claim(), self.model.claim(worker))

    def _took(self, worker: str, claim: Claim | None, expected: tuple[str, int] | None) -> None:
        assert (claim.key if claim else None) == (expected[0] if expected else None)
        if claim is not None and expected is not None:
            assert (claim.message, claim.losses) == (claim.key.encode(), self.model.tasks[claim.key].losses)
            self.claims.append((worker, claim, expected[1]))

    def _given(self, index: int) -> tuple[str, Claim, int] | None:
        """One of the claims that were given, or that were lost since."""
        return self.claims.pop(index % len(self.claims)) if self.claims else None

    def _begin(self, index: int) -> None:
        if self.claims:
            worker, claim, number = self.claims[index % len(self.claims)]
            self.model.begin(claim.key, number)
            self.storages[worker].begin(claim)

    def _done(self, index: int) -> None:
        if given := self._given(index):
            worker, claim, number = given
            self.model.done(claim.key, number)
            self.storages[worker].done(claim)

    def _done_and_claim(self, index: int) -> None:
        if given := self._given(index):
            worker, claim, number = given
            self.model.done(claim.key, number)
            self._took(worker, self.storages[worker].claim(claim), self.model.claim(worker))

    def _failed(self, index: int) -> None:
        if given := self._given(index):
            worker, claim, number = given
            self.model.failed(claim.key, number)
            self.storages[worker].failed(claim, "no")

    def _lose(self, worker: str) -> None:
        observer = self.adapter.storage("observer")
        assert observer.reap([worker]) == self.model.lose(worker)

    def _advance(self, seconds: int) -> None:
        self.adapter.clock.advance(seconds)
        self.model.now += seconds
        # The storages bring back at a claim what backed off; the model at once.
        self._claim("w1")

    def _set(self, owner: str, weight: float, cap: int | None, paused: bool) -> None:
        self.model.set_owner(owner, weight, cap, paused)
        self.adapter.set_owner(self.storages["w1"], owner, weight=weight, cap=cap, paused=paused)

    def _requeue(self) -> None:
        self.model.requeue()
        self.adapter.requeue(self.storages["w1"], [one.task_id for one in self.storages["w1"].dead()])


@pytest.mark.parametrize("seed", range(8))
def test_same_decisions(adapter: Adapter, seed: int) -> None:
    random = Random(seed)
    pair = Pair(adapter, {name: adapter.storage(name) for name in WORKERS}, Model(), [])
    for name in random.choices(list(OFTEN), list(OFTEN.values()), k=STEPS):
        pair.play(name, *step[name](random))
    assert pair.model.claims > STEPS // 10
    while (claim := pair.storages["w2"].claim()) is not None:  # what is left comes in the same order too
        expected = pair.model.claim("w2")
        assert expected is not None
        assert claim.key == expected[0]
    assert pair.model.claim("w2") is None
    pair.storages["w1"].recount()
    pair.compare()
