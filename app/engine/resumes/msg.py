"""A message came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.definition.model import MsgWait, Wait
from app.engine.inputs import MsgInput
from app.engine.resumes.base import Resume

if TYPE_CHECKING:
    from app.engine.session import Session


class MsgResume(Resume):
    """The message becomes the session's input."""

    type = "msg"
    event_type = "msg_received"
    brings_input = True

    def ends(self, wait: Wait) -> bool:
        return isinstance(wait, MsgWait)

    def apply(self, session: Session) -> None:
        session.input = MsgInput.of_event(self.event, session.assets)
        session.contact.last_seen_on = session.input.created_on
