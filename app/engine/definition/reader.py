"""From the JSON of a definition, of any supported version, to a checked Flow."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from app.engine.definition import fields, limits
from app.engine.definition.asset_properties import check_references
from app.engine.definition.errors import DefinitionError
from app.engine.definition.fields import Object, invalid
from app.engine.definition.languages import is_language
from app.engine.definition.legacy import is_legacy, migrate_legacy
from app.engine.definition.migrations import Config, migrate
from app.engine.definition.model import (
    FLOW_TYPES,
    UNKNOWN_LANGUAGE,
    ActionData,
    Exit,
    Flow,
    Localization,
    Node,
    Router,
)
from app.engine.definition.routing import check_router, read_router
from app.engine.errors import EngineError
from app.engine.reading import is_uuid

CheckAction = Callable[[Mapping[str, Any], str], None]


def to_current(data: Mapping[str, Any], *, new_uuid: Callable[[], str], media_url: str = "") -> dict[str, Any]:
    """The definition in the newest spec version, unchecked; old ones are migrated.

    Raises DefinitionError `malformed`, `too_old` or `too_new`.
    """
    config = Config(new_uuid, media_url)
    if isinstance(data, Mapping) and is_legacy(data):
        data = migrate_legacy(data, config)
    return migrate(data, config)


def read_flow(
    data: Mapping[str, Any],
    *,
    new_uuid: Callable[[], str],
    media_url: str = "",
    check_action: CheckAction | None = None,
) -> Flow:
    """Migrate, read and check a definition.

    `new_uuid` is drawn from by migrations only; `media_url` goes before relative paths of old recordings.
    `check_action(action, flow_type)` may raise EngineError for an action that is wrong in itself; without it, actions
    are only known to have a UUID and a type. Raises DefinitionError.
    """
    current = to_current(data, new_uuid=new_uuid, media_url=media_url)
    flow = _read(current, check_action)
    _check(flow)
    return flow


def _read(data: Object, check_action: CheckAction | None) -> Flow:
    uuid = fields.uuid(data, "uuid")
    name = fields.text(data, "name", required=True)
    language = fields.text(data, "language") or UNKNOWN_LANGUAGE
    flow_type = fields.text(data, "type", required=True)
    if flow_type not in FLOW_TYPES:
        raise invalid("field 'type' is not a valid flow type")
    items = fields.items(data, "nodes")
    fields.no_more_than(limits.MAX_NODES_PER_FLOW, len(items), "flow ", "nodes")
    nodes = tuple(_read_node(item, flow_type, check_action) for item in items)
    _check_ui(data)
    return Flow(
        uuid=uuid,
        name=name,
        spec_version=fields.text(data, "spec_version"),
        language=language,
        type=flow_type,
        revision=fields.integer(data, "revision"),
        expire_after_minutes=fields.integer(data, "expire_after_minutes"),
        localization=read_localization(data.get("localization")),
        nodes=nodes,
        raw=data,
        _index={node.uuid: node for node in nodes},
    )


def _check_ui(data: Object) -> None:
    if data.get("_ui") is None:
        return
    size = len(json.dumps(data["_ui"], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
    if size > limits.MAX_UI_BYTES:
        raise DefinitionError("limit", f"_ui can't be larger than {limits.MAX_UI_BYTES} bytes (is {size})")


def _read_node(data: Object, flow_type: str, check_action: CheckAction | None) -> Node:
    try:
        uuid = fields.uuid(data, "uuid")
        exits = tuple(
            Exit(fields.uuid(item, "uuid"), fields.uuid(item, "destination_uuid", required=False) or None)
            for item in fields.items(data, "exits")
        )
        if not exits:
            raise invalid("field 'exits' must have a minimum of 1 items")
    except DefinitionError as error:
        raise error.within("unable to read node") from None
    return Node(uuid, _read_actions(data, flow_type, check_action), _read_node_router(data), exits)


def _read_actions(data: Object, flow_type: str, check_action: CheckAction | None) -> tuple[ActionData, ...]:
    value = data.get("actions") or []
    if not isinstance(value, list):
        raise fields.malformed("unable to read node: field 'actions' must be a list")
    found = []
    for index, item in enumerate(value):
        try:
            action = {} if item is None else fields.as_object(item, "field 'action'")
            kind = fields.text(action, "type", required=True)
            found.append(ActionData(fields.uuid(action, "uuid"), kind, action))
            check_references(action)
            if check_action is not None:
                check_action(action, flow_type)
        except EngineError as error:
            raise _in_action(error, data, index) from None
    return tuple(found)


def _in_action(error: EngineError, node: Object, index: int) -> DefinitionError:
    """A wrong field is told by position; what is wrong in another way by UUIDs and type. Both are RapidPro's forms."""
    code = error.code if isinstance(error, DefinitionError) else "invalid"
    if error.message.startswith("field '"):
        return DefinitionError(code, f"unable to read action[{index}]: {error.message}")
    action = node["actions"][index]
    place = f"invalid action[uuid={action.get('uuid')}, type={action.get('type')}]"
    return DefinitionError(code, f"invalid node[uuid={node.get('uuid')}]: {place}: {error.message}")


