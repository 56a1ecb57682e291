"""Where a definition holds templates, by spec version, and how to rewrite them.

Paths, as in `anatomy.py`, stand for the base text and for its translations, which lie under the UUID of the object that holds the
property.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from app.engine.actions import REGISTRY
from app.engine.definition import tree
from app.engine.definition.anatomy import Paths
from app.engine.definition.tree import Obj
from app.engine.definition.versions import Version

# Names an expression of a flow may begin with: `@contact`, `@(results.age)`.
CONTEXT_ROOTS = (
    "child", "contact", "fields", "globals", "input", "legacy_extra", "locals", "node", "parent", "results", "resume",
    "run", "ticket", "trigger", "urns", "webhook",
)  # fmt: skip

ROUTER_PATHS: Paths = ("operand", "cases[*].arguments[*]", "wait.phone")

_NEWEST: dict[str, Paths] = {kind: action.anatomy.templates for kind, action in REGISTRY.items()}

# What a version had that the next listed one changed: newest first. None: the action did not exist yet.
_OLDER: tuple[tuple[Version, str, Paths | None], ...] = (
    ((14, 3, 0), "send_broadcast", (
        "attachments[*]", "contact_query", "groups[*].name_match", "legacy_vars[*]", "quick_replies[*]", "text")),
    ((14, 1, 0), "open_ticket", ("assignee.email", "body")),
    ((13, 6, 1), "call_llm", None),
    ((13, 6, 1), "set_run_local", None),
    ((13, 4, 0), "send_msg", ("attachments[*]", "quick_replies[*]", "templating.components[*].params[*]", "text")),
    ((13, 3, 0), "send_msg", ("attachments[*]", "quick_replies[*]", "templating.variables[*]", "text")),
    ((13, 2, 0), "send_msg", (
        "attachments[*]", "quick_replies[*]", "templating.components[*].params[*]", "templating.variables[*]", "text")),
)  # fmt: skip

# Texts people read or their answers are compared with, which can be translated. Newest version only.
LOCALIZABLE: dict[str, Paths] = {
    kind: action.anatomy.localizable for kind, action in REGISTRY.items() if action.anatomy.localizable
}


def paths_of(version: Version) -> dict[str, Paths]:
    """Template paths by action type as they were in a spec version, from 13.2.0 on."""
    table: dict[str, Paths] = dict(_NEWEST)
    for last_version, action_type, paths in _OLDER:
        if version > last_version:
            break
        if paths is None:
            table.pop(action_type, None)
        else:
            table[action_type] = paths
    return table


def rewrite(flow: Obj, version: Version, change: Callable[[str], str]) -> None:
    """Change every template of a definition in place, translations too."""
    table = paths_of(version)
    for node in tree.nodes(flow):
        for action in tree.actions(node):
            for path in table.get(tree.text(action, "type"), ()):
                _rewrite_path(flow, action, path, change)
        router = tree.router(node)
        if router is not None:
            for path in ROUTER_PATHS:
                _rewrite_path(flow, router, path, change)


def _rewrite_path(flow: Obj, item: Obj, path: str, change: Callable[[str], str]) -> None:
    for holder, key, is_list in resolve(item, path):
        if not is_list:
            if isinstance(holder.get(key), str):
                holder[key] = change(holder[key])
        elif isinstance(holder.get(key), list):
            holder[key] = [_changed(value, change) for value in holder[key]]
        _rewrite_translations(flow, tree.text(holder, "uuid"), key, change)


def _rewrite_translations(flow: Obj, uuid: str, key: str, change: Callable[[str], str]) -> None:
    for _language, items in tree.translations(flow) if uuid else ():
        translated = tree.obj(items, uuid)
        if translated is not None and isinstance(translated.get(key), list):
            translated[key] = [_changed(value, change) for value in translated[key]]


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    return change(value) if isinstance(value, str) else value


def resolve(item: Obj, path: str) -> Iterator[tuple[Obj, str, bool]]:
    """The objects a path ends in: holder, key, and whether the key holds a list of texts."""
    head, _, rest = path.partition(".")
    many = head.endswith("[*]")
    key = head.removesuffix("[*]")
    if not rest:
        yield from ((item, name, False) for name in (list(item) if key == "*" else [key])) if not many else [(item, key, True)]
        return
    inner = tree.objects(item.get(key)) if many else filter(None, [tree.obj(item, key)])
    for child in inner:
        yield from resolve(child, rest)
