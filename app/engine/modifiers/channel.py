"""The channel a contact prefers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from app.engine.asset_types import SEND, Channel
from app.engine.contact import Contact
from app.engine.modifiers.base import Modifier, Setting, read_channel
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets


@dataclass(frozen=True, slots=True)
class ChannelModifier(Modifier):
    """Phone numbers take the channel and come first; None frees all addresses from theirs."""

    channel: Channel | None

    type = "channel"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        return cls(read_channel(reader, assets))

    def apply(self, contact: Contact, setting: Setting) -> bool:
        if self.channel and SEND not in self.channel.roles:
            setting.error("Can't set channel that can't send as the preferred channel")
            return False
        before = [urn.to_json() for urn in contact.urns]
        if self.channel is None:
            for urn in contact.urns:
                urn.channel = None
        else:
            self._prefer(contact, self.channel)
        if [urn.to_json() for urn in contact.urns] == before:
            return False
        setting.tell_urns(contact)
        return True

    def _prefer(self, contact: Contact, channel: Channel) -> None:
        for urn in contact.urns:
            # Any SIM can send to any number; addresses of other kinds belong to the channel they came by.
            if urn.scheme in channel.schemes and (urn.scheme == "tel" or urn.channel is None):
                urn.channel = channel
        contact.urns.sort(key=lambda urn: urn.channel is None or urn.channel.uuid != channel.uuid)

    def fields(self) -> dict[str, Any]:
        return {"channel": self.channel.ref if self.channel else None}
