"""Ask a language classifier: no longer supported anywhere, so flows take their failure path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine import events
from app.engine.actions.base import ONLINE, Action, read_result_name
from app.engine.definition.anatomy import Anatomy
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class CallClassifier(Action):
    """A warning, and a result of category Failure."""

    result_name: str

    type = "call_classifier"
    flow_types = ONLINE
    anatomy = Anatomy(templates=("input",), result_categories=("Success", "Skipped", "Failure"))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        return cls(uuid, read_result_name(reader, "result_name", required=True))

    def execute(self, ctx: RunContext) -> None:
        ctx.log(events.warning(ctx.universe, "NLU classifiers are no longer supported"))
        ctx.save_result(self.result_name, "0", "Failure")
