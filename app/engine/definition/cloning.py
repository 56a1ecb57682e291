"""A flow of its own from another: new UUIDs, the same dependencies."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.engine.definition import tree
from app.engine.definition.migrations import Config, migrate
from app.engine.definition.tree import Obj


def clone(
    data: Mapping[str, Any], *, new_uuid: Callable[[], str], dependencies: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A copy of a definition of spec 13 or newer, in the newest spec, in which all UUIDs of its own parts are new.

    `dependencies` says which assets stand for others, by UUID; all others stay. Raises DefinitionError.
    """
    flow = migrate(data, Config(new_uuid))
    mapping = {uuid: new_uuid() for uuid in dict.fromkeys(_own_uuids(flow))}
    mapping.update(dependencies or {})
    cloned: dict[str, Any] = _renamed(flow, mapping)
    return cloned


def _own_uuids(flow: Obj) -> Iterator[str]:
    parts: list[Obj] = [flow]
    for node in tree.nodes(flow):
        router = tree.router(node) or {}
        parts += [node, *tree.actions(node), *tree.cases(router), *tree.categories(router)]
        parts += tree.objects(node.get("exits"))
    yield from (uuid for uuid in (tree.text(part, "uuid") for part in parts) if uuid)
    yield from tree.obj(tree.obj(flow, "_ui") or {}, "stickies") or {}


def _renamed(value: Any, mapping: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return mapping.get(value, value)
    if isinstance(value, list):
        return [_renamed(item, mapping) for item in value]
    if isinstance(value, dict):
        return {mapping.get(key, key): _renamed(item, mapping) for key, item in value.items()}
    return copy.copy(value)
