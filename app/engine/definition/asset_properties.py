"""Which properties of actions name assets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.definition.errors import DefinitionError
from app.engine.definition.limits import MAX_ASSET_NAME_LENGTH
from app.engine.reading import is_uuid

# Assets known by a key; all others have a UUID.
KEYED = ("field", "global")

# Properties of actions that name an asset, or several, and the type of asset.
ACTION_REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "add_contact_groups": (("groups", "group"),),
    "add_input_labels": (("labels", "label"),),
    "call_llm": (("llm", "llm"),),
    "enter_flow": (("flow", "flow"),),
    "open_ticket": (("topic", "topic"), ("assignee", "user")),
    "remove_contact_groups": (("groups", "group"),),
    "send_broadcast": (("groups", "group"), ("contacts", "contact"), ("template", "template")),
    "send_msg": (("template", "template"),),
    "set_contact_channel": (("channel", "channel"),),
    "set_contact_field": (("field", "field"),),
    "start_session": (("groups", "group"), ("contacts", "contact"), ("flow", "flow")),
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
