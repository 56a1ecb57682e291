"""Careful access to the generic JSON of a definition: what has the wrong shape is passed over, never an exception."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

Obj = dict[str, Any]


def whole(value: object) -> int:
    """A number without its fraction; 0 for what is none."""
    if isinstance(value, float):
        return int(value) if math.isfinite(value) else 0
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def is_too_deep(value: object, limit: int) -> bool:
    """Whether lists and objects are nested in each other more than `limit` times."""
    level: list[object] = [value]
    for _ in range(limit):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [item for item in value.values() if isinstance(item, list | Mapping)]
    return [item for item in value if isinstance(item, list | Mapping)] if isinstance(value, list) else []


def items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def objects(value: object) -> Iterator[Obj]:
    """Items of a list that are objects."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def obj(parent: Obj, key: str) -> Obj | None:
    value = parent.get(key)
    return value if isinstance(value, dict) else None


def text(parent: Obj, key: str) -> str:
    """The string under a key, else empty."""
    value = parent.get(key)
    return value if isinstance(value, str) else ""


def strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def nodes(flow: Obj) -> Iterator[Obj]:
    return objects(flow.get("nodes"))


def actions(node: Obj, *types: str) -> Iterator[Obj]:
    """Actions of a node, of these types or of all."""
    return (a for a in objects(node.get("actions")) if not types or a.get("type") in types)


def flow_actions(flow: Obj, *types: str) -> Iterator[Obj]:
    return (action for node in nodes(flow) for action in actions(node, *types))


def router(node: Obj) -> Obj | None:
    return obj(node, "router")


def switch(node: Obj) -> Obj | None:
    """The router of a node when it is a switch."""
    found = router(node)
    return found if found is not None and found.get("type") == "switch" else None


def cases(of_router: Obj) -> list[Obj]:
    return list(objects(of_router.get("cases")))


def categories(of_router: Obj) -> list[Obj]:
    return list(objects(of_router.get("categories")))


def translations(flow: Obj) -> Iterator[tuple[str, Obj]]:
    """Each language with its items by UUID."""
    found = obj(flow, "localization") or {}
    return ((language, items) for language, items in list(found.items()) if isinstance(items, dict))
