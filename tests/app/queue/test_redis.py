"""What is Redis's own: it goes away and comes back, is flushed, and is shared with others."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import DrivenClock, SystemClock
from app.errors import OutpostError
from app.ports import TaskRef
from app.queue.fair import Queues
from app.store.database import Store
from app.store.tables import Base
from tests.support.office import wait_until
from tests.support.servers import NO_REDIS, RedisServer, has_redis

redis = pytest.importorskip("redis")
pytestmark = pytest.mark.skipif(not has_redis(), reason=NO_REDIS)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(tmp_path / "redis", fsync="always") as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'office.db'}", SystemClock())
    Base.metadata.create_all(store.engine)
    yield store
    store.close()


class Office:
    """Queues on that server whose tasks note their argument."""

    def __init__(self, store: Store, server: RedisServer) -> None:
        self.store = store
        self.ran: list[int | str] = []
        self.queues = Queues(store, store.clock, server.url)
        self.queues.by_name["handler"].register("note", self.ran.append)

    def add(self, *numbers: int, name: str = "note") -> None:
        with self.store.write() as work:
            for number in numbers:
                self.queues.add(work, TaskRef("handler", name, (number,), owner="office", key=f"k{number}"))
            work.commit()

    def has_run(self, *numbers: int) -> bool:
        return set(numbers) <= set(self.ran)


@pytest.fixture
def office(store: Store, server: RedisServer) -> Iterator[Office]:
    office = Office(store, server)
    yield office
    office.queues.stop()


def test_redis_dies_and_comes_back(office: Office, server: RedisServer) -> None:
    """Rows are committed all the while; what could not be added then is added when Redis is back."""
    office.queues.start({"handler": 2})
    office.add(1)
    wait_until(lambda: office.has_run(1), "the first task")
    server.kill()
    office.add(2, 3)
    assert office.queues.stats() == []
    with pytest.raises(OutpostError) as caught, office.store.write() as work:
        office.queues.requeue(work, "handler", [1])
    assert caught.value.code == "queue_away"
    server.start()
    wait_until(lambda: office.has_run(2, 3), "the tasks that were added while Redis was away")
    office.add(4)
    wait_until(lambda: office.has_run(4), "a task that was added after")
    office.queues.stop()
    assert sorted(office.ran) == [1, 2, 3, 4]
    assert {(one.waiting, one.working, one.dead) for one in office.queues.stats()} == {(0, 0, 0)}


def test_an_engine_starts_and_stops_while_redis_is_away(store: Store, server: RedisServer) -> None:
    server.kill()
    office = Office(store, server)
    office.queues.start({"handler": 2})
    office.add(1)
    office.queues.reap()
    office.queues.stop()
    assert office.ran == []


def test_a_flush_under_a_running_task_leaves_nothing_behind(office: Office, server: RedisServer) -> None:
    finished, go_on = threading.Event(), threading.Event()

    def slow(number: int | str) -> None:
        office.ran.append(number)
        finished.set()
        assert go_on.wait(20)

    office.queues.by_name["handler"].register("slow", slow)
    office.queues.start({"handler": 1})
    office.add(1, name="slow")
    assert finished.wait(10)
    with redis.Redis.from_url(server.url) as client:
        client.flushdb()
    office.add(2)
    go_on.set()
    wait_until(lambda: office.has_run(2), "work added after the flush")
    office.queues.stop()
    assert {(one.waiting, one.working, one.dead) for one in office.queues.stats()} == {(0, 0, 0)}


def test_settings_come_back_after_a_flush(office: Office, server: RedisServer) -> None:
    office.queues.start({})
    with office.store.write() as work:
        office.queues.set_owner(work, "space", weight=2.0, cap=5, paused=True)
        work.commit()
    with redis.Redis.from_url(server.url) as client:
        client.flushdb()
    assert office.queues.owners("flow") == []
    office.queues.reap()  # the minute's sweep
    found = office.queues.owners("flow")
    assert [(one.owner, one.weight, one.cap, one.paused) for one in found] == [("space", 2.0, 5, True)]


def test_an_office_that_moves_to_redis_leaves_no_tasks_in_its_database(office: Office, store: Store) -> None:
    before = Queues(store, store.clock)
    before.by_name["handler"].register("note", office.ran.append)
    with store.write() as work:
        before.add(work, TaskRef("handler", "note", (1,), owner="office", key="k1"))
        before.set_owner(work, "space", weight=3.0, cap=None, paused=False)
        work.commit()
    office.queues.start({})
    assert {(one.waiting, one.working, one.dead) for one in before.stats()} == {(0, 0, 0)}
    assert [(one.owner, one.weight) for one in office.queues.owners("flow")] == [("space", 3.0)]
    before.stop()


def test_offices_share_a_server_and_leave_others_alone(office: Office, server: RedisServer, tmp_path: Path) -> None:
    with redis.Redis.from_url(server.url, decode_responses=True) as client:
        client.set("theirs", "1")
        office.add(1)
        clock = DrivenClock.create(tmp_path / "clock", office.store.clock.now())
        other_store = Store(f"sqlite:///{tmp_path / 'other.db'}", clock)
        Base.metadata.create_all(other_store.engine)
        other = Office(other_store, server)
        other.add(1)
        office.queues.by_name["handler"].storage.flush_queue()
        assert {one.waiting for one in office.queues.stats()} == {0}
        assert [one.waiting for one in other.queues.stats() if one.queue == "handler"] == [1]
        assert client.get("theirs") == "1"
        keys = [key for key in client.scan_iter() if key != "theirs"]
        assert all(key.startswith("outpost:{") for key in keys)
        other.queues.stop()
        other_store.close()
        clock.close()


def test_what_a_broken_script_left_is_mended(office: Office, server: RedisServer) -> None:
    """Redis undoes nothing of a script that ran out of memory: whatever key is gone, adding again puts the task back."""
    with redis.Redis.from_url(server.url, decode_responses=True) as client:
        for number, part in enumerate(("wait:office", "loads", "turn:0", "owner:office", "owners", "task", "clock", "id")):
            office.add(number)
            client.delete(*[key for key in client.scan_iter() if key.endswith(f":handler:{part}")])
            office.add(number)
            office.queues.reap()
            office.add(100 + number)
            storage = office.queues.by_name["handler"].storage
            found = []
            while (claim := storage.claim()) is not None:
                found.append(claim.key)
                storage.done(claim)
            assert set(found) == {f"k{number}", f"k{100 + number}"}, part
            assert storage.counts() == {}, part
