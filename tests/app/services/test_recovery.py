"""Putting back what the queue lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.ports import TaskRef
from app.queue.fair import Queues
from app.queue.tasks import register
from app.services import fires
from app.services.flows import Flows
from app.services.recovery import sweep, sweep_fires
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


def test_where_many_timers_are_due_the_task_that_looks_for_more_runs_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    queues = Queues(office.store, office.clock)
    office.core.queue = queues
    register(queues, office.core)
    due = iter((["a", "b"], ["c", "d"], ["e"]))

    def due_tasks(_session: object, _now: object) -> Iterator[TaskRef]:
        some = next(due)
        for one in some:
            yield TaskRef("handler", "fire", (1,), owner=office.workspace, key=f"fire:{one}")
        if len(some) == 2:
            yield TaskRef("handler", fires.MORE, (), owner=office.workspace, key="more", priority=-1)

    monkeypatch.setattr(fires, "due_tasks", due_tasks)
    sweep(office.core)
    storage = queues.by_name["handler"].storage
    taken: list[str] = []
    claim = None
    while (claim := storage.claim(claim)) is not None:
        taken.append(claim.key.removeprefix("fire:"))
        if taken[-1] == "more":
            sweep_fires(office.core)
    assert taken == ["a", "b", "more", "c", "d", "more", "e"]
