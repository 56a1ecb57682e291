"""The process that does one job: what it tells the engine, and that it never outlives it."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app import ids, job_process
from app.errors import OutpostError
from app.paths import ENV_HOME, engine_command
from app.services.exporting import KINDS
from app.services.exporting.context import ExportContext
from app.store import tables
from tests.app.services.exporting_office import add
from tests.app.support import Office
from tests.support.office import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "job.1"
    made.mkdir()
    return made


def add_job(office: Office, kind: str = "export_contacts", **params: Any) -> tables.Job:
    values = {"workspace_id": office.workspace_id, "created_by": "Ada", "created_on": office.clock.now()}
    job = tables.Job(uuid=ids.uuid4(), kind=kind, params={"format": "csv", **params}, **values)
    add(office, job)
    return job


def work(office: Office, uuid: str, folder: Path, out: io.StringIO | None = None) -> Mapping[str, Any]:
    return job_process._work(office.store, office.clock, uuid, folder, out or io.StringIO())


def start(office: Office, job: tables.Job, folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, ENV_HOME: str(office.core.settings.paths.home), "PYTHONPATH": str(ROOT)}
    command = engine_command("job", job.uuid, str(folder))
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_what_it_tells(office: Office, folder: Path) -> None:
    office.add_contact("Ada")
    out = io.StringIO()
    assert work(office, add_job(office).uuid, folder, out) == {"made": "file.csv", "rows": 1}
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [{"done": 0, "total": 1}]
    assert b"Ada" in (folder / "file.csv").read_bytes()


def test_it_tells_twice_a_second_at_most(office: Office, folder: Path) -> None:
    out = io.StringIO()
    teller = job_process._Teller(office.clock, folder, out)
    for done in range(10):
        teller(done, None)
        office.clock.advance(0.2)
    assert [json.loads(line)["done"] for line in out.getvalue().splitlines()] == [0, 3, 6, 9]


def test_no_room_on_the_disk(office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends while there is still room for what the engine must write."""
    usage = shutil._ntuple_diskusage(10**12, 10**12 - 10**8, 10**8)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    assert work(office, add_job(office).uuid, folder) == {"error": "disk_full"}


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EIO, "disk_failed")])
def test_a_disk_that_says_no(office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str) -> None:
    def fails(context: ExportContext) -> int:
        raise OSError(number, "no")

    monkeypatch.setitem(KINDS, "export_contacts", fails)
    assert work(office, add_job(office).uuid, folder) == {"error": code}


def test_expected_trouble(office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(context: ExportContext) -> int:
        raise OutpostError("export_too_wide")

    monkeypatch.setitem(KINDS, "export_contacts", fails)
    assert work(office, add_job(office).uuid, folder) == {"error": "export_too_wide"}
    assert work(office, "no such job", folder) == {"error": "export_gone"}


def test_the_program(office: Office, folder: Path) -> None:
    office.add_contact("Ada")
    with start(office, add_job(office), folder) as process:
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()
        assert process.wait(60) == 0
    assert json.loads(lines[-1]) == {"made": "file.csv", "rows": 1}


def test_a_bug_is_logged_and_tells_nothing(office: Office, folder: Path) -> None:
    with start(office, add_job(office, kind="nonsense"), folder) as process:
        assert process.stdout is not None
        assert process.stdout.read() == b""
        assert process.wait(60) == 1
    assert "KeyError" in (office.core.settings.paths.logs / "jobs.log").read_text()


def test_it_ends_with_the_engine(tmp_path: Path) -> None:
    """Whatever it is doing: here it never comes to an end by itself."""
    watch = "threading.Thread(target=job_process._end_with_engine).start(); threading.Event().wait()"
    code = f"import threading; from app import job_process; {watch}"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(60) == 1
