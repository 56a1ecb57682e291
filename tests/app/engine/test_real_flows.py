"""Flows that people exported from RapidPro, run with made-up contacts. The files are not part of this repository."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.engine.errors import EngineError
from tests.app.engine.office import Office, texts
from tests.conformance.vectors import find_vectors

ANSWERS = ["Aline", "12", "yes", "1980-02-03", "red", "0788123456", "Kigali", "Primus", "", "5 boxes"]
MAX_TURNS = 40


def export(name: str) -> Any:
    vectors = find_vectors()
    path = vectors / "real_flows" / name if vectors else None
    if path is None or not path.exists():
        pytest.skip("no real flows here: set OUTPOST_VECTORS to their folder")
    raw = path.read_bytes()
    return json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)


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


def startable(office: Office) -> Iterator[str]:
    for flow in office.data["flows"]:
        try:
            found = office.assets.flow(flow["uuid"])
        except EngineError:
            continue
        if found and found.type.startswith("messaging"):
            yield flow["uuid"]


@pytest.mark.parametrize(
    "name",
    [
        "goflow_multiple_flows.json",
        "rapidpro_background.v13.json",
        "rapidpro_dependencies.v13.json",
        "rapidpro_group_split_no_name.v13.json",
        "rapidpro_rating_10.v13.json",
        "idems_maths_camp_master.json.gz",
    ],
)
def test_every_flow_can_be_talked_to(name: str) -> None:
    office = office_of(export(name))
    started = 0
    for flow in startable(office):
        session, _ = office.start(flow)
        turns = 0
        while session.status == "waiting" and turns < MAX_TURNS:
            answer = ANSWERS[turns % len(ANSWERS)]
            session, _ = office.say(session, answer)
            turns += 1
        started += 1
        assert session.status in ("waiting", "completed", "failed")
        assert all(run.has_exited for run in session.runs) or session.status == "waiting"
    assert started
