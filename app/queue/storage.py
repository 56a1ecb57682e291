"""What every fair storage does, whatever it stands on: the contract, and the part that is in this process's memory."""

from __future__ import annotations

import datetime as dt
import threading
from abc import abstractmethod
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from huey.storage import BaseStorage

from app.clock import Clock
from app.store.database import UnitOfWork

WAITING, WORKING, DEAD = "waiting", "working", "dead"
MAX_ATTEMPTS = 3  # failures with an error
MAX_LOSSES = 10  # workers that vanished over it: power cuts are common here, a task that kills its process is not
SUSPECTED = 5  # losses after which a task runs alone among its like, and only what was begun counts
BACKOFF_SECONDS = (5, 30)
# A clock that was set back must not hold a task for longer than any back-off.
LONGEST_BACKOFF = dt.timedelta(hours=1)
IDLE_SECONDS = 60.0
MAX_ERROR = 500


class TaskMessage(bytes):
    """A serialised task with what the storage must know of it."""

    owner: str
    key: str
    priority: int

    @classmethod
    def make(cls, data: bytes, owner: str, key: str, priority: int) -> TaskMessage:
        message = cls(data)
        message.owner, message.key, message.priority = owner, key, priority
        return message


@dataclass(frozen=True, slots=True)
class Claim:
    """A task in hand. `lease` is its fencing token: whoever no longer holds it changes nothing. `losses`: workers that vanished
    over it before."""

    task_id: int
    lease: str
    message: bytes
    owner: str
    key: str
    losses: int = 0


@dataclass(frozen=True, slots=True)
class OwnerCounts:
    """What an owner has in one queue, and what staff set for it. `waiting` could run now, `delayed` backs off."""

    owner: str
    waiting: int
    delayed: int
    working: int
    dead: int
    weight: float
    cap: int | None
    paused: bool
    virtual_time: float


@dataclass(frozen=True, slots=True)
class DeadTask:
    task_id: int
    key: str
    owner: str
    message: bytes
    error: str
    attempts: int
    created_on: dt.datetime


@dataclass(frozen=True, slots=True)
class OwnerSetting:
    """What staff set: a share, the most tasks at a time (None: any), and whether nothing of it runs."""

    owner: str
    weight: float = 1.0
    cap: int | None = None
    paused: bool = False


