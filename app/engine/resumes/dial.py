"""A forwarded call ended."""

from __future__ import annotations

from decimal import Decimal

from app.engine.definition.model import DialWait, Wait
from app.engine.excellent.types import XObject
from app.engine.resumes.base import Resume


class DialResume(Resume):
    """`dial.status` is answered, no_answer, busy or failed; `dial.duration` seconds."""

    type = "dial"
    event_type = "dial_ended"

    def ends(self, wait: Wait) -> bool:
        return isinstance(wait, DialWait)

    def context(self) -> XObject:
        dial = self.event.get("dial") or {}
        shown = XObject({"status": dial.get("status") or "", "duration": Decimal(dial.get("duration") or 0)})
        return XObject({"type": self.type, "dial": shown})
