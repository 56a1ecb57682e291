"""Contacts from a spreadsheet by a real engine that is killed in the middle, beside a phone that brings messages."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from app.contracts.contact_imports import ContactsReport
from app.contracts.jobs import Job
from app.store import tables
from app.store.database import Store
from tests.support.office import CLOCK, RunningOffice, syncing, wait_until

pytestmark = pytest.mark.real_process

MANY = 600


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RunningOffice]:
    with RunningOffice(tmp_path / "office") as office:
        office.set_up()
        yield office
    assert "Traceback" not in "".join(path.read_text() for path in office.paths.logs.iterdir())


def sheet(count: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    page.append(["URN:Tel", "Name", "Field:Village"])
    for number in range(count):
        page.append([250788000000 + number, f"Contact {number}", f"Village {number % 7}"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def until(office: RunningOffice, job: Job, state: str) -> None:
    def probe() -> bool:
        now = office.client.jobs.one(office.workspace, job.uuid)
        assert now.state in (state, "pending", "working"), now
        return now.state == state

    wait_until(probe, f"the job to be {state}", 180)


def report(office: RunningOffice, job: Job) -> ContactsReport:
    return office.client.contact_imports.report(office.workspace, job.uuid)


def count(office: RunningOffice, table: Any) -> int:
    store = Store(f"sqlite:///{office.paths.database}", CLOCK)
    try:
        with store.read() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0
    finally:
        store.close()


def start(office: RunningOffice) -> Job:
    job = office.client.contact_imports.read(office.workspace, sheet(MANY), "villages.xlsx")
    until(office, job, "ready")
    plan = office.client.contact_imports.planned(office.workspace, job.uuid)
    assert (plan.rows, plan.errored, plan.group_name) == (MANY, 0, "Villages")
    office.client.contact_imports.carry_out(office.workspace, job.uuid, None, None, plan.group_name)
    wait_until(lambda: report(office, job).done >= 50, "some rows", 60)
    return job


def test_killed_in_the_middle_it_goes_on_after_the_last_row(office: RunningOffice) -> None:
    job = start(office)
    office.client.close()
    office.kill()
    assert 0 < count(office, tables.Contact) < MANY
    office.start()
    office.sign_in()
    until(office, job, "done")
    told = report(office, job)
    assert (told.created, told.updated, told.errored, told.done) == (MANY, 0, 0, MANY)
    assert count(office, tables.Contact) == count(office, tables.ContactUrn) == count(office, tables.GroupContact) == MANY
    assert [row.data["state"] for row in office.client.notifications.all().rows] == ["done"]
    assert list((office.home / "imports").iterdir()) == []


def test_beside_a_phone(office: RunningOffice) -> None:
    phone = office.pair()
    with syncing(phone) as synced:
        job = start(office)
        until(office, job, "done")
    assert report(office, job).created == MANY
    assert synced() > 20


def test_cancelled_what_is_written_stays(office: RunningOffice) -> None:
    job = start(office)
    office.client.jobs.cancel(office.workspace, job.uuid)
    wait_until(lambda: report(office, job).job.state == "cancelled", "the job to end")
    told = report(office, job)
    assert 0 < told.done == told.created < MANY
    assert count(office, tables.Contact) == told.created
