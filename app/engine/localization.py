"""Which language a text is in, and the translation that is used."""

from __future__ import annotations

from collections.abc import Sequence

from app.engine.contact import Contact
from app.engine.definition.model import Flow
from app.engine.envs import Environment


def languages_for(env: Environment, contact: Contact, flow: Flow) -> list[str]:
    """Best first: the contact's own if the workspace allows it, the workspace's default, the flow's."""
    allowed = env.allowed_languages
    wanted = [contact.language] if contact.language in allowed else []
    wanted += allowed[:1]
    return [*dict.fromkeys([*wanted, flow.language])]


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
