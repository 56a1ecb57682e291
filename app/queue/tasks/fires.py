"""Something fell due: a timeout or an expiration."""

from __future__ import annotations

from app.services import recovery
from app.services.base import Core
from app.services.conversations import Conversations


def fire(core: Core, fire_id: int) -> None:
    Conversations(core).fire(fire_id)


def more_fires(core: Core) -> None:
    """A workspace's first are done, and more are due."""
    recovery.sweep_fires(core)
