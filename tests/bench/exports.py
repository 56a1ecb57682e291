"""Big exports through a real engine: time and peak memory of the process that makes them, and what SMS notice of it.

Latency is measured as in `path`: one SMS after another, from its acknowledgement to its reply queued, first with the engine
idle, then while an export runs.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import insert, select

from app import ids
from app.contracts.exports import ContactsExport, MessagesExport, ResultsExport
from app.contracts.jobs import Job
from app.services import tallies
from app.store import tables
from app.store.database import Store
from bridge.demo.phone import SimulatedPhone
from tests.bench.machine import describe
from tests.bench.path import FLOW, KEYWORD, RESULTS, Observer, _figures, _one_by_one
from tests.support.office import CLOCK, RunningOffice

BATCH = 10_000
ENDED = ("done", "failed", "cancelled")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench exports")
    parser.add_argument("--rows", type=int, default=1_000_000, help="messages, and runs (default 1,000,000)")
    parser.add_argument("--contacts", type=int, default=100_000, help="contacts (default 100,000)")
    parser.add_argument("--sms", type=int, default=150, help="SMS for each latency (default 150)")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="outpost-bench-") as home:
        office = RunningOffice(Path(home))
        with office:
            result = _measure(office, asked)
    result["machine"] = describe()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "exports.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    return 0


def _measure(office: RunningOffice, asked: argparse.Namespace) -> dict[str, Any]:
    office.set_up()
    content = json.dumps({"version": "13", "site": "bench", "flows": [FLOW], "triggers": [], "campaigns": []})
    office.client.imports.import_file(office.workspace, content.encode())
    office.client.triggers.create_keyword(office.workspace, str(FLOW["uuid"]), [KEYWORD])
    phone = office.pair()
    _fill(office, asked.contacts, asked.rows)
    numbers = (f"+2507{n:08d}" for n in range(10_000_000, 20_000_000))
    client, space = office.client, office.workspace
    with Observer(office.paths.database) as observer:
        assert _one_by_one(phone, numbers, observer, 10)
        idle = _one_by_one(phone, numbers, observer, asked.sms)
        busy = Busy(office, phone, numbers, observer, asked.sms)
        made = {
            "results_xlsx": busy.run(client.exports.results(space, ResultsExport([str(FLOW["uuid"])]))),
            "messages_csv": busy.run(client.exports.messages(space, MessagesExport(format="csv"))),
            "contacts_xlsx": busy.run(client.exports.contacts(space, ContactsExport())),
        }
        begun = time.perf_counter()
        client.results.of_flow(space, str(FLOW["uuid"]))
        page = time.perf_counter() - begun
    before, during = _figures(idle), _figures(busy.waits)
    return {
        "rows": asked.rows,
        "exports": made,
        "idle_ms": before,
        "while_exporting_ms": during,
        "ratio_of_medians": round(during["median"] / before["median"], 2),
        "results_page_ms": round(1000 * page, 1),
    }


@dataclass
class Busy:
    """Exports, and SMS meanwhile until there are enough of them."""

    office: RunningOffice
    phone: SimulatedPhone
    numbers: Iterator[str]
    observer: Observer
    wanted: int
    waits: list[float] = field(default_factory=list)

    def run(self, job: Job) -> dict[str, Any]:
        begun, peak = time.perf_counter(), Peak(self.office, job)
        with peak:
            while (now := self._look(job)).state not in ENDED:
                if now.state == "working" and len(self.waits) < self.wanted:
                    self.waits += _one_by_one(self.phone, self.numbers, self.observer, 5)
                threading.Event().wait(0.2)
        took = time.perf_counter() - begun
        assert now.state == "done", now
        size = round((now.size or 0) / 2**20, 1)
        return {"rows": now.done, "seconds": round(took, 1), "file_mib": size, "peak_mib": round(peak.most / 2**20, 1)}

    def _look(self, job: Job) -> Job:
        return self.office.client.jobs.one(self.office.workspace, job.uuid)


class Peak:
    """The most memory that the process of a job had."""

    def __init__(self, office: RunningOffice, job: Job) -> None:
        self._engine, self._uuid = psutil.Process(office.local.pid), job.uuid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.most = 0

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(0.1):
            for child in self._engine.children():
                try:
                    if self._uuid in child.cmdline():
                        self.most = max(self.most, child.memory_info().rss)
                except psutil.Error:
                    continue  # it has just ended


def _fill(office: RunningOffice, contacts: int, count: int) -> None:
    """Contacts with a number and a name, a message and a run with one answer by turns, and the run's counts."""
    store = Store(f"sqlite:///{office.paths.database}", CLOCK)
    now = CLOCK.now()
    with store.read() as session:
        space = session.scalars(select(tables.Workspace)).one()
        flow = session.scalars(select(tables.Flow)).one()
    ours = {"workspace_id": space.id}
    first = 1_000_000
    for batch in _batches(first, first + contacts):
        stamps: dict[str, Any] = {"fields": {}, "created_on": now, "modified_on": now}
        people = [{"id": n, "uuid": ids.uuid4(), "name": f"Contact {n}", **stamps, **ours} for n in batch]
        urns = [
            {"contact_id": n, "identity": f"tel:+25078{n}", "scheme": "tel", "path": f"+25078{n}", "priority": 1000, **ours}
            for n in batch
        ]
        _insert(store, (tables.Contact, people), (tables.ContactUrn, urns))
    about = {"type": "messaging", "status": "completed", "state": {}, "version": 1, "created_on": now}
    _insert(store, (tables.Session, [{"id": first, "uuid": ids.uuid4(), "contact_id": first, **about, **ours}]))
    text = "We have {} boxes of amoxicillin left, and nobody came on Monday. نشكركم"
    answer = {"name": "Mood", "category": "All Responses", "node_uuid": "n", "created_on": now.isoformat()}
    for batch in _batches(0, count):
        common = {"created_on": now, "modified_on": now, **ours}
        msgs = [
            {
                "uuid": ids.uuid7(now),
                "contact_id": first + n % contacts,
                "direction": "in",
                "status": "handled",
                "text": text.format(n),
                **common,
            }
            for n in batch
        ]
        runs = [
            {
                "uuid": ids.uuid7(now),
                "contact_id": first + n % contacts,
                "session_id": first,
                "flow_id": flow.id,
                "status": "completed",
                "responded": True,
                "results": {"mood": {**answer, "value": f"fine {n}", "input": f"fine {n}"}},
                **common,
            }
            for n in batch
        ]
        _insert(store, (tables.Msg, msgs), (tables.Run, runs))
    with store.write(durable=False) as work:
        scope = tallies.flow_scope(flow.id, "status")
        tallies.add(work, space.id, [tallies.Tick(scope, "completed", count, now.date())])
        work.commit()
    while tallies.squash(store):
        continue
    store.close()


def _batches(start: int, end: int) -> Iterator[range]:
    for first in range(start, end, BATCH):
        yield range(first, min(first + BATCH, end))


def _insert(store: Store, *tables_and_rows: tuple[Any, list[dict[str, Any]]]) -> None:
    with store.write(durable=False) as work:
        for table, rows in tables_and_rows:
            work.session.connection().execute(insert(table), rows)
        work.commit()
