"""Rows of a spreadsheet, read without trust: xlsx, or text with separators."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.engine.text import well_formed
from app.errors import OutpostError

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED_BYTES = 128 * 1024 * 1024
MAX_PARTS = 1000  # files inside an xlsx
MAX_COLUMNS = 512
MAX_CELL_CHARACTERS = 100_000
SEPARATORS = ",;\t|"

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

Value = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None
Rows = Iterator[list[Value]]


def read_rows(path: Path) -> Rows:
    """The rows of the first sheet, with the empty ones, as wide as they are; texts stripped.

    Errors: `contacts_unreadable`, `contacts_old_format`, `contacts_encoding`, `contacts_too_large`.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(_OLD_EXCEL):
        raise OutpostError("contacts_old_format")
    rows = _xlsx(path) if start.startswith(_ZIP) else _text(path.read_bytes())
    for row in rows:
        if len(row) > MAX_COLUMNS and any(cell is not None for cell in row[MAX_COLUMNS:]):
            raise OutpostError("contacts_too_large")
        yield [_clean(cell) for cell in row[:MAX_COLUMNS]]


def _clean(cell: Any) -> Value:
    if isinstance(cell, str):
        if len(cell) > MAX_CELL_CHARACTERS:
            raise OutpostError("contacts_too_large")
        return well_formed(cell).replace("\0", "").strip() or None
    return cell if isinstance(cell, int | float | dt.datetime | dt.date | dt.time | dt.timedelta) else None


# xlsx


def _xlsx(path: Path) -> Iterator[list[Any]]:
    """Of merged cells the first has the value, the others are empty."""
    _check_parts(path)
    import openpyxl  # noqa: PLC0415 - only the process that reads needs it

    try:
        with path.open("rb") as file:  # by a path, its ending would have to be the usual one
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what a file says of its size need not be so
            for row in sheet.iter_rows(values_only=True):
                yield list(row)
    except (OutpostError, MemoryError, GeneratorExit):
        raise
    except Exception as error:  # a damaged file can raise anything there
        raise OutpostError("contacts_unreadable") from error


def _check_parts(path: Path) -> None:
    """A bomb is refused before it is unpacked; zipfile gives no more than a part says it has."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, ValueError):
        raise OutpostError("contacts_unreadable") from None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise OutpostError("contacts_too_large")


# Text


def _text(content: bytes) -> Iterator[list[Any]]:
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for row in reader:
            yield list(row)
    except csv.Error:
        raise OutpostError("contacts_unreadable") from None


def _decoded(content: bytes) -> str:
    """Other encodings than Unicode's can't be told apart, and a guess would damage names."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise OutpostError("contacts_encoding") from None
    if "\0" in text[:1000]:  # UTF-16 without its mark, or no text at all
        raise OutpostError("contacts_encoding")
    return text


def _separator(text: str) -> str:
    """The one that the header has most of."""
    header = text.lstrip("\r\n").partition("\n")[0]
    return max(SEPARATORS, key=header.count)
