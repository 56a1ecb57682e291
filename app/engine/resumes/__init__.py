"""What ends a wait: one file a type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.errors import EngineError
from app.engine.reading import Reader
from app.engine.resumes.base import Resume
from app.engine.resumes.dial import DialResume
from app.engine.resumes.msg import MsgResume
from app.engine.resumes.wait_expiration import WaitExpirationResume
from app.engine.resumes.wait_timeout import WaitTimeoutResume

__all__ = ["Resume", "read_resume"]

REGISTRY: dict[str, type[Resume]] = {
    DialResume.type: DialResume,
    MsgResume.type: MsgResume,
    WaitExpirationResume.type: WaitExpirationResume,
    WaitTimeoutResume.type: WaitTimeoutResume,
}


def read_resume(data: Mapping[str, Any]) -> Resume:
    """From GoFlow's JSON. Raises EngineError `resume:invalid` or `resume:unknown_type`."""
    reader = Reader(data, "resume:invalid")
    kind = reader.text("type", required=True)
    reader.done()
    found = REGISTRY.get(kind)
    if found is None:
        raise EngineError("resume:unknown_type", f"unknown resume type: {kind}")
    return found.read(reader)
