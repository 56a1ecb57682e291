"""Alembic's entry: runs on the connection that `app.store.migrate` hands over, inside its transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from app.store import words
from app.store.tables import Base
from app.store.types import Json, PackedJson, UtcDateTime

PLAIN = {UtcDateTime: "sa.DateTime(timezone=True)", Json: "sa.Text()", PackedJson: "sa.LargeBinary()"}


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as plain ones: a migration must not change when a live mapping does."""
    return PLAIN.get(type(item), False) if kind == "type" else False


def is_mapped(name: str | None, kind: str, _parents: Any) -> bool:
    """The word index is no mapping's: autogenerate must not take it away."""
    return kind != "table" or not words.is_part(name)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    transactional_ddl=False,
    compare_type=False,
    include_name=is_mapped,
)
context.run_migrations()
