"""Parts of a file's objects, read without trust."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from app.services.objects import MAX_NAME

Json = Mapping[str, Any]


def text(item: Any, key: str) -> str:
    """Stripped; empty for what is no text."""
    value = item.get(key) if isinstance(item, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def reference(value: Any) -> tuple[str, str]:
    """UUID and name of a reference, either of which may be empty; of old files a mere name or UUID is one, too."""
    if isinstance(value, str):
        return value.strip(), value.strip()
    return text(value, "uuid"), text(value, "name")


def references(item: Json, key: str) -> list[tuple[str, str]]:
    value = item.get(key)
    return [reference(one) for one in value if isinstance(one, str | Mapping)] if isinstance(value, list) else []


def integer(item: Json, key: str, default: int | None = None) -> int | None:
    """None for what is there and no whole number."""
    value = item.get(key)
    if value is None:
        return default
    if isinstance(value, str):
        try:
            return int(value) if len(value) < 12 else None
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value


def shown(item: Any) -> str:
    """What a report calls an object that can't be read further."""
    if isinstance(item, Mapping):
        return text(item, "name") or text(item, "key") or text(item, "uuid")
    return str(item)[:50] if isinstance(item, str | int | float) else ""


def clean_name(name: str) -> str:
    """As names here may be: single spaces, no quotes and controls, not too long. Empty when nothing is left."""
    plain = name.replace('"', "'").replace("\\", "/")
    shown_only = "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Cn") else char for char in plain)
    return unicodedata.normalize("NFC", " ".join(shown_only.split()))[:MAX_NAME].strip()
