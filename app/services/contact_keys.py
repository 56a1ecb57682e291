"""A contact's field values as they are searched and sorted: texts that both databases compare byte by byte.

The value itself, with what it was read as, stands in `Contact.fields`; a search by these keys finds what the engine's
evaluator (`app.engine.contactql.evaluate`) finds in the values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, text
from sqlalchemy.engine import Connection

from app.engine.dates import Instant, parse_iso_datetime
from app.engine.locations import SEPARATOR
from app.store import tables

PLACES = ("state", "district", "ward")

# A number's key is its sign, the place of its first digit and its digits. Of a negative number the place and the digits are
# turned round (0 for 9), and a letter behind the digits puts a shorter one after a longer one: -1.5 before -1.
_NEGATIVE, _ZERO, _POSITIVE = "0", "1", "2"
_MIDDLE, _WIDTH = 500, 3
_TURNED = str.maketrans("0123456789", "9876543210")
_END = "z"
_NUMBER_KEY = re.compile(r"1|2([0-9]{3})([0-9]+)|0([0-9]{3})([0-9]+)z")

# Nanoseconds from the last day of the year 0, which zones reach into, to 1970: makes all moments positive.
_FIRST = -62_135_683_200 * 1_000_000_000
_MOMENT_WIDTH = 21


class Keys(NamedTuple):
    """A row of `ContactValue` without what it belongs to."""

    text_key: str
    number_key: str | None = None
    datetime_key: str | None = None
    place_key: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a contact has this value now: GoFlow's value object, or None when it is not set. `type` is the field's."""

    field_id: int
    type: str
    value: Mapping[str, Any] | None


def of_value(value: Mapping[str, Any], field_type: str) -> Keys:
    """The keys of GoFlow's value object. What can't be read has no key, as it counts as not set."""
    path = value.get(field_type) if field_type in PLACES else None
    return Keys(
        text_key=of_text(str(value.get("text") or "")),
        number_key=_stored_number(value.get("number")),
        datetime_key=_stored_moment(value.get("datetime")),
        place_key=of_text(path.split(SEPARATOR)[-1]) if isinstance(path, str) and path else None,
    )


def of_text(value: str) -> str:
    """As texts and names of places are compared: without case and outer spaces."""
    return value.strip().lower().replace("\x00", "\ufffd")  # PostgreSQL keeps no zero character


def of_number(value: Decimal) -> str | None:
    """Keys sort as numbers do, and 1 and 1.0 have the same. None for what no field can hold."""
    if not value.is_finite():
        return None
    sign, digits, _ = value.as_tuple()
    mantissa = "".join(map(str, digits)).lstrip("0").rstrip("0")
    if not mantissa:
        return _ZERO
    place = value.adjusted() + _MIDDLE
    if not 0 <= place < 10**_WIDTH:
        return None
    body = f"{place:0{_WIDTH}d}{mantissa}"
    return f"{_NEGATIVE}{body.translate(_TURNED)}{_END}" if sign else f"{_POSITIVE}{body}"


def number_of(key: str) -> Decimal:
    """The number that has this key. Raises ValueError for what is no such key."""
    found = _NUMBER_KEY.fullmatch(key)
    if found is None:
        raise ValueError(f"not a number key: {key!r}")
    if key == _ZERO:
        return Decimal(0)
    sign, body = (1, key[1:-1].translate(_TURNED)) if key[0] == _NEGATIVE else (0, key[1:])
    digits = tuple(map(int, body[_WIDTH:]))
    return Decimal((sign, digits, int(body[:_WIDTH]) - _MIDDLE - len(digits) + 1))


def of_moment(value: Instant) -> str:
    """To the nanosecond, whatever the zone."""
    return f"{value.ns - _FIRST:0{_MOMENT_WIDTH}d}"


def moment_of(key: str) -> Instant:
    """The moment that has this key, in UTC. Raises ValueError for what is no such key."""
    if len(key) != _MOMENT_WIDTH or not (key.isascii() and key.isdigit()):
        raise ValueError(f"not a moment key: {key!r}")
    return Instant(int(key) + _FIRST)


def write(connection: Connection, contact_id: int, changes: Iterable[Change]) -> None:
    """Make the contact's rows those of its values now, in the caller's transaction. Two changes of one field: the last counts."""
    last = {change.field_id: change for change in changes}
    write_many(connection, [(contact_id, change) for change in last.values()])


def write_many(connection: Connection, changes: Iterable[tuple[int, Change]]) -> None:
    """As `write`, of many contacts by id; at most one change for each contact and field."""
    rows, gone = [], []
    for contact_id, change in changes:
        place = {"contact_id": contact_id, "field_id": change.field_id}
        if change.value and change.value.get("text"):
            rows.append({**place, **of_value(change.value, change.type)._asdict()})
        else:
            gone.append({"of_contact": contact_id, "of_field": change.field_id})
    if rows:
        connection.execute(_PUT, rows)
    if gone:
        connection.execute(_TAKE, gone)


def _stored_number(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        return of_number(Decimal(str(value)))
    except ArithmeticError:
        return None


def _stored_moment(value: Any) -> str | None:
    found = parse_iso_datetime(value) if isinstance(value, str) else None
    return of_moment(found) if found else None


# Both databases know this form of "insert or change".
_PUT = text(
    "INSERT INTO contact_value (contact_id, field_id, text_key, number_key, datetime_key, place_key)"
    " VALUES (:contact_id, :field_id, :text_key, :number_key, :datetime_key, :place_key)"
    " ON CONFLICT (contact_id, field_id) DO UPDATE SET text_key = excluded.text_key, number_key = excluded.number_key,"
    " datetime_key = excluded.datetime_key, place_key = excluded.place_key"
)
_TAKE = delete(tables.ContactValue).where(
    tables.ContactValue.contact_id == bindparam("of_contact"), tables.ContactValue.field_id == bindparam("of_field")
)
