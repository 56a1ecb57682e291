"""When the contact was last heard of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from app.engine.contact import Contact
from app.engine.dates import Instant
from app.engine.jsontime import read_time, write_time
from app.engine.modifiers.base import Modifier, Setting
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets


@dataclass(frozen=True, slots=True)
class SeenModifier(Modifier):
    """Only ever later: an older time changes nothing."""

    seen_on: Instant

    type = "seen"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        return cls(read_time(reader.data.get("seen_on"), "seen_on"))

    def apply(self, contact: Contact, setting: Setting) -> bool:
        if contact.last_seen_on is not None and contact.last_seen_on >= self.seen_on:
            return False
        contact.last_seen_on = self.seen_on
        setting.tell("contact_last_seen_changed", last_seen_on=write_time(self.seen_on))
        return True

    def fields(self) -> dict[str, Any]:
        return {"seen_on": write_time(self.seen_on)}
