"""Groups by hand and smart groups, and how they fill themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.contracts.base import Actor
from app.errors import Invalid, NotFound, OutpostError
from app.queue.tasks import TASKS
from app.services import contact_changes, groups, recovery
from app.services.contact_service import Contacts
from app.services.fields import Fields
from app.services.groups import Groups
from app.services.turn import write_turn
from app.store import tables
from tests.app.services.conversing import ADA, Line, add_keyword, flow, import_flows, new_id, node, rows, run_queue, send
from tests.app.services.databases import NAMES, open_office
from tests.app.support import Office


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        yield made


def service(office: Office, actor: Actor | None = None) -> Groups:
    return Groups(office.core, actor or office.admin)


def members(office: Office, group: str) -> set[str]:
    with office.store.read() as session:
        row = session.query(tables.ContactGroup).filter_by(uuid=group).one()
        of = session.query(tables.GroupContact).filter_by(group_id=row.id)
        return {session.get_one(tables.Contact, member.contact_id).name for member in of}


def one(office: Office, group: str) -> tables.ContactGroup:
    found: tables.ContactGroup = rows(office, tables.ContactGroup, tables.ContactGroup.uuid == group)[0]
    return found


def named(office: Office, *names: str, **values: Any) -> list[str]:
    return [office.add_contact(name, **values).uuid for name in names]


def test_a_group_by_hand(office: Office) -> None:
    ada, bob = named(office, "Ada", "Bob")
    made = service(office).create(office.workspace, "People", contacts=[ada])
    assert (made.name, made.query, made.state, made.contacts) == ("People", None, "ready", 1)
    assert service(office).add(office.workspace, made.uuid, [ada, bob]).changed == [bob]
    assert members(office, made.uuid) == {"Ada", "Bob"}
    assert service(office).remove(office.workspace, made.uuid, [bob]).changed == [bob]
    assert [(group.name, group.contacts) for group in service(office).all(office.workspace)] == [("People", 1)]
    contact = rows(office, tables.Contact, tables.Contact.uuid == bob)[0]
    assert contact.revision == 3
    assert [row.type for row in rows(office, tables.ContactEvent, tables.ContactEvent.contact_id == contact.id)] == [
        "contact_groups_changed"
    ] * 2


def test_who_is_not_active_is_refused(office: Office) -> None:
    (eve,) = named(office, "Eve", status="blocked")
    group = service(office).create(office.workspace, "People").uuid
    assert service(office).add(office.workspace, group, [eve]).refused == [eve]
    assert members(office, group) == set()


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "empty"),
        ("age > 18", "unknown_property"),
        ('name = "', "syntax"),
        ("group = People", "invalid_group"),
        ("status = active", "not_allowed"),
        ("x" * 10_001, "too_long"),
    ],
)
def test_a_query_that_no_group_may_have(office: Office, query: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        service(office).create(office.workspace, "Smart", query)
    assert (caught.value.params["field"], caught.value.params["reason"]) == ("query", reason)
    assert rows(office, tables.ContactGroup) == []


def test_a_smart_group_fills_itself_in_batches(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "BATCH", 3)
    named(office, "Ada", "Bob", "Ada B", "Eve", "ada c", "Cyd", "Ada D")
    named(office, "Ada blocked", status="blocked")
    named(office, "Ada elsewhere", workspace_id=office.other_workspace_id)
    made = service(office).create(office.workspace, "Adas", "name ~ ada")
    assert (made.state, made.contacts, made.progress) == ("evaluating", 0, 0.0)
    groups._populate_some(office.core, one(office, made.uuid).id)
    half = service(office).all(office.workspace)[0]
    assert (half.state, half.contacts) == ("evaluating", 2) and 0 < half.progress < 1
    run_queue(office)
    assert members(office, made.uuid) == {"Ada", "Ada B", "ada c", "Ada D"}
    done = service(office).all(office.workspace)[0]
    assert (done.state, done.contacts, done.progress) == ("ready", 4, 1.0)
    ada = rows(office, tables.Contact, tables.Contact.name == "Ada")[0]
    with office.store.read() as session:
        assert session.get_one(tables.ContactDirty, ada.id).revision == ada.revision == 2


def test_a_changed_query_moves_the_members(office: Office) -> None:
    named(office, "Ada", "Bob")
    group = service(office).create(office.workspace, "One", "name ~ ada").uuid
    run_queue(office)
    service(office).set_query(office.workspace, group, "name ~ bob")
    run_queue(office)
    assert members(office, group) == {"Bob"}


def test_a_population_that_was_killed_is_put_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "BATCH", 2)
    named(office, "Ada", "Ada B", "Ada C")
    group = service(office).create(office.workspace, "Adas", "name ~ ada").uuid
    groups._populate_some(office.core, one(office, group).id)
    office.queue.drain()
    recovery.sweep(office.core)
    run_queue(office)
    assert members(office, group) == {"Ada", "Ada B", "Ada C"} and one(office, group).state == "ready"
    recovery.sweep(office.core)
    assert office.queue.drain() == []


def test_a_population_gives_way_and_goes_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "BATCH", 1)
    monkeypatch.setattr(groups, "SECONDS", 0.0)
    named(office, "Ada", "Ada B", "Ada C")
    group = service(office).create(office.workspace, "Adas", "name ~ ada").uuid
    assert run_queue(office) >= 3
    assert members(office, group) == {"Ada", "Ada B", "Ada C"}


def test_a_contact_that_changes_while_it_is_looked_at_is_right(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    (ada,) = named(office, "Ada")
    group = service(office).create(office.workspace, "Adas", "name ~ ada").uuid
    matching = groups._matching

    def race(*arguments: Any) -> set[int]:
        found = matching(*arguments)
        Contacts(office.core, office.admin).update(office.workspace, ada, name="Bob")
        return found

    monkeypatch.setattr(groups, "_matching", race)
    run_queue(office)
    assert members(office, group) == set() and one(office, group).state == "ready"


def test_a_flow_that_ran_while_a_group_came_is_followed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The flow read the groups before, and writes after the new one was filled."""
    rename = {"type": "set_contact_name", "uuid": new_id(), "name": "Ada"}
    import_flows(office, naming := flow("Name", node([rename, send("Hello")])))
    add_keyword(office, naming["uuid"], "name")
    line = Line(office, office.add_phone())
    office.add_contact("Bob", ADA)
    made: list[str] = []

    def race(*arguments: Any) -> None:
        if not made:
            made.append(service(office).create(office.workspace, "Adas", "name ~ ada").uuid)
            groups.populate(office.core, one(office, made[0]).id)
        write_turn(*arguments)

    monkeypatch.setattr("app.services.conversations.write_turn", race)
    line.hear("name")
    run_queue(office)
    assert members(office, made[0]) == {"Ada"}


