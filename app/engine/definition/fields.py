"""Fields of one JSON object, with the messages RapidPro gives for them. Everything raises DefinitionError."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.definition.errors import DefinitionError
from app.engine.reading import is_uuid

MAX_INTEGER = 2_147_483_647

Object = Mapping[str, Any]


def invalid(message: str) -> DefinitionError:
    return DefinitionError("invalid", message)


def malformed(message: str) -> DefinitionError:
    return DefinitionError("malformed", message)


def as_object(value: object, what: str) -> Object:
    if not isinstance(value, Mapping):
        raise malformed(f"{what} must be an object")
    return value


def text(data: Object, key: str, *, required: bool = False, maximum: int = 0) -> str:
    value = data.get(key)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise malformed(f"field '{key}' must be a string")
    if required and not value:
        raise invalid(f"field '{key}' is required")
    if maximum and len(value) > maximum:
        raise DefinitionError("limit", f"field '{key}' must be less than or equal to {maximum}")
    return value


def uuid(data: Object, key: str, *, required: bool = True) -> str:
    value = text(data, key, required=required)
    if value and not is_uuid(value):
        raise invalid(f"field '{key}' must be a valid UUID")
    return value


def integer(data: Object, key: str, default: int = 0, minimum: int = 0) -> int:
    value = data.get(key)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or (isinstance(value, float) and not value.is_integer()):
        raise malformed(f"field '{key}' must be a whole number")
    if value < minimum:
        raise invalid(f"field '{key}' must be greater than or equal to {minimum}")
    if value > MAX_INTEGER:
        raise DefinitionError("limit", f"field '{key}' must be less than or equal to {MAX_INTEGER}")
    return int(value)


def items(data: Object, key: str) -> list[Object]:
    """A list of objects; absent is empty, a null inside is refused."""
    value = data.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise malformed(f"field '{key}' must be a list")
    for index, item in enumerate(value):
        if item is None:
            raise invalid(f"field '{key}[{index}]' is required")
        as_object(item, f"field '{key}[{index}]'")
    return value


def strings(data: Object, key: str) -> tuple[str, ...]:
    value = data.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise malformed(f"field '{key}' must be a list of strings")
    return tuple(value)


def no_more_than(limit: int, count: int, whose: str, what: str) -> None:
    if count > limit:
        raise DefinitionError("limit", f"{whose}can't have more than {limit} {what} (has {count})")
