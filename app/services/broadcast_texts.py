"""What a person wrote to many, checked and cleaned."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.contracts import broadcasts as contracts
from app.engine.broadcasts import LIMITS, BroadcastTexts
from app.engine.definition.languages import is_language
from app.errors import Invalid
from app.services.inbox import clean_text

MAX_TEXT = 640  # characters, with its expressions. Source: RapidPro
MAX_QUICK_REPLY = 64
MAX_LANGUAGES = 50
UNDETERMINED = "und"


def check_texts(translations: Mapping[str, contracts.BroadcastText], base_language: str) -> BroadcastTexts:
    """Raises Invalid."""
    if base_language not in translations:
        raise Invalid("base_language", "missing")
    if len(translations) > MAX_LANGUAGES or not all(is_language(code) or code == UNDETERMINED for code in translations):
        raise Invalid("translations", "language")
    return BroadcastTexts({code: _check_text(text) for code, text in translations.items()}, base_language, is_template=True)


def _check_text(given: contracts.BroadcastText) -> dict[str, Any]:
    text = given.text.strip()
    if len(text) > MAX_TEXT:
        raise Invalid("text", "too_long", limit=MAX_TEXT)
    cleaned = contracts.BroadcastText(
        clean_text(text).strip(),
        _check_list("attachments", given.attachments, LIMITS.attachments, LIMITS.attachment_characters),
        _check_list("quick_replies", given.quick_replies, LIMITS.quick_replies, MAX_QUICK_REPLY),
    )
    if not (cleaned.text or cleaned.attachments):
        raise Invalid("text", "empty")
    return {name: value for name, value in asdict(cleaned).items() if value}


def _check_list(field: str, values: Sequence[str], most: int, longest: int) -> list[str]:
    if len(values) > most:
        raise Invalid(field, "too_many", most=most)
    if any(len(value) > longest for value in values):
        raise Invalid(field, "too_long", limit=longest)
    return [cleaned for value in values if (cleaned := _clean(value))]


def _clean(value: str) -> str:
    return "".join(char for char in value if unicodedata.category(char) not in ("Cc", "Cs")).strip()
