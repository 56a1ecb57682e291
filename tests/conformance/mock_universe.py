"""The world that the published cases ran in: a clock that moves at each read, seeded ids and random numbers.

Source: Go's math/rand/v2 PCG (128-bit LCG, DXSM output) seeded with (seed, seed); RFC 9562 for the layout of UUIDs.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from app.engine.dates import NANOS, Instant
from app.engine.universe import Http, HttpRequest, HttpResponse

_MASK64 = (1 << 64) - 1
_MASK128 = (1 << 128) - 1
_MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645
_INCREMENT = 0x5851F42D4C957F2D14057B7EF767814F
_CHEAP = 0xDA942042E4DD58B5
MOCK_START = 1_746_361_845_123_456_789  # 2025-05-04T12:30:45.123456789Z


class Pcg:
    """The number source: `draw` gives 64 bits."""

    def __init__(self, seed: int) -> None:
        self._state = (seed << 64) | seed

    def draw(self) -> int:
        self._state = (self._state * _MULTIPLIER + _INCREMENT) & _MASK128
        high, low = self._state >> 64, self._state & _MASK64
        high ^= high >> 32
        high = (high * _CHEAP) & _MASK64
        high ^= high >> 48
        return (high * (low | 1)) & _MASK64

    def float64(self) -> float:
        return (self.draw() & ((1 << 53) - 1)) / (1 << 53)

    def below(self, n: int) -> int:
        """Uniform in [0, n), n < 2^32: Lemire's method on the top half of a draw; a power of two masks the low bits."""
        if n & (n - 1) == 0:
            return self.draw() & (n - 1)
        product = (self.draw() >> 32) * n
        threshold = ((1 << 32) - n) % n
        while (product & 0xFFFFFFFF) < threshold:
            product = (self.draw() >> 32) * n
        return product >> 32


class MockUniverse:
    """`step_ns` 0 is a fixed clock. `http` may be set to a scripted one."""

    def __init__(
        self,
        start_ns: int = MOCK_START,
        step_ns: int = NANOS,
        seed: int = 123456,
        answer: Callable[[HttpRequest], HttpResponse] | None = None,
    ) -> None:
        self._now, self._step = start_ns, step_ns
        self._ids, self._numbers = Pcg(seed), Pcg(seed)
        self.http: Http = _Scripted(answer)
        self.reads = 0

    def now(self) -> Instant:
        instant = Instant(self._now)
        self._now += self._step
        self.reads += 1
        return instant

    def uuid4(self) -> str:
        return str(uuid.UUID(bytes=self._sixteen_bytes(), version=4))

    def uuid7(self) -> str:
        drawn = self._sixteen_bytes()
        millis, rest = divmod(self.now().ns, 1_000_000)
        head = millis.to_bytes(6, "big") + (rest >> 8).to_bytes(2, "big")
        return str(_version_7(head + drawn[8:]))

    def random(self) -> float:
        return self._numbers.float64()

    def random_int(self, n: int) -> int:
        return self._numbers.below(n)

    def _sixteen_bytes(self) -> bytes:
        return self._ids.draw().to_bytes(8, "little") + self._ids.draw().to_bytes(8, "little")


class _Scripted:
    def __init__(self, answer: Callable[[HttpRequest], HttpResponse] | None) -> None:
        self._answer = answer

    def send(self, request: HttpRequest) -> HttpResponse:
        if self._answer is None:
            return HttpResponse(status=0, error="unable to connect to server")
        return self._answer(request)


def _version_7(raw: bytes) -> uuid.UUID:
    value = bytearray(raw)
    value[6] = 0x70 | (value[6] & 0x0F)
    value[8] = 0x80 | (value[8] & 0x3F)
    return uuid.UUID(bytes=bytes(value))
