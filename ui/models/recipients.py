"""Who is chosen: groups with a mark each, and numbers as people paste them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.contracts.contacts import Group
from app.engine import urns
from ui.models.rows import DISPLAY, Index, RowModel
from ui.texts import number

NAME, COUNT = range(2)
CHECK = Qt.ItemDataRole.CheckStateRole
_BETWEEN = re.compile(r"[\n\r\t,;،؛]+")
_NUMBER = re.compile(r"\+?[\d\s().\-/\u00a0\u2066-\u2069\u200e\u200f]+")
_LEAST_DIGITS = 3


class GroupChoice(RowModel[Group]):
    """The groups that fit a search, by name; those that were chosen stay so when they are not shown. `chosen_changed` follows
    each mark that a person sets or takes away."""

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Group] = []
        self._chosen: set[str] = set()
        self._search = ""

    def key(self, row: Group) -> str:
        return row.uuid

    def headings(self) -> list[str]:
        return [self.tr("Group"), self.tr("Contacts")]

    def text(self, row: Group, column: int) -> str:
        if column == NAME:
            return row.name
        return self.tr("filling") if row.state == "evaluating" else number(row.contacts)

    def spoken(self, row: Group, column: int) -> str:
        return row.name if column == NAME else f"{self.headings()[column]}: {self.text(row, column)}"

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Those that are gone are no longer chosen."""
        self._all = list(groups)
        self._chosen &= {group.uuid for group in groups}
        self.look_for(self._search)

    def look_for(self, search: str) -> None:
        self._search = search
        wanted = search.casefold()
        self.replace([group for group in self._all if wanted in group.name.casefold()])

    def chosen(self) -> list[Group]:
        return [group for group in self._all if group.uuid in self._chosen]

    def chosen_uuids(self) -> list[str]:
        """Also of those that are not known yet."""
        return sorted(self._chosen)

    def expect(self, uuids: Iterable[str]) -> None:
        """These are chosen as soon as the groups are known."""
        self._chosen = set(uuids)
        self.retranslate()

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | (Qt.ItemFlag.ItemIsUserCheckable if index.column() == NAME else Qt.ItemFlag.NoItemFlags)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == CHECK and index.column() == NAME and (row := self.row_at(index)) is not None:
            return Qt.CheckState.Checked if row.uuid in self._chosen else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = DISPLAY) -> bool:
        row = self.row_at(index)
        if role != CHECK or row is None:
            return False
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._chosen.add(row.uuid)
        else:
            self._chosen.discard(row.uuid)
        self.dataChanged.emit(index, index, [CHECK])
        self.chosen_changed.emit()
        return True


def read_numbers(text: str) -> list[str]:
    """As they were pasted, one a line or with commas between, each once."""
    return list(dict.fromkeys(part for piece in _BETWEEN.split(text) if (part := piece.strip())))


def unreadable(numbers: Iterable[str], country: str) -> list[str]:
    """Those that the engine would not take as phone numbers. Slow where they are many: for a worker."""
    return [one for one in numbers if not _is_number(one, country)]


def _is_number(text: str, country: str) -> bool:
    if ":" in text:
        return urns.is_valid(urns.normalize(text, country))
    is_one = _NUMBER.fullmatch(text) is not None and sum(char.isdecimal() for char in text) >= _LEAST_DIGITS
    return is_one and urns.is_valid(urns.normalize(f"tel:{text}", country))
