"""The rows of a gazetteer: what an import changes, and writing that.

Places that stay keep their rows, so that a new edition of a gazetteer writes little and aliases stay where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.services.gazetteer_files import LEVELS, NewPlace, NewPlaces
from app.store import tables

_Place, _Alias = tables.Location, tables.LocationAlias


@dataclass(frozen=True, slots=True)
class Difference:
    """`ids` are the rows by code, `removed` (deepest level first) and `changed` those that go or get another name or place."""

    ids: dict[str, int]
    added: Sequence[NewPlace]
    changed: Sequence[NewPlace]
    removed: Sequence[int]
    aliases_kept: int
    aliases_lost: int


def compare(session: Session, country: str, made: NewPlaces) -> Difference:
    known = {row.code: row for row in session.execute(_KNOWN, {"country": country})}
    new = made.places
    gone = {row.id for code, row in known.items() if code not in new}
    aliased = session.execute(_ALIASED, {"country": country}).all()
    lost = sum(row.aliases for row in aliased if row.location_id in gone)
    return Difference(
        ids={code: row.id for code, row in known.items()},
        added=[place for code, place in new.items() if code not in known],
        changed=[place for code, place in new.items() if code in known and known[code].path != place.path],
        removed=[row.id for row in known.values() if row.id in gone],
        aliases_kept=sum(row.aliases for row in aliased) - lost,
        aliases_lost=lost,
    )


def write(session: Session, country: str, difference: Difference) -> None:
    """New places first, level by level, because each names the row above; then those that move; then those that go."""
    connection, ids = session.connection(), dict(difference.ids)
    for level in range(LEVELS):
        rows = [_values(country, place, ids) for place in difference.added if place.level == level]
        if rows:
            connection.execute(insert(_Place), rows)
            ids.update((row.code, row.id) for row in connection.execute(_OF_LEVEL, {"country": country, "level": level}))
    moved = [{"of_id": ids[place.code], **_values(country, place, ids)} for place in difference.changed]
    if moved:
        connection.execute(_MOVE, moved)
    _remove(session, country, difference.removed)


def clear(session: Session, country: str) -> None:
    """All places of a country and their aliases, deepest level first: each then has nothing below it that the database would
    have to look after."""
    connection, here = session.connection(), {"country": country}
    connection.execute(_CLEAR_ALIASES, here)
    for level in reversed(range(LEVELS)):
        connection.execute(_CLEAR, {**here, "level": level})


def _remove(session: Session, country: str, row_ids: Sequence[int]) -> None:
    connection = session.connection()
    aliased = {row.location_id for row in connection.execute(_ALIASED, {"country": country})}
    for statement, wanted in ((_REMOVE_ALIASES, aliased.intersection(row_ids)), (_REMOVE, row_ids)):
        if wanted:
            connection.execute(statement, [{"of_id": row_id} for row_id in wanted])


def _values(country: str, place: NewPlace, ids: dict[str, int]) -> dict[str, Any]:
    return {
        "country": country,
        "code": place.code,
        "parent_id": ids[place.above] if place.level else None,
        "level": place.level,
        "name": place.name,
        "key": place.key,
        "path": place.path,
    }


_OF_ID = bindparam("of_id", type_=_Place.id.type)
_KNOWN = (
    select(_Place.id, _Place.code, _Place.path)
    .where(_Place.country == bindparam("country"))
    .order_by(_Place.level.desc(), _Place.id)
)
_OF_LEVEL = select(_Place.id, _Place.code).where(_Place.country == bindparam("country"), _Place.level == bindparam("level"))
_ALIASED = (
    select(_Alias.location_id, func.count().label("aliases"))
    .join(_Place, _Place.id == _Alias.location_id)
    .where(_Place.country == bindparam("country"))
    .group_by(_Alias.location_id)
)
_MOVE = (
    update(_Place)
    .where(_Place.id == _OF_ID)
    .values({name: bindparam(name) for name in ("parent_id", "level", "name", "key", "path")})
)
_HERE = (_Place.country == bindparam("country"),)
_CLEAR_ALIASES = delete(_Alias).where(_Alias.location_id.in_(select(_Place.id).where(*_HERE).scalar_subquery()))
_CLEAR = delete(_Place).where(*_HERE, _Place.level == bindparam("level"))
_REMOVE = delete(_Place).where(_Place.id == _OF_ID)
_REMOVE_ALIASES = delete(_Alias).where(_Alias.location_id == _OF_ID)
