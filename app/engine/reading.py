"""Reading JSON objects field by field: all complaints of one object are collected, then raised as one EngineError."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.engine.dates import parse_iso_datetime
from app.engine.errors import EngineError

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


def is_uuid(value: Any) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def text_of(data: Mapping[str, Any], key: str) -> str:
    """The text at `key`, empty where it is missing or null. Raises TypeError for anything else."""
    value = data.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"{key} must be a string")
    return value


def required_text(data: Mapping[str, Any], key: str) -> str:
    """As `text_of`, but raises KeyError where there is none."""
    value = text_of(data, key)
    if not value:
        raise KeyError(key)
    return value


def texts_of(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The list of texts at `key`. Raises TypeError."""
    values = data.get(key) or ()
    if not isinstance(values, (list, tuple)) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"{key} must be a list of strings")
    return tuple(values)


def whole_number(data: Mapping[str, Any], key: str) -> int:
    """The whole number at `key`, 0 where it is missing or null. Raises TypeError."""
    value = data.get(key)
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{key} must be a whole number")
    return value


class Reader:
    """One JSON object being read. `code` is that of the error; `path` is put before field names."""

    def __init__(self, data: Any, code: str, path: str = "", complaints: list[str] | None = None) -> None:
        self.complaints: list[str] = [] if complaints is None else complaints
        self._code, self._path = code, path
        self.data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        if not isinstance(data, Mapping):
            self.complain(f"{path.rstrip('.') or 'value'} is not an object")

    def complain(self, text: str) -> None:
        self.complaints.append(text)

    def done(self) -> None:
        """Raise what was collected."""
        if self.complaints:
            raise EngineError(self._code, ", ".join(self.complaints))

    def name(self, key: str) -> str:
        return f"field '{self._path}{key}'"

    def text(self, key: str, *, required: bool = False, maximum: int = 0) -> str:
        value = self.data.get(key)
        if value is None:
            value = ""
        if not isinstance(value, str):
            self.complain(f"{self.name(key)} must be a string")
            return ""
        if required and not value:
            self.complain(f"{self.name(key)} is required")
        if maximum and len(value) > maximum:
            self.complain(f"{self.name(key)} must be less than or equal to {maximum}")
        return value

    def time(self, key: str) -> str:
        """A required time, in the form that sessions keep."""
        value = self.text(key, required=True)
        found = parse_iso_datetime(value)
        if found is None and value:
            self.complain(f"{self.name(key)} is not a time")
        return found.iso_nanos() if found else ""

    def flag(self, key: str) -> bool:
        value = self.data.get(key)
        if value is not None and not isinstance(value, bool):
            self.complain(f"{self.name(key)} must be true or false")
        return value is True

    def uuid(self, key: str, *, required: bool = False) -> str:
        value = self.text(key, required=required)
        if value and not is_uuid(value):
            self.complain(f"{self.name(key)} must be a valid UUID")
        return value

    def choice(self, key: str, options: Sequence[str], what: str) -> str:
        value = self.text(key, required=True)
        if value and value not in options:
            self.complain(f"{self.name(key)} is not a valid {what}")
        return value

    def texts(self, key: str, *, maximum: int = 0, each: int = 0, required: bool = False) -> list[str]:
        values = self.items(key, maximum=maximum, required=required)
        good = [value for value in values if isinstance(value, str)]
        if len(good) != len(values):
            self.complain(f"{self.name(key)} must hold strings")
        for index, value in enumerate(good):
            if each and len(value) > each:
                self.complain(f"{self.name(f'{key}[{index}]')} must be less than or equal to {each}")
        return good

    def items(self, key: str, *, maximum: int = 0, required: bool = False) -> list[Any]:
        value = self.data.get(key)
        if value is None:
            value = []
        if not isinstance(value, list):
            self.complain(f"{self.name(key)} must be a list")
            return []
        if required and not value:
            self.complain(f"{self.name(key)} is required")
        if maximum and len(value) > maximum:
            self.complain(f"{self.name(key)} must have a maximum of {maximum} items")
        return value

    def child(self, key: str, *, required: bool = False) -> Reader | None:
        """A reader of the object at `key`, which shares the list of complaints; None where there is none."""
        value = self.data.get(key)
        if value is None:
            if required:
                self.complain(f"{self.name(key)} is required")
            return None
        return Reader(value, self._code, f"{self._path}{key}.", self.complaints)

    def children(self, key: str, *, maximum: int = 0) -> list[Reader]:
        values = self.items(key, maximum=maximum)
        return [Reader(v, self._code, f"{self._path}{key}[{i}].", self.complaints) for i, v in enumerate(values)]
