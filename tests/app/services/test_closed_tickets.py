"""Closing a ticket sets off a flow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.services import contact_changes
from app.services.groups import Groups
from app.services.recovery import sweep
from app.services.tickets import Tickets
from app.store import tables
from app.store.database import UnitOfWork
from tests.app.services import databases
from tests.app.services.conversing import ADA, Line, add_trigger, flow, import_flows, node, rows, run_queue, send
from tests.app.services.crowd import Killed, add_group, killed_after
from tests.app.support import Office


@pytest.fixture(params=databases.NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with databases.open_office(request.param, tmp_path / "office", templates) as made:
        yield made


@pytest.fixture
def line(office: Office) -> Line:
    return Line(office, office.add_phone())


@pytest.fixture
def ada(office: Office) -> Any:
    return office.add_contact("Ada", ADA)


def talker(office: Office, text: str, name: str = "Survey") -> str:
    made = flow(name, node([send(text)]))
    import_flows(office, made)
    return str(made["uuid"])


def tickets(office: Office) -> Any:
    return Tickets(office.core, office.admin)


def close_one(office: Office, contact: Any) -> str:
    ticket = tickets(office).open(office.workspace, contact.uuid)
    tickets(office).close(office.workspace, [ticket.uuid])
    return str(ticket.uuid)


def test_staff_close_a_ticket(office: Office, line: Line, ada: Any) -> None:
    text = "Was @trigger.ticket.topic.name of help? (@trigger.type)"
    uuid = add_trigger(office, "closed_ticket", talker(office, text))
    ticket = close_one(office, ada)
    assert line.work() == ["Was General of help? (ticket)"]
    [start], [session], [trigger] = (rows(office, table) for table in (tables.StartRow, tables.Session, tables.Trigger))
    [closed] = rows(office, tables.TicketEvent, tables.TicketEvent.type == "closed")
    assert (start.state, start.trigger_id, trigger.uuid) == ("done", trigger.id, uuid)
    event = session.state["trigger"]["event"]
    assert (event["type"], event["ticket_uuid"], event["uuid"]) == ("ticket_closed", ticket, closed.uuid)
    assert session.state["trigger"]["ticket"]["status"] == "closed"


def test_nothing_is_set_off_twice_by_closing_twice(office: Office, line: Line, ada: Any) -> None:
    add_trigger(office, "closed_ticket", talker(office, "Bye"))
    ticket = close_one(office, ada)
    tickets(office).close(office.workspace, [ticket])
    assert line.work() == ["Bye"]
    tickets(office).reopen(office.workspace, [ticket])
    tickets(office).close(office.workspace, [ticket])
    assert line.work() == ["Bye"]


def test_a_change_of_the_contact_closes_a_ticket(office: Office, line: Line, ada: Any) -> None:
    """As modifiers close it, the API's and other programs'."""
    add_trigger(office, "closed_ticket", talker(office, "Bye"))
    ticket = tickets(office).open(office.workspace, ada.uuid)

    @contextmanager
    def transaction(count: int) -> Iterator[UnitOfWork]:
        with office.store.write() as work:
            yield work
            work.commit()

    close = contact_changes.by_json({"type": "ticket_close", "ticket_uuid": ticket.uuid})
    contact_changes.modify(office.core, office.workspace_id, [ada.id], close, transaction=transaction)
    assert line.work() == ["Bye"]


def test_the_trigger_of_the_contacts_group_has_it(office: Office, line: Line, ada: Any) -> None:
    nurses = add_group(office)
    add_trigger(office, "closed_ticket", talker(office, "Anybody", "Anybody"))
    add_trigger(office, "closed_ticket", talker(office, "Nurse", "Nurse"), groups=[nurses])
    close_one(office, ada)
    assert line.work() == ["Anybody"]
    Groups(office.core, office.admin).add(office.workspace, nurses, [ada.uuid])
    close_one(office, ada)
    assert line.work() == ["Nurse"]


def test_without_a_trigger_that_fits_nothing_starts(office: Office, line: Line, ada: Any) -> None:
    add_trigger(office, "closed_ticket", talker(office, "Nurse"), groups=[add_group(office)])
    close_one(office, ada)
    assert rows(office, tables.StartRow) == []


def test_a_blocked_contact_is_left_in_peace(office: Office, line: Line, ada: Any) -> None:
    add_trigger(office, "closed_ticket", talker(office, "Bye"))
    close_one(office, ada)
    with office.store.write() as work:
        work.session.get_one(tables.Contact, ada.id).status = "blocked"
        work.commit()
    assert line.work() == []
    assert [start.state for start in rows(office, tables.StartRow)] == ["skipped"]


@pytest.mark.parametrize("before_commit", [True, False])
def test_a_kill_leaves_both_or_neither(
    office: Office, line: Line, ada: Any, monkeypatch: pytest.MonkeyPatch, before_commit: bool
) -> None:
    add_trigger(office, "closed_ticket", talker(office, "Bye"))
    ticket = tickets(office).open(office.workspace, ada.uuid)
    with killed_after(monkeypatch, 0, before_commit=before_commit), pytest.raises(Killed):
        tickets(office).close(office.workspace, [ticket.uuid])
    assert [row.status for row in rows(office, tables.Ticket)] == ["open" if before_commit else "closed"]
    office.queue.drain()
    sweep(office.core)
    run_queue(office)
    assert [handed.text for handed in line.send()] == ([] if before_commit else ["Bye"])
