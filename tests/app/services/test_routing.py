"""Whose message it is, on a phone that two workspaces share."""

from __future__ import annotations

import pytest

from app.services import routing
from app.services.flows import Flows
from app.services.imports import Imports
from app.services.triggers import Triggers
from app.store import tables
from tests.app.services.conversing import ADA, Line, rows, run_queue, stock_flow
from tests.app.support import Office

ADDRESS = f"tel:{ADA}"


@pytest.fixture
def line(office: Office) -> Line:
    return Line(office, office.add_phone(office.workspace, office.other_workspace))


def give_flow(office: Office, workspace: str, keyword: str = "", name: str = "Stock") -> str:
    import json

    made = stock_flow(name)
    content = json.dumps({"version": "13", "site": "", "flows": [made]}).encode()
    Imports(office.core, office.admin).import_file(workspace, content)
    if keyword:
        Triggers(office.core, office.admin).create_keyword(workspace, made["uuid"], [keyword])
    return str(made["uuid"])


def route(line: Line, text: str = "hello") -> tuple[str, str]:
    """To which workspace, and why."""
    office = line.office
    with office.store.read() as session:
        found = routing.choose(session, line.channel.id, ADDRESS, text, office.clock.now())
    assert found is not None
    return {office.workspace_id: "first", office.other_workspace_id: "second"}[found.workspace_id], found.reason


def start_session(line: Line, workspace: str, flow_uuid: str) -> None:
    office = line.office
    workspace_id = office.workspace_id if workspace == office.workspace else office.other_workspace_id
    contact = office.add_contact("Ada", ADA, workspace_id)
    Flows(office.core, office.admin).start(workspace, flow_uuid, [contact.uuid])
    office.clock.advance(1)
    run_queue(office)


def test_a_channel_of_nobody(office: Office) -> None:
    channel = office.add_phone()
    with office.store.write() as work:
        work.session.query(tables.ChannelWorkspace).delete()
        work.commit()
    with office.store.read() as session:
        assert routing.choose(session, channel.id, ADDRESS, "hello", office.clock.now()) is None


def test_a_channel_of_one(office: Office) -> None:
    assert route(Line(office, office.add_phone(office.other_workspace))) == ("second", "only")


def test_nothing_known_is_the_defaults(line: Line) -> None:
    assert route(line) == ("first", "default")


def test_a_keyword_decides(line: Line) -> None:
    give_flow(line.office, line.office.other_workspace, "stock")
    assert route(line, "stock") == ("second", "keyword")
    assert route(line, "hello") == ("first", "default")


def test_a_keyword_of_both_is_shown_as_ambiguous(line: Line) -> None:
    give_flow(line.office, line.office.workspace, "stock")
    give_flow(line.office, line.office.other_workspace, "stock")
    assert route(line, "stock") == ("first", "keyword:ambiguous")


def test_among_equal_keywords_the_waiting_session_decides(line: Line) -> None:
    office = line.office
    give_flow(office, office.workspace, "stock")
    waiting = give_flow(office, office.other_workspace, "stock")
    start_session(line, office.other_workspace, waiting)
    assert route(line, "stock") == ("second", "keyword:ambiguous")


def test_a_waiting_session_goes_before_the_default(line: Line) -> None:
    office = line.office
    start_session(line, office.other_workspace, give_flow(office, office.other_workspace))
    assert route(line) == ("second", "session")


def test_a_keyword_goes_before_a_session_unless_its_flow_ignores_triggers(line: Line) -> None:
    office = line.office
    give_flow(office, office.workspace, "stock")
    waiting = give_flow(office, office.other_workspace, name="Registration")
    start_session(line, office.other_workspace, waiting)
    assert route(line, "stock") == ("first", "keyword")
    with office.store.write() as work:
        for flow in work.session.query(tables.Flow).filter(tables.Flow.uuid == waiting):
            flow.ignore_triggers = True
        work.commit()
    assert route(line, "stock") == ("second", "session")


def test_the_newest_of_two_sessions_and_the_doubt_is_told(line: Line) -> None:
    office = line.office
    start_session(line, office.other_workspace, give_flow(office, office.other_workspace))
    start_session(line, office.workspace, give_flow(office, office.workspace))
    assert route(line) == ("first", "session:ambiguous")


@pytest.mark.parametrize(("days", "expected"), [(29, ("second", "conversation")), (31, ("first", "default"))])
def test_the_latest_conversation_of_thirty_days(line: Line, days: int, expected: tuple[str, str]) -> None:
    office = line.office
    office.add_msg(office.add_contact("Ada", ADA), "old", "in")
    office.clock.advance(60)
    office.add_msg(office.add_contact("Ada", ADA, office.other_workspace_id), "newer", "in")
    office.clock.advance(days * 86400)
    assert route(line) == expected


def test_the_reason_is_stored(line: Line) -> None:
    office = line.office
    give_flow(office, office.other_workspace, "stock")
    line.hear("stock")
    line.hear("some")
    line.hear("hello")
    stored = [(inbound.workspace_id, inbound.routing) for inbound in rows(office, tables.Inbound)]
    second = office.other_workspace_id
    assert stored == [(second, "keyword"), (second, "session"), (second, "conversation")]


def test_a_keyword_that_does_not_hold_here_is_no_claim(line: Line) -> None:
    office = line.office
    give_flow(office, office.other_workspace, "join")
    assert route(line, "join") == ("second", "keyword")
    elsewhere = office.add_phone(office.other_workspace, address="+250788000099")
    with office.store.write() as work:
        work.session.query(tables.Trigger).one().channel_id = elsewhere.id
        work.commit()
    assert route(line, "join") == ("first", "default")


def test_a_keyword_of_a_group_claims_its_members(line: Line) -> None:
    office = line.office
    give_flow(office, office.other_workspace, "join")
    contact = office.add_contact("Ada", ADA, office.other_workspace_id)
    with office.store.write() as work:
        group = tables.ContactGroup(uuid="g", workspace_id=office.other_workspace_id, name="Mothers")
        work.session.add(group)
        work.session.flush()
        trigger = work.session.query(tables.Trigger).one()
        work.session.add(tables.TriggerGroup(trigger_id=trigger.id, group_id=group.id, is_exclusion=False))
        work.commit()
    assert route(line, "join") == ("first", "default")
    with office.store.write() as work:
        work.session.add(tables.GroupContact(group_id=group.id, contact_id=contact.id))
        work.commit()
    assert route(line, "join") == ("second", "keyword")
