"""PostgreSQL with several processes. Each `Store` here is what one process has: nothing in memory is shared between two."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError

from app.clock import SystemClock
from app.errors import OutpostError
from app.services.base import explained
from app.store import postgresql
from app.store.database import Store
from app.store.line import OfficeLine
from app.store.locks import Busy, OfficeLocks
from app.store.migrate import check_revision, upgrade
from app.store.tables import Counter, Setting
from tests.app.services.databases import POSTGRESQL, empty
from tests.support.office import wait_until

needs_server = pytest.mark.skipif(not POSTGRESQL, reason="OUTPOST_TEST_POSTGRESQL names no server")
SECONDS = 60


@pytest.fixture
def open_store() -> Iterator[Callable[[], Store]]:
    made: list[Store] = []

    def make() -> Store:
        made.append(Store(POSTGRESQL, SystemClock()))
        return made[-1]

    empty(make())
    yield make
    for store in made:
        store.close()


class Heard:
    """Collects what a line hears, and waits for it."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.values: list[Any] = []

    def __call__(self, values: Any) -> None:
        with self._condition:
            self.values += values
            self._condition.notify_all()

    def wait(self, count: int) -> list[Any]:
        with self._condition:
            assert self._condition.wait_for(lambda: len(self.values) >= count, SECONDS), self.values
            return list(self.values)


