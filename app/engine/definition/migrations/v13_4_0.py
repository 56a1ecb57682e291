"""13.4.0: variables of a template belong to components, of which there is one, `body`."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj


def migrate(flow: Obj, config: Config) -> None:
    for action in tree.flow_actions(flow, "send_msg"):
        templating = tree.obj(action, "templating")
        if templating is not None and not isinstance(templating.get("components"), list):
            _to_components(flow, templating, config.new_uuid())


def _to_components(flow: Obj, templating: Obj, component_uuid: str) -> None:
    old_uuid = tree.text(templating, "uuid")
    variables = tree.strings(templating.pop("variables", None))
    templating.pop("uuid", None)
    templating["components"] = [{"uuid": component_uuid, "name": "body", "params": variables}]
    for _language, items in tree.translations(flow):
        translated = tree.obj(items, old_uuid)
        if translated is not None:
            del items[old_uuid]
            if "variables" in translated:
                items[component_uuid] = {"params": translated["variables"]}
