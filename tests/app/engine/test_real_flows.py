"""Flows that people exported from RapidPro, run with made-up contacts. The files are not part of this repository."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.engine.definition.cloning import clone
from app.engine.definition.errors import DefinitionError
from app.engine.definition.inspection import inspect_flow
from app.engine.definition.reader import read_flow, to_current
from tests.app.engine.office import Office, texts
from tests.app.engine.talks import Talk, current_flows, read_export, talks
from tests.conformance.mock_universe import MockUniverse
from tests.conformance.vectors import find_vectors

RUNNABLE = [
    "goflow_multiple_flows.json",
    "idems_maths_camp_master.json.gz",
    "idems_parenting_malaysia_master.json.gz",
    "rapidpro_all_dependency_types.v11_12_spec13.json",
    "rapidpro_background.v13.json",
    "rapidpro_color.v11_12.json",
    "rapidpro_dependencies.v13.json",
    "rapidpro_favorites.v13.json",
    "rapidpro_favorites_timeout.v7.json",
    "rapidpro_group_split_no_name.v13.json",
    "rapidpro_ivr.v13.json",
    "rapidpro_mixed_versions.v11_12.json",
    "rapidpro_parent_child_trigger.v11_11.json",
    "rapidpro_rating_10.v13.json",
    "rapidpro_survey_campaign.v11_4.json",
    "rapidpro_the_clinic.v3.json",
]
# The containers of the toolkit have exits that lead to nodes which are not there.
REFUSED = [
    ("rapidpro_too_old_must_reject.v2.json", "too_old"),
    ("toolkit_rapidpro_container_campaign.json", "invalid"),
    ("toolkit_rapidpro_container_trigger.json", "invalid"),
]
NO_EXPORT = "rapidpro_mailroom_db_seed.json"
TURNS = 2
TOO_MANY_STEPS = "Reached maximum number of steps per sprint (100)"


def export(name: str) -> Any:
    vectors = find_vectors()
    path = vectors / "real_flows" / name if vectors else None
    if path is None or not path.exists():
        pytest.skip("no real flows here: set OUTPOST_VECTORS to their folder")
    return read_export(path)


def office_of(data: Any) -> Office:
    """With the groups and fields that the export brings, like an import would make them."""
    fields = [{"uuid": str(index), "type": "text", **field} for index, field in enumerate(data.get("fields") or ())]
    groups = [{"uuid": group["uuid"], "name": group["name"]} for group in data.get("groups") or ()]
    flows = [flow for flow in data["flows"] if flow.get("uuid")]
    return Office({"flows": flows, "fields": fields, "groups": groups})


def test_favorites_runs_to_its_end() -> None:
    office = office_of(export("rapidpro_favorites.v13.json"))
    flow = office.data["flows"][0]["uuid"]
    session, sprint = office.start(flow, text="fav")
    said = texts(sprint)
    for answer in ("purple", "navy", "Skol", "Aline"):
        assert session.status == "waiting"
        session, sprint = office.say(session, answer)
        said += texts(sprint)
    assert session.status == "completed"
    assert said[-1] == "Thanks Aline, we are all done!"
    assert any("don't know that color" in text for text in said)
    results = session.runs[0].results
    assert {key: result.category for key, result in results.items()} == {
        "color": "Blue",
        "beer": "Skol",
        "name": "All Responses",
    }


def is_loop_without_wait(talk: Talk) -> bool:
    """Round and round through nodes of this and child flows, none of which waits."""
    known = {node["uuid"]: node for flow in talk.office.data["flows"] for node in flow["nodes"]}
    waits = [known[uuid].get("router", {}).get("wait") for uuid in talk.last_nodes]
    return len(set(talk.last_nodes)) < len(waits) and not any(waits)


@pytest.mark.parametrize("name", RUNNABLE)
def test_every_flow_runs(name: str) -> None:
    """Read, migrated, inspected, and talked to until it ends or has waited often enough, saved and read back at each wait."""
    wishes = granted = count = 0
    for talk in talks(export(name), range(TURNS)):
        status = talk.run()
        count += 1
        assert status in ("completed", "waiting") or talk.failures == [TOO_MANY_STEPS], (talk.flow.name, talk.failures)
        assert not talk.failures or is_loop_without_wait(talk), (talk.flow.name, talk.failures)
        wishes, granted = wishes + talk.wishes, granted + talk.granted
    assert count
    assert granted >= 0.99 * wishes, f"{wishes - granted} of {wishes} answers went elsewhere than their router says"


@pytest.mark.parametrize("name", RUNNABLE)
def test_every_flow_comes_back_as_it_is(name: str) -> None:
    """A definition in the newest spec is not migrated again, and one cloned is sound."""
    universe = MockUniverse()
    for definition in current_flows(export(name), universe):
        assert to_current(definition, new_uuid=universe.uuid4) == definition
        flow = read_flow(clone(definition, new_uuid=universe.uuid4), new_uuid=universe.uuid4)
        assert len(flow.nodes) == len(definition["nodes"])
        json.dumps(inspect_flow(flow).to_json())


@pytest.mark.parametrize(("name", "code"), REFUSED)
def test_what_cannot_be_read_is_refused(name: str, code: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        for definition in current_flows(export(name), MockUniverse()):
            read_flow(definition, new_uuid=str)
    assert refused.value.code == code
    assert refused.value.message


def test_no_file_is_forgotten() -> None:
    known = {*RUNNABLE, *(name for name, _ in REFUSED), NO_EXPORT}
    assert {entry["file"] for entry in export("MANIFEST.json")} <= known
    assert "flows" not in export(NO_EXPORT)
