"""Addresses with the channels that reach them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from app.engine.asset_types import Channel
from app.engine.contact import Contact
from app.engine.modifiers.base import Modifier, Setting, read_channel
from app.engine.modifiers.urns import APPEND, SET, acceptable, merge
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets


@dataclass(frozen=True, slots=True)
class RoutesModifier(Modifier):
    """Append, or set the whole list. A route without channel leaves an address the one it has; so does appending."""

    routes: tuple[tuple[str, Channel | None], ...]
    modification: str

    type = "routes"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        routes = [(child.text("urn", required=True), read_channel(child, assets)) for child in reader.children("routes")]
        return cls(tuple(routes), reader.choice("modification", (APPEND, SET), "modification"))

    def apply(self, contact: Contact, setting: Setting) -> bool:
        before = [urn.to_json() for urn in contact.urns]
        good = []
        for text, channel in self.routes:
            urn = acceptable(text, contact, setting)
            if urn:
                urn.channel = channel
                good.append(urn)
        merge(contact, good, setting, fresh=self.modification == SET)
        if [urn.to_json() for urn in contact.urns] == before:
            return False
        setting.tell_urns(contact)
        return True

    def fields(self) -> dict[str, Any]:
        routes = [{"urn": urn} | ({"channel": channel.ref} if channel else {}) for urn, channel in self.routes]
        return {"routes": routes, "modification": self.modification}
