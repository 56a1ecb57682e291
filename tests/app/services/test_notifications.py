"""What people hear of, and trouble that lasts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import delete, event, func, select

from app.contracts.base import Actor
from app.contracts.notifications import Notification
from app.errors import Invalid
from app.ports import PhoneStatus
from app.services import incidents, notifications
from app.services.housekeeping import tidy
from app.services.incidents import CHANNEL_DISCONNECTED, Incidents, watch_phones
from app.services.notifications import EXPORT_FINISHED, TICKETS_ACTIVITY, TICKETS_OPENED, Notifications
from app.services.phone_register import PhoneDesk
from app.services.phones import Phones
from app.store import tables
from tests.app.support import Office

HALF_HOUR = 30 * 60


def tell(office: Office, people: Iterable[Actor], type: str, scope: str = "", **data: str) -> None:
    with office.store.write() as work:
        users = [one.user_id for one in people if one.user_id is not None]
        notifications.notify(work, office.clock.now(), office.workspace_id, users, type, scope=scope, data=data)
        work.commit()


def mine(office: Office, actor: Actor) -> list[Notification]:
    return Notifications(office.core, actor).all().rows


def kinds(office: Office, actor: Actor) -> list[tuple[str, str]]:
    return [(one.type, one.scope) for one in mine(office, actor)]


def ongoing(office: Office, *, workspace: str | None = None, over: bool = False) -> list[str]:
    found = Incidents(office.core, office.admin).all(workspace or office.workspace, ongoing=not over)
    return [one.scope for one in found.rows]


def test_each_hears_it_once_until_seen(office: Office) -> None:
    editor, viewer = office.people["editor"], office.people["viewer"]
    tell(office, [editor, viewer, editor], TICKETS_OPENED)
    tell(office, [editor], TICKETS_OPENED)
    tell(office, [editor], TICKETS_ACTIVITY)
    tell(office, [editor], EXPORT_FINISHED, "job-1", name="Results.xlsx", state="done")
    assert kinds(office, editor) == [(EXPORT_FINISHED, "job-1"), (TICKETS_ACTIVITY, ""), (TICKETS_OPENED, "")]
    assert mine(office, editor)[0].data == {"name": "Results.xlsx", "state": "done"}
    assert kinds(office, viewer) == [(TICKETS_OPENED, "")]
    service = Notifications(office.core, editor)
    assert service.unseen() == 3
    assert service.mark_seen([mine(office, editor)[2].uuid, mine(office, viewer)[0].uuid]) == 1
    tell(office, [editor], TICKETS_OPENED)
    assert service.unseen() == 3
    assert service.mark_seen() == 3
    assert (service.unseen(), service.mark_seen()) == (0, 0)
    assert Notifications(office.core, viewer).unseen() == 1


def test_windows_are_told_whom_it_concerns(office: Office) -> None:
    before = office.core.changes.latest()
    tell(office, [office.people["editor"]], TICKETS_OPENED)
    (change,) = office.core.changes.since(before, 0) or []
    with office.store.read() as session:
        uuid = session.scalar(select(tables.User.uuid).where(tables.User.username == "editor"))
    assert (change.topic, change.workspace, change.ids) == ("notifications", office.workspace, [uuid])


def test_pages(office: Office) -> None:
    editor = office.people["editor"]
    for number in range(5):
        tell(office, [editor], EXPORT_FINISHED, f"job-{number}")
    service = Notifications(office.core, editor)
    first = service.all(limit=2)
    second = service.all(before=first.next, limit=2)
    third = service.all(before=second.next, limit=2)
    scopes = [one.scope for page in (first, second, third) for one in page.rows]
    assert scopes == ["job-4", "job-3", "job-2", "job-1", "job-0"]
    assert third.next is None
    for strange in ("x", "-1", "9" * 30, "4000000000", "²"):
        with pytest.raises(Invalid):
            service.all(before=strange)
    with pytest.raises(Invalid, match="uuids"):
        service.mark_seen(["x"] * 1001)


def test_who_left_the_workspace_hears_nothing_of_it(office: Office) -> None:
    editor = office.people["editor"]
    tell(office, [editor], TICKETS_OPENED)
    gone = Actor(editor.user_id, "Editor", {office.other_workspace: "editor"})
    assert mine(office, gone) == []
    assert Notifications(office.core, gone).unseen() == 0


def test_members_are_the_active_ones(office: Office) -> None:
    with office.store.write() as work:
        work.session.get_one(tables.User, office.people["editor"].user_id).is_active = False
        work.commit()
    with office.store.read() as session:
        found = notifications.members(session, office.workspace_id, "administrator", "editor", "agent")
    assert set(found) == {office.admin.user_id, office.people["administrator"].user_id, office.people["agent"].user_id}


def test_seen_ones_go_after_a_month(office: Office) -> None:
    editor = office.people["editor"]
    tell(office, [editor], TICKETS_OPENED)
    Notifications(office.core, editor).mark_seen()
    tell(office, [editor], TICKETS_ACTIVITY)
    office.clock.advance(29 * 86400)
    tidy(office.core)
    assert len(mine(office, editor)) == 2
    office.clock.advance(2 * 86400)
    tidy(office.core)
    assert kinds(office, editor) == [(TICKETS_ACTIVITY, "")]


def test_an_incident_is_opened_once_and_told_to_administrators(office: Office) -> None:
    now = office.clock.now()
    with office.store.write() as work:
        wanted = (work, now, office.workspace_id, CHANNEL_DISCONNECTED)
        assert incidents.open_incident(*wanted, scope="phone", data={"name": "Front desk"})
        assert not incidents.open_incident(*wanted, scope="phone")
        assert incidents.open_incident(*wanted, scope="other phone")
        work.commit()
    assert ongoing(office) == ["other phone", "phone"]
    heard = mine(office, office.people["administrator"])
    assert [(one.type, one.data) for one in heard][1] == (
        "incident:started",
        {"name": "Front desk", "incident": CHANNEL_DISCONNECTED},
    )
    assert mine(office, office.people["editor"]) == []
    with office.store.write() as work:
        assert incidents.close_incident(work, now, CHANNEL_DISCONNECTED, scope="phone", workspace_id=office.workspace_id) == 1
        assert incidents.close_incident(work, now, CHANNEL_DISCONNECTED, scope="phone") == 0
        work.commit()
    assert (ongoing(office), ongoing(office, over=True)) == (["other phone"], ["phone"])


def test_a_silent_phone_is_an_incident_until_its_next_sync(office: Office) -> None:
    phone = office.add_phone(office.workspace, office.other_workspace, claimed_on=None)
    desk = PhoneDesk(office.core)
    desk.seen(phone.id, PhoneStatus(battery=80), 0)
    office.clock.advance(HALF_HOUR - 1)
    assert watch_phones(office.core) == 0
    office.clock.advance(1)
    assert watch_phones(office.core) == 2
    assert watch_phones(office.core) == 0
    assert ongoing(office) == ongoing(office, workspace=office.other_workspace) == [phone.uuid]
    told = mine(office, office.people["administrator"])[0]
    assert told.data["name"] == "Front desk"
    assert told.data["last_seen_on"].startswith("2026-06-01T09:00")
    desk.seen(phone.id, PhoneStatus(battery=80), 0)
    assert ongoing(office) == ongoing(office, workspace=office.other_workspace) == []
    assert ongoing(office, over=True) == [phone.uuid]
    office.clock.advance(HALF_HOUR)
    assert watch_phones(office.core) == 2


def test_a_leap_of_the_clock_or_a_fresh_start_is_no_incident(office: Office) -> None:
    phone = office.add_phone(claimed_on=None, last_seen_on=office.clock.now())
    office.clock.leap(365 * 86400.0)
    assert watch_phones(office.core) == 0
    office.clock.advance(HALF_HOUR)
    assert watch_phones(office.core) == 1
    assert ongoing(office) == [phone.uuid]


def test_phones_that_are_no_trouble(office: Office) -> None:
    office.add_phone(state="unclaimed", claimed_on=None)
    office.add_phone(state="released", claimed_on=None)
    serves_nobody = office.add_phone(claimed_on=None)
    with office.store.write() as work:
        work.session.execute(delete(tables.ChannelWorkspace).where(tables.ChannelWorkspace.channel_id == serves_nobody.id))
        work.commit()
    office.clock.advance(10 * HALF_HOUR)
    office.add_phone(claimed_on=office.clock.now())
    assert watch_phones(office.core) == 0


def test_release_ends_the_incident(office: Office) -> None:
    phone = office.add_phone(claimed_on=None)
    office.clock.advance(HALF_HOUR)
    assert watch_phones(office.core) == 1
    Phones(office.core, office.admin).release(phone.uuid)
    assert ongoing(office) == []


def test_the_database_keeps_one_open_incident(office: Office) -> None:
    office.add_phone(claimed_on=None)
    office.clock.advance(HALF_HOUR)
    watch_phones(office.core)
    with office.store.read() as session:
        row = session.scalars(select(tables.Incident)).one()
        assert session.scalar(select(func.count()).select_from(tables.Incident)) == 1
    with pytest.raises(Exception, match=r"(?i)unique"), office.store.write() as work:
        work.session.add(
            tables.Incident(uuid="x", workspace_id=row.workspace_id, type=row.type, scope=row.scope, started_on=row.started_on)
        )
        work.commit()


def test_unseen_ones_and_open_incidents_are_sought_by_their_small_indexes(office: Office) -> None:
    seen: list[tuple[str, Any]] = []
    event.listen(office.store.engine, "before_cursor_execute", lambda *args: seen.append((args[2], args[3])))
    Notifications(office.core, office.people["editor"]).unseen()
    with office.store.write() as work:
        incidents.close_incident(work, office.clock.now(), CHANNEL_DISCONNECTED, scope="phone")
        plans = [
            row[3]
            for statement, parameters in list(seen)
            if statement.startswith("SELECT")
            for row in work.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert any("uq_notification_unseen" in plan for plan in plans)
    assert any("uq_incident_open" in plan for plan in plans)