def _read_node_router(data: Object) -> Router | None:
    if data.get("router") is None:
        return None
    try:
        return read_router(fields.as_object(data["router"], "field 'router'"))
    except DefinitionError as error:
        raise error.within("unable to read router") from None


def read_localization(value: object) -> Localization:
    """Translations as texts only: what the editor notes beside them stays in the raw definition."""
    if value is None:
        return Localization()
    try:
        languages = fields.as_object(value, "localization")
        return Localization({language: _read_language(language, items) for language, items in languages.items()})
    except DefinitionError as error:
        raise error.within("invalid localization") from None


def _read_language(language: str, value: object) -> dict[str, dict[str, tuple[str, ...]]]:
    if not is_language(language):
        raise invalid(f"invalid language code '{language}'")
    try:
        items = fields.as_object(value, "translation")
        return {uuid: _read_translated_item(uuid, item) for uuid, item in items.items()}
    except DefinitionError as error:
        raise error.within(f"invalid translation for '{language}'") from None


def _read_translated_item(uuid: str, value: object) -> dict[str, tuple[str, ...]]:
    if not is_uuid(uuid):
        raise invalid(f"invalid item uuid '{uuid[:40]}'")
    item = fields.as_object(value, f"item {uuid}")
    texts = {key: fields.strings(item, key) for key in item if not key.startswith("_")}
    fields.no_more_than(limits.MAX_TRANSLATED_PROPERTIES_PER_ITEM, len(texts), f"item {uuid} ", "properties")
    for key, values in texts.items():
        fields.no_more_than(limits.MAX_TRANSLATED_VALUES_PER_PROPERTY, len(values), f"property '{key}' ", "values")
        if any(len(text) > limits.MAX_TRANSLATED_VALUE_LENGTH for text in values):
            raise DefinitionError("limit", f"values of '{key}' can't be longer than {limits.MAX_TRANSLATED_VALUE_LENGTH}")
    return texts


def _check(flow: Flow) -> None:
    seen: set[str] = set()
    for node in flow.nodes:
        try:
            _check_unique(seen, node.uuid, "node")
            _check_node(flow, node, seen)
        except DefinitionError as error:
            raise error.within(f"invalid node[uuid={node.uuid}]") from None


def _check_unique(seen: set[str], uuid: str, what: str) -> None:
    if uuid in seen:
        raise invalid(f"{what} UUID {uuid} isn't unique")
    seen.add(uuid)


def _check_node(flow: Flow, node: Node, seen: set[str]) -> None:
    fields.no_more_than(limits.MAX_ACTIONS_PER_NODE, len(node.actions), "node ", "actions")
    fields.no_more_than(limits.MAX_EXITS_PER_NODE, len(node.exits), "node ", "exits")
    for action in node.actions:
        _check_unique(seen, action.uuid, "action")
    for way in node.exits:
        _check_unique(seen, way.uuid, "exit")
        if way.destination_uuid and flow.node(way.destination_uuid) is None:
            raise invalid(f"destination {way.destination_uuid} of exit[uuid={way.uuid}] isn't a known node")
    if node.router is not None:
        try:
            check_router(node.router, flow.type, frozenset(way.uuid for way in node.exits))
        except DefinitionError as error:
            raise error.within("invalid router") from None
