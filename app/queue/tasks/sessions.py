"""End what many wait in, in batches."""

from __future__ import annotations

from app.services import sessions
from app.services.base import Core


def interrupt_sessions(core: Core, interruption_id: int) -> None:
    sessions.interrupt_many(core, interruption_id)
