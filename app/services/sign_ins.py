"""Sign-ins and failed attempts as rows: limits, tokens, idle time."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import ids
from app.errors import OutpostError
from app.services.base import LOOPBACK
from app.store import tables

IDLE = dt.timedelta(hours=12)
FREE_FAILURES = 5
FIRST_WAIT = 30
MAX_WAIT = 15 * 60
FORGET_AFTER = dt.timedelta(hours=1)
LOOPBACKS: Final = ("", LOOPBACK, "::1")


def hash_token(token: str) -> str:
    """SHA-256: enough for 256 random bits, and quick at every call."""
    return hashlib.sha256(token.encode()).hexdigest()


def start(session: Session, user_id: int, now: dt.datetime) -> str:
    """A new sign-in; returns its token, of which only the hash is kept. Sign-ins that ran out are cleared on the way."""
    session.execute(delete(tables.SignIn).where(tables.SignIn.last_used_on < now - IDLE))
    token = ids.token()
    session.add(tables.SignIn(token_hash=hash_token(token), user_id=user_id, created_on=now, last_used_on=now))
    return token


def subjects(username: str, address: str) -> list[str]:
    """What failures are counted for: the name and the address.

    The name counts apart for this PC itself, so that nobody on the network can lock out who sits at it.
    """
    if address in LOOPBACKS:
        return [f"name-here:{username}", "address:here"]
    return [f"name:{username}", f"address:{address}"]


def check_limit(session: Session, names: Iterable[str], now: dt.datetime) -> None:
    """Raises OutpostError `sign_in_limited` with the `seconds` to wait, a little longer after each further failure."""
    rows = session.scalars(select(tables.SignInAttempt).where(tables.SignInAttempt.subject.in_(list(names))))
    seconds = max((_left(row, now) for row in rows), default=0)
    if seconds > 0:
        raise OutpostError("sign_in_limited", retryable=True, seconds=seconds)


def count_attempt(session: Session, names: Iterable[str], now: dt.datetime) -> None:
    """Count an attempt as failed before the password is tried, so that many at once cannot slip through."""
    session.execute(delete(tables.SignInAttempt).where(tables.SignInAttempt.last_on < now - FORGET_AFTER))
    for name in names:
        row = session.get(tables.SignInAttempt, name)
        if row is None:
            session.add(tables.SignInAttempt(subject=name, failures=1, first_on=now, last_on=now))
        else:
            row.failures += 1
            row.last_on = now


def forgive(session: Session, names: Iterable[str]) -> None:
    """The password was right: the name starts anew, the address is one failure away from the first wait at worst."""
    for name in names:
        row = session.get(tables.SignInAttempt, name)
        if row is None:
            continue
        if row.failures <= 1 or name.startswith("name"):
            session.delete(row)
        else:
            row.failures = min(row.failures - 1, FREE_FAILURES - 1)


def forget_failures(session: Session, username: str) -> None:
    """Somebody who typed a forgotten password too often may try the new one at once."""
    names = (f"name-here:{username}", f"name:{username}")
    session.execute(delete(tables.SignInAttempt).where(tables.SignInAttempt.subject.in_(names)))


def _left(row: tables.SignInAttempt, now: dt.datetime) -> int:
    """Seconds to wait. The distance counts, not the order, so that a clock that was set back locks nobody out."""
    if row.failures < FREE_FAILURES:
        return 0
    wait: int = min(FIRST_WAIT * 2 ** min(row.failures - FREE_FAILURES, 10), MAX_WAIT)
    return math.ceil(wait - abs((now - row.last_on).total_seconds()))
