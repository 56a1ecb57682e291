"""Change a local of the run: a value that ends with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import Action, read_local
from app.engine.definition.anatomy import Anatomy
from app.engine.reading import Reader
from app.engine.text import truncate

if TYPE_CHECKING:
    from app.engine.running import RunContext

SET, INCREMENT, CLEAR = "set", "increment", "clear"
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SetRunLocal(Action):
    """Set to a template's text, increment by a whole number, or clear."""

    local: str
    value: str
    operation: str

    type = "set_run_local"
    anatomy = Anatomy(templates=("value",), local_property="local")

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        local, value = read_local(reader, "local"), reader.text("value", maximum=1000)
        return cls(uuid, local, value, reader.choice("operation", (SET, INCREMENT, CLEAR), "operation"))

    def execute(self, ctx: RunContext) -> None:
        if self.operation == CLEAR:
            ctx.run.locals.pop(self.local, None)
            return
        text, worked = ctx.text(self.value)
        if not worked:
            return
        if self.operation == SET:
            ctx.run.locals[self.local] = truncate(text, ctx.limits.result_characters)
        elif not _INTEGER.fullmatch(text.strip()):
            ctx.error("Increment value is not an integer")
        else:
            before = ctx.run.locals.get(self.local, "")
            start = int(before) if _INTEGER.fullmatch(before) else 0
            ctx.run.locals[self.local] = str(start + int(text))
