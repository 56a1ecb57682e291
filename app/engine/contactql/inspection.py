"""What a query depends on, and whether a smart group may have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.engine.asset_types import Group
from app.engine.contactql.nodes import ATTRIBUTE, FIELD, SCHEME, Node, conditions
from app.engine.contactql.resolver import Resolver

# Not for smart groups: they are kept by the system's own changes or mean one contact.
NOT_IN_GROUPS = frozenset({"id", "ref", "status", "group", "flow", "history"})


@dataclass(frozen=True, slots=True)
class FieldUse:
    """A field by key; `name` is empty where the resolver does not know it."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything sorted and named once. `flows` are the names the query has."""

    attributes: tuple[str, ...]
    schemes: tuple[str, ...]
    fields: tuple[FieldUse, ...]
    groups: tuple[Group, ...]
    flows: tuple[str, ...]
    allow_as_group: bool

    def to_json(self) -> dict[str, Any]:
        """As RapidPro's parse_query tells it."""
        return {
            "attributes": list(self.attributes),
            "schemes": list(self.schemes),
            "fields": [{"type": "field", "key": field.key, "name": field.name} for field in self.fields],
            "groups": [{"type": "group", **group.ref} for group in self.groups],
            "allow_as_group": self.allow_as_group,
        }


def inspect_query(node: Node, resolver: Resolver | None) -> Inspection:
    """What the query names."""
    found = list(conditions(node))
    keys = {kind: sorted({one.key for one in found if one.kind == kind}) for kind in (ATTRIBUTE, SCHEME, FIELD)}
    groups: dict[str, Group] = {}
    for one in found:
        group = resolver.group_named(one.value) if resolver and one.kind == ATTRIBUTE and one.key == "group" else None
        if group:
            groups[group.uuid] = group
    flows = {one.value for one in found if one.kind == ATTRIBUTE and one.key in ("flow", "history") and one.value}
    return Inspection(
        attributes=tuple(keys[ATTRIBUTE]),
        schemes=tuple(keys[SCHEME]),
        fields=tuple(_field(key, resolver) for key in keys[FIELD]),
        groups=tuple(sorted(groups.values(), key=lambda group: group.uuid)),
        flows=tuple(sorted(flows)),
        allow_as_group=not NOT_IN_GROUPS.intersection(keys[ATTRIBUTE]),
    )


def _field(key: str, resolver: Resolver | None) -> FieldUse:
    field = resolver.field(key) if resolver else None
    return FieldUse(key, field.name if field else "")
