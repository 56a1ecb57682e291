"""The list of conversations: newest first, read page by page."""

from __future__ import annotations

from app.contracts.messages import Conversation
from ui.models.paging import Ask, PagedRows
from ui.session import Session
from ui.texts import phone_number, status_sign, when


class Conversations(PagedRows[Conversation]):
    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._search = ""

    def key(self, row: Conversation) -> str:
        return row.contact

    def text(self, row: Conversation, column: int) -> str:
        return row.name or phone_number(row.urn)

    def spoken(self, row: Conversation, column: int) -> str:
        moment = when(row.created_on, self.session.now(), self.session.zone)
        state = status_sign(row.status, outgoing=row.direction == "out", by_modem=row.by_modem).word
        return f"{self.text(row, 0)}. {row.text}. {state}. {moment}"

    @property
    def search(self) -> str:
        return self._search

    def look_for(self, search: str) -> None:
        """Show the conversations with this text in name, number or latest message; empty: all."""
        self._search = search
        self.read_whole()

    def asking(self) -> Ask[Conversation]:
        workspace, search, client = self.session.workspace.uuid, self._search, self.session.client
        return lambda before, limit: client.messages.conversations(workspace, search, before, limit)