class FairStorage(BaseStorage):  # type: ignore[misc]
    """One queue. `dequeue` blocks until a task is there or `stop` was called; it does not poll.

    `worker` names this process: its claims are given back when it is gone.
    """

    blocking = True
    trouble: ClassVar[tuple[type[Exception], ...]] = ()  # what it raises while its server is away

    def __init__(self, name: str, clock: Clock, worker: str) -> None:
        super().__init__(name)
        self._clock = clock
        self.worker = worker
        self._wake = threading.Event()
        self._stopped = False
        self._leases = 0
        self._in_hand: set[str] = set()
        self._mutex = threading.Lock()

    # The contract

    @abstractmethod
    def add(self, work: UnitOfWork, message: TaskMessage, *, revive: bool = True) -> None:
        """Add with this transaction, and wake a worker after its commit.

        A key that waits already stays as it is; one that works runs once more afterwards; a dead one is revived. Without
        `revive` (recovery: no new work) a key that stands is left alone, whatever its state.
        """

    @abstractmethod
    def claim(self, finished: Claim | None = None) -> Claim | None:
        """Take the next task by the fair policy, after `done(finished)` in the same step; None when none is due."""

    @abstractmethod
    def begin(self, claim: Claim) -> None:
        """One more loss, noted before a task that is `SUSPECTED` is run. What else is in hand when a process ends did not kill
        it: of the suspected, whose losses are not counted otherwise any more, only the one that ran dies of it."""

    @abstractmethod
    def done(self, claim: Claim) -> None:
        """The task ran to its end: it goes, or waits once more when it was added again meanwhile."""

    @abstractmethod
    def failed(self, claim: Claim, error: str) -> None:
        """Back off, and after the third failure stand as dead for staff to read and requeue."""

    @abstractmethod
    def holds(self, claim: Claim, work: UnitOfWork | None = None) -> bool:
        """Whether the claim is still its holder's. On SQL with `work`, it stays so until that transaction has ended."""

    @abstractmethod
    def reap(self, dead: Collection[str] = (), *, others: bool = False) -> int:
        """Give back what the `dead` workers hold (all workers but this one with `others`), and what this process holds
        without any thread working at it. Returns how many. What was lost too often is dead."""

    @abstractmethod
    def holders(self) -> set[str]:
        """The workers that hold tasks."""

    @abstractmethod
    def owners(self) -> list[OwnerCounts]:
        """Every owner this queue has met or has settings of, by name."""

    @abstractmethod
    def counts(self) -> dict[str, int]:
        """Tasks by state, without those of none. Delayed ones wait."""

    @abstractmethod
    def set_owner(self, work: UnitOfWork, setting: OwnerSetting) -> None:
        """With this transaction: what staff set."""

    @abstractmethod
    def dead(self, after: int = 0, limit: int = 100) -> list[DeadTask]:
        """Dead tasks with an id above `after`, in the order of their ids."""

    @abstractmethod
    def requeue(self, work: UnitOfWork, ids: Sequence[int]) -> list[int]:
        """Let these dead tasks begin from no failures, with this transaction. Returns those that were dead."""

    @abstractmethod
    def next_due(self) -> float:
        """Seconds until the next task's back-off ends, at most `IDLE_SECONDS`."""

    @abstractmethod
    def recount(self) -> None:
        """Make the owners' counts what the tasks say."""

    # Waiting, the same for all

    def wake(self) -> None:
        self._wake.set()

    def dequeue(self, finished: Claim | None = None) -> Claim | None:
        """The next claim, after `done(finished)`; waits for one. None when `stop` was called."""
        while not self._stopped:
            self._wake.clear()
            claim = self.claim(finished)
            finished = None
            if claim is not None:
                self._wake.set()  # another worker may look too
                return claim
            if self._stopped:
                break
            self._clock.wait(self._wake, self.next_due())
        if finished is not None:
            self.done(finished)
        return None

    def stop(self) -> None:
        """Let every waiting `dequeue` return None."""
        self._stopped = True
        self._wake.set()

    # Huey's own ways

    def queue_size(self) -> int:
        return self.counts().get(WAITING, 0)

    def read_schedule(self, ts: dt.datetime) -> list[bytes]:
        """Nothing: what falls due later stands in rows of the domain, not in the queue."""
        return []

    # Leases of this process

    def new_lease(self) -> str:
        with self._mutex:
            self._leases += 1
            lease = f"{self.worker}:{self._leases}"
            self._in_hand.add(lease)
            return lease

    def in_hand(self) -> set[str]:
        with self._mutex:
            return set(self._in_hand)

    def let_go(self, claim: Claim | None) -> None:
        """From here on nobody works at the claim, whether or not the storage could be told."""
        if claim is not None:
            self.drop(claim.lease)

    def drop(self, lease: str) -> None:
        """The lease led to no claim."""
        with self._mutex:
            self._in_hand.discard(lease)

    @contextmanager
    def letting_go(self, claim: Claim | None) -> Iterator[None]:
        try:
            yield
        finally:
            self.let_go(claim)


def after_failure(failures: int, *, is_added_again: bool) -> tuple[int, int | None]:
    """The failures to note and the seconds to back off after so many; None: the task is dead.

    What was added again while it failed for the last time is new work, and begins anew after the longest back-off.
    """
    if failures < MAX_ATTEMPTS:
        return failures, BACKOFF_SECONDS[failures - 1]
    return (0, BACKOFF_SECONDS[-1]) if is_added_again else (failures, None)


def after_loss(losses: int, *, is_added_again: bool) -> tuple[int, bool]:
    """The losses to note when a worker vanished over a task that had so many, and whether the task is dead of them."""
    losses += losses < SUSPECTED
    if losses < MAX_LOSSES:
        return losses, False
    return (0, False) if is_added_again else (losses, True)
