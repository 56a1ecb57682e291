"""Change the contact's status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import Action
from app.engine.contact import STATUSES
from app.engine.modifiers.status import StatusModifier
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class SetContactStatus(Action):
    """active, blocked, stopped or archived."""

    status: str

    type = "set_contact_status"

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        return cls(uuid, reader.choice("status", STATUSES, "contact status"))

    def execute(self, ctx: RunContext) -> None:
        ctx.modify(StatusModifier(self.status))
