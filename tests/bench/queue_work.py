"""What the queue's benchmark lets both sides do: nothing, or one insert that is committed."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

BUSY_SECONDS = 60.0
_open = threading.local()


def make_database(path: Path) -> None:
    """A database as the office's: WAL, and commits that a power cut may take but a kill may not."""
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("CREATE TABLE row (number INTEGER NOT NULL, text TEXT NOT NULL)")
    raw.close()


def insert_row(path: Path, number: int) -> None:
    """One row in one transaction, over a connection that each thread keeps."""
    raw: sqlite3.Connection | None = getattr(_open, "raw", None)
    if raw is None or _open.path != path:
        raw = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        raw.execute("PRAGMA synchronous=NORMAL")
        _open.raw, _open.path = raw, path
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("INSERT INTO row (number, text) VALUES (?, 'one row of the benchmark')", (number,))
    raw.execute("COMMIT")


def rows(path: Path) -> tuple[int, int]:
    """How many there are, and how many different ones."""
    with sqlite3.connect(path) as raw:
        found: tuple[int, int] = raw.execute("SELECT count(*), count(DISTINCT number) FROM row").fetchone()
    raw.close()
    return found


def clear(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("DELETE FROM row")
    raw.close()
