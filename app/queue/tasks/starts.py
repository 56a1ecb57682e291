"""Start a flow for one contact."""

from __future__ import annotations

from app.services.base import Core
from app.services.conversations import Conversations


def start_contact(core: Core, start_id: int) -> None:
    Conversations(core).start(start_id)
