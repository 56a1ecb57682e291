"""The list of flows."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from app.contracts.base import Actor
from app.errors import Forbidden, OutpostError
from app.services.flows import Flows
from tests.app.services.conversing import ADA, BOB, Line, add_keyword, import_flows, new_id, stock_flow
from tests.app.support import Office


def test_the_list_counts_and_names(office: Office) -> None:
    line = Line(office, office.add_phone())
    stock, other = stock_flow("Stock"), stock_flow("Births")
    import_flows(office, stock, other)
    add_keyword(office, stock["uuid"], "stock", "boxes")
    line.hear("stock", ADA)
    line.hear("stock", BOB)
    line.hear("none", BOB)
    births, shown = Flows(office.core, office.people["viewer"]).all(office.workspace)
    assert (births.name, births.started, births.waiting, births.keywords) == ("Births", 0, 0, [])
    assert (shown.name, shown.type, shown.language, shown.nodes, shown.revision) == ("Stock", "messaging", "eng", 5, 1)
    assert (shown.started, shown.completed, shown.waiting) == (2, 1, 1)
    assert shown.keywords == ["stock", "boxes"]
    assert Flows(office.core, office.admin).all(office.other_workspace) == []


def test_strangers_see_nothing(office: Office) -> None:
    with pytest.raises(Forbidden):
        Flows(office.core, office.people["viewer"]).all(office.other_workspace)
    with pytest.raises(Forbidden):
        Flows(office.core, Actor(1, "Nobody")).all(office.workspace)


def flows(office: Office) -> Flows:
    return Flows(office.core, office.admin)


def reason_of(call: Callable[[], object]) -> str:
    with pytest.raises(OutpostError) as caught:
        call()
    return str(caught.value.params.get("reason") or caught.value.code)


def test_renaming_is_a_revision_and_revisions_come_back(office: Office) -> None:
    made = stock_flow()
    import_flows(office, made, stock_flow("Births"))
    uuid = made["uuid"]
    flows(office).rename(office.workspace, uuid, " Weekly  stock ")
    assert reason_of(lambda: flows(office).rename(office.workspace, uuid, "BIRTHS")) == "taken"
    assert reason_of(lambda: flows(office).rename(office.workspace, uuid, " ")) == "empty"
    changed = {**made, "name": "Weekly stock", "nodes": [{**made["nodes"][0], "actions": []}, *made["nodes"][1:]]}
    import_flows(office, changed)
    assert [one.revision for one in flows(office).revisions(office.workspace, uuid)] == [3, 2, 1]
    back = flows(office).revert(office.workspace, uuid, 1)
    definition = json.loads(back.definition)
    assert (back.revision, definition["name"], definition["revision"]) == (4, "Weekly stock", 4)
    assert definition["nodes"][0]["actions"][0]["text"] == made["nodes"][0]["actions"][0]["text"]
    assert json.loads(flows(office).definition(office.workspace, uuid, 3).definition)["nodes"][0]["actions"] == []
    assert reason_of(lambda: flows(office).definition(office.workspace, uuid, 9)) == "not_found"
    assert Line(office, office.add_phone()).hear("stock") == []


def test_archiving_stops_what_starts_it(office: Office) -> None:
    made = stock_flow()
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    line = Line(office, office.add_phone())
    line.hear("stock", ADA)
    flows(office).archive(office.workspace, made["uuid"])
    assert line.hear("stock", BOB) == []
    assert line.hear("none", ADA) == []
    assert flows(office).all(office.workspace) == []
    [shown] = flows(office).archived(office.workspace)
    assert (shown.name, shown.keywords) == ("Stock", [])
    import_flows(office, stock_flow("stock"))
    assert reason_of(lambda: flows(office).restore(office.workspace, made["uuid"])) == "taken"
    flows(office).rename(office.workspace, made["uuid"], "Old stock")
    flows(office).restore(office.workspace, made["uuid"])
    assert [one.name for one in flows(office).all(office.workspace)] == ["Old stock", "stock"]


def test_what_cannot_be_deleted_says_why(office: Office) -> None:
    made, parent = stock_flow(), stock_flow("Parent")
    enter = {"type": "enter_flow", "uuid": new_id(), "flow": {"uuid": made["uuid"], "name": "Stock"}, "terminal": False}
    parent["nodes"][0]["actions"].append(enter)
    import_flows(office, made, parent)
    add_keyword(office, made["uuid"], "stock")
    line = Line(office, office.add_phone())
    line.hear("stock", ADA)

    def delete() -> object:
        return flows(office).delete(office.workspace, made["uuid"])

    assert reason_of(delete) == "flow_not_archived"
    flows(office).archive(office.workspace, made["uuid"])
    assert reason_of(delete) == "flow_waiting"
    line.hear("none", ADA)
    assert reason_of(delete) == "flow_in_use"
    flows(office).archive(office.workspace, parent["uuid"])
    flows(office).delete(office.workspace, parent["uuid"])
    delete()
    assert flows(office).archived(office.workspace) == []
    assert reason_of(lambda: flows(office).restore(office.workspace, made["uuid"])) == "not_found"
    import_flows(office, made)
    assert [one.uuid for one in flows(office).all(office.workspace)] == [made["uuid"]]


def test_a_copy_is_a_flow_of_its_own(office: Office) -> None:
    made = stock_flow()
    import_flows(office, made)
    flows(office).set_labels(office.workspace, made["uuid"], ["Weekly", "weekly", " Stock "])
    copied = flows(office).copy(office.workspace, made["uuid"])
    assert (copied.name, copied.labels, copied.revision) == ("Stock 2", ["Weekly", "Stock"], 1)
    assert copied.uuid != made["uuid"]
    add_keyword(office, copied.uuid, "copy")
    assert Line(office, office.add_phone()).hear("copy") == ["Boxes of amoxicillin? (none or some)"]
    assert reason_of(lambda: flows(office).set_labels(office.workspace, made["uuid"], ["x"] * 21)) == "too_many"
    assert reason_of(lambda: flows(office).set_labels(office.workspace, made["uuid"], ["x" * 65])) == "too_long"


def test_who_may_change_flows(office: Office) -> None:
    made = stock_flow()
    import_flows(office, made)
    viewer = Flows(office.core, office.people["viewer"])
    for call in (viewer.archive, viewer.delete, viewer.copy):
        with pytest.raises(Forbidden):
            call(office.workspace, made["uuid"])
    assert viewer.revisions(office.workspace, made["uuid"])[0].created_by == "Ada"
