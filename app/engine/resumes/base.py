"""What every resume is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from app.engine.definition.model import Wait
from app.engine.event_json import normal_event
from app.engine.excellent.types import XObject
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.session import Session


@dataclass(slots=True)
class Resume:
    """`event` is what happened: a message, a timeout, an expiration, the end of a forwarded call."""

    event: dict[str, Any]
    resumed_on: str

    type: ClassVar[str] = ""
    event_type: ClassVar[str] = ""
    expires: ClassVar[bool] = False
    brings_input: ClassVar[bool] = False

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Raises EngineError `resume:invalid`."""
        event = reader.child("event", required=True)
        resumed_on = reader.time("resumed_on")
        reader.done()
        if event and event.data.get("type") != cls.event_type:
            reader.complain(f"{cls.type} resume event must be of type {cls.event_type}")
            reader.done()
        normal = normal_event(event.data if event else {}, "resume:invalid")
        return cls(normal, resumed_on)

    def ends(self, wait: Wait) -> bool:
        """Whether a wait like this can end so."""
        return True

    def apply(self, session: Session) -> None:
        """What changes in the session and its contact before the flow goes on."""

    def to_json(self) -> dict[str, Any]:
        return {"type": self.type, "event": self.event, "resumed_on": self.resumed_on}

    def context(self) -> XObject:
        """What `@resume` shows: all types have the same properties."""
        return XObject({"type": self.type, "dial": None})
