"""What is imported goes out again, and comes in again the same."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.contracts.flows import Schedule, TriggerSpec
from app.contracts.imports import ImportLine, ImportReport
from app.engine.definition.inspection import inspect_flow
from app.engine.definition.reader import read_flow
from app.errors import Forbidden, Invalid, NotFound, OutpostError
from app.services.campaigns import Campaigns
from app.services.flows import Flows
from app.services.imports import Imports
from app.services.triggers import Triggers
from app.services.workspace_exports import WorkspaceExports
from app.store import tables
from tests.app.services.conversing import flow, import_flows, new_id, node, rows, send, stock_flow
from tests.app.support import START, Office, open_core, set_up
from tests.support.vectors import vector

REAL = (
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
)
CUT_OFF = ("toolkit_rapidpro_container_campaign.json", "toolkit_rapidpro_container_trigger.json")
NO_EXPORTS = ("MANIFEST.json", "rapidpro_mailroom_db_seed.json", "rapidpro_too_old_must_reject.v2.json")


@pytest.fixture
def second(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Another office with an empty workspace."""
    with open_core(tmp_path / "second", tmp_path_factory.getbasetemp()) as core:
        yield set_up(core)


def load(office: Office, content: bytes, workspace: str | None = None) -> ImportReport:
    return Imports(office.core, office.admin).import_file(workspace or office.workspace, content)


def export(office: Office, workspace: str | None = None) -> bytes:
    return WorkspaceExports(office.core, office.admin).export(workspace or office.workspace, [], [], whole=True).content


def real(name: str) -> bytes:
    return vector("real_flows", name).read_bytes()


def unpacked(content: bytes) -> Any:
    return json.loads(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)


def definitions(office: Office, workspace_id: int | None = None) -> dict[str, dict[str, Any]]:
    """By UUID, without revisions."""
    kept, made = tables.Flow, tables.FlowRevision
    query = (
        select(kept.uuid, made.definition)
        .join(made, (made.flow_id == kept.id) & (made.revision == kept.revision))
        .where(kept.workspace_id == (workspace_id or office.workspace_id))
    )
    with office.store.read() as session:
        return {uuid: {k: v for k, v in raw.items() if k != "revision"} for uuid, raw in session.execute(query)}


def inspected(definition: dict[str, Any]) -> dict[str, Any]:
    return inspect_flow(read_flow(definition, new_uuid=new_id)).to_json()


def lines_of(report: ImportReport, section: str) -> list[ImportLine]:
    return [line for line in report.lines if line.section == section]


def check_accounts(report: ImportReport, data: dict[str, Any]) -> None:
    """A line an object of the file, counted here by itself."""
    for section in ("fields", "groups", "flows", "campaigns", "triggers"):
        assert len(lines_of(report, section)) == len(data.get(section) or []), section
    assert len(lines_of(report, "events")) == sum(len(one["events"]) for one in data.get("campaigns") or [])
    for section, items in (data.get("outpost") or {}).items():
        if section != "version":
            assert len(lines_of(report, f"outpost.{section}")) == len(items), section


def comparable(content: bytes) -> dict[str, Any]:
    """An export without the topic that every workspace has of its own."""
    data: dict[str, Any] = json.loads(content)
    data["outpost"]["topics"] = [topic for topic in data["outpost"]["topics"] if topic["name"] != "General"]
    return data


def count_rows(office: Office) -> dict[str, int]:
    with office.store.read() as session:
        every = tables.Base.metadata.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in every}


def test_every_published_file_is_one_of_these() -> None:
    folder = vector("real_flows")
    assert {path.name for path in folder.iterdir()} == {*REAL, *CUT_OFF, *NO_EXPORTS}


@pytest.mark.parametrize("name", REAL)
def test_published_exports_go_out_and_come_in_again(office: Office, second: Office, name: str) -> None:
    content = real(name)
    data = unpacked(content)
    check_accounts(load(office, content), data)
    first = definitions(office)
    assert len(first) == len(data["flows"])
    again = export(office)
    report = load(second, again)
    check_accounts(report, json.loads(again))
    assert [line for line in report.lines if line.section and line.outcome not in ("created", "unchanged")] == []
    assert definitions(second) == first
    assert {uuid: inspected(raw) for uuid, raw in definitions(second).items()} == {
        uuid: inspected(raw) for uuid, raw in first.items()
    }
    assert comparable(export(second)) == comparable(again)


@pytest.mark.parametrize("name", ["rapidpro_the_clinic.v3.json", "rapidpro_dependencies.v13.json"])
def test_another_workspace_of_the_office_gets_the_same_under_other_uuids(office: Office, name: str) -> None:
    load(office, real(name))
    load(office, export(office), office.other_workspace)
    first, copied = definitions(office), definitions(office, office.other_workspace_id)
    assert not set(first) & set(copied)
    by_name = {raw["name"]: raw for raw in copied.values()}
    for raw in first.values():
        mine, theirs = inspected(raw), inspected(by_name[raw["name"]])
        assert [result["key"] for result in mine["results"]] == [result["key"] for result in theirs["results"]]
        assert [(one["type"], one.get("name")) for one in mine["dependencies"]] == [
            (one["type"], one.get("name")) for one in theirs["dependencies"]
        ]


