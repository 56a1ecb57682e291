"""Imports of workspace files by a real engine: what phones notice, and what is left when a process is killed or unwanted."""

from __future__ import annotations

import gzip
import json
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import func, select

from app.contracts.jobs import Job
from app.errors import OutpostError
from app.store import tables
from app.store.database import Store
from tests.bench.imports import workspace_file
from tests.support.office import CLOCK, RunningOffice, syncing, wait_until

pytestmark = pytest.mark.real_process

MANY = 150  # so many that there is time to do something meanwhile
UNTIL_SECONDS = 180


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RunningOffice]:
    with RunningOffice(tmp_path / "office") as office:
        office.set_up()
        yield office
    assert "Traceback" not in "".join(path.read_text() for path in office.paths.logs.iterdir())


@pytest.fixture
def store(office: RunningOffice) -> Iterator[Store]:
    store = Store(f"sqlite:///{office.paths.database}", CLOCK)
    yield store
    store.close()


@pytest.fixture(scope="module")
def content() -> bytes:
    return workspace_file(MANY)[0]


def flows(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(tables.Flow)) or 0


def look(office: RunningOffice, job: Job) -> Job:
    return office.client.jobs.one(office.workspace, job.uuid)


def until(office: RunningOffice, job: Job, state: str) -> Job:
    def probe() -> Job | None:
        now = look(office, job)
        assert now.state in (state, "pending", "working"), now
        return now if now.state == state else None

    found: Job = wait_until(probe, f"the job to be {state}", UNTIL_SECONDS)
    return found


def underway(office: RunningOffice, job: Job) -> psutil.Process:
    """The process of the job, once it has read something."""
    wait_until(lambda: look(office, job).done > 0, "some progress", UNTIL_SECONDS)
    return next(child for child in psutil.Process(office.local.pid).children() if job.uuid in child.cmdline())


def is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def files(office: RunningOffice) -> list[Path]:
    return list((office.home / "imports").iterdir())


def notices(office: RunningOffice) -> list[Any]:
    return [row.data["state"] for row in office.client.notifications.all().rows if row.type == "import:finished"]


def read(office: RunningOffice, content: bytes) -> Job:
    return office.client.imports.read(office.workspace, content, "big.json.gz")


def test_a_big_file_beside_a_phone(office: RunningOffice, store: Store, content: bytes) -> None:
    """Read, shown, written, undone; and phones sync on meanwhile."""
    phone = office.pair()
    with syncing(phone) as synced:
        job = read(office, content)
        process = underway(office, job)
        if sys.platform == "linux":
            assert process.nice() >= 15
        until(office, job, "ready")
        planned = office.client.imports.planned(office.workspace, job.uuid)
        assert len(planned.lines) >= MANY
        assert flows(store) == 0
        office.client.imports.carry_out(office.workspace, job.uuid)
        done = until(office, job, "done")
    assert (done.done, done.total) == (MANY, MANY)
    assert flows(store) == MANY
    assert synced() > 20
    report = office.client.imports.report(office.workspace, job.uuid)
    assert report.lines == planned.lines
    assert notices(office) == ["done"]
    assert files(office) == []
    undone = office.client.imports.undo(office.workspace, job.uuid)
    assert {line.outcome for line in undone.lines} == {"taken_back"}


def test_the_death_of_the_process_is_made_good(office: RunningOffice, store: Store, content: bytes) -> None:
    job = read(office, content)
    underway(office, job).send_signal(signal.SIGKILL)
    assert until(office, job, "ready").total == MANY
    assert flows(store) == 0


def test_the_engine_is_killed_while_the_file_is_read(office: RunningOffice, content: bytes) -> None:
    job = read(office, content)
    process = underway(office, job)
    office.client.close()
    office.kill()
    wait_until(lambda: is_gone(process), "the process to end", 10)
    office.start()
    office.sign_in()
    until(office, job, "ready")
    office.client.imports.carry_out(office.workspace, job.uuid)
    until(office, job, "done")


