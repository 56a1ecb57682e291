"""The way of one SMS through a real engine process, over real HTTP.

Latency is from the moment the client has read the sync's 200 to the moment another process sees the reply's row queued in the
database, which is when the outbox can hand it over. The observer looks every two milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from sqlalchemy import create_engine, text

from bridge.demo.phone import SimulatedPhone
from tests.bench.machine import describe
from tests.support.office import PASSWORD, ROOT, USERNAME, RunningOffice, wait_until

RESULTS = Path(__file__).with_name("results")
LOOK_SECONDS = 0.002
SETTLE_SECONDS = 10
PHONES = 5
KEYWORD = "hello"
FLOW = {
    "uuid": "0a3c6a52-8c25-4a55-9d0e-6f0f3c1f7a01",
    "name": "Hello",
    "spec_version": "14.4.2",
    "language": "eng",
    "type": "messaging",
    "revision": 1,
    "expire_after_minutes": 60,
    "localization": {},
    "nodes": [
        {
            "uuid": "1b4d7b63-9d36-4b66-8e1f-7a1a4d2a8b02",
            "actions": [
                {
                    "uuid": "2c5e8c74-ae47-4c77-9f2a-8b2b5e3b9c03",
                    "type": "send_msg",
                    "text": 'Hello @(default(contact.name, "you")). How are you?',
                }
            ],
            "exits": [
                {"uuid": "3d6f9d85-bf58-4d88-8a3b-9c3c6f4cad04", "destination_uuid": "4e7aae96-c069-4e99-9b4c-ad4d7a5dbe05"}
            ],
        },
        {
            "uuid": "4e7aae96-c069-4e99-9b4c-ad4d7a5dbe05",
            "actions": [],
            "router": {
                "type": "switch",
                "operand": "@input.text",
                "wait": {"type": "msg"},
                "result_name": "Mood",
                "cases": [],
                "categories": [
                    {
                        "uuid": "5f8bbfa7-d17a-4faa-8c5d-be5e8b6ecf06",
                        "name": "All Responses",
                        "exit_uuid": "6a9cc0b8-e28b-4abb-9d6e-cf6f9c7fd007",
                    }
                ],
                "default_category_uuid": "5f8bbfa7-d17a-4faa-8c5d-be5e8b6ecf06",
            },
            "exits": [{"uuid": "6a9cc0b8-e28b-4abb-9d6e-cf6f9c7fd007"}],
        },
    ],
}


@dataclass
class Observer:
    """Sees queued replies in the database file, as another process does."""

    database: Path
    seen: dict[str, float] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Observer:
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        engine = create_engine(f"sqlite:///{self.database}")
        last = 0
        query = text(
            "SELECT m.id, u.path FROM msg m JOIN contact_urn u ON u.id = m.urn_id"
            " WHERE m.direction = 'out' AND m.id > :last ORDER BY m.id"
        )
        with engine.connect() as connection:
            while not self._stop.is_set():
                rows = connection.execute(query, {"last": last}).all()
                now = time.perf_counter()
                connection.rollback()
                for number, path in rows:
                    self.seen[path] = now
                    last = number
                self._stop.wait(LOOK_SECONDS)
        engine.dispose()


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench path")
    parser.add_argument("--idle", type=int, default=100, help="SMS one after another (default 100)")
    parser.add_argument("--seconds", type=int, default=20, help="seconds under load (default 20)")
    parser.add_argument("--rate", type=int, default=50, help="inbound SMS a second under load (default 50)")
    parser.add_argument("--rest", type=int, default=30, help="seconds of idling for CPU and memory (default 30)")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="outpost-bench-") as home:
        office = RunningOffice(Path(home))
        with office:
            result = _measure(office, asked)
    result["machine"] = describe()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "path.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    return 0


def _measure(office: RunningOffice, asked: argparse.Namespace) -> dict[str, object]:
    office.set_up()
    content = json.dumps({"version": "13", "site": "bench", "flows": [FLOW], "triggers": [], "campaigns": []})
    office.client.imports.import_file(office.workspace, content.encode())
    office.client.triggers.create_keyword(office.workspace, str(FLOW["uuid"]), [KEYWORD])
    phones = [office.pair(f"+25078800000{n}") for n in range(PHONES)]
    numbers = (f"+2507{n:08d}" for n in range(10_000_000, 20_000_000))
    with Observer(office.paths.database) as observer:
        warm = _one_by_one(phones[0], numbers, observer, 10)
        idle = _one_by_one(phones[0], numbers, observer, asked.idle)
        loaded = _under_load(phones, numbers, observer, asked.rate, asked.seconds)
    assert warm
    return {
        "idle_ms": _figures(idle),
        "loaded_ms": _figures(loaded) | {"rate_per_second": asked.rate},
        "at_rest": _at_rest(office, asked.rest),
    }


def _one_by_one(phone: SimulatedPhone, numbers: Iterator[str], observer: Observer, count: int) -> list[float]:
    waits = []
    for _ in range(count):
        number = next(numbers)
        phone.receive_sms(number, KEYWORD)
        outcome = phone.sync()
        acknowledged = time.perf_counter()
        assert outcome.is_fine
        wait_until(lambda number=number: number in observer.seen, "the reply")
        waits.append(observer.seen[number] - acknowledged)
    return waits


def _under_load(phones: list[SimulatedPhone], numbers: Iterator[str], observer: Observer, rate: int, seconds: int) -> list[float]:
    """Each phone reports one SMS a sync, in turn, so that `rate` a second come in."""
    acknowledged: dict[str, float] = {}
    lock = threading.Lock()
    begun = time.perf_counter()

    def report(phone: SimulatedPhone, first: int) -> None:
        for turn in range(first, rate * seconds, len(phones)):
            pause = begun + turn / rate - time.perf_counter()
            if pause > 0:
                threading.Event().wait(pause)
            with lock:
                number = next(numbers)
            phone.receive_sms(number, KEYWORD)
            assert phone.sync().is_fine
            acknowledged[number] = time.perf_counter()

    threads = [threading.Thread(target=report, args=(phone, first)) for first, phone in enumerate(phones)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    wait_until(lambda: all(number in observer.seen for number in acknowledged), "all replies", 120)
    print(f"under load: {len(acknowledged)} SMS in {took:.1f} s")
    return [max(0.0, observer.seen[number] - at) for number, at in acknowledged.items()]


def _at_rest(office: RunningOffice, seconds: int) -> dict[str, object]:
    """Engine and signed-in window side by side, nothing to do: each one's share of a core, and memory."""
    _let_window_sign_in(office)
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    command = [sys.executable, "-m", "ui", "--home", str(office.home)]
    window = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        threading.Event().wait(SETTLE_SECONDS)
        parts = {"engine": psutil.Process(office.local.pid), "window": psutil.Process(window.pid)}
        before = {name: _cpu(process) for name, process in parts.items()}
        threading.Event().wait(seconds)
        return {
            name: {
                "cpu_percent": round(100 * (_cpu(process) - before[name]) / seconds, 2),
                "resident_mib": round(process.memory_info().rss / 2**20, 1),
            }
            for name, process in parts.items()
        }
    finally:
        window.send_signal(signal.SIGINT)
        window.wait(30)


def _let_window_sign_in(office: RunningOffice) -> None:
    """As in the demo: the window finds its account in the endpoint file."""
    path = office.paths.endpoint
    told = json.loads(path.read_text())
    path.write_text(json.dumps(told | {"demo": {"username": USERNAME, "password": PASSWORD}}))


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _figures(waits: list[float]) -> dict[str, float]:
    ordered = sorted(wait * 1000 for wait in waits)
    return {
        "count": len(ordered),
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(len(ordered) * 0.95) - 1], 1),
        "max": round(ordered[-1], 1),
    }
