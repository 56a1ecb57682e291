"""What a text means as the value of a contact field."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from app.engine.asset_types import Field
from app.engine.contact import Contact, FieldValue
from app.engine.locations import SEPARATOR, locations_of
from app.engine.numbers import OutOfRange, parse_plain

if TYPE_CHECKING:
    from app.engine.excellent.scope import Location, Locations
    from app.engine.modifiers.base import Setting

LEVELS = {"state": 1, "district": 2, "ward": 3}


def parse_field_value(field: Field, text: str, contact: Contact, setting: Setting) -> FieldValue | None:
    """Number and date are read whatever the field's type is; places only for fields of places. None for empty text."""
    if not text:
        return None
    number = _number(text)
    moment = setting.env.parse_datetime(text, setting.universe.now, True)
    places = locations_of(setting.assets)
    path = _place(field, text, contact, setting, places) if places and field.type in LEVELS else ""
    parts = path.split(SEPARATOR) if path else []
    names = {kind: SEPARATOR.join(parts[: level + 1]) for kind, level in LEVELS.items() if level < len(parts)}
    return FieldValue(text, number, moment, **names)


def _number(text: str) -> Decimal | None:
    try:
        return parse_plain(text)
    except OutOfRange:
        return None


def _place(field: Field, text: str, contact: Contact, setting: Setting, places: Locations) -> str:
    """Path of the place: a district is looked for in the contact's state, a ward in the contact's district."""
    if SEPARATOR.strip() in text:
        found = places.lookup(text)
        return found.path if found else ""
    level = LEVELS[field.type]
    parent = _parent(level, contact, setting, places)
    matches: Sequence[Location] = places.find_fuzzy(setting.env, text, level, parent)
    return matches[0].path if matches else ""


def _parent(level: int, contact: Contact, setting: Setting, places: Locations) -> Location | None:
    above = next((kind for kind, at in LEVELS.items() if at == level - 1), "")
    field = next((one for one in setting.assets.fields() if one.type == above), None)
    value = contact.value(field) if field else None
    path = value.typed(above) if value else None
    return places.lookup(path) if isinstance(path, str) else None
