"""Language codes: three letters of ISO 639-3, `und` for text of no known language."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources


@cache
def _codes() -> frozenset[str]:
    table = json.loads(resources.files(__package__).joinpath("languages.json").read_text("utf-8"))["codes"]
    return frozenset(start + last for start, lasts in table.items() for last in lasts)


def is_language(code: object) -> bool:
    """Whether `code` is an ISO 639-3 code in lower case."""
    return isinstance(code, str) and code in _codes()


def parse_language(text: str) -> str:
    """The code in lower case. Raises ValueError for one ISO 639-3 does not know."""
    code = text.lower()
    if not is_language(code):
        raise ValueError(f"unrecognized language code: {text}")
    return code
