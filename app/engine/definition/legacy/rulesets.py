"""Rule sets as nodes with a router."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.engine.definition import tree
from app.engine.definition.legacy.context import is_urn_scheme
from app.engine.definition.legacy.expressions import Options
from app.engine.definition.legacy.rules import NO_CASE, migrate_test, relative_days
from app.engine.definition.legacy.texts import Import
from app.engine.definition.legacy.webhook import webhook_action
from app.engine.definition.naming import result_key
from app.engine.definition.tree import Obj

_HINTS: dict[str, Obj] = {
    "wait_audio": {"type": "audio"},
    "wait_digit": {"type": "digits", "count": 1},
    "wait_digits": {"type": "digits"},
    "wait_gps": {"type": "location"},
    "wait_photo": {"type": "image"},
    "wait_recording": {"type": "audio"},
    "wait_video": {"type": "video"},
}
_UI_TYPES = {
    "airtime": "split_by_airtime",
    "contact_field": "split_by_contact_field",
    "expression": "split_by_expression",
    "flow_field": "split_by_run_result",
    "form_field": "split_by_run_result_delimited",
    "group": "split_by_groups",
    "random": "split_by_random",
    "resthook": "split_by_resthook",
    "subflow": "split_by_subflow",
    "webhook": "split_by_webhook",
}
_PROPERTY_NAMES = {"name": "Name", "language": "Language", "first_name": "First Name", "created_on": "Created On"}
_CALLS = ("airtime", "resthook", "subflow", "webhook")


@dataclass(slots=True)
class _Rules:
    """What the rules of a rule set have become."""

    categories: list[Obj]
    cases: list[Obj]
    exits: list[Obj]
    default: str
    timeout: Obj | None
    cases_ui: Obj


def migrate_ruleset(flow: Import, old: Obj, node_uuids: set[str]) -> Obj:
    """The node; its editor data is kept in the import."""
    kind = tree.text(old, "ruleset_type") or _derived_kind(old)
    config = tree.obj(old, "config") or {}
    rules = _migrate_rules(flow, old, kind, node_uuids)
    uuid, label = tree.text(old, "uuid"), tree.text(old, "label")
    node: Obj = {"uuid": uuid}
    action = _call(flow, kind, config, label)
    if action:
        node["actions"] = [action]
    node["router"] = _random(label, rules) if kind == "random" else _switch(flow, old, kind, label, rules)
    node["exits"] = rules.exits
    flow.node_ui[uuid] = _ui(old, kind, config, rules)
    return node


def _derived_kind(old: Obj) -> str:
    """Rule sets of before version 7 do not say what they are."""
    operand = tree.text(old, "operand")
    if old.get("webhook"):
        return "webhook"
    if operand in ("", "@step.value", "@step"):
        return "wait_message"
    return "expression"


def _migrate_rules(flow: Import, old: Obj, kind: str, node_uuids: set[str]) -> _Rules:
    rules = _Rules([], [], [], "", None, {})
    uuids: list[tuple[Obj, str]] = []
    by_name: dict[tuple[str, str], str] = {}
    for rule in tree.objects(old.get("rules")):
        name, others = flow.read(rule.get("category"))
        key = (name, tree.text(rule, "destination"))
        if key not in by_name:
            by_name[key] = flow.config.new_uuid()
            _add_category(flow, rules, rule, (by_name[key], name, others), node_uuids)
        uuids.append((rule, by_name[key]))
    for rule, category_uuid in uuids:
        if kind != "random":
            _add_case(flow, rules, tree.obj(rule, "test") or {}, category_uuid)
    return rules


def _add_category(
    flow: Import, rules: _Rules, rule: Obj, category: tuple[str, str, dict[str, str]], node_uuids: set[str]
) -> None:
    uuid, name, others = category
    exit_uuid = tree.text(rule, "uuid") or flow.config.new_uuid()
    way: Obj = {"uuid": exit_uuid}
    if tree.text(rule, "destination") in node_uuids:
        way["destination_uuid"] = tree.text(rule, "destination")
    rules.categories.append({"uuid": uuid, "name": name, "exit_uuid": exit_uuid})
    rules.exits.append(way)
    flow.translate(uuid, "name", {language: [text] for language, text in others.items()})


def _add_case(flow: Import, rules: _Rules, test: Obj, category_uuid: str) -> None:
    kind = tree.text(test, "type")
    if kind == "true":
        rules.default = category_uuid
    elif kind == "timeout":
        minutes = max(tree.whole(test.get("minutes")), 1)
        rules.timeout = {"seconds": minutes * 60, "category_uuid": category_uuid}
    if kind in NO_CASE:
        return
    uuid = flow.config.new_uuid()
    case = migrate_test(flow, test, uuid)
    if kind in ("webhook_status", "airtime_status") and case and case[1] == ["Failure"]:
        rules.default = category_uuid
        if kind == "airtime_status":
            return
    if case is None:
        return
    arguments = {"arguments": case[1]} if case[1] else {}
    rules.cases.append({"uuid": uuid, "type": case[0], **arguments, "category_uuid": category_uuid})
    days = relative_days(test)
    if days is not None:
        rules.cases_ui[uuid] = {"arguments": [days]}


def _random(label: str, rules: _Rules) -> Obj:
    result = {"result_name": label} if label else {}
    return {"type": "random", **result, "categories": rules.categories}


def _switch(flow: Import, old: Obj, kind: str, label: str, rules: _Rules) -> Obj:
    router: Obj = {"type": "switch"}
    if kind.startswith("wait_"):
        router["wait"] = _wait(old, kind, rules)
    if label and kind not in ("airtime", "resthook", "webhook"):
        router["result_name"] = label
    router["categories"] = rules.categories
    router["operand"] = _operand(flow, old, kind, label)
    router["cases"] = rules.cases
    router["default_category_uuid"] = rules.default
    return router


def _wait(old: Obj, kind: str, rules: _Rules) -> Obj:
    wait: Obj = {"type": "msg"}
    if rules.timeout:
        wait["timeout"] = rules.timeout
    if kind in _HINTS:
        wait["hint"] = dict(_HINTS[kind])
        if kind == "wait_digits" and tree.text(old, "finished_key"):
            wait["hint"]["terminated_by"] = tree.text(old, "finished_key")
    return wait


def _operand(flow: Import, old: Obj, kind: str, label: str) -> str:
    fixed = {
        "airtime": f"@results.{result_key(label)}",
        "group": "@contact.groups",
        "resthook": f"@results.{result_key(label)}.category",
        "subflow": "@child.status",
        "wait_digit": "@input.text",
        "wait_digits": "@input.text",
        "webhook": f"@results.{result_key(label)}.category",
    }
    if kind in fixed:
        return fixed[kind]
    operand = flow.template(tree.text(old, "operand") or "@step.value", Options(default_to_self=kind == "expression"))
    if kind == "form_field":
        config = tree.obj(old, "config") or {}
        delimiter = tree.text(config, "field_delimiter") or " "
        return f'@(field({operand.removeprefix("@")}, {_index(config)}, "{delimiter}"))'
    return operand


def _index(config: Obj) -> int:
    value = config.get("field_index")
    return value if isinstance(value, int) else 0


def _call(flow: Import, kind: str, config: Obj, label: str) -> Obj | None:
    """The action whose outcome the node splits on."""
    if kind not in _CALLS:
        return None
    uuid = flow.config.new_uuid()
    if kind == "subflow":
        child = tree.obj(config, "flow") or {}
        reference = {"uuid": tree.text(child, "uuid"), "name": tree.text(child, "name")}
        return {"type": "enter_flow", "uuid": uuid, "flow": reference}
    if kind == "resthook":
        return {"type": "call_resthook", "uuid": uuid, "resthook": tree.text(config, "resthook"), "result_name": label}
    if kind == "airtime":
        return {"type": "transfer_airtime", "uuid": uuid, "amounts": _amounts(config), "result_name": label}
    return {"uuid": uuid, **webhook_action(flow, config), "result_name": label}


def _amounts(config: Obj) -> Obj:
    """The highest amount of each currency."""
    found: dict[str, Any] = {}
    for country in config.values():
        if isinstance(country, dict) and tree.text(country, "currency_code") and isinstance(country.get("amount"), int | float):
            code = country["currency_code"]
            found[code] = max(country["amount"], found.get(code, 0))
    return found


def _ui(old: Obj, kind: str, config: Obj, rules: _Rules) -> Obj:
    operand = tree.text(old, "operand").lower().removeprefix("@").split(".")
    ui_type, ui_config = _UI_TYPES.get(kind, "wait_for_response"), dict[str, Any]()
    if kind == "contact_field":
        ui_config = _contact_field_ui(operand)
        ui_type = ui_type if ui_config else "split_by_expression"
    elif kind in ("flow_field", "form_field") and len(operand) > 1:
        ui_config = {"operand": {"id": operand[1]}}
        if kind == "form_field":
            ui_config |= {"delimiter": tree.text(config, "field_delimiter") or " ", "index": _index(config)}
    if rules.cases_ui:
        ui_config["cases"] = rules.cases_ui
    ui: Obj = {"type": ui_type, "position": position(old)}
    return {**ui, "config": ui_config} if ui_config else ui


def _contact_field_ui(operand: list[str]) -> Obj:
    if len(operand) != 2 or operand[0] != "contact" or operand[1] == "groups":
        return {}
    key = operand[1]
    if key in _PROPERTY_NAMES:
        return {"operand": {"type": "property", "id": key, "name": _PROPERTY_NAMES[key]}}
    return {"operand": {"type": "scheme" if is_urn_scheme(key) else "field", "id": key}}


def position(old: Obj) -> Obj:
    """Where it is in the editor: whole pixels."""
    return {"left": tree.whole(old.get("x")), "top": tree.whole(old.get("y"))}
