"""Trouble from outside while people write: the engine killed again and again, the disk full, the clock wrong.

The long form of the first two is `python -m tests.bench soak`.
"""

from __future__ import annotations

import datetime as dt
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import text

from app.clock import DrivenClock
from app.errors import OutpostError
from app.store.database import Store
from bridge.demo.phone import Generation, SimulatedPhone
from tests.app.services.databases import POSTGRESQL
from tests.bench.soak import KEYWORD, QUESTIONS, Soak, open_servers, survey
from tests.support.office import CLOCK, RunningOffice, wait_until
from tests.support.servers import NO_REDIS, has_redis

pytestmark = pytest.mark.real_process

NURSE, FARMER, CLERK = "+250788123456", "+250788123457", "+250788123458"
FIRST = QUESTIONS[0][1]
YEAR = 365 * 86_400.0
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def test_killed_again_and_again_while_people_converse(tmp_path: Path) -> None:
    soak = Soak(tmp_path / "office", seed=7, kills=10, people=30)
    figures = soak.run()
    assert sum(soak.gateway.kills.values()) == 10, figures


@pytest.mark.skipif(not POSTGRESQL, reason="OUTPOST_TEST_POSTGRESQL names no server")
@pytest.mark.skipif(not has_redis(), reason=NO_REDIS)
def test_engine_workers_and_redis_killed_while_people_converse(tmp_path: Path) -> None:
    with open_servers(tmp_path / "redis") as servers:
        soak = Soak(tmp_path / "office", seed=7, kills=10, people=30, servers=servers)
        figures = soak.run()
    assert sum(soak.gateway.kills.values()) == 10, figures


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[DrivenClock]:
    clock = DrivenClock.create(tmp_path / "clock", NOON)
    yield clock
    clock.close()


# The disk


class Disk(Protocol):
    """Something that can be full. `fill` leaves the engine no room, `free` gives it back."""

    code: str

    def fill(self, office: RunningOffice) -> None: ...

    def free(self, office: RunningOffice) -> None: ...


class SmallDisk(Disk):
    """A file system in memory of a few megabytes, filled to its last page with another program's file."""

    code = "disk_full"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, office: RunningOffice) -> None:
        with (self.folder / "somebody else's").open("ab", buffering=0) as file:
            for size in (65_536, 4_096, 1):
                while _fits(file.write, b"x" * size):
                    pass

    def free(self, office: RunningOffice) -> None:
        (self.folder / "somebody else's").unlink()


def _fits(write: object, data: bytes) -> bool:
    try:
        return bool(write(data))  # type: ignore[operator]
    except OSError:
        return False


class NoMoreBytes(Disk):
    """The engine may let no file grow, as with a quota that is used up; files it has written may be written over."""

    code = "disk_failed"

    def fill(self, office: RunningOffice) -> None:
        size = office.paths.database.with_name(office.paths.database.name + "-wal").stat().st_size
        resource.prlimit(office.local.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def free(self, office: RunningOffice) -> None:
        limit = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(office.local.pid, resource.RLIMIT_FSIZE, limit)


@pytest.fixture(params=[SmallDisk, NoMoreBytes])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Disk, Path]]:
    if sys.platform != "linux":
        pytest.skip("limits of another process are set on Linux only")
    if request.param is NoMoreBytes:
        yield NoMoreBytes(), tmp_path
        return
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("a file system of its own may not be mounted here")
    yield SmallDisk(folder), folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_takes_nothing_and_recovers(disk: tuple[Disk, Path], clock: DrivenClock, tmp_path: Path) -> None:
    full, folder = disk
    office = RunningOffice(folder / "office", clock_file=tmp_path / "clock")
    taken = [f"+2507882{number:05d}" for number in range(40)]
    refused = [f"{KEYWORD} {'x' * 500} {number}" for number in range(20)]
    with office:
        furnish(office)
        phone = paired(office, clock, "1.9")
        wait_until(lambda: phone.sync() and phone.is_claimed, "the claim")
        for number in taken:
            phone.receive_sms(number, KEYWORD)
        assert phone.sync().is_fine
        full.fill(office)  # while those are being answered
        for said in refused:
            phone.receive_sms(FARMER, said)
        wait_until(lambda: beat(clock, phone) or phone.sync().status == 503, "a refusal")
        assert phone.queued >= len(refused)
        clock.advance(120)  # a pulse or two, and a sign-in whose last use is to be written
        with pytest.raises(OutpostError) as told:
            office.client.triggers.create_keyword(office.workspace, flow_uuid(office), ["another"])
        assert (told.value.code, told.value.retryable) == (full.code, True)
        assert office.client.office.home(office.workspace).unhandled >= 0
        full.free(office)
        expected = len(taken) + len(refused)
        wait_until(lambda: beat(clock, phone) and len(phone.sent) >= expected, "an answer to each", 60)
        wait_until(lambda: beat(clock, phone) and not phone.queued, "the reports")
        assert office.stop() == 0
    assert stored(office, "SELECT text FROM inbound ORDER BY id") == [KEYWORD] * len(taken) + refused
    assert stored(office, "SELECT DISTINCT state FROM inbound") == ["handled"]
    assert sorted(sms.address for sms in phone.sent) == sorted([*taken, *[FARMER] * len(refused)])
    assert stored(office, "SELECT count(*) FROM queue_task") == [0]
    assert stored(office, "PRAGMA integrity_check") == ["ok"]
    assert "bug" not in log_of(office)


