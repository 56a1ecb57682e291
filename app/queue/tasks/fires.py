"""Something fell due: a timeout or an expiration."""

from __future__ import annotations

from app.services import fire_slices, recovery
from app.services.base import Core


def fire(core: Core, fire_id: int) -> None:
    fire_slices.fire(core, fire_id)


def more_fires(core: Core) -> None:
    """A workspace's first are done, and more are due."""
    recovery.sweep_fires(core)
