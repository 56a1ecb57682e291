"""Nobody answered in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.definition.model import MsgWait, Wait
from app.engine.resumes.base import Resume

if TYPE_CHECKING:
    from app.engine.session import Session


class WaitTimeoutResume(Resume):
    """The run goes to the category that the wait names; there is no input now."""

    type = "wait_timeout"
    event_type = "wait_timed_out"

    def ends(self, wait: Wait) -> bool:
        return isinstance(wait, MsgWait) and wait.timeout is not None

    def apply(self, session: Session) -> None:
        session.input = None
