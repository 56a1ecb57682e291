"""A contact field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from app.engine.asset_types import Field
from app.engine.contact import Contact
from app.engine.field_values import parse_field_value
from app.engine.modifiers.base import Modifier, Setting
from app.engine.reading import Reader
from app.engine.text import truncate

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets


@dataclass(frozen=True, slots=True)
class FieldModifier(Modifier):
    """`value` is text, which is read as number, date and place too; empty clears the field."""

    field: Field
    value: str

    type = "field"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        child = reader.child("field", required=True)
        key = child.text("key", required=True) if child else ""
        field = assets.field(key)
        if field is None:
            reader.complain(f"no field with key {key}")
            field = Field("", key, "", "text")
        return cls(field, reader.text("value"))

    def apply(self, contact: Contact, setting: Setting) -> bool:
        text = truncate(self.value, setting.limits.field_characters)
        new = parse_field_value(self.field, text, contact, setting)
        if contact.value(self.field) == new:
            return False
        if new is None:
            contact.fields.pop(self.field.key, None)
        else:
            contact.fields[self.field.key] = new
        setting.tell("contact_field_changed", field=self.field.ref, value=new.to_json() if new else None)
        return True

    def fields(self) -> dict[str, Any]:
        return {"field": self.field.ref, "value": self.value}