@pytest.mark.parametrize("pause", [0.0, 0.05, 0.15, 0.4])
def test_the_engine_is_killed_while_it_writes(office: RunningOffice, store: Store, content: bytes, pause: float) -> None:
    """All of it is there or nothing, whatever the moment; then it is done, once, and the person hears of it."""
    job = read(office, content)
    until(office, job, "ready")
    office.client.imports.carry_out(office.workspace, job.uuid)
    threading.Event().wait(pause)
    office.client.close()
    office.kill()
    with store.read() as session:
        state = session.scalar(select(tables.Job.state).where(tables.Job.uuid == job.uuid))
        made = session.scalar(select(func.count()).select_from(tables.WorkspaceImport))
        found = session.scalar(select(func.count()).select_from(tables.Flow))
    assert (found, made) == ((MANY, 1) if state == "done" else (0, 0))
    office.start()
    office.sign_in()
    until(office, job, "done")
    assert flows(store) == MANY
    assert len(office.client.imports.all(office.workspace)) == 1
    assert notices(office) == ["done"]


def test_an_orderly_stop_gives_the_job_back(office: RunningOffice, content: bytes) -> None:
    job = read(office, content)
    process = underway(office, job)
    assert office.stop() == 0
    assert is_gone(process)
    office.start()
    office.sign_in()
    until(office, job, "ready")


def test_unwanted_while_it_is_read(office: RunningOffice, store: Store, content: bytes) -> None:
    job = read(office, content)
    process = underway(office, job)
    office.client.jobs.cancel(office.workspace, job.uuid)
    wait_until(lambda: look(office, job).state == "cancelled", "the job to be cancelled")
    wait_until(lambda: is_gone(process), "the process to end")
    assert flows(store) == 0
    wait_until(lambda: files(office) == [], "no file to stay")


def test_programs_wait_for_a_big_file(office: RunningOffice, store: Store, content: bytes) -> None:
    """Two at once: one after the other, each against what the other has left."""
    with ThreadPoolExecutor(2) as pool:
        call = office.client.imports.import_file
        reports = [one.result() for one in [pool.submit(call, office.workspace, content, f"{n}.gz") for n in range(2)]]
    outcomes = sorted({line.outcome for line in report.lines if line.kind == "flow"}.pop() for report in reports)
    assert outcomes == ["created", "unchanged"]
    assert flows(store) == MANY
    preview = office.client.imports.preview(office.workspace, content)
    assert {line.outcome for line in preview.lines if line.kind == "flow"} == {"unchanged"}
    assert files(office) == []


def test_the_engine_stops_while_a_program_waits(office: RunningOffice, store: Store, content: bytes) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(office.client.imports.import_file, office.workspace, content)
        [job] = wait_until(lambda: office.client.jobs.all(office.workspace), "the job")
        underway(office, job)
        assert office.stop() == 0
        with pytest.raises(OutpostError):
            waiting.result()
    office.start()
    office.sign_in()
    until(office, job, "done")
    assert flows(store) == MANY
    assert notices(office) == ["done"]


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode())


WITH = '{"version": "13", "flows": [], "x": %s}'
BAD: list[tuple[str, bytes, str]] = [
    ("garbage", gzip.compress(b"\x89PNG" * 100_000), "import_not_json"),
    ("deep", _packed(WITH % ("[" * 500_000 + "]" * 500_000)), "import_not_json"),
    ("a little deep", _packed(WITH % ("[" * 80 + "]" * 80)), "import_invalid"),
    ("not a number", _packed(WITH % "NaN"), "import_not_json"),
    ("a bomb", gzip.compress(b" " * 40_000_000), "import_too_large"),
    ("cut", gzip.compress(b'{"version": "13", "flows": []}')[:-5], "import_not_json"),
    ("a million things", _packed(WITH % ("[" + "[]," * 1_000_000 + "[]]")), "import_invalid"),
    ("memory", _packed('{"version": "13", "flows": [{"x": [%s{}]}]}' % ("{}," * 10_000_000)), "import_"),
]


def test_hostile_files_are_refused_by_code(office: RunningOffice, store: Store) -> None:
    engine = psutil.Process(office.local.pid)
    before = engine.memory_info().rss
    for name, file, code in BAD:
        with pytest.raises(OutpostError) as told:
            office.client.imports.import_file(office.workspace, file)
        assert told.value.code.startswith(code), (name, told.value)
    assert flows(store) == 0
    assert files(office) == []
    assert notices(office) == ["failed"] * len(BAD)
    assert engine.memory_info().rss - before < 200 * 2**20


def test_the_last_of_two_keys_counts(office: RunningOffice, store: Store) -> None:
    """As everywhere else; nothing is written twice."""
    one = json.loads(gzip.decompress(workspace_file(1)[0]))["flows"]
    text = f'{{"version": "13", "flows": {json.dumps(one)}, "flows": {json.dumps(one)}, "version": "13"}}'
    office.client.imports.import_file(office.workspace, _packed(text))
    assert flows(store) == 1
