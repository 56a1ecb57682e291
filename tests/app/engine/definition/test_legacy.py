"""Definitions of before spec 13."""

from __future__ import annotations

import time
from typing import Any

import pytest

from app.engine.definition.errors import DefinitionError
from app.engine.definition.legacy import upgrade_export
from app.engine.definition.legacy.expressions import Options, migrate_template
from app.engine.definition.model import MsgWait
from app.engine.definition.reader import read_flow, to_current
from tests.app.engine.definition.flows import made_up, uuids

Json = dict[str, Any]
FLOW, FIRST, RULES, LAST, REPLY = (made_up(0xD0 + number) for number in range(5))


def survey(**changes: Any) -> Json:
    """Asks for an age, waits five minutes."""
    return {
        "version": "11.12",
        "base_language": "eng",
        "flow_type": "M",
        "entry": FIRST,
        "metadata": {"uuid": FLOW, "name": "Age", "expires": 60, "revision": 3},
        "action_sets": [
            {"uuid": LAST, "x": 0, "y": 300, "destination": None, "exit_uuid": made_up(0xE1), "actions": [
                {"type": "save", "uuid": made_up(0xE2), "field": "age", "label": "Age", "value": "@flow.age"},
            ]},
            {"uuid": FIRST, "x": 0, "y": 100, "destination": RULES, "exit_uuid": made_up(0xE3), "actions": [
                {"type": "reply", "uuid": REPLY, "msg": {"eng": "How old @contact?", "fra": "Quel âge, @contact ?"}},
            ]},
        ],
        "rule_sets": [
            {"uuid": RULES, "x": 0, "y": 200, "label": "Age", "operand": "@step.value", "ruleset_type": "wait_message", "rules": [
                {"uuid": made_up(0xE4), "category": {"eng": "Adult"}, "destination": LAST,
                 "test": {"type": "gte", "test": "@(15 + 3)"}},
                {"uuid": made_up(0xE5), "category": {"eng": "Other"}, "destination": None, "test": {"type": "true"}},
                {"uuid": made_up(0xE6), "category": {"eng": "No Response"}, "destination": FIRST,
                 "test": {"type": "timeout", "minutes": 5}},
            ]},
        ],
        **changes,
    }  # fmt: skip


def test_a_survey_of_version_11_runs_today() -> None:
    flow = read_flow(survey(), new_uuid=uuids())
    assert (flow.uuid, flow.name, flow.type, flow.expire_after_minutes) == (FLOW, "Age", "messaging", 60)
    assert [node.uuid for node in flow.nodes] == [FIRST, RULES, LAST]
    assert flow.nodes[0].actions[0].data["text"] == "How old @contact?"
    assert flow.localization.get("fra", REPLY, "text") == ["Quel âge, @contact ?"]
    router = flow.nodes[1].router
    assert router is not None and isinstance(router.wait, MsgWait) and router.wait.timeout is not None
    assert router.wait.timeout.seconds == 300
    assert router.category(router.wait.timeout.category_uuid).name == "No Response"  # type: ignore[union-attr]
    assert [(case.type, case.arguments) for case in router.cases] == [("has_number_gte", ("@(15 + 3)",))]  # type: ignore[union-attr]
    assert flow.nodes[2].actions[0].data["value"] == "@results.age"


def test_a_destination_that_is_nowhere_is_an_end() -> None:
    data = survey()
    data["action_sets"][1]["destination"] = made_up(0xFF)
    assert read_flow(data, new_uuid=uuids()).nodes[0].exits[0].destination_uuid is None


def test_recordings_and_pictures_get_the_address_of_the_server_they_lay_on() -> None:
    data = survey()
    data["action_sets"][1]["actions"][0]["media"] = {"eng": "image/png:box.png", "fra": "audio:http://x.org/a.mp3"}
    flow = read_flow(data, new_uuid=uuids(), media_url="https://old.example.org/media/")
    assert flow.nodes[0].actions[0].data["attachments"] == ["image/png:https://old.example.org/media/box.png"]
    assert flow.localization.get("fra", REPLY, "attachments") == ["audio:http://x.org/a.mp3"]


def test_addresses_of_webhooks_have_their_expressions_escaped() -> None:
    data = survey()
    data["rule_sets"][0].update(
        ruleset_type="webhook",
        config={"webhook": "http://10.0.0.1/?n=@contact.name", "webhook_action": "GET"},
        rules=[
            {"uuid": made_up(0xE4), "category": "Success", "test": {"type": "webhook_status", "status": "success"}},
            {"uuid": made_up(0xE5), "category": "Failure", "test": {"type": "webhook_status", "status": "failure"}},
        ],
    )
    node = read_flow(data, new_uuid=uuids()).nodes[1]
    assert node.actions[0].data["url"] == "http://10.0.0.1/?n=@(url_encode(contact.name))"
    assert "body" not in node.actions[0].data
    assert node.router.operand == "@(default(webhook.status, 0))"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Dear @contact.first_name, you are @flow.age.", "Dear @contact.first_name, you are @results.age."),
        ("@(SUM(flow.a, flow.b) * 2)", "@((results.a + results.b) * 2)"),
        ("@(WEEKDAY(date.today) = 1)", "@(weekday(format_date(today())) + 1 = 1)"),
        ("@(contact.a - contact.b)", "@(legacy_add(fields.a, -fields.b))"),
        ('@(IF(contact.sex = "f", "Ms"))', '@(if(fields.sex = "f", "Ms", false))'),
        ('@(SUBSTITUTE(step.value, "a", "b"))', '@(replace(input, "a", "b"))'),
        ("@(7 <> 8)", "@(7 != 8)"),
        ("@(2 * (3 + 4))", "@(2 * (3 + 4))"),
        ("@(LEFT(contact, 2) & flow.x)", "@(text_slice(contact, 0, 2) & results.x)"),
        ("me@example.org @@home @unknown.x @", "me@example.org @@home @unknown.x @"),
        ("@(NOSUCH(1)) @(1 + ) @(1", "@(NOSUCH(1)) @(1 + ) @(1"),
        ("@(LEFT(contact))", "@(LEFT(contact))"),
    ],
)
def test_expressions(old: str, new: str) -> None:
    assert migrate_template(old) == new


