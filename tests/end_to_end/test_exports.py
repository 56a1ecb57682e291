"""Exports by a real engine: its process, and what becomes of it when it or the engine is killed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import psutil
import pytest
from sqlalchemy import insert, select

from app import ids
from app.contracts.exports import ContactsExport, MessagesExport
from app.contracts.jobs import Job
from app.errors import OutpostError
from app.store import tables
from app.store.database import Store
from tests.support.office import CLOCK, RunningOffice, wait_until

pytestmark = pytest.mark.real_process

MANY = 30_000  # so many that there is time to do something meanwhile


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


def add_contacts(store: Store, count: int) -> None:
    now = CLOCK.now()
    with store.write(durable=False) as work:
        workspace_id = work.session.scalar(select(tables.Workspace.id))
        common: dict[str, Any] = {"workspace_id": workspace_id, "fields": {}, "created_on": now, "modified_on": now}
        rows = [{"uuid": ids.uuid4(), "name": f"Contact {n}", **common} for n in range(count)]
        work.session.execute(insert(tables.Contact), rows)
        work.commit()


def attempts(store: Store, job: Job) -> int:
    with store.read() as session:
        return session.scalar(select(tables.Job.attempts).where(tables.Job.uuid == job.uuid)) or 0


def until(office: RunningOffice, job: Job, state: str) -> Job:
    def probe() -> Job | None:
        now = office.client.jobs.one(office.workspace, job.uuid)
        assert now.state in (state, "pending", "working"), now
        return now if now.state == state else None

    found: Job = wait_until(probe, f"the job to be {state}", 90)
    return found


def underway(office: RunningOffice, job: Job) -> psutil.Process:
    """The process of the job, once it has written something."""
    wait_until(lambda: office.client.jobs.one(office.workspace, job.uuid).done > 0, "some progress", 60)
    return process_of(office, job)


def process_of(office: RunningOffice, job: Job) -> psutil.Process:
    return next(child for child in psutil.Process(office.local.pid).children() if job.uuid in child.cmdline())


def download(office: RunningOffice, job: Job) -> bytes:
    content = b""
    while True:
        piece = office.client.jobs.read(office.workspace, job.uuid, len(content))
        content += piece.data
        if len(content) == piece.size:
            return content


def names(content: bytes) -> list[str]:
    return [row[1] for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))][1:]


def test_a_conversation_comes_out_as_a_sheet(office: RunningOffice) -> None:
    phone = office.pair()
    phone.receive_sms("+250788123456", "=1+1 مرحبا")
    wait_until(lambda: phone.sync() and office.client.messages.conversations(office.workspace).rows, "the message")
    today = dt.date.fromordinal(CLOCK.now().toordinal())
    day = dt.timedelta(days=1)
    wanted = MessagesExport(start=today - day, end=today + day)
    job = until(office, office.client.exports.messages(office.workspace, wanted), "done")
    sheet = openpyxl.load_workbook(io.BytesIO(download(office, job))).active
    [header, row] = sheet.iter_rows(values_only=True)
    found = dict(zip(header, row, strict=True))
    assert (found["URN Value"], found["Text"], found["Direction"]) == ("+250788123456", "=1+1 مرحبا", "IN")
    assert job.name.startswith("Messages ")
    assert list((office.home / "exports").iterdir()) == [office.home / "exports" / f"{job.uuid}.xlsx"]


def test_the_process_steps_back_and_its_death_is_made_good(office: RunningOffice, store: Store) -> None:
    add_contacts(store, MANY)
    job = office.client.exports.contacts(office.workspace, ContactsExport(format="csv"))
    process = underway(office, job)
    if sys.platform == "linux":
        engine = psutil.Process(office.local.pid)
        assert process.nice() >= 15
        assert (psutil.cpu_count() or 1) < 2 or not set(process.cpu_affinity()) & set(engine.cpu_affinity())
    assert not any("postgres" in word or "://" in word for word in process.cmdline())
    process.send_signal(signal.SIGKILL)
    done = until(office, job, "done")
    assert attempts(store, job) == 2
    assert sorted(names(download(office, done))) == sorted(f"Contact {n}" for n in range(MANY))
    assert len(list((office.home / "exports").iterdir())) == 1


def test_the_engine_s_death_ends_the_process_and_the_next_one_starts_anew(office: RunningOffice, store: Store) -> None:
    add_contacts(store, MANY)
    job = office.client.exports.contacts(office.workspace, ContactsExport(format="csv"))
    process = underway(office, job)
    office.client.close()
    office.kill()
    wait_until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE, "the process to end", 10)
    assert [path.name for path in (office.home / "exports").iterdir()] == [f"{job.uuid}.1"]
    office.start()
    office.sign_in()
    done = until(office, job, "done")
    assert attempts(store, job) == 2
    assert len(names(download(office, done))) == done.done == MANY
    assert len(list((office.home / "exports").iterdir())) == 1


def test_an_orderly_stop_gives_the_job_back(office: RunningOffice, store: Store) -> None:
    add_contacts(store, MANY)
    job = office.client.exports.contacts(office.workspace, ContactsExport(format="csv"))
    process = underway(office, job)
    assert office.stop() == 0
    assert not process.is_running()
    assert list((office.home / "exports").iterdir()) == []
    assert attempts(store, job) == 0
    office.start()
    office.sign_in()
    assert until(office, job, "done").done == MANY


def test_cancelled_half_way(office: RunningOffice, store: Store) -> None:
    add_contacts(store, MANY)
    job = office.client.exports.contacts(office.workspace, ContactsExport())
    process = underway(office, job)
    office.client.jobs.cancel(office.workspace, job.uuid)
    ended = until(office, job, "cancelled")
    assert 0 < ended.done < MANY
    wait_until(lambda: not process.is_running(), "the process to end")
    assert list((office.home / "exports").iterdir()) == []
    with pytest.raises(OutpostError, match="no_file"):
        office.client.jobs.read(office.workspace, job.uuid)
