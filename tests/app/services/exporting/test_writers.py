"""Files as a spreadsheet reads them."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.services.exporting.writers import CsvWriter, XlsxWriter

NASTY = [
    '=HYPERLINK("http://evil")',
    "+250788123456",
    "-1",
    "@me",
    "<r>rich</r>",
    "<r><t>&</t></r>",
    "a & <b>",
    "مرحبا",
    "👩🏽‍⚕️ မင်္ဂလာပါ",
    "two\nlines",
    " spaces ",
    "00712",
    "http://example.org",
    "1E5",
]


def test_xlsx_texts_are_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    writer = XlsxWriter(path, "Runs", ["=A", "Text"], "DD-MM-YYYY")
    for text in NASTY:
        writer.row(["x", text])
    writer.close()
    sheet = openpyxl.load_workbook(path).active
    cells = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == NASTY
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert sheet["A1"].value == "=A"
    assert sheet["A1"].data_type == "s"
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]


def test_xlsx_a_text_that_looks_like_an_escape_is_escaped(tmp_path: Path) -> None:
    """In the file `_x0041_` would stand for A. Source: ECMA-376 part 1, 22.9.2.19 (ST_Xstring)."""
    path = tmp_path / "a.xlsx"
    writer = XlsxWriter(path, "Runs", ["n"], "DD-MM-YYYY")
    writer.row(["_x0041_"])
    writer.close()
    with zipfile.ZipFile(path) as archive:
        assert b"<t>_x005F_x0041_</t>" in archive.read("xl/worksheets/sheet1.xml")


def test_xlsx_kinds_of_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    writer = XlsxWriter(path, "Runs", list("abcdef"), "YYYY-MM-DD")
    at = dt.datetime(2026, 6, 1, 12, 30, 5)  # noqa: DTZ001
    writer.row([at, 12, 2.5, True, None, ""])
    writer.close()
    sheet = openpyxl.load_workbook(path).active
    row = sheet[2]
    assert [cell.value for cell in row[:4]] == [at, 12, 2.5, True]
    assert row[0].is_date
    assert row[0].number_format == "yyyy-mm-dd hh:mm:ss"
    assert sheet.max_column == 6


def test_a_full_sheet_is_followed_by_another(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    writer = XlsxWriter(path, "Runs", ["n"], "DD-MM-YYYY", max_rows=4)
    for n in range(7):
        writer.row([n])
    writer.close()
    book = openpyxl.load_workbook(path)
    found = {sheet.title: [row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
    assert found == {"Runs": ["n", 0, 1, 2], "Runs (2)": ["n", 3, 4, 5], "Runs (3)": ["n", 6]}


def test_too_long_a_text_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    writer = XlsxWriter(path, "Runs", ["n"], "DD-MM-YYYY")
    writer.row(["x" * 40_000])
    writer.close()
    assert openpyxl.load_workbook(path).active["A2"].value == "x" * 32_767


def test_csv_is_utf8_with_its_mark_and_guarded(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    writer = CsvWriter(path, ["Text", "Date", "Member", "Nothing"])
    at = dt.datetime(2026, 6, 1, 12, 30, 5)  # noqa: DTZ001
    for text in NASTY:
        writer.row([text, at, False, None])
    writer.close()
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfText,Date,Member,Nothing\r\n")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    guarded = {NASTY[0]: f"'{NASTY[0]}", "@me": "'@me"}
    assert rows[1:] == [[guarded.get(text, text), "2026-06-01 12:30:05", "FALSE", ""] for text in NASTY]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_nothing_but_the_header(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    writer = CsvWriter(path, ["A"]) if kind == "csv" else XlsxWriter(path, "Runs", ["A"], "DD-MM-YYYY")
    writer.close()
    if kind == "csv":
        assert path.read_bytes() == b"\xef\xbb\xbfA\r\n"
    else:
        assert list(openpyxl.load_workbook(path).active.iter_rows(values_only=True)) == [("A",)]
