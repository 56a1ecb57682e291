"""The contact's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from app.engine.contact import Contact
from app.engine.modifiers.base import Modifier, Setting
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets


@dataclass(frozen=True, slots=True)
class LanguageModifier(Modifier):
    """An ISO 639-3 code; empty for none (null in JSON)."""

    language: str

    type = "language"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        return cls(reader.text("language"))

    def apply(self, contact: Contact, setting: Setting) -> bool:
        if contact.language == self.language:
            return False
        contact.language = self.language
        setting.tell("contact_language_changed", language=self.language)
        return True

    def fields(self) -> dict[str, Any]:
        return {"language": self.language or None}
