"""Conversations through the real queue: workers, claims and wakes."""

from __future__ import annotations

import dataclasses
import functools
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from app.contracts.broadcasts import BroadcastText, Exclusions, Recipients
from app.ports import QueueName
from app.queue.fair import Queues
from app.queue.tasks import TASKS
from app.services.broadcasts import Broadcasts
from app.services.flow_starts import Starts
from app.services.recovery import sweep
from app.store import tables
from tests.app.services.conversing import Line, add_keyword, import_flows, rows, stock_flow
from tests.app.services.crowd import add_crowd, add_group, give_way_at_once
from tests.app.support import Office
from tests.support.office import wait_until

QUESTION = "Boxes of amoxicillin? (none or some)"
ADDRESSES = [f"+2507881000{number:02d}" for number in range(20)]


@pytest.fixture
def busy(office: Office) -> Iterator[Office]:
    """The office with the real queue and three workers of the handler."""
    with working(office, {"handler": 3, "flow": 2, "msgs": 1}) as made:
        yield made


@contextmanager
def working(office: Office, workers: Mapping[QueueName, int]) -> Iterator[Office]:
    """The office with the real queue, and the stock flow in it."""
    made = stock_flow()
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    queues = Queues(office.store, office.clock)
    core = dataclasses.replace(office.core, queue=queues)
    for queue, tasks in TASKS.items():
        for name, function in tasks.items():
            queues.by_name[queue].register(name, functools.partial(function, core))
    queues.start(workers)
    try:
        yield dataclasses.replace(office, core=core)
    finally:
        queues.stop()


def test_a_start_of_one_is_over_with_its_contact(office: Office) -> None:
    """No pass over all starts is needed, and none is left for one."""
    with working(office, {"flow": 1}) as busy:
        busy.add_phone()
        flow, ada = rows(busy, tables.Flow)[0].uuid, busy.add_contact("Ada", "+250788111111")
        Starts(busy.core, busy.admin).start(busy.workspace, flow, Recipients(contacts=[ada.uuid]), Exclusions())
        wait_until(lambda: [one.state for one in rows(busy, tables.FlowStart)] == ["completed"], "the start is not over")


def wait_until_handled(office: Office, count: int) -> list[str]:
    """The states of all inbounds, once so many are no longer pending."""
    seen = office.core.changes.latest()
    for _ in range(400):
        states = [inbound.state for inbound in rows(office, tables.Inbound)]
        if len(states) == count and "pending" not in states:
            return states
        changes = office.core.changes.since(seen, 0.1)
        seen = changes[-1].seq if changes else office.core.changes.latest()
    raise AssertionError(states)


def test_many_people_at_once_are_answered_in_order_and_once(busy: Office) -> None:
    line = Line(busy, busy.add_phone())
    for text in ("stock", "dunno", "none"):
        for address in ADDRESSES:
            line.receive(text, address)
    assert set(wait_until_handled(busy, 60)) == {"handled"}
    told: dict[str, list[str]] = {}
    for handed in line.send():
        told.setdefault(handed.address, []).append(handed.text)
    expected = [QUESTION, "Please say none or some.", "Thanks, noted None."]
    assert told == dict.fromkeys(ADDRESSES, expected)


def test_a_sweep_beside_working_tasks_changes_nothing(busy: Office) -> None:
    line = Line(busy, busy.add_phone())
    done = threading.Event()

    def sweep_on() -> None:
        while not done.wait(0.01):
            sweep(busy.core)

    thread = threading.Thread(target=sweep_on)
    thread.start()
    try:
        for text in ("stock", "none"):
            for address in ADDRESSES[:8]:
                line.receive(text, address)
        assert set(wait_until_handled(busy, 16)) == {"handled"}
    finally:
        done.set()
        thread.join()
    assert sorted(handed.text for handed in line.send()) == [QUESTION] * 8 + ["Thanks, noted None."] * 8


def test_a_start_of_many_and_a_broadcast_come_to_their_end_by_themselves(busy: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch gives way, and goes on when the slices have started its contacts."""
    give_way_at_once(monkeypatch)
    busy.add_phone()
    group = add_group(busy)
    people = add_crowd(busy, 130, group)
    [flow] = rows(busy, tables.Flow)
    wanted, nobody = Recipients(groups=[group]), Exclusions()
    seen = busy.core.changes.latest()
    made = Starts(busy.core, busy.admin).start(busy.workspace, flow.uuid, wanted, nobody)
    sent = Broadcasts(busy.core, busy.admin).send(busy.workspace, {"eng": BroadcastText("Hi")}, "eng", wanted, nobody)
    for _ in range(400):
        start = Starts(busy.core, busy.admin).get(busy.workspace, made.uuid)
        broadcast = Broadcasts(busy.core, busy.admin).get(busy.workspace, sent.uuid)
        if start.state == broadcast.state == "completed":
            break
        changes = busy.core.changes.since(seen, 0.1)
        seen = changes[-1].seq if changes else busy.core.changes.latest()
    assert (start.state, start.queued, start.pending) == ("completed", 130, 0)
    assert (broadcast.state, broadcast.queued) == ("completed", 130)
    assert sorted(row.contact_id for row in rows(busy, tables.StartRow)) == people
    assert sorted(row.contact_id for row in rows(busy, tables.Session)) == people
    assert sorted(msg.contact_id for msg in rows(busy, tables.Msg, tables.Msg.text == "Hi")) == people
