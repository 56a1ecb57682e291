"""What waits long does not keep those waiting who need not: three workers, slow web services, and everybody else."""

from __future__ import annotations

import dataclasses
import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.queue.fair import Queues
from app.queue.tasks import TASKS
from app.services import fires, starts
from app.services.conversations import Conversations
from app.services.flow_runtime import runtime_of, web_places
from app.services.patience import WebLane
from app.services.recovery import sweep
from app.services.webhooks import SETTING
from app.settings import WORKERS
from app.store import locks, tables
from app.store.locks import Busy, KeyedLocks, OfficeLocks
from tests.app.services import databases
from tests.app.services.conversing import (
    ADA,
    BOB,
    Line,
    add_keyword,
    add_trigger,
    ask,
    flow,
    import_flows,
    new_id,
    node,
    rows,
    run_queue,
    send,
    stock_flow,
)
from tests.app.support import Office

QUESTION = "Boxes of amoxicillin? (none or some)"
WEB_PLACES = web_places(WORKERS["handler"])
SLOW = [f"+25078810000{number}" for number in range(5)]


class Slow:
    """A web service that answers when it is let; `asked` are the paths."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.may_answer = threading.Event()
        self._arrived = threading.Condition()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.arrive(self.path)
                outer.may_answer.wait(30)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *args: Any) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def arrive(self, path: str) -> None:
        with self._arrived:
            self.asked.append(path)
            self._arrived.notify_all()

    def wait_for(self, count: int) -> None:
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.asked) >= count, 60), self.asked

    def close(self) -> None:
        self.may_answer.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    made.close()


@pytest.fixture
def flows(office: Office, slow: Slow) -> Office:
    """`web` calls the slow service, `stock` none."""
    url = f"http://127.0.0.1:{slow.server.server_address[1]}/@(url_encode(contact.urn))"
    call = {"type": "call_webhook", "uuid": new_id(), "method": "GET", "url": url, "result_name": "Web"}
    web, stock = flow("Web", node([call, send("Done.")])), stock_flow()
    import_flows(office, web, stock)
    add_keyword(office, web["uuid"], "web")
    add_keyword(office, stock["uuid"], "stock")
    with office.store.write() as work:
        work.session.add(tables.Setting(name=SETTING, value=["127.0.0.0/8"]))
        work.commit()
    return office


@pytest.fixture
def busy(flows: Office, slow: Slow) -> Iterator[Office]:
    """With the real queue, as many handlers as an engine has, and two workers for starts."""
    queues = Queues(flows.store, flows.clock)
    settings = dataclasses.replace(flows.core.settings, workers={**WORKERS, "flow": 2})
    core = dataclasses.replace(flows.core, queue=queues, settings=settings)
    for queue, tasks in TASKS.items():
        for name, function in tasks.items():
            queues.by_name[queue].register(name, functools.partial(function, core))
    queues.start({"handler": WORKERS["handler"], "flow": 2})
    yield dataclasses.replace(flows, core=core)
    slow.may_answer.set()
    queues.stop()


def wait_until(office: Office, is_so: Callable[[], bool]) -> None:
    seen = office.core.changes.latest()
    for _ in range(4000):
        if is_so():
            return
        changes = office.core.changes.since(seen, 0.1)
        seen = changes[-1].seq if changes else office.core.changes.latest()
    raise AssertionError


def states(office: Office, *addresses: str) -> list[str]:
    wanted = tables.Inbound.address.in_([f"tel:{address}" for address in addresses])
    return [inbound.state for inbound in rows(office, tables.Inbound, wanted)]


def test_a_worker_is_left_for_those_who_call_no_web_service() -> None:
    assert WORKERS["handler"] > WEB_PLACES > 1
    assert [web_places(workers) for workers in (0, 1, 2, 8)] == [1, 1, 1, 7]


def test_more_slow_web_services_than_workers_hold_up_nobody_else(busy: Office, slow: Slow) -> None:
    line = Line(busy, busy.add_phone())
    for address in SLOW:
        line.receive("web", address)
    slow.wait_for(WEB_PLACES)
    line.receive("stock", ADA)
    line.receive("none", ADA)
    wait_until(busy, lambda: states(busy, ADA) == ["handled"] * 2)
    assert states(busy, *SLOW) == ["pending"] * 5
    assert len(slow.asked) == WEB_PLACES
    slow.may_answer.set()
    wait_until(busy, lambda: states(busy, *SLOW) == ["handled"] * 5)
    assert len(set(slow.asked)) == len(slow.asked) == 5
    assert {inbound.error_count for inbound in rows(busy, tables.Inbound)} == {0}
    assert sorted(handed.text for handed in line.send()) == sorted([QUESTION, "Thanks, noted None.", *["Done."] * 5])
    kept = runtime_of(busy.core).locks
    assert isinstance(kept, KeyedLocks)
    assert len(kept) == 0


def test_who_waits_for_a_slow_turn_of_the_same_contact_lets_the_worker_go(
    busy: Office, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One person on three phones: all in order of one contact, and the others go on."""
    monkeypatch.setattr(locks, "PATIENCE_SECONDS", 0.01)
    lines = [Line(busy, busy.add_phone(name=f"Phone {number}")) for number in range(3)]
    lines[0].receive("web", BOB)
    slow.wait_for(1)
    for line in lines[1:]:
        line.receive("stock", BOB)
    lines[0].receive("stock", ADA)
    wait_until(busy, lambda: states(busy, ADA) == ["handled"])
    assert states(busy, BOB) == ["pending"] * 3
    slow.may_answer.set()
    wait_until(busy, lambda: states(busy, BOB) == ["handled"] * 3)
    assert len(slow.asked) == 1


