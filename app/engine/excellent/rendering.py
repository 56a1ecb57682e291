"""Values as text: inside templates, for people, as JSON, in error messages."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

from app.engine.dates import Instant, XDate, XTime
from app.engine.excellent.values import DEFAULT_KEY, XArray, XError, XFunction, XObject, XValue
from app.engine.numbers import plain_text
from app.engine.text import indent, quote

if TYPE_CHECKING:
    from app.engine.envs import Environment


def render(x: XValue) -> str:
    """The text of a value inside texts: ISO dates, plain numbers, `[a, b]`, `{k: v}`; nothing for null."""
    kind = type(x)
    if kind is str:
        return x  # type: ignore[return-value]
    if kind is Decimal:
        return plain_text(x)  # type: ignore[arg-type]
    if x is None:
        return ""
    if isinstance(x, bool):
        return "true" if x else "false"
    if isinstance(x, XArray):
        return "[" + ", ".join([render(item) for item in x]) + "]"
    if isinstance(x, XObject):
        if x.has_default:
            return render(x.default)
        return "{" + ", ".join([f"{name}: {render(value)}" for name, value in x.items()]) + "}"
    if isinstance(x, (XDate, XTime, Instant)):
        return x.iso()
    if isinstance(x, XFunction):
        return x.describe()
    if isinstance(x, XError):
        return x.message
    return str(x)


def format_value(env: Environment, x: XValue) -> str:
    """As `render`, but for people: dates and numbers as the environment writes them, lists and objects over lines."""
    if isinstance(x, bool) or x is None or isinstance(x, (str, XFunction)):
        return render(x)
    if isinstance(x, Decimal):
        return env.format_number(x)
    if isinstance(x, XDate):
        return env.format_date(x)
    if isinstance(x, XTime):
        return env.format_time(x)
    if isinstance(x, Instant):
        return env.format_datetime(x)
    if isinstance(x, XError):
        return ""
    return _format_array(env, x) if isinstance(x, XArray) else _format_object(env, x)


def _format_array(env: Environment, array: XArray) -> str:
    parts = [format_value(env, item) for item in array]
    if not any("\n" in part for part in parts):
        return ", ".join(parts)
    return "\n".join("- " + indent(part, "  ")[2:] for part in parts)


def _format_object(env: Environment, obj: XObject) -> str:
    if obj.has_default:
        return format_value(env, obj.default)
    lines = []
    for name, value in obj.items():
        text = format_value(env, value)
        lines.append(f"{name}:\n{indent(text, '  ')}" if "\n" in text else f"{name}: {text}")
    return "\n".join(lines)


def to_json(x: XValue) -> str:
    """Compact JSON, names sorted. Errors and functions are null; defaults of objects are left out unless asked for."""
    if isinstance(x, str):
        return json_text(x)
    if isinstance(x, (bool, Decimal)):
        return render(x)
    if isinstance(x, XArray):
        return "[" + ",".join([to_json(item) for item in x]) + "]"
    if isinstance(x, XObject):
        pairs = list(x.items())
        if x.marshal_default and x.has_default:
            pairs.insert(0, (DEFAULT_KEY, x.default))
        return "{" + ",".join([f"{json_text(name)}:{to_json(value)}" for name, value in pairs]) + "}"
    if isinstance(x, (XDate, XTime, Instant)):
        return json_text(x.iso())
    return "null"


def json_text(text: str) -> str:
    """A JSON string; only what must be escaped is, and U+2028/2029, as Go does."""
    escaped = json.dumps(text, ensure_ascii=False)
    return escaped.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def describe(x: XValue) -> str:
    """How error messages name a value."""
    if isinstance(x, str):
        return quote(x)
    if x is None:
        return "null"
    if isinstance(x, (Decimal, bool, XFunction)):
        return render(x)
    return type_name(x)


def type_name(x: XValue) -> str:
    for kind, name in _NAMES:
        if isinstance(x, kind):
            return name
    return "null"


_NAMES: list[tuple[type, str]] = [
    (str, "text"),
    (bool, "boolean"),
    (Decimal, "number"),
    (XDate, "date"),
    (XTime, "time"),
    (Instant, "datetime"),
    (XArray, "array"),
    (XObject, "object"),
    (XFunction, "function"),
    (XError, "error"),
]


def debug(x: XValue) -> str:
    """Type and content, for logs and tests."""
    if x is None:
        return "nil"
    if isinstance(x, str):
        return f"XText({quote(x)})"
    if isinstance(x, XArray):
        return "XArray[" + ", ".join(debug(item) for item in x) + "]"
    if isinstance(x, XObject):
        pairs = list(x.items())
        if x.has_default:
            pairs.insert(0, (DEFAULT_KEY, x.default))
        return "XObject{" + ", ".join(f"{name}: {debug(value)}" for name, value in pairs) + "}"
    if isinstance(x, XError):
        return f"XError({quote(x.message)})"
    if isinstance(x, Instant):
        parts = ", ".join(str(part) for part in x.civil())
        return f"XDateTime({parts}, {x.zone_name()})"
    if isinstance(x, XDate):
        return f"XDate({x.year}, {x.month}, {x.day})"
    if isinstance(x, XTime):
        return f"XTime({x.hour}, {x.minute}, {x.second}, {x.nanos})"
    if isinstance(x, XFunction):
        return f"XFunction[{x.describe()}]"
    return f"X{type_name(x).title()}({render(x)})"
