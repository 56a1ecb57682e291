"""The lines of a report: of an import, or of taking one back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.contracts.imports import ImportLine, UndoLine
from ui.models.rows import DISPLAY, TOOLTIP, Index, RowModel
from ui.texts import import_kind, import_outcome, import_reason

KIND, OBJECT, OUTCOME, REASON = range(4)
NEED_A_LOOK = ("conflict", "skipped", "kept")

Line = ImportLine | UndoLine


class ImportLines(RowModel[ImportLine]):
    """`show_problems` leaves only what was left out, differs, or stays when it was to be taken back."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[ImportLine] = []
        self._places: dict[int, int] = {}
        self._only_problems = False

    def key(self, row: ImportLine) -> str:
        return str(self._places.get(id(row), -1))

    def headings(self) -> list[str]:
        return [self.tr("What"), self.tr("Name"), self.tr("Result"), self.tr("Note")]

    def text(self, row: ImportLine, column: int) -> str:
        match column:
            case 0:
                return import_kind(row.kind)
            case 1:
                return row.name
            case 2:
                return import_outcome(row).word
        return import_reason(row.reason)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """What a narrow column cuts is told by a tip."""
        return super().data(index, DISPLAY) if role == TOOLTIP else super().data(index, role)

    def set_lines(self, lines: Sequence[Line]) -> None:
        self._all = [ImportLine(line.kind, line.name, line.outcome, line.reason) for line in lines]
        self._places = {id(row): place for place, row in enumerate(self._all)}
        self._show()

    def show_problems(self, only: bool) -> None:
        self._only_problems = only
        self._show()

    def counts(self) -> dict[str, int]:
        """How many lines have each outcome."""
        result: dict[str, int] = {}
        for line in self._all:
            result[line.outcome] = result.get(line.outcome, 0) + 1
        return result

    def problems(self) -> int:
        return sum(line.outcome in NEED_A_LOOK for line in self._all)

    def as_text(self) -> str:
        """The whole report, a line an object, columns by tabs."""
        rows = [self.headings(), *([self.text(row, column) for column in range(4)] for row in self._all)]
        return "".join("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row).rstrip() + "\n" for row in rows)

    def _show(self) -> None:
        self.replace([line for line in self._all if not self._only_problems or line.outcome in NEED_A_LOOK])
