"""A whole definition of action sets and rule sets in spec 13.0."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.legacy.actions import migrate_actions
from app.engine.definition.legacy.rulesets import migrate_ruleset, position
from app.engine.definition.legacy.texts import BASE, Import
from app.engine.definition.migrations.base import Config
from app.engine.definition.model import MESSAGING, MESSAGING_BACKGROUND, MESSAGING_OFFLINE, VOICE
from app.engine.definition.tree import Obj

FIRST_SPEC = "13.0.0"

_TYPES = {"B": MESSAGING_BACKGROUND, "F": MESSAGING, "M": MESSAGING, "S": MESSAGING_OFFLINE, "V": VOICE}
_STICKY_COLOR = "yellow"


def migrate_flow(old: Obj, config: Config) -> Obj:
    """From version 11 of the old format. Nodes come entry first, then from top to bottom."""
    flow = Import(config, tree.text(old, "base_language") or BASE)
    metadata = tree.obj(old, "metadata") or {}
    action_sets, rule_sets = list(tree.objects(old.get("action_sets"))), list(tree.objects(old.get("rule_sets")))
    node_uuids = {tree.text(item, "uuid") for item in (*action_sets, *rule_sets)} - {""}
    nodes = [(item, _migrate_action_set(flow, item, node_uuids)) for item in action_sets]
    nodes += [(item, migrate_ruleset(flow, item, node_uuids)) for item in rule_sets]
    entry = tree.text(old, "entry")
    nodes.sort(key=lambda pair: (tree.text(pair[0], "uuid") != entry, _height(pair[0])))
    return {
        "uuid": tree.text(metadata, "uuid") or tree.text(old, "uuid") or config.new_uuid(),
        "name": tree.text(metadata, "name") or tree.text(old, "name"),
        "spec_version": FIRST_SPEC,
        "language": flow.language,
        "type": _TYPES.get(tree.text(old, "flow_type"), MESSAGING),
        "revision": tree.whole(metadata.get("revision")),
        "expire_after_minutes": tree.whole(metadata.get("expires")),
        "localization": flow.localization,
        "nodes": [node for _, node in nodes],
        "_ui": {"nodes": flow.node_ui, "stickies": _stickies(flow, metadata)},
    }


def _migrate_action_set(flow: Import, old: Obj, node_uuids: set[str]) -> Obj:
    uuid = tree.text(old, "uuid")
    actions = migrate_actions(flow, old.get("actions"))
    way: Obj = {"uuid": tree.text(old, "exit_uuid") or flow.config.new_uuid()}
    if tree.text(old, "destination") in node_uuids:
        way["destination_uuid"] = tree.text(old, "destination")
    flow.node_ui[uuid] = {"type": "execute_actions", "position": position(old)}
    return {"uuid": uuid, **({"actions": actions} if actions else {}), "exits": [way]}


def _stickies(flow: Import, metadata: Obj) -> Obj:
    return {
        flow.config.new_uuid(): {
            "position": position(note),
            "title": tree.text(note, "title"),
            "body": tree.text(note, "body"),
            "color": _STICKY_COLOR,
        }
        for note in tree.objects(metadata.get("notes"))
    }


def _height(old: Obj) -> int:
    return tree.whole(old.get("y"))
