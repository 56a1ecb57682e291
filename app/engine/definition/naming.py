"""Keys made from names."""

from __future__ import annotations

import re

from app.engine.definition.limits import MAX_RESULT_NAME_LENGTH

_NOT_WORD = re.compile(r"[^a-z0-9_]+")


def result_key(name: str) -> str:
    """`Call 2` is `call_2`: how expressions find a result."""
    return _NOT_WORD.sub("_", name.strip().lower())[:MAX_RESULT_NAME_LENGTH]
