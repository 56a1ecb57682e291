"""The languages of a workspace's flows."""

from __future__ import annotations

from collections.abc import Iterable

from app.engine.definition.languages import is_language
from app.errors import Invalid

MAX_LANGUAGES = 100


def check_language(code: str) -> str:
    """A code of ISO 639-3, in lower case. Raises Invalid language `unknown`."""
    code = code.strip().lower()
    if not is_language(code):
        raise Invalid("language", "unknown", value=code[:16])
    return code


def check_languages(codes: Iterable[str]) -> list[str]:
    """Each once, the first is the workspace's own. Raises Invalid `unknown`, `empty` or `too_many`."""
    checked = list(dict.fromkeys(check_language(code) for code in codes))
    if not checked:
        raise Invalid("languages", "empty")
    if len(checked) > MAX_LANGUAGES:
        raise Invalid("languages", "too_many", most=MAX_LANGUAGES)
    return checked
