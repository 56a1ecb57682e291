"""Whose turn it is: one pure decision for the queue's storages and for the outbox.

Next is the owner with the least work in progress divided by its weight, then the lowest virtual time, then the name (so that
the decision is the same everywhere). Virtual time is what an owner was served, divided by its weight. A paused owner, and one
that works at as much as its cap allows, is passed over.

Each queue has a virtual clock: the highest virtual time at which somebody was served. With one worker it is the minimum of
those who wait. Who is served counts from the clock at least, so that neither idling nor a burst nor a pause buys an advantage:
an owner that comes back, or that lagged behind because its tasks take long, is next at once, and after that task is level with
the others. No owner is ahead of the clock by more than one task.

The storages keep the owners sorted by `turn` and take the first (`app/queue/sql.py` in an index, `app/queue/redis.py` in sorted
sets); `tests/app/queue` holds them to what is said here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LEAST_WEIGHT = 1e-6


@dataclass(frozen=True, slots=True)
class OwnerState:
    """`working` tasks or segments in progress; `waiting` how many could be served now; `cap` the most in progress at a time
    (None: any)."""

    owner: str
    weight: float = 1.0
    working: int = 0
    virtual_time: float = 0.0
    waiting: int = 1
    paused: bool = False
    cap: int | None = None

    @property
    def is_ready(self) -> bool:
        return self.waiting > 0 and not self.paused and (self.cap is None or self.working < self.cap)


def pick(owners: Iterable[OwnerState]) -> OwnerState | None:
    """The owner to serve next; None when nobody can be served."""
    return min((owner for owner in owners if owner.is_ready), key=turn, default=None)


def turn(owner: OwnerState) -> tuple[float, float, str]:
    """Who is served first: the lowest of these."""
    return owner.working / weight(owner.weight), owner.virtual_time, owner.owner


def served(owner: OwnerState, clock: float = 0.0, cost: float = 1.0) -> tuple[float, float]:
    """The virtual time of an owner that is served `cost` now (tasks, segments or contacts), and the virtual clock after it."""
    start = max(owner.virtual_time, clock)
    return start + cost / weight(owner.weight), start


def charged(owner: OwnerState, cost: float = 1.0) -> float:
    """The owner's virtual time after it was served `cost`, where there is no virtual clock."""
    return served(owner, cost=cost)[0]


def rejoined(virtual_time: float, busy: Iterable[OwnerState]) -> float:
    """The virtual time of an owner that had nothing waiting and now has, where there is no virtual clock."""
    minimum = min((other.virtual_time for other in busy), default=virtual_time)
    return max(virtual_time, minimum)


def weight(given: float) -> float:
    return max(given, LEAST_WEIGHT)
