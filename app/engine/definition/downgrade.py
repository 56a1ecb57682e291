"""Surveys for RapidPro Surveyor, whose engine knows definitions up to spec 13.1.

Source: Surveyor 14.0.1 carries GoFlow 0.178.2: it reads 11.x, 13.0 and 13.1 and refuses 14. From 13.1 to today's version
the actions and waits that a survey may have did not change but for message templates, which it never sends.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from app.engine.definition import tree
from app.engine.definition.errors import DefinitionError
from app.engine.definition.model import MESSAGING_OFFLINE, Flow, MsgWait
from app.engine.definition.tree import Obj

SURVEYOR_SPEC = "13.1.0"
# A survey never expires, but the old engine wants a figure: that of RapidPro at the time, a week.
EXPIRE_AFTER_MINUTES = 10_080
ACTIONS = frozenset(
    {
        "add_contact_groups", "add_contact_urn", "add_input_labels", "enter_flow", "remove_contact_groups", "send_msg",
        "set_contact_field", "set_contact_language", "set_contact_name", "set_contact_status", "set_contact_timezone",
        "set_run_result",
    }
)  # fmt: skip
HINTS = frozenset({"image", "video", "audio", "location"})
_TEMPLATE_PROPERTIES = ("template", "template_variables")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why Surveyor can't run a flow.

    `code` is `type` (`detail` is the flow's type), `action` (the action's type), `wait` (the wait's type), `hint` (the
    hint's type) or `subflow` (the UUID of a flow that is no survey).
    """

    code: str
    detail: str
    node_uuid: str = ""
    action_uuid: str = ""


def surveyor_obstacles(flow: Flow, surveys: Collection[str]) -> list[Obstacle]:
    """Everything that has to change before the flow can be a survey; `surveys` are the UUIDs of all surveys."""
    wrong_type = [Obstacle("type", flow.type)] if flow.type != MESSAGING_OFFLINE else []
    return [*wrong_type, *_action_obstacles(flow, surveys), *_wait_obstacles(flow)]


def _action_obstacles(flow: Flow, surveys: Collection[str]) -> Iterator[Obstacle]:
    for node in flow.nodes:
        for action in node.actions:
            if action.type not in ACTIONS:
                yield Obstacle("action", action.type, node.uuid, action.uuid)
            elif action.type == "enter_flow":
                subflow = tree.text(tree.obj(dict(action.data), "flow") or {}, "uuid")
                if subflow not in surveys and subflow != flow.uuid:
                    yield Obstacle("subflow", subflow, node.uuid, action.uuid)


def _wait_obstacles(flow: Flow) -> Iterator[Obstacle]:
    for node in flow.nodes:
        wait = node.router.wait if node.router else None
        if wait is not None and not isinstance(wait, MsgWait):
            yield Obstacle("wait", wait.type, node.uuid)
        elif wait is not None and wait.hint is not None and wait.hint.type not in HINTS:
            yield Obstacle("hint", wait.hint.type, node.uuid)


def for_surveyor(flow: Flow, surveys: Collection[str]) -> dict[str, Any]:
    """The definition in spec 13.1.0, without what a survey has no use for: templates, timeouts, the editor's data.

    Raises DefinitionError `invalid` for the first of `surveyor_obstacles`.
    """
    for obstacle in surveyor_obstacles(flow, surveys):
        raise DefinitionError("invalid", f"surveys can't have {obstacle.code} '{obstacle.detail}'")
    definition: Obj = copy.deepcopy({key: value for key, value in flow.raw.items() if not key.startswith("_")})
    definition |= {"spec_version": SURVEYOR_SPEC, "revision": flow.revision, "language": flow.language}
    definition["expire_after_minutes"] = flow.expire_after_minutes or EXPIRE_AFTER_MINUTES
    definition["localization"] = _translations(flow)
    for action in tree.flow_actions(definition, "send_msg"):
        _drop(action, _TEMPLATE_PROPERTIES)
    for node in tree.nodes(definition):
        _drop(tree.obj(tree.router(node) or {}, "wait") or {}, ("timeout",))
    return definition


def _translations(flow: Flow) -> dict[str, dict[str, dict[str, list[str]]]]:
    """Texts only: the old engine does not read a flow with the editor's notes among them."""
    return {
        language: {
            uuid: {prop: list(texts) for prop, texts in item.items() if prop not in _TEMPLATE_PROPERTIES}
            for uuid, item in items.items()
        }
        for language, items in flow.localization.translations.items()
    }


def _drop(holder: Obj, keys: Collection[str]) -> None:
    for key in keys:
        holder.pop(key, None)
