"""Sessions of our own flows, saved and read back at every wait."""

from __future__ import annotations

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.engine.assets import SessionAssets
from app.engine.contact import Contact
from app.engine.envs import Environment
from app.engine.errors import EngineError
from app.engine.limits import Limits
from app.engine.resumes import read_resume
from app.engine.triggers import read_trigger
from tests.app.engine.office import CHANNEL, CONTACT, WHEN, Office, flow_file, of_type, texts, types
from tests.conformance.mock_universe import MockUniverse

STOCK = "f0000000-0000-4000-8000-000000000001"
MORNING = "f0000000-0000-4000-8000-000000000002"
TIMEOUT_CATEGORY = "No Response"


@pytest.fixture
def office() -> Office:
    return Office(flow_file("stock"))


def node(office: Office, flow: int, index: int) -> dict[str, Any]:
    found: dict[str, Any] = office.data["flows"][flow]["nodes"][index]
    return found


def test_waits_for_an_answer(office: Office) -> None:
    session, sprint = office.start(STOCK)
    assert types(sprint) == ["run_started", "msg_created", "msg_wait"]
    assert sprint.is_initial
    assert (session.status, session.runs[0].status, session.sprints) == ("waiting", "waiting", 1)
    wait = sprint.events[-1]
    assert wait["timeout_seconds"] == 300
    assert wait["expires_on"] == "2025-05-04T13:30:54.123456789Z"
    message = of_type(sprint, "msg_created")[0]["msg"]
    assert message["urn"] == "tel:+250788123123"
    assert message["channel"] == {"uuid": CHANNEL["uuid"], "name": CHANNEL["name"]}
    assert message["locale"] == "eng-RW"


def test_an_answer_is_routed_saved_and_thanked_for(office: Office) -> None:
    session, _ = office.start(STOCK)
    session, sprint = office.say(session, "about 14 boxes")
    assert types(sprint) == [
        "run_result_changed",
        "contact_field_changed",
        "contact_groups_changed",
        "msg_created",
        "run_ended",
    ]
    assert texts(sprint) == ["Thank you, 14 (Number)"]
    assert not sprint.is_initial
    assert session.status == "completed"
    assert session.runs[0].results["boxes"].input == "about 14 boxes"
    assert office.contact.to_json()["fields"] == {"boxes": {"text": "14", "number": 14}}
    assert [group.name for group in office.contact.groups] == ["Well stocked"]
    assert sprint.segments[0]["operand"] == "about 14 boxes"
    assert "path" not in session.to_json()["runs"][0]


def test_a_wrong_answer_is_asked_for_again(office: Office) -> None:
    session, _ = office.start(STOCK)
    session, sprint = office.say(session, "many")
    assert texts(sprint) == ["many is no number.", "How many boxes have you?"]
    assert session.status == "waiting"
    session, sprint = office.say(session, "3")
    assert of_type(sprint, "run_result_changed")[0]["previous"] == {"value": "many", "category": "Other"}
    assert session.status == "completed"


def test_the_contacts_language_is_used_where_it_is_allowed(office: Office) -> None:
    office.env = Environment.read({"allowed_languages": ["eng", "kin"]})
    office.contact.language = "kin"
    session, sprint = office.start(STOCK)
    assert texts(sprint) == ["Mufite amakarito angahe?"]
    session, sprint = office.say(session, "2")
    assert texts(sprint) == ["Murakoze, 2 (Umubare)"]
    message = of_type(sprint, "msg_created")[0]["msg"]
    assert [reply["text"] for reply in message["quick_replies"]] == ["Yego", "Oya"]
    assert message["locale"] == "kin-RW"
    assert session.runs[0].results["boxes"].category_localized == "Umubare"


def test_a_language_that_is_not_allowed_is_not_used(office: Office) -> None:
    office.contact.language = "kin"
    assert texts(office.start(STOCK)[1]) == ["How many boxes have you?"]


def test_a_timeout_takes_its_category(office: Office) -> None:
    session, _ = office.start(STOCK)
    session, sprint = office.time_out(session)
    result = of_type(sprint, "run_result_changed")[0]
    assert (result["value"], result["category"]) == ("", TIMEOUT_CATEGORY)
    assert session.status == "completed"


def test_a_timeout_ends_only_a_wait_that_has_one(office: Office) -> None:
    del node(office, 0, 0)["router"]["wait"]["timeout"]
    session, _ = office.start(STOCK)
    with pytest.raises(EngineError) as caught:
        office.time_out(session)
    assert caught.value.code == "resume:mismatch"


def test_an_expiration_ends_the_session(office: Office) -> None:
    session, _ = office.start(STOCK)
    session, sprint = office.expire(session)
    assert [event["status"] for event in of_type(sprint, "run_ended")] == ["expired"]
    assert (session.status, session.runs[0].status) == ("completed", "expired")


