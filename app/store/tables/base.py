"""What every table is made of."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import Index, MetaData, text
from sqlalchemy.orm import DeclarativeBase

from app.store.folding import fold_name
from app.store.types import UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

JsonValue = Any


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {dt.datetime: UtcDateTime}


def folded_name(context: Any) -> str:
    """Default of `name_key`: the name as names are compared."""
    return fold_name(context.get_current_parameters()["name"])


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows that `where` chooses, the same on both databases. `where` compares with literals only."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))
