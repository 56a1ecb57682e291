"""Jobs in processes of their own: real ones, that do what each test needs."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.clock import SystemClock
from app.job_runner import JobRunner
from app.services import jobs
from app.services.jobs import Jobs
from app.store import tables
from tests.app.services.conversing import rows
from tests.app.support import Office

TELL = """
import json, os, sys
uuid, folder = sys.argv[1:3]
def tell(**what): print(json.dumps(what), flush=True)
"""
MAKE = "open(folder + '/file.csv', 'w').write('made'); tell(done=1, total=2); tell(made='file.csv', rows=2)"
WAIT = "open(folder + '/half', 'w'); tell(done=1, total=9); sys.stdin.read()"


@dataclass
class Bench:
    """A runner whose processes run `script`."""

    office: Office
    runner: JobRunner
    script: str = MAKE

    def ask(self, workspace_id: int | None = None) -> tables.Job:
        office = self.office
        with office.store.write(durable=False) as work:
            space = work.session.get_one(tables.Workspace, workspace_id or office.workspace_id)
            job = jobs.create(
                office.core, work, workspace=space, actor=office.admin, kind="export_contacts", params={}, name="Contacts.csv"
            )
            work.commit()
        self.runner.nudge()
        return job

    def row(self, job: tables.Job) -> tables.Job:
        [found] = rows(self.office, tables.Job, tables.Job.uuid == job.uuid)
        assert isinstance(found, tables.Job)
        return found

    def wait(self, job: tables.Job, state: str, probe: Callable[[tables.Job], bool] = lambda job: True) -> tables.Job:
        """Until the job's row says so; each change is told, so that is when we look."""
        clock, changes = SystemClock(), self.office.core.changes
        until, seq = clock.monotonic() + 20, changes.latest() - 1
        while True:
            row = self.row(job)
            if row.state == state and probe(row):
                return row
            assert clock.monotonic() < until, (row.state, row.error, row.done)
            seq = changes.latest() if changes.since(seq, 0.1) else seq


@pytest.fixture
def bench(office: Office) -> Iterator[Bench]:
    made: Bench

    def command(uuid: str, folder: str) -> list[str]:
        return [sys.executable, "-c", TELL + made.script, uuid, folder]

    made = Bench(office, JobRunner(office.core, command))
    office.core.jobs = made.runner
    yield made
    if any(line.thread.is_alive() for line in made.runner._lines):
        made.runner.stop()


def left(office: Office) -> list[str]:
    return sorted(path.name for path in jobs.folder_of(office.core).iterdir())


def notified(office: Office) -> list[tuple[str, str, Any]]:
    return [(row.type, row.scope, row.data) for row in rows(office, tables.Notification)]


def test_a_job_is_done(office: Office, bench: Bench) -> None:
    job = bench.ask()
    bench.runner.start()
    row = bench.wait(job, "done")
    assert (row.done, row.total, row.size, row.file, row.attempts) == (2, 2, 4, f"{job.uuid}.csv", 1)
    assert left(office) == [f"{job.uuid}.csv"]
    assert notified(office) == [("export:finished", job.uuid, {"name": "Contacts.csv", "state": "done"})]
    service = Jobs(office.core, office.admin)
    assert service.read(office.workspace, job.uuid).data == b"made"
    again = bench.ask()
    bench.wait(again, "done")


def test_a_crash_is_tried_again_three_times(office: Office, bench: Bench) -> None:
    bench.script = "open(folder + '/half', 'w'); tell(done=5, total=9); os._exit(3)"
    job = bench.ask()
    bench.runner.start()
    row = bench.wait(job, "failed")
    assert (row.error, row.attempts, row.file) == ("job_crashed", 3, None)
    assert left(office) == []
    assert notified(office)[0][2] == {"name": "Contacts.csv", "state": "failed"}


def test_the_second_attempt_starts_anew(office: Office, bench: Bench) -> None:
    bench.script = f"if folder.endswith('.1'): os.kill(os.getpid(), 9)\n{MAKE}"
    job = bench.ask()
    bench.runner.start()
    assert bench.wait(job, "done").attempts == 2
    assert left(office) == [f"{job.uuid}.csv"]


@pytest.mark.parametrize("script", ["tell(error='export_gone')", "print('no json'); print('5'); tell(error='export_gone')"])
def test_expected_trouble_ends_it(office: Office, bench: Bench, script: str) -> None:
    bench.script = script
    job = bench.ask()
    bench.runner.start()
    row = bench.wait(job, "failed")
    assert (row.error, row.attempts) == ("export_gone", 1)


def test_a_file_that_is_not_there_is_a_crash(office: Office, bench: Bench) -> None:
    bench.script = "tell(made='../../office.db', rows=1)"
    job = bench.ask()
    bench.runner.start()
    row = bench.wait(job, "failed")
    assert (row.error, row.attempts) == ("job_crashed", 3)
    assert office.core.settings.paths.database.exists()


def test_a_job_in_hand_is_cancelled(office: Office, bench: Bench) -> None:
    bench.script = WAIT
    job = bench.ask()
    bench.runner.start()
    bench.wait(job, "working", lambda row: row.done == 1)
    Jobs(office.core, office.admin).cancel(office.workspace, job.uuid)
    bench.runner.nudge()  # the queue's task does
    row = bench.wait(job, "cancelled")
    assert row.finished_on is not None
    assert left(office) == []
    assert notified(office) == []


def test_an_engine_that_stops_gives_its_job_back(office: Office, bench: Bench) -> None:
    bench.script = WAIT
    job = bench.ask()
    bench.runner.start()
    bench.wait(job, "working", lambda row: row.done == 1)
    bench.runner.stop()
    row = bench.row(job)
    assert (row.state, row.attempts, row.done) == ("pending", 0, 0)
    assert left(office) == []


def test_it_may_not_last_for_ever(office: Office, bench: Bench) -> None:
    bench.script = WAIT
    job = bench.ask()
    bench.runner.start()
    bench.wait(job, "working", lambda row: row.done == 1)
    office.clock.advance(jobs.EXPORTS.longest + 1)
    assert bench.wait(job, "failed").error == "job_too_long"


def test_a_program_that_cannot_be_started(office: Office, bench: Bench) -> None:
    for line in bench.runner._lines:
        line._command = lambda uuid, folder: ["/no/such/program"]
    job = bench.ask()
    bench.runner.start()
    assert bench.wait(job, "failed").error == "job_crashed"


def test_only_one_thread_and_no_process_stay(office: Office, bench: Bench) -> None:
    bench.runner.start()
    for _ in range(3):
        bench.wait(bench.ask(), "done")
    bench.runner.stop()
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("job")] == []


def test_an_engine_that_died_left_a_job_and_half_a_file(office: Office, bench: Bench) -> None:
    stale, tired, unwanted = bench.ask(), bench.ask(), bench.ask()
    for job, attempts, wants_cancel in ((stale, 1, False), (tired, 3, False), (unwanted, 1, True)):
        with office.store.write(durable=False) as work:
            row = work.session.get_one(tables.Job, job.id)
            row.state, row.attempts, row.wants_cancel = "working", attempts, wants_cancel
            work.commit()
    half = jobs.folder_of(office.core) / f"{stale.uuid}.1"
    half.mkdir()
    Path(half / "half").touch()
    bench.runner.start()
    assert bench.wait(stale, "done").attempts == 2
    assert bench.row(tired).error == "job_crashed"
    assert bench.row(unwanted).state == "cancelled"
    assert left(office) == [f"{stale.uuid}.csv"]
