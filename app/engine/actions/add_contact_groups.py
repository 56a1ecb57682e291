"""Put the contact into groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import Action, Ref, read_refs
from app.engine.actions.lookups import find_groups
from app.engine.definition.anatomy import Anatomy
from app.engine.modifiers.groups import ADD, GroupsModifier
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class AddContactGroups(Action):
    """Groups by uuid, or by a template of their name."""

    groups: tuple[Ref, ...]

    type = "add_contact_groups"
    anatomy = Anatomy(templates=("groups[*].name_match",), references=(("groups", "group"),))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        return cls(uuid, read_refs(reader, "groups", required=True))

    def execute(self, ctx: RunContext) -> None:
        groups = find_groups(ctx, self.groups)
        if groups:
            ctx.modify(GroupsModifier(tuple(groups), ADD))
