"""Agents see the contacts whose open ticket is theirs or nobody's."""

from __future__ import annotations

import pytest

from app.contracts.base import Actor
from app.errors import NotFound
from app.ids import uuid4
from app.services.messages import Messages
from app.services.people import People
from app.store import tables
from tests.app.services.test_staff import uuid_of
from tests.app.support import Office


def add_ticket(office: Office, contact: tables.Contact, assignee: Actor | None = None, status: str = "open") -> None:
    now = office.clock.now()
    with office.store.write(durable=False) as work:
        session = work.session
        topic = tables.Topic(uuid=uuid4(), workspace_id=contact.workspace_id, name=uuid4(), created_on=now, modified_on=now)
        session.add(topic)
        session.flush()
        session.add(
            tables.Ticket(
                uuid=uuid4(),
                workspace_id=contact.workspace_id,
                contact_id=contact.id,
                topic_id=topic.id,
                assignee_id=assignee.user_id if assignee else None,
                status=status,
                opened_on=now,
                modified_on=now,
                last_activity_on=now,
            )
        )
        work.commit()


def seen(office: Office, actor: Actor) -> list[str]:
    return sorted(row.name for row in Messages(office.core, actor).conversations(office.workspace).rows)


def add_contacts(office: Office) -> dict[str, tables.Contact]:
    found = {}
    for number, name in enumerate(("Mine", "Nobody's", "Another's", "Closed", "None")):
        found[name] = office.add_contact(name, f"+25078800010{number}")
        office.add_msg(found[name], "hello")
    add_ticket(office, found["Mine"], office.people["agent"])
    add_ticket(office, found["Nobody's"])
    add_ticket(office, found["Another's"], office.people["editor"])
    add_ticket(office, found["Closed"], office.people["agent"], "closed")
    return found


def test_conversations_of_an_agent(office: Office) -> None:
    add_contacts(office)
    assert seen(office, office.people["agent"]) == ["Mine", "Nobody's"]
    for role in ("administrator", "editor", "viewer"):
        assert len(seen(office, office.people[role])) == 5
    found = Messages(office.core, office.people["agent"]).conversations(office.workspace, "other")
    assert found.rows == []


def test_what_an_agent_may_not_see_is_not_there(office: Office) -> None:
    office.add_phone()
    contacts = add_contacts(office)
    service = Messages(office.core, office.people["agent"])
    for name in ("Another's", "Closed", "None"):
        uuid = contacts[name].uuid
        for call in (
            lambda uuid=uuid: service.contact(office.workspace, uuid),
            lambda uuid=uuid: service.history(office.workspace, uuid),
            lambda uuid=uuid: service.reply(office.workspace, uuid, "hi", uuid4()),
        ):
            with pytest.raises(NotFound):
                call()
    for name in ("Mine", "Nobody's"):
        uuid = contacts[name].uuid
        assert service.contact(office.workspace, uuid).name == name
        assert service.history(office.workspace, uuid).rows[0].text == "hello"
        assert service.reply(office.workspace, uuid, "hi", uuid4()).text == "hi"


@pytest.mark.parametrize("way", ["switched off", "taken out", "lesser role"])
def test_tickets_of_who_works_on_them_no_longer_are_nobodys(office: Office, way: str) -> None:
    add_contacts(office)
    people, editor = People(office.core, office.admin), uuid_of(office, "editor")
    if way == "switched off":
        people.deactivate(editor)
    else:
        people.set_role(editor, office.workspace, None if way == "taken out" else "viewer")
    assert seen(office, office.people["agent"]) == ["Another's", "Mine", "Nobody's"]


def test_an_agent_here_is_none_elsewhere(office: Office) -> None:
    contact = office.add_contact("Far", "+250788000200", office.other_workspace_id)
    office.add_msg(contact, "hello")
    both = Actor(office.people["agent"].user_id, "A", {office.workspace: "agent", office.other_workspace: "viewer"})
    assert [row.name for row in Messages(office.core, both).conversations(office.other_workspace).rows] == ["Far"]
    assert seen(office, both) == []
