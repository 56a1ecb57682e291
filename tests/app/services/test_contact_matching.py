"""Contacts read many at a time."""

from __future__ import annotations

from typing import Any

from app.engine.contact import Contact
from app.services import contacts
from app.services.contact_matching import read_contacts
from app.services.flow_runtime import runtime_of
from app.store import tables
from tests.app.services.conversing import ADA, BOB, Line, add_keyword, flow, import_flows, new_id, node, rows
from tests.app.support import Office


def test_many_at_once_are_what_each_is_alone(office: Office) -> None:
    line = Line(office, office.add_phone())
    age, nurses = {"key": "age", "name": "Age"}, {"uuid": new_id(), "name": "Nurses"}
    [general] = rows(office, tables.Topic, tables.Topic.workspace_id == office.workspace_id)
    topic = {"uuid": general.uuid, "name": general.name}
    actions: list[dict[str, Any]] = [
        {"type": "set_contact_field", "uuid": new_id(), "field": age, "value": "42"},
        {"type": "set_contact_language", "uuid": new_id(), "language": "eng"},
        {"type": "add_contact_groups", "uuid": new_id(), "groups": [nurses]},
        {"type": "add_contact_urn", "uuid": new_id(), "scheme": "tel", "path": "+250788999999"},
    ]
    ticket: dict[str, Any] = {"type": "open_ticket", "uuid": new_id(), "topic": topic, "note": "Help"}
    plain, helped = flow("Plain", node(actions)), flow("Helped", node([*actions, ticket]))
    import_flows(office, plain, helped, fields=[{**age, "type": "number"}])
    add_keyword(office, plain["uuid"], "plain")
    add_keyword(office, helped["uuid"], "help")
    line.hear("plain", ADA)
    line.hear("help", BOB)
    office.add_contact("Nobody")
    office.add_contact("Eve", "+250788333333", status="blocked", last_seen_on=office.clock.now())
    people = rows(office, tables.Contact)
    assert people[1].open_tickets == 1
    with office.store.read() as session:
        shared = runtime_of(office.core).assets.get(session, office.workspace_id)
        alone = [Contact.read(contacts.to_engine(session, one), shared.assets).to_json() for one in people]
        found = read_contacts(session, shared, people)
    assert [row.id for row, _ in found] == [one.id for one in people]
    assert [contact.to_json() for _, contact in found] == alone
    assert {"fields", "groups", "urns"} <= set(alone[0])
    assert alone[1]["tickets"]
