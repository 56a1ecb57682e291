"""Typed values as the cases write them, `{"x": "number", "v": "12.5"}`, to and from our own."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.engine.dates import Instant, XDate, XTime, find_zone
from app.engine.excellent.evaluator import ALL_FUNCTIONS
from app.engine.excellent.types import Property, XArray, XError, XObject, XValue, debug, equals


def read_instant(text: str, tz: str | None = "UTC") -> Instant:
    """With the zone, or an offset where the zone database has no such name."""
    instant = Instant.from_iso(text)
    zone = find_zone(tz) if tz else None
    return instant.in_zone(zone) if zone is not None and instant.in_zone(zone).offset() == instant.offset() else instant


def read_date(text: str) -> XDate:
    return XDate(*(int(part) for part in text.split("-")))


def read_time(text: str) -> XTime:
    hour, minute, second = text.split(":")
    whole, _, fraction = second.partition(".")
    return XTime(int(hour), int(minute), int(whole), int(fraction.ljust(9, "0")))


def read_value(tagged: Any) -> XValue:
    """A tagged value; plain JSON null is null."""
    if tagged is None or tagged["x"] == "nil":
        return None
    kind: str = tagged["x"]
    value: Any = tagged.get("v")
    if kind == "text":
        return str(tagged["repeat"]["v"]) * tagged["repeat"]["count"] if "repeat" in tagged else str(value)
    if kind == "array":
        return XArray(read_values(value if "repeat" not in tagged else {"repeat": tagged["repeat"]}))
    if kind == "object":
        properties: dict[str, Property] = {name: read_value(item) for name, item in value.items()}
        if "default" in tagged:
            properties["__default__"] = read_value(tagged["default"])
        return XObject(properties)
    simple: dict[str, Callable[[Any], XValue]] = {
        "number": Decimal,
        "boolean": bool,
        "date": read_date,
        "time": read_time,
        "function": ALL_FUNCTIONS.__getitem__,
        "error": XError,
    }
    return simple[kind](value) if kind in simple else read_instant(value, tagged.get("tz"))


def read_values(tagged: Any) -> list[XValue]:
    """A list of tagged values, or one value so many times."""
    if isinstance(tagged, dict):
        return [read_value(tagged["repeat"]["item"])] * tagged["repeat"]["count"]
    return [read_value(item) for item in tagged]


def value_differs(tagged: Any, actual: XValue) -> str | None:
    """None if the value is the one expected; any error will do where one is."""
    if tagged["x"] == "error":
        return None if isinstance(actual, XError) else f"expected an error, got {debug(actual)}"
    expected = read_value(tagged)
    same = equals(expected, actual)
    if same and isinstance(expected, Instant) and isinstance(actual, Instant):
        same = expected.offset() == actual.offset()
    return None if same else f"expected {debug(expected)[:300]}, got {debug(actual)[:300]}"
