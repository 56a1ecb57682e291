"""Groups that people fill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from app.engine.asset_types import Group
from app.engine.contact import Contact
from app.engine.modifiers.base import Modifier, Setting
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets

ADD, REMOVE = "add", "remove"


@dataclass(frozen=True, slots=True)
class GroupsModifier(Modifier):
    """Smart groups have their own ways and are refused, one error event each."""

    groups: tuple[Group, ...]
    modification: str

    type = "groups"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        found = [(child, assets.group(child.text("uuid", required=True))) for child in reader.children("groups")]
        for child, group in found:
            if group is None:
                reader.complain(f"no group with UUID {child.text('uuid')}")
        modification = reader.choice("modification", (ADD, REMOVE), "modification")
        return cls(tuple(group for _, group in found if group), modification)

    def apply(self, contact: Contact, setting: Setting) -> bool:
        if self.modification == ADD and contact.status in ("blocked", "stopped"):
            setting.error("Can't add blocked or stopped contacts to groups")
            return False
        changed = [group for group in self.groups if self._change(contact, group, setting)]
        if not changed:
            return False
        key = "groups_added" if self.modification == ADD else "groups_removed"
        setting.tell("contact_groups_changed", **{key: [group.ref for group in changed]})
        return True

    def _change(self, contact: Contact, group: Group, setting: Setting) -> bool:
        if group.query:
            words = "add contacts to" if self.modification == ADD else "remove contacts from"
            setting.error(f"Can't {words} the query based group '{group.name}'")
            return False
        if contact.in_group(group) == (self.modification == ADD):
            return False
        if self.modification == ADD:
            contact.groups.append(group)
        else:
            contact.groups = [one for one in contact.groups if one.uuid != group.uuid]
        return True

    def fields(self) -> dict[str, Any]:
        return {"groups": [group.ref for group in self.groups], "modification": self.modification}