def test_members_follow_their_values(office: Office) -> None:
    Fields(office.core, office.admin).create(office.workspace, "Age", "number")
    (ada,) = named(office, "Ada")
    group = service(office).create(office.workspace, "Adults", "age > 17").uuid
    run_queue(office)
    people = Contacts(office.core, office.admin)
    people.update(office.workspace, ada, fields={"age": "18"})
    assert members(office, group) == {"Ada"}
    people.update(office.workspace, ada, fields={"age": "x"})
    assert members(office, group) == set()


def test_a_query_that_can_no_longer_be_read(office: Office) -> None:
    Fields(office.core, office.admin).create(office.workspace, "Age", "number")
    group = service(office).create(office.workspace, "Adults", "age > 17").uuid
    with office.store.write() as work:
        work.session.query(tables.ContactField).one().is_active = False
        work.commit()
    named(office, "Ada")
    run_queue(office)
    assert one(office, group).state == "invalid"
    people = Contacts(office.core, office.admin)
    assert people.create(office.workspace, name="Bob").groups == []


def test_a_smart_group_takes_nobody_by_hand(office: Office) -> None:
    (ada,) = named(office, "Ada")
    group = service(office).create(office.workspace, "Adas", "name ~ ada").uuid
    for call in (service(office).add, service(office).remove):
        with pytest.raises(Invalid) as caught:
            call(office.workspace, group, [ada])
        assert caught.value.params["reason"] == "smart"
    hand = service(office).create(office.workspace, "Hand").uuid
    with pytest.raises(Invalid):
        service(office).set_query(office.workspace, hand, "name ~ ada")


def test_names_are_unique_whatever_the_case(office: Office) -> None:
    first = service(office).create(office.workspace, "Nurses").uuid
    with pytest.raises(Invalid) as caught:
        service(office).create(office.workspace, " NURSES ")
    assert caught.value.params["reason"] == "taken"
    assert service(office).rename(office.workspace, first, "nurses").name == "nurses"


def test_what_is_in_use_stays(office: Office) -> None:
    group = service(office).create(office.workspace, "People")
    ref = {"uuid": group.uuid, "name": group.name}
    add = {"type": "add_contact_groups", "uuid": new_id(), "groups": [ref]}
    import_flows(office, flow("Join", node([add])), groups=[{**ref, "query": None}])
    with pytest.raises(OutpostError) as caught:
        service(office).delete(office.workspace, group.uuid)
    assert (caught.value.code, caught.value.params["by"]) == ("in_use", "Join")


def test_deleted_and_restored(office: Office) -> None:
    ada, bob = named(office, "Ada", "Bob")
    hand = service(office).create(office.workspace, "Hand", contacts=[ada, bob]).uuid
    smart = service(office).create(office.workspace, "Smart", "name ~ bob").uuid
    run_queue(office)
    for group in (hand, smart):
        service(office).delete(office.workspace, group)
    people = Contacts(office.core, office.admin)
    assert people.read(office.workspace, ada).groups == []
    people.set_status(office.workspace, [bob], "blocked")
    assert {group.name for group in service(office).deleted(office.workspace)} == {"Hand", "Smart"}
    for group in (hand, smart):
        service(office).restore(office.workspace, group)
    run_queue(office)
    assert (members(office, hand), members(office, smart)) == ({"Ada"}, set())


def test_the_limit(office: Office) -> None:
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.workspace_id).limits = {"groups": 1}
        work.commit()
    service(office).create(office.workspace, "One")
    with pytest.raises(OutpostError) as caught:
        service(office).create(office.workspace, "Two")
    assert caught.value.code == "limit_reached"


def test_groups_of_another_workspace_are_not_there(office: Office) -> None:
    group = service(office).create(office.other_workspace, "Other").uuid
    with pytest.raises(NotFound):
        service(office).rename(office.workspace, group, "Mine")
    assert service(office).all(office.workspace) == []


def test_looking_again_at_a_contact_is_safe_to_repeat(office: Office) -> None:
    contact = office.add_contact("Ada")
    with office.store.write() as work:
        work.session.add(tables.ContactGroup(uuid=new_id(), workspace_id=office.workspace_id, name="Adas", query="name ~ ada"))
        work.commit()
    for _ in range(2):
        TASKS["default"]["regroup_contact"](office.core, contact.id)
    contact_changes.regroup(office.core, 10_000)
    assert rows(office, tables.Contact)[0].revision == 2
