"""What a flow would say to a contact up to its first question. Nothing is written, and nobody outside is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.engine.contact import Contact
from app.engine.engine import Engine
from app.engine.errors import EngineError
from app.engine.triggers import read_trigger
from app.engine.universe import HttpRequest, HttpResponse
from app.services import contacts
from app.services.assets import WorkspaceAssets
from app.services.base import Core
from app.services.estimates import Said, Words
from app.services.universe import RealUniverse

WRITES_TO_OTHERS = frozenset({"broadcast_created", "session_triggered"})


class Rehearsal:
    """Of one flow, for any number of contacts."""

    def __init__(self, core: Core, flow: str, name: str) -> None:
        self._http = _NobodyAnswers()
        universe = RealUniverse(core.clock, self._http)
        self._engine = Engine(universe)
        self._trigger: dict[str, Any] = {
            "type": "manual",
            "flow": {"uuid": flow, "name": name},
            "triggered_on": contacts.time_text(core.clock.now()),
            "batch": True,
            "origin": "ui",
        }

    def speak(self, shared: WorkspaceAssets, contact: Contact) -> Words:
        """A flow that can't be read says nothing."""
        self._http.was_asked = False
        try:
            _, sprint = self._engine.start(shared.assets, shared.env, contact, read_trigger(self._trigger, shared.assets))
        except EngineError:
            return Words(())
        events: Sequence[Any] = sprint.events
        said = [_said(event["msg"]) for event in events if event["type"] == "msg_created"]
        return Words(said, self._http.was_asked or any(event["type"] in WRITES_TO_OTHERS for event in events))


class _NobodyAnswers:
    """Implements `app.engine.universe.Http`: no call goes out."""

    def __init__(self) -> None:
        self.was_asked = False

    def send(self, request: HttpRequest) -> HttpResponse:
        self.was_asked = True
        return HttpResponse(0, error="not called")


def _said(msg: Any) -> Said:
    return Said(str(msg.get("text") or ""), str(msg.get("locale") or "").partition("-")[0])
