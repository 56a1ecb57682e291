"""Ours and Celery side by side: the same tasks, the same number of workers, the same durability, in turn.

What both keep when power fails: our queue's commits go to SQLite's log without waiting for the disk (`synchronous=NORMAL`), and
Redis writes its append-only file likewise (`appendfsync everysec`). So a kill of any process loses nothing on either side, and a
power cut may take the last tasks: up to a second's on Redis, up to what the system had not yet written on SQLite. The row that
the insert task commits is written by the same function on both sides.

Celery may use as many processes (prefork) or threads as we have threads, and both cores; ours keep to one, as the engine does.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

from app.clock import SystemClock
from tests.bench import queue_work
from tests.support.office import ROOT
from tests.support.servers import RedisServer

TASKS, WORKERS, OWNERS, ROUNDS = 5_000, 4, 10, 3
KINDS = ("noop", "insert")
POOLS = ("prefork", "threads")
BARS = {"sqlite": 3.0, "redis": 2.0}
LOOK_SECONDS, DRAIN_SECONDS = 0.005, 300.0
CLOCK = SystemClock()
Say = Callable[[str], None]
Figures = dict[str, float]


def has_celery() -> bool:
    try:
        metadata.version("celery")
    except metadata.PackageNotFoundError:
        return False
    return True


def compare(
    say: Say, *, tasks: int = TASKS, rounds: int = ROUNDS, workers: int = WORKERS, pools: Sequence[str] = POOLS
) -> dict[str, Any]:
    """Medians over the rounds, in tasks a second; every other round goes the other way round."""
    runs: dict[tuple[str, str], list[Figures]] = {}
    with tempfile.TemporaryDirectory(prefix="outpost-peer-") as folder, RedisServer(Path(folder) / "redis") as server:
        sides = _sides(_Setting(Path(folder), server, tasks, workers), pools)
        for number in range(rounds):
            turn = [(side, kind) for kind in KINDS for side in sides]
            for side, kind in turn if number % 2 == 0 else reversed(turn):
                figures = sides[side](kind)
                runs.setdefault((side, kind), []).append(figures)
                say(f"round {number + 1}: {side}, {kind}: {tasks / figures['drain_seconds']:,.0f} tasks a second")
    return _summed_up(runs, tasks, workers, rounds)


@dataclass(frozen=True, slots=True)
class _Setting:
    folder: Path
    server: RedisServer
    tasks: int
    workers: int


def _sides(setting: _Setting, pools: Sequence[str]) -> dict[str, Callable[[str], Figures]]:
    def ours(redis_url: str) -> Callable[[str], Figures]:
        return lambda kind: _run_ours(setting, redis_url, kind)

    def celery(pool: str) -> Callable[[str], Figures]:
        return lambda kind: _run_celery(setting, pool, kind)

    redis_url = setting.server.url.removesuffix("/0") + "/1"
    sides = {"sqlite": ours(""), **{f"celery {pool}": celery(pool) for pool in pools}}
    return {**sides, "redis": ours(redis_url)}


def _run_ours(setting: _Setting, redis_url: str, kind: str) -> Figures:
    tasks, workers = setting.tasks, setting.workers
    with tempfile.TemporaryDirectory(dir=setting.folder) as home:
        database = Path(home) / "work.db"
        queue_work.make_database(database)
        asked = {"home": home, "redis": redis_url, "kind": kind, "tasks": tasks, "workers": workers, "owners": OWNERS}
        command = [sys.executable, "-m", "tests.bench.queue_consumers", json.dumps(asked)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
        found: Figures = json.loads(done.stdout)
        assert found["ran"] == tasks
        _check(database, kind, tasks)
    return found


def _run_celery(setting: _Setting, pool: str, kind: str) -> Figures:
    tasks, workers = setting.tasks, setting.workers
    with tempfile.TemporaryDirectory(dir=setting.folder) as home:
        database = Path(home) / "work.db"
        queue_work.make_database(database)
        with _celery_worker(Path(home), setting.server, pool, workers, database) as peer:
            peer.push("noop", workers * 10, peer.LIVE)
            peer.wait()
            begun = CLOCK.monotonic()
            peer.push(kind, tasks, peer.STAGED)
            pushed = CLOCK.monotonic()
            peer.let_go()
            peer.wait()
            done = CLOCK.monotonic()
        _check(database, kind, tasks)
    return {"push_seconds": pushed - begun, "drain_seconds": done - pushed}


def _check(database: Path, kind: str, tasks: int) -> None:
    """Every task ran, and none twice."""
    wanted = (tasks, tasks) if kind == "insert" else (0, 0)
    assert queue_work.rows(database) == wanted, (kind, queue_work.rows(database))


class _Peer:
    """The producer's side of Celery. Tasks are put into a list that nobody looks at, and then let go all at once."""

    LIVE, STAGED = "generic", "staged"

    def __init__(self, server: RedisServer) -> None:
        os.environ["PEER_REDIS_URL"] = server.url
        import redis

        from tests.bench import celery_peer

        celery_peer.app.conf.broker_url = server.url
        self._task: Any = celery_peer.generic
        self._sets = celery_peer.FairSets(server.url)
        self._redis: Any = redis.Redis.from_url(server.url)
        self._active = celery_peer.ACTIVE
        self._kind = celery_peer.KIND

    def push(self, kind: str, count: int, queue: str) -> None:
        for number in range(count):
            self._sets.push(f"workspace {number % OWNERS}", kind, [number])
            self._task.apply_async(queue=queue)

    def let_go(self) -> None:
        self._redis.rename(self.STAGED, self.LIVE)

    def wait(self) -> None:
        """Until nothing waits, nothing runs and all is acknowledged."""
        until = CLOCK.monotonic() + DRAIN_SECONDS
        while self._redis.llen(self.LIVE) or self._redis.hlen("unacked"):
            assert CLOCK.monotonic() < until, "Celery does not get on"
            threading.Event().wait(LOOK_SECONDS)
        left = [self._redis.zcard(f"{self._kind}:workspace {owner}") for owner in range(OWNERS)]
        assert not any(left), left

    def flush(self) -> None:
        self._redis.flushdb()


