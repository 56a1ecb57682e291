"""Why a message has not gone out yet."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.contracts.messages import Waiting
from app.ports import PhoneStatus, SendReport
from app.services import outbox
from app.services.outbox import Outbox
from app.services.outgoing import create_outgoing
from app.services.phone_register import PhoneDesk
from app.services.waiting import why_waiting
from app.store import tables
from tests.app.services.conversing import ADA, BOB
from tests.app.support import Office


@pytest.fixture
def channel(office: Office) -> tables.Channel:
    found = office.add_phone(office.workspace, office.other_workspace)
    seen(office, found)
    return found


def seen(office: Office, channel: tables.Channel, **status: Any) -> None:
    PhoneDesk(office.core).seen(channel.id, PhoneStatus(**status), 0)


def queue_msg(office: Office, contact: tables.Contact, text: str = "Hi", *, priority: int = 1, **values: Any) -> int:
    with office.store.write() as work:
        row = work.session.get_one(tables.Contact, contact.id)
        workspace = work.session.get_one(tables.Workspace, row.workspace_id)
        msg = create_outgoing(work, office.core, workspace=workspace, contact=row, text=text, priority=priority)
        for name, value in values.items():
            setattr(work.session.get_one(tables.Msg, msg.id), name, value)
        work.commit()
        return msg.id


def edit(office: Office, table: Any, key: Any, **values: Any) -> None:
    with office.store.write() as work:
        row = work.session.get_one(table, key)
        for name, value in values.items():
            setattr(row, name, value)
        work.commit()


def why(office: Office, msg_id: int) -> Waiting | None:
    with office.store.read() as session:
        return why_waiting(office.core, session, session.get_one(tables.Msg, msg_id))


def take(office: Office, channel: tables.Channel, *held: int) -> list[int]:
    return [one.attempt_id for one in Outbox(office.core).take(channel.id, held)]


def test_its_turn(office: Office, channel: tables.Channel) -> None:
    ada, bob = office.add_contact("Ada", ADA), office.add_contact("Bob", BOB, office.other_workspace_id)
    bulk = [queue_msg(office, ada, priority=0) for _ in range(3)]
    reply = queue_msg(office, ada)
    queue_msg(office, bob)
    expected = office.clock.now() + dt.timedelta(seconds=600)
    assert why(office, reply) == Waiting("turn", before=0, others=1, until=expected)
    assert why(office, bulk[2]) == Waiting("turn", before=3, others=1, until=expected)


def test_a_phone_has_it_or_may_have_sent_it(office: Office, channel: tables.Channel) -> None:
    msg = queue_msg(office, office.add_contact("Ada", ADA))
    now = office.clock.now()
    [attempt] = take(office, channel)
    assert why(office, msg) == Waiting("with_phone", since=now)
    office.clock.advance(7 * 86400 + 1)
    assert outbox.doubt_unreported(office.core) == 1
    assert why(office, msg) == Waiting("uncertain", since=now)
    Outbox(office.core).report(channel.id, [SendReport(attempt, "sent", office.clock.now())])
    assert why(office, msg) is None


def test_the_phone_was_released_or_is_silent(office: Office, channel: tables.Channel) -> None:
    msg = queue_msg(office, office.add_contact("Ada", ADA))
    since = office.clock.now()
    office.clock.advance(1801)
    assert why(office, msg) == Waiting("phone_not_seen", since=since)
    edit(office, tables.Channel, channel.id, state="released")
    assert why(office, msg) == Waiting("phone_released")


def test_the_workspace_and_the_contact(office: Office, channel: tables.Channel) -> None:
    ada = office.add_contact("Ada", ADA)
    reply, bulk = queue_msg(office, ada), queue_msg(office, ada, priority=0)
    edit(office, tables.Contact, ada.id, status="stopped")
    assert [found.code for found in (why(office, reply), why(office, bulk)) if found] == ["turn", "contact"]
    edit(office, tables.Contact, ada.id, status="blocked")
    assert why(office, reply) == Waiting("contact")
    edit(office, tables.Workspace, office.workspace_id, is_archived=True)
    assert why(office, reply) == Waiting("suspended")


def test_times(office: Office, channel: tables.Channel) -> None:
    """Another try, its bundle's other try, the night, its age."""
    ada = office.add_contact("Ada", ADA)
    now = office.clock.now()
    soon = now + dt.timedelta(minutes=5)
    first = queue_msg(office, ada, "one", priority=0, status="errored", next_attempt=soon)
    second = queue_msg(office, ada, "two", priority=0, bundle_id=first)
    reply = queue_msg(office, ada, "reply")
    edit(office, tables.Msg, first, bundle_id=first)
    assert why(office, first) == Waiting("retry_at", until=soon)
    with office.store.read() as session:
        uuid = session.get_one(tables.Msg, first).uuid
    assert why(office, second) == Waiting("behind_bundle", until=soon, msg=uuid)
    edit(office, tables.Workspace, office.workspace_id, quiet_from=10 * 60, quiet_until=12 * 60)
    office.clock.advance(300)
    seen(office, channel)
    assert why(office, second) == Waiting("quiet_hours", until=now.replace(hour=10, minute=0))
    found = why(office, reply)
    assert found and found.code == "turn", "replies go at any hour"
    office.clock.advance(8 * 86400)
    assert why(office, reply) == Waiting("too_old", since=now)


def test_the_budget_and_the_room(office: Office, channel: tables.Channel) -> None:
    ada, bob = office.add_contact("Ada", ADA), office.add_contact("Bob", BOB, office.other_workspace_id)
    edit(office, tables.ChannelWorkspace, (channel.id, office.other_workspace_id), daily_budget=1)
    now = office.clock.now()
    msgs = [queue_msg(office, bob) for _ in range(2)]
    [attempt] = take(office, channel)
    midnight = dt.datetime(2026, 6, 1, 22, tzinfo=dt.UTC)  # Kigali's
    assert why(office, msgs[1]) == Waiting("budget_used", until=midnight, limit=1, used=1)
    Outbox(office.core).report(channel.id, [SendReport(attempt, "sent", office.clock.now())])
    others = [queue_msg(office, ada, str(number)) for number in range(40)]
    held = take(office, channel)
    seen(office, channel, pending=tuple(held))
    full = why(office, others[-1])
    assert full == Waiting("phone_full", until=now + dt.timedelta(minutes=32), limit=29, used=10)


@pytest.mark.parametrize("status", ["sent", "delivered", "failed"])
def test_what_does_not_wait(office: Office, channel: tables.Channel, status: str) -> None:
    ada = office.add_contact("Ada", ADA)
    assert why(office, queue_msg(office, ada, status=status)) is None
    assert why(office, office.add_msg(ada, "hello").id) is None
