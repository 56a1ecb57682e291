"""Ids for attempts: never given twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.errors import OutpostError
from app.services.phone_ids import BLOCK, LEAP, LIMIT, PhoneIds
from app.store import tables
from tests.app.support import Office


def take(office: Office, given: PhoneIds, count: int, commit: bool = True) -> list[int]:
    with office.store.write() as work:
        found = list(given.next_ids(work, count))
        if commit:
            work.commit()
    return found


@pytest.fixture
def mark(office: Office) -> Path:
    return office.core.settings.paths.high_water


def restarted(office: Office) -> PhoneIds:
    return PhoneIds(office.core.settings.paths.high_water)


def test_one_after_the_other(office: Office) -> None:
    given = office.core.phone_ids
    assert take(office, given, 3) == [1, 2, 3]
    assert take(office, given, 1) == [4]
    assert take(office, given, 0) == []
    assert take(office, given, 2) == [5, 6]


def test_the_file_is_ahead_of_what_was_given(office: Office, mark: Path) -> None:
    given = office.core.phone_ids
    for count in (1, BLOCK - 1, 1, BLOCK, 5 * BLOCK):
        last = take(office, given, count)[-1]
        assert int(mark.read_text()) >= last
    assert not mark.with_suffix(".new").exists()


def test_the_file_is_written_once_a_block(office: Office, mark: Path) -> None:
    given = office.core.phone_ids
    take(office, given, 1)
    before = mark.stat().st_mtime_ns, mark.stat().st_ino
    for _ in range(20):
        take(office, given, 10)
    assert (mark.stat().st_mtime_ns, mark.stat().st_ino) == before


def test_a_restart_jumps_over_the_block(office: Office, mark: Path) -> None:
    last = take(office, office.core.phone_ids, 7)[-1]
    (first,) = take(office, restarted(office), 1)
    assert last < first <= last + BLOCK + 1


def test_what_was_rolled_back_was_never_given(office: Office) -> None:
    given = office.core.phone_ids
    take(office, given, 2)
    assert take(office, given, 5, commit=False) == [3, 4, 5, 6, 7]
    assert take(office, given, 1) == [3]


def test_a_restored_backup_jumps_ahead(office: Office, tmp_path: Path) -> None:
    if not office.store.is_sqlite:
        pytest.skip("SQLite's file")
    paths = office.core.settings.paths
    take(office, office.core.phone_ids, 5)
    with office.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(paths.database, tmp_path / "backup.db")
    later = take(office, office.core.phone_ids, 4321)
    office.store.close()
    for leftover in paths.home.glob("office.db*"):
        leftover.unlink()
    shutil.copyfile(tmp_path / "backup.db", paths.database)
    first = take(office, restarted(office), 1)[0]
    assert first > later[-1]


@pytest.mark.parametrize("content", [None, "", "rubbish", "1\0"])
def test_a_lost_file_leaps_far(office: Office, mark: Path, content: str | None) -> None:
    last = take(office, office.core.phone_ids, 10)[-1]
    mark.unlink()
    if content is not None:
        mark.write_text(content)
    (first,) = take(office, restarted(office), 1)
    assert first == last + LEAP + 1
    assert int(mark.read_text()) >= first


def test_a_fresh_office_begins_at_one(office: Office, mark: Path) -> None:
    assert not mark.exists()
    assert take(office, restarted(office), 1) == [1]


def test_the_phone_app_keeps_31_bits(office: Office) -> None:
    with office.store.write() as work:
        work.session.add(tables.Counter(name="phone_id", value=LIMIT - LEAP - 3))
        work.commit()
    given = restarted(office)
    assert take(office, given, 2) == [LIMIT - 2, LIMIT - 1]
    with pytest.raises(OutpostError, match="phone_ids_used_up"):
        take(office, given, 1)


def test_threads_never_share_an_id(office: Office) -> None:
    import threading

    given, found = office.core.phone_ids, []

    def work() -> None:
        for _ in range(20):
            found.extend(take(office, given, 3))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(1, 241))
