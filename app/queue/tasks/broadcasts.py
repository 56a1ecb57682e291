"""Send to many, in batches."""

from __future__ import annotations

from app.services import broadcasts
from app.services.base import Core


def send_broadcast(core: Core, broadcast_id: int) -> None:
    broadcasts.send_broadcast(core, broadcast_id)
