"""The change stream: what was written, told to whoever listens."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

from app.contracts.base import Change
from app.store.database import Published

KEPT = 1000


class ChangeHub:
    """The latest changes, in memory. Call it with what a unit of work published; windows read with `since`.

    Sequence numbers start anywhere below 2^52, so that a number from an earlier life of the engine is seen to be lost.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._condition = threading.Condition()
        self._changes: deque[Change] = deque(maxlen=kept)
        self._latest = secrets.randbits(40) << 12
        self._is_closed = False

    def __call__(self, published: Published) -> None:
        topic, workspace, ids = published
        with self._condition:
            self._latest += 1
            self._changes.append(Change(self._latest, topic, workspace, list(ids)))
            self._condition.notify_all()

    def take(self, told: Sequence[Any]) -> None:
        """What other processes published, as lists of topic, workspace and ids."""
        for topic, workspace, ids in told:
            self((topic, workspace, tuple(ids)))

    def forget(self) -> None:
        """Something was missed: every window is to read anew."""
        with self._condition:
            self._latest += self._changes.maxlen or KEPT
            self._changes.clear()
            self._condition.notify_all()

    def latest(self) -> int:
        """The newest sequence number."""
        with self._condition:
            return self._latest

    def since(self, seq: int, seconds: float) -> list[Change] | None:
        """Changes after `seq`, waiting for at most `seconds` for one; None when `seq` is not of what is kept."""
        with self._condition:
            if not self._is_known(seq):
                return None
            self._condition.wait_for(lambda: self._is_closed or self._latest > seq, timeout=seconds)
            if not self._is_known(seq):
                return None
            return [change for change in self._changes if change.seq > seq]

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    def close(self) -> None:
        """Wake everybody who waits; from now on `since` returns at once."""
        with self._condition:
            self._is_closed = True
            self._condition.notify_all()

    def _is_known(self, seq: int) -> bool:
        return self._latest - len(self._changes) <= seq <= self._latest
