"""Change the contact's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import Action
from app.engine.definition.anatomy import Anatomy
from app.engine.modifiers.name import NameModifier
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class SetContactName(Action):
    """`name` is a template; empty takes the name away."""

    name: str

    type = "set_contact_name"
    anatomy = Anatomy(templates=("name",))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        return cls(uuid, reader.text("name"))

    def execute(self, ctx: RunContext) -> None:
        name, worked = ctx.text(self.name)
        if worked:
            ctx.modify(NameModifier(name.strip()))
