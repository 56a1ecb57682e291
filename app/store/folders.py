"""The folders of messages: conditions that indexes and queries share to the letter.

SQLite takes a partial index only for a query that repeats its condition with the same literals, so none of these values is ever
bound. A message is in one folder at most; `app.store.triggers` counts by the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import TextClause, text

_IN = "{msg}direction = 'in'"
_OUT = "{msg}direction = 'out' AND {msg}visibility = 'visible'"
_HANDLED = f"{_IN} AND {{msg}}visibility = 'visible' AND {{msg}}status = 'handled'"

_CONDITIONS: Final[Mapping[str, str]] = {
    "inbox": f"{_HANDLED} AND {{msg}}flow_id IS NULL",
    "flows": f"{_HANDLED} AND {{msg}}flow_id IS NOT NULL",
    "archived": f"{_IN} AND {{msg}}visibility = 'archived'",
    "outbox": f"{_OUT} AND {{msg}}status IN ('queued', 'errored')",
    "sent": f"{_OUT} AND {{msg}}status IN ('wired', 'sent', 'delivered', 'read')",
    "failed": f"{_OUT} AND {{msg}}status = 'failed'",
}
FOLDERS: Final = tuple(_CONDITIONS)
# The first two are the same in all rows of a folder. They stand there because SQLite, which has no statistics, takes the index
# of which it can match most columns: otherwise one of all messages of the workspace would do as well.
FOLDER_COLUMNS: Final = ("visibility", "direction", "workspace_id", "id")
UNSENT_ROWS: Final = "status IN ('queued', 'errored')"
WIRED_ROWS: Final = "status = 'wired'"


def index_condition(folder: str) -> str:
    """For the index of a folder."""
    return _CONDITIONS[folder].format(msg="")


def in_folder(folder: str) -> TextClause:
    """For a query on `msg`, not aliased. Raises KeyError."""
    return text(_CONDITIONS[folder].format(msg="msg."))


def is_unsent() -> TextClause:
    """For a query on `msg`, not aliased: it waits to be handed to a phone. Lets the query use the index of the outbox."""
    return text(f"msg.{UNSENT_ROWS}")


def is_wired() -> TextClause:
    """For a query on `msg`, not aliased: a phone has it and has not said what became of it."""
    return text(f"msg.{WIRED_ROWS}")
