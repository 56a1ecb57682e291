"""Which properties of actions name assets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.actions import REGISTRY
from app.engine.definition.errors import DefinitionError
from app.engine.definition.limits import MAX_ASSET_NAME_LENGTH
from app.engine.reading import is_uuid

# Assets known by a key; all others have a UUID.
KEYED = ("field", "global")

# Properties of actions that name an asset, or several, and the type of asset.
ACTION_REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    kind: action.anatomy.references for kind, action in REGISTRY.items() if action.anatomy.references
}

_NAMES_LIMITED = ("flow", "group", "label", "topic")


def check_references(action: Mapping[str, Any]) -> None:
    """That the assets an action names have a UUID and a name of bearable length. Raises DefinitionError."""
    for prop, kind in ACTION_REFERENCES.get(str(action.get("type")), ()):
        if kind not in _NAMES_LIMITED:
            continue
        value = action.get(prop)
        many = isinstance(value, list)
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(item, Mapping) and not item.get("name_match"):
                _check(item, f"{prop}[{index}]" if many else prop)


def _check(item: Mapping[str, Any], path: str) -> None:
    uuid, name = item.get("uuid"), item.get("name")
    if uuid is None or uuid == "":
        raise DefinitionError("invalid", f"field '{path}.uuid' is required")
    if not is_uuid(uuid):
        raise DefinitionError("invalid", f"field '{path}.uuid' must be a valid UUID")
    if isinstance(name, str) and len(name) > MAX_ASSET_NAME_LENGTH:
        raise DefinitionError("limit", f"field '{path}.name' must be less than or equal to {MAX_ASSET_NAME_LENGTH}")