def test_a_parent_goes_on_after_its_child(office: Office) -> None:
    session, sprint = office.start(MORNING)
    started = of_type(sprint, "run_started")
    assert started[1]["parent_uuid"] == session.runs[0].uuid
    assert [run.status for run in session.runs] == ["active", "waiting"]
    session, sprint = office.say(session, "5")
    assert texts(sprint) == ["Thank you, 5 (Number)", "Done: 5"]
    assert [event["flow"]["name"] for event in of_type(sprint, "run_ended")] == ["Stock report", "Morning"]
    assert session.status == "completed"


def test_a_parent_hears_that_its_child_expired(office: Office) -> None:
    session, _ = office.start(MORNING)
    session, sprint = office.expire(session)
    assert texts(sprint) == ["Too late."]
    assert [run.status for run in session.runs] == ["completed", "expired"]


def test_a_childs_failure_fails_its_parents(office: Office) -> None:
    node(office, 0, 0)["router"]["default_category_uuid"] = None
    session, _ = office.start(MORNING)
    session, sprint = office.say(session, "many")
    assert types(sprint) == ["failure", "run_ended", "run_ended"]
    assert {run.status for run in session.runs} == {"failed"}
    assert session.status == "failed"


def test_a_terminal_child_ends_all_open_runs(office: Office) -> None:
    node(office, 1, 0)["actions"][0]["terminal"] = True
    session, sprint = office.start(MORNING)
    assert types(sprint)[:3] == ["run_started", "run_ended", "run_started"]
    assert of_type(sprint, "run_started")[1]["terminal"] is True
    session, sprint = office.say(session, "5")
    assert texts(sprint) == ["Thank you, 5 (Number)"]
    assert session.status == "completed"


def test_the_message_that_started_the_session_answers_its_first_wait(office: Office) -> None:
    session, sprint = office.start(STOCK, text="12")
    assert session.status == "completed"
    assert texts(sprint) == ["How many boxes have you?", "Thank you, 12 (Number)"]
    assert session.runs[0].had_input
    assert office.contact.last_seen_on is not None


def test_a_loop_without_waits_ends_with_a_failure(office: Office) -> None:
    data = copy.deepcopy(office.data)
    loop = data["flows"][0]["nodes"][2]
    loop["exits"][0]["destination_uuid"] = loop["uuid"]
    data["flows"][0]["nodes"] = [loop]
    office = Office(data, limits=Limits(steps_per_sprint=10))
    session, sprint = office.start(STOCK)
    assert len(of_type(sprint, "msg_created")) == 10
    assert of_type(sprint, "failure")[0]["text"] == "Reached maximum number of steps per sprint (10)"
    assert session.status == "failed"


def test_a_session_with_too_many_sprints_fails(office: Office) -> None:
    office = Office(flow_file("stock"), limits=Limits(sprints_per_session=2))
    session, _ = office.start(STOCK)
    session, _ = office.say(session, "many")
    session, sprint = office.say(session, "many")
    assert types(sprint) == ["failure", "run_ended"]
    assert session.status == "failed"


def test_a_flow_that_enters_itself_ends_with_a_failure(office: Office) -> None:
    node(office, 1, 0)["actions"][0]["flow"]["uuid"] = MORNING
    office = Office(office.data, limits=Limits(runs_per_session=5))
    session, sprint = office.start(MORNING)
    assert len(session.runs) == 6
    assert of_type(sprint, "failure")[0]["text"] == "Reached maximum number of runs per session (5)"
    assert {run.status for run in session.runs} == {"failed"}


def test_only_waiting_sessions_are_resumed(office: Office) -> None:
    session, _ = office.start(STOCK, text="12")
    resume = read_resume({"type": "msg", "event": office.msg_received("x"), "resumed_on": WHEN})
    with pytest.raises(EngineError) as caught:
        office.engine.resume(session, resume)
    assert caught.value.code == "resume:not_waiting"


@pytest.mark.parametrize("change", ["flow", "node", "wait"])
def test_a_session_whose_flow_changed_under_it_fails_and_says_so(office: Office, change: str) -> None:
    session, _ = office.start(STOCK)
    data = copy.deepcopy(office.data)
    if change == "flow":
        data["flows"] = []
    elif change == "node":
        data["flows"][0]["nodes"][0]["uuid"] = "e0000000-0000-4000-8000-0000000000ff"
        data["flows"][0]["nodes"][2]["exits"][0].pop("destination_uuid")
    else:
        del data["flows"][0]["nodes"][0]["router"]["wait"]
    later = Office(data, universe=office.universe)
    session = later.engine.read_session(session.to_json(), later.assets, later.env, later.contact)
    session, sprint = later.say(session, "5")
    assert types(sprint) == ["failure", "run_ended"]
    assert session.status == "failed"


def test_a_missing_flow_is_an_error(office: Office) -> None:
    with pytest.raises(EngineError) as caught:
        office.start("f0000000-0000-4000-8000-0000000000ff")
    assert caught.value.code == "flow:missing"


