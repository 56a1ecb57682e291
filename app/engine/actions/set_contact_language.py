"""Change the contact's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import Action
from app.engine.definition.anatomy import Anatomy
from app.engine.definition.languages import is_language
from app.engine.modifiers.language import LanguageModifier
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class SetContactLanguage(Action):
    """`language` is a template of an ISO 639-3 code; empty takes the language away."""

    language: str

    type = "set_contact_language"
    anatomy = Anatomy(templates=("language",))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        return cls(uuid, reader.text("language"))

    def execute(self, ctx: RunContext) -> None:
        text, worked = ctx.text(self.language)
        if not worked:
            return
        code = text.strip()
        if code and len(code) != 3:
            ctx.error(f"iso-639-3 codes must be 3 characters, got: {code}")
        elif code and not is_language(code):
            ctx.error(f"unrecognized language code: {code}")
        else:
            ctx.modify(LanguageModifier(code))
