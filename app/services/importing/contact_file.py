"""A spreadsheet of contacts: what its columns are, and its rows made ready to be written.

Source of the headers and rules: RapidPro's contact imports.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from zoneinfo import ZoneInfo

from app.contracts.contact_imports import MAX_ROWS, MAX_SHOWN_ERRORS, ImportColumn, RowError
from app.engine.definition.languages import is_language
from app.engine.limits import Limits
from app.engine.reading import is_uuid
from app.engine.urns import SCHEMES, TEL, identity, is_valid, normalize
from app.errors import OutpostError
from app.services.contact_rows import STATUSES
from app.services.importing.sheets import Rows, Value

LIMITS = Limits()
CLEAR = "--"
MAX_EXAMPLES = 3
MAX_EXAMPLE_CHARACTERS = 64
MAX_SCANNED = 1_100_000  # rows, with the empty ones: more than a sheet has
FIELD, URN = "field", "urn"

_PLAIN = {"uuid": "uuid", "contact uuid": "uuid", "name": "name", "language": "language", "status": "status"}
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
_TRUNCATED = re.compile(r"\d+[.,]0+")
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!")
_EXACT = 2**53  # a spreadsheet's numbers have no more digits


@dataclass(frozen=True, slots=True)
class KnownField:
    key: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """What a row wants of a contact: None keeps, an empty text clears. `fields` are pairs of column and value. `error`: why it
    is left out, with the `header` of the column."""

    row: int
    uuid: str | None = None
    name: str | None = None
    language: str | None = None
    status: str | None = None
    urns: tuple[str, ...] = ()
    fields: tuple[tuple[int, str], ...] = ()
    error: str = ""
    header: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Of the workspace: what telling columns and addresses needs."""

    zone: ZoneInfo
    country: str
    is_anon: bool
    fields: Sequence[KnownField]


@dataclass(slots=True)
class ContactFile:
    columns: list[ImportColumn]
    rows: list[ContactRow] = field(default_factory=list)

    @property
    def errors(self) -> list[RowError]:
        found = (RowError(row.row, row.error, row.header) for row in self.rows if row.error)
        return [error for error, _ in zip(found, range(MAX_SHOWN_ERRORS), strict=False)]


class _Refused(Exception):
    """A row, by a code."""

    def __init__(self, code: str, header: str = "") -> None:
        self.code, self.header = code, header


def read_contacts(rows: Rows, around: Surroundings, progress: Callable[[int, int | None], None]) -> ContactFile:
    """Errors: `contacts_no_identity`, `contacts_header`, `contacts_twice`, `contacts_too_many`, `contacts_anonymous`, and those
    of `read_rows`."""
    source = enumerate(rows, start=1)
    columns: list[ImportColumn] = []
    for number, cells in source:
        if any(cell is not None for cell in cells):
            columns = _columns(cells, around)
            break
        if number > MAX_SCANNED:
            break
    found = ContactFile(columns)
    _check(columns, around)
    seen: dict[str, int] = {}
    for number, cells in source:
        if number > MAX_SCANNED:
            raise OutpostError("contacts_too_many", most=MAX_ROWS)
        if not any(cell is not None for cell in cells):
            continue
        if len(found.rows) == MAX_ROWS:
            raise OutpostError("contacts_too_many", most=MAX_ROWS)
        row = _row(number, cells, columns, around)
        for name in (row.uuid or "", *row.urns):
            if name and name in seen and not row.error:
                raise OutpostError("contacts_twice", row=number, first=seen[name])
            seen[name] = number
        found.rows.append(row)
        _exemplify(columns, cells, around)
        progress(len(found.rows), None)
    return found


# Columns


def _columns(cells: Sequence[Value], around: Surroundings) -> list[ImportColumn]:
    return [_column(at, str(cell or ""), around) for at, cell in enumerate(cells)]


def _column(at: int, header: str, around: Surroundings) -> ImportColumn:
    shown = " ".join(header.split())
    what, colon, rest = shown.partition(":")
    kind, rest = what.strip().casefold(), rest.strip()
    if not colon:
        plain = _PLAIN.get(kind, "ignored")
        return ImportColumn(at, shown[:100], plain)  # type: ignore[arg-type]
    if kind == URN:
        if rest.lower() not in SCHEMES:
            raise OutpostError("contacts_header", header=shown[:50])
        return ImportColumn(at, shown[:100], "urn", rest.lower())
    if kind == FIELD:
        return _field(at, shown, rest, around)
    return ImportColumn(at, shown[:100], "ignored")


def _field(at: int, header: str, name: str, around: Surroundings) -> ImportColumn:
    if not name:
        raise OutpostError("contacts_header", header=header[:50])
    folded = name.casefold()
    here = next((one for one in around.fields if folded in (one.name.casefold(), one.key)), None)
    if here is not None:
        return ImportColumn(at, header[:100], "field", here.key, here.name, here.type)  # type: ignore[arg-type]
    return ImportColumn(at, header[:100], "field", "", name[:36], "text", is_new=True)


