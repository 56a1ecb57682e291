"""Change the contact's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import Action
from app.engine.dates import find_zone
from app.engine.definition.anatomy import Anatomy
from app.engine.modifiers.timezone import TimezoneModifier
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class SetContactTimezone(Action):
    """`timezone` is a template of a name like Africa/Kigali; empty takes the zone away."""

    timezone: str

    type = "set_contact_timezone"
    anatomy = Anatomy(templates=("timezone",))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        return cls(uuid, reader.text("timezone"))

    def execute(self, ctx: RunContext) -> None:
        text, worked = ctx.text(self.timezone)
        if not worked:
            return
        zone = text.strip()
        if zone and find_zone(zone) is None:
            ctx.error(f"Unrecognized timezone: '{zone}'", "timezone:invalid", {"timezone": zone})
        else:
            ctx.modify(TimezoneModifier(zone))
