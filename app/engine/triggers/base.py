"""What every trigger is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self

from app.engine.context import ref_context, ticket_context, user_context
from app.engine.event_json import normal_event
from app.engine.excellent.types import XObject, XValue, to_xvalue
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.asset_types import Named
    from app.engine.contact import Ticket
    from app.engine.session import Session

# Properties that a type may add and that are kept as they came.
PLAIN = ("history", "run_summary", "params", "user", "origin", "keyword_match", "ticket")


@dataclass(slots=True)
class Trigger:
    """`event` is the event that caused it, where there is one; `batch` is a start of many contacts at once."""

    flow: dict[str, Any]
    triggered_on: str
    event: dict[str, Any] | None = None
    batch: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    type: ClassVar[str] = ""
    event_required: ClassVar[bool] = False
    event_types: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Raises EngineError `trigger:invalid`."""
        flow = reader.child("flow", required=True)
        if flow:
            flow.uuid("uuid", required=True)
        event = reader.child("event", required=cls.event_required)
        check_extra(reader)
        cls.check(reader)
        triggered_on = reader.time("triggered_on")
        reader.done()
        if event and cls.event_types and event.data.get("type") not in cls.event_types:
            reader.complain(f"{cls.type} trigger event must be of type {' or '.join(cls.event_types)}")
            reader.done()
        return cls(
            flow=dict(reader.data["flow"]),
            triggered_on=triggered_on,
            event=normal_event(event.data, "trigger:invalid") if event else None,
            batch=reader.flag("batch"),
            extra={key: reader.data[key] for key in PLAIN if reader.data.get(key) is not None},
        )

    @classmethod
    def check(cls, reader: Reader) -> None:
        """What this type needs beside flow and event."""

    @property
    def flow_uuid(self) -> str:
        uuid: str = self.flow["uuid"]
        return uuid

    @property
    def params(self) -> Any:
        return self.extra.get("params")

    @property
    def history(self) -> Mapping[str, Any] | None:
        return self.extra.get("history")

    @property
    def run_summary(self) -> Mapping[str, Any] | None:
        return self.extra.get("run_summary")

    def apply(self, session: Session) -> None:
        """What changes in the session and its contact before the flow begins."""

    def keyword(self) -> str:
        return ""

    def campaign(self, session: Session) -> Named | None:
        return None

    def ticket(self, session: Session) -> Ticket | None:
        return None

    def to_json(self) -> dict[str, Any]:
        result: dict[str, Any] = {"type": self.type}
        if self.event is not None:
            result["event"] = self.event
        result |= {"flow": self.flow, "triggered_on": self.triggered_on}
        if self.batch:
            result["batch"] = True
        return result | self.extra

    def context(self, session: Session) -> XObject:
        """What `@trigger` shows: all types have the same properties."""
        user = self.extra.get("user")
        found = session.assets.user(user.get("uuid", "")) if isinstance(user, dict) else None
        params: XValue = to_xvalue(self.params) if self.params is not None else XObject()
        return XObject(
            {
                "type": self.type,
                "params": params,
                "keyword": self.keyword(),
                "user": user_context(found),
                "origin": self.extra.get("origin") or "",
                "ticket": ticket_context(self.ticket(session)),
                "campaign": ref_context(self.campaign(session)),
            }
        )


def check_extra(reader: Reader) -> None:
    """Properties that are kept as they came must have the shape that they are used by."""
    history = reader.child("history")
    if history:
        for key in ("ancestors", "ancestors_since_input"):
            if not isinstance(history.data.get(key, 0), int):
                reader.complain(f"{history.name(key)} must be a whole number")
    summary = reader.child("run_summary")
    if summary:
        summary.text("uuid")
        summary.text("status")
        for key in ("flow", "contact", "results"):
            summary.child(key)
    for key in ("user", "ticket"):
        child = reader.child(key)
        if child:
            child.text("uuid", required=True)
    match = reader.child("keyword_match")
    if match:
        match.text("keyword")
    reader.text("origin")
