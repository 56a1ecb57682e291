"""References of a flow to assets: those it names outright, and those its templates read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engine.definition.asset_properties import ACTION_REFERENCES, KEYED
from app.engine.definition.model import ActionData, Node, SwitchRouter
from app.engine.definition.templates import CONTEXT_ROOTS
from app.engine.excellent.refactor import find_context_refs
from app.engine.reading import is_uuid

_FIELD_PARENTS = frozenset(
    {
        ("fields",),
        ("contact", "fields"),
        ("parent", "fields"),
        ("parent", "contact", "fields"),
        ("child", "fields"),
        ("child", "contact", "fields"),
    }
)


@dataclass(frozen=True, slots=True)
class Reference:
    """`identity` is the key of fields and globals, else the UUID; `name` is None where the flow gives none."""

    type: str
    identity: str
    name: str | None = field(default="", compare=False)

    def to_json(self) -> dict[str, str]:
        name = {} if self.name is None else {"name": self.name}
        return {"key" if self.type in KEYED else "uuid": self.identity, **name, "type": self.type}


@dataclass(frozen=True, slots=True)
class TemplateReferences:
    assets: list[Reference]
    parent_results: list[str]


def of_action(action: ActionData) -> Iterator[Reference]:
    for prop, kind in ACTION_REFERENCES.get(action.type, ()):
        value = action.data.get(prop)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Mapping):
                yield from _of_item(item, kind)


def _of_item(item: Mapping[str, Any], kind: str) -> Iterator[Reference]:
    identity = item.get("key" if kind in KEYED else "uuid")
    if isinstance(identity, str) and identity:
        yield Reference(kind, identity, str(item.get("name") or ""))


def of_router(node: Node) -> Iterator[Reference]:
    """Groups that a switch tests for."""
    if not isinstance(node.router, SwitchRouter):
        return
    for case in node.router.cases:
        if case.type == "has_group" and case.arguments and is_uuid(case.arguments[0]):
            yield Reference("group", case.arguments[0], case.arguments[1] if len(case.arguments) > 1 else None)


def of_template(template: str) -> TemplateReferences:
    """Fields, globals and results of the parent that a template reads, each once."""
    assets: dict[Reference, None] = {}
    parent_results: dict[str, None] = {}
    for path in find_context_refs(template, CONTEXT_ROOTS):
        parent, key = path[:-1], path[-1]
        if parent in _FIELD_PARENTS:
            assets[Reference("field", key)] = None
        elif parent == ("globals",):
            assets[Reference("global", key)] = None
        elif parent == ("parent", "results"):
            parent_results[key] = None
    return TemplateReferences(list(assets), list(parent_results))
