"""Whose turn it is: one pure decision for the queue's storages and for the outbox.

Next is the owner with the least work in progress divided by its weight, then the lowest virtual time, then the name (so that
the decision is the same everywhere). Virtual time is what an owner was served, divided by its weight; an owner that comes
back starts at the minimum of those who are busy, so that neither idling nor a burst buys an advantage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnerState:
    """`working` tasks or segments in progress; `waiting` how many could be served now."""

    owner: str
    weight: float = 1.0
    working: int = 0
    virtual_time: float = 0.0
    waiting: int = 1
    paused: bool = False


def pick(owners: Iterable[OwnerState]) -> OwnerState | None:
    """The owner to serve next; None when nobody waits."""
    ready = [owner for owner in owners if owner.waiting > 0 and not owner.paused]
    return min(ready, key=_turn, default=None)


def charged(owner: OwnerState, cost: float = 1.0) -> float:
    """The owner's virtual time after it was served `cost` (tasks, segments or contacts)."""
    return owner.virtual_time + cost / _weight(owner)


def rejoined(virtual_time: float, busy: Iterable[OwnerState]) -> float:
    """The virtual time of an owner that had nothing waiting and now has."""
    minimum = min((other.virtual_time for other in busy), default=virtual_time)
    return max(virtual_time, minimum)


def _turn(owner: OwnerState) -> tuple[float, float, str]:
    return owner.working / _weight(owner), owner.virtual_time, owner.owner


def _weight(owner: OwnerState) -> float:
    return max(owner.weight, 1e-6)
