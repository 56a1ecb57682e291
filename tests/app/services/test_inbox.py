"""Taking in SMS and calls."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid, NotFound
from app.ports import CallEvent, InboundEvent, InboundSms, TaskRef
from app.services.inbox import Inbox, clean_text, dedupe_key, inbound_task
from app.store import tables
from app.store.database import UnitOfWork
from tests.app.services.conversing import ADA, BOB, rows
from tests.app.support import START, Office

AT = START - dt.timedelta(minutes=3)


@pytest.fixture
def channel(office: Office) -> tables.Channel:
    return office.add_phone()


def inbounds(office: Office) -> list[Any]:
    return rows(office, tables.Inbound)


def test_an_sms_is_a_row_and_a_task(office: Office, channel: tables.Channel) -> None:
    uuids = Inbox(office.core).receive(channel.id, [InboundSms("0788111111", "Hello", AT)])
    [inbound] = inbounds(office)
    assert uuids == [inbound.uuid]
    assert (inbound.address, inbound.text, inbound.state) == (f"tel:{ADA}", "Hello", "pending")
    assert (inbound.sent_on, inbound.received_on) == (AT, office.clock.now())
    key = f"inbound:{channel.id}:tel:{ADA}"
    assert office.queue.drain() == [
        TaskRef("handler", "handle_inbound", (channel.id, f"tel:{ADA}"), owner="office", key=key, priority=1)
    ]


def test_the_same_sms_again_is_the_same_row(office: Office, channel: tables.Channel) -> None:
    inbox = Inbox(office.core)
    message = InboundSms(ADA, "Hello", AT)
    first = inbox.receive(channel.id, [message, message])
    office.clock.advance(86400)
    assert inbox.receive(channel.id, [InboundSms("0788 111 111", "Hello\0", AT)]) == first[:1]
    assert first[0] == first[1]
    assert len(inbounds(office)) == 1


@pytest.mark.parametrize(
    "other",
    [
        InboundSms(BOB, "Hello", AT),
        InboundSms(ADA, "hello", AT),
        InboundSms(ADA, "Hello", AT + dt.timedelta(milliseconds=1)),
    ],
)
def test_another_sender_text_or_millisecond_is_another_sms(office: Office, channel: tables.Channel, other: InboundSms) -> None:
    Inbox(office.core).receive(channel.id, [InboundSms(ADA, "Hello", AT), other])
    assert len(inbounds(office)) == 2


def test_the_same_sms_on_another_phone_is_another(office: Office, channel: tables.Channel) -> None:
    second = office.add_phone(name="Second")
    for phone in (channel, second):
        Inbox(office.core).receive(phone.id, [InboundSms(ADA, "Hello", AT)])
    assert len(inbounds(office)) == 2


@pytest.mark.parametrize(
    ("address", "stored", "state"),
    [
        ("", "tel:empty", "pending"),
        ("  ", "tel:empty", "pending"),
        ("MTN Mobile", "tel:mtnmobile", "pending"),
        ("3535", "tel:3535", "pending"),
        ("+250788111111", "tel:+250788111111", "pending"),
        ("!!", "!!", "dead"),
    ],
)
def test_senders(office: Office, channel: tables.Channel, address: str, stored: str, state: str) -> None:
    Inbox(office.core).receive(channel.id, [InboundSms(address, "Hi", AT)])
    [inbound] = inbounds(office)
    assert inbound.state == state
    if state == "pending":
        assert inbound.address.startswith("tel:")
        assert inbound.error is None
    else:
        assert (inbound.address, inbound.error) == (stored, "urn_invalid")
        assert office.queue.drain() == []


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (None, "null"),
        ("", ""),
        ("a\0b\x07c", "abc"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("non￿character", "noncharacter"),
        ("👩‍👩‍👧 مرحبا", "👩‍👩‍👧 مرحبا"),
        ("x" * 700, "x" * 640),
        ("\0" * 100 + "x" * 640, "x" * 640),
    ],
)
def test_texts_are_cleaned(text: str | None, stored: str) -> None:
    assert clean_text(text) == stored


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_can_be_stored(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode("utf-8")
    assert len(cleaned) <= 640
    assert clean_text(cleaned) == cleaned
    assert len(dedupe_key("tel:1", cleaned, AT)) == 64


def test_what_fails_half_way_leaves_nothing(office: Office, channel: tables.Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(work: UnitOfWork, task: TaskRef) -> None:
        if task.args[1] == f"tel:{BOB}":
            raise OSError("disk full")

    monkeypatch.setattr(office.queue, "add", refuse)
    with pytest.raises(OSError, match="disk full"):
        Inbox(office.core).receive(channel.id, [InboundSms(ADA, "one", AT), InboundSms(BOB, "two", AT)])
    assert inbounds(office) == []


def test_the_commit_is_a_durable_one(office: Office, channel: tables.Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    write = office.store.write

    def watched(*, durable: bool = True) -> Any:
        asked.append(durable)
        return write(durable=durable)

    monkeypatch.setattr(office.store, "write", watched)
    Inbox(office.core).receive(channel.id, [InboundSms(ADA, "one", AT)])
    Inbox(office.core).calls(channel.id, [CallEvent("mo_miss", ADA, AT, 0)])
    assert asked == [True, True]


def test_an_unknown_channel_is_refused(office: Office) -> None:
    with pytest.raises(NotFound):
        Inbox(office.core).receive(99, [InboundSms(ADA, "one", AT)])


def test_calls_are_stored_once(office: Office, channel: tables.Channel) -> None:
    inbox = Inbox(office.core)
    calls = [CallEvent("mo_miss", "0788111111", AT, 0), CallEvent("mo_call", ADA, AT, 12), CallEvent("mt_call", "", AT, 1)]
    inbox.calls(channel.id, calls)
    inbox.calls(channel.id, [*calls, CallEvent("fax", ADA, AT, 0)])
    stored = rows(office, tables.ChannelEvent)
    assert [(event.type, event.address, event.extra) for event in stored] == [
        ("mo_miss", f"tel:{ADA}", {"duration": 0}),
        ("mo_call", f"tel:{ADA}", {"duration": 12}),
        ("unk", f"tel:{ADA}", {"duration": 0}),
    ]


def test_a_call_is_a_row_and_a_task_as_a_message_is(office: Office, channel: tables.Channel) -> None:
    Inbox(office.core).calls(channel.id, [CallEvent("mo_miss", ADA, AT, 0)])
    [event] = rows(office, tables.ChannelEvent)
    assert (event.state, event.workspace_id, event.contact_id) == ("pending", None, None)
    assert rows(office, tables.Contact) == []
    [task] = office.queue.drain()
    assert task == inbound_task(channel.id, f"tel:{ADA}")


def test_events_of_a_chat_are_stored_once_and_cleaned(office: Office, channel: tables.Channel) -> None:
    inbox = Inbox(office.core)
    events = [
        InboundEvent("referral", ADA, AT, {"referrer_id": "poster\0" + "x" * 300}),
        InboundEvent("referral", ADA, AT, {"referrer_id": "radio"}),
        InboundEvent("opt_in", ADA, AT, {"optin": "Jokes"}),
    ]
    inbox.events(channel.id, events)
    inbox.events(channel.id, events)
    stored = rows(office, tables.ChannelEvent)
    assert [(event.type, event.extra) for event in stored] == [
        ("referral", {"referrer_id": "poster" + "x" * 249}),
        ("referral", {"referrer_id": "radio"}),
        ("opt_in", {"optin": "Jokes"}),
    ]


def test_an_event_that_nobody_knows_is_refused(office: Office, channel: tables.Channel) -> None:
    with pytest.raises(Invalid):
        Inbox(office.core).events(channel.id, [InboundEvent("opt_in", ADA, AT), InboundEvent("fax", ADA, AT)])
    assert rows(office, tables.ChannelEvent) == []


@pytest.mark.parametrize("address", ["?!", "+"])
def test_a_call_of_nobody_is_kept_without_a_contact(office: Office, channel: tables.Channel, address: str) -> None:
    Inbox(office.core).calls(channel.id, [CallEvent("mo_miss", address, AT, 0)])
    [event] = rows(office, tables.ChannelEvent)
    assert (event.state, event.error, event.contact_id) == ("handled", "urn_invalid", None)
    assert rows(office, tables.Contact) == []
    assert office.queue.drain() == []
