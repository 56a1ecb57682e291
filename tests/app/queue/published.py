"""Published cases of the fair queue, told step by step to the model or to a storage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.queue.storage import Claim, FairStorage
from tests.app.queue.adapters import Adapter
from tests.app.queue.model import Model

PRIORITIES = {"low": 0, "high": 1}


@dataclass
class OnModel:
    """The vectors' words on the model."""

    model: Model = field(default_factory=Model)

    def push(self, owner: str, key: str, priority: int) -> None:
        self.model.add(key, owner, priority, revive=True)

    def pop(self) -> tuple[str, str, Any] | None:
        taken = self.model.claim("w")
        return (self.model.tasks[taken[0]].owner, taken[0], taken) if taken else None

    def done(self, claim: Any) -> None:
        self.model.done(*claim)

    def set_owner(self, owner: str, *, cap: int | None, paused: bool) -> None:
        self.model.set_owner(owner, 1.0, cap, paused)

    def active(self) -> dict[str, int]:
        return {name: counts[2] for name, counts in self.model.counts().items() if counts[2]}


@dataclass
class OnStorage:
    """The vectors' words on a storage."""

    adapter: Adapter
    storage: FairStorage

    def push(self, owner: str, key: str, priority: int) -> None:
        self.adapter.put(self.storage, key, owner, priority)

    def pop(self) -> tuple[str, str, Claim] | None:
        claim = self.storage.claim()
        return (claim.owner, claim.key, claim) if claim else None

    def done(self, claim: Claim) -> None:
        self.storage.done(claim)

    def set_owner(self, owner: str, *, cap: int | None, paused: bool) -> None:
        self.adapter.set_owner(self.storage, owner, cap=cap, paused=paused)

    def active(self) -> dict[str, int]:
        return {one.owner: one.working for one in self.storage.owners() if one.working}


@dataclass
class Play:
    """One case. Raises where the queue does otherwise than the case says."""

    on: OnModel | OnStorage
    cap: int
    claims: dict[str, list[Any]] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)

    def step(self, word: str, *values: Any) -> None:
        if word not in ("push", "pop", "done", "active", "pause", "resume"):
            raise ValueError(f"no such step: {word!r}")
        getattr(self, word)(*values)

    def push(self, owner: str, priority: str, key: str) -> None:
        self.on.push(owner, key, PRIORITIES[priority])
        self._set(owner)

    def pop(self, owner: str | None, key: str | None) -> None:
        taken = self.on.pop()
        found = taken[:2] if taken else (None, None)
        assert found == (owner, key), f"expected {key} of {owner}, got {found[1]} of {found[0]}"
        if taken:
            self.claims.setdefault(taken[0], []).append(taken[2])

    def done(self, owner: str) -> None:
        """Of an owner that has nothing in progress: nothing."""
        held = self.claims.get(owner)
        if held:
            self.on.done(held.pop(0))

    def active(self, expected: dict[str, int]) -> None:
        found = self.on.active()
        assert found == expected, f"expected {expected} in progress, got {found}"

    def pause(self, owner: str) -> None:
        self.paused.add(owner)
        self._set(owner)

    def resume(self, owner: str) -> None:
        self.paused.discard(owner)
        self._set(owner)

    def _set(self, owner: str) -> None:
        self.on.set_owner(owner, cap=self.cap, paused=owner in self.paused)


def play(case: dict[str, Any], cap: int, on: OnModel | OnStorage) -> None:
    """Push, then step by step; raises where the queue does otherwise than the case says. A case may have a cap of its own."""
    playing = Play(on, case.get("max_active_per_owner", cap))
    for index, step in enumerate([*(["push", *task] for task in case["push"]), *case["steps"]], -len(case["push"])):
        try:
            playing.step(*step)
        except AssertionError as wrong:
            raise AssertionError(f"step {index} {step}: {wrong}") from None
