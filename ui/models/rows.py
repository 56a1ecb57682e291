"""A table of plain rows that is brought up to date in place, so that selection and scroll position survive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
DISPLAY, ACCESSIBLE, TOOLTIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole


class RowModel(QAbstractTableModel, Generic[Row]):
    """Subclasses say `key`, `text`, `headings`. `ROW_ROLE` gives the row itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def key(self, row: Row) -> str:
        """What stays the same when a row changes. Each model says its own."""
        raise TypeError(f"{type(self).__name__} says no key")

    def text(self, row: Row, column: int) -> str:
        """What a cell shows. Each model says its own."""
        raise TypeError(f"{type(self).__name__} says no text")

    def headings(self) -> list[str]:
        return [""]

    def spoken(self, row: Row, column: int) -> str:
        """What a screen reader says for a cell."""
        return self.text(row, column)

    def rows(self) -> list[Row]:
        return list(self._rows)

    def row_at(self, index: Index) -> Row | None:
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def index_of(self, key: str) -> QModelIndex:
        for at, row in enumerate(self._rows):
            if self.key(row) == key:
                return self.index(at, 0)
        return QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.headings())

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == DISPLAY:
            return self.text(row, index.column())
        if role == ACCESSIBLE:
            return self.spoken(row, index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if role == DISPLAY and orientation == Qt.Orientation.Horizontal and section < len(self.headings()):
            return self.headings()[section]
        return None

    def replace(self, rows: Sequence[Row]) -> None:
        """Become `rows`, by removing, moving, inserting and changing what differs."""
        wanted = {self.key(row) for row in rows}
        for at in range(len(self._rows) - 1, -1, -1):
            if self.key(self._rows[at]) not in wanted:
                self.beginRemoveRows(_NOWHERE, at, at)
                del self._rows[at]
                self.endRemoveRows()
        present = {self.key(row) for row in self._rows}
        at = 0
        while at < len(rows):
            at = self._place(rows, at, present)

    def _place(self, rows: Sequence[Row], at: int, present: set[str]) -> int:
        """Make row `at` right; returns where to go on."""
        key = self.key(rows[at])
        if key not in present:
            end = at
            while end < len(rows) and self.key(rows[end]) not in present:
                end += 1
            self.beginInsertRows(_NOWHERE, at, end - 1)
            self._rows[at:at] = rows[at:end]
            self.endInsertRows()
            return end
        if self.key(self._rows[at]) != key:
            old = next(i for i in range(at, len(self._rows)) if self.key(self._rows[i]) == key)
            self.beginMoveRows(_NOWHERE, old, old, _NOWHERE, at)
            self._rows.insert(at, self._rows.pop(old))
            self.endMoveRows()
        if self._rows[at] != rows[at]:
            self._rows[at] = rows[at]
            self.dataChanged.emit(self.index(at, 0), self.index(at, self.columnCount() - 1))
        return at + 1

    def retranslate(self) -> None:
        """Times and words have moved on: show every cell anew."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.columnCount() - 1))
