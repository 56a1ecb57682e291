"""An address by which the contact was just heard, and the channel it came through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from app.engine.asset_types import Channel
from app.engine.contact import Contact
from app.engine.modifiers.base import Modifier, Setting, read_channel
from app.engine.reading import Reader
from app.engine.urns import identity

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets


@dataclass(frozen=True, slots=True)
class AffinityModifier(Modifier):
    """The address comes first and takes the channel. One that the contact does not have changes nothing."""

    urn: str
    channel: Channel | None

    type = "affinity"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        return cls(reader.text("urn", required=True), read_channel(reader, assets))

    def apply(self, contact: Contact, setting: Setting) -> bool:
        urn = contact.find_urn(identity(self.urn))
        if urn is None or (contact.urns[0] is urn and urn.channel == self.channel):
            return False
        urn.channel = self.channel
        contact.urns.sort(key=lambda one: one is not urn)
        setting.tell_urns(contact)
        return True

    def fields(self) -> dict[str, Any]:
        return {"urn": self.urn, "channel": self.channel.ref if self.channel else None}
