"""Something fell due: a timeout or an expiration."""

from __future__ import annotations

from app.services.base import Core
from app.services.conversations import Conversations


def fire(core: Core, fire_id: int) -> None:
    Conversations(core).fire(fire_id)
