"""Our side of the comparison with Celery, as a process of its own: real consumers in threads, kept to one core as in the engine.

`python -m tests.bench.queue_consumers '{"home", "redis", "kind", "tasks", "workers", "owners"}'` prints its figures as JSON.
`kind` is noop or insert; `redis` is empty for the queue in SQLite.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import Any

from app.clock import SystemClock
from app.paths import OfficePaths
from app.ports import QueueName, TaskRef
from app.process import keep_to_one_core
from app.queue.fair import Queues
from app.services.changes import ChangeHub
from app.store.database import Store
from app.store.migrate import upgrade
from tests.bench import queue_work

QUEUE: QueueName = "handler"
SETTLE_SECONDS = 300.0
CLOCK = SystemClock()


def main(asked: dict[str, Any]) -> dict[str, Any]:
    keep_to_one_core()
    paths = OfficePaths(Path(asked["home"])).make()
    store = Store(f"sqlite:///{paths.database}", CLOCK, ChangeHub())
    upgrade(store)
    queues = Queues(store, CLOCK, redis_url=asked["redis"])
    try:
        return _measure(store, queues, asked)
    finally:
        queues.stop()
        store.close()


def _measure(store: Store, queues: Queues, asked: dict[str, Any]) -> dict[str, Any]:
    count, database = asked["tasks"], Path(asked["home"]) / "work.db"
    ran, all_ran, lock = [0], threading.Event(), threading.Lock()

    def work(number: int) -> None:
        if asked["kind"] == "insert":
            queue_work.insert_row(database, number)
        with lock:
            ran[0] += 1
            if ran[0] == count:
                all_ran.set()

    queues.by_name[QUEUE].register("bench", work)
    begun = CLOCK.monotonic()
    for number in range(count):
        owner = f"workspace {number % asked['owners']}"
        with store.write(durable=False) as unit:
            queues.add(unit, TaskRef(QUEUE, "bench", (number,), owner=owner, key=f"bench:{number}"))
            unit.commit()
    pushed = CLOCK.monotonic()
    queues.start({QUEUE: asked["workers"]})
    assert all_ran.wait(SETTLE_SECONDS), ran
    while any(stats.waiting or stats.working for stats in queues.stats()):
        threading.Event().wait(0.005)  # the last tasks are being settled
    done = CLOCK.monotonic()
    return {"push_seconds": pushed - begun, "drain_seconds": done - pushed, "ran": ran[0]}


if __name__ == "__main__":
    json.dump(main(json.loads(sys.argv[1])), sys.stdout)
