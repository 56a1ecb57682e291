"""The fair queue on a real SQLite file: fairness, keys, leases, back-off, and what a kill leaves."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import DrivenClock
from app.ports import TaskRef
from app.queue.fair import Queues
from app.queue.sqlite import SqlFairStorage, TaskMessage
from app.store.database import Store
from app.store.tables import Base


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[DrivenClock]:
    clock = DrivenClock.create(tmp_path / "clock", dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC))
    yield clock
    clock.close()


@pytest.fixture
def store(tmp_path: Path, clock: DrivenClock) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'office.db'}", clock)
    Base.metadata.create_all(store.engine)
    yield store
    store.close()


@pytest.fixture
def storage(store: Store, clock: DrivenClock) -> SqlFairStorage:
    return SqlFairStorage("flow", store, clock)


def put(storage: SqlFairStorage, key: str, owner: str = "a", priority: int = 0) -> None:
    storage.enqueue(TaskMessage.make(key.encode(), owner, key, priority))


def take_all(storage: SqlFairStorage) -> list[str]:
    taken = []
    while (claim := storage.claim()) is not None:
        taken.append(claim.message.decode())
        storage.done(claim)
    return taken


def test_small_owner_waits_for_one_task_of_each_other(storage: SqlFairStorage) -> None:
    for n in range(50):
        put(storage, f"big{n}", "big")
    for n in range(3):
        put(storage, f"mid{n}", "mid")
    put(storage, "small0", "small")
    assert take_all(storage).index("small0") <= 2


def test_reply_before_bulk_within_an_owner_then_first_come(storage: SqlFairStorage) -> None:
    for key, priority in (("bulk1", 0), ("bulk2", 0), ("reply1", 1), ("reply2", 1)):
        put(storage, key, priority=priority)
    assert take_all(storage) == ["reply1", "reply2", "bulk1", "bulk2"]


def test_an_owner_that_comes_back_does_not_catch_up(storage: SqlFairStorage) -> None:
    for n in range(20):
        put(storage, f"busy{n}", "busy")
    for _ in range(10):
        claim = storage.claim()
        assert claim is not None
        storage.done(claim)
    for n in range(10):
        put(storage, f"late{n}", "late")
    order = take_all(storage)
    assert "busy" in {key[:4] for key in order[:3]}


def test_same_key_waits_once_and_runs_again_when_added_while_working(storage: SqlFairStorage) -> None:
    put(storage, "k")
    put(storage, "k")
    claim = storage.claim()
    assert claim is not None
    assert storage.claim() is None
    put(storage, "k")
    storage.done(claim)
    again = storage.claim()
    assert again is not None
    storage.done(again)
    assert storage.counts() == {}


def test_failures_back_off_and_the_third_is_dead_and_left_alone(storage: SqlFairStorage, clock: DrivenClock) -> None:
    put(storage, "k")
    for wait in (0, 5, 30):
        clock.advance(wait)
        claim = storage.claim()
        assert claim is not None
        storage.failed(claim, "no")
        assert storage.claim() is None
    clock.advance(7200)
    assert storage.claim() is None
    assert storage.counts() == {"dead": 1}
    assert not _add(storage, "k", revive=False)
    assert storage.claim() is None
    put(storage, "k")
    revived = storage.claim()
    assert revived is not None
    storage.done(revived)
    assert storage.counts() == {}


def _add(storage: SqlFairStorage, key: str, *, revive: bool) -> bool:
    with storage._store.write() as work:
        added = storage.add(work.session, TaskMessage.make(key.encode(), "a", key, 0), revive=revive)
        work.commit()
    return added


def test_backing_off_does_not_hide_other_owners(storage: SqlFairStorage) -> None:
    put(storage, "bad", "a")
    claim = storage.claim()
    assert claim is not None
    storage.failed(claim, "no")
    put(storage, "good", "b")
    assert take_all(storage) == ["good"]


def test_clock_set_back_does_not_hold_a_task(storage: SqlFairStorage, clock: DrivenClock) -> None:
    put(storage, "k")
    claim = storage.claim()
    assert claim is not None
    storage.failed(claim, "no")
    clock.leap(-86_400 * 400)
    assert storage.claim() is not None


def test_a_dead_engine_loses_nothing_and_its_late_worker_changes_nothing(
    storage: SqlFairStorage, store: Store, clock: DrivenClock
) -> None:
    put(storage, "k")
    lost = storage.claim()
    assert lost is not None
    reborn = SqlFairStorage("flow", store, clock)
    assert reborn.reap() == 1
    claim = reborn.claim()
    assert claim is not None
    storage.done(lost)
    assert reborn.counts() == {"working": 1}
    reborn.done(claim)
    assert reborn.counts() == {}


def test_rolled_back_work_adds_no_task(storage: SqlFairStorage, store: Store) -> None:
    with store.write() as work:
        storage.add(work.session, TaskMessage.make(b"x", "a", "x", 0))
    assert storage.claim() is None


def test_waiting_worker_is_woken_and_stopped(storage: SqlFairStorage) -> None:
    taken: list[bytes] = []

    def work() -> None:
        while (claim := storage.dequeue()) is not None:
            storage.done(claim)
            taken.append(claim.message)
            seen.set()

    seen = threading.Event()
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    put(storage, "k")
    assert seen.wait(10)
    storage.stop()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    assert taken == [b"k"]


def test_queues_run_registered_tasks_retry_and_settle(store: Store, clock: DrivenClock) -> None:
    queues = Queues(store, clock)
    ran: list[tuple[int | str, ...]] = []
    seen = threading.Event()

    def remember(*args: int | str) -> None:
        ran.append(args)
        if len(ran) == 1:
            raise ValueError("first time")
        seen.set()

    queues.by_name["handler"].register("remember", remember)
    queues.start({"handler": 2})
    with store.write() as work:
        queues.add(work, TaskRef("handler", "remember", (7, "+250788"), owner="office", key="r:7"))
        work.commit()
    tries = 0
    while not seen.wait(0.02) and tries < 500:  # its second try comes after a back-off of five seconds
        clock.advance(1)
        tries += 1
    queues.stop()
    assert ran == [(7, "+250788")] * 2
    assert [stat for stat in queues.stats() if stat.waiting or stat.working or stat.dead] == []


def test_a_task_whose_end_could_not_be_written_is_given_back(storage: SqlFairStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    put(storage, "one")
    put(storage, "two")
    first, second = storage.claim(), storage.claim()
    assert first is not None
    assert second is not None
    with monkeypatch.context() as patch:
        patch.setattr(storage._store, "write", lambda **_: (_ for _ in ()).throw(OSError("the disk is full")))
        with pytest.raises(OSError, match="full"):
            storage.done(first)
    assert storage.reap() == 1
    assert storage.reap() == 0
    assert take_all(storage) == ["one"]
    storage.done(second)
    assert storage.counts() == {}
