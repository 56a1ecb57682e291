"""Staff, the API or a start of many contacts."""

from __future__ import annotations

from app.engine.triggers.base import Trigger


class ManualTrigger(Trigger):
    """May carry `params`, the `user` and the `origin`: ui or api."""

    type = "manual"
