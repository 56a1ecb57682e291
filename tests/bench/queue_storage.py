"""The fair storages by themselves: pushing and popping with a million queued, and how long one message waits behind many.

Each function opens what it needs in `folder` (an office's SQLite file, or a redis-server of its own), and returns plain figures.
Times are in microseconds unless the name says otherwise.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.clock import SystemClock
from app.ports import TaskRef
from app.queue.fair import Queues
from app.queue.storage import Claim, FairStorage, OwnerSetting, TaskMessage
from app.store.database import Store
from app.store.migrate import upgrade
from tests.support.servers import RedisServer

ADAPTERS = ("sqlite", "redis")
FILL = 5_000  # tasks of one transaction while filling
MESSAGE = '{"id":"0198c7a0-0000-7000-8000-%012d","name":"app.queue.tasks.noop","args":[%d]}'
PUSH_BAR = POP_BAR = {"sqlite": 100.0, "redis": 250.0}


@dataclass
class Bench:
    store: Store
    queues: Queues
    server: RedisServer | None

    @property
    def storage(self) -> FairStorage:
        return self.queues.by_name["flow"].storage

    def size(self) -> dict[str, float]:
        """MB of the database's files, or of Redis's memory."""
        if self.server is None:
            files = Path(str(self.store.engine.url.database)).parent.glob("office.db*")
            return {"file_mb": round(sum(file.stat().st_size for file in files) / 1e6, 1)}
        import redis

        with redis.Redis.from_url(self.server.url) as client:
            return {"memory_mb": round(client.info("memory")["used_memory"] / 1e6, 1)}


@contextmanager
def open_bench(adapter: str, folder: Path) -> Iterator[Bench]:
    """The queues of a new office, its tables made by the migrations. Redis keeps an append-only file, fsynced every second."""
    folder.mkdir(parents=True, exist_ok=True)
    server = RedisServer(folder / "redis", fsync="everysec") if adapter == "redis" else None
    store = Store(f"sqlite:///{folder / 'office.db'}", SystemClock())
    try:
        upgrade(store)
        if server is not None:
            server.start()
        queues = Queues(store, store.clock, server.url if server else "")
        yield Bench(store, queues, server)
        queues.stop()
    finally:
        store.close()
        if server is not None:
            server.stop()


def message(number: int, owner: str, priority: int = 0) -> TaskMessage:
    return TaskMessage.make((MESSAGE % (number, number)).encode(), owner, f"start:{number}", priority)


def fill(bench: Bench, owner: str, count: int, first: int = 0, say: Callable[[str], None] = lambda _: None) -> int:
    """Queue `count` tasks of an owner; returns the next number."""
    for start in range(first, first + count, FILL):
        with bench.store.write(durable=False) as work:
            for number in range(start, min(start + FILL, first + count)):
                bench.storage.add(work, message(number, owner))
            work.commit()
        if (start - first) % (FILL * 40) == 0:
            say(f"{owner}: {start - first} of {count} queued")
    return first + count


def push_and_pop(
    adapter: str,
    folder: Path,
    *,
    queued: int = 1_000_000,
    owners: int = 100,
    rounds: int = 5_000,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Percentiles with so many queued, 90 % of them one owner's. `pop` takes a task, `done` settles it, `done_and_pop` is both in
    one step, as a busy worker does it."""
    with open_bench(adapter, folder) as bench:
        began = time.perf_counter()
        rest = queued // 10
        number = fill(bench, owner_name(0), queued - rest, say=say)
        for index in range(1, owners):
            number = fill(bench, owner_name(index), rest // (owners - 1), number)
        filled = time.perf_counter() - began
        say(f"{number} queued in {filled:.0f} s")
        figures: dict[str, Any] = {"adapter": adapter, "queued": number, "owners": owners, "fill_seconds": round(filled, 1)}
        figures |= bench.size()
        storage = bench.storage
        figures["push"] = _timed(rounds, lambda n: storage.enqueue(message(number + n, owner_name(n % owners))))
        claims: list[Claim] = []
        figures["pop"] = _timed(rounds, lambda _: claims.append(_taken(storage.claim())))
        figures["done"] = _timed(rounds, lambda _: storage.done(claims.pop()))
        last = [storage.claim()]
        figures["done_and_pop"] = _timed(rounds, lambda _: last.append(_taken(storage.claim(last.pop()))))
        figures["counts"] = storage.counts()
        figures["passed"] = {
            "push": figures["push"]["p50"] < PUSH_BAR[adapter],
            "pop": figures["pop"]["p50"] < POP_BAR[adapter],
        }
        return figures


def positions(
    adapter: str,
    folder: Path,
    *,
    workers: int = 1,
    busy: int = 1,
    backlog: int = 100_000,
    samples: int = 50,
) -> dict[str, Any]:
    """The position of one message behind `backlog` tasks of each of `busy` owners, counted in tasks taken after it was queued,
    by `workers` that are all at work. Again and again, from owners that are new, come back, or write without a pause."""
    with open_bench(adapter, folder) as bench:
        number = 0
        for index in range(busy):
            number = fill(bench, owner_name(index), backlog, number)
        storage = bench.storage
        claims = [storage.claim() for _ in range(workers)]
        found = []
        for sample in range(samples):
            owner = ("zzz", "000", f"new{sample}")[sample % 3]
            for _ in range(sample):  # some of the backlog between
                claims.append(storage.claim(claims.pop(0)))
            storage.enqueue(message(number + sample, owner, priority=sample % 2))
            position, taken = 0, ""
            while taken != owner:
                claim = _taken(storage.claim(claims.pop(0)))
                claims.append(claim)
                position, taken = position + 1, claim.owner
            found.append(position)
        most = 2 if busy == 1 else busy + 1
        return {
            "adapter": adapter,
            "workers": workers,
            "busy": busy,
            "backlog": backlog,
            "position_max": max(found),
            "position_mean": round(statistics.mean(found), 2),
            "bar": most,
            "passed": max(found) <= most,
        }


def waits(
    adapter: str, folder: Path, *, workers: int = 1, backlog: int = 100_000, task_ms: float = 1.0, samples: int = 50
) -> dict[str, Any]:
    """How long one message waits behind `backlog` of another owner, through Huey's real consumer: until its task begins. A task
    of the backlog takes `task_ms`."""
    with open_bench(adapter, folder) as bench:
        began: dict[int, float] = {}
        seen = threading.Event()
        pause = threading.Event()

        def noop(number: int) -> None:
            if number < 0:
                began[number] = time.perf_counter()
                seen.set()
            elif task_ms:
                pause.wait(task_ms / 1000)

        bench.queues.by_name["flow"].register("noop", noop)
        fill(bench, "big", backlog)
        bench.queues.start({"flow": workers})
        found = []
        for sample in range(1, samples + 1):
            seen.clear()
            queued_at = time.perf_counter()
            with bench.store.write(durable=False) as work:
                bench.queues.add(work, TaskRef("flow", "noop", (-sample,), owner="small", key=f"small:{sample}"))
                work.commit()
            if not seen.wait(60):
                raise AssertionError("the message was not served within a minute")
            found.append((began[-sample] - queued_at) * 1000)
        return {
            "adapter": adapter,
            "workers": workers,
            "backlog": backlog,
            "task_ms": task_ms,
            "wait_ms_median": round(statistics.median(found), 2),
            "wait_ms_max": round(max(found), 2),
        }


def shares(adapter: str, folder: Path, *, tasks: int = 10_000) -> dict[str, Any]:
    """What owners of the weights 1, 2 and 4 get of so many tasks, with one worker."""
    with open_bench(adapter, folder) as bench:
        weights = {"one": 1.0, "two": 2.0, "four": 4.0}
        number = 0
        for owner, weight in weights.items():
            number = fill(bench, owner, tasks, number)
            with bench.store.write(durable=False) as work:
                bench.storage.set_owner(work, OwnerSetting(owner, weight))
                work.commit()
        served = Counter[str]()
        claim = None
        for _ in range(tasks):
            claim = _taken(bench.storage.claim(claim))
            served[claim.owner] += 1
        off = {owner: abs(served[owner] / (tasks * weight / 7) - 1) * 100 for owner, weight in weights.items()}
        return {
            "adapter": adapter,
            "tasks": tasks,
            "served": dict(served),
            "off_percent_max": round(max(off.values()), 2),
            "passed": max(off.values()) <= 5,
        }


def noop_rate(adapter: str, folder: Path, *, workers: int = 1, tasks: int = 20_000, owners: int = 10) -> dict[str, Any]:
    """No-op tasks a second through Huey's real consumer."""
    with open_bench(adapter, folder) as bench:
        done = threading.Event()
        count = 0
        mutex = threading.Lock()

        def noop(_number: int) -> None:
            nonlocal count
            with mutex:
                count += 1
                if count == tasks:
                    done.set()

        bench.queues.by_name["flow"].register("noop", noop)
        number = 0
        for index in range(owners):
            number = fill(bench, owner_name(index), tasks // owners, number)
        began = time.perf_counter()
        bench.queues.start({"flow": workers})
        if not done.wait(600):
            raise AssertionError(f"{count} of {tasks} ran")
        seconds = time.perf_counter() - began
        bench.queues.stop()
        left = bench.storage.counts()
        return {"adapter": adapter, "workers": workers, "tasks": tasks, "per_second": round(tasks / seconds), "left": left}


def owner_name(index: int) -> str:
    """As long as a workspace's UUID."""
    return f"5f0e3c1a-0000-4000-8000-{index:012d}"


def _taken(claim: Claim | None) -> Claim:
    if claim is None:
        raise AssertionError("the queue is empty")
    return claim


def _timed(rounds: int, run: Callable[[int], object]) -> dict[str, float]:
    times = []
    clock = time.perf_counter_ns
    for number in range(rounds):
        began = clock()
        run(number)
        times.append(clock() - began)
    times.sort()
    return {name: round(times[int(rounds * part)] / 1000, 1) for name, part in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}


def main() -> None:
    """`python -m tests.bench.queue_storage [SCALE]`: all of it, at 1 as the bars say."""
    import json
    import sys
    import tempfile

    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    with tempfile.TemporaryDirectory(prefix="outpost-queue-") as folder:
        runs = 0

        def show(run: Callable[..., dict[str, Any]], adapter: str, **values: Any) -> None:
            nonlocal runs
            runs += 1
            print(run.__name__, json.dumps(run(adapter, Path(folder) / str(runs), **values)), flush=True)

        for adapter in ADAPTERS:
            show(push_and_pop, adapter, queued=int(1_000_000 * scale), rounds=max(200, int(5_000 * scale)), say=print)
            for workers in (1, 2, 8):
                show(positions, adapter, workers=workers, backlog=int(100_000 * scale))
                show(waits, adapter, workers=workers, backlog=int(100_000 * scale))
            show(positions, adapter, workers=2, busy=10, backlog=int(10_000 * scale))
            show(shares, adapter, tasks=max(700, int(10_000 * scale)))
            for workers in (1, 2, 4):
                show(noop_rate, adapter, workers=workers, tasks=max(1_000, int(20_000 * scale)))


if __name__ == "__main__":
    main()
