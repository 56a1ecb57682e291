"""Active, blocked, stopped, archived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from app.engine.contact import STATUSES, Contact
from app.engine.modifiers.base import Modifier, Setting
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets


@dataclass(frozen=True, slots=True)
class StatusModifier(Modifier):
    """A contact that is not active leaves all its groups."""

    status: str

    type = "status"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        return cls(reader.choice("status", STATUSES, "contact status"))

    def apply(self, contact: Contact, setting: Setting) -> bool:
        if contact.status == self.status:
            return False
        contact.status = self.status
        setting.tell("contact_status_changed", status=self.status)
        return True

    def fields(self) -> dict[str, Any]:
        return {"status": self.status}
