"""Every channel type that this office can have."""

from __future__ import annotations

from pathlib import Path

from app.ports import BridgeServices
from bridge.channels.base import ChannelType
from bridge.channels.relayer import RelayerType


def channel_types(services: BridgeServices, packs: Path | None) -> dict[str, ChannelType]:
    """By code. `packs` is the folder with the message packs that staff provide for Android phones."""
    types: list[ChannelType] = [RelayerType(services, packs)]
    return {kind.code: kind for kind in types}
