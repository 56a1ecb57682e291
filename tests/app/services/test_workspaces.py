"""The office's workspaces, and who is in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.contracts.base import Actor
from app.contracts.workspaces import WorkspaceSettings
from app.errors import Forbidden, Invalid, NotFound, OutpostError
from app.services import routing
from app.services.api_tokens import ApiTokens, authenticate
from app.services.front import Front
from app.services.people import People
from app.services.phones import Phones
from app.services.workspaces import Workspaces
from app.store import tables
from tests.app.services.conversing import run_queue
from tests.app.support import PASSWORD, Office

WATER = WorkspaceSettings("Water", "UG", "Africa/Kampala", ["eng", "lug"], "YYYY-MM-DD", "h:mm aa", "confusables")


def workspaces(office: Office, actor: Actor | None = None) -> Workspaces:
    return Workspaces(office.core, actor or office.admin)


def audits(office: Office, method: str) -> list[tables.Audit]:
    with office.store.read() as session:
        return list(session.scalars(select(tables.Audit).where(tables.Audit.method == method).order_by(tables.Audit.id)))


def member(office: Office, username: str) -> str:
    with office.store.read() as session:
        return str(session.scalar(select(tables.User.uuid).where(tables.User.username == username)))


def signed_in(office: Office, username: str) -> Actor:
    nobody = Actor(None, "", origin="anonymous", address="127.0.0.1")
    token = People(office.core, nobody).sign_in(username, PASSWORD).token
    return Front(office.core).authenticate(token, "")


def test_a_new_workspace_has_its_administrator_and_its_topic(office: Office) -> None:
    made = workspaces(office).create(WATER)
    assert made.settings == WATER
    assert (made.people, made.phones, made.is_archived, made.is_anon) == (1, 0, False, False)
    assert made.limits["groups"] == 250
    with office.store.read() as session:
        space = session.scalars(select(tables.Workspace).where(tables.Workspace.uuid == made.uuid)).one()
        topic = session.scalars(select(tables.Topic).where(tables.Topic.workspace_id == space.id)).one()
    assert (topic.name, topic.name_key, topic.is_default, topic.is_active) == ("General", "general", True, True)
    me = signed_in(office, "admin")
    assert me.roles[made.uuid] == "administrator"
    assert [one.settings.name for one in workspaces(office).all()] == ["Clinic", "School", "Water"]
    assert audits(office, "workspaces.create")[0].subject == made.uuid


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"name": " "}, "name", "empty"),
        ({"name": "x" * 65}, "name", "too_long"),
        ({"name": "a\x00"}, "name", "characters"),
        ({"name": "CLINIC"}, "name", "taken"),
        ({"country": "ZZ"}, "country", "unknown"),
        ({"timezone": "Mars/Base"}, "timezone", "unknown"),
        ({"timezone": "../../etc/passwd"}, "timezone", "unknown"),
        ({"languages": []}, "languages", "empty"),
        ({"languages": ["eng", "english"]}, "language", "unknown"),
        ({"date_format": "DD/MM"}, "date_format", "unknown"),
        ({"time_format": "12"}, "time_format", "unknown"),
        ({"input_collation": "loose"}, "input_collation", "unknown"),
    ],
)
def test_what_cannot_be_a_workspace(office: Office, change: dict[str, object], field: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        workspaces(office).create(replace(WATER, **change))  # type: ignore[arg-type]
    assert (caught.value.params["field"], caught.value.params["reason"]) == (field, reason)
    assert len(workspaces(office).all()) == 2
    assert audits(office, "workspaces.create") == []


def test_settings_are_changed_and_the_old_ones_written_down(office: Office) -> None:
    before = workspaces(office).get(office.workspace).settings
    with office.store.read() as session:
        revision = session.get_one(tables.Workspace, office.workspace_id).assets_revision
    changed = replace(before, name="Clinic", languages=["fra", "eng"], timezone="Africa/Kampala")
    assert workspaces(office, office.people["administrator"]).update(office.workspace, changed).settings == changed
    with office.store.read() as session:
        assert session.get_one(tables.Workspace, office.workspace_id).assets_revision > revision
    (row,) = audits(office, "workspaces.update")
    assert row.details == {
        "before": {"timezone": "Africa/Kigali", "languages": ["eng"]},
        "after": {"timezone": "Africa/Kampala", "languages": ["fra", "eng"]},
    }
    with pytest.raises(Invalid, match="taken"):
        workspaces(office).update(office.workspace, replace(before, name="school"))


def test_limits_and_anonymity_are_the_offices(office: Office) -> None:
    found = workspaces(office).set_limits(office.workspace, {"groups": 10, "fields": 250})
    assert (found.limits["groups"], found.limits["fields"]) == (10, 250)
    with office.store.read() as session:
        assert session.get_one(tables.Workspace, office.workspace_id).limits == {"groups": 10}
    for wrong in ({"cats": 1}, {"groups": -1}, {"groups": 10**9}):
        with pytest.raises(Invalid):
            workspaces(office).set_limits(office.workspace, wrong)
    assert workspaces(office).set_anonymous(office.workspace, True).is_anon
    with pytest.raises(Forbidden):
        workspaces(office, office.people["administrator"]).set_anonymous(office.workspace, False)
    with pytest.raises(NotFound):
        workspaces(office).set_limits("nowhere", {})


def test_administrators_see_to_their_own_people(office: Office) -> None:
    mine = workspaces(office, office.people["administrator"])
    assert [one.username for one in mine.candidates(office.workspace)] == []
    viewer = member(office, "viewer")
    assert mine.set_role(office.workspace, viewer, "agent").role == "agent"
    assert mine.set_role(office.workspace, viewer, None).role is None
    assert [one.username for one in mine.candidates(office.workspace)] == ["viewer"]
    assert signed_in(office, "viewer").roles == {}
    mine.set_role(office.workspace, viewer, "editor")
    assert [(one.username, one.role) for one in mine.people(office.workspace)][-1] == ("viewer", "editor")
    with pytest.raises(OutpostError, match="yourself"):
        mine.set_role(office.workspace, member(office, "administrator"), None)
    with pytest.raises(Forbidden):
        mine.set_role(office.other_workspace, viewer, "administrator")
    People(office.core, office.admin).deactivate(viewer)
    mine.set_role(office.workspace, viewer, None)
    with pytest.raises(NotFound):
        mine.set_role(office.workspace, viewer, "editor")


def test_an_archived_workspace_is_closed_to_all(office: Office) -> None:
    editor = ApiTokens(office.core, office.people["editor"]).create(office.workspace, "Sync")
    assert workspaces(office).archive(office.workspace).is_archived
    assert signed_in(office, "editor").roles == {}
    assert signed_in(office, "admin").roles == {office.other_workspace: "administrator"}
    with pytest.raises(OutpostError, match="not_signed_in"):
        authenticate(office.core, editor.token)
    assert [one.settings.name for one in workspaces(office).all()] == ["School", "Clinic"]
    workspaces(office).restore(office.workspace)
    assert signed_in(office, "editor").roles == {office.workspace: "editor"}
    assert authenticate(office.core, editor.token).roles == {office.workspace: "editor"}


def test_a_name_may_be_taken_meanwhile(office: Office) -> None:
    workspaces(office).archive(office.workspace)
    workspaces(office).create(replace(WATER, name="clinic"))
    with pytest.raises(Invalid, match="taken"):
        workspaces(office).restore(office.workspace)


def test_the_last_workspace_stays(office: Office) -> None:
    workspaces(office).archive(office.other_workspace)
    with pytest.raises(OutpostError, match="last_workspace"):
        workspaces(office).archive(office.workspace)


def test_no_phone_is_left_without_a_workspace(office: Office) -> None:
    office.add_phone(office.workspace)
    with pytest.raises(OutpostError, match="workspace_needed") as caught:
        workspaces(office).archive(office.workspace)
    assert caught.value.params == {"phones": "Front desk"}
    assert not workspaces(office).get(office.workspace).is_archived


def test_what_phones_bring_goes_to_the_other_workspaces(office: Office) -> None:
    phone = office.add_phone(office.workspace, office.other_workspace)
    contact = office.add_contact("Ann", "+250788123123")
    office.add_msg(contact, "hi")
    now = office.clock.now()

    def route() -> tuple[int, str]:
        with office.store.read() as session:
            found = routing.choose(session, phone.id, "tel:+250788123123", "hello", now)
        assert found is not None
        return found.workspace_id, found.reason

    assert route() == (office.workspace_id, "conversation")
    workspaces(office).archive(office.workspace)
    assert route() == (office.other_workspace_id, "only")
    # However it came about: what no open workspace takes is kept in the closed one.
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.other_workspace_id).is_archived = True
        work.commit()
    assert route()[0] == office.workspace_id


def test_waiting_conversations_end_with_the_workspace(office: Office) -> None:
    now = office.clock.now()
    contact = office.add_contact("Ann")
    with office.store.write() as work:
        values = {"workspace_id": office.workspace_id, "created_on": now, "modified_on": now, "expire_after_minutes": 60}
        flow = tables.Flow(uuid="poll", name="Poll", type="messaging", language="eng", revision=1, nodes=1, **values)
        work.session.add(flow)
        work.session.flush()
        waiting = tables.Session(
            uuid="waiting",
            workspace_id=office.workspace_id,
            contact_id=contact.id,
            current_flow_id=flow.id,
            status="waiting",
            type="messaging",
            created_on=now,
            version=1,
        )
        work.session.add(waiting)
        work.commit()
    workspaces(office).archive(office.workspace)
    run_queue(office)
    with office.store.read() as session:
        row = session.scalars(select(tables.Interruption)).one()
        ended = session.get_one(tables.Session, waiting.id)
    assert (row.flow_id, row.up_to, row.state, row.ended) == (flow.id, waiting.id, "completed", 1)
    assert ended.status == "interrupted"


def test_phones_are_shared_anew(office: Office) -> None:
    phone = office.add_phone(office.workspace)
    water = workspaces(office).create(WATER).uuid
    phones = Phones(office.core, office.admin)
    assert phones.serve(phone.uuid, [water, office.workspace]).workspaces == [water, office.workspace]
    contact = office.add_contact("Ann", "+250788123123")
    office.add_msg(contact, "hi", "out", channel_id=phone.id)
    with pytest.raises(OutpostError, match="messages_waiting") as caught:
        phones.serve(phone.uuid, [water])
    assert caught.value.params == {"workspace": "Clinic", "count": 1}
    with office.store.write() as work:
        work.session.scalars(select(tables.Msg)).one().status = "sent"
        work.commit()
    assert phones.serve(phone.uuid, [water]).workspaces == [water]
    workspaces(office).archive(office.workspace)
    with pytest.raises(NotFound):
        phones.serve(phone.uuid, [office.workspace])


# Quiet hours


def test_quiet_hours_are_set_and_taken_away(office: Office) -> None:
    service = workspaces(office)
    details = service.set_quiet_hours(office.workspace, 22 * 60, 6 * 60)
    assert (details.quiet_from, details.quiet_until) == (1320, 360)
    assert service.get(office.workspace) == details
    assert audits(office, "workspaces.set_quiet_hours")[-1].details["after"] == [1320, 360]
    details = service.set_quiet_hours(office.workspace, None, None)
    assert (details.quiet_from, details.quiet_until) == (None, None)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (None, 60, "quiet_from"),
        (60, None, "quiet_until"),
        (-1, 60, "quiet_from"),
        (60, 1440, "quiet_until"),
        (5, 5, "quiet_until"),
    ],
)
def test_quiet_hours_are_checked(office: Office, start: int | None, end: int | None, field: str) -> None:
    with pytest.raises(Invalid) as error:
        workspaces(office).set_quiet_hours(office.workspace, start, end)
    assert error.value.params["field"] == field
