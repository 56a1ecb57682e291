"""A process that works at the queue until it is killed: `python -m tests.app.queue.killed_worker DATABASE_URL REDIS_URL`.

Each task notes its number in a row of its own; what is noted already is left alone, as tasks are safe to repeat. One ends the
process.
"""

from __future__ import annotations

import os
import sys
import threading

from app.clock import SystemClock
from app.queue.fair import Queues
from app.store.database import Store
from app.store.tables import Setting


def main(database_url: str, redis_url: str) -> None:
    store = Store(database_url, SystemClock())
    queues = Queues(store, store.clock, redis_url)

    def note(number: int | str) -> None:
        with store.write(durable=False) as work:
            if work.session.get(Setting, f"ran {number}") is None:
                work.session.add(Setting(name=f"ran {number}", value=queues.worker))
            work.commit()

    queues.by_name["flow"].register("note", note)
    queues.by_name["flow"].register("explode", lambda *_: os._exit(1))
    queues.start({"flow": 3})
    print("working", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
