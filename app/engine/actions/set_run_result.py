"""Save a result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import Action, read_category, read_result_name
from app.engine.definition.anatomy import Anatomy
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class SetRunResult(Action):
    """`value` is a template; a failing expression leaves the result as it was."""

    name: str
    value: str
    category: str

    type = "set_run_result"
    anatomy = Anatomy(templates=("value",), localizable=("category",))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        return cls(uuid, read_result_name(reader, "name", required=True), reader.text("value"), read_category(reader))

    def execute(self, ctx: RunContext) -> None:
        value, worked = ctx.text(self.value)
        if not worked:
            return
        localized = ctx.translated_text(self.uuid, "category", self.category) if self.category else ""
        ctx.save_result(self.name, value, self.category, localized=localized)
