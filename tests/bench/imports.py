"""A big workspace file taken over by a real engine: what it costs the engine, and what a phone notices of it.

The file has as many flows as asked for, each about as large as those of published workspaces (22 kB). A phone brings one SMS
after another meanwhile; measured is how long each sync takes, on the wire and back. `peak_mib` is the memory of the process that
reads the file.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from app.contracts.jobs import Job
from bridge.demo.phone import SimulatedPhone
from tests.bench.exports import Peak
from tests.bench.machine import describe
from tests.support.office import RunningOffice

RESULTS = Path(__file__).with_name("results")
NODES = 16
PAUSE_SECONDS = 0.02
LOOK_SECONDS = 0.2  # as often as the window hears of a job's progress, about
TEXT = "How many boxes of amoxicillin are left in the store of @fields.district? Answer with a number, or with NONE. "


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench imports")
    parser.add_argument("--flows", type=int, default=1000, help="flows of the file (default 1,000: 22 MB)")
    parser.add_argument("--idle", type=int, default=200, help="syncs with the engine idle (default 200)")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="outpost-bench-") as home:
        office = RunningOffice(Path(home))
        with office:
            result = _measure(office, asked.flows, asked.idle)
    result["machine"] = describe()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "imports.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    return 0


def _measure(office: RunningOffice, flows: int, idle: int) -> dict[str, Any]:
    office.set_up()
    phone = office.pair()
    content, size = workspace_file(flows)
    client, space = office.client, office.workspace
    watch = Watch(office, phone)
    watch.rest(idle)

    def written() -> None:
        client.imports.carry_out(space, job.uuid)
        _until(office, job, "done")

    result: dict[str, Any] = {"flows": flows, "file_mib": round(size / 2**20, 1), "idle_ms": watch.idle}
    job = client.imports.read(space, content, "big.json")
    result["read"] = watch.during(lambda: _until(office, job, "ready"), job)
    result["write"] = watch.during(written, job)
    again = client.imports.read(space, content, "big.json")
    result["read_again"] = watch.during(lambda: _until(office, again, "ready"), again)
    return result


def _until(office: RunningOffice, job: Job, state: str) -> None:
    while (now := office.client.jobs.one(office.workspace, job.uuid)).state != state:
        assert now.state in ("pending", "working"), now
        threading.Event().wait(LOOK_SECONDS)


@dataclass
class Watch:
    """What work costs the engine itself, beyond what the phone's syncs cost it, and what the phone notices meanwhile."""

    office: RunningOffice
    phone: SimulatedPhone
    idle: dict[str, float] = field(default_factory=dict)
    sync_cpu: float = 0.0

    def rest(self, count: int) -> None:
        before = self._cpu()
        self.idle = Syncing(self.phone).count(count)
        self.sync_cpu = (self._cpu() - before) / count

    def during(self, call: Callable[[], Any], job: Job) -> dict[str, Any]:
        before, begun, peak = self._cpu(), time.perf_counter(), Peak(self.office, job)
        with peak, Syncing(self.phone) as syncing:
            call()
        took, figures = time.perf_counter() - begun, syncing.figures()
        cpu = self._cpu() - before - figures["count"] * self.sync_cpu
        told = {"seconds": round(took, 2), "engine_cpu_seconds": round(max(0.0, cpu), 2), "sync_ms": figures}
        return {**told, "peak_mib": round(peak.most / 2**20)}

    def _cpu(self) -> float:
        times = psutil.Process(self.office.local.pid).cpu_times()
        return float(times.user + times.system)


@dataclass
class Syncing:
    """One sync after another, each with an SMS; as a context manager until the end of the block, which waits for the last."""

    phone: SimulatedPhone
    waits: list[float] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _number: int = 0

    def count(self, count: int) -> dict[str, float]:
        for _ in range(count):
            self._sync()
        return self.figures()

    def __enter__(self) -> Syncing:
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._sync()

    def _sync(self) -> None:
        self._number += 1
        self.phone.receive_sms("+250788123456", f"Nobody asked {self._number}")
        begun = time.perf_counter()
        assert self.phone.sync().is_fine
        self.waits.append(time.perf_counter() - begun)
        self._stop.wait(PAUSE_SECONDS)

    def figures(self) -> dict[str, float]:
        ordered = sorted(1000 * wait for wait in self.waits)
        return {"count": len(ordered), "median": round(statistics.median(ordered), 1), "worst": round(ordered[-1], 1)}


def workspace_file(flows: int) -> tuple[bytes, int]:
    """Packed, and how many bytes it has unpacked."""
    content = {"version": "13", "site": "https://example.org", "flows": [_flow(n) for n in range(flows)], "triggers": []}
    unpacked = json.dumps(content).encode()
    return gzip.compress(unpacked), len(unpacked)


def _flow(number: int) -> dict[str, Any]:
    nodes, translations = [], {}
    names = [str(uuid.uuid4()) for _ in range(NODES + 1)]
    for at in range(NODES):
        action = str(uuid.uuid4())
        translations[action] = {"text": [TEXT * 2]}
        nodes.append(_node(names[at], action, names[at + 1] if at + 1 < NODES else None))
    return {
        "uuid": str(uuid.uuid4()),
        "name": f"Stock {number}",
        "spec_version": "13.1.0",
        "language": "eng",
        "type": "messaging",
        "revision": 3,
        "expire_after_minutes": 60,
        "localization": {"fra": translations},
        "nodes": nodes,
        "_ui": {"nodes": {name: {"position": {"left": 100, "top": 100 * at}} for at, name in enumerate(names[:-1])}},
    }


def _node(name: str, action: str, following: str | None) -> dict[str, Any]:
    exits = [str(uuid.uuid4()) for _ in range(2)]
    categories = [
        {"uuid": str(uuid.uuid4()), "name": word, "exit_uuid": exit_uuid}
        for word, exit_uuid in zip(("Number", "Other"), exits, strict=True)
    ]
    return {
        "uuid": name,
        "actions": [{"uuid": action, "type": "send_msg", "text": TEXT, "quick_replies": ["None"]}],
        "router": {
            "type": "switch",
            "operand": "@input.text",
            "wait": {"type": "msg"},
            "result_name": "Boxes",
            "cases": [{"uuid": str(uuid.uuid4()), "type": "has_number", "arguments": [], "category_uuid": categories[0]["uuid"]}],
            "categories": categories,
            "default_category_uuid": categories[1]["uuid"],
        },
        "exits": [{"uuid": one, "destination_uuid": following} for one in exits],
    }