# The clock


@pytest.mark.parametrize("generation", ["1.9", "2.1"])
def test_a_clock_that_leaps_by_years_loses_nothing(tmp_path: Path, clock: DrivenClock, generation: Generation) -> None:
    """The PC's clock is set wrong and right again; the phone's goes with it, as both take the time from the network."""
    office = RunningOffice(tmp_path / "office", clock_file=tmp_path / "clock")
    with office:
        furnish(office)
        phone = paired(office, clock, generation)
        wait_until(lambda: phone.sync() and phone.is_claimed, "the claim")
        asked = 0
        for turn, leap in enumerate((0.0, YEAR, -YEAR, -YEAR, YEAR, 0.0), start=1):
            for number in (NURSE, FARMER, CLERK):
                phone.receive_sms(number, KEYWORD)
            clock.advance(1)
            phone.sync()  # some are acknowledged and not yet answered when the clock leaps
            clock.leap(leap)
            asked = 3 * turn
            wait_until(partial(_has_answered, clock, phone, asked), f"answers after {leap:+.0f} s")
        wait_until(lambda: beat(clock, phone) and not phone.queued, "the reports")
        assert office.stop() == 0
    assert [sms.text for sms in phone.sent] == [FIRST] * asked
    assert stored(office, "SELECT count(*) FROM inbound WHERE state = 'handled'") == [asked]
    assert stored(office, "SELECT count(*) FROM inbound") == [asked]
    assert stored(office, "SELECT DISTINCT status FROM msg WHERE direction = 'out'") == ["delivered"]
    assert stored(office, "SELECT count(*) FROM queue_task") == [0]


def test_a_phone_whose_office_is_a_year_off_keeps_everything(tmp_path: Path, clock: DrivenClock) -> None:
    office = RunningOffice(tmp_path / "office", clock_file=tmp_path / "clock")
    with office:
        furnish(office)
        phone = paired(office, clock, "1.9")
        wait_until(lambda: phone.sync() and phone.is_claimed, "the claim")
        for leap in (YEAR, -2 * YEAR, YEAR):
            clock.leap(leap)
            phone.clock_offset -= round(leap)
            clock.advance(1)
            phone.receive_sms(NURSE, KEYWORD)
            is_right = phone.clock_offset == 0
            outcomes = [phone.sync() for _ in range(3)]
            if not is_right:
                assert {outcome.error_id for outcome in outcomes} == {3}
                assert phone.queued
                assert phone.sent == []
        wait_until(lambda: beat(clock, phone) and len(phone.sent) == 3 and not phone.queued, "three answers")
        assert office.stop() == 0
    assert stored(office, "SELECT state FROM inbound") == ["handled"] * 3
    assert stored(office, "SELECT count(*) FROM queue_task") == [0]


def _has_answered(clock: DrivenClock, phone: SimulatedPhone, count: int) -> bool:
    return beat(clock, phone) and len(phone.sent) >= count


def beat(clock: DrivenClock, phone: SimulatedPhone) -> bool:
    """A second passes, and the phone syncs."""
    clock.advance(1)
    return phone.sync().status == 200


def paired(office: RunningOffice, clock: DrivenClock, generation: Generation) -> SimulatedPhone:
    phone = SimulatedPhone(office.phone_url, clock=clock, generation=generation)
    wait_until(lambda: phone.sync() and phone.claim_code, "a claim code")
    row = office.client.phones.claim(phone.claim_code, "+250788000001", "Phone", [office.workspace])
    office.client.phones.set_packs(row.uuid, 10)  # its pace is not what is looked at
    return phone


def furnish(office: RunningOffice) -> None:
    office.set_up()
    office.client.imports.import_file(office.workspace, survey())
    office.client.triggers.create_keyword(office.workspace, flow_uuid(office), [KEYWORD])


def flow_uuid(office: RunningOffice) -> str:
    return office.client.flows.all(office.workspace)[0].uuid


def stored(office: RunningOffice, query: str) -> list[object]:
    """The first column, read from the stopped office's file."""
    store = Store(f"sqlite:///{office.paths.database}", CLOCK)
    with store.read() as session:
        found = [row[0] for row in session.execute(text(query)).all()]
    store.close()
    return found


def log_of(office: RunningOffice) -> str:
    return "".join(path.read_text(errors="replace") for path in office.paths.logs.iterdir()) + office.stderr.decode(
        errors="replace"
    )
