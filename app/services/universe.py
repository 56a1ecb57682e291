"""The real world, as the flow engine may see it."""

from __future__ import annotations

import secrets

from app import ids
from app.clock import Clock
from app.engine.dates import Instant
from app.engine.universe import Http

_DICE = secrets.SystemRandom()


class RealUniverse:
    """Implements `app.engine.universe.Universe`. Safe to share between threads."""

    def __init__(self, clock: Clock, http: Http) -> None:
        self._clock = clock
        self._http = http

    @property
    def http(self) -> Http:
        return self._http

    def now(self) -> Instant:
        return Instant.from_datetime(self._clock.now())

    def uuid4(self) -> str:
        return ids.uuid4()

    def uuid7(self) -> str:
        return ids.uuid7(self._clock.now())

    def random(self) -> float:
        return _DICE.random()

    def random_int(self, n: int) -> int:
        return secrets.randbelow(n)
