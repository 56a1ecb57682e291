"""A call that came in or was missed."""

from __future__ import annotations

from app.engine.triggers.base import Trigger


class CallTrigger(Trigger):
    """For `call_received` the session is a voice session with that call."""

    type = "call"
    event_types = ("call_received", "call_missed")
