"""Messages out: how old one is."""

from __future__ import annotations

import datetime as dt

import pytest

from app.services import clock_leap, outbox
from app.services.outbox import Outbox
from app.services.outgoing import create_outgoing, find_destination, requeue
from app.store import tables
from tests.app.services.conversing import ADA, rows
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
