"""The contact's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from app.engine.contact import Contact
from app.engine.dates import find_zone
from app.engine.modifiers.base import Modifier, Setting
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets


@dataclass(frozen=True, slots=True)
class TimezoneModifier(Modifier):
    """A name of the zone database; empty for none."""

    timezone: str

    type = "timezone"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        zone = reader.text("timezone")
        if zone and find_zone(zone) is None:
            reader.complain(f"{reader.name('timezone')} is not a known zone")
        return cls(zone)

    def apply(self, contact: Contact, setting: Setting) -> bool:
        if contact.timezone == self.timezone:
            return False
        contact.timezone = self.timezone
        setting.tell("contact_timezone_changed", timezone=self.timezone)
        return True

    def fields(self) -> dict[str, Any]:
        return {"timezone": self.timezone}
