"""Tests of old rules as cases of a switch router."""

from __future__ import annotations

import re

from app.engine.definition import tree
from app.engine.definition.legacy.expressions import Options
from app.engine.definition.legacy.texts import Import
from app.engine.definition.tree import Obj

# Kept by other means than a case: the default category, a timeout of the wait.
NO_CASE = ("true", "timeout")

_NO_ARGUMENTS = {
    "date": "has_date", "has_email": "has_email", "not_empty": "has_text", "number": "has_number", "phone": "has_phone",
    "state": "has_state",
}  # fmt: skip
_TEXTS = {
    "contains": "has_all_words", "contains_any": "has_any_word", "contains_only_phrase": "has_only_phrase",
    "contains_phrase": "has_phrase", "regex": "has_pattern", "starts": "has_beginning",
}  # fmt: skip
_NUMBERS = {"eq": "has_number_eq", "gt": "has_number_gt", "gte": "has_number_gte", "lt": "has_number_lt", "lte": "has_number_lte"}
_DATES = {"date_after": "has_date_gt", "date_before": "has_date_lt", "date_equal": "has_date_eq"}
_AIRTIME = {"success": "Success", "failed": "Failure"}
_DAYS = re.compile(r"@\(\s*date\.today\s*([+-])\s*(\d+)\s*\)", re.IGNORECASE)


def migrate_test(flow: Import, test: Obj, case_uuid: str) -> tuple[str, list[str]] | None:
    """Type and arguments of the case; translated arguments are kept. None for a test that is none any more."""
    kind = tree.text(test, "type")
    if kind in _NO_ARGUMENTS:
        return _NO_ARGUMENTS[kind], []
    if kind in _TEXTS:
        return _TEXTS[kind], [flow.localized(test.get("test"), case_uuid, "arguments")]
    if kind in _NUMBERS:
        return _NUMBERS[kind], [_argument(flow, test.get("test"))]
    if kind in _DATES:
        return _DATES[kind], [_argument(flow, test.get("test"), Options(raw_dates=True))]
    return _special(flow, kind, test)


def _special(flow: Import, kind: str, test: Obj) -> tuple[str, list[str]] | None:
    if kind == "between":
        return "has_number_between", [_argument(flow, test.get("min")), _argument(flow, test.get("max"))]
    if kind == "district":
        return "has_district", [_argument(flow, test.get("test"))]
    if kind == "ward":
        return "has_ward", [_argument(flow, test.get("district")), _argument(flow, test.get("state"))]
    if kind == "in_group":
        group = tree.obj(test, "test") or {}
        return "has_group", [tree.text(group, "uuid"), tree.text(group, "name")]
    if kind == "subflow":
        return "has_only_text", [tree.text(test, "exit_type")]
    if kind == "webhook_status":
        return "has_only_text", [tree.text(test, "status").capitalize()]
    if kind == "airtime_status":
        return "has_category", [_AIRTIME.get(tree.text(test, "exit_status"), "Failure")]
    return None


def _argument(flow: Import, value: object, options: Options | None = None) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return flow.read(value, options)[0]


def relative_days(test: Obj) -> str | None:
    """`-1` for a date that is compared with `@(date.today - 1)`: the editor shows these as a number of days."""
    value = test.get("test")
    match = _DAYS.fullmatch(value) if tree.text(test, "type") in _DATES and isinstance(value, str) else None
    return str(int(match[1] + match[2])) if match else None
