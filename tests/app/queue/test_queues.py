"""Queues as the engine runs them: Huey's workers over each storage."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from app.ports import TaskRef
from app.queue import fence
from app.queue.fair import Queues
from app.store.tables import Setting
from tests.app.queue.adapters import Adapter


@pytest.fixture
def queues(adapter: Adapter) -> Iterator[Queues]:
    queues = Queues(adapter.store, adapter.clock, adapter.redis_url)
    yield queues
    queues.stop()


def add(adapter: Adapter, queues: Queues, *refs: TaskRef) -> None:
    with adapter.store.write() as work:
        for ref in refs:
            queues.add(work, ref)
        work.commit()


def ref(name: str, *args: int | str, key: str = "k") -> TaskRef:
    return TaskRef("handler", name, args, owner="office", key=key)


def left(queues: Queues) -> list[tuple[str, int, int, int]]:
    return [(s.queue, s.waiting, s.working, s.dead) for s in queues.stats() if s.waiting or s.working or s.dead]


def test_registered_tasks_run_are_tried_again_and_settled(adapter: Adapter, queues: Queues) -> None:
    ran: list[tuple[int | str, ...]] = []
    seen = threading.Event()

    def remember(*args: int | str) -> None:
        ran.append(args)
        if len(ran) == 1:
            raise ValueError("first time")
        seen.set()

    queues.by_name["handler"].register("remember", remember)
    queues.start({"handler": 2})
    add(adapter, queues, ref("remember", 7, "+250788"))
    tries = 0
    while not seen.wait(0.02) and tries < 3000:  # its second try comes after a back-off of five seconds
        adapter.clock.advance(1)
        tries += 1
    queues.stop()
    assert ran == [(7, "+250788")] * 2
    assert left(queues) == []


def test_many_tasks_run_once_each_on_several_threads(adapter: Adapter, queues: Queues) -> None:
    ran: list[int | str] = []
    all_ran = threading.Event()

    def note(number: int | str) -> None:
        ran.append(number)
        if len(ran) >= 200:
            all_ran.set()

    queues.by_name["handler"].register("note", note)
    queues.start({"handler": 4})
    add(adapter, queues, *(ref("note", number, key=f"k{number}") for number in range(200)))
    assert all_ran.wait(60)
    queues.stop()
    assert sorted(ran) == list(range(200))
    assert left(queues) == []


def test_unreadable_message_dies_alone(adapter: Adapter, queues: Queues) -> None:
    done = threading.Event()
    queues.by_name["handler"].register("good", lambda *_: done.set())
    adapter.put(queues.by_name["handler"].storage, "not JSON", "a")
    queues.start({"handler": 1})
    add(adapter, queues, ref("good", key="g"))
    assert done.wait(10)
    queues.stop()
    assert left(queues) == [("handler", 1, 0, 0)]


@pytest.fixture
def in_task(adapter: Adapter, queues: Queues) -> Callable[[Callable[[], None]], None]:
    """Run a function as the task of a claim that another process takes away when it says so."""

    def run(function: Callable[[], None]) -> None:
        queues.by_name["handler"].register("run", lambda *_: function())
        add(adapter, queues, ref("run"))
        huey = queues.by_name["handler"]
        huey.execute(huey.dequeue())
        huey.settle()

    return run


def steal(adapter: Adapter, queues: Queues) -> None:
    """As another process would, not as part of the task."""
    given: list[int] = []
    thread = threading.Thread(target=lambda: given.append(adapter.storage("thief", "handler").reap([queues.worker])))
    thread.start()
    thread.join()
    assert given == [1]


def test_what_a_task_writes_after_it_lost_its_lease_is_not_committed(
    adapter: Adapter, queues: Queues, in_task: Callable[[Callable[[], None]], None]
) -> None:
    raised: list[Exception] = []

    def write(name: str) -> None:
        with adapter.store.write() as work:
            work.session.add(Setting(name=name, value=True))
            work.commit()

    def body() -> None:
        write("before")
        steal(adapter, queues)
        try:
            write("after")
        except fence.LeaseLost as error:
            raised.append(error)
            raise

    in_task(body)
    assert [error.code for error in raised if isinstance(error, fence.LeaseLost)] == ["lease_lost"]
    with adapter.store.read() as session:
        assert session.get(Setting, "before") is not None
        assert session.get(Setting, "after") is None
    assert left(queues) == [("handler", 1, 0, 0)]  # whoever was given it runs it


def test_outside_of_tasks_nothing_is_checked(adapter: Adapter, queues: Queues) -> None:
    fence.check()
    with adapter.store.write() as work:
        queues.check(work)
        work.commit()


def test_a_worker_whose_beat_stands_still_loses_its_tasks(adapter: Adapter, queues: Queues) -> None:
    if adapter.name == "sqlite":
        pytest.skip("one process works on SQLite")
    frozen = adapter.backend("frozen")
    storage = frozen.storage("handler")
    frozen.beats.raise_one("frozen")
    adapter.put(storage, "k")
    assert storage.claim() is not None
    queues.is_alone = False
    queues.start({})
    for _ in range(10):  # it beats: nobody takes its task, however long it works
        adapter.clock.advance(15)
        frozen.beats.raise_one("frozen")
        queues.reap()
    assert storage.counts() == {"working": 1}
    for _ in range(5):
        adapter.clock.advance(15)
        queues.reap()
    assert storage.counts() == {"waiting": 1}
    assert "frozen" not in frozen.beats.read()
    assert queues.worker in frozen.beats.read()
    queues.stop()
    assert frozen.beats.read() == {}


def test_whoever_starts_alone_takes_over_at_once(adapter: Adapter, queues: Queues) -> None:
    if not queues.is_alone:
        pytest.skip("others may work on PostgreSQL")
    dead = adapter.storage("dead", "handler")
    adapter.put(dead, "k")
    assert dead.claim() is not None
    queues.start({})
    assert left(queues) == [("handler", 1, 0, 0)]


def test_on_postgresql_the_office_line_wakes_another_process(adapter: Adapter, queues: Queues) -> None:
    if adapter.name != "postgresql":
        pytest.skip("PostgreSQL's way")
    from app.queue.sql import NEWS
    from app.store.database import Store
    from app.store.line import OfficeLine
    from tests.app.queue.adapters import POSTGRESQL

    elsewhere = Store(POSTGRESQL, adapter.clock)
    there = Queues(elsewhere, adapter.clock)
    line = OfficeLine(elsewhere, "worker")
    line.open()
    line.listen({NEWS: there.hear})
    ran = threading.Event()
    try:
        for one in (queues, there):
            one.by_name["handler"].register("run", lambda *_: ran.set())
        there.start({"handler": 1})
        add(adapter, queues, ref("run"))
        assert ran.wait(10)
    finally:
        there.stop()
        line.close()
        elsewhere.close()


def test_tasks_of_a_process_that_is_known_to_be_gone_are_given_back_at_once(adapter: Adapter, queues: Queues) -> None:
    if queues.is_alone:
        pytest.skip("there is no other process")
    dead, alive = adapter.storage("dead", "handler"), adapter.storage("alive", "handler")
    for storage, key in ((dead, "a"), (alive, "b")):
        adapter.put(storage, key)
        assert storage.claim() is not None
    queues.start({}, lambda holders: set(holders) & {"dead"})
    assert left(queues) == [("handler", 1, 1, 0)]
