"""The list of conversations: newest first, read page by page."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.contracts.base import Page
from app.contracts.messages import Conversation
from app.errors import OutpostError
from ui.models.rows import Index, RowModel
from ui.session import Session
from ui.texts import phone_number, status_sign, when

PAGE = 50
# A refresh reads again what is on show, up to this many; older rows stay as they were read.
REFRESH = 200


class Conversations(RowModel[Conversation]):
    """`loaded` follows every page; `failed` carries the error of one."""

    loaded = Signal()
    failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self._search = ""
        self._next: str | None = None
        self._loading = False

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
        self._next = None
        self._read(PAGE, whole=True)

    def refresh(self) -> None:
        self._read(min(max(PAGE, self.rowCount()), REFRESH), whole=False)

    def clear(self) -> None:
        self._next = None
        self.replace([])

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._next is not None and not self._loading

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):
            return
        self._loading = True
        workspace, search, before = self.session.workspace.uuid, self._search, self._next
        client = self.session.client
        self.session.work.run(
            self, lambda: client.messages.conversations(workspace, search, before, PAGE), self._older, self._failed, key="page"
        )

    def _read(self, limit: int, *, whole: bool) -> None:
        self._loading = True
        workspace, search, client = self.session.workspace.uuid, self._search, self.session.client

        def done(page: Page[Conversation]) -> None:
            self._newest(page, whole=whole)

        self.session.work.run(
            self, lambda: client.messages.conversations(workspace, search, None, limit), done, self._failed, key="page"
        )

    def _newest(self, page: Page[Conversation], *, whole: bool) -> None:
        self._loading = False
        rows = list(page.rows)
        if whole or page.next is None or self.rowCount() < len(rows):
            self._next = page.next
        else:
            fresh, oldest = {row.contact for row in rows}, rows[-1].created_on
            rows += [row for row in self.rows() if row.contact not in fresh and row.created_on <= oldest]
        self.replace(rows)
        self.loaded.emit()

    def _older(self, page: Page[Conversation]) -> None:
        self._loading = False
        self._next = page.next
        known = {row.contact for row in self.rows()}
        self.replace([*self.rows(), *(row for row in page.rows if row.contact not in known)])
        self.loaded.emit()

    def _failed(self, error: OutpostError) -> None:
        self._loading = False
        self.failed.emit(error)
