"""Whether a process sees the office's own folder: files of messages, exports. On PostgreSQL processes may run elsewhere."""

from __future__ import annotations

from app import ids
from app.paths import OfficePaths
from app.store import tables
from app.store.database import Store

SETTING = "folder_mark"


def mark(store: Store, paths: OfficePaths) -> None:
    """The engine says that this folder is the office's: a word in the database and in a file of the folder."""
    word = ids.token()
    paths.mark.write_text(word, "ascii")
    with store.write() as work:
        row = work.session.get(tables.Setting, SETTING) or tables.Setting(name=SETTING)
        row.value = word
        work.session.add(row)
        work.commit()


def is_shared(store: Store, paths: OfficePaths) -> bool:
    """Whether the folder is the one that the engine of this database marked."""
    with store.read() as session:
        row = session.get(tables.Setting, SETTING)
    try:
        return row is not None and paths.mark.read_text("ascii") == row.value
    except (OSError, ValueError):
        return False
