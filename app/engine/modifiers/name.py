"""The contact's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from app.engine.contact import Contact
from app.engine.modifiers.base import Modifier, Setting
from app.engine.reading import Reader
from app.engine.text import truncate

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets


@dataclass(frozen=True, slots=True)
class NameModifier(Modifier):
    """Cut to the limit; empty takes the name away."""

    name: str

    type = "name"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        return cls(reader.text("name"))

    def apply(self, contact: Contact, setting: Setting) -> bool:
        name = truncate(self.name, setting.limits.name_characters)
        if contact.name == name:
            return False
        contact.name = name
        setting.tell("contact_name_changed", name=name)
        return True

    def fields(self) -> dict[str, Any]:
        return {"name": self.name}
