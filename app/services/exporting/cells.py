"""What may stand in a cell of a spreadsheet, whatever people wrote."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

Cell = str | int | float | bool | dt.datetime | None

# The most that Excel takes in a cell, in UTF-16 units. Source: Microsoft, "Excel specifications and limits".
MAX_UNITS = 32_767
# Digits that a spreadsheet's number keeps. Source: same.
EXACT_DIGITS = 15
# Spreadsheets count days from here. Source: same.
FIRST_YEAR = 1900

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What makes a spreadsheet take the text of a CSV file for a formula. Source: OWASP, "CSV Injection".
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d[\d .,]*", re.ASCII)


def clean(text: str) -> str:
    """Without what no spreadsheet can hold, line ends as a line feed, and at most as long as a cell may be."""
    text = _UNWRITABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) * 2 <= MAX_UNITS:
        return text
    return text.encode("utf-16-le")[: MAX_UNITS * 2].decode("utf-16-le", "ignore")


def guard(text: str) -> str:
    """The text as a CSV file may have it: an apostrophe stands before what a spreadsheet would run as a formula.

    Numbers, also with a sign (`+250788123456`), stay as they are. `unguard` gives the text back.
    """
    return f"'{text}" if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def unguard(text: str) -> str:
    """What `guard` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def number(value: Decimal) -> Cell:
    """As a number where a spreadsheet keeps every digit, else as text."""
    if len(value.as_tuple().digits) <= EXACT_DIGITS and abs(value.adjusted()) <= EXACT_DIGITS:
        return int(value) if value == value.to_integral_value() else float(value)
    return format(value, "f")


def moment(value: dt.datetime | None, zone: dt.tzinfo) -> Cell:
    """Local time to the second, without a zone as spreadsheets have it; text before 1900."""
    if value is None:
        return None
    try:
        local = value.astimezone(zone).replace(tzinfo=None, microsecond=0)
    except OverflowError:
        return value.isoformat()
    return local if local.year >= FIRST_YEAR else local.isoformat(" ")
