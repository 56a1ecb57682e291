"""Reading a definition: what a Flow has, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.engine.definition.errors import DefinitionError
from app.engine.definition.model import DialWait, Flow, MsgWait, RandomRouter, SwitchRouter
from app.engine.definition.reader import read_flow
from app.engine.errors import EngineError
from tests.app.engine.definition.flows import ASK, CASE, END, FLOW, OTHER, SEND, STAY, TO_END, YES, made_up, question, uuids

Json = dict[str, Any]


def read(data: Any) -> Flow:
    return read_flow(data, new_uuid=uuids())


def test_a_flow_has_everything_the_engine_asks_for() -> None:
    flow = read(question())
    assert (flow.uuid, flow.name, flow.type, flow.language) == (FLOW, "Stock", "messaging", "eng")
    assert (flow.revision, flow.expire_after_minutes, flow.spec_version) == (7, 60, "14.4.2")
    ask, end = flow.nodes
    assert flow.node(ASK) is ask and flow.node(END) is end and flow.node(made_up(1)) is None
    assert ask.actions[0].uuid == SEND and ask.actions[0].data["text"] == "Any left @contact?"
    assert ask.exit(TO_END) is not None and ask.exit(TO_END).destination_uuid == END  # type: ignore[union-attr]
    assert ask.exit(STAY).destination_uuid is None  # type: ignore[union-attr]
    router = ask.router
    assert isinstance(router, SwitchRouter) and router.result_name == "Any Left"
    assert router.cases[0].arguments == ("yes",)
    assert router.category(YES).name == "Yes" and router.category(made_up(1)) is None  # type: ignore[union-attr]
    assert isinstance(router.wait, MsgWait) and router.wait.timeout is not None
    assert (router.wait.timeout.seconds, router.wait.timeout.category_uuid) == (600, OTHER)
    assert end.router is None


def test_localization_gives_texts_or_none() -> None:
    found = read(question()).localization
    assert found.languages == ["fra"]
    assert found.get("fra", CASE, "arguments") == ["oui"]
    assert found.get("fra", CASE, "text") == [] and found.get("spa", CASE, "arguments") == []


def test_notes_of_the_editor_beside_translations_are_kept_but_are_no_texts() -> None:
    data = question()
    data["localization"]["fra"][SEND]["_ui"] = {"auto_translated": ["text"]}
    flow = read(data)
    assert flow.raw["localization"]["fra"][SEND]["_ui"] == {"auto_translated": ["text"]}
    assert flow.localization.get("fra", SEND, "_ui") == []


def test_the_raw_definition_is_not_the_callers_object() -> None:
    data = question("13.0.0")
    flow = read(data)
    assert data["spec_version"] == "13.0.0" and flow.raw["spec_version"] == "14.4.2"
    assert flow.ui["nodes"][ASK]["position"] == {"left": 10, "top": 20}


def test_a_dial_wait_has_limits_of_its_own_or_the_usual() -> None:
    data = question()
    data["type"] = "voice"
    data["nodes"][0]["router"]["wait"] = {"type": "dial", "phone": "@fields.chief", "call_limit_seconds": 90}
    wait = read(data).nodes[0].router.wait  # type: ignore[union-attr]
    assert wait == DialWait("@fields.chief", 60, 90)


def test_a_random_router_needs_no_operand() -> None:
    data = question()
    router = data["nodes"][0]["router"]
    data["nodes"][0]["router"] = {"type": "random", "categories": router["categories"]}
    assert isinstance(read(data).nodes[0].router, RandomRouter)


def test_a_wrong_action_names_its_place() -> None:
    def check(action: Any, flow_type: str) -> None:
        assert flow_type == "messaging"
        if action["uuid"] != SEND:
            raise EngineError("action:invalid", "field 'text' is required")

    with pytest.raises(DefinitionError) as raised:
        read_flow(question(), new_uuid=uuids(), check_action=check)
    assert raised.value.message == "unable to read action[0]: field 'text' is required"
    assert raised.value.code == "invalid"


def test_an_action_that_may_not_stand_here_is_named_by_uuid() -> None:
    def check(action: Any, flow_type: str) -> None:
        raise EngineError("action:invalid", "not in a flow of this type")

    with pytest.raises(DefinitionError) as raised:
        read_flow(question(), new_uuid=uuids(), check_action=check)
    place = f"invalid node[uuid={ASK}]: invalid action[uuid={SEND}, type=send_msg]"
    assert raised.value.message == f"{place}: not in a flow of this type"


def _router(data: Json) -> Json:
    router: Json = data["nodes"][0]["router"]
    return router


def _change(**values: Any) -> Callable[[Json], object]:
    return lambda data: data.update(values)


def _change_router(**values: Any) -> Callable[[Json], object]:
    return lambda data: _router(data).update(values)


MANY = [{"uuid": made_up(number), "name": "X", "exit_uuid": STAY} for number in range(1, 102)]

BROKEN: list[tuple[Callable[[Json], object], str, str]] = [
    (_change(uuid="heh?"), "invalid", "field 'uuid' must be a valid UUID"),
    (_change(name=""), "invalid", "field 'name' is required"),
    (_change(type="whispers"), "invalid", "field 'type' is not a valid flow type"),
    (_change(revision=2**40), "limit", "field 'revision' must be less than"),
    (_change(revision="7"), "malformed", "field 'revision' must be a whole number"),
    (_change(expire_after_minutes=1.5), "malformed", "field 'expire_after_minutes' must be a whole number"),
    (_change(nodes={}), "malformed", "field 'nodes' must be a list"),
    (_change(nodes=[None]), "invalid", "field 'nodes[0]' is required"),
    (_change(nodes=[{"uuid": ASK, "exits": []}]), "invalid", "field 'exits' must have a minimum of 1 items"),
    (_change(spec_version="soon"), "malformed", "not a spec version"),
    (_change(spec_version="10.4"), "too_old", "10.4.0 is too old"),
    (_change(spec_version="14.5"), "too_new", "14.5.0 is newer"),
    (_change(localization={"xyx": {}}), "invalid", "invalid localization: invalid language code 'xyx'"),
    (_change(localization={"fra": {"heh?": {}}}), "invalid", "invalid item uuid 'heh?'"),
    (_change(localization={"fra": {SEND: {"text": ["a"] * 11}}}), "limit", "property 'text' can't have more than 10 values"),
    (_change(localization={"fra": {SEND: {"text": ["a" * 10_001]}}}), "limit", "can't be longer than 10000"),
    (_change(_ui={"nodes": {"x": "y" * 262_144}}), "limit", "_ui can't be larger than 262144 bytes"),
    (lambda data: data["nodes"].append(data["nodes"][0]), "invalid", f"node UUID {ASK} isn't unique"),
    (lambda data: data["nodes"][1]["exits"].append({"uuid": STAY}), "invalid", f"exit UUID {STAY} isn't unique"),
    (lambda data: data["nodes"][1]["actions"].append({"uuid": SEND, "type": "x"}), "invalid", "action UUID"),
    (lambda data: data["nodes"][1].update(actions=[{}] * 101), "invalid", "field 'type' is required"),
    (lambda data: data["nodes"][0]["exits"][0].update(destination_uuid=SEND), "invalid", "isn't a known node"),
    (lambda data: data["nodes"][0]["exits"].pop(), "invalid", f"category exit {STAY} is not a valid exit"),
    (_change_router(type="psychic"), "invalid", "unable to read router: unknown type: 'psychic'"),
    (_change_router(operand=""), "invalid", "field 'operand' is required"),
    (_change_router(categories=[]), "invalid", "field 'categories' must have a minimum of 1 items"),
    (_change_router(categories=MANY), "limit", "can't have more than 100 categories (has 101)"),
    (_change_router(default_category_uuid=SEND), "invalid", f"default category {SEND} is not a valid category"),
    (_change_router(result_name="r" * 65), "limit", "field 'result_name' is not a valid result name"),
    (_change_router(wait={"type": "msg", "timeout": {"seconds": 0, "category_uuid": OTHER}}), "invalid", "field 'seconds'"),
    (_change_router(wait={"type": "msg", "timeout": {"seconds": 5, "category_uuid": SEND}}), "invalid", "timeout category"),
    (_change_router(wait={"type": "msg", "hint": {"type": "smell"}}), "invalid", "unknown hint type: 'smell'"),
    (_change_router(wait={"type": "dial", "phone": "+250"}), "invalid", "wait type 'dial' is not allowed in a flow of type"),
    (_change_router(wait={"type": "sleep"}), "invalid", "unable to read wait: unknown type: 'sleep'"),
    (lambda data: _router(data)["cases"][0].update(arguments=["a"] * 11), "limit", "can't have more than 10 arguments (has 11)"),
    (lambda data: _router(data)["cases"][0].update(category_uuid=SEND), "invalid", f"category {SEND} is not a valid category"),
    (lambda data: _router(data)["cases"][0].pop("type"), "invalid", "unable to read case: field 'type' is required"),
    (lambda data: _router(data)["categories"][0].update(name="n" * 37), "limit", "less than or equal to 36"),
    (lambda data: data.update(type="messaging_background"), "invalid", "wait type 'msg' is not allowed"),
]


@pytest.mark.parametrize(("change", "code", "words"), BROKEN)
def test_what_is_broken_is_refused_and_said(change: Callable[[Json], object], code: str, words: str) -> None:
    data = question()
    change(data)
    with pytest.raises(DefinitionError) as raised:
        read(data)
    assert words in raised.value.message
    assert raised.value.code == code


@pytest.mark.parametrize("data", [None, [], "flow", 5, {}, {"spec_version": 13}])
def test_what_is_no_definition_is_malformed(data: Any) -> None:
    with pytest.raises(DefinitionError) as raised:
        read(data)
    assert raised.value.code == "malformed"


def test_nesting_has_a_limit() -> None:
    data = question()
    deep: Any = []
    for _ in range(500):
        deep = [deep]
    data["_ui"] = deep
    with pytest.raises(DefinitionError, match="nested too deep"):
        read(data)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ({"type": "add_contact_groups", "groups": [{"uuid": FLOW, "name": "g" * 65}]}, "field 'groups[0].name' must be less"),
        ({"type": "add_input_labels", "labels": [{"uuid": "5"}]}, "field 'labels[0].uuid' must be a valid UUID"),
        ({"type": "enter_flow", "flow": {"name": "Child"}}, "field 'flow.uuid' is required"),
    ],
)
def test_assets_are_named_well_whether_or_not_the_action_runs_here(action: Json, words: str) -> None:
    data = question()
    data["nodes"][1]["actions"] = [{"uuid": SEND.replace("b", "c"), **action}]
    with pytest.raises(DefinitionError) as raised:
        read(data)
    assert words in raised.value.message
