"""Putting back what the queue lost."""

from __future__ import annotations

import pytest

from app.services.flows import Flows
from app.services.recovery import sweep
from app.store import tables
from tests.app.services.conversing import ADA, BOB, Line, add_keyword, import_flows, rows, stock_flow
from tests.app.support import Office

QUESTION = "Boxes of amoxicillin? (none or some)"


@pytest.fixture
def line(office: Office) -> Line:
    made = stock_flow(timeout=600)
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    return Line(office, office.add_phone())


def test_nothing_pending_writes_nothing(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.hear("stock")
    monkeypatch.setattr(office.store, "write", lambda **_: 1 / 0)
    assert sweep(office.core) == 0


def test_everything_pending_comes_back_with_the_keys_it_had(office: Office, line: Line) -> None:
    line.hear("stock", BOB)
    office.clock.advance(700)
    line.receive("stock")
    line.receive("dunno")
    [flow] = rows(office, tables.Flow)
    contact = office.add_contact("Eve", "+250788333333")
    Flows(office.core, office.admin).start(office.workspace, flow.uuid, [contact.uuid])
    lost = {(task.queue, task.name, task.args, task.owner, task.key) for task in office.queue.drain()}
    assert sweep(office.core) == 3
    assert sweep(office.core) == 3
    found = {(task.queue, task.name, task.args, task.owner, task.key) for task in office.queue.tasks.values()}
    assert lost < found
    assert [task.name for task in office.queue.tasks.values()] == ["handle_inbound", "start_contact", "fire"]


def test_what_was_acknowledged_is_answered_once_after_a_crash(office: Office, line: Line) -> None:
    line.receive("stock")
    office.queue.drain()
    assert line.work() == []
    sweep(office.core)
    assert line.work() == [QUESTION]
    sweep(office.core)
    assert line.work() == []


def test_the_dead_stay_dead(office: Office, line: Line) -> None:
    line.receive("stock", ADA)
    office.queue.drain()
    with office.store.write() as work:
        for inbound in work.session.query(tables.Inbound):
            inbound.state = "dead"
        work.commit()
    assert sweep(office.core) == 0
