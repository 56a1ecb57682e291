"""What a worker process asks for before it works."""

from __future__ import annotations

import sys
from pathlib import Path
from queue import Queue

import pytest

from app.__main__ import main
from app.clock import SystemClock
from app.errors import Invalid, OutpostError
from app.lock import take_place
from app.paths import OfficePaths
from app.queue.fair import Queues
from app.services import office_folder
from app.services.base import WAKE_AT, Core
from app.services.jobs import JOBS
from app.settings import WORKERS, Settings
from app.store.database import Store
from app.store.line import OfficeLine
from app.worker import WorkerProcess, counts_of
from tests.app.services.databases import POSTGRESQL, empty
from tests.app.support import START


@pytest.fixture(autouse=True)
def _this_process_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.process.keep_to_one_core", lambda place: None)
    monkeypatch.setattr("app.__main__.set_up_logs", lambda *args, **more: None)


def test_which_queues_and_how_many_threads() -> None:
    assert counts_of(None, None) == dict(WORKERS)
    assert counts_of("handler, flow", None) == {"flow": WORKERS["flow"], "handler": WORKERS["handler"]}
    assert counts_of("flow", 4) == {"flow": 4}
    for queues, threads in (("bulk", None), ("flow,", None), ("flow", 0), ("flow", 1000)):
        with pytest.raises(Invalid):
            counts_of(queues, threads)


def test_sqlite_needs_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(OutpostError, match="worker_needs_server"):
        WorkerProcess(Settings(OfficePaths(tmp_path)), {"flow": 1}).start()
    monkeypatch.setenv("OUTPOST_HOME", str(tmp_path))
    monkeypatch.delenv("OUTPOST_DATABASE_URL", raising=False)
    assert main(["worker"]) == 2
    assert "Workers need PostgreSQL" in capsys.readouterr().err


def test_a_client_that_is_not_installed_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setenv("OUTPOST_HOME", str(tmp_path))
    monkeypatch.setenv("OUTPOST_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/office")
    assert main(["worker"]) == 2
    assert "“psycopg” is not installed" in capsys.readouterr().err


def test_a_database_that_is_away_is_said(tmp_path: Path) -> None:
    settings = Settings(OfficePaths(tmp_path), database_url="postgresql://nobody@127.0.0.1:1/office")
    with pytest.raises(OutpostError, match="database_away"):
        WorkerProcess(settings, {"flow": 1}).start()


def test_each_process_has_a_place_of_its_own(tmp_path: Path) -> None:
    first, lock = take_place(tmp_path, "worker")
    second, other = take_place(tmp_path, "worker")
    lock.release()
    again, third = take_place(tmp_path, "worker")
    assert (first, second, again) == (1, 2, 1)
    other.release()
    third.release()


def test_the_office_folder_is_known_by_its_mark(core: Core, tmp_path: Path) -> None:
    ours, other = core.settings.paths, OfficePaths(tmp_path / "other").make()
    assert not office_folder.is_shared(core.store, ours)
    office_folder.mark(core.store, ours)
    assert office_folder.is_shared(core.store, ours)
    assert not office_folder.is_shared(core.store, other)
    other.mark.write_bytes(b"\xff\xfe")
    assert not office_folder.is_shared(core.store, other)
    office_folder.mark(core.store, ours)
    assert office_folder.is_shared(core.store, ours)


@pytest.mark.skipif(not POSTGRESQL, reason="OUTPOST_TEST_POSTGRESQL names no server")
def test_what_only_the_engine_can_do_is_told_to_it(tmp_path: Path) -> None:
    settings = Settings(OfficePaths(tmp_path), database_url=POSTGRESQL)
    worker, clock = WorkerProcess(settings, {"flow": 1}), SystemClock()
    engine, store = Store(POSTGRESQL, clock), Store(POSTGRESQL, clock)
    empty(store)
    core = worker._core(store, Queues(store, clock))
    heard: Queue[tuple[str, list[str]]] = Queue()
    line = OfficeLine(engine, "engine")
    line.open()
    line.listen({kind: lambda values, kind=kind: heard.put((kind, list(values))) for kind in (WAKE_AT, JOBS)})  # type: ignore[misc]
    assert core.jobs is not None and core.wake_at is not None
    core.jobs.nudge()
    core.wake_at(START)
    assert [heard.get(timeout=20) for _ in range(2)] == [(JOBS, [""]), (WAKE_AT, [START.isoformat()])]
    line.close()
    for one in (engine, store):
        one.close()
    assert {name: count for name, count in core.settings.workers.items() if count} == {"flow": 1}
