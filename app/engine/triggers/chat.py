"""Somebody opened a chat."""

from __future__ import annotations

from typing import Any

from app.engine.triggers.base import Trigger


class ChatTrigger(Trigger):
    """The event's own parameters, such as the referrer, are `@trigger.params`."""

    type = "chat"
    event_types = ("chat_started",)

    @property
    def params(self) -> Any:
        return self.extra.get("params") or (self.event or {}).get("params")
