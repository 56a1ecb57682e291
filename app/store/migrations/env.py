"""Alembic's entry: runs on the connection that `app.store.migrate` hands over, inside its transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from app.store.tables import Base
from app.store.types import Json, PackedJson, UtcDateTime

PLAIN = {UtcDateTime: "sa.DateTime(timezone=True)", Json: "sa.Text()", PackedJson: "sa.LargeBinary()"}


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as plain ones: a migration must not change when a live mapping does."""
    return PLAIN.get(type(item), False) if kind == "type" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    transactional_ddl=False,
    compare_type=False,
)
context.run_migrations()
