"""Messages out: how old one is."""

from __future__ import annotations

import datetime as dt

import pytest

from app.services import clock_leap, looping, outbox
from app.services.outbox import Outbox
from app.services.outgoing import Content, create_many, create_outgoing, find_destination, requeue
from app.store import tables
from tests.app.services.conversing import ADA, rows
from tests.app.services.plans import plans_of, scanned
from tests.app.support import Office

WEEK = dt.timedelta(days=7).total_seconds()
YEAR = 365 * 86_400.0


@pytest.fixture
def channel(office: Office) -> tables.Channel:
    return office.add_phone()


@pytest.fixture
def msg(office: Office, channel: tables.Channel) -> tables.Msg:
    """Nine days old, failed, and queued again."""
    contact = office.add_contact("Ada", ADA)
    with office.store.write() as work:
        row = work.session.get_one(tables.Contact, contact.id)
        space = work.session.get_one(tables.Workspace, row.workspace_id)
        create_outgoing(work, office.core, workspace=space, contact=row, text="Hello")
        work.commit()
    office.clock.advance(WEEK + 2 * 86_400)
    assert outbox.fail_too_old(office.core) == 1
    with office.store.write() as work:
        found = work.session.get_one(tables.Msg, rows(office, tables.Msg)[0].id)
        person = work.session.get_one(tables.Contact, contact.id)
        requeue(found, find_destination(work.session, person), office.clock.now())
        work.commit()
    [again] = rows(office, tables.Msg)
    assert isinstance(again, tables.Msg)
    return again


def test_queued_again_it_keeps_when_it_was_made_and_counts_anew(office: Office, channel: tables.Channel, msg: tables.Msg) -> None:
    assert (msg.status, msg.queued_on) == ("queued", office.clock.now())
    assert office.clock.now() - msg.created_on == dt.timedelta(days=9)
    assert outbox.fail_too_old(office.core) == 0
    assert [handed.text for handed in Outbox(office.core).take(channel.id, [])] == ["Hello"]


def test_a_week_later_it_is_too_old_again(office: Office, channel: tables.Channel, msg: tables.Msg) -> None:
    office.clock.advance(WEEK + 1)
    assert Outbox(office.core).take(channel.id, []) == []
    assert outbox.fail_too_old(office.core) == 1


@pytest.mark.parametrize("leap", [YEAR, -YEAR])
def test_the_clock_is_set_and_it_is_neither_too_old_nor_out_of_reach(
    office: Office, channel: tables.Channel, msg: tables.Msg, leap: float
) -> None:
    office.clock.leap(leap)
    assert clock_leap.follow(office.core, leap) == 1
    assert outbox.fail_too_old(office.core) == 0
    [after] = rows(office, tables.Msg)
    assert (after.queued_on, after.created_on) == (office.clock.now(), msg.created_on)
    assert [handed.text for handed in Outbox(office.core).take(channel.id, [])] == ["Hello"]


# Looping


def say(office: Office, contact: tables.Contact, text: str) -> str | None:
    """By hand; why it failed."""
    with office.store.write() as work:
        row = work.session.get_one(tables.Contact, contact.id)
        space = work.session.get_one(tables.Workspace, row.workspace_id)
        msg = create_outgoing(work, office.core, workspace=space, contact=row, text=text)
        work.commit()
        return msg.failed_reason


def say_to_all(office: Office, texts: dict[int, str]) -> list[str | None]:
    """As a broadcast does; why it failed, by contact."""
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        contents = {contact: Content(text, [], [], "") for contact, text in texts.items()}
        create_many(work, office.core, workspace=space, contents=contents)
        work.commit()
    newest: dict[int, str | None] = {}
    for msg in rows(office, tables.Msg):
        newest[msg.contact_id] = msg.failed_reason
    return [newest[contact] for contact in texts]


def test_the_same_text_goes_twenty_times_in_five_minutes_whoever_says_it(office: Office, channel: tables.Channel) -> None:
    ada, bob = office.add_contact("Ada", ADA), office.add_contact("Bob", "+250788333333")
    for number in range(20):
        reason = say(office, ada, "Same") if number % 2 else say_to_all(office, {ada.id: "Same", bob.id: str(number)})[0]
        assert reason is None
    assert say(office, ada, "Same") == "looping"
    assert say_to_all(office, {ada.id: "Same", bob.id: "Same"}) == ["looping", None]
    assert say(office, ada, "Other") is None
    assert say_to_all(office, {ada.id: "Another", bob.id: "Same"}) == [None, None]
    office.clock.advance(301)
    assert say(office, ada, "Same") is None
    assert say_to_all(office, {ada.id: "Same", bob.id: "Same"}) == [None, None]


def test_looking_for_loops_costs_two_looks_at_what_was_said_lately(office: Office, channel: tables.Channel) -> None:
    ada = office.add_contact("Ada", ADA)
    for _ in range(30):
        office.add_msg(ada, "old", "out")
    office.clock.advance(301)
    now = office.clock.now()
    with office.store.read() as session:
        plans = plans_of(office, lambda: looping.looping(session, {ada.id: "Same"}, now))
        assert len(plans) == 2
        plans += plans_of(office, lambda: looping.is_looping(session, ada.id, "Same", now))
    assert not scanned(plans)
    assert not [step for step in plans if "TEMP" in step]
