"""Conversations as staff lead them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from app.errors import Invalid, NotFound, OutpostError
from app.ids import uuid4
from app.services import conversation_rows
from app.services.messages import Messages, text_cost
from app.services.outbox import Outbox
from app.services.outgoing import create_outgoing, find_destination
from app.store import tables
from tests.app.support import Office


@pytest.fixture
def messages(office: Office) -> Messages:
    return Messages(office.core, office.people["editor"])


def names(office: Office, messages: Messages, search: str = "", **rest: Any) -> list[str]:
    return [one.name for one in messages.conversations(office.workspace, search, **rest).rows]


def msg_count(office: Office) -> int:
    with office.store.read() as session:
        return session.scalar(select(func.count()).select_from(tables.Msg)) or 0


def stored(office: Office, uuid: str) -> tables.Msg:
    with office.store.read() as session:
        return session.scalars(select(tables.Msg).where(tables.Msg.uuid == uuid)).one()


def add_flow(office: Office, name: str) -> tables.Flow:
    now = office.clock.now()
    values = {"type": "messaging", "language": "eng", "revision": 1, "expire_after_minutes": 10, "nodes": 1}
    with office.store.write() as work:
        flow = tables.Flow(uuid=uuid4(), workspace_id=office.workspace_id, name=name, created_on=now, modified_on=now, **values)
        work.session.add(flow)
        work.commit()
    return flow


# Conversations


def test_newest_first_with_their_latest_message(office: Office, messages: Messages) -> None:
    flow = add_flow(office, "Stock report")
    amina = office.add_contact("Amina", "+250788000010")
    brice = office.add_contact("Brice", "+250788000011")
    office.add_contact("Silent", "+250788000012")
    elsewhere = office.add_contact("Elsewhere", "+250788000013", workspace_id=office.other_workspace_id)
    office.add_msg(amina, "hello")
    office.add_msg(brice, "stock", flow_id=flow.id)
    office.add_msg(elsewhere, "secret")
    office.add_msg(amina, "anybody?")
    page = messages.conversations(office.workspace)
    assert page.next is None
    assert [(one.name, one.urn, one.text, one.flow, one.unhandled) for one in page.rows] == [
        ("Amina", "+250788000010", "anybody?", None, True),
        ("Brice", "+250788000011", "stock", "Stock report", False),
    ]
    assert page.rows[0].contact == amina.uuid
    assert (page.rows[0].direction, page.rows[0].status) == ("in", "handled")


def test_pages_cover_everybody_once(office: Office, messages: Messages) -> None:
    for number in range(7):
        office.add_msg(office.add_contact(f"C{number}", f"+25078800010{number}"), "hi")
    found: list[str] = []
    cursor = None
    for _ in range(4):
        page = messages.conversations(office.workspace, before=cursor, limit=2)
        found += [one.name for one in page.rows]
        cursor = page.next
    assert found == [f"C{number}" for number in reversed(range(7))]
    assert cursor is None


def test_new_messages_do_not_disturb_paging(office: Office, messages: Messages) -> None:
    people = [office.add_contact(f"C{number}", f"+25078800010{number}") for number in range(4)]
    for person in people:
        office.add_msg(person, "hi")
    first = messages.conversations(office.workspace, limit=2)
    office.add_msg(people[3], "again")
    second = messages.conversations(office.workspace, before=first.next, limit=2)
    assert [one.name for one in [*first.rows, *second.rows]] == ["C3", "C2", "C1", "C0"]


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.5", "9" * 30, "١"])
def test_cursors_that_are_none(office: Office, messages: Messages, cursor: str) -> None:
    with pytest.raises(Invalid):
        messages.conversations(office.workspace, before=cursor)


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("amina", ["Amina Uwase"]),
        ("UWASE", ["Amina Uwase"]),
        ("ina uw", ["Amina Uwase"]),
        ("élodie", ["Élodie"]),
        ("ÉLODIE", ["Élodie"]),
        ("жанна", ["Жанна"]),
        ("ЖАННА", ["Жанна"]),
        ("ольга", ["ОЛЬГА"]),
        ("أمينة", ["أمينة"]),
        ("788 000 020", ["Amina Uwase"]),
        ("0788000020", ["Amina Uwase"]),
        ("+250-788-000-020", ["Amina Uwase"]),
        ("٠٧٨٨٠٠٠٠٢٠", ["Amina Uwase"]),
        ("100%", ["Percy"]),
        ("%", ["Percy"]),
        ("_", ["Under"]),
        ("a_b", ["Under"]),
        ("\\", ["Slash"]),
        ("stock is low", ["Slash"]),
        ("nothing like it", []),
        ("'; --", []),
    ],
)
def test_search(office: Office, messages: Messages, search: str, expected: list[str]) -> None:
    texts = {
        "Amina Uwase": "hello",
        "Élodie": "hello",
        "Жанна": "hello",
        "أمينة": "hello",
        "Percy": "100% sure",
        "Under": "a_b",
        "Slash": "the STOCK is low \\o/",
        "ОЛЬГА": "hello",
    }
    for number, (name, text) in enumerate(texts.items()):
        office.add_msg(office.add_contact(name, f"+2507880000{20 + number}"), text)
    assert names(office, messages, search) == expected


@pytest.mark.parametrize("search", ["0712345678", "0712 345", "712345678", "254712", "+254 712"])
def test_numbers_are_found_as_people_dial_them(office: Office, messages: Messages, search: str) -> None:
    office.add_msg(office.add_contact("Wanjiru", "+254712345678"), "hello")
    office.add_msg(office.add_contact("Amina", "+250788000010"), "hello")
    assert names(office, messages, search) == ["Wanjiru"]


def test_search_sees_the_latest_text_only(office: Office, messages: Messages) -> None:
    amina = office.add_contact("Amina", "+250788000010")
    office.add_msg(amina, "apples")
    office.add_msg(amina, "pears")
    assert names(office, messages, "apples") == []
    assert names(office, messages, "pears") == ["Amina"]


def test_a_long_search_goes_on_by_its_cursor(office: Office, messages: Messages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation_rows, "SCANNED", 3)
    for number in range(8):
        office.add_msg(office.add_contact(f"C{number}", f"+25078800010{number}"), "needle" if number in (0, 7) else "hay")
    pages, cursor = [], None
    for _ in range(10):
        page = messages.conversations(office.workspace, "needle", before=cursor)
        pages.append([one.name for one in page.rows])
        cursor = page.next
        if cursor is None:
            break
    assert pages == [["C7"], [], ["C0"]]


# History


def test_history(office: Office, messages: Messages) -> None:
    phone = office.add_phone()
    flow = add_flow(office, "Stock report")
    amina = office.add_contact("Amina", "+250788000010")
    first = office.add_msg(amina, "stock", flow_id=flow.id, channel_id=phone.id)
    now = office.clock.now()
    with office.store.write() as work:
        values = {"channel_id": phone.id, "dedupe_key": "k", "address": "tel:x", "text": "stock", "state": "handled"}
        work.session.add(tables.Inbound(uuid=uuid4(), sent_on=now, received_on=now, msg_id=first.id, routing="trigger", **values))
        work.commit()
    office.add_msg(amina, "How many?", "out", flow_id=flow.id, channel_id=phone.id, status="sent", sent_on=now)
    office.add_msg(amina, "gone", visibility="deleted")
    office.add_msg(office.add_contact("Brice"), "other")
    page = messages.history(office.workspace, amina.uuid)
    assert [(one.text, one.direction, one.status, one.flow, one.channel, one.routing) for one in page.rows] == [
        ("How many?", "out", "sent", "Stock report", "Front desk", None),
        ("stock", "in", "handled", "Stock report", "Front desk", "trigger"),
    ]
    assert page.rows[0].sent_on == now
    assert page.next is None


def test_history_pages(office: Office, messages: Messages) -> None:
    amina = office.add_contact("Amina", "+250788000010")
    for number in range(5):
        office.add_msg(amina, str(number))
    first = messages.history(office.workspace, amina.uuid, limit=3)
    second = messages.history(office.workspace, amina.uuid, before=first.next, limit=3)
    assert [one.text for one in [*first.rows, *second.rows]] == ["4", "3", "2", "1", "0"]
    assert second.next is None


def test_contacts_of_other_workspaces_are_not_found(office: Office, messages: Messages) -> None:
    there = office.add_contact("Elsewhere", "+250788000013", workspace_id=office.other_workspace_id)
    for call in (
        lambda: messages.history(office.workspace, there.uuid),
        lambda: messages.contact(office.workspace, there.uuid),
        lambda: messages.reply(office.workspace, there.uuid, "x", uuid4()),
    ):
        with pytest.raises(NotFound):
            call()


def test_messages_of_other_workspaces_are_not_resent(office: Office, messages: Messages) -> None:
    there = office.add_contact("Elsewhere", "+250788000013", workspace_id=office.other_workspace_id)
    msg = office.add_msg(there, "x", "out", status="failed")
    with pytest.raises(NotFound):
        messages.resend(office.workspace, msg.uuid)


# The contact's card


def test_card(office: Office, messages: Messages) -> None:
    office.add_phone()
    flow = add_flow(office, "Stock report")
    now = office.clock.now()
    fields = {"age-uuid": {"text": "32", "number": 32}, "gone-uuid": {"text": "x"}, "town-uuid": {"text": ""}}
    amina = office.add_contact("Amina", "+250788000010", language="kin", fields=fields, last_seen_on=now)
    with office.store.write() as work:
        for uuid, key, name in (("age-uuid", "age", "Age"), ("town-uuid", "town", "Town")):
            work.session.add(tables.ContactField(uuid=uuid, workspace_id=office.workspace_id, key=key, name=name, type="text"))
        for status in ("completed", "waiting"):
            values: dict[str, Any] = {"status": status, "type": "messaging", "state": {}, "created_on": now}
            work.session.add(
                tables.Session(
                    uuid=uuid4(),
                    workspace_id=office.workspace_id,
                    contact_id=amina.id,
                    current_flow_id=flow.id if status == "waiting" else None,
                    **values,
                )
            )
        work.commit()
    card = messages.contact(office.workspace, amina.uuid)
    assert (card.name, card.urn, card.language, card.in_flow) == ("Amina", "+250788000010", "kin", "Stock report")
    assert card.fields == {"Age": "32"}
    assert (card.can_reply, card.why) == (True, None)
    assert card.last_seen_on == now


@pytest.mark.parametrize(
    ("contact", "phone", "why", "code"),
    [
        ({"status": "blocked"}, {"state": "active"}, "contact", "contact_inactive"),
        ({"status": "stopped"}, {"state": "active"}, "contact", "contact_inactive"),
        ({"phone": ""}, {"state": "active"}, "no_destination", "no_channel"),
        ({}, {"state": "released"}, "no_channel", "no_channel"),
        ({}, {"state": "unclaimed"}, "no_channel", "no_channel"),
        ({}, None, "no_channel", "no_channel"),
    ],
)
def test_contacts_that_cannot_be_reached(
    office: Office, messages: Messages, *, contact: dict[str, Any], phone: dict[str, str] | None, why: str, code: str
) -> None:
    if phone is not None:
        office.add_phone(**phone)
    person = office.add_contact("Amina", **{"phone": "+250788000010", **contact})
    card = messages.contact(office.workspace, person.uuid)
    assert (card.can_reply, card.why) == (False, why)
    with pytest.raises(OutpostError, match=code):
        messages.reply(office.workspace, person.uuid, "hello", uuid4())
    assert msg_count(office) == 0


# Replies


def test_reply(office: Office, messages: Messages) -> None:
    phone = office.add_phone()
    amina = office.add_contact("Amina", "+250788000010")
    start = office.core.changes.latest()
    found = messages.reply(office.workspace, amina.uuid, "  Good\x00 day\n", uuid4())
    assert (found.text, found.direction, found.status, found.author) == ("Good day", "out", "queued", "Editor")
    assert (found.channel, found.segments) == ("Front desk", 1)
    msg = stored(office, found.uuid)
    assert (msg.channel_id, msg.priority, msg.contact_id) == (phone.id, 1, amina.id)
    assert [one.text for one in messages.conversations(office.workspace).rows] == ["Good day"]
    (change,) = office.core.changes.since(start, 0) or []
    assert (change.topic, change.workspace, change.ids) == ("messages", office.workspace, [amina.uuid])


def test_the_same_request_is_the_same_message(office: Office, messages: Messages) -> None:
    office.add_phone()
    amina = office.add_contact("Amina", "+250788000010")
    brice = office.add_contact("Brice", "+250788000011")
    request = uuid4()
    first = messages.reply(office.workspace, amina.uuid, "hello", request)
    assert messages.reply(office.workspace, amina.uuid, "hello", request.upper()) == first
    assert msg_count(office) == 1
    with pytest.raises(Invalid):
        messages.reply(office.workspace, brice.uuid, "hello", request)
    assert messages.reply(office.workspace, amina.uuid, "hello", uuid4()).uuid != first.uuid


def test_the_same_request_after_the_phone_is_gone(office: Office, messages: Messages) -> None:
    phone = office.add_phone()
    amina = office.add_contact("Amina", "+250788000010")
    request = uuid4()
    first = messages.reply(office.workspace, amina.uuid, "hello", request)
    with office.store.write() as work:
        work.session.get_one(tables.Channel, phone.id).state = "released"
        work.commit()
    assert messages.reply(office.workspace, amina.uuid, "hello", request).uuid == first.uuid


@pytest.mark.parametrize(
    ("text", "request_id", "field", "reason"),
    [
        ("", None, "text", "empty"),
        (" \n\t\x00", None, "text", "empty"),
        ("x" * 641, None, "text", "too_long"),
        ("a\ud800", None, "text", "characters"),
        ("hello", "again", "request_id", "not_a_uuid"),
        ("hello", "", "request_id", "not_a_uuid"),
    ],
)
def test_replies_that_are_not_taken(
    office: Office, messages: Messages, *, text: str, request_id: str | None, field: str, reason: str
) -> None:
    office.add_phone()
    amina = office.add_contact("Amina", "+250788000010")
    with pytest.raises(Invalid) as caught:
        messages.reply(office.workspace, amina.uuid, text, uuid4() if request_id is None else request_id)
    assert (caught.value.params["field"], caught.value.params["reason"]) == (field, reason)
    assert msg_count(office) == 0


def test_neither_text_nor_number_in_the_audit(office: Office, messages: Messages) -> None:
    office.add_phone()
    amina = office.add_contact("Amina", "+250788000010")
    found = messages.reply(office.workspace, amina.uuid, "the-private-text", uuid4())
    with office.store.read() as session:
        row = session.scalars(select(tables.Audit)).one()
    assert (row.method, row.subject, row.workspace_id) == ("messages.reply", amina.uuid, office.workspace_id)
    assert row.details == {"msg": found.uuid}


# Which phone


def test_the_phone_the_contact_was_heard_on(office: Office, messages: Messages) -> None:
    first = office.add_phone(address="+250788000001")
    second = office.add_phone(name="Second", address="+250722000001")
    amina = office.add_contact("Amina", "+250788000010")
    with office.store.write() as work:
        work.session.scalars(select(tables.ContactUrn)).one().channel_id = second.id
        work.commit()
    assert messages.reply(office.workspace, amina.uuid, "x", uuid4()).channel == "Second"
    with office.store.write() as work:
        work.session.get_one(tables.Channel, second.id).state = "released"
        work.commit()
    assert stored(office, messages.reply(office.workspace, amina.uuid, "x", uuid4()).uuid).channel_id == first.id


def test_otherwise_the_nearest_number(office: Office, messages: Messages) -> None:
    office.add_phone(name="Far", address="+254712000001")
    office.add_phone(name="Near", address="+250788000001")
    office.add_phone(office.other_workspace, name="Not ours", address="+250788000011")
    amina = office.add_contact("Amina", "+250788000010")
    assert messages.reply(office.workspace, amina.uuid, "x", uuid4()).channel == "Near"


def test_the_preferred_number(office: Office, messages: Messages) -> None:
    office.add_phone()
    amina = office.add_contact("Amina", "+250788000010")
    with office.store.write() as work:
        for scheme, path, priority in (("tel", "+250788000099", 2000), ("telegram", "12345", 3000)):
            identity = f"{scheme}:{path}"
            values = {"identity": identity, "scheme": scheme, "path": path, "priority": priority}
            work.session.add(tables.ContactUrn(workspace_id=office.workspace_id, contact_id=amina.id, **values))
        work.commit()
    msg = stored(office, messages.reply(office.workspace, amina.uuid, "x", uuid4()).uuid)
    with office.store.read() as session:
        urn = session.get(tables.ContactUrn, msg.urn_id)
    assert urn is not None
    assert urn.path == "+250788000099"


def test_a_phone_that_waits_for_approval_still_sends(office: Office, messages: Messages) -> None:
    office.add_phone(state="approval")
    amina = office.add_contact("Amina", "+250788000010")
    assert messages.contact(office.workspace, amina.uuid).can_reply


def test_a_flows_message_without_destination_is_stored_as_failed(office: Office) -> None:
    amina = office.add_contact("Amina")
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        contact = work.session.get_one(tables.Contact, amina.id)
        msg = create_outgoing(work, office.core, workspace=space, contact=contact, text="hi", flow_id=None, priority=0)
        work.commit()
        assert (msg.status, msg.failed_reason, contact.last_msg_id) == ("failed", "no_destination", msg.id)


def test_a_given_phone_is_taken_when_it_serves_the_workspace(office: Office) -> None:
    office.add_phone(address="+250788000011")
    wanted = office.add_phone(name="Wanted", address="+254712000001")
    foreign = office.add_phone(office.other_workspace, name="Foreign", address="+250788000010")
    amina = office.add_contact("Amina", "+250788000010")
    with office.store.read() as session:
        to = find_destination(session, amina, channel=wanted)
        assert to.channel is not None
        assert to.channel.name == "Wanted"
        to = find_destination(session, amina, channel=foreign)
        assert to.channel is not None
        assert to.channel.name == "Front desk"


# Resending


def failed_msg(office: Office, status: str = "failed", attempt: str | None = None) -> tables.Msg:
    phone = office.add_phone()
    amina = office.add_contact("Amina", "+250788000010")
    rest = {"failed_reason": "too_old", "error_count": 3} if status == "failed" else {}
    msg = office.add_msg(amina, "x", "out", status=status, channel_id=phone.id, **rest)
    if attempt:
        with office.store.write() as work:
            now = office.clock.now()
            values = {"msg_id": msg.id, "channel_id": phone.id, "segments": 1, "handed_on": now}
            work.session.add(tables.Attempt(id=7, state="failed", **values))
            work.session.add(tables.Attempt(id=8, state=attempt, **values))
            work.commit()
    return msg


def test_a_failed_message_is_queued_again(office: Office, messages: Messages) -> None:
    msg = failed_msg(office)
    found = messages.resend(office.workspace, msg.uuid)
    assert (found.status, found.failed_reason) == ("queued", None)
    row = stored(office, msg.uuid)
    assert (row.error_count, row.next_attempt) == (0, None)
    with pytest.raises(Invalid):
        messages.resend(office.workspace, msg.uuid)


def test_an_old_message_is_sent_again_as_of_now(office: Office, messages: Messages) -> None:
    msg = failed_msg(office)
    office.clock.advance(8 * 24 * 3600)
    found = messages.resend(office.workspace, msg.uuid)
    assert found.created_on == msg.created_on
    assert stored(office, msg.uuid).queued_on == office.clock.now()
    (handed,) = Outbox(office.core).take(msg.channel_id or 0, [])
    assert handed.text == "x"


def test_an_uncertain_message_is_shown_and_can_be_sent_again(office: Office, messages: Messages) -> None:
    msg = failed_msg(office, "wired", "uncertain")
    with office.store.read() as session:
        assert conversation_rows.read_msg(session, msg.id).uncertain
    found = messages.resend(office.workspace, msg.uuid)
    assert (found.status, found.uncertain) == ("queued", False)


@pytest.mark.parametrize(
    ("status", "attempt"), [("queued", None), ("wired", "handed"), ("sent", "sent"), ("delivered", "uncertain")]
)
def test_other_messages_are_not_sent_twice(office: Office, messages: Messages, status: str, attempt: str | None) -> None:
    msg = failed_msg(office, status, attempt)
    with pytest.raises(Invalid):
        messages.resend(office.workspace, msg.uuid)
    assert stored(office, msg.uuid).status == status


def test_incoming_messages_are_not_resent(office: Office, messages: Messages) -> None:
    msg = office.add_msg(office.add_contact("Amina", "+250788000010"), "hello")
    with pytest.raises(NotFound):
        messages.resend(office.workspace, msg.uuid)


def test_resend_picks_another_phone(office: Office, messages: Messages) -> None:
    msg = failed_msg(office)
    with office.store.write() as work:
        work.session.get_one(tables.Channel, msg.channel_id).state = "released"
        work.commit()
    with pytest.raises(OutpostError, match="no_channel"):
        messages.resend(office.workspace, msg.uuid)
    other = office.add_phone(name="Other", address="+250788000002")
    messages.resend(office.workspace, msg.uuid)
    assert stored(office, msg.uuid).channel_id == other.id


# Cost


@pytest.mark.parametrize(
    ("text", "segments", "encoding", "left"),
    [
        ("", 1, "gsm7", 160),
        ("a" * 160, 1, "gsm7", 0),
        ("a" * 161, 2, "gsm7", 145),
        ("a" * 306, 2, "gsm7", 0),
        ("€" * 80, 1, "gsm7", 0),
        ("“quoted”", 1, "gsm7", 152),
        ("ж" * 70, 1, "ucs2", 0),
        ("ж" * 71, 2, "ucs2", 63),
        ("😀", 1, "ucs2", 68),
    ],
)
def test_cost(text: str, segments: int, encoding: str, left: int) -> None:
    cost = text_cost(text)
    assert (cost.segments, cost.encoding, cost.left) == (segments, encoding, left)


def test_cost_of_a_huge_text_is_bounded(office: Office, messages: Messages) -> None:
    assert messages.cost(office.workspace, "x" * 5_000_000).segments == 66


def test_created_on_is_utc(office: Office, messages: Messages) -> None:
    office.add_msg(office.add_contact("Amina", "+250788000010"), "hello")
    assert messages.conversations(office.workspace).rows[0].created_on.tzinfo is dt.UTC
