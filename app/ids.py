"""Where ids and tokens come from: UUIDv7 for what happens, v4 for what people make, tokens from `secrets`."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

# Without the letters and digits that people mix up; RapidPro's alphabet for claim codes and secrets.
READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def uuid4() -> str:
    return str(uuid.uuid4())


def uuid7(now: dt.datetime) -> str:
    """Time-ordered id (RFC 9562 5.7): 48 bits of milliseconds, 12 of the rest of the millisecond, 62 random."""
    micros = int(now.timestamp() * 1_000_000)
    millis, rest = divmod(micros, 1000)
    value = (millis & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | (rest * 4096 // 1000) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))


def token() -> str:
    """256 bits, URL-safe."""
    return secrets.token_urlsafe(32)


def readable(length: int) -> str:
    """Text that a person can read out and type."""
    return "".join(secrets.choice(READABLE) for _ in range(length))
