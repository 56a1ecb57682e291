"""Ask for an opt-in: no longer supported anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import ONLINE, Action, Ref
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class RequestOptin(Action):
    """An error event."""

    optin: Ref

    type = "request_optin"
    flow_types = ONLINE

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        child = reader.child("optin", required=True)
        return cls(uuid, Ref.read(child) if child else Ref())

    def execute(self, ctx: RunContext) -> None:
        ctx.error("opt-in requests are no longer supported", "action:unsupported")
