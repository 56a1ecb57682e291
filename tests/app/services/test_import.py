"""Taking over workspace files."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.contracts.imports import OUTCOMES, REASONS, ImportLine, ImportReport
from app.engine.envs import Environment
from app.errors import Forbidden, OutpostError
from app.ids import uuid4
from app.services.imports import Imports
from app.services.triggers import Triggers
from app.services.workspace_file.known import Known
from app.services.workspace_file.plan import Plan
from app.services.workspace_file.planner import make_plan
from app.services.workspace_file.reading import MAX_BYTES, MAX_DEPTH, MAX_ITEMS, MAX_UNPACKED_BYTES, read_file
from app.store import tables
from tests.app.services.conversing import Line, flow, new_id, node, rows, send, stock_flow
from tests.app.support import START, Office
from tests.conformance.vectors import find_vectors

VECTORS = find_vectors()
REAL_FLOWS = VECTORS / "real_flows" if VECTORS else Path("missing")


def container(*flows: dict[str, Any], version: Any = "13", **sections: Any) -> bytes:
    return json.dumps({"version": version, "site": "https://example.org", "flows": list(flows), **sections}).encode()


def load(office: Office, content: bytes, workspace: str | None = None) -> ImportReport:
    return Imports(office.core, office.admin).import_file(workspace or office.workspace, content)


def outcomes(report: ImportReport) -> list[tuple[str, str, str, str | None]]:
    return [(line.kind, line.name, line.outcome, line.reason) for line in report.lines]


def real(name: str) -> bytes:
    path = REAL_FLOWS / name
    if not path.is_file():
        pytest.skip("no conformance vectors here: set OUTPOST_VECTORS")
    content = path.read_bytes()
    return gzip.decompress(content) if name.endswith(".gz") else content


def trigger(flow_data: dict[str, Any], keyword: str | None = "stock", **more: Any) -> dict[str, Any]:
    ref = {"uuid": flow_data["uuid"], "name": flow_data["name"]}
    return {"trigger_type": "K", "keyword": keyword, "flow": ref, "groups": [], "channel": None, **more}


def code_of(content: bytes) -> OutpostError:
    with pytest.raises(OutpostError) as caught:
        read_file(content)
    return caught.value


# The file


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import_not_json"),
        (b"\x00\xff\xfe", "import_not_json"),
        (b"not json", "import_not_json"),
        (b'{"version": NaN}', "import_not_json"),
        (b"[" * 100_000, "import_not_json"),
        (b"[]", "import_invalid"),
        (b"{}", "import_invalid"),
        (b'{"version": "13"}', "import_invalid"),
        (b'{"version": "13", "flows": {}}', "import_invalid"),
        (b'{"version": "x", "flows": []}', "import_invalid"),
        (b'{"version": true, "flows": []}', "import_invalid"),
        (b'{"version": "13", "flows": [], "fields": 3}', "import_invalid"),
        (b'{"version": "13", "flows": [3]}', "import_invalid"),
        (b'{"version": "13", "flows": [{}]}', "import_invalid"),
        (b'{"version": 2, "flows": []}', "import_too_old"),
        (b'{"version": "2.9", "flows": []}', "import_too_old"),
        (b'{"version": "15", "flows": []}', "import_too_new"),
        (b'{"version": "13", "flows": [], "x": 1e999}', "import_not_json"),
        (b'{"version": "13", "flows": [], "x": 1' + b"0" * 30 + b"}", "import_not_json"),
        (gzip.compress(b"[]", mtime=0)[:-4], "import_not_json"),
        (b"\x1f\x8bnot gzip", "import_not_json"),
        (b"PK\x03\x04not zip", "import_not_json"),
        (gzip.compress(b" " * (MAX_UNPACKED_BYTES + 1), mtime=0), "import_too_large"),
        (b'{"version": "13", "flows": [], "groups": [' + b"0," * MAX_ITEMS + b"0]}", "import_invalid"),
        (b'{"version": "3", "flows": [null]}', "import_invalid"),
        (b" " * (MAX_BYTES + 1), "import_too_large"),
        (b'{"version": "13", "flows": [], "x": ' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}", "import_invalid"),
    ],
)
def test_bad_files_have_codes(content: bytes, code: str) -> None:
    assert code_of(content).code == code


def test_a_flow_that_cannot_be_read_is_named() -> None:
    bad = stock_flow()
    bad["nodes"][0]["exits"][0]["destination_uuid"] = new_id()
    error = code_of(container(stock_flow(), bad))
    assert (error.code, error.params["path"]) == ("import_invalid", "flows[1]")
    assert code_of(container({**stock_flow(), "spec_version": "99.0.0"})).code == "import_too_new"
    twice = stock_flow()
    assert code_of(container(stock_flow("x" * 129))).params["reason"] == "name_too_long"
    assert code_of(container(twice, twice)).params["reason"] == "uuid_twice"


@pytest.mark.parametrize("version", ["13", 13, "11.4", "11.12", "13.2.0", "14", 14.1])
def test_versions_that_are_read(version: Any) -> None:
    assert read_file(container(stock_flow(), version=version)).flows[0].flow.name == "Stock"


def test_a_byte_order_mark_is_no_harm() -> None:
    assert read_file(b"\xef\xbb\xbf" + container(stock_flow())).site == "https://example.org"


@pytest.mark.parametrize("name", ["export.json", "Export.JSON"])
def test_packed_files_are_read(name: str) -> None:
    content = container(stock_flow())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
        archive.writestr("readme.txt", "not this one")
    for one in (gzip.compress(content, mtime=0), packed.getvalue()):
        assert read_file(one).flows[0].flow.name == "Stock"


def test_a_zip_with_two_exports_is_not_guessed_at() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.json", container(stock_flow()))
        archive.writestr("b.json", container(stock_flow()))
    assert code_of(packed.getvalue()).code == "import_not_json"


def test_what_no_database_stores_is_taken_out(office: Office) -> None:
    groups = [{"uuid": new_id(), "name": "Nur\0ses \ud800"}]
    report = load(office, container(stock_flow("St\0ock"), groups=groups))
    assert {line.outcome for line in report.lines} == {"created"}
    assert [row.name for row in rows(office, tables.Flow)] == ["Stock"]
    assert [row.name for row in rows(office, tables.ContactGroup)] == ["Nurses \ufffd"]


KEYS = (
    *("uuid", "name", "flow", "key", "type", "keyword", "keywords", "trigger_type", "groups", "channel", "group", "query"),
    *("events", "offset", "unit", "event_type", "relative_to", "message", "schedule", "contacts", "value", "labels"),
)
numbers = st.integers(-(2**62), 2**62) | st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner | st.sampled_from(["K", "S", "R", "M", "F", "D", "created_on", "Stock", "age > 3", "text"]),
            max_size=5,
        )
    ),
    max_leaves=12,
)
SECTIONS = ("fields", "groups", "triggers", "campaigns", "labels", "classifiers")
OWN = ("labels", "topics", "globals", "templates", "flow_labels", "triggers", "settings", "later")


def plan_of(content: bytes, known: Known | None = None) -> Plan:
    file = read_file(content)
    assert all(isinstance(uuid, str) for uuid in file.uuids())
    return make_plan(file, known or Known(Environment(), room=ROOM), uuid4, START)


ROOM = dict.fromkeys(("fields", "groups", "labels", "topics", "globals", "templates"), 250)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # of a busy machine
@given(
    st.dictionaries(st.sampled_from(SECTIONS), st.lists(json_values, max_size=4)),
    st.dictionaries(st.sampled_from(OWN), st.lists(json_values, max_size=4) | json_values),
)
def test_hostile_sections_are_lines(sections: dict[str, Any], own: dict[str, Any]) -> None:
    plan = plan_of(container(stock_flow(), **sections, outpost={"version": 1, **own}))
    for name, items in sections.items():
        assert counted(plan.lines, name) == len(items), name
    for name, items in own.items():
        assert counted(plan.lines, f"outpost.{name}") == (len(items) if isinstance(items, list) else 1), name
    assert counted(plan.lines, "events") == count_events(sections.get("campaigns", []))
    assert {line.outcome for line in plan.lines} <= set(OUTCOMES)
    assert {line.reason for line in plan.lines} <= {None, *REASONS}


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)
@given(st.dictionaries(st.text(max_size=10), json_values, max_size=6))
def test_hostile_files_are_codes(data: dict[str, Any]) -> None:
    try:
        plan_of(json.dumps({"version": "13", "flows": [], **data}).encode("utf-8", "surrogatepass"))
    except OutpostError as error:
        assert error.code.startswith("import_")


@settings(deadline=None, max_examples=50)
@given(st.integers(min_value=0, max_value=2000))
def test_truncated_files_are_codes(length: int) -> None:
    whole = container({**stock_flow(), "name": "Stock"})
    if length < len(whole):
        assert code_of(whole[:length]).code == "import_not_json"


def counted(lines: list[ImportLine], section: str) -> int:
    return sum(line.section == section for line in lines)


def count_events(campaigns: list[Any]) -> int:
    found = [one["events"] for one in campaigns if isinstance(one, dict) and isinstance(one.get("events"), list)]
    return sum(map(len, found))


# The plan


def test_everything_new_is_created(office: Office) -> None:
    made = stock_flow()
    group = {"uuid": new_id(), "name": "Nurses", "query": None}
    report = load(
        office,
        container(
            made,
            fields=[{"key": "age", "name": "Age", "type": "number"}],
            groups=[group],
            triggers=[trigger(made)],
            classifiers=[{"name": "Visits"}],
        ),
    )
    assert (report.file_version, report.site) == ("13", "https://example.org")
    assert outcomes(report) == [
        ("field", "Age", "created", None),
        ("group", "Nurses", "created", None),
        ("flow", "Stock", "created", None),
        ("trigger", "stock", "created", None),
        ("classifier", "Visits", "skipped", "not_supported"),
    ]
    [stored] = rows(office, tables.Flow)
    assert (stored.uuid, stored.revision, stored.nodes, stored.expire_after_minutes) == (made["uuid"], 1, 5, 60)
    assert rows(office, tables.ContactGroup)[0].uuid == group["uuid"]
    assert Line(office, office.add_phone()).hear("STOCK") == ["Boxes of amoxicillin? (none or some)"]


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    made = stock_flow()
    content = container(made, fields=[{"key": "age", "name": "Age", "type": "N"}], triggers=[trigger(made)])
    load(office, content)
    assert {line.outcome for line in load(office, content).lines} == {"unchanged"}
    assert len(rows(office, tables.Flow)) == len(rows(office, tables.Trigger)) == 1


def test_a_changed_flow_is_a_new_revision(office: Office) -> None:
    made = stock_flow()
    load(office, container(made))
    made["nodes"][0]["actions"][0]["text"] = "How many boxes?"
    assert outcomes(load(office, container(made))) == [("flow", "Stock", "updated", None)]
    [stored] = rows(office, tables.Flow)
    assert stored.revision == 2
    with office.store.read() as session:
        assert session.query(tables.FlowRevision).count() == 2
    content = container(made, triggers=[trigger(made)])
    load(office, content)
    assert Line(office, office.add_phone()).hear("stock") == ["How many boxes?"]


def test_flows_are_matched_by_name_and_references_follow(office: Office) -> None:
    here = stock_flow("Child")
    load(office, container(here))
    child = stock_flow("child")
    enter = {"type": "enter_flow", "uuid": new_id(), "flow": {"uuid": child["uuid"], "name": "child"}, "terminal": False}
    parent = flow("Parent", node([send("Go"), enter]))
    report = load(office, container(parent, child, triggers=[trigger(parent, "go"), trigger(child, "c")]))
    assert outcomes(report)[:2] == [("flow", "Parent", "created", None), ("flow", "child", "updated", None)]
    assert Line(office, office.add_phone()).hear("go") == ["Go", "Boxes of amoxicillin? (none or some)"]
    assert [row.uuid for row in rows(office, tables.Flow)] == [here["uuid"], parent["uuid"]]


def test_another_workspace_gets_its_own(office: Office) -> None:
    made = stock_flow()
    group = {"uuid": new_id(), "name": "Nurses"}
    made["nodes"][0]["actions"].append({"type": "add_contact_groups", "uuid": new_id(), "groups": [group]})
    content = container(made, groups=[group], triggers=[trigger(made)])
    load(office, content)
    load(office, content, office.other_workspace)
    first, second = rows(office, tables.Flow)
    assert first.uuid == made["uuid"] != second.uuid
    groups = rows(office, tables.ContactGroup)
    with office.store.read() as session:
        revision = session.get_one(tables.FlowRevision, (second.id, 1))
    text = json.dumps(revision.definition)
    assert groups[1].uuid in text
    assert groups[0].uuid not in text
    assert second.uuid in text
    assert [row.workspace_id for row in rows(office, tables.Trigger)] == [office.workspace_id, office.other_workspace_id]


def test_what_flows_name_is_created_with_them(office: Office) -> None:
    made = stock_flow()
    field = {"key": "district", "name": "District"}
    made["nodes"][0]["actions"] += [
        {"type": "set_contact_field", "uuid": new_id(), "field": field, "value": "x"},
        {"type": "add_contact_groups", "uuid": new_id(), "groups": [{"uuid": new_id(), "name": "Nurses"}, {"name_match": "x"}]},
    ]
    report = load(office, container(made))
    assert outcomes(report)[:2] == [("field", "District", "created", None), ("group", "Nurses", "created", None)]


def test_triggers_that_cannot_be_taken_say_why(office: Office) -> None:
    made, survey = stock_flow(), flow("Survey", node([send("Hi")]), type="messaging_offline")
    gone = {"uuid": new_id(), "name": "Gone"}
    triggers = [
        trigger(made, None, trigger_type="Z"),
        trigger(made, "two words"),
        trigger(made, None),
        trigger(made, "one", groups=[{"uuid": new_id(), "name": ""}]),
        trigger(made, None, trigger_type="S"),
        trigger(made, "one", flow=gone),
        trigger(survey, "one"),
        trigger(made, "one", keywords=["one", "two"], match_type="O"),
        trigger(made, "TWO"),
        trigger(made, None, trigger_type="C"),
    ]
    report = load(office, container(made, survey, triggers=triggers))
    assert [(line.outcome, line.reason) for line in report.lines if line.kind == "trigger"] == [
        ("skipped", "trigger_type_unknown"),
        ("skipped", "keyword_invalid"),
        ("skipped", "keyword_invalid"),
        ("skipped", "group_missing"),
        ("skipped", "schedule_missing"),
        ("skipped", "flow_missing"),
        ("skipped", "flow_type_not_supported"),
        ("created", None),
        ("skipped", "trigger_twice"),
        ("created", None),
    ]
    shown = Triggers(office.core, office.admin).all(office.workspace)
    assert [(one.type, one.keywords, one.match_type) for one in shown] == [
        ("keyword", ["one", "two"], "only_word"),
        ("catch_all", [], "first_word"),
    ]


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ({"key": "Bad Key", "name": "x", "type": "text"}, "field_key_invalid"),
        ({"key": "k" * 37, "name": "x", "type": "text"}, "field_key_invalid"),
        ({"key": "age", "name": "x", "type": "colour"}, "field_type_unknown"),
    ],
)
def test_fields_that_cannot_be_taken_say_why(field: dict[str, str], reason: str) -> None:
    plan = plan_of(container(stock_flow(), fields=[field]))
    assert plan.lines[0].reason == reason
    assert plan.fields == []


def test_an_imported_keyword_takes_the_place_of_the_old(office: Office) -> None:
    old, new = stock_flow("Old"), stock_flow("New")
    load(office, container(old, triggers=[trigger(old)]))
    load(office, container(new, triggers=[trigger(new)]))
    assert [one.flow_name for one in Triggers(office.core, office.admin).all(office.workspace)] == ["New"]


def test_a_preview_writes_nothing_and_says_the_same(office: Office) -> None:
    made = stock_flow()
    content = container(made, triggers=[trigger(made)])
    preview = Imports(office.core, office.admin).preview(office.workspace, content)
    assert rows(office, tables.Flow) == []
    assert preview.lines == load(office, content).lines


def test_all_or_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made = stock_flow()
    monkeypatch.setattr("app.services.workspace_file.writing.insert_trigger", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(office, container(made, fields=[{"key": "age", "name": "Age", "type": "text"}], triggers=[trigger(made)]))
    assert rows(office, tables.Flow) == rows(office, tables.ContactField) == rows(office, tables.Audit) == []


def test_who_may_and_what_is_noted(office: Office) -> None:
    content = container(stock_flow())
    with pytest.raises(Forbidden):
        Imports(office.core, office.people["viewer"]).import_file(office.workspace, content)
    Imports(office.core, office.people["editor"]).import_file(office.workspace, content)
    done = rows(office, tables.Audit, tables.Audit.outcome == "done")
    assert [(entry.method, entry.actor, entry.details["flows"]) for entry in done] == [("imports.import_file", "Editor", 1)]


# Published workspaces


@pytest.mark.parametrize(
    ("name", "flows", "triggers"),
    [
        ("rapidpro_favorites.v13.json", 1, 0),
        ("rapidpro_rating_10.v13.json", 1, 1),
        ("rapidpro_dependencies.v13.json", 2, 0),
        ("rapidpro_background.v13.json", 1, 0),
        ("rapidpro_mixed_versions.v11_12.json", 2, 0),
        ("rapidpro_parent_child_trigger.v11_11.json", 2, 1),
        ("rapidpro_survey_campaign.v11_4.json", 1, 0),
        ("rapidpro_color.v11_12.json", 1, 0),
        ("idems_maths_camp_master.json.gz", 57, 54),
        ("goflow_multiple_flows.json", 2, 0),
    ],
)
def test_published_exports(office: Office, name: str, flows: int, triggers: int) -> None:
    content = real(name)
    report = load(office, content)
    assert len(rows(office, tables.Flow)) == flows
    assert len(rows(office, tables.Trigger)) == triggers
    data = json.loads(content)
    told = sum(len(data.get(kind) or []) for kind in ("flows", "triggers", "campaigns", "fields", "groups"))
    assert len(report.lines) >= told
    assert {line.outcome for line in load(office, content).lines} <= {"unchanged", "skipped"}


def test_a_published_container_whose_flow_is_cut_off() -> None:
    assert code_of(real("toolkit_rapidpro_container_trigger.json")).params["path"] == "flows[0]"


def test_an_export_that_is_too_old() -> None:
    assert code_of(real("rapidpro_too_old_must_reject.v2.json")).code == "import_too_old"


@pytest.mark.parametrize(("name", "flows"), [("rapidpro_the_clinic.v3.json", 8), ("rapidpro_favorites_timeout.v7.json", 1)])
def test_exports_of_the_old_days_come_and_come_again(name: str, flows: int) -> None:
    first, second = read_file(real(name)), read_file(real(name))
    assert len(first.flows) == flows
    assert [one.flow.raw for one in first.flows] == [one.flow.raw for one in second.flows]


def test_a_flow_with_an_action_that_nobody_knows_is_refused() -> None:
    content = json.loads(real("rapidpro_favorites.v13.json"))
    content["flows"][0]["nodes"][0]["actions"][0]["type"] = "send_fax"
    error = code_of(json.dumps(content).encode())
    assert (error.code, error.params["path"]) == ("import_invalid", "flows[0]")
