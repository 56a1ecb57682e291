"""SIGKILL in the middle of the work, again and again, on real processes: no task is lost and none stays claimed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from app.clock import SystemClock
from app.ports import WORKER_LOST, TaskRef
from app.queue.fair import Queues
from app.queue.storage import MAX_LOSSES
from app.store.database import Store
from app.store.tables import Base, Setting
from tests.support.office import ROOT, wait_until
from tests.support.servers import NO_REDIS, RedisServer, has_redis

ROUNDS, TASKS = 4, 150
ON = ("sqlite", pytest.param("redis", marks=pytest.mark.skipif(not has_redis(), reason=NO_REDIS)))


@contextmanager
def begun(store: Store, redis_url: str) -> Iterator[subprocess.Popen[str]]:
    """A worker process that is killed when the block ends."""
    command = [sys.executable, "-m", "tests.app.queue.killed_worker", str(store.engine.url), redis_url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()


@contextmanager
def working(store: Store, redis_url: str) -> Iterator[subprocess.Popen[str]]:
    """One that has begun its work."""
    with begun(store, redis_url) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "working\n"
        yield process


def noted(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).where(Setting.name.startswith("ran "))) or 0


@pytest.mark.real_process
@pytest.mark.parametrize("on", ON)
def test_killed_workers_lose_nothing(on: str, tmp_path: Path) -> None:
    random = Random(on)
    server = RedisServer(tmp_path / "redis") if on == "redis" else None
    store = Store(f"sqlite:///{tmp_path / 'office.db'}", SystemClock())
    Base.metadata.create_all(store.engine)
    try:
        if server is not None:
            server.start()
        url = server.url if server else ""
        queues = Queues(store, store.clock, url)
        queues.by_name["flow"].register("note", lambda *_: None)
        for turn in range(ROUNDS):
            with store.write(durable=False) as work:
                for number in range(turn * TASKS, (turn + 1) * TASKS):
                    queues.add(work, TaskRef("flow", "note", (number,), owner=f"o{number % 7}", key=f"k{number}"))
                work.commit()
            before = noted(store)
            wanted = before + random.randrange(TASKS // 2, TASKS)
            with working(store, url):
                wait_until(lambda wanted=wanted: noted(store) >= wanted, "some of the tasks")
        with working(store, url):
            wait_until(lambda: noted(store) == ROUNDS * TASKS, "the rest of the tasks")
            wait_until(
                lambda: not any(one.waiting or one.working or one.dead for one in queues.stats()),
                "an empty queue",
            )
        queues.stop()
    finally:
        store.close()
        if server is not None:
            server.stop()


def is_open(queues: Queues) -> bool:
    return any(one.waiting or one.working for one in queues.stats())


@pytest.mark.real_process
def test_a_task_that_kills_its_process_dies_alone(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'office.db'}", SystemClock())
    Base.metadata.create_all(store.engine)
    queues = Queues(store, store.clock)
    for name in ("note", "explode"):
        queues.by_name["flow"].register(name, lambda *_: None)
    with store.write(durable=False) as work:
        for number in range(6):
            name = "explode" if number == 1 else "note"
            queues.add(work, TaskRef("flow", name, (number,), owner="office", key=f"k{number}"))
        work.commit()
    ended = 0
    while is_open(queues):
        with begun(store, "") as process:
            wait_until(lambda process=process: process.poll() is not None or not is_open(queues), "the end")
            ended += process.poll() is not None
    assert ended == MAX_LOSSES
    assert noted(store) == 5
    assert [(one.args, one.error) for one in queues.dead("flow")] == [((1,), WORKER_LOST)]
    queues.stop()
    store.close()