def test_an_unknown_action_type_is_an_error(office: Office) -> None:
    node(office, 0, 1)["actions"][0]["type"] = "make_coffee"
    with pytest.raises(EngineError) as caught:
        office.start(STOCK)
    assert caught.value.code == "action:unknown_type"


def test_flows_are_read_once(office: Office) -> None:
    office.start(STOCK)
    office.start(STOCK)
    assert office.source.asked == [STOCK]


def test_smart_groups_are_put_right_when_a_session_starts() -> None:
    office = Office(flow_file("stock"))
    office.contact_data |= {
        "groups": [{"uuid": "90000000-0000-4000-8000-000000000001", "name": "Well stocked"}],
        "fields": {"boxes": {"text": "2", "number": 2}},
    }
    office.__post_init__()
    _, sprint = office.start(STOCK)
    assert sprint.events[0]["type"] == "contact_groups_changed"
    assert [group["name"] for group in sprint.events[0]["groups_removed"]] == ["Well stocked"]
    assert office.contact.groups == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"type": "moon"}, "trigger:unknown_type"),
        ({"type": "manual"}, "trigger:invalid"),
        ({"type": "manual", "flow": {"uuid": STOCK}, "triggered_on": "yesterday"}, "trigger:invalid"),
        ({"type": "msg", "flow": {"uuid": STOCK}, "triggered_on": WHEN}, "trigger:invalid"),
        ("manual", "trigger:invalid"),
        (
            {"type": "msg", "flow": {"uuid": STOCK}, "triggered_on": WHEN, "event": {"type": "msg_received"}},
            "trigger:invalid",
        ),
    ],
)
def test_triggers_that_make_no_sense(office: Office, data: Any, code: str) -> None:
    with pytest.raises(EngineError) as caught:
        read_trigger(data, office.assets)
    assert caught.value.code == code


@pytest.mark.parametrize("broken", ["uuid", "trigger", "status", "runs", "input"])
def test_sessions_that_make_no_sense(office: Office, broken: str) -> None:
    session, _ = office.start(STOCK)
    stored = json.loads(json.dumps(session.to_json()))
    if broken in ("runs", "input"):
        stored[broken] = [{}] if broken == "runs" else {"text": "?"}
    else:
        del stored[broken]
    with pytest.raises(EngineError) as caught:
        office.engine.read_session(stored, office.assets, office.env, office.contact)
    assert caught.value.code == "session:invalid"


def test_the_same_world_gives_the_same_session() -> None:
    def run() -> str:
        office = Office(flow_file("stock"))
        session, first = office.start(MORNING)
        session, second = office.say(session, "11")
        return json.dumps([first.events, second.events, second.segments, session.to_json()])

    assert run() == run()


def test_saving_and_reading_back_changes_nothing() -> None:
    def run(reloads: bool) -> str:
        office = Office(flow_file("stock"), env=Environment.read({"allowed_languages": ["eng", "kin"]}))
        session, sprint = office.start(MORNING)
        told = [*sprint.events]
        for answer in ("many", "", "about 14"):
            resume = read_resume({"type": "msg", "event": office.msg_received(answer), "resumed_on": WHEN})
            session = office.reload(session) if reloads else session
            sprint = office.engine.resume(session, resume)
            told += [*sprint.events, *sprint.segments]
        assert session.status == "completed"
        return json.dumps([told, session.to_json(), office.contact.to_json()])

    assert run(reloads=True) == run(reloads=False)


def test_assets_are_shared_between_threads() -> None:
    source = Office(flow_file("stock")).source
    shared = SessionAssets(source, MockUniverse())

    def talk(number: int) -> list[str]:
        universe = MockUniverse(seed=number)
        office = Office(flow_file("stock"), universe=universe)
        office.assets = shared
        office.contact = Contact.read(CONTACT, shared)
        session, _ = office.start(MORNING)
        return texts(office.say(session, str(number))[1])

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(talk, range(40)))
    assert said == [[f"Thank you, {number} (Number)", f"Done: {number}"] for number in range(40)]
    assert sorted(source.asked) == [STOCK, MORNING]


def test_the_environment_follows_the_contact() -> None:
    """Zone and country are looked up again when the contact's address, its channel or its zone changed."""
    abroad = {**CHANNEL, "uuid": "c0000000-0000-4000-8000-000000000009", "name": "Abroad", "country": "EC"}
    office = Office({**flow_file("stock"), "channels": [CHANNEL, abroad]})
    session, _ = office.start(MORNING)
    assert (session.env.default_country, str(session.env.timezone)) == ("RW", "UTC")
    session.contact.urns[0].channel = office.assets.channel(abroad["uuid"])
    assert session.env.default_country == "EC"
    session.contact.timezone = "America/Guayaquil"
    assert str(session.env.timezone) == "America/Guayaquil"
    session.contact.urns.clear()
    assert session.env.default_country == ""
