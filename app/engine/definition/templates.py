"""Where a definition holds templates, by spec version, and how to rewrite them.

Paths are of keys, `[*]` for all items of a list, `.*` for all values of an object. They stand for the base text and for
its translations, which lie under the UUID of the object that holds the property.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from app.engine.definition import tree
from app.engine.definition.tree import Obj
from app.engine.definition.versions import Version

Paths = tuple[str, ...]

# Names an expression of a flow may begin with: `@contact`, `@(results.age)`.
CONTEXT_ROOTS = (
    "child", "contact", "fields", "globals", "input", "legacy_extra", "locals", "node", "parent", "results", "resume",
    "run", "ticket", "trigger", "urns", "webhook",
)  # fmt: skip

ROUTER_PATHS: Paths = ("operand", "cases[*].arguments[*]", "wait.phone")

# In the order in which inspection lists them.
_NEWEST: dict[str, Paths] = {
    "add_contact_groups": ("groups[*].name_match",),
    "add_contact_urn": ("path",),
    "add_input_labels": ("labels[*].name_match",),
    "call_classifier": ("input",),
    "call_llm": ("instructions", "input"),
    "call_resthook": (),
    "call_webhook": ("url", "headers.*", "body"),
    "enter_flow": (),
    "open_ticket": ("assignee.email", "note"),
    "play_audio": ("audio_url",),
    "remove_contact_groups": ("groups[*].name_match",),
    "request_optin": (),
    "say_msg": ("text",),
    "send_broadcast": (
        "groups[*].name_match", "contact_query", "legacy_vars[*]", "text", "attachments[*]", "quick_replies[*]",
        "template_variables[*]",
    ),
    "send_email": ("addresses[*]", "subject", "body"),
    "send_msg": ("text", "attachments[*]", "quick_replies[*]", "template_variables[*]"),
    "set_contact_channel": (),
    "set_contact_field": ("value",),
    "set_contact_language": ("language",),
    "set_contact_name": ("name",),
    "set_contact_status": (),
    "set_contact_timezone": ("timezone",),
    "set_run_local": ("value",),
    "set_run_result": ("value",),
    "start_session": ("groups[*].name_match", "contact_query", "legacy_vars[*]"),
    "transfer_airtime": (),
}  # fmt: skip

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
    "play_audio": ("audio_url",),
    "say_msg": ("text", "audio_url"),
    "send_broadcast": ("text", "attachments[*]", "quick_replies[*]"),
    "send_email": ("subject", "body"),
    "send_msg": ("text", "attachments[*]", "quick_replies[*]"),
    "set_run_result": ("category",),
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