def together(*runs: Callable[[], None]) -> None:
    threads = [threading.Thread(target=run) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# Writing


@needs_server
def test_processes_write_one_after_the_other(open_store: Callable[[], Store]) -> None:
    """Reading, thinking and writing loses nothing, though no row is locked."""
    stores = [open_store() for _ in range(3)]
    with stores[0].write() as work:
        work.session.add(Counter(name="n", value=0))
        work.commit()

    def bump(store: Store) -> None:
        for _ in range(30):
            with store.write(durable=False) as work:
                value = work.session.scalar(select(Counter.value))
                assert value is not None
                work.session.execute(text("UPDATE counter SET value = :value"), {"value": value + 1})
                work.commit()

    together(*(lambda store=store: bump(store) for store in stores for _ in range(2)))  # type: ignore[misc]
    with stores[0].read() as session:
        assert session.scalar(select(Counter.value)) == 180


@needs_server
def test_bookkeeping_goes_on_beside_a_writer(open_store: Callable[[], Store]) -> None:
    first, second = open_store(), open_store()
    with first.write() as work:
        work.session.add(Counter(name="a", value=1))
        work.session.flush()
        with second.write(durable=False, alone=False) as beside:
            beside.session.add(Counter(name="b", value=1))
            beside.commit()
        work.commit()
    with first.read() as session:
        assert session.scalar(select(func.count()).select_from(Counter)) == 2


@needs_server
def test_only_bookkeeping_does_without_the_disk(open_store: Callable[[], Store]) -> None:
    store = open_store()
    for durable, expected in ((True, "on"), (False, "off")):
        with store.write(durable=durable) as work:
            assert work.session.scalar(text("SHOW synchronous_commit")) == expected
    with store.read() as session:
        assert session.scalar(text("SHOW synchronous_commit")) == "on"


@needs_server
def test_a_read_sees_one_snapshot_and_cannot_write(open_store: Callable[[], Store]) -> None:
    reader, writer = open_store(), open_store()
    with reader.read() as session:
        assert session.scalar(select(func.count()).select_from(Setting)) == 0
        with writer.write() as work:
            work.session.add(Setting(name="office", value={}))
            work.commit()
        assert session.scalar(select(func.count()).select_from(Setting)) == 0
    with reader.read() as session:
        assert session.scalar(select(func.count()).select_from(Setting)) == 1
    with pytest.raises(DBAPIError, match="read-only"), reader.read() as session:
        session.execute(text("DELETE FROM setting"))


@needs_server
def test_without_commit_nothing_is_kept_or_told(open_store: Callable[[], Store]) -> None:
    store, heard = open_store(), Heard()
    line = OfficeLine(open_store(), "engine")
    line.open()
    line.listen({"change": heard, "queue": heard})
    with store.write() as work:
        work.session.add(Setting(name="office", value={}))
        work.publish("office")
    store.tell("queue", "flow")  # after it, so that its absence can be seen
    assert heard.wait(1) == ["flow"]
    line.close()


@needs_server
def test_trouble_of_the_server_is_explained(open_store: Callable[[], Store]) -> None:
    """A turn that does not come, a connection that was cut; afterwards all goes on."""
    store, other = open_store(), open_store()
    with other.write() as work:
        work.session.execute(text("SELECT 1"))
        with store.engine.connect() as connection:
            connection.exec_driver_sql("SET lock_timeout = '20ms'")  # the pool gives this connection again
            connection.commit()
        with pytest.raises(OutpostError) as told, explained(), store.write() as waiting:
            waiting.session.execute(text("SELECT 1"))
        assert (told.value.code, told.value.retryable) == ("busy", True)
    with pytest.raises(OutpostError, match="database_away"), explained(), store.write() as work:
        pid = work.session.scalar(text("SELECT pg_backend_pid()"))
        with other.read() as session:
            session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        work.session.execute(text("SELECT 1"))
    with store.write() as work:
        work.session.add(Counter(name="n", value=1))
        work.commit()


# Locks of keys


@needs_server
def test_a_key_is_held_by_one_process_and_only_for_a_while(open_store: Callable[[], Store]) -> None:
    store = open_store()
    here, there = OfficeLocks(store.engine), OfficeLocks(store.engine, seconds=0.05)
    with here.hold(("contact", 7)):
        with pytest.raises(Busy), there.hold(("contact", 7)):
            pass
        with there.hold(("contact", 8)), there.hold(("address", "tel:+250788000001")):
            pass
    with there.hold(("contact", 7)):
        assert len(there) == 1
    with pytest.raises(ZeroDivisionError), here.hold("a"):
        raise ZeroDivisionError
    with there.hold("a"):
        pass
    here.close()
    there.close()


@needs_server
def test_of_several_keys_those_are_held_that_no_process_holds(open_store: Callable[[], Store]) -> None:
    mine, other = (OfficeLocks(open_store().engine, seconds=0.1) for _ in range(2))
    try:
        with other.hold(("contact", 2)), mine.hold_free([("contact", key) for key in (1, 2, 3)]) as held:
            assert held == {("contact", 1), ("contact", 3)}
            with other.hold_free([("contact", 3), ("contact", 4)]) as others:
                assert others == {("contact", 4)}
            with pytest.raises(Busy), other.hold(("contact", 1)):
                pass
        with other.hold_free([("contact", key) for key in (1, 2, 3)]) as held:
            assert len(held) == 3
        with other.hold_free([]) as held:
            assert held == set()
        assert len(mine) == len(other) == 0
    finally:
        mine.close()
        other.close()


@needs_server
def test_a_key_is_free_when_its_holders_connection_breaks(open_store: Callable[[], Store]) -> None:
    store = open_store()
    here, there = OfficeLocks(store.engine), OfficeLocks(store.engine)
    with here.hold("a"):
        cut(store, "outpost locks")
        with there.hold("a"):
            pass
    with here.hold("a"):
        pass
    here.close()
    there.close()


@needs_server
def test_several_keys_are_free_when_their_holders_connection_breaks(open_store: Callable[[], Store]) -> None:
    """The first of them can't be given back, and the others are gone with the connection: none is asked for on a new one."""
    store = open_store()
    here, there = OfficeLocks(store.engine), OfficeLocks(store.engine)
    keys: list[Hashable] = [("contact", key) for key in range(4)]
    said: list[str] = []
    with here.hold_free(keys) as held:
        assert len(held) == 4
        cut(store, "outpost locks")
        event.listen(here._engine, "before_cursor_execute", lambda *args: said.append(args[2]))
        with there.hold_free(keys) as others:
            assert len(others) == 4
    assert [one for one in said if "pg_advisory_unlock" in one] == ["SELECT pg_advisory_unlock(%s)"]
    with here.hold_free(keys) as held, there.hold_free(keys) as others:
        assert (len(held), len(others)) == (4, 0)
    assert len(here) == len(there) == 0
    here.close()
    there.close()


@needs_server
def test_keys_keep_processes_apart(open_store: Callable[[], Store]) -> None:
    store, most, inside, mutex = open_store(), 0, 0, threading.Lock()
    locks = [OfficeLocks(store.engine) for _ in range(3)]

    def enter(of_process: OfficeLocks) -> None:
        nonlocal most, inside
        for _ in range(20):
            with of_process.hold("a"):
                with mutex:
                    inside += 1
                    most = max(most, inside)
                with mutex:
                    inside -= 1

    together(*(lambda one=one: enter(one) for one in locks for _ in range(2)))  # type: ignore[misc]
    assert most == 1
    for one in locks:
        one.close()


# The line


@needs_server
def test_one_engine_an_office(open_store: Callable[[], Store]) -> None:
    first = OfficeLine(open_store(), "engine")
    first.open()
    with pytest.raises(OutpostError, match="engine_elsewhere") as told:
        OfficeLine(open_store(), "engine", patience=0.05).open()
    assert told.value.params["who"]
    worker = OfficeLine(open_store(), "worker")
    worker.open()
    worker.close()
    first.close()
    second = OfficeLine(open_store(), "engine")
    second.open()
    second.close()


@needs_server
def test_a_line_hears_what_other_processes_commit(open_store: Callable[[], Store]) -> None:
    engine, worker, changes, queue = open_store(), open_store(), Heard(), Heard()
    line = OfficeLine(engine, "engine")
    line.open()
    with engine.write() as work:
        work.publish("office")  # its own are told in memory
        work.commit()
    with worker.write() as work:
        work.publish("messages", "w1", "m1", "m2")
        work.publish("queue")
        work.tell("queue", "handler")
        work.commit()
    line.listen({"change": changes, "queue": queue})  # also to what was told since it is open
    assert changes.wait(2) == [["messages", "w1", ["m1", "m2"]], ["queue", None, []]]
    assert queue.wait(1) == ["handler"]
    worker.tell("queue", "flow")
    assert queue.wait(2) == ["handler", "flow"]
    line.close()


@needs_server
def test_a_process_without_a_line_is_gone(open_store: Callable[[], Store]) -> None:
    here, there, never = open_store(), open_store(), open_store()
    ours, theirs = OfficeLine(here, "engine"), OfficeLine(there, "worker")
    ours.open()
    theirs.open()
    known = [here.name, there.name, never.name]
    assert ours.gone(known) == theirs.gone(known) == {never.name}
    theirs.close()
    wait_until(lambda: ours.gone(known) == {there.name, never.name}, "the server, which sees that the connection ended")
    assert ours.gone([]) == set()
    ours.close()


@needs_server
def test_a_line_that_breaks_comes_back_and_says_that_something_may_be_missing(open_store: Callable[[], Store]) -> None:
    store, other, heard, gap = open_store(), open_store(), Heard(), threading.Event()
    line = OfficeLine(store, "engine")
    line.open()
    line.listen({"queue": heard}, gap.set)
    cut(other, "outpost engine%")
    assert gap.wait(SECONDS)
    other.tell("queue", "flow")
    assert heard.wait(1) == ["flow"]
    with pytest.raises(OutpostError, match="engine_elsewhere"):
        OfficeLine(other, "engine", patience=0.05).open()
    line.close()


@needs_server
def test_an_engine_that_was_replaced_is_told(open_store: Callable[[], Store]) -> None:
    """The line broke, and another engine was quicker."""
    first, other, replaced = open_store(), open_store(), threading.Event()
    line = OfficeLine(first, "engine", replaced=replaced.set, patience=0.05)
    line.open()
    line.listen({})
    taker = other.engine.connect()
    taker.exec_driver_sql("SET lock_timeout = 0")
    asking = threading.Thread(
        target=lambda: taker.exec_driver_sql(f"SELECT pg_advisory_lock({postgresql.OFFICE}, {postgresql.ENGINE})")
    )
    asking.start()
    waits = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with other.engine.connect() as watching:
        while not watching.scalar(waits):
            watching.rollback()
    cut(other, "outpost engine%")
    assert replaced.wait(SECONDS)
    asking.join()
    line.close()
    taker.close()


@needs_server
def test_tables_are_not_changed_under_workers(open_store: Callable[[], Store]) -> None:
    store = open_store()
    with pytest.raises(OutpostError, match="database_other"):
        check_revision(store)  # the tests' tables were made without migrations
    worker = OfficeLine(open_store(), "worker")
    worker.open()
    with pytest.raises(OutpostError, match="workers_running"):
        upgrade(store)
    with pytest.raises(OutpostError, match="database_other"):
        OfficeLine(open_store(), "worker", check=lambda: check_revision(store)).open()
    worker.close()


def cut(store: Store, name: str) -> None:
    """End the connections that call themselves so."""
    with store.engine.connect() as connection:
        query = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE :name"
        assert connection.scalar(text(query + " AND datname = current_database()"), {"name": name})


# Notices


def test_notices_are_as_few_as_hold_it_all() -> None:
    told: list[postgresql.Told] = [("change", ("messages", "w1", ("m1",))), ("queue", "flow"), ("queue", "flow")]
    (payload,) = postgresql.payloads("me", told)
    assert postgresql.read_notice(payload) == ("me", {"change": [["messages", "w1", ["m1"]]], "queue": ["flow"]})


def test_many_changes_lose_their_ids_then_their_workspaces() -> None:
    ids = tuple(f"00000000-0000-0000-0000-{at:012d}" for at in range(300))
    (payload,) = postgresql.payloads("me", [("change", ("contacts", "w1", ids)), ("queue", "flow")])
    assert postgresql.read_notice(payload)[1] == {"queue": ["flow"], "change": [["contacts", "w1", []]]}
    many = [("change", ("contacts", uuid, ())) for uuid in ids]
    (payload,) = postgresql.payloads("me", many)
    assert postgresql.read_notice(payload)[1] == {"change": [["contacts", None, []]]}


def test_what_does_not_fit_goes_out_in_pieces() -> None:
    told: list[postgresql.Told] = [("queue", f"queue-{at:04d}" * 4) for at in range(500)]
    found = list(postgresql.payloads("me", told))
    assert max(map(len, found)) <= postgresql.MOST_BYTES
    assert [value for payload in found for value in postgresql.read_notice(payload)[1]["queue"]] == [value for _, value in told]


@pytest.mark.parametrize("payload", ["", "hello", "{}", "[1]", '["me", 3]'])
def test_strange_notices_are_refused(payload: str) -> None:
    with pytest.raises(ValueError, match=r"notice|JSON|Expecting"):
        postgresql.read_notice(payload)
