"""What the engine may know of the world: one object, handed in, so that a session can be replayed to the letter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from app.engine.dates import Instant


@dataclass(frozen=True, slots=True)
class HttpRequest:
    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """`status` 0 means that no answer came; `error` then says why, in words for the log."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    reason: str = ""
    protocol: str = "HTTP/1.1"
    error: str = ""


class Http(Protocol):
    def send(self, request: HttpRequest) -> HttpResponse:
        """Never raises for trouble outside: a refused connection, a blocked address, a timeout, too long an answer: status 0."""
        ...


class Universe(Protocol):
    """Clock, ids, randomness and the outside world. The number and order of reads is part of the engine's contract."""

    @property
    def http(self) -> Http: ...

    def now(self) -> Instant: ...

    def uuid4(self) -> str: ...

    def uuid7(self) -> str:
        """Time-ordered id; reads the same clock as `now`, after its random bits were drawn."""
        ...

    def random(self) -> float:
        """Uniform in [0, 1)."""
        ...

    def random_int(self, n: int) -> int:
        """Uniform in [0, n)."""
        ...
