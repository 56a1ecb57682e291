"""Campaigns: their rows, and how a file's come in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.contracts.campaigns import CampaignEventSpec
from app.errors import Forbidden, Invalid, NotFound
from app.services.campaigns import Campaigns
from app.services.flows import Flows
from app.services.imports import Imports
from app.services.workspace_file.planning_campaigns import MAX_OFFSET
from app.store import tables
from tests.app.services.conversing import flow, import_flows, new_id, node, rows, send, stock_flow
from tests.app.support import Office

GROUP = {"uuid": "5a4b0a3e-3f5b-4c0b-8e0b-000000000001", "name": "Mothers"}


@pytest.fixture
def stock(office: Office) -> dict[str, Any]:
    made = stock_flow()
    fields = [{"key": "due", "name": "Due", "type": "datetime"}, {"key": "village", "name": "Village", "type": "text"}]
    import_flows(office, made, groups=[GROUP], fields=fields)
    return made


def campaigns(office: Office, role: Any = None) -> Campaigns:
    return Campaigns(office.core, office.people[role] if role else office.admin)


def hello(**more: Any) -> CampaignEventSpec:
    given: dict[str, Any] = {
        "type": "message", "relative_to": "due", "offset": -2, "unit": "days", "translations": {"eng": "Hi", "kin": "Muraho"},
        "base_language": "eng",
    }  # fmt: skip
    return CampaignEventSpec(**{**given, **more})


def test_a_campaign_and_its_events(office: Office, stock: dict[str, Any]) -> None:
    made = campaigns(office).create(office.workspace, " Visits ", GROUP["uuid"])
    assert (made.name, made.group_name, made.events) == ("Visits", "Mothers", [])
    start = CampaignEventSpec("flow", "last_seen_on", 1, "hours", 9, flow=stock["uuid"], start_mode="skip")
    campaigns(office).add_event(office.workspace, made.uuid, start)
    both = campaigns(office).add_event(office.workspace, made.uuid, hello())
    assert [(one.spec, one.relative_name, one.flow_name) for one in both.events] == [
        (hello(), "Due", None),
        (start, "last_seen_on", "Stock"),
    ]
    other = campaigns(office).update_event(office.workspace, made.uuid, both.events[0].uuid, hello(offset=5, unit="weeks"))
    assert [one.spec.offset for one in other.events] == [1, 5]
    assert both.events[0].uuid not in {one.uuid for one in other.events}
    left = campaigns(office).remove_event(office.workspace, made.uuid, other.events[0].uuid)
    assert [one.spec.offset for one in left.events] == [5]
    renamed = campaigns(office).update(office.workspace, made.uuid, "Later visits", GROUP["uuid"])
    assert campaigns(office, "viewer").all(office.workspace) == [renamed]


def test_archiving_frees_the_name_and_restoring_asks_for_it(office: Office, stock: dict[str, Any]) -> None:
    first = campaigns(office).create(office.workspace, "Visits", GROUP["uuid"])
    with pytest.raises(Invalid) as caught:
        campaigns(office).create(office.workspace, "VISITS", GROUP["uuid"])
    assert caught.value.params["reason"] == "taken"
    campaigns(office).archive(office.workspace, first.uuid)
    assert [one.uuid for one in campaigns(office).all(office.workspace, archived=True)] == [first.uuid]
    second = campaigns(office).create(office.workspace, "Visits", GROUP["uuid"])
    with pytest.raises(Invalid):
        campaigns(office).restore(office.workspace, first.uuid)
    with pytest.raises(NotFound):
        campaigns(office).add_event(office.workspace, first.uuid, hello())
    campaigns(office).archive(office.workspace, second.uuid)
    campaigns(office).restore(office.workspace, first.uuid)
    assert [one.uuid for one in campaigns(office).all(office.workspace)] == [first.uuid]


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (hello(relative_to="village"), "relative_to"),
        (hello(relative_to="nothing"), "relative_to"),
        (hello(offset=MAX_OFFSET + 1), "offset"),
        (hello(unit="years"), "unit"),
        (hello(delivery_hour=24), "delivery_hour"),
        (hello(start_mode="X"), "start_mode"),
        (hello(type="call"), "type"),
        (hello(translations={}), "translations"),
        (hello(translations={"eng": " "}), "translations"),
        (hello(translations={"eng": "x" * 641}), "translations"),
        (hello(translations={"klingon": "x"}), "translations"),
        (hello(base_language="fra"), "base_language"),
    ],
)
def test_what_no_event_may_be(office: Office, stock: dict[str, Any], event: CampaignEventSpec, field: str) -> None:
    made = campaigns(office).create(office.workspace, "Visits", GROUP["uuid"])
    with pytest.raises(Invalid) as caught:
        campaigns(office).add_event(office.workspace, made.uuid, event)
    assert caught.value.params["field"] == field
    assert rows(office, tables.CampaignEvent) == []


def test_surveys_and_archived_flows_are_not_started(office: Office, stock: dict[str, Any]) -> None:
    survey = flow("Survey", node([send("Hi")]), type="messaging_offline")
    import_flows(office, survey)
    made = campaigns(office).create(office.workspace, "Visits", GROUP["uuid"])
    with pytest.raises(Invalid):
        campaigns(office).add_event(office.workspace, made.uuid, CampaignEventSpec("flow", "due", 1, "days", flow=survey["uuid"]))
    start = CampaignEventSpec("flow", "due", 1, "days", flow=stock["uuid"])
    campaigns(office).add_event(office.workspace, made.uuid, start)
    Flows(office.core, office.admin).archive(office.workspace, stock["uuid"])
    assert campaigns(office).all(office.workspace)[0].events == []
    with pytest.raises(NotFound):
        campaigns(office).add_event(office.workspace, made.uuid, start)


def test_who_may(office: Office, stock: dict[str, Any]) -> None:
    with pytest.raises(Forbidden):
        campaigns(office, "viewer").create(office.workspace, "Visits", GROUP["uuid"])
    with pytest.raises(NotFound):
        campaigns(office).create(office.other_workspace, "Visits", GROUP["uuid"])


# From files


def load(office: Office, *events: Any, version: Any = "13", name: str = "Visits", **more: Any) -> list[tuple[str, str | None]]:
    """Import a campaign with these events; their outcomes and reasons."""
    campaign = {"uuid": "5a4b0a3e-3f5b-4c0b-8e0b-000000000002", "name": name, "group": GROUP, "events": list(events)}
    content = json.dumps({"version": version, "site": "", "flows": [], "campaigns": [campaign], **more}).encode()
    report = Imports(office.core, office.admin).import_file(office.workspace, content)
    return [(line.outcome, line.reason) for line in report.lines if line.section == "events"]


def event(**more: Any) -> dict[str, Any]:
    given = {
        "uuid": new_id(), "offset": 1, "unit": "D", "event_type": "M", "delivery_hour": -1, "message": {"eng": "Hi"},
        "relative_to": {"key": "due", "label": "Due"},
    }  # fmt: skip
    return {**given, **more}


@pytest.mark.parametrize(
    ("message", "stored"),
    [
        ({"eng": "Hi", "fra": "Salut"}, {"eng": "Hi", "fra": "Salut"}),
        ({"base": "Hi", "fra": "Salut"}, {"eng": "Hi", "fra": "Salut"}),
        ('{"base": "Hi"}', {"eng": "Hi"}),
        ("Hi", {"eng": "Hi"}),
        ("{not json", {"eng": "{not json"}),
        ({"eng": {"text": "Hi"}}, {"eng": "Hi"}),
    ],
)
def test_messages_of_all_times(office: Office, message: Any, stored: dict[str, str]) -> None:
    assert load(office, event(message=message)) == [("created", None)]
    [row] = rows(office, tables.CampaignEvent)
    assert (row.translations, row.base_language, row.type) == (stored, "eng", "M")


def test_expressions_of_old_files_are_brought_up_to_date(office: Office) -> None:
    load(office, event(message="Due @(format_date(contact.due))"), version="11.4")
    [row] = rows(office, tables.CampaignEvent)
    assert row.translations == {"eng": "Due @(format_datetime(fields.due))"}


def test_dates_become_fields(office: Office) -> None:
    load(office, event(), event(relative_to={"key": "created_on", "label": "Created On"}), event(offset="3", unit="W"))
    [field] = rows(office, tables.ContactField)
    assert (field.key, field.type) == ("due", "datetime")
    assert [(row.relative_to, row.field_id, row.offset, row.unit) for row in rows(office, tables.CampaignEvent)] == [
        ("due", field.id, 1, "D"),
        ("created_on", None, 1, "D"),
        ("due", field.id, 3, "W"),
    ]


def test_a_field_that_is_no_date_is_told(office: Office) -> None:
    import_flows(office, fields=[{"key": "due", "name": "Due", "type": "text"}])
    assert load(office, event()) == [("created", "field_not_a_date")]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (event(unit="Y"), "malformed"),
        (event(offset=1.5), "malformed"),
        (event(offset=10**9), "malformed"),
        (event(delivery_hour=30), "malformed"),
        (event(start_mode="Z"), "malformed"),
        (event(relative_to=None), "malformed"),
        (event(relative_to={"key": "Bad Key"}), "field_key_invalid"),
        (event(message={}), "message_missing"),
        (event(message={"klingon": "x"}), "message_missing"),
        (event(message="x" * 641), "malformed"),
        (event(event_type="F", flow={"uuid": new_id(), "name": "Gone"}), "flow_missing"),
        (event(event_type="F"), "flow_missing"),
        ("text", "malformed"),
    ],
)
def test_events_that_cannot_be_taken_say_why(office: Office, given: Any, reason: str) -> None:
    assert load(office, given) == [("skipped", reason)]
    assert rows(office, tables.CampaignEvent) == []


def test_events_are_replaced_and_equal_ones_stay(office: Office) -> None:
    load(office, event(), event(offset=2))
    before = {row.offset: row.uuid for row in rows(office, tables.CampaignEvent)}
    assert load(office, event(), event(offset=7)) == [("unchanged", None), ("created", None)]
    now = {row.offset: row.uuid for row in rows(office, tables.CampaignEvent, tables.CampaignEvent.is_active)}
    assert set(now) == {1, 7}
    assert now[1] == before[1]
    assert load(office, event(), event(offset=7)) == [("unchanged", None), ("unchanged", None)]


def test_a_campaign_without_group_or_twice_is_left_out(office: Office) -> None:
    twice = {"name": "Visits", "group": GROUP, "events": [event()]}
    lost = {"name": "Lost", "group": None, "events": [event()]}
    content = json.dumps({"version": "13", "flows": [], "campaigns": [twice, twice, lost, 3, {"events": [event()]}]}).encode()
    report = Imports(office.core, office.admin).import_file(office.workspace, content)
    assert [(line.outcome, line.reason) for line in report.lines if line.section == "campaigns"] == [
        ("created", None),
        ("skipped", "already_in_file"),
        ("skipped", "group_missing"),
        ("skipped", "malformed"),
        ("skipped", "malformed"),
    ]
    assert sum(line.section == "events" for line in report.lines) == 4
