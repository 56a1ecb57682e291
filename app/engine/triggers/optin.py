"""Somebody asked for a kind of messages, or wants them no more."""

from __future__ import annotations

from app.engine.triggers.base import Trigger


class OptinTrigger(Trigger):
    """The event names the opt-in. Source: GoFlow as of RapidPro 9; later versions have none."""

    type = "optin"
    event_required = True
    event_types = ("optin_started", "optin_stopped")
