"""Taking an import back: what nobody has used or changed since goes, the rest stays and says why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.contracts.campaigns import CampaignEventSpec
from app.contracts.imports import UNDO_REASONS, UndoReport
from app.errors import Forbidden, NotFound, OutpostError
from app.services.campaigns import Campaigns
from app.services.flows import Flows
from app.services.imports import Imports
from app.services.triggers import Triggers
from app.services.workspace_exports import WorkspaceExports
from app.store import tables
from tests.app.services.conversing import Line, import_flows, new_id, rows, stock_flow
from tests.app.support import Office


def load(office: Office, *flows: dict[str, Any], **sections: Any) -> str:
    """Import; the import's UUID."""
    content = json.dumps({"version": "13", "site": "https://example.org", "flows": list(flows), **sections}).encode()
    uuid = Imports(office.core, office.admin).import_file(office.workspace, content, "clinic.json").uuid
    assert uuid
    office.clock.advance(1)
    return uuid


def undo(office: Office, uuid: str) -> list[tuple[str, str, str, str | None]]:
    report = Imports(office.core, office.admin).undo(office.workspace, uuid)
    assert {line.reason for line in report.lines} <= {None, *UNDO_REASONS}
    return told(report)


def told(report: UndoReport) -> list[tuple[str, str, str, str | None]]:
    return [(line.kind, line.name, line.outcome, line.reason) for line in report.lines]


def keyword(flow: dict[str, Any], word: str) -> dict[str, Any]:
    return {"trigger_type": "K", "keywords": [word], "flow": {"uuid": flow["uuid"], "name": flow["name"]}}


def visits(flow: dict[str, Any], group: dict[str, Any], offset: int = 3) -> dict[str, Any]:
    event = {
        "uuid": new_id(), "offset": offset, "unit": "D", "event_type": "F", "delivery_hour": -1, "start_mode": "I",
        "relative_to": {"key": "due", "label": "Due"}, "flow": {"uuid": flow["uuid"], "name": flow["name"]},
    }  # fmt: skip
    return {"uuid": new_id(), "name": "Visits", "group": group, "events": [event]}


def test_everything_new_goes_again(office: Office) -> None:
    made, group = stock_flow(), {"uuid": new_id(), "name": "Mothers"}
    own = {
        "version": 1,
        "labels": [{"uuid": new_id(), "name": "Urgent"}],
        "topics": [{"uuid": new_id(), "name": "Births"}],
        "globals": [{"key": "hotline", "name": "Hotline", "value": "116"}],
        "settings": [{"name": "languages", "value": ["kin"]}],
        "flow_labels": [{"flow": {"uuid": made["uuid"], "name": "Stock"}, "labels": ["Weekly"]}],
    }
    uuid = load(office, made, campaigns=[visits(made, group)], groups=[group], triggers=[keyword(made, "stock")], outpost=own)
    assert undo(office, uuid) == [
        ("trigger", "stock", "taken_back", None),
        ("campaign", "Visits", "taken_back", None),
        ("flow", "Stock", "taken_back", None),
        ("group", "Mothers", "taken_back", None),
        ("label", "Urgent", "taken_back", None),
        ("topic", "Births", "taken_back", None),
        ("global", "Hotline", "taken_back", None),
        ("field", "Due", "taken_back", None),
        ("setting", "languages", "taken_back", None),
    ]
    assert Flows(office.core, office.admin).all(office.workspace) == []
    assert Flows(office.core, office.admin).archived(office.workspace) == []
    assert Campaigns(office.core, office.admin).all(office.workspace) == []
    assert rows(office, tables.Trigger) == []
    for table in (tables.ContactGroup, tables.Label, tables.Global, tables.ContactField):
        assert [row.is_active for row in rows(office, table)] == [False]
    with office.store.read() as session:
        assert session.get_one(tables.Workspace, office.workspace_id).languages == ["eng"]
    with pytest.raises(OutpostError) as caught:
        Imports(office.core, office.admin).undo(office.workspace, uuid)
    assert caught.value.code == "import_undone"


def test_what_was_taken_back_can_be_imported_again(office: Office) -> None:
    made, group = stock_flow(), {"uuid": new_id(), "name": "Mothers"}
    sections: dict[str, Any] = {"campaigns": [visits(made, group)], "triggers": [keyword(made, "stock")], "groups": [group]}
    undo(office, load(office, made, **sections))
    again = load(office, made, **sections)
    [shown] = Flows(office.core, office.admin).all(office.workspace)
    assert (shown.uuid, shown.keywords) == (made["uuid"], ["stock"])
    [campaign] = Campaigns(office.core, office.admin).all(office.workspace)
    assert [event.spec.flow for event in campaign.events] == [made["uuid"]]
    assert {outcome for _, _, outcome, _ in undo(office, again)} == {"taken_back"}
    assert Flows(office.core, office.admin).all(office.workspace) == []


