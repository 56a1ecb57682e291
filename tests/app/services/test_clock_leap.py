"""What waits when somebody sets the office's clock."""

from __future__ import annotations

import datetime as dt

import pytest

from app.services import clock_leap, fires, outbox
from app.services.outbox import Outbox
from app.services.outgoing import create_outgoing
from app.store import tables
from tests.app.services.conversing import ADA, rows
from tests.app.support import Office

YEAR = 365 * 86_400.0


@pytest.mark.parametrize("leap", [YEAR, -YEAR, 8 * 86_400.0, -3600.0])
def test_a_reply_that_waits_is_neither_too_old_nor_out_of_reach(office: Office, leap: float) -> None:
    channel = office.add_phone(office.workspace)
    contact = office.add_contact("Ada", ADA)
    for text in ("before", "after"):
        with office.store.write() as work:
            row = work.session.get_one(tables.Contact, contact.id)
            workspace = work.session.get_one(tables.Workspace, row.workspace_id)
            create_outgoing(work, office.core, workspace=workspace, contact=row, text=text, priority=1)
            work.commit()
        if text == "before":
            office.clock.leap(leap)
    assert clock_leap.follow(office.core, leap) == 1
    assert outbox.fail_too_old(office.core) == 0
    assert all(abs(msg.created_on - office.clock.now()) < dt.timedelta(minutes=1) for msg in rows(office, tables.Msg))
    assert [handed.text for handed in Outbox(office.core).take(channel.id, [])] == ["before", "after"]


def test_nothing_waits_nothing_moves(office: Office) -> None:
    assert clock_leap.follow(office.core, YEAR) == 0
    assert fires.due(office.core, office.clock.now()) == []


@pytest.mark.parametrize("leap", [YEAR, -YEAR])
def test_a_conversation_keeps_its_time(office: Office, leap: float) -> None:
    contact = office.add_contact("Ada", ADA)
    due_on = office.clock.now() + dt.timedelta(hours=2)
    with office.store.write() as work:
        session = tables.Session(uuid="s", workspace_id=contact.workspace_id, contact_id=contact.id)
        session.status, session.type, session.state, session.created_on = "waiting", "messaging", {}, office.clock.now()
        work.session.add(session)
        work.session.flush()
        work.session.add(tables.Fire(kind="expiration", session_id=session.id, version=1, due_on=due_on))
        work.commit()
    office.clock.leap(leap)
    assert clock_leap.follow(office.core, leap) == 1
    [fire] = rows(office, tables.Fire)
    assert fire.due_on == due_on + dt.timedelta(seconds=leap)
    assert fires.due(office.core, office.clock.now()) == []
