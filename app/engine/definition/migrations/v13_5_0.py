"""13.5.0: send_msg has `template` and a flat list `template_variables` instead of components."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj


def migrate(flow: Obj, config: Config) -> None:
    for action in tree.flow_actions(flow, "send_msg"):
        templating = tree.obj(action, "templating")
        if templating is not None:
            _flatten(flow, action, templating)


def _flatten(flow: Obj, action: Obj, templating: Obj) -> None:
    components = list(tree.objects(templating.get("components")))
    del action["templating"]
    action["template"] = templating.get("template")
    action["template_variables"] = [v for component in components for v in tree.strings(component.get("params"))]
    for _language, items in tree.translations(flow):
        variables = _translated_variables(components, items)
        if variables is not None:
            item = items.setdefault(tree.text(action, "uuid"), {})
            if isinstance(item, dict):
                item["template_variables"] = variables


def _translated_variables(components: list[Obj], items: Obj) -> list[str] | None:
    """All variables in one language, base ones where there is no translation; None without any translation."""
    variables: list[str] = []
    found = False
    for component in components:
        item = items.pop(tree.text(component, "uuid"), None)
        params = tree.strings(item.get("params")) if isinstance(item, dict) else []
        found = found or bool(params)
        variables.extend(params or tree.strings(component.get("params")))
    return variables if found else None
