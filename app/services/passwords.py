"""Password hashes: argon2id, a few at a time."""

from __future__ import annotations

import threading
from functools import cache

import argon2

MIN_LENGTH = 8
MAX_LENGTH = 256

# OWASP's smallest memory with one more pass: an old PC hashes in about 0.1 s, and 4 GB of memory never notice it.
_hasher = argon2.PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    with _turns:
        return _hasher.hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Whether the password is that of the hash. None (no such person) takes as long and never fits."""
    with _turns:
        try:
            _hasher.verify(password_hash or _nobody(), password[: MAX_LENGTH + 1])
        except argon2.exceptions.VerifyMismatchError:
            return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with other costs than today's."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def _nobody() -> str:
    return _hasher.hash("nobody's password")
