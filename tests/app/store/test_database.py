"""Write transactions wait their turn, roll back unless committed, and tell of changes only after the commit."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.clock import SystemClock
from app.store.database import Published, Store
from app.store.tables import Base, Counter, Setting, Workspace


@pytest.fixture
def changes() -> list[Published]:
    return []


@pytest.fixture
def store(tmp_path: Path, changes: list[Published]) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'office.db'}", SystemClock(), changes.append)
    Base.metadata.create_all(store.engine)
    yield store
    store.close()


def test_without_commit_nothing_is_kept_and_nothing_told(store: Store, changes: list[Published]) -> None:
    called: list[str] = []
    with store.write() as work:
        work.session.add(Setting(name="office", value={"name": "Kisoro"}))
        work.after_commit(lambda: called.append("wake"))
        work.publish("office")
    with store.read() as session:
        assert session.get(Setting, "office") is None
    assert (called, changes) == ([], [])


def test_an_exception_rolls_back_and_lets_the_next_writer_in(store: Store) -> None:
    with pytest.raises(ValueError, match="half way"), store.write() as work:
        work.session.add(Counter(name="phone_id", value=1))
        raise ValueError("half way")
    with store.write() as work:
        work.session.add(Counter(name="phone_id", value=2))
        work.commit()
    with store.read() as session:
        assert session.execute(select(Counter.value)).scalar_one() == 2


def test_changes_follow_the_commit(store: Store, changes: list[Published]) -> None:
    with store.write() as work:
        work.session.add(Counter(name="x", value=1))
        work.publish("messages", "w1", "m1", "m2")
        work.commit()
        assert changes == []
    assert changes == [("messages", "w1", ("m1", "m2"))]


def test_many_writers_lose_no_update(store: Store) -> None:
    with store.write() as work:
        work.session.add(Counter(name="n", value=0))
        work.commit()

    def bump() -> None:
        for _ in range(25):
            with store.write(durable=False) as work:
                counter = work.session.get_one(Counter, "n")
                counter.value += 1
                work.commit()

    threads = [threading.Thread(target=bump) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as session:
        assert session.get_one(Counter, "n").value == 150


def test_times_keep_their_moment_and_naive_ones_are_refused(store: Store) -> None:
    kigali = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    values = {"uuid": "u", "name": "n", "country": "RW", "timezone": "Africa/Kigali", "languages": ["kin"]}
    with store.write() as work:
        work.session.add(Workspace(**values, created_on=kigali))
        work.commit()
    with store.read() as session:
        found = session.execute(select(Workspace)).scalar_one()
    assert found.created_on == dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)
    with pytest.raises(Exception, match="naive"), store.write() as work:
        work.session.add(Workspace(**{**values, "uuid": "v"}, created_on=dt.datetime(2026, 1, 1)))  # noqa: DTZ001
        work.commit()
