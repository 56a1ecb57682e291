"""Rows that come from the engine page by page, the newest first, and are read anew without losing those that were read before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Protocol, TypeVar

from PySide6.QtCore import Signal

from app.contracts.base import Page
from app.errors import OutpostError
from ui.models.rows import Index, RowModel
from ui.session import Session

PAGE = 50
# A refresh reads again what is on show, up to this many; older rows stay as they were read.
REFRESH = 200


class Dated(Protocol):
    @property
    def created_on(self) -> dt.datetime: ...


Row = TypeVar("Row", bound=Dated)
Ask = Callable[[str | None, int], Page[Row]]


class PagedRows(RowModel[Row]):
    """Subclasses say `asking`. `loaded` follows every page; `failed` carries the error of one."""

    loaded = Signal()
    failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self._next: str | None = None
        self._loading = False

    def asking(self) -> Ask[Row]:
        """What a worker calls for a page: with the cursor (None: the newest) and how many."""
        raise TypeError(f"{type(self).__name__} says no asking")

    def read_whole(self) -> None:
        """Something else is to be shown from now on."""
        self._next = None
        self._read(PAGE, whole=True)

    def refresh(self) -> None:
        self._read(min(max(PAGE, self.rowCount()), REFRESH), whole=False)

    def clear(self) -> None:
        self._next = None
        self.replace([])

    def put(self, row: Row) -> None:
        """One that was read by itself; a new one stands first."""
        rows, at = self.rows(), self.index_of(self.key(row))
        if at.isValid():
            rows[at.row()] = row
        else:
            rows.insert(0, row)
        self.replace(rows)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._next is not None and not self._loading

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):
            return
        self._loading = True
        ask, before = self.asking(), self._next
        self.session.work.run(self, lambda: ask(before, PAGE), self._if_here(self._older), self._failed, key="page")

    def _read(self, limit: int, *, whole: bool) -> None:
        self._loading = True
        ask = self.asking()

        def done(page: Page[Row]) -> None:
            self._newest(page, whole=whole)

        self.session.work.run(self, lambda: ask(None, limit), self._if_here(done), self._failed, key="page")

    def _if_here(self, done: Callable[[Page[Row]], None]) -> Callable[[Page[Row]], None]:
        """A page of a workspace that was left meanwhile is no longer wanted."""
        workspace = self.session.workspace.uuid

        def checked(page: Page[Row]) -> None:
            self._loading = False
            if workspace == self.session.workspace.uuid:
                done(page)

        return checked

    def _newest(self, page: Page[Row], *, whole: bool) -> None:
        rows = list(page.rows)
        if whole or page.next is None or self.rowCount() < len(rows):
            self._next = page.next
        else:
            fresh, oldest = {self.key(row) for row in rows}, rows[-1].created_on
            rows += [row for row in self.rows() if self.key(row) not in fresh and row.created_on <= oldest]
        self.replace(rows)
        self.loaded.emit()

    def _older(self, page: Page[Row]) -> None:
        self._next = page.next
        known = {self.key(row) for row in self.rows()}
        self.replace([*self.rows(), *(row for row in page.rows if self.key(row) not in known)])
        self.loaded.emit()

    def _failed(self, error: OutpostError) -> None:
        self._loading = False
        self.failed.emit(error)