def test_two_addresses_of_one_contact_go_one_after_the_other(busy: Office, slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE_SECONDS", 0.01)
    bob = busy.add_contact("Bob", BOB)
    with busy.store.write() as work:
        urn = tables.ContactUrn(
            workspace_id=bob.workspace_id, contact_id=bob.id, identity=f"tel:{SLOW[0]}", scheme="tel", path=SLOW[0], priority=1
        )
        work.session.add(urn)
        work.commit()
    line = Line(busy, busy.add_phone())
    line.receive("web", BOB)
    slow.wait_for(1)
    line.receive("stock", SLOW[0])
    line.receive("stock", ADA)
    wait_until(busy, lambda: states(busy, ADA) == ["handled"])
    assert states(busy, SLOW[0]) == ["pending"]
    slow.may_answer.set()
    wait_until(busy, lambda: states(busy, BOB, SLOW[0]) == ["handled"] * 2)
    assert [session.status for session in rows(busy, tables.Session, tables.Session.contact_id == bob.id)] == [
        "completed",
        "waiting",
    ]


def test_a_poison_message_holds_up_neither_others_nor_for_ever_its_own_address(
    flows: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(flows, flows.add_phone())
    real = Conversations._play_message

    def play(self: Conversations, situation: Any, heard: Any, inbound: tables.Inbound) -> Any:
        if inbound.text == "poison":
            raise ZeroDivisionError
        return real(self, situation, heard, inbound)

    monkeypatch.setattr(Conversations, "_play_message", play)
    line.receive("poison", ADA)
    line.receive("stock", ADA)
    line.receive("stock", BOB)
    assert line.work() == [QUESTION]
    assert states(flows, ADA, BOB) == ["pending", "pending", "handled"]
    for _ in range(2):
        sweep(flows.core)
        run_queue(flows)
    assert states(flows, ADA) == ["dead", "handled"]
    assert [handed.text for handed in line.send()] == [QUESTION]


def test_a_start_and_a_message_at_once_leave_one_waiting_session(busy: Office) -> None:
    """Whichever is first, the other interrupts or answers; nothing is done twice."""
    line = Line(busy, busy.add_phone())
    bob = busy.add_contact("Bob", BOB)
    [stock] = rows(busy, tables.Flow, tables.Flow.name == "Stock")
    with busy.store.write() as work:
        start = tables.StartRow(
            uuid=new_id(),
            workspace_id=bob.workspace_id,
            flow_id=stock.id,
            contact_id=bob.id,
            created_on=busy.clock.now(),
        )
        work.session.add(start)
        work.commit()
    gate = threading.Barrier(2)

    def bring_about() -> None:
        gate.wait()
        Conversations(busy.core).start(start.id)

    thread = threading.Thread(target=bring_about)
    thread.start()
    gate.wait()
    line.receive("stock", BOB)
    thread.join()
    wait_until(busy, lambda: states(busy, BOB) == ["handled"])
    assert rows(busy, tables.StartRow)[0].state == "done"
    assert sorted(session.status for session in rows(busy, tables.Session)) == ["interrupted", "waiting"]
    assert len(rows(busy, tables.Msg, tables.Msg.direction == "out")) == 2


def start(office: Office, flow_name: str, *people: tables.Contact) -> None:
    """Asked for one by one, as by closed tickets."""
    [found] = rows(office, tables.Flow, tables.Flow.name == flow_name)
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        for contact in people:
            starts.queue_rows(work, office.core, workspace=space, flow_id=found.id, contact_ids=[contact.id], priority=1)
        work.commit()


def start_states(office: Office) -> list[str]:
    return [row.state for row in rows(office, tables.StartRow)]


def test_starts_that_call_slow_web_services_leave_a_worker_to_the_others(busy: Office, slow: Slow) -> None:
    busy.add_phone()
    people = [busy.add_contact(f"Person {number}", phone) for number, phone in enumerate(SLOW)]
    start(busy, "Web", *people[:4])
    slow.wait_for(1)
    start(busy, "Stock", people[4])
    wait_until(busy, lambda: start_states(busy)[4:] == ["done"])
    assert start_states(busy)[:4] == ["pending"] * 4
    assert len(slow.asked) == 1
    slow.may_answer.set()
    wait_until(busy, lambda: start_states(busy) == ["done"] * 5)
    assert len(set(slow.asked)) == len(slow.asked) == 4


def test_a_start_does_not_wait_behind_a_slow_turn_of_its_contact(
    busy: Office, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE_SECONDS", 0.01)
    line = Line(busy, busy.add_phone())
    ada, bob = busy.add_contact("Ada", ADA), busy.add_contact("Bob", BOB)
    line.receive("web", BOB)
    slow.wait_for(1)
    start(busy, "Stock", bob, bob, ada)
    wait_until(busy, lambda: start_states(busy)[2:] == ["done"])
    assert start_states(busy)[:2] == ["pending"] * 2
    slow.may_answer.set()
    wait_until(busy, lambda: start_states(busy) == ["done"] * 3 and states(busy, BOB) == ["handled"])
    assert {row.error_count for row in rows(busy, tables.StartRow)} == {0}


def test_a_timer_parks_too(flows: Office, slow: Slow) -> None:
    """A timeout whose way calls a web service while all places are taken: it is queued again when one is free."""
    late = new_id()
    wait = new_id()
    url = f"http://127.0.0.1:{slow.server.server_address[1]}/late"
    call = {"type": "call_webhook", "uuid": new_id(), "method": "GET", "url": url, "result_name": "Web"}
    made = flow(
        "Late",
        node([send("Well?")], wait),
        ask("Answer", {}, late, uuid=wait, timeout=(60, late)),
        node([call, send("Too late.")], None, late),
    )
    import_flows(flows, made)
    add_keyword(flows, made["uuid"], "late")
    line = Line(flows, flows.add_phone())
    assert line.hear("late") == ["Well?"]
    flows.clock.advance(61)
    runtime = runtime_of(flows.core)
    with taken(runtime.lane):
        sweep(flows.core)
        run_queue(flows)
        assert slow.asked == []
    [timer] = [fire for fire in rows(flows, tables.Fire) if fire.kind == fires.TIMEOUT]
    assert timer.error is None
    slow.may_answer.set()
    [parked] = runtime.parking.take()
    assert parked == fires.fire_task(timer.id, flows.workspace)
    Conversations(flows.core).fire(timer.id)
    assert [handed.text for handed in line.send()] == ["Too late."]
    assert slow.asked == ["/late"]


@contextmanager
def taken(lane: WebLane) -> Iterator[None]:
    """All places, by other turns."""
    ready, over = threading.Barrier(WEB_PLACES + 1), threading.Event()

    def occupy() -> None:
        with lane.turn(lambda: None, threading.get_ident()):
            lane.enter()
            ready.wait()
            over.wait()

    threads = [threading.Thread(target=occupy) for _ in range(WEB_PLACES)]
    for thread in threads:
        thread.start()
    ready.wait()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_a_missed_call_waits_for_a_place_too(flows: Office, slow: Slow) -> None:
    [web] = rows(flows, tables.Flow, tables.Flow.name == "Web")
    add_trigger(flows, "missed_call", web.uuid)
    line = Line(flows, flows.add_phone())
    line.call()
    with taken(runtime_of(flows.core).lane):
        run_queue(flows)
    [event] = rows(flows, tables.ChannelEvent)
    assert (event.state, event.error_count, slow.asked) == ("pending", 0, [])


def test_a_lock_that_is_free_again_tells_who_would_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE_SECONDS", 0.0)
    kept, told = KeyedLocks(), list[str]()
    with kept.hold("a"):
        with pytest.raises(Busy), kept.hold("a", lambda: told.append("a")):
            raise AssertionError
        with kept.hold("b", lambda: told.append("b")):
            assert len(kept) == 2
        assert told == []
    assert told == ["a"]
    assert len(kept) == 0
    with kept.hold("a", lambda: told.append("again")):
        pass
    assert told == ["a"]


def test_who_was_parked_and_calls_nobody_any_more_lets_the_next_go_on() -> None:
    lane, told = WebLane(1), list[int]()

    def turn(number: int) -> Any:
        return lane.turn(lambda: told.append(number), number)

    lane.enter()  # no turn: nobody counts it

    def park() -> None:
        for number in (2, 3, 2):
            with pytest.raises(Busy), turn(number):
                lane.enter()

    with turn(1):
        lane.enter()
        lane.enter()
        thread = threading.Thread(target=park)
        thread.start()
        thread.join()
        assert told == []
    assert told == [2]
    with turn(2):
        pass
    assert told == [2, 3]


@pytest.mark.skipif(not databases.POSTGRESQL, reason="OUTPOST_TEST_POSTGRESQL")
def test_a_lock_that_another_process_keeps_is_tried_again_later(
    tmp_path: Path, templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE_SECONDS", 0.01)
    told: list[str] = []
    with databases.open_office("postgresql", tmp_path / "office", templates) as office:
        theirs, ours = OfficeLocks(office.store.engine), OfficeLocks(office.store.engine)
        try:
            with theirs.hold("a"), pytest.raises(Busy), ours.hold("a", lambda: told.append("a")):
                raise AssertionError
            assert told == ["a"]
            with ours.hold("a", lambda: told.append("a")), ours.hold("b"):
                pass
            assert told == ["a"]
        finally:
            theirs.close()
            ours.close()
