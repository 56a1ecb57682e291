"""Flow starts by staff."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import Forbidden, Invalid, NotFound
from app.services.conversations import Conversations
from app.services.flows import Flows
from app.store import tables
from tests.app.services.conversing import ADA, BOB, Line, flow, import_flows, node, rows, run_queue, send, stock_flow
from tests.app.support import Office

QUESTION = "Boxes of amoxicillin? (none or some)"


@pytest.fixture
def line(office: Office) -> Line:
    return Line(office, office.add_phone())


@pytest.fixture
def stock(office: Office) -> str:
    made = stock_flow()
    import_flows(office, made)
    return str(made["uuid"])


def start(office: Office, flow_uuid: str, *contacts: tables.Contact) -> int:
    return Flows(office.core, office.admin).start(office.workspace, flow_uuid, [contact.uuid for contact in contacts])


def states(office: Office) -> list[str]:
    return [row.state for row in rows(office, tables.StartRow)]


def test_a_start_reaches_each_contact_once(office: Office, line: Line, stock: str) -> None:
    ada, bob = office.add_contact("Ada", ADA), office.add_contact("Bob", BOB)
    assert start(office, stock, ada, bob, ada) == 2
    tasks = [(task.queue, task.name, task.owner, task.key) for task in office.queue.tasks.values()]
    assert tasks == [
        ("flow", "start_contact", office.workspace, "start:1"),
        ("flow", "start_contact", office.workspace, "start:2"),
    ]
    assert line.work() == [QUESTION, QUESTION]
    assert states(office) == ["done", "done"]
    assert [msg.priority for msg in rows(office, tables.Msg)] == [1, 1]
    Conversations(office.core).start(1)
    assert line.send() == []
    assert line.hear("none") == ["Thanks, noted None."]


def test_a_start_interrupts_what_waits(office: Office, line: Line, stock: str) -> None:
    ada = office.add_contact("Ada", ADA)
    for _ in range(2):
        start(office, stock, ada)
        line.work()
    assert [session.status for session in rows(office, tables.Session)] == ["interrupted", "waiting"]


@pytest.mark.parametrize("status", ["blocked", "stopped", "archived"])
def test_who_may_not_be_written_to_is_skipped(office: Office, line: Line, stock: str, status: str) -> None:
    start(office, stock, office.add_contact("Ada", ADA, status=status))
    assert line.work() == []
    assert states(office) == ["skipped"]
    assert rows(office, tables.Session) == []


def test_a_flow_archived_meanwhile_is_not_started(office: Office, line: Line, stock: str) -> None:
    start(office, stock, office.add_contact("Ada", ADA))
    with office.store.write() as work:
        for row in work.session.query(tables.Flow):
            row.is_archived = True
        work.commit()
    assert line.work() == []
    assert states(office) == ["skipped"]


def test_a_flow_that_cannot_be_read_is_dead_at_once(office: Office, line: Line, stock: str) -> None:
    start(office, stock, office.add_contact("Ada", ADA))
    with office.store.write() as work:
        for revision in work.session.query(tables.FlowRevision):
            revision.definition = {**revision.definition, "nodes": [{}]}
        work.commit()
    assert line.work() == []
    assert states(office) == ["dead"]


def test_three_errors_are_dead(office: Office, line: Line, stock: str, monkeypatch: pytest.MonkeyPatch) -> None:
    start(office, stock, office.add_contact("Ada", ADA))
    with monkeypatch.context() as patch:
        patch.setattr("app.services.conversations.write_turn", lambda *_: 1 / 0)
        seen = []
        for _ in range(3):
            Conversations(office.core).start(1)
            seen += states(office)
    assert seen == ["pending", "pending", "dead"]


def test_a_contact_without_a_number_gets_a_failed_message(office: Office, line: Line, stock: str) -> None:
    start(office, stock, office.add_contact("Nobody"))
    assert line.work() == []
    [msg] = rows(office, tables.Msg)
    assert msg.status == "failed"
    assert states(office) == ["done"]


def test_what_is_refused(office: Office, stock: str) -> None:
    ada = office.add_contact("Ada", ADA)
    stranger = office.add_contact("Eve", BOB, office.other_workspace_id)
    survey = flow("Survey", node([send("Hi")]), type="messaging_offline")
    import_flows(office, survey)
    tries: list[tuple[Any, type[Exception]]] = [
        (lambda: start(office, stock), Invalid),
        (lambda: Flows(office.core, office.admin).start(office.workspace, stock, [str(n) for n in range(101)]), Invalid),
        (lambda: start(office, stock, ada, stranger), NotFound),
        (lambda: start(office, "no such flow", ada), NotFound),
        (lambda: start(office, survey["uuid"], ada), Invalid),
        (lambda: Flows(office.core, office.people["viewer"]).start(office.workspace, stock, [ada.uuid]), Forbidden),
    ]
    for attempt, error in tries:
        with pytest.raises(error):
            attempt()
    assert states(office) == []
    assert office.queue.drain() == []


def test_a_start_that_is_gone_does_nothing(office: Office, stock: str) -> None:
    Conversations(office.core).start(4711)
    assert run_queue(office) == 0
