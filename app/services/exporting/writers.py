"""Files for spreadsheets, written row by row: memory does not grow with them."""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.services.exporting.cells import Cell, clean, guard

MAX_ROWS = 1_048_576  # of a sheet, with its header. Source: Microsoft, "Excel specifications and limits"
MAX_COLUMNS = 16_384
WIDTH = 18


class Writer(Protocol):
    def row(self, cells: Sequence[Cell]) -> None: ...

    def close(self) -> None:
        """The file is complete, and on the disk."""
        ...


class CsvWriter:
    """UTF-8 with a byte order mark, by which Excel knows it; commas, CRLF (RFC 4180)."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._file)
        self.row(header)

    def row(self, cells: Sequence[Cell]) -> None:
        self._csv.writerow([_csv_text(cell) for cell in cells])

    def close(self) -> None:
        with self._file as file:
            file.flush()
            os.fsync(file.fileno())


def _csv_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "seconds")
    return guard(clean(cell)) if isinstance(cell, str) else str(cell)


class PlainSheet(Worksheet):  # type: ignore[misc]
    """A sheet without rich text: the library would take a cell `<r>…</r>` for markup and write it as it is."""

    def _xml_rich_inline_string(self, string: str, attributes: Sequence[Any] = ()) -> None:
        self._xml_inline_string(string, True, attributes)


class XlsxWriter:
    """A new sheet begins where one is full. Texts are texts: nothing becomes a formula, link or number."""

    def __init__(self, path: Path, title: str, header: Sequence[str], date_format: str, max_rows: int = MAX_ROWS) -> None:
        """`date_format` as workspaces have it: DD-MM-YYYY, MM-DD-YYYY, YYYY-MM-DD."""
        options = {"constant_memory": True, "tmpdir": str(path.parent), "use_zip64": True}
        self._path, self._title, self._header, self._max_rows = path, title, header, max_rows
        self._book = Workbook(str(path), options)
        self._date = self._book.add_format({"num_format": f"{date_format.lower()} hh:mm:ss"})
        self._bold = self._book.add_format({"bold": True})
        self._sheets = 0
        self._begin()

    def row(self, cells: Sequence[Cell]) -> None:
        if self._at == self._max_rows:
            self._begin()
        sheet, at = self._sheet, self._at
        for column, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                sheet.write_string(at, column, clean(cell))
            elif isinstance(cell, bool):
                sheet.write_boolean(at, column, cell)
            elif isinstance(cell, dt.datetime):
                sheet.write_datetime(at, column, cell, self._date)
            else:
                sheet.write_number(at, column, cell)
        self._at += 1

    def close(self) -> None:
        self._book.close()
        with self._path.open("rb+") as file:
            os.fsync(file.fileno())

    def _begin(self) -> None:
        self._sheets += 1
        name = self._title if self._sheets == 1 else f"{self._title} ({self._sheets})"
        self._sheet = self._book.add_worksheet(name, worksheet_class=PlainSheet)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, max(len(self._header) - 1, 0), WIDTH)
        for column, text in enumerate(self._header):
            self._sheet.write_string(0, column, clean(text), self._bold)
        self._at = 1