def test_a_flow_that_was_updated_is_what_it_was(office: Office) -> None:
    made = stock_flow()
    import_flows(office, made)
    changed = {**made, "name": "Renamed"}
    changed["nodes"] = [{**made["nodes"][0], "actions": []}, *made["nodes"][1:]]
    assert undo(office, load(office, changed)) == [("flow", "Renamed", "taken_back", None)]
    [row] = rows(office, tables.Flow)
    assert (row.name, row.revision) == ("Stock", 3)
    definition = json.loads(Flows(office.core, office.admin).definition(office.workspace, made["uuid"]).definition)
    assert definition["nodes"][0]["actions"][0]["text"] == made["nodes"][0]["actions"][0]["text"]


def test_what_was_used_or_changed_since_stays(office: Office) -> None:
    used, edited, group = stock_flow("Used"), stock_flow("Edited"), {"uuid": new_id(), "name": "Mothers"}
    used["nodes"][0]["actions"].append({"type": "add_contact_groups", "uuid": new_id(), "groups": [group]})
    uuid = load(office, used, edited, groups=[group], triggers=[keyword(used, "used")])
    line = Line(office, office.add_phone())
    assert line.hear("used")
    Flows(office.core, office.admin).rename(office.workspace, edited["uuid"], "Better")
    assert undo(office, uuid) == [
        ("trigger", "used", "taken_back", None),
        ("flow", "Used", "kept", "used_since"),
        ("flow", "Better", "kept", "changed_since"),
        ("group", "Mothers", "kept", "in_use"),
    ]
    assert len(Flows(office.core, office.admin).all(office.workspace)) == 2


def test_flows_that_others_enter_stay(office: Office) -> None:
    child = stock_flow("Child")
    uuid = load(office, child)
    enter = {"type": "enter_flow", "uuid": new_id(), "flow": {"uuid": child["uuid"], "name": "Child"}, "terminal": False}
    parent = stock_flow("Parent")
    parent["nodes"][0]["actions"].append(enter)
    load(office, parent)
    assert undo(office, uuid) == [("flow", "Child", "kept", "in_use")]


def test_flows_that_enter_each_other_go_together(office: Office) -> None:
    one, other = stock_flow("One"), stock_flow("Other")
    for this, that in ((one, other), (other, one)):
        ref = {"uuid": that["uuid"], "name": that["name"]}
        this["nodes"][0]["actions"].append({"type": "enter_flow", "uuid": new_id(), "flow": ref, "terminal": False})
    assert {outcome for _, _, outcome, _ in undo(office, load(office, one, other))} == {"taken_back"}


def test_triggers_that_made_room_come_back_with_their_uuids(office: Office) -> None:
    old, new = stock_flow("Old"), stock_flow("New")
    import_flows(office, old)
    before = Triggers(office.core, office.admin).create_keyword(office.workspace, old["uuid"], ["stock"])
    uuid = load(office, new, triggers=[keyword(new, "stock")])
    assert [one.flow_name for one in Triggers(office.core, office.admin).all(office.workspace)] == ["New"]
    undo(office, uuid)
    [back] = Triggers(office.core, office.admin).all(office.workspace)
    assert (back.uuid, back.flow_name) == (before.uuid, "Old")


def test_a_trigger_whose_place_is_taken_stays_archived(office: Office) -> None:
    old, new = stock_flow("Old"), stock_flow("New")
    import_flows(office, old)
    Triggers(office.core, office.admin).create_keyword(office.workspace, old["uuid"], ["stock"])
    uuid = load(office, new, triggers=[keyword(new, "stock")])
    Triggers(office.core, office.admin).create_keyword(office.workspace, old["uuid"], ["stock", "box"])
    assert ("trigger", "stock", "kept", "trigger_replaced") in undo(office, uuid)
    assert [one.keywords for one in Triggers(office.core, office.admin).all(office.workspace)] == [["stock", "box"]]


def test_a_campaign_gets_its_events_back(office: Office) -> None:
    made, group = stock_flow(), {"uuid": new_id(), "name": "Mothers"}
    load(office, made, campaigns=[visits(made, group, 3)])
    uuid = load(office, made, campaigns=[visits(made, group, 5)])
    assert undo(office, uuid) == [("campaign", "Visits", "taken_back", None)]
    [campaign] = Campaigns(office.core, office.admin).all(office.workspace)
    assert [event.spec.offset for event in campaign.events] == [3]