def _check(columns: Sequence[ImportColumn], around: Surroundings) -> None:
    if not any(one.kind in ("uuid", URN) for one in columns):
        raise OutpostError("contacts_no_identity")
    if around.is_anon and any(one.kind == URN for one in columns):
        raise OutpostError("contacts_anonymous")
    once = [(one.kind, one.key or one.name.casefold(), one.header) for one in columns if one.kind not in ("ignored", URN)]
    seen: set[tuple[str, str]] = set()
    for kind, key, header in once:
        if (kind, key) in seen:
            raise OutpostError("contacts_header", header=header[:50])
        seen.add((kind, key))


def _exemplify(columns: Sequence[ImportColumn], cells: Sequence[Value], around: Surroundings) -> None:
    for column, cell in zip(columns, cells, strict=False):
        if cell is not None and column.kind != "ignored" and len(column.examples) < MAX_EXAMPLES:
            column.examples.append(_written(cell, around.zone)[:MAX_EXAMPLE_CHARACTERS])


# Rows


def _row(number: int, cells: Sequence[Value], columns: Sequence[ImportColumn], around: Surroundings) -> ContactRow:
    values: dict[str, str] = {}
    urns: list[str] = []
    fields: list[tuple[int, str]] = []
    try:
        for column, cell in zip_longest(columns, cells[: len(columns)]):
            if cell is None or column.kind == "ignored":
                continue
            if isinstance(cell, str) and cell.upper() in _ERRORS:
                raise _Refused("cell_error", column.header)
            if column.kind == URN:
                urns += _urn(column, cell, around)
            elif column.kind == FIELD:
                fields.append((column.column, _short(_value(cell, around.zone), LIMITS.field_characters, column.header)))
            else:
                values[column.kind] = _READERS[column.kind](_value(cell, around.zone), column.header)
        if not values.get("uuid") and not urns:
            raise _Refused("identity_missing")
        if len(urns) > LIMITS.urns_per_contact:
            raise _Refused("too_many_urns")
    except _Refused as refused:
        return ContactRow(number, error=refused.code, header=refused.header)
    return ContactRow(
        number,
        values.get("uuid"),
        values.get("name"),
        values.get("language"),
        values.get("status"),
        tuple(dict.fromkeys(urns)),
        tuple(fields),
    )


def _value(cell: Value, zone: ZoneInfo) -> str:
    """Empty for what is to be cleared."""
    text = _written(cell, zone)
    return "" if text == CLEAR else text


def _written(cell: Value, zone: ZoneInfo) -> str:
    """A number without the spreadsheet's decimals, a date in the workspace's zone."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, dt.datetime):
        return (cell if cell.tzinfo else cell.replace(tzinfo=zone)).isoformat()
    if isinstance(cell, dt.date):
        return dt.datetime.combine(cell, dt.time(), zone).isoformat()
    if isinstance(cell, dt.time):
        return cell.isoformat()
    return str(cell)


def _urn(column: ImportColumn, cell: Value, around: Surroundings) -> list[str]:
    """None for `--`: addresses are only added. Source: RapidPro."""
    if cell == CLEAR:
        return []
    if column.key == TEL and (isinstance(cell, bool) or not isinstance(cell, str | int | float)):
        raise _Refused("urn_invalid", column.header)
    path = _phone(cell, column.header) if column.key == TEL else _written(cell, around.zone)
    urn = normalize(f"{column.key}:{path}", around.country)
    if not is_valid(urn) or (column.key == TEL and not any(char.isdigit() for char in path)):
        raise _Refused("urn_invalid", column.header)
    return [identity(urn)]


def _phone(cell: Value, header: str) -> str:
    """A number that a spreadsheet took for one has lost its plus or its 0, which the workspace's country makes good; but digits
    that it rounded away are gone."""
    if isinstance(cell, float):
        if not cell.is_integer() or abs(cell) >= _EXACT:
            raise _Refused("number_damaged", header)
        return str(int(cell))
    text = str(cell).strip().lstrip("'")
    if _TRUNCATED.fullmatch(text):
        text = re.split("[.,]", text)[0]
    if not _SCIENTIFIC.fullmatch(text):
        return text
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise _Refused("number_damaged", header) from None
    sign, digits, exponent = number.as_tuple()
    if sign or not isinstance(exponent, int) or exponent != 0 or len(digits) > 15:
        raise _Refused("number_damaged", header)
    return str(int(number))


def _short(text: str, most: int, header: str) -> str:
    if len(text) > most:
        raise _Refused("cell_too_long", header)
    return text


def _uuid(text: str, header: str) -> str:
    found = text.lower()
    if text and not is_uuid(found):
        raise _Refused("uuid_invalid", header)
    return found


def _name(text: str, header: str) -> str:
    return " ".join(_short(text, LIMITS.name_characters, header).split())


def _language(text: str, header: str) -> str:
    found = text.lower()
    if found and not is_language(found):
        raise _Refused("language_unknown", header)
    return found


def _status(text: str, header: str) -> str:
    found = text.lower()
    if found not in STATUSES:
        raise _Refused("status_unknown", header)
    return found


_READERS: Mapping[str, Callable[[str, str], str]] = {"uuid": _uuid, "name": _name, "language": _language, "status": _status}
