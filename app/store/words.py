"""The index of words in messages: FTS5 of SQLite, tsvector of PostgreSQL. It holds words only, texts stand in `msg`.

On SQLite the table is contentless, so what is taken out must be named as it was put in. Each word begins with a sign of its
workspace, so that what others write costs nothing; one more word says the month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

TABLE = "msg_words"

# One private character for each workspace, so that a prefix of two letters is three characters in all of them. Beyond 65,534
# workspaces some share one; whoever searches looks at the rows anyway.
_FIRST_SIGN, _SIGNS = 0xF0000, 65_534
_MONTH = "\U00100000"

_SQLITE = (
    "CREATE VIRTUAL TABLE msg_words USING fts5(words, content='', columnsize=0, detail='none', prefix='3 4', tokenize='ascii')",
)
_POSTGRESQL = (
    "CREATE TABLE msg_words (msg_id integer PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX ix_msg_words_words ON msg_words USING gin (words)",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """The words of one message."""

    msg_id: int
    workspace_id: int
    created_on: dt.datetime
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to find: all of `words` and words that begin with each of `prefixes`, in any of these months (empty: ever)."""

    workspace_id: int
    words: Sequence[str]
    prefixes: Sequence[str]
    months: Sequence[tuple[int, int]] = ()


def statements(dialect: str) -> Sequence[str]:
    """The SQL that makes the index."""
    return _SQLITE if dialect == "sqlite" else _POSTGRESQL


def is_part(table: str | None) -> bool:
    """Whether a table of this name belongs to the index: no mapping knows it."""
    return table is not None and (table == TABLE or table.startswith(f"{TABLE}_"))


def add(connection: Connection, entries: Sequence[Entry]) -> None:
    rows = [{"id": entry.msg_id, "words": words} for entry in entries if (words := _signed(entry))]
    if rows:
        connection.execute(_ADD[connection.dialect.name], _as_values(connection, rows))


def remove(connection: Connection, entries: Sequence[Entry]) -> None:
    """Take out what `add` was given; the words must be the same."""
    rows = [{"id": entry.msg_id, "words": words} for entry in entries if (words := _signed(entry))]
    if rows:
        connection.execute(_REMOVE[connection.dialect.name], _as_values(connection, rows))


def clear(connection: Connection) -> None:
    connection.execute(_CLEAR[connection.dialect.name])


def find(connection: Connection, wanted: Wanted, *, before: int, limit: int) -> Iterator[int]:
    """Ids below `before` of messages that have all that is wanted, newest first, at most `limit`; read as they are asked for."""
    name = connection.dialect.name
    values = {"wanted": _EXPRESSIONS[name](wanted), "before": before, "limit": limit}
    rows = connection.execute(_FIND[name], values, execution_options={"yield_per": 100})
    yield from rows.scalars()


def _signed(entry: Entry) -> list[str]:
    if not entry.words:
        return []
    sign = _sign(entry.workspace_id)
    return [*(sign + word for word in entry.words), sign + _month(entry.created_on.year, entry.created_on.month)]


def _sign(workspace_id: int) -> str:
    return chr(_FIRST_SIGN + workspace_id % _SIGNS)


def _month(year: int, month: int) -> str:
    return f"{_MONTH}{year:04}{month:02}"


def _as_values(connection: Connection, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    if connection.dialect.name == "sqlite":
        return [{"id": row["id"], "words": " ".join(row["words"])} for row in rows]  # type: ignore[arg-type]
    return rows


def _fts5(wanted: Wanted) -> str:
    """Every word in quotes: the language of FTS5 sees none of them as an operator."""
    sign = _sign(wanted.workspace_id)
    parts = [f'"{sign}{word}"' for word in wanted.words] + [f'"{sign}{prefix}" *' for prefix in wanted.prefixes]
    if wanted.months:
        months = " OR ".join(f'"{sign}{_month(*month)}"' for month in wanted.months)
        parts.append(f"({months})")
    return " AND ".join(parts)


def _tsquery(wanted: Wanted) -> str:
    sign = _sign(wanted.workspace_id)
    parts = [f"'{sign}{word}'" for word in wanted.words] + [f"'{sign}{prefix}':*" for prefix in wanted.prefixes]
    if wanted.months:
        months = " | ".join(f"'{sign}{_month(*month)}'" for month in wanted.months)
        parts.append(f"({months})")
    return " & ".join(parts)


_EXPRESSIONS = {"sqlite": _fts5, "postgresql": _tsquery}
_ADD = {
    "sqlite": text("INSERT INTO msg_words (rowid, words) VALUES (:id, :words)"),
    "postgresql": text(
        "INSERT INTO msg_words (msg_id, words) VALUES (:id, array_to_tsvector(CAST(:words AS text[])))"
        " ON CONFLICT (msg_id) DO UPDATE SET words = excluded.words"
    ),
}
_REMOVE = {
    "sqlite": text("INSERT INTO msg_words (msg_words, rowid, words) VALUES ('delete', :id, :words)"),
    "postgresql": text("DELETE FROM msg_words WHERE msg_id = :id"),
}
_CLEAR = {
    "sqlite": text("INSERT INTO msg_words (msg_words) VALUES ('delete-all')"),
    "postgresql": text("TRUNCATE msg_words"),
}
_FIND = {
    "sqlite": text(
        "SELECT rowid FROM msg_words WHERE msg_words MATCH :wanted AND rowid < :before ORDER BY rowid DESC LIMIT :limit"
    ),
    "postgresql": text(
        "SELECT msg_id FROM msg_words WHERE words @@ CAST(:wanted AS tsquery) AND msg_id < :before"
        " ORDER BY msg_id DESC LIMIT :limit"
    ),
}