@pytest.mark.parametrize("name", CUT_OFF)
def test_published_containers_whose_flow_is_cut_off_write_nothing(office: Office, name: str) -> None:
    before = count_rows(office)
    with pytest.raises(OutpostError) as caught:
        load(office, real(name))
    assert (caught.value.code, caught.value.params["path"]) == ("import_invalid", "flows[0]")
    assert count_rows(office) == before


@pytest.mark.parametrize("name", CUT_OFF)
def test_published_containers_without_the_cut_exit(office: Office, second: Office, name: str) -> None:
    data = unpacked(real(name))
    known = {one["uuid"] for made in data["flows"] for one in made["nodes"]}
    for way in (way for made in data["flows"] for one in made["nodes"] for way in one["exits"]):
        if way["destination_uuid"] not in known:
            way["destination_uuid"] = None
    check_accounts(load(office, json.dumps(data).encode()), data)
    assert {line.outcome for line in load(second, export(office)).lines} <= {"created", "unchanged"}


def test_damaged_and_hostile_files_write_nothing(office: Office) -> None:
    whole = real("rapidpro_the_clinic.v3.json")
    before = count_rows(office)
    deep = b'{"version": "13", "flows": [], "groups": ' + b"[" * 500 + b"]" * 500 + b"}"
    twice = unpacked(real("rapidpro_favorites.v13.json"))
    twice["flows"] *= 2
    for content, code in (
        (real("rapidpro_too_old_must_reject.v2.json"), "import_too_old"),
        (real("rapidpro_mailroom_db_seed.json"), "import_invalid"),
        (whole[: len(whole) // 2], "import_not_json"),
        (whole.replace(b'"offset": -1', b'"offset": NaN', 1), "import_not_json"),
        (deep, "import_invalid"),
        (json.dumps(twice).encode(), "import_invalid"),
        (gzip.compress(b"[" * 5_000_000, mtime=0), "import_not_json"),
    ):
        with pytest.raises(OutpostError) as caught:
            load(office, content)
        assert caught.value.code == code
    assert count_rows(office) == before


# What RapidPro's own file has no place for


def furnish(office: Office) -> dict[str, Any]:
    """A workspace with one of everything; returns its flow."""
    made = stock_flow()
    group = {"uuid": new_id(), "name": "Nurses", "query": None}
    label, topic = {"uuid": new_id(), "name": "Urgent"}, {"uuid": new_id(), "name": "Births"}
    made["nodes"][0]["actions"] += [
        {"type": "add_input_labels", "uuid": new_id(), "labels": [label]},
        {"type": "open_ticket", "uuid": new_id(), "topic": topic, "note": "@globals.hotline"},
    ]
    own = {
        "version": 1,
        "globals": [{"key": "hotline", "name": "Hotline", "value": "116"}],
        "labels": [label],
        "topics": [topic],
        "templates": [{"uuid": new_id(), "name": "Visit", "translations": [{"locale": "eng", "components": []}]}],
        "flow_labels": [{"flow": {"uuid": made["uuid"], "name": "Stock"}, "labels": ["Stock", "Weekly"]}],
        "settings": [{"name": "languages", "value": ["eng", "kin"]}],
    }
    fields = [{"key": "due", "name": "Due", "type": "datetime"}]
    import_flows(office, made, groups=[group], fields=fields, outpost=own)
    weekly = Schedule(START + dt.timedelta(days=1), "weekly", "TR")
    asha = office.add_contact("Asha", "+250788333444")
    spec = TriggerSpec("schedule", made["uuid"], groups=[group["uuid"]], contacts=[asha.uuid], schedule=weekly)
    Triggers(office.core, office.admin).create(office.workspace, spec)
    Triggers(office.core, office.admin).create_keyword(office.workspace, made["uuid"], ["stock"], "only_word")
    return made


def test_what_rapidpro_loses_comes_back(office: Office, second: Office) -> None:
    furnish(office)
    content = export(office)
    data = json.loads(content)
    assert [one["trigger_type"] for one in data["triggers"]] == ["K"]
    assert [one["trigger_type"] for one in data["outpost"]["triggers"]] == ["S"]
    report = load(second, content)
    check_accounts(report, data)
    assert [(line.name, line.outcome, line.reason) for line in lines_of(report, "outpost.triggers")] == [
        ("Stock", "created", "contact_unknown")
    ]
    assert [(row.key, row.value) for row in rows(second, tables.Global)] == [("hotline", "116")]
    assert [row.name for row in rows(second, tables.Label)] == ["Urgent"]
    assert "Births" in [row.name for row in rows(second, tables.Topic)]
    assert [row.translations for row in rows(second, tables.Template)] == [[{"locale": "eng", "components": []}]]
    assert [row.labels for row in rows(second, tables.Flow)] == [["Stock", "Weekly"]]
    [scheduled] = rows(second, tables.Schedule)
    assert (scheduled.repeat, scheduled.days_of_week, scheduled.hour, scheduled.minute) == ("weekly", "TR", 11, 0)
    assert scheduled.next_fire == START + dt.timedelta(days=1)
    with second.store.read() as session:
        assert session.get_one(tables.Workspace, second.workspace_id).languages == ["eng", "kin"]


def test_values_that_differ_stay_and_are_told(office: Office, second: Office) -> None:
    furnish(office)
    import_flows(
        second, stock_flow("Other"), outpost={"version": 1, "globals": [{"key": "hotline", "name": "Hotline", "value": "112"}]}
    )
    report = load(second, export(office))
    assert [(line.outcome, line.reason) for line in lines_of(report, "outpost.globals")] == [("conflict", "value_differs")]
    assert [row.value for row in rows(second, tables.Global)] == ["112"]


def test_our_own_key_of_a_later_version_is_left_alone(office: Office) -> None:
    import_flows(office, stock_flow(), outpost={"version": 2, "globals": [{"key": "a", "name": "A", "value": "1"}]})
    assert rows(office, tables.Global) == []


# Choosing


def enter(uuid: str, name: str) -> dict[str, Any]:
    return {"type": "enter_flow", "uuid": new_id(), "flow": {"uuid": uuid, "name": name}, "terminal": False}


def connected(office: Office) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any], str]:
    """Parent enters Child and adds to Mothers; a campaign of Mothers starts Reminder; Lonely has nothing to do with them."""
    child, reminder = stock_flow("Child"), stock_flow("Reminder")
    group = {"uuid": new_id(), "name": "Mothers"}
    join = {"type": "add_contact_groups", "uuid": new_id(), "groups": [group]}
    parent = flow("Parent", node([send("@fields.village"), join, enter(child["uuid"], "Child")]))
    event = {
        "uuid": new_id(), "offset": 3, "unit": "D", "event_type": "F", "delivery_hour": 9, "start_mode": "I",
        "relative_to": {"key": "due", "label": "Due"}, "flow": {"uuid": reminder["uuid"], "name": "Reminder"},
    }  # fmt: skip
    campaign = {"uuid": new_id(), "name": "Visits", "group": group, "events": [event]}
    fields = [{"key": "due", "name": "Due", "type": "datetime"}, {"key": "unused", "name": "Unused", "type": "text"}]
    import_flows(office, parent, child, reminder, stock_flow("Lonely"), campaigns=[campaign], fields=fields)
    Triggers(office.core, office.admin).create_keyword(office.workspace, child["uuid"], ["child"])
    return parent, child, reminder, campaign["uuid"]


