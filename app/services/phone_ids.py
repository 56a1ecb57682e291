"""Ids for attempts to send: what a phone is told, never given twice, not even after a restored backup."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from app.errors import OutpostError
from app.store import tables
from app.store.database import UnitOfWork

LIMIT = 2**31  # the older phone app keeps ids in 32 bits, with sign
BLOCK = 1000
LEAP = 1_000_000
COUNTER = "phone_id"

log = logging.getLogger(__name__)


class PhoneIds:
    """The office's counter. Its high-water mark stands in a file too, a block ahead of what was given.

    A database that is behind the file (restored, or merely restarted) goes on above the file's mark. Where the database has
    given ids but the file is missing or unreadable, the counter leaps far ahead. One process of the office gives ids.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mutex = threading.Lock()
        self._floor: int | None = None
        self._mark = 0

    def next_ids(self, work: UnitOfWork, count: int) -> range:
        """`count` new ids in a row, counted in this transaction. Errors: `phone_ids_used_up`."""
        with self._mutex:
            counter = work.session.get(tables.Counter, COUNTER, with_for_update=True)
            if counter is None:
                counter = tables.Counter(name=COUNTER, value=0)
                work.session.add(counter)
            first = max(counter.value, self._read_floor(counter.value)) + 1
            last = first + count - 1
            if last >= LIMIT:
                raise OutpostError("phone_ids_used_up")
            self._reserve(last)
            counter.value = last
            return range(first, last + 1)

    def _read_floor(self, given: int) -> int:
        if self._floor is None:
            self._floor = self._mark = self._read_mark(given)
        return self._floor

    def _read_mark(self, given: int) -> int:
        try:
            return int(self._path.read_text("ascii"))
        except FileNotFoundError:
            if given == 0:
                return 0
        except ValueError:
            pass
        log.warning("phone_id_mark_lost given=%d", given)
        return given + LEAP

    def _reserve(self, last: int) -> None:
        if last <= self._mark and self._path.exists():
            return
        mark = min(max(last, self._mark) + BLOCK, LIMIT - 1)
        _write_durably(self._path, f"{mark}\n")
        self._mark = mark


def _write_durably(path: Path, text: str) -> None:
    """Replace the file; when this returns, the disk has the new text."""
    new = path.with_suffix(".new")
    with new.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