@contextmanager
def _celery_worker(home: Path, server: RedisServer, pool: str, workers: int, database: Path) -> Iterator[_Peer]:
    peer = _Peer(server)
    peer.flush()
    environment = {**os.environ, "PEER_REDIS_URL": server.url, "PEER_DATABASE": str(database), "PYTHONPATH": str(ROOT)}
    options = ["--pool", pool, "--concurrency", str(workers), "--without-gossip", "--without-mingle", "--without-heartbeat"]
    command = [sys.executable, "-m", "celery", "-A", "tests.bench.celery_peer", "worker", "--loglevel", "ERROR", *options]
    with (home / "celery.log").open("wb") as log:
        worker = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield peer
    finally:
        with suppress(ProcessLookupError):
            worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(15)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


def _summed_up(runs: dict[tuple[str, str], list[Figures]], tasks: int, workers: int, rounds: int) -> dict[str, Any]:
    rates: dict[str, dict[str, Any]] = {}
    for (side, kind), found in runs.items():
        rates.setdefault(side, {})[kind] = {
            "per_second": round(tasks / median(one["drain_seconds"] for one in found)),
            "pushed_per_second": round(tasks / median(one["push_seconds"] for one in found)),
            "rounds": [round(tasks / one["drain_seconds"]) for one in found],
        }
    peers = [side for side in rates if side.startswith("celery")]
    best = {kind: max(rates[side][kind]["per_second"] for side in peers) for kind in KINDS}
    ratios = {
        side: {kind: round(rates[side][kind]["per_second"] / best[kind], 2) for kind in KINDS} for side in BARS if side in rates
    }
    return {
        "celery": {name: metadata.version(name) for name in ("celery", "kombu", "redis")},
        "tasks": tasks,
        "workers": workers,
        "workspaces": OWNERS,
        "rounds": rounds,
        "tasks_per_second": rates,
        "times_the_better_celery": ratios,
        "passed": {
            f"{side}, {kind}: at least {bar:.0f} times Celery": ratios.get(side, {}).get(kind, 0.0) >= bar
            for side, bar in BARS.items()
            for kind in KINDS
        },
    }
