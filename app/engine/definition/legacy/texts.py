"""Texts by language, as old definitions have them, and where their translations go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.engine.definition.legacy.expressions import Options, migrate_template
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj

BASE = "base"

Translations = dict[str, str]


@dataclass(slots=True)
class Import:
    """One definition being imported: its base language and what is collected on the way."""

    config: Config
    language: str
    localization: dict[str, dict[str, dict[str, list[str]]]] = field(default_factory=dict)
    node_ui: Obj = field(default_factory=dict)

    def read(self, value: Any, options: Options | None = None) -> tuple[str, Translations]:
        """The base text, and the others by language. Old definitions have a plain text where nothing is translated."""
        if isinstance(value, str):
            return self.template(value, options), {}
        if not isinstance(value, dict):
            return "", {}
        texts = {key: self.template(text, options) for key, text in value.items() if isinstance(text, str)}
        base = texts.get(self.language, texts.get(BASE, next(iter(texts.values()), "")))
        return base, {key: text for key, text in texts.items() if key not in (self.language, BASE)}

    def template(self, text: str, options: Options | None = None) -> str:
        return migrate_template(text, options or Options())

    def translate(self, uuid: str, prop: str, translations: dict[str, list[str]]) -> None:
        """Keep the translations of one property, those that say anything."""
        for language, texts in translations.items():
            if any(texts):
                self.localization.setdefault(language, {}).setdefault(uuid, {})[prop] = texts

    def localized(self, value: Any, uuid: str, prop: str, options: Options | None = None) -> str:
        """Base text of a property; its translations are kept."""
        base, others = self.read(value, options)
        self.translate(uuid, prop, {language: [text] for language, text in others.items()})
        return base


def join_url(base: str, path: str) -> str:
    """Exactly one slash between them."""
    return f"{base.rstrip('/')}/{path.lstrip('/')}"
