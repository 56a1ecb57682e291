"""One pass of a contact through one flow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.engine.dates import Instant
from app.engine.definition.model import Flow, Node
from app.engine.jsontime import read_optional_time, read_time, write_time
from app.engine.reading import required_text, text_of, whole_number

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets

ACTIVE, WAITING, COMPLETED, EXPIRED, FAILED = "active", "waiting", "completed", "expired", "failed"


@dataclass(frozen=True, slots=True)
class Step:
    node_uuid: str
    arrived_on: Instant


@dataclass(frozen=True, slots=True)
class Result:
    """`category_localized` is empty where it equals `category`; `extra` is any JSON value.

    `extra_text` is the extra as it came in, blanks and all; empty where it was made here, and after a save.
    """

    name: str
    value: str
    category: str
    node_uuid: str
    created_on: Instant
    category_localized: str = ""
    input: str = ""
    extra: Any = None
    extra_text: str = ""

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Result:
        return cls(
            name=required_text(data, "name"),
            value=text_of(data, "value"),
            category=text_of(data, "category"),
            node_uuid=text_of(data, "node_uuid"),
            created_on=read_time(data["created_on"], "created_on"),
            category_localized=text_of(data, "category_localized"),
            input=text_of(data, "input"),
            extra=data.get("extra"),
        )

    def to_json(self) -> dict[str, Any]:
        result: dict[str, Any] = {"name": self.name, "value": self.value, "node_uuid": self.node_uuid}
        optional = {"category": self.category, "category_localized": self.category_localized, "input": self.input}
        result |= {key: value for key, value in optional.items() if value}
        if self.extra is not None:
            result["extra"] = self.extra
        return result | {"created_on": write_time(self.created_on)}


@dataclass(slots=True)
class Run:
    """`flow` is None when a session was read whose flow is gone. `results` are by key, the name in snake case."""

    uuid: str
    flow: Flow | None
    flow_ref: dict[str, Any]
    created_on: Instant
    modified_on: Instant
    status: str = ACTIVE
    exited_on: Instant | None = None
    parent_uuid: str = ""
    had_input: bool = False
    path: list[Step] = field(default_factory=list)
    results: dict[str, Result] = field(default_factory=dict)
    locals: dict[str, str] = field(default_factory=dict)
    webhook: dict[str, Any] | None = None
    legacy_extra: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Mapping[str, Any], assets: SessionAssets) -> Run:
        """Raises KeyError, TypeError or EngineError."""
        ref = data["flow"]
        return cls(
            uuid=required_text(data, "uuid"),
            flow=assets.flow(required_text(ref, "uuid")),
            flow_ref=dict(ref),
            created_on=read_time(data["created_on"], "created_on"),
            modified_on=read_time(data["modified_on"], "modified_on"),
            status=required_text(data, "status"),
            exited_on=read_optional_time(data.get("exited_on"), "exited_on"),
            parent_uuid=text_of(data, "parent_uuid"),
            had_input=bool(data.get("had_input")),
            path=[Step(required_text(step, "node_uuid"), read_time(step["arrived_on"])) for step in data.get("path") or ()],
            results={key: Result.read(value) for key, value in (data.get("results") or {}).items()},
            locals={key: text_of(data["locals"], key) for key in data.get("locals") or {}},
            webhook=_saved_call(data.get("webhook")),
        )

    def to_json(self) -> dict[str, Any]:
        """A run that has ended is written without path, locals and webhook: nothing can ask for them again."""
        result: dict[str, Any] = {"uuid": self.uuid, "flow": self.flow_ref, "status": self.status}
        result["created_on"] = write_time(self.created_on)
        result["modified_on"] = write_time(self.modified_on)
        result["exited_on"] = write_time(self.exited_on) if self.exited_on else None
        if self.parent_uuid:
            result["parent_uuid"] = self.parent_uuid
        if self.had_input:
            result["had_input"] = True
        if self.results:
            result["results"] = {key: value.to_json() for key, value in self.results.items()}
        if self.exited_on is None:
            result |= self._working_state()
        return result

    def _working_state(self) -> dict[str, Any]:
        state: dict[str, Any] = {}
        if self.path:
            state["path"] = [{"node_uuid": step.node_uuid, "arrived_on": write_time(step.arrived_on)} for step in self.path]
        if self.locals:
            state["locals"] = self.locals
        if self.webhook is not None:
            state["webhook"] = self.webhook
        return state

    @property
    def node(self) -> Node | None:
        """Where the run stands."""
        return self.flow.node(self.path[-1].node_uuid) if self.flow and self.path else None

    @property
    def has_exited(self) -> bool:
        return self.exited_on is not None

    def visit(self, node: Node, now: Instant) -> None:
        self.path.append(Step(node.uuid, now))
        self.modified_on = now

    def set_status(self, status: str, now: Instant) -> None:
        self.status = status
        self.modified_on = now

    def exit(self, status: str, now: Instant) -> None:
        self.set_status(status, now)
        self.exited_on = now

    def summary(self, contact: Mapping[str, Any]) -> dict[str, Any]:
        """What a session that this run starts may know of it."""
        results = {key: value.to_json() for key, value in self.results.items()}
        summary = {"uuid": self.uuid, "flow": self.flow_ref, "contact": contact, "status": self.status}
        return summary | {"results": results}


def _saved_call(data: Any) -> dict[str, Any] | None:
    if data is None:
        return None
    headers = data.get("headers") or {}
    saved = {"method": text_of(data, "method"), "url": text_of(data, "url"), "status": whole_number(data, "status")}
    kept = {key: text_of(headers, key) for key in headers} if data.get("headers") is not None else None
    return {**saved, "headers": kept, "json": data.get("json")}


@dataclass(frozen=True, slots=True)
class PushedFlow:
    """A flow to be entered when the actions of the current node are done."""

    flow: Flow
    parent: Run | None
    terminal: bool = False
