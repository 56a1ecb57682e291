"""Tickets as people see to them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import sqlite

from app.contracts.base import Role
from app.errors import Forbidden, Invalid, NotFound, OutpostError
from app.services import ticket_reading
from app.services.messages import Messages
from app.services.tickets import MAX_AT_ONCE, MAX_NOTE, Tickets
from app.services.topics import Topics
from app.store import tables
from tests.app.services.conversing import ADA, Line, add_keyword, flow, import_flows, new_id, node, rows, send
from tests.app.support import Office

SOMEBODY = "6f8d6a61-4a4e-4c53-a3a8-0d8ad4a0a001"


def tickets(office: Office, role: Role | None = None) -> Tickets:
    return Tickets(office.core, office.people[role] if role else office.admin)


def uuid_of(office: Office, role: Role) -> str:
    with office.store.read() as session:
        return str(session.get_one(tables.User, office.people[role].user_id).uuid)


def contact_row(office: Office, uuid: str) -> tables.Contact:
    return rows(office, tables.Contact, tables.Contact.uuid == uuid)[0]


def test_the_life_of_a_ticket(office: Office) -> None:
    service, ada = tickets(office), office.add_contact("Ada", ADA)
    sales = Topics(office.core, office.admin).create(office.workspace, "Sales")
    opened = service.open(office.workspace, ada.uuid, note="Wants a call")
    assert (opened.contact_name, opened.urn, opened.topic_name) == ("Ada", ADA, "General")
    assert (opened.status, opened.opened_by, opened.assignee, opened.flow) == ("open", "Ada", None, "")
    office.clock.advance(60)
    [given] = service.assign(office.workspace, [opened.uuid], uuid_of(office, "agent"), "Please")
    assert given.assignee_name == "Agent"
    service.change_topic(office.workspace, [opened.uuid], sales.uuid)
    service.add_note(office.workspace, opened.uuid, "Called")
    [closed] = service.close(office.workspace, [opened.uuid])
    assert (closed.status, closed.topic_name, closed.closed_on) == ("closed", "Sales", office.clock.now())
    [again] = service.reopen(office.workspace, [opened.uuid])
    assert (again.status, again.closed_on) == ("open", None)
    events = service.events(office.workspace, opened.uuid).rows
    assert [(event.type, event.by, event.note, event.topic, event.assignee) for event in reversed(events)] == [
        ("opened", "Ada", "Wants a call", "General", ""),
        ("assignee_changed", "Ada", "Please", "", "Agent"),
        ("topic_changed", "Ada", "", "Sales", ""),
        ("note_added", "Ada", "Called", "", ""),
        ("closed", "Ada", "", "", ""),
        ("reopened", "Ada", "", "", ""),
    ]


def test_a_contact_has_one_open_ticket(office: Office) -> None:
    service, ada = tickets(office), office.add_contact("Ada")
    first = service.open(office.workspace, ada.uuid)
    with pytest.raises(OutpostError) as caught:
        service.open(office.workspace, ada.uuid)
    assert (caught.value.code, caught.value.params["ticket"]) == ("ticket_already_open", first.uuid)
    service.close(office.workspace, [first.uuid])
    second = service.open(office.workspace, ada.uuid)
    [still] = service.reopen(office.workspace, [first.uuid])
    assert still.status == "closed"
    service.close(office.workspace, [second.uuid])
    both = service.reopen(office.workspace, [first.uuid, second.uuid])
    assert [ticket.status for ticket in both] == ["closed", "open"]
    assert contact_row(office, ada.uuid).open_tickets == 1


def test_the_engine_and_search_hear_of_it(office: Office) -> None:
    service, ada = tickets(office), office.add_contact("Ada")
    before = contact_row(office, ada.uuid).revision
    ticket = service.open(office.workspace, ada.uuid)
    service.assign(office.workspace, [ticket.uuid], uuid_of(office, "agent"))
    service.assign(office.workspace, [ticket.uuid], uuid_of(office, "agent"))
    service.close(office.workspace, [ticket.uuid])
    found = contact_row(office, ada.uuid)
    assert (found.revision, found.open_tickets) == (before + 3, 0)
    with office.store.read() as session:
        assert session.get_one(tables.ContactDirty, ada.id).revision == found.revision


def test_smart_groups_follow(office: Office) -> None:
    service, ada = tickets(office), office.add_contact("Ada")
    with office.store.write() as work:
        group = tables.ContactGroup(uuid="g", workspace_id=office.workspace_id, name="In need", query="tickets > 0")
        work.session.add(group)
        work.commit()
    ticket = service.open(office.workspace, ada.uuid)
    with office.store.read() as session:
        assert [row.contact_id for row in session.scalars(select(tables.GroupContact))] == [ada.id]
    service.close(office.workspace, [ticket.uuid])
    with office.store.read() as session:
        assert session.scalars(select(tables.GroupContact)).all() == []
    events = rows(office, tables.ContactEvent, tables.ContactEvent.type == "contact_groups_changed")
    assert [event.user_id for event in events] == [office.admin.user_id] * 2


def test_folders_and_pages(office: Office) -> None:
    service = tickets(office)
    sales = Topics(office.core, office.admin).create(office.workspace, "Sales")
    made = []
    for number in range(5):
        office.clock.advance(1)
        topic = sales.uuid if number == 4 else None
        made.append(service.open(office.workspace, office.add_contact(f"C{number}").uuid, topic=topic).uuid)
    service.assign(office.workspace, made[:2], uuid_of(office, "editor"))
    with office.store.read() as session:
        admin = session.get_one(tables.User, office.admin.user_id).uuid
    service.assign(office.workspace, [made[2]], admin)
    service.close(office.workspace, [made[3]])

    def listed(**wanted: Any) -> set[str]:
        return {ticket.uuid for ticket in service.all(office.workspace, **wanted).rows}

    assert listed() == {made[0], made[1], made[2], made[4]}
    assert (listed(folder="mine"), listed(folder="unassigned")) == ({made[2]}, {made[4]})
    assert (listed(topic=sales.uuid), listed(status="closed")) == ({made[4]}, {made[3]})
    counts = service.folders(office.workspace)
    assert (counts.mine, counts.unassigned, counts.all) == (1, 1, 4)
    people = {one.name: one.open for one in service.assignees(office.workspace)}
    assert people == {"Ada": 1, "Administrator": 0, "Agent": 0, "Editor": 2}
    for wrong in ({"folder": "trash"}, {"status": "lost"}, {"before": "x"}, {"before": "1"}, {"before": "9" * 18 + "-1"}):
        with pytest.raises(Invalid):
            service.all(office.workspace, **wrong)  # type: ignore[arg-type]


def test_pages_hold_each_ticket_once_even_of_one_moment(office: Office) -> None:
    service = tickets(office)
    made = [service.open(office.workspace, office.add_contact(f"C{number}").uuid).uuid for number in range(7)]
    found, before = [], None
    while True:
        page = service.all(office.workspace, before=before, limit=3)
        found += [ticket.uuid for ticket in page.rows]
        before = page.next
        if before is None:
            break
    assert found == made[::-1]
    events, before = [], None
    for number in range(4):
        service.add_note(office.workspace, made[0], f"Note {number}")
    while True:
        history = service.events(office.workspace, made[0], before, limit=2)
        events += [event.note for event in history.rows]
        if (before := history.next) is None:
            break
    assert events == ["Note 3", "Note 2", "Note 1", "Note 0", ""]


def test_agents_see_what_is_theirs_or_nobodys(office: Office) -> None:
    service, agent = tickets(office), tickets(office, "agent")
    mine, free, other = (service.open(office.workspace, office.add_contact(name).uuid).uuid for name in ("A", "B", "C"))
    service.assign(office.workspace, [mine], uuid_of(office, "agent"))
    service.assign(office.workspace, [other], uuid_of(office, "editor"))
    assert {ticket.uuid for ticket in agent.all(office.workspace).rows} == {mine, free}
    assert agent.folders(office.workspace).all == 2
    with pytest.raises(NotFound):
        agent.ticket(office.workspace, other)
    with pytest.raises(NotFound):
        agent.close(office.workspace, [mine, other])
    assert service.ticket(office.workspace, mine).status == "open"
    [given] = agent.assign(office.workspace, [mine], uuid_of(office, "editor"))
    assert given.assignee_name == "Editor"
    with pytest.raises(NotFound):
        agent.ticket(office.workspace, mine)
    with pytest.raises(Forbidden):
        tickets(office, "viewer").close(office.workspace, [free])
    with pytest.raises(Forbidden):
        tickets(office, "surveyor").all(office.workspace)


def test_agents_open_tickets_for_contacts_they_know(office: Office) -> None:
    service, agent = tickets(office), tickets(office, "agent")
    known, stranger, others = (office.add_contact(name) for name in ("A", "B", "C"))
    first = service.open(office.workspace, known.uuid, assignee=uuid_of(office, "agent"))
    service.open(office.workspace, others.uuid, assignee=uuid_of(office, "editor"))
    agent.close(office.workspace, [first.uuid])
    assert agent.open(office.workspace, known.uuid).status == "open"
    for hidden in (stranger, others):
        with pytest.raises(NotFound):
            agent.open(office.workspace, hidden.uuid)


def test_who_can_be_given_a_ticket(office: Office) -> None:
    service = tickets(office)
    ticket = service.open(office.workspace, office.add_contact("Ada").uuid)
    for nobody in (uuid_of(office, "viewer"), uuid_of(office, "surveyor"), SOMEBODY):
        with pytest.raises(NotFound):
            service.assign(office.workspace, [ticket.uuid], nobody)
    service.assign(office.workspace, [ticket.uuid], uuid_of(office, "administrator"))
    assert service.assign(office.workspace, [ticket.uuid], None)[0].assignee is None


def test_bulk_is_one_transaction(office: Office) -> None:
    service = tickets(office)
    made = [service.open(office.workspace, office.add_contact(f"C{number}").uuid).uuid for number in range(3)]
    with pytest.raises(NotFound):
        service.close(office.workspace, [*made, SOMEBODY])
    assert len(service.all(office.workspace).rows) == 3
    assert [ticket.status for ticket in service.close(office.workspace, [*made, made[0]])] == ["closed"] * 3
    [entry] = rows(office, tables.Audit, tables.Audit.method == "tickets.close")
    assert entry.details["count"] == 3
    for wrong in ([], [new_id() for _ in range(MAX_AT_ONCE + 1)]):
        with pytest.raises(Invalid):
            service.close(office.workspace, wrong)


def test_what_is_refused(office: Office) -> None:
    service, ada = tickets(office), office.add_contact("Ada")
    blocked = office.add_contact("Bob", status="blocked")
    stranger = office.add_contact("Eve", workspace_id=office.other_workspace_id)
    with pytest.raises(OutpostError) as caught:
        service.open(office.workspace, blocked.uuid)
    assert caught.value.code == "contact_inactive"
    for wrong in (
        {"contact": stranger.uuid},
        {"contact": ada.uuid, "topic": SOMEBODY},
        {"contact": ada.uuid, "assignee": SOMEBODY},
    ):
        with pytest.raises(NotFound):
            service.open(office.workspace, **wrong)
    ticket = service.open(office.workspace, ada.uuid)
    for note in ("", " \0 ", "n" * (MAX_NOTE + 1)):
        with pytest.raises(Invalid):
            service.add_note(office.workspace, ticket.uuid, note)
    with pytest.raises(NotFound):
        service.ticket(office.other_workspace, ticket.uuid)
    assert service.add_note(office.workspace, ticket.uuid, "half \ud83d").status == "open"
    assert service.events(office.workspace, ticket.uuid).rows[0].note == "half \ufffd"


def test_messages_are_activity_and_staffs_replies_count(office: Office) -> None:
    line, service = Line(office, office.add_phone()), tickets(office)
    line.hear("Help")
    [ada] = rows(office, tables.Contact)
    ticket = service.open(office.workspace, ada.uuid)
    office.clock.advance(60)
    line.hear("Hello?")
    heard = service.ticket(office.workspace, ticket.uuid)
    assert heard.last_activity_on > ticket.last_activity_on
    assert heard.replied_on is None
    office.clock.advance(60)
    agent = Messages(office.core, office.people["agent"])
    agent.reply(office.workspace, ada.uuid, "On it", new_id())
    replied = service.ticket(office.workspace, ticket.uuid)
    assert replied.replied_on == replied.last_activity_on == office.clock.now()
    office.clock.advance(60)
    agent.reply(office.workspace, ada.uuid, "Done", new_id())
    again = service.ticket(office.workspace, ticket.uuid)
    assert (again.replied_on, again.last_activity_on) == (replied.replied_on, office.clock.now())


def test_what_a_flow_says_is_no_reply(office: Office) -> None:
    line, service = Line(office, office.add_phone()), tickets(office)
    made = flow("Help", node([send("One moment")]))
    import_flows(office, made)
    add_keyword(office, made["uuid"], "help")
    line.hear("hello")
    [ada] = rows(office, tables.Contact)
    ticket = service.open(office.workspace, ada.uuid)
    assert line.hear("help") == ["One moment"]
    assert service.ticket(office.workspace, ticket.uuid).replied_on is None


def test_numbers_are_hidden_where_contacts_are_anonymous(office: Office) -> None:
    service, ada = tickets(office), office.add_contact("Ada", ADA)
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.workspace_id).is_anon = True
        work.commit()
    assert service.open(office.workspace, ada.uuid).urn == ""


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (ticket_reading.Wanted("all", "open", None), "ix_ticket_workspace_status_activity"),
        (ticket_reading.Wanted("mine", "open", None), "ix_ticket_workspace_assignee_activity"),
        (ticket_reading.Wanted("unassigned", "open", None), "ix_ticket_workspace_assignee_activity"),
        (ticket_reading.Wanted("all", "closed", 3), "ix_ticket_workspace_topic_activity"),
    ],
)
def test_pages_are_read_in_the_order_of_an_index(office: Office, wanted: ticket_reading.Wanted, index: str) -> None:
    space = tables.Workspace(id=office.workspace_id, uuid=office.workspace)
    query = (
        select(tables.Ticket.id)
        .where(tables.Ticket.workspace_id == 1, *wanted.conditions(office.admin, space))
        .order_by(tables.Ticket.last_activity_on.desc(), tables.Ticket.id.desc())
        .limit(51)
    )
    statement = str(query.compile(dialect=sqlite.dialect(paramstyle="named")))
    with office.store.engine.connect() as connection:
        plan = [row[3] for row in connection.execute(text("EXPLAIN QUERY PLAN " + re.sub(r":\w+", "1", statement)))]
    assert index in plan[0]
    assert not [step for step in plan if "TEMP B-TREE" in step]
