"""Another base language for a flow: its translations become the base texts."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from app.engine.definition import tree
from app.engine.definition.errors import DefinitionError
from app.engine.definition.languages import is_language
from app.engine.definition.model import Flow
from app.engine.definition.templates import LOCALIZABLE, resolve
from app.engine.definition.tree import Obj

_OF_MESSAGES = ("template_variables[*]",)


def change_language(flow: Flow, language: str) -> dict[str, Any]:
    """The definition with this base language; the old base texts become translations.

    A text without a translation stays as it is. Raises DefinitionError for a language that does not exist.
    """
    if not is_language(language):
        raise DefinitionError("invalid", f"invalid language code '{language}'")
    changed = copy.deepcopy(dict(flow.raw))
    if language == flow.language:
        return changed
    translations = changed["localization"] = dict(tree.obj(changed, "localization") or {})
    wanted = translations.pop(language, {})
    old_base: Obj = translations.setdefault(flow.language, {})
    for holder, key in _texts(changed):
        _swap(holder, key, wanted, old_base)
    changed["language"] = language
    _tidy(changed)
    return changed


def _texts(flow: Obj) -> Iterator[tuple[Obj, str]]:
    """Where the translatable texts of a flow are: the object that holds them, and the property."""
    for node in tree.nodes(flow):
        for action in tree.actions(node):
            kind = tree.text(action, "type")
            for path in (*LOCALIZABLE.get(kind, ()), *(_OF_MESSAGES if kind == "send_msg" else ())):
                yield from ((holder, key) for holder, key, _many in resolve(action, path))
        router = tree.router(node) or {}
        yield from ((case, "arguments") for case in tree.cases(router))
        yield from ((category, "name") for category in tree.categories(router))


def _swap(holder: Obj, key: str, wanted: Obj, old_base: Obj) -> None:
    value, uuid = holder.get(key), tree.text(holder, "uuid")
    if not value:
        return
    old_base.setdefault(uuid, {})[key] = list(value) if isinstance(value, list) else [value]
    translated = tree.strings((tree.obj(wanted, uuid) or {}).get(key))
    if translated and any(translated):
        holder[key] = translated if isinstance(value, list) else translated[0]


def _tidy(flow: Obj) -> None:
    """Leave out what says nothing, as RapidPro does when it writes a flow."""
    for node in tree.nodes(flow):
        for way in tree.objects(node.get("exits")):
            if way.get("destination_uuid") is None:
                way.pop("destination_uuid", None)
        for action in tree.actions(node):
            for key in ("attachments", "quick_replies"):
                if action.get(key) == []:
                    del action[key]
        if node.get("actions") == []:
            del node["actions"]
