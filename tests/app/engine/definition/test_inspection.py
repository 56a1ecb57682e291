"""What a flow uses and makes."""

from __future__ import annotations

from typing import Any

from app.engine.definition.inspection import inspect_flow, localizables, templates, waiting_exits
from app.engine.definition.model import Flow
from app.engine.definition.reader import read_flow
from tests.app.engine.definition.flows import ASK, CASE, END, STAY, THANK, TO_END, made_up, question, uuids

GROUP, CHILD = made_up(0x6), made_up(0xC)


def read(data: Any) -> Flow:
    return read_flow(data, new_uuid=uuids())


def busy() -> Any:
    data = question()
    data["localization"]["fra"][THANK] = {"text": ["Merci @fields.town"]}
    data["nodes"][1]["actions"] += [
        {"uuid": made_up(1), "type": "add_contact_groups", "groups": [{"uuid": GROUP, "name": "Out of stock"}]},
        {"uuid": made_up(2), "type": "set_contact_field", "field": {"key": "village", "name": "Village"}, "value": "x"},
        {"uuid": made_up(3), "type": "enter_flow", "flow": {"uuid": CHILD, "name": "Refill"}},
        {"uuid": made_up(4), "type": "set_run_result", "name": "Any Left", "value": "0", "category": "None"},
        {"uuid": made_up(5), "type": "set_run_local", "local": "tries", "value": "1", "operation": "increment"},
    ]
    return data


def test_dependencies_come_once_and_named_ones_first() -> None:
    found = inspect_flow(read(busy()), lambda kind, identity: identity not in (GROUP, "town"))
    assert [(d.reference.type, d.reference.identity, d.missing) for d in found.dependencies] == [
        ("group", GROUP, True),
        ("field", "village", False),
        ("flow", CHILD, False),
        ("field", "town", True),
    ]
    assert [issue.to_json() for issue in found.issues] == [
        {
            "type": "missing_dependency",
            "node_uuid": END,
            "action_uuid": made_up(1),
            "description": f"missing group dependency '{GROUP}'",
            "dependency": {"uuid": GROUP, "name": "Out of stock", "type": "group"},
        },
        {
            "type": "missing_dependency",
            "node_uuid": END,
            "action_uuid": THANK,
            "language": "fra",
            "description": "missing field dependency 'town'",
            "dependency": {"key": "town", "name": "", "type": "field"},
        },
    ]


def test_nothing_is_missing_where_the_assets_are_not_known() -> None:
    found = inspect_flow(read(busy()))
    assert not any(dependency.missing for dependency in found.dependencies) and found.issues == []


def test_results_of_one_name_are_one_result() -> None:
    found = inspect_flow(read(busy()))
    assert [result.to_json() for result in found.results] == [
        {"key": "any_left", "name": "Any Left", "categories": ["Yes", "Other", "None"], "node_uuids": [ASK, END]}
    ]
    assert found.locals == ["tries"]
    assert (found.languages, found.nodes) == (1, 2)


def test_a_pattern_that_is_no_regex_is_an_issue_unless_an_expression_makes_it() -> None:
    data = question()
    case = data["nodes"][0]["router"]["cases"][0]
    case.update(type="has_pattern", arguments=["(yes"])
    data["localization"]["fra"][CASE]["arguments"] = ["@contact("]
    issues = inspect_flow(read(data)).issues
    assert [(issue.type, issue.language, issue.detail) for issue in issues] == [("invalid_regex", "", {"regex": "(yes"})]


def test_texts() -> None:
    flow = read(question())
    assert templates(flow) == [
        "Any left @contact?", "Encore ?", "Yes", "No", "@input.text", "yes", "oui", "Thanks @fields.village, @results.any_left",
    ]  # fmt: skip
    assert localizables(flow) == [
        "Any left @contact?", "Yes", "No", "yes", "Yes", "Other", "Thanks @fields.village, @results.any_left",
    ]  # fmt: skip


def test_parent_results_and_waiting_exits() -> None:
    data = question()
    data["nodes"][0]["actions"][0]["text"] = "@parent.results.age and @(parent.results.name & parent.fields.sex)"
    found = inspect_flow(read(data))
    assert found.parent_refs == ["age", "name"]
    assert [d.reference.identity for d in found.dependencies] == ["sex", "village"]
    assert waiting_exits(read(data)) == [TO_END, STAY]


def test_a_group_that_is_tested_for_is_a_dependency() -> None:
    data = question()
    data["nodes"][0]["router"]["cases"][0].update(type="has_group", arguments=[GROUP, "Out of stock"])
    data["localization"] = {}
    assert inspect_flow(read(data)).dependencies[0].to_json() == {"uuid": GROUP, "name": "Out of stock", "type": "group"}
