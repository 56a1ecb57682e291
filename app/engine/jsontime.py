"""Times in session JSON: RFC 3339 with up to nine digits, trailing zeros cut, the offset kept."""

from __future__ import annotations

from typing import Any

from app.engine.dates import Instant, parse_iso_datetime
from app.engine.errors import EngineError


def read_time(value: Any, where: str = "time") -> Instant:
    """Raises EngineError `session:invalid` for anything that is not such a time."""
    found = parse_iso_datetime(value) if isinstance(value, str) else None
    if found is None:
        raise EngineError("session:invalid", f"field '{where}' is not a time")
    return found


def read_optional_time(value: Any, where: str = "time") -> Instant | None:
    return None if value is None else read_time(value, where)


def write_time(value: Instant) -> str:
    return value.iso_nanos()
