"""Answer what one address wrote, and older messages that wait with it."""

from __future__ import annotations

from app.services import inbound_slices
from app.services.base import Core


def handle_inbound(core: Core, channel_id: int, address: str) -> None:
    inbound_slices.handle_inbound(core, channel_id, address)
