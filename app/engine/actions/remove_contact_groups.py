"""Take the contact out of groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import Action, Ref, read_refs
from app.engine.actions.lookups import find_groups
from app.engine.definition.anatomy import Anatomy
from app.engine.modifiers.groups import REMOVE, GroupsModifier
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class RemoveContactGroups(Action):
    """Named groups, or with `all_groups` every group that people fill."""

    groups: tuple[Ref, ...]
    all_groups: bool

    type = "remove_contact_groups"
    anatomy = Anatomy(templates=("groups[*].name_match",), references=(("groups", "group"),))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        groups, all_groups = read_refs(reader, "groups"), reader.flag("all_groups")
        if groups and all_groups:
            reader.complain("can't specify specific groups when all_groups=true")
        return cls(uuid, groups, all_groups)

    def execute(self, ctx: RunContext) -> None:
        if self.all_groups:
            groups = [group for group in ctx.assets.groups() if not group.query]
        else:
            groups = find_groups(ctx, self.groups)
        if groups:
            ctx.modify(GroupsModifier(tuple(groups), REMOVE))
