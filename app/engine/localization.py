"""Which language a text is in, and the translation that is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.engine.definition.model import Flow
from app.engine.envs import Environment


def languages_for(env: Environment, contact_language: str, base_language: str) -> list[str]:
    """Best first: the contact's own if the workspace allows it, the workspace's default, that of the flow or broadcast."""
    allowed = env.allowed_languages
    wanted = [contact_language] if contact_language in allowed else []
    return [*dict.fromkeys([*wanted, *allowed[:1], base_language])]


def broadcast_content(
    env: Environment, contact_language: str, translations: Mapping[str, Mapping[str, Any]], base_language: str
) -> tuple[dict[str, Any], str]:
    """What one contact gets of a broadcast: text, attachments and quick replies each in the best language that has them.

    The second value is the locale of the text. `env` has the contact's country already.
    """
    content: dict[str, Any] = {"text": ""}
    spoken = base_language
    languages = languages_for(env, contact_language, base_language)
    for prop in ("text", "attachments", "quick_replies"):
        language = next((code for code in languages if translations.get(code, {}).get(prop)), "")
        if language:
            content[prop] = translations[language][prop]
            spoken = language if prop == "text" else spoken
    return content, locale(spoken, env.default_country)


def translated(flow: Flow, languages: Sequence[str], item_uuid: str, prop: str, native: Sequence[str]) -> tuple[list[str], str]:
    """The texts of one property, and their language. A translation that is one empty text counts as none."""
    for language in languages:
        if language == flow.language:
            break
        texts = flow.localization.get(language, item_uuid, prop)
        if texts and texts != [""]:
            return texts, language
    return list(native), flow.language


def locale(language: str, country: str) -> str:
    """`eng-US`, or without country `eng`; empty for an unknown language."""
    if not language:
        return ""
    return f"{language}-{country}" if country else language
