"""Copies of flows: clones, and the same flow with another base language."""

from __future__ import annotations

import json

import pytest

from app.engine.definition.cloning import clone
from app.engine.definition.errors import DefinitionError
from app.engine.definition.reader import read_flow
from app.engine.definition.rebasing import change_language
from tests.app.engine.definition.flows import ASK, CASE, FLOW, OTHER, SEND, YES, made_up, question, uuids

CHILD, OTHER_CHILD = made_up(0xC1), made_up(0xC2)


def test_a_clone_shares_no_part_but_is_wired_alike() -> None:
    data = question()
    data["nodes"][1]["actions"].append({"uuid": made_up(0xC0), "type": "enter_flow", "flow": {"uuid": CHILD, "name": "Child"}})
    data["_ui"]["stickies"] = {made_up(0x51): {"title": "Note"}}
    found = clone(data, new_uuid=uuids(0x1000), dependencies={CHILD: OTHER_CHILD})
    text = json.dumps(found)
    for old in (FLOW, ASK, SEND, CASE, YES, OTHER, CHILD, made_up(0x51)):
        assert old not in text
    flow = read_flow(found, new_uuid=uuids())
    assert list(found["_ui"]["nodes"]) == [flow.nodes[0].uuid]
    assert flow.localization.get("fra", flow.nodes[0].actions[0].uuid, "text") == ["Encore ?"]
    assert flow.nodes[1].actions[1].data["flow"]["uuid"] == OTHER_CHILD
    assert data == data | {"uuid": FLOW}


def test_translations_become_the_base_and_the_base_a_translation() -> None:
    flow = read_flow(question(), new_uuid=uuids())
    found = change_language(flow, "fra")
    changed = read_flow(found, new_uuid=uuids())
    assert changed.language == "fra" and changed.localization.languages == ["eng"]
    assert changed.nodes[0].actions[0].data["text"] == "Encore ?"
    assert changed.nodes[0].actions[0].data["quick_replies"] == ["Yes", "No"]
    assert changed.localization.get("eng", SEND, "text") == ["Any left @contact?"]
    assert found["nodes"][0]["router"]["categories"][0]["name"] == "Oui"
    assert found["nodes"][0]["router"]["cases"][0]["arguments"] == ["oui"]


def test_there_and_back_keeps_every_text() -> None:
    flow = read_flow(question(), new_uuid=uuids())
    there = read_flow(change_language(flow, "fra"), new_uuid=uuids())
    back = read_flow(change_language(there, "eng"), new_uuid=uuids())
    assert [a.data for n in back.nodes for a in n.actions] == [a.data for n in flow.nodes for a in n.actions]
    assert back.localization.get("fra", SEND, "text") == ["Encore ?"]


def test_the_same_language_changes_nothing_and_a_wrong_one_is_refused() -> None:
    flow = read_flow(question(), new_uuid=uuids())
    assert change_language(flow, "eng") == question()
    with pytest.raises(DefinitionError):
        change_language(flow, "french")
