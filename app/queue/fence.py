"""The claim that the running task stands on: what a task writes is good only while the claim is still its own.

A worker that was thought dead (its PC slept, its network was away) may come back to life in the middle of a task that another
worker was given meanwhile. Every unit of work that such a task commits is checked (`UnitOfWork.commit`), so that nothing of it
is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.errors import OutpostError
from app.queue.storage import Claim, FairStorage
from app.store.database import UnitOfWork


class LeaseLost(OutpostError):
    """The running task was given to another worker: it must not write."""

    def __init__(self) -> None:
        super().__init__("lease_lost", retryable=True)


_held: ContextVar[tuple[FairStorage, Claim] | None] = ContextVar("held", default=None)


@contextmanager
def running(storage: FairStorage, claim: Claim) -> Iterator[None]:
    """The block is the task of this claim."""
    token = _held.set((storage, claim))
    try:
        yield
    finally:
        _held.reset(token)


def losses() -> int:
    """How many workers vanished over the running task before. 0 outside of tasks."""
    held = _held.get()
    return 0 if held is None else held[1].losses


def check(work: UnitOfWork | None = None) -> None:
    """Raises LeaseLost when the running task no longer holds its claim. Nothing outside of tasks.

    On SQL with `work`, nobody can take the claim away before that transaction has ended. On Redis the answer is a moment old;
    the rows' own revisions catch what happens in that moment.
    """
    held = _held.get()
    if held is not None and not held[0].holds(held[1], work):
        raise LeaseLost
