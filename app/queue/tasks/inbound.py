"""Answer what one address wrote."""

from __future__ import annotations

from app.services.base import Core
from app.services.conversations import Conversations


def handle_inbound(core: Core, channel_id: int, address: str) -> None:
    Conversations(core).handle_inbound(channel_id, address)
