"""Each step of the way from 13.0, on what this office may meet."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.definition import templates
from app.engine.definition.limits import CURRENT_SPEC
from app.engine.definition.migrations import STEPS, Config, migrate
from app.engine.definition.versions import Version
from tests.app.engine.definition.flows import CASE, OTHER, SEND, YES, made_up, question, uuids

Json = dict[str, Any]


def run(data: Json, to: Version) -> Json:
    return migrate(data, Config(uuids()), to)


def with_action(version: str, **action: Any) -> Json:
    data = question(version)
    data["nodes"][0]["actions"] = [{"uuid": SEND, **action}]
    return data


def first_action(data: Json) -> Json:
    found: Json = data["nodes"][0]["actions"][0]
    return found


def first_router(data: Json) -> Json:
    found: Json = data["nodes"][0]["router"]
    return found


def test_steps_are_in_order_and_end_at_the_newest() -> None:
    versions = [version for version, _ in STEPS]
    assert versions == sorted(set(versions)) and versions[-1] == CURRENT_SPEC


def test_the_newest_is_left_as_it_is() -> None:
    assert run(question(), CURRENT_SPEC) == question()


def test_template_variables_travel_through_components_to_a_flat_list() -> None:
    old = with_action("13.0.0", type="send_msg", text="Hi", templating={"template": {"uuid": YES}, "variables": ["@contact"]})
    middle = run(old, (13, 4, 0))
    component = first_action(middle)["templating"]["components"][0]
    middle["localization"]["fra"][component["uuid"]] = {"params": ["@contact.name"]}
    new = run(middle, CURRENT_SPEC)
    assert first_action(new)["template"] == {"uuid": YES}
    assert first_action(new)["template_variables"] == ["@contact"]
    assert new["localization"]["fra"][SEND] == {"text": ["Encore ?"], "template_variables": ["@contact.name"]}
    assert component["uuid"] not in new["localization"]["fra"]


def test_base_language_becomes_und_and_nothing_is_a_translation_of_itself() -> None:
    data = question("13.1.0") | {"language": "base"}
    data["localization"]["und"] = {SEND: {"text": ["?"]}}
    new = run(data, (13, 2, 0))
    assert new["language"] == "und" and list(new["localization"]) == ["fra"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@webhook.name", "@webhook.json.name"),
        ("@(webhook.n + 1) of @webhook", "@(webhook.json.n + 1) of @webhook.json"),
        ("webhook@example.org", "webhook@example.org"),
        ("@results.webhook", "@results.webhook"),
    ],
)
def test_webhook_answers_are_under_json(old: str, new: str) -> None:
    data = with_action("13.2.0", type="send_msg", text=old)
    data["localization"]["fra"][SEND]["text"] = [old]
    found = run(data, (13, 3, 0))
    assert first_action(found)["text"] == new
    assert found["localization"]["fra"][SEND]["text"] == [new]


def test_long_names_and_the_templates_that_read_them_are_cut_alike() -> None:
    name = "Number of boxes of tablets that the village health worker still has at home"
    data = with_action("13.5.0", type="send_msg", text=f"@results.{name.replace(' ', '_').lower()}.value")
    first_router(data)["result_name"] = name
    new = run(data, (13, 6, 1))
    key = first_router(new)["result_name"].lower().replace(" ", "_")
    assert len(key) <= 64
    assert first_action(new)["text"] == f"@results.{key}.value"


@pytest.mark.parametrize(
    ("flow_type", "expiry", "kept"),
    [("messaging", 30_000, 20_160), ("messaging", 5, 5), ("voice", 60, 15), ("messaging_background", 60, 0)],
)
def test_expiry_is_capped_by_flow_type(flow_type: str, expiry: int, kept: int) -> None:
    data = question("13.6.1") | {"type": flow_type, "expire_after_minutes": expiry}
    assert run(data, (14, 0, 0))["expire_after_minutes"] == kept


def split(version: str, action: str, operand: str, test: str) -> Json:
    data = with_action(version, type=action, url="http://10.0.0.1/", result_name="Stock Sync")
    router = first_router(data)
    router.update(operand=operand, result_name="")
    router["cases"] = [{"uuid": CASE, "type": test, "arguments": ["Success"], "category_uuid": YES}]
    router["categories"][0]["name"], router["categories"][1]["name"] = "Success", "Failure"
    del router["wait"]
    return data


def test_a_webhook_node_splits_on_the_status_of_its_answer() -> None:
    for operand, test in (("@results.stock_sync.category", "has_only_text"), ("@results.stock_sync", "has_category")):
        router = first_router(run(split("13.0.0", "call_webhook", operand, test), CURRENT_SPEC))
        assert router["operand"] == "@(default(webhook.status, 0))"
        case = {"uuid": CASE, "type": "has_number_between", "arguments": ["200", "299"], "category_uuid": YES}
        assert router["cases"] == [case]
        assert router["default_category_uuid"] == OTHER


def test_a_webhook_node_that_asks_for_an_answer_keeps_its_own_router() -> None:
    data = with_action("14.0.0", type="call_webhook", url="http://10.0.0.1/")
    assert first_router(run(data, CURRENT_SPEC)) == first_router(data)


def test_a_ticket_node_splits_on_a_local_and_its_router_saves_the_result() -> None:
    new = run(split("14.2.0", "open_ticket", "@results.stock_sync", "has_category"), CURRENT_SPEC)
    router = first_router(new)
    assert (router["operand"], router["result_name"]) == ("@locals._new_ticket", "Stock Sync")
    assert router["cases"][0] | {"arguments": []} == router["cases"][0]
    assert "result_name" not in first_action(new)


def test_arguments_of_tests_of_one_text_are_joined_with_their_translations() -> None:
    data = question("14.3.0")
    first_router(data)["cases"][0]["arguments"] = ["yes", "of course"]
    data["localization"]["fra"][CASE]["arguments"] = ["oui", "bien sûr"]
    new = run(data, (14, 3, 1))
    assert first_router(new)["cases"][0]["arguments"] == ["yes of course"]
    assert new["localization"]["fra"][CASE]["arguments"] == ["oui bien sûr"]


def test_small_changes() -> None:
    ticket = run(with_action("14.1.0", type="open_ticket", body="Help"), (14, 2, 0))
    assert first_action(ticket)["note"] == "Help" and "body" not in first_action(ticket)
    message = with_action("14.0.0", type="send_msg", text="?", quick_replies=list("abcdefghijklm"), all_urns=True)
    new = run(message, CURRENT_SPEC)
    assert first_action(new)["quick_replies"] == list("abcdefghij") and "all_urns" not in first_action(new)
    strange = question("14.1.0")
    strange["localization"]["base"] = {SEND: {"text": ["?"]}}
    assert list(run(strange, (14, 2, 0))["localization"]) == ["fra"]


def test_templates_are_found_by_version() -> None:
    assert "set_run_local" not in templates.paths_of((13, 6, 1)) and "set_run_local" in templates.paths_of((14, 0, 0))
    assert "templating.variables[*]" in templates.paths_of((13, 3, 0))["send_msg"]


def test_rewriting_reaches_headers_and_leaves_what_is_no_template() -> None:
    data = with_action("14.4.2", type="call_webhook", url="a", method="get", headers={"x": "b"})
    templates.rewrite(data, CURRENT_SPEC, str.upper)
    assert first_action(data) == {"uuid": SEND, "type": "call_webhook", "url": "A", "method": "get", "headers": {"x": "B"}}
    assert first_router(data)["categories"][0]["name"] == "Yes" and first_router(data)["cases"][0]["arguments"] == ["YES"]


def test_ids_are_drawn_only_where_needed() -> None:
    draws = uuids()
    migrate(question("13.0.0"), Config(draws))
    assert draws() == made_up(1)
