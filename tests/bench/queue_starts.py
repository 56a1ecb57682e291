"""How fast a start of many goes, and a broadcast: real tables, a real queue with one worker, no phones."""

from __future__ import annotations

import argparse
import cProfile
import functools
import json
import pstats
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.clock import DrivenClock, SystemClock
from app.contracts.broadcasts import BroadcastText, Exclusions, Recipients
from app.paths import OfficePaths
from app.ports import QUEUES
from app.process import keep_to_one_core
from app.queue.fair import Queues
from app.queue.tasks import TASKS
from app.services import batches, recovery
from app.services.base import Core
from app.services.broadcasts import Broadcasts
from app.services.changes import ChangeHub
from app.services.flow_starts import Starts
from app.services.imports import Imports
from app.settings import Settings
from app.store import tables
from app.store.database import Store, UnitOfWork
from app.store.migrate import upgrade
from tests.app.services.crowd import add_crowd, add_group
from tests.app.support import MemoryQueue, Office, set_up
from tests.bench.path import FLOW

LOOK_SECONDS = 0.05


def run(home: Path, contacts: int, *, profile: bool = False) -> dict[str, Any]:
    """Start so many contacts in a flow that greets and asks, then send them a broadcast; figures of each to its last message."""
    settings = Settings(OfficePaths(home).make())
    office, group = _build(settings, contacts)
    changes, clock = ChangeHub(), SystemClock()
    store = WatchedStore(settings.sqlalchemy_url, clock, changes)
    queues = Queues(store, clock)
    core = Core(store, clock, queues, settings, changes, clock.now(), version="bench")
    for queue in QUEUES:
        for name, function in TASKS[queue].items():
            queues.by_name[queue].register(name, _profiled(functools.partial(function, core), profile))
    starts, broadcasts = Starts(core, office.admin), Broadcasts(core, office.admin)
    space, wanted, nobody = office.workspace, Recipients(groups=[group]), Exclusions()
    try:
        queues.start(dict.fromkeys(QUEUES, 1))
        begun = _Begun(store, contacts)
        made = starts.start(space, str(FLOW["uuid"]), wanted, nobody)
        _wait(lambda: starts.get(space, made.uuid).state == "completed")
        start = begun.figures()
        begun = _Begun(store, contacts)
        sent = broadcasts.send(space, {"eng": BroadcastText("Dear @contact.first_name")}, "eng", wanted, nobody)
        _wait(lambda: broadcasts.get(space, sent.uuid).state == "completed")
        broadcast = begun.figures()
        queues.stop()
        figures = {"tasks_left": recovery.sweep(core), **_counts(store)}
    finally:
        changes.close()
        store.close()
    if profile:
        pstats.Stats(_PROFILE).sort_stats("cumulative").print_stats(90)
        pstats.Stats(_PROFILE).sort_stats("tottime").print_stats(45)
    return {"contacts": contacts, "start": start, "broadcast": broadcast, **figures}


class _Begun:
    """Measures from when it was made."""

    def __init__(self, store: WatchedStore, contacts: int) -> None:
        self._store = store
        self._contacts = contacts
        self._clock, self._processor = time.perf_counter(), time.process_time()
        store.held.clear()

    def figures(self) -> dict[str, float]:
        """Milliseconds a contact, and of the longest transaction: by the clock, and of a processor core."""
        took, worked = time.perf_counter() - self._clock, time.process_time() - self._processor
        clock, processor = (max(one[at] for one in self._store.held) for at in (0, 1))
        return {
            "ms_per_contact": round(took * 1000 / self._contacts, 3),
            "cpu_ms_per_contact": round(worked * 1000 / self._contacts, 3),
            "longest_transaction_ms": round(clock * 1000, 1),
            "longest_transaction_cpu_ms": round(processor * 1000, 1),
        }


_PROFILE = cProfile.Profile()


def _profiled(function: Callable[..., None], is_wanted: bool) -> Callable[..., None]:
    if not is_wanted:
        return function

    def call(*args: Any) -> None:
        _PROFILE.enable()
        try:
            function(*args)
        finally:
            _PROFILE.disable()

    return call


def _build(settings: Settings, contacts: int) -> tuple[Office, str]:
    clock, changes = DrivenClock.create(settings.paths.home / "clock", SystemClock().now()), ChangeHub()
    store = Store(settings.sqlalchemy_url, clock, changes)
    upgrade(store)
    office = set_up(Core(store, clock, MemoryQueue(), settings, changes, clock.now(), version="bench"))
    office.add_phone()
    content = {"version": "13", "site": "bench", "flows": [FLOW], "triggers": [], "campaigns": []}
    Imports(office.core, office.admin).import_file(office.workspace, json.dumps(content).encode())
    group = add_group(office)
    add_crowd(office, contacts, group)
    changes.close()
    store.close()
    clock.close()
    return office, group


def _wait(is_over: Callable[[], bool]) -> None:
    pause = threading.Event()
    while not is_over():
        pause.wait(LOOK_SECONDS)


class WatchedStore(Store):
    """Notes how long each transaction kept others from writing: seconds by the clock, and of a processor core."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.held: list[tuple[float, float]] = []

    @contextmanager
    def write(self, **how: bool) -> Iterator[UnitOfWork]:  # type: ignore[override]
        with super().write(**how) as work:
            begun, worked = time.perf_counter(), time.thread_time()
            yield work
            self.held.append((time.perf_counter() - begun, time.thread_time() - worked))


def _counts(store: Store) -> dict[str, int]:
    with store.read() as session:
        counts = {
            "sessions": select(func.count()).select_from(tables.Session),
            "people": select(func.count(tables.Session.contact_id.distinct())),
            "messages": select(func.count()).select_from(tables.Msg),
        }
        return {name: session.scalar(query) or 0 for name, query in counts.items()}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench queue_starts")
    parser.add_argument("--contacts", type=int, default=5_000)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args(argv)
    keep_to_one_core()
    batches.OUTBOX_LIMIT = 1 << 30  # no phone takes anything here
    with tempfile.TemporaryDirectory(prefix="outpost-bench-") as home:
        print(json.dumps(run(Path(home), asked.contacts, profile=asked.profile), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
