"""Enter a child flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import Action, Ref
from app.engine.definition.anatomy import Anatomy
from app.engine.errors import EngineError
from app.engine.reading import Reader
from app.engine.run import PushedFlow

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class EnterFlow(Action):
    """The child begins when the node's other actions are done; `terminal` ends all open runs first."""

    flow: Ref
    terminal: bool

    type = "enter_flow"
    anatomy = Anatomy(references=(("flow", "flow"),))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        child = reader.child("flow", required=True)
        return cls(uuid, Ref.read(child) if child else Ref(), reader.flag("terminal"))

    def execute(self, ctx: RunContext) -> None:
        try:
            flow = ctx.assets.flow(self.flow.uuid)
        except EngineError as error:
            ctx.fail(f"Unable to read flow '{self.flow.name}': {error.message}")
            return
        if flow is None:
            ctx.fail(f"Unable to find flow '{self.flow.name}'")
        elif flow.type != ctx.session.type:
            ref = f"flow[uuid={flow.uuid},name={flow.name}]"
            ctx.fail(f"Can't enter {ref} of type {flow.type} from type {ctx.session.type}")
        else:
            ctx.session.pushed = PushedFlow(flow, ctx.run, self.terminal)
