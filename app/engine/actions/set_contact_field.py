"""Change a contact field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import Action
from app.engine.definition.anatomy import Anatomy
from app.engine.modifiers.field import FieldModifier
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class SetContactField(Action):
    """`value` is a template; empty clears the field."""

    key: str
    name: str
    value: str

    type = "set_contact_field"
    anatomy = Anatomy(templates=("value",), references=(("field", "field"),))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        field = reader.child("field", required=True)
        key, name = (field.text("key", required=True), field.text("name")) if field else ("", "")
        return cls(uuid, key, name, reader.text("value"))

    def execute(self, ctx: RunContext) -> None:
        value, worked = ctx.text(self.value)
        if not worked:
            return
        field = ctx.assets.field(self.key)
        if field is None:
            ctx.missing("field", self.key, self.name, "key")
        else:
            ctx.modify(FieldModifier(field, value.strip()))