def test_a_campaign_that_was_changed_since_stays(office: Office) -> None:
    made, group = stock_flow(), {"uuid": new_id(), "name": "Mothers"}
    uuid = load(office, made, campaigns=[visits(made, group)])
    service = Campaigns(office.core, office.admin)
    [campaign] = service.all(office.workspace)
    event = CampaignEventSpec("message", "created_on", 1, "hours", translations={"eng": "Hi"}, base_language="eng")
    service.add_event(office.workspace, campaign.uuid, event)
    kept = [line for line in undo(office, uuid) if line[2] == "kept"]
    assert kept == [
        ("campaign", "Visits", "kept", "changed_since"),
        ("flow", "Stock", "kept", "in_use"),
        ("group", "Mothers", "kept", "in_use"),
        ("field", "Due", "kept", "in_use"),
    ]


def test_members_keep_a_group_and_values_a_field(office: Office) -> None:
    group = {"uuid": new_id(), "name": "Mothers"}
    uuid = load(office, groups=[group], fields=[{"key": "age", "name": "Age", "type": "number"}])
    asha = office.add_contact("Asha")
    [row], [field] = rows(office, tables.ContactGroup), rows(office, tables.ContactField)
    with office.store.write() as work:
        work.session.add(tables.GroupContact(group_id=row.id, contact_id=asha.id))
        work.session.add(tables.ContactValue(contact_id=asha.id, field_id=field.id, text_key="7"))
        work.commit()
    assert undo(office, uuid) == [("group", "Mothers", "kept", "used_since"), ("field", "Age", "kept", "used_since")]


def test_past_imports_are_listed(office: Office) -> None:
    uuid = load(office, stock_flow())
    service = Imports(office.core, office.people["viewer"])
    [shown] = service.all(office.workspace)
    assert (shown.uuid, shown.file_name, shown.file_version, shown.counts, shown.undone_on) == (
        uuid, "clinic.json", "13", {"created": 1}, None,
    )  # fmt: skip
    assert [line.name for line in service.report(office.workspace, uuid).lines] == ["Stock"]
    undo(office, uuid)
    assert service.all(office.workspace)[0].undone_on == office.clock.now()
    with pytest.raises(Forbidden):
        service.undo(office.workspace, uuid)
    with pytest.raises(NotFound):
        Imports(office.core, office.admin).undo(office.other_workspace, uuid)


def test_a_workspace_that_changes_between_plan_and_writing_is_planned_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = stock_flow()
    plan, planned = Imports._plan, []

    def disturbed(self: Imports, workspace: str, file: Any) -> Any:
        found = plan(self, workspace, file)
        if not planned:
            with office.store.write() as work:
                now = office.clock.now()
                work.session.add(
                    tables.Label(uuid=new_id(), workspace_id=office.workspace_id, name="Urgent", created_on=now, modified_on=now)
                )
                work.commit()
        planned.append(found)
        return found

    monkeypatch.setattr(Imports, "_plan", disturbed)
    own = {"version": 1, "labels": [{"uuid": new_id(), "name": "urgent"}]}
    load(office, made, outpost=own)
    assert len(planned) == 2
    assert [row.name for row in rows(office, tables.Label)] == ["Urgent"]


def test_a_workspace_that_never_rests_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Imports._plan

    def disturbed(self: Imports, workspace: str, file: Any) -> Any:
        found = plan(self, workspace, file)
        found.revision -= 1
        return found

    monkeypatch.setattr(Imports, "_plan", disturbed)
    with pytest.raises(OutpostError) as caught:
        load(office, stock_flow())
    assert caught.value.code == "import_busy"
    assert rows(office, tables.Flow) == []


def test_an_export_and_an_undo_leave_an_empty_workspace_empty(office: Office) -> None:
    made = stock_flow()
    load(office, made, triggers=[keyword(made, "stock")])
    content = WorkspaceExports(office.core, office.admin).export(office.workspace, [], [], whole=True).content
    report = Imports(office.core, office.admin).import_file(office.other_workspace, content)
    assert report.uuid
    Imports(office.core, office.admin).undo(office.other_workspace, report.uuid)
    assert Flows(office.core, office.admin).all(office.other_workspace) == []
    assert len(Flows(office.core, office.admin).all(office.workspace)) == 1
