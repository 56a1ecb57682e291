"""The fair queue as one would say it, in memory and on the pure policy alone: what the storages are compared with."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

from app.queue import policy
from app.queue.policy import OwnerState
from app.queue.storage import DEAD, WAITING, WORKING, after_failure, after_loss


@dataclass
class Task:
    number: int
    key: str
    owner: str
    priority: int
    state: str = WAITING
    again: bool = False
    failures: int = 0
    losses: int = 0
    not_before: float | None = None
    worker: str = ""
    claim: int = 0


@dataclass
class Model:
    tasks: dict[str, Task] = field(default_factory=dict)
    owners: dict[str, OwnerState] = field(default_factory=dict)
    clock: float = 0.0
    now: float = 0.0
    made: int = 0
    claims: int = 0

    def add(self, key: str, owner: str, priority: int, *, revive: bool) -> None:
        task = self.tasks.get(key)
        if task is None:
            self.made += 1
            self.tasks[key] = Task(self.made, key, owner, priority)
            self.owners.setdefault(owner, OwnerState(owner))
        elif revive and task.state == WORKING:
            task.again = True
        elif revive and task.state == DEAD:
            self._fresh(task)

    def claim(self, worker: str) -> tuple[str, int] | None:
        owner = policy.pick(self._states())
        if owner is None:
            return None
        task = min(self._ready(owner.owner), key=lambda one: (-one.priority, one.number))
        virtual_time, self.clock = policy.served(owner, self.clock)
        self.owners[owner.owner] = dataclasses.replace(self.owners[owner.owner], virtual_time=virtual_time)
        self.claims += 1
        task.state, task.again, task.worker, task.claim = WORKING, False, worker, self.claims
        return task.key, self.claims

    def done(self, key: str, claim: int) -> None:
        task = self._held(key, claim)
        if task is None:
            return
        if task.again:
            self._fresh(task)
        else:
            del self.tasks[key]

    def failed(self, key: str, claim: int) -> None:
        task = self._held(key, claim)
        if task is None:
            return
        task.failures, delay = after_failure(task.failures + 1, is_added_again=task.again)
        task.again, task.claim = False, 0
        task.state = DEAD if delay is None else WAITING
        task.not_before = None if delay is None else self.now + delay

    def begin(self, key: str, claim: int) -> None:
        task = self._held(key, claim)
        if task is not None:
            task.losses += 1

    def lose(self, worker: str) -> int:
        lost = [task for task in self.tasks.values() if task.state == WORKING and task.worker == worker]
        for task in lost:
            task.losses, is_dead = after_loss(task.losses, is_added_again=task.again)
            task.again, task.claim, task.state = False, 0, DEAD if is_dead else WAITING
        return len(lost)

    def set_owner(self, owner: str, weight: float, cap: int | None, paused: bool) -> None:
        known = self.owners.get(owner, OwnerState(owner))
        self.owners[owner] = dataclasses.replace(known, weight=weight, cap=cap, paused=paused)

    def requeue(self) -> None:
        for task in self.tasks.values():
            if task.state == DEAD:
                self._fresh(task)

    def counts(self) -> dict[str, tuple[int, int, int, int]]:
        """Waiting, delayed, working, dead by owner."""
        found = dict.fromkeys(self.owners, (0, 0, 0, 0))
        for task in self.tasks.values():
            at = 1 if task.state == WAITING and task.not_before is not None else (WAITING, "", WORKING, DEAD).index(task.state)
            counts = list(found[task.owner])
            counts[at] += 1
            found[task.owner] = (counts[0], counts[1], counts[2], counts[3])
        return found

    def promote(self) -> None:
        """What backed off long enough waits like any other."""
        for task in self.tasks.values():
            if task.not_before is not None and task.not_before <= self.now:
                task.not_before = None

    def _states(self) -> list[OwnerState]:
        self.promote()
        working = dict.fromkeys(self.owners, 0)
        for task in self.tasks.values():
            working[task.owner] += task.state == WORKING
        return [
            dataclasses.replace(state, working=working[name], waiting=len(self._ready(name)))
            for name, state in self.owners.items()
        ]

    def _ready(self, owner: str) -> list[Task]:
        return [t for t in self.tasks.values() if t.owner == owner and t.state == WAITING and t.not_before is None]

    def _held(self, key: str, claim: int) -> Task | None:
        task = self.tasks.get(key)
        return task if task is not None and task.state == WORKING and task.claim == claim else None

    def _fresh(self, task: Task) -> None:
        task.state, task.again, task.failures, task.losses, task.not_before, task.claim = WAITING, False, 0, 0, None, 0
