"""Something on a channel, in the form of old sessions."""

from __future__ import annotations

from app.engine.triggers.base import Trigger


class ChannelTrigger(Trigger):
    """Only read from sessions that were started long ago; `event` is kept as it came."""

    type = "channel"
    event_required = True
