"""Surveys as Surveyor reads them."""

from __future__ import annotations

import pytest

from app.engine.definition.downgrade import ACTIONS, Obstacle, for_surveyor, surveyor_obstacles
from app.engine.definition.errors import DefinitionError
from app.engine.definition.model import Flow
from app.engine.definition.reader import read_flow
from tests.app.engine.definition.flows import ASK, CASE, FLOW, OTHER, SEND, YES, Json, made_up, question, uuids

ACTION, OTHER_FLOW = made_up(0xAC), made_up(0xF11)


def survey(**changes: object) -> Json:
    data = question() | {"type": "messaging_offline", "expire_after_minutes": 0, **changes}
    del data["nodes"][0]["router"]["wait"]["timeout"]
    return data


def read(data: Json) -> Flow:
    return read_flow(data, new_uuid=uuids())


def with_action(action: Json) -> Flow:
    data = survey()
    data["nodes"][0]["actions"].append({"uuid": ACTION, **action})
    return read(data)


def test_a_survey_is_written_in_the_old_form() -> None:
    data = survey()
    data["nodes"][0]["actions"][0] |= {"template": {"uuid": made_up(1), "name": "Ask"}, "template_variables": ["x"]}
    data["localization"]["fra"][SEND] |= {"template_variables": ["y"], "_ui": {"auto_translated": ["text"]}}
    found = for_surveyor(read(data), [FLOW])
    expected = survey(spec_version="13.1.0", expire_after_minutes=10_080)
    del expected["_ui"]
    assert found == expected
    assert found["localization"]["fra"] == {SEND: {"text": ["Encore ?"]}, CASE: {"arguments": ["oui"]}, YES: {"name": ["Oui"]}}


def test_the_flow_itself_stays_as_it_is() -> None:
    flow = read(survey())
    for_surveyor(flow, [FLOW])["nodes"].clear()
    assert flow.raw["nodes"]
    assert flow.raw["spec_version"] == "14.4.2"


def test_no_survey_waits_for_a_time() -> None:
    data = survey()
    data["nodes"][0]["router"]["wait"]["timeout"] = {"seconds": 600, "category_uuid": OTHER}
    assert for_surveyor(read(data), [])["nodes"][0]["router"]["wait"] == {"type": "msg"}


def test_what_was_written_is_read_here_too() -> None:
    again = read(for_surveyor(read(survey()), []))
    assert (again.spec_version, again.type, len(again.nodes)) == ("14.4.2", "messaging_offline", 2)


def test_a_flow_for_messages_is_no_survey() -> None:
    flow = read(question())
    assert surveyor_obstacles(flow, []) == [Obstacle("type", "messaging")]
    with pytest.raises(DefinitionError, match="surveys can't have type 'messaging'") as caught:
        for_surveyor(flow, [])
    assert caught.value.code == "invalid"


@pytest.mark.parametrize(
    "kind",
    ["call_webhook", "call_resthook", "send_email", "send_broadcast", "start_session", "open_ticket", "set_contact_channel",
     "transfer_airtime", "call_classifier", "call_llm", "set_run_local", "request_optin", "say_msg", "play_audio"],
)  # fmt: skip
def test_what_surveyor_can_not_do_is_refused(kind: str) -> None:
    assert kind not in ACTIONS
    flow = with_action({"type": kind})
    assert surveyor_obstacles(flow, []) == [Obstacle("action", kind, ASK, ACTION)]


def test_a_survey_may_enter_surveys_only() -> None:
    flow = with_action({"type": "enter_flow", "flow": {"uuid": OTHER_FLOW, "name": "Part two"}})
    assert surveyor_obstacles(flow, [OTHER_FLOW]) == []
    assert surveyor_obstacles(flow, [FLOW]) == [Obstacle("subflow", OTHER_FLOW, ASK, ACTION)]
    again = with_action({"type": "enter_flow", "flow": {"uuid": FLOW, "name": "Stock"}})
    assert surveyor_obstacles(again, []) == []


@pytest.mark.parametrize(
    ("hint", "fits"), [("image", True), ("video", True), ("audio", True), ("location", True), ("digits", False)]
)
def test_hints_surveyor_knows(hint: str, fits: bool) -> None:
    data = survey()
    data["nodes"][0]["router"]["wait"]["hint"] = {"type": hint}
    assert surveyor_obstacles(read(data), []) == ([] if fits else [Obstacle("hint", hint, ASK)])