def test_dates_to_compare_with_stay_dates() -> None:
    assert migrate_template("@(date.today + 3)", Options(raw_dates=True)) == '@(datetime_add(today(), 3, "D"))'


def test_a_text_made_to_be_slow_is_not() -> None:
    started = time.process_time()
    migrate_template("@(" * 50_000)
    migrate_template("@" + "(" * 5_000 + ")" * 5_000)
    assert time.process_time() - started < 5


def clinic() -> Json:
    """An export of version 3: numbers instead of UUIDs, filters, no languages, a webhook beside the rules."""
    return {
        "version": 3,
        "flows": [
            {
                "id": 11,
                "name": "Register",
                "flow_type": "F",
                "definition": {
                    "entry": FIRST,
                    "metadata": {"notes": []},
                    "action_sets": [
                        {"uuid": FIRST, "x": 0, "y": 0, "destination": RULES, "actions": [
                            {"type": "reply", "msg": "Hello @contact.name|upper_case, next visit?"},
                            {"type": "add_group", "groups": [{"id": 5, "name": "Patients"}]},
                        ]},
                        {"uuid": LAST, "x": 0, "y": 200, "destination": None, "actions": [
                            {"type": "flow", "id": 12, "name": "Remind"},
                        ]},
                    ],
                    "rule_sets": [
                        {"uuid": RULES, "x": 0, "y": 100, "label": "Visit", "operand": "@step.value", "webhook": "http://10.0.0.1/",
                         "webhook_action": "POST", "rules": [
                            {"uuid": made_up(0xE4), "category": "Later", "destination": LAST,
                             "test": {"type": "date_after", "test": "@date.today|time_delta:'-1'"}},
                            {"uuid": made_up(0xE5), "category": "Other", "destination": FIRST,
                             "test": {"type": "true", "test": "true"}},
                        ]},
                    ],
                },
            },
            {"id": 12, "name": "Remind", "flow_type": "F", "definition": {"action_sets": [], "rule_sets": []}},
        ],
        "triggers": [{"trigger_type": "K", "keyword": "visit", "flow": {"id": 11, "name": "Register"}, "groups": []}],
    }  # fmt: skip


def test_an_export_of_version_3_is_whole_again() -> None:
    draw = uuids()
    export = upgrade_export(clinic(), new_uuid=draw)
    register, remind = (read_flow(flow, new_uuid=draw) for flow in export["flows"])
    assert (register.name, remind.name) == ("Register", "Remind")
    assert export["triggers"][0]["flow"]["uuid"] == register.uuid
    actions = [action.data for node in register.nodes for action in node.actions]
    assert actions[0]["text"] == "Hello @(upper(contact.name)), next visit?"
    assert actions[1]["groups"][0]["name"] == "Patients"
    assert next(a for a in actions if a["type"] == "enter_flow")["flow"]["uuid"] == remind.uuid


def test_a_webhook_beside_rules_becomes_a_node_before_them() -> None:
    export = upgrade_export(clinic(), new_uuid=uuids())
    flow = read_flow(export["flows"][0], new_uuid=uuids(0x5000))
    call = flow.node(RULES)
    assert call is not None and call.actions[0].type == "call_webhook" and call.actions[0].data["method"] == "POST"
    following = {way.destination_uuid for way in call.exits}
    assert len(following) == 1
    rules = flow.node(following.pop() or "")
    assert rules is not None and rules.router is not None and isinstance(rules.router.wait, MsgWait)
    assert rules.router.cases[0].arguments == ('@(datetime_add(today(), -1, "D"))',)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"version": 2, "flows": []}, "too_old"),
        ({"flows": []}, "malformed"),
        ([], "malformed"),
    ],
)
def test_exports_that_are_refused(data: Any, code: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        upgrade_export(data, new_uuid=uuids())
    assert raised.value.code == code


def test_newer_exports_are_left_alone() -> None:
    export = {"version": "13", "flows": [{"uuid": FLOW}]}
    assert upgrade_export(export, new_uuid=uuids()) == export


def test_a_single_flow_too_old_to_stand_alone_says_so() -> None:
    for data in (clinic()["flows"][0], survey(version=2), survey(version="99")):
        with pytest.raises(DefinitionError) as raised:
            to_current(data, new_uuid=uuids())
        assert raised.value.code in ("too_old", "too_new")


def test_a_flow_of_version_7_can_stand_alone() -> None:
    data = survey(version=7)
    del data["metadata"]["uuid"]
    data["action_sets"][1]["actions"][0]["msg"] = "=UPPER(contact)"
    flow = read_flow(data, new_uuid=uuids())
    assert flow.nodes[0].actions[0].data["text"] == "@(upper(contact))"
