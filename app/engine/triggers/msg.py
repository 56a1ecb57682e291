"""A message that nothing else was waiting for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.inputs import MsgInput
from app.engine.reading import Reader
from app.engine.triggers.base import Trigger

if TYPE_CHECKING:
    from app.engine.session import Session

KEYWORD_MATCHES = ("first_word", "only_word")


class MsgTrigger(Trigger):
    """The message becomes the session's input; `keyword_match` says which keyword it began with."""

    type = "msg"
    event_required = True
    event_types = ("msg_received",)

    @classmethod
    def check(cls, reader: Reader) -> None:
        match = reader.child("keyword_match")
        if match:
            match.choice("type", KEYWORD_MATCHES, "keyword match type")
            match.text("keyword", required=True)

    def apply(self, session: Session) -> None:
        if self.event:
            session.input = MsgInput.of_event(self.event, session.assets)
            session.contact.last_seen_on = session.input.created_on

    def keyword(self) -> str:
        return str((self.extra.get("keyword_match") or {}).get("keyword", ""))