def test_bundles_are_what_hangs_together(office: Office) -> None:
    connected(office)
    found = WorkspaceExports(office.core, office.admin).bundles(office.workspace)
    assert [([one.name for one in bundle.flows], [one.name for one in bundle.campaigns]) for bundle in found] == [
        (["Child", "Parent", "Reminder"], ["Visits"]),
        (["Lonely"], []),
    ]


def test_what_is_needed_goes_along(office: Office) -> None:
    parent, *_ = connected(office)
    service = WorkspaceExports(office.core, office.admin)
    items = service.dependencies(office.workspace, [parent["uuid"]], [])
    assert sorted((item.kind, item.name) for item in items) == [
        ("campaign", "Visits"),
        ("field", "Due"),
        ("field", "Village"),
        ("flow", "Child"),
        ("flow", "Parent"),
        ("flow", "Reminder"),
        ("group", "Mothers"),
        ("trigger", "child"),
    ]
    made = service.export(office.workspace, [parent["uuid"]], [])
    data = json.loads(made.content)
    assert sorted(one["name"] for one in data["flows"]) == ["Child", "Parent", "Reminder"]
    assert (data["version"], made.name) == ("13", "Clinic-2026-06-01.json")
    assert [one["key"] for one in data["fields"]] == ["due", "village"]
    assert "settings" not in data["outpost"]


def test_archived_ones_stay_out(office: Office) -> None:
    parent, child, _reminder, campaign = connected(office)
    Flows(office.core, office.admin).archive(office.workspace, child["uuid"])
    Campaigns(office.core, office.admin).archive(office.workspace, campaign)
    items = WorkspaceExports(office.core, office.admin).dependencies(office.workspace, [parent["uuid"]], [])
    assert sorted(item.kind for item in items) == ["field", "flow", "group"]
    with pytest.raises(NotFound):
        WorkspaceExports(office.core, office.admin).export(office.workspace, [child["uuid"]], [])


def test_who_may_export_and_what_is_noted(office: Office) -> None:
    parent, *_ = connected(office)
    with pytest.raises(Forbidden):
        WorkspaceExports(office.core, office.people["viewer"]).export(office.workspace, [parent["uuid"]], [])
    with pytest.raises(Invalid):
        WorkspaceExports(office.core, office.admin).export(office.workspace, [], [])
    WorkspaceExports(office.core, office.people["editor"]).export(office.workspace, [parent["uuid"]], [])
    [entry] = rows(office, tables.Audit, tables.Audit.method == "workspace_exports.export", tables.Audit.outcome == "done")
    assert (entry.actor, entry.details["flows"], entry.details["whole"]) == ("Editor", 3, False)
