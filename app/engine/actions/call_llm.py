"""Ask a language model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine import events
from app.engine.actions.base import ONLINE, Action, Ref, read_local
from app.engine.capabilities import ServiceError
from app.engine.dates import NANOS
from app.engine.definition.anatomy import Anatomy
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext

ERROR_OUTPUT = "<ERROR>"


@dataclass(frozen=True, slots=True)
class CallLlm(Action):
    """The answer goes to a local, `<ERROR>` when there is none: an office without a model takes that way."""

    llm: Ref
    instructions: str
    input: str
    output_local: str

    type = "call_llm"
    flow_types = ONLINE
    anatomy = Anatomy(templates=("instructions", "input"), references=(("llm", "llm"),), local_property="output_local")

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        child = reader.child("llm", required=True)
        llm = Ref.read(child) if child else Ref()
        instructions = reader.text("instructions", required=True, maximum=10_000)
        heard = reader.text("input", maximum=10_000)
        return cls(uuid, llm, instructions, heard, read_local(reader, "output_local"))

    def execute(self, ctx: RunContext) -> None:
        ctx.run.locals[self.output_local] = self._ask(ctx) or ERROR_OUTPUT

    def _ask(self, ctx: RunContext) -> str:
        """Empty when it did not work."""
        llm = ctx.assets.llm(self.llm.uuid)
        if llm is None:
            ctx.missing("llm", self.llm.uuid, self.llm.name)
            return ""
        instructions, heard = ctx.text(self.instructions)[0], ctx.text(self.input)[0]
        ask = ctx.session.capabilities.ask_llm
        started = ctx.universe.now()
        try:
            if ask is None:
                raise ServiceError("no language model is connected")
            answer = ask(llm.uuid, instructions, heard)
        except ServiceError as error:
            ctx.error(str(error))
            return ""
        elapsed = (ctx.universe.now().ns - started.ns) // (NANOS // 1000)
        tokens = {"input": answer.input_tokens, "output": answer.output_tokens}
        fields = {"llm": llm.ref, "instructions": instructions, "input": heard, "output": answer.output}
        ctx.log(events.event(ctx.universe, "llm_called", **fields, tokens=tokens, elapsed_ms=elapsed))
        return answer.output
