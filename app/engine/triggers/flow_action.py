"""Another session's `start_session` action."""

from __future__ import annotations

from app.engine.reading import Reader
from app.engine.triggers.base import Trigger


class FlowActionTrigger(Trigger):
    """`run_summary` is what the starting run tells of itself, `history` how long the chain of sessions is."""

    type = "flow_action"

    @classmethod
    def check(cls, reader: Reader) -> None:
        reader.child("run_summary", required=True)
