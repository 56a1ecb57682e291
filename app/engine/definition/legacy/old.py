"""Exports of versions 3 to 10, brought to the shape of version 11.

Then: assets were named by numbers of the server they came from, expressions had filters (`@flow.name|upper_case`), rule
sets called webhooks beside what they were for. Facts: exports of those versions, RapidPro's published behaviour.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

from app.engine.definition import tree
from app.engine.definition.errors import DefinitionError
from app.engine.definition.tree import Obj
from app.engine.definition.versions import Version, check_shape, format_version, parse_version

OLDEST_EXPORT: Version = (3, 0, 0)
FIRST_WITH_UUIDS: Version = (11, 0, 0)
_LAST_WITH_FILTERS = 7

Ids = dict[tuple[str, str], str]

# Properties that hold references, and what they refer to.
_KINDS = {"contacts": "contact", "flow": "flow", "group": "group", "groups": "group", "labels": "label"}

_FILTERED = re.compile(r"@([A-Za-z]\w*(?:\.\w+)*)((?:\|\w+(?::'[^']*')?)+)", re.ASCII)
_FILTER = re.compile(r"\|(\w+)(?::'([^']*)')?", re.ASCII)
_FILTERS = {
    "capitalize": "PROPER", "first_word": "FIRST_WORD", "lower_case": "LOWER", "read_digits": "READ_DIGITS",
    "remove_first_word": "REMOVE_FIRST_WORD", "title_case": "PROPER", "upper_case": "UPPER",
}  # fmt: skip


def upgrade_export(export: Mapping[str, Any], *, new_uuid: Callable[[], str]) -> Obj:
    """A whole export in which every flow can be read by itself, and every reference has a UUID.

    Of any version; one of version 11 or newer comes back as it is. Raises DefinitionError `too_old` below version 3,
    `malformed` for what is no export.
    """
    check_shape(export)
    whole: Obj = copy.deepcopy(dict(export))
    version = _version_of(whole)
    if version < OLDEST_EXPORT:
        raise DefinitionError("too_old", f"version {format_version(version)} is too old, the oldest is 3")
    if version >= FIRST_WITH_UUIDS:
        return whole
    ids: Ids = {}
    whole["flows"] = [_flatten(flow, version) for flow in tree.objects(whole.get("flows"))]
    _name_references(whole, "", ids, new_uuid)
    whole["flows"] = [upgrade_flow(flow, new_uuid=new_uuid, ids=ids) for flow in whole["flows"]]
    return whole


def upgrade_flow(flow: Obj, *, new_uuid: Callable[[], str], ids: Ids | None = None) -> Obj:
    """One flow of version 3 to 10, which says its version, in the shape of version 11. Raises DefinitionError `too_old`."""
    version = _version_of(flow)
    if version < OLDEST_EXPORT:
        raise DefinitionError("too_old", f"version {format_version(version)} is too old, the oldest is 3")
    known = {} if ids is None else ids
    found = _flatten(copy.deepcopy(flow), version)
    _name_references(found, "", known, new_uuid)
    metadata = found.setdefault("metadata", {})
    if not tree.text(metadata, "uuid"):
        metadata["uuid"] = known.setdefault(("flow", str(metadata.get("id", ""))), new_uuid())
    if version[0] <= _LAST_WITH_FILTERS:
        found = _without_filters(found)
    _split_webhooks(found, new_uuid)
    found["version"] = format_version(FIRST_WITH_UUIDS)
    return found


def _version_of(data: Obj) -> Version:
    return parse_version(str(data.get("version", "")))


def _flatten(flow: Obj, version: Version) -> Obj:
    """Definition and what was beside it in one object, name and number in its metadata."""
    found = {**(tree.obj(flow, "definition") or {}), **{key: value for key, value in flow.items() if key != "definition"}}
    metadata = tree.obj(found, "metadata") or {}
    for key in ("name", "id", "expires", "revision"):
        if key in found and key not in metadata:
            metadata[key] = found.pop(key)
    found["metadata"] = metadata
    found["version"] = format_version(version)
    return found


def _name_references(value: Any, kind: str, ids: Ids, new_uuid: Callable[[], str]) -> None:
    """Give every reference that has only a number a UUID, the same for the same thing."""
    if isinstance(value, list):
        for item in value:
            _name_references(item, kind, ids, new_uuid)
    if not isinstance(value, dict):
        return
    if kind and "id" in value and not value.get("uuid"):
        value["uuid"] = ids.setdefault((kind, str(value["id"])), new_uuid())
    if value.get("type") in ("flow", "trigger-flow") and "flow" not in value and "id" in value:
        value["flow"] = {"id": value.pop("id"), "name": value.pop("name", "")}
    for key, inner in value.items():
        child = "group" if key == "test" and value.get("type") == "in_group" else _KINDS.get(key, "")
        _name_references(inner, child, ids, new_uuid)


def _without_filters(value: Any) -> Any:
    """Every text with its filters written as functions."""
    if isinstance(value, str):
        return _migrate_filters(value)
    if isinstance(value, list):
        return [_without_filters(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_filters(item) for key, item in value.items()}
    return value


def _migrate_filters(text: str) -> str:
    """`@flow.name|upper_case` is `@(UPPER(flow.name))`; `=UPPER(flow.name)` is `@(UPPER(flow.name))`."""
    if text.startswith("=") and len(text) > 1:
        return f"@({text[1:]})"
    return _FILTERED.sub(_as_functions, text)


def _as_functions(match: re.Match[str]) -> str:
    expression = match[1]
    for name, argument in _FILTER.findall(match[2]):
        if name == "time_delta":
            days = int(argument) if re.fullmatch(r"[+-]?\d{1,6}", argument) else 0
            expression = f"{expression} {'-' if days < 0 else '+'} {abs(days)}"
        elif name in _FILTERS:
            expression = f"{_FILTERS[name]}({expression})"
        else:
            return match[0]
    return f"@({expression})"


def _split_webhooks(flow: Obj, new_uuid: Callable[[], str]) -> None:
    """A rule set that calls a webhook and then goes by something else becomes two: the call, then the rules."""
    added = []
    for rule_set in tree.objects(flow.get("rule_sets")):
        url = tree.text(rule_set, "webhook")
        if not url or any(_test_type(rule) == "webhook_status" for rule in tree.objects(rule_set.get("rules"))):
            _move_webhook(rule_set)
            continue
        following = {key: value for key, value in rule_set.items() if not key.startswith("webhook")}
        following["uuid"] = new_uuid()
        following["ruleset_type"] = _type_without_webhook(rule_set)
        added.append(following)
        _move_webhook(rule_set)
        rule_set.update(ruleset_type="webhook", label=f"{tree.text(rule_set, 'label')} Webhook".strip())
        rule_set["rules"] = [_outcome(status, following["uuid"], new_uuid) for status in ("success", "failure")]
    if added:
        flow["rule_sets"] = [*flow["rule_sets"], *added]


def _test_type(rule: Obj) -> str:
    return tree.text(tree.obj(rule, "test") or {}, "type")


def _type_without_webhook(rule_set: Obj) -> str:
    kind = tree.text(rule_set, "ruleset_type")
    if kind and kind != "webhook":
        return kind
    return "wait_message" if not kind and tree.text(rule_set, "operand") in ("", "@step.value") else "expression"


def _move_webhook(rule_set: Obj) -> None:
    url, method = rule_set.pop("webhook", None), rule_set.pop("webhook_action", None)
    if url:
        config = tree.obj(rule_set, "config") or {}
        rule_set["config"] = {"webhook": url, "webhook_action": method or "GET", **config}


def _outcome(status: str, destination: str, new_uuid: Callable[[], str]) -> Obj:
    test = {"type": "webhook_status", "status": status}
    return {"uuid": new_uuid(), "test": test, "category": status.capitalize(), "destination": destination}
