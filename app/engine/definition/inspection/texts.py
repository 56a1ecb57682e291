"""All texts of a flow: templates, which are evaluated, and localizables, which can be translated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.definition.anatomy import Paths
from app.engine.definition.limits import CURRENT_SPEC
from app.engine.definition.model import ActionData, Flow, Node
from app.engine.definition.templates import LOCALIZABLE, paths_of, resolve

_TEMPLATE_PATHS = paths_of(CURRENT_SPEC)


@dataclass(frozen=True, slots=True)
class FoundText:
    """A text and where it stands; `language` is empty for the base text."""

    text: str
    node_uuid: str
    action_uuid: str = ""
    language: str = ""


def templates(flow: Flow) -> list[str]:
    """Every template, each property followed by its translations; empty ones are left out."""
    return [found.text for found in find_templates(flow)]


def find_templates(flow: Flow) -> Iterator[FoundText]:
    for node, raw in zip(flow.nodes, flow.raw.get("nodes") or (), strict=True):
        for action in node.actions:
            paths = _TEMPLATE_PATHS.get(action.type, ())
            yield from _of_holder(flow, node, action.uuid, action.data, paths)
        router = raw.get("router") or {}
        yield from _of_holder(flow, node, "", router, ("operand",))
        for case in router.get("cases") or ():
            yield from _of_holder(flow, node, "", case, ("arguments[*]",))
        yield from _of_holder(flow, node, "", router, ("wait.phone",))


def localizables(flow: Flow) -> list[str]:
    """Every base text that can be translated, in the order of the flow; empty ones are left out."""
    found: list[str] = []
    for node in flow.nodes:
        for action in node.actions:
            found.extend(_base_texts(action))
        for case in getattr(node.router, "cases", ()):
            found.extend(case.arguments)
        if node.router is not None:
            found.extend(category.name for category in node.router.categories)
    return [text for text in found if text]


def _base_texts(action: ActionData) -> Iterator[str]:
    for path in LOCALIZABLE.get(action.type, ()):
        for holder, key, _many in resolve(dict(action.data), path):
            yield from _texts(holder.get(key))


def _of_holder(flow: Flow, node: Node, action_uuid: str, item: Mapping[str, Any], paths: Paths) -> Iterator[FoundText]:
    for path in paths:
        for holder, key, _many in resolve(dict(item), path):
            for text in _texts(holder.get(key)):
                yield FoundText(text, node.uuid, action_uuid)
            for language in flow.localization.languages:
                for text in flow.localization.get(language, str(holder.get("uuid", "")), key):
                    if text:
                        yield FoundText(text, node.uuid, action_uuid, language)


def _texts(value: object) -> Iterator[str]:
    values = value if isinstance(value, list) else [value]
    yield from (text for text in values if isinstance(text, str) and text)
