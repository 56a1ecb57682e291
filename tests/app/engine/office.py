"""A small office to test sessions in: assets from JSON, a mock world, and sessions that are saved and read back at each wait."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.engine.assets import SessionAssets
from app.engine.capabilities import Capabilities
from app.engine.contact import Contact
from app.engine.engine import Engine
from app.engine.envs import Environment
from app.engine.limits import Limits
from app.engine.resumes import read_resume
from app.engine.session import Call, Session, Sprint
from app.engine.triggers import read_trigger
from tests.conformance.mock_universe import MockUniverse

FLOWS = Path(__file__).parent / "flows"
CHANNEL = {
    "uuid": "c0000000-0000-4000-8000-000000000001",
    "name": "Front desk phone",
    "address": "+250788000001",
    "schemes": ["tel"],
    "roles": ["send", "receive"],
    "country": "RW",
}
CONTACT = {
    "uuid": "b0000000-0000-4000-8000-000000000001",
    "id": 77,
    "name": "Aline Uwase",
    "language": "eng",
    "status": "active",
    "created_on": "2024-01-02T03:04:05Z",
    "urns": ["tel:+250788123123"],
}
WHEN = "2025-05-04T12:00:00Z"


class Source:
    """Assets from a mapping of kind to objects; `asked` counts how often each flow was asked for."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.asked: list[str] = []

    def flow(self, uuid: str) -> Mapping[str, Any] | None:
        self.asked.append(uuid)
        return next((flow for flow in self._data.get("flows", ()) if flow["uuid"] == uuid), None)

    def objects(self, kind: str) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = self._data.get(kind, ())
        return found


def flow_file(name: str) -> Any:
    return json.loads((FLOWS / f"{name}.json").read_text(encoding="utf-8"))


@dataclass
class Office:
    """Runs sessions of one contact."""

    data: dict[str, Any]
    universe: MockUniverse = field(default_factory=MockUniverse)
    env: Environment = field(default_factory=Environment)
    limits: Limits = field(default_factory=Limits)
    capabilities: Capabilities = field(default_factory=Capabilities)
    contact_data: dict[str, Any] = field(default_factory=lambda: dict(CONTACT))

    def __post_init__(self) -> None:
        self.data.setdefault("channels", [CHANNEL])
        self.source = Source(self.data)
        self.assets = SessionAssets(self.source, self.universe)
        self.engine = Engine(self.universe, self.limits, self.capabilities)
        self.contact = Contact.read(self.contact_data, self.assets)

    def start(self, flow_uuid: str, *, text: str | None = None, call: Call | None = None, **more: Any) -> tuple[Session, Sprint]:
        """By hand, or with `text` by a message."""
        data: dict[str, Any] = {"type": "manual", "flow": {"uuid": flow_uuid, "name": "?"}, "triggered_on": WHEN, **more}
        if text is not None:
            data |= {"type": "msg", "event": self.msg_received(text)}
        return self.engine.start(self.assets, self.env, self.contact, read_trigger(data, self.assets), call)

    def say(self, session: Session, text: str) -> tuple[Session, Sprint]:
        """The contact answers, after the session was saved and read back."""
        return self.resume(session, {"type": "msg", "event": self.msg_received(text), "resumed_on": WHEN})

    def time_out(self, session: Session) -> tuple[Session, Sprint]:
        return self.resume(session, {"type": "wait_timeout", "event": self._event("wait_timed_out"), "resumed_on": WHEN})

    def expire(self, session: Session) -> tuple[Session, Sprint]:
        return self.resume(session, {"type": "wait_expiration", "event": self._event("wait_expired"), "resumed_on": WHEN})

    def resume(self, session: Session, resume: dict[str, Any]) -> tuple[Session, Sprint]:
        session = self.reload(session)
        return session, self.engine.resume(session, read_resume(resume))

    def reload(self, session: Session) -> Session:
        """What was saved and read back must say the same again."""
        stored = json.loads(json.dumps(session.to_json()))
        again = self.engine.read_session(stored, self.assets, self.env, self.contact, session.call)
        assert again.to_json() == stored
        return again

    def msg_received(self, text: str) -> dict[str, Any]:
        channel = {"uuid": CHANNEL["uuid"], "name": CHANNEL["name"]}
        return self._event("msg_received", msg={"text": text, "urn": "tel:+250788123123", "channel": channel})

    def _event(self, kind: str, **fields: Any) -> dict[str, Any]:
        return {"uuid": self.universe.uuid4(), "type": kind, "created_on": WHEN, **fields}


def types(sprint: Sprint) -> list[str]:
    return [event["type"] for event in sprint.events]


def texts(sprint: Sprint) -> list[str]:
    """What the contact is sent."""
    return [event["msg"]["text"] for event in sprint.events if event["type"] in ("msg_created", "ivr_created")]


def of_type(sprint: Sprint, kind: str) -> list[dict[str, Any]]:
    return [event for event in sprint.events if event["type"] == kind]
