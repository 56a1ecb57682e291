"""A workspace's flows as a table, and the lines of an import report."""

from __future__ import annotations

from app.contracts.flows import Flow, ImportLine
from ui.models.rows import RowModel
from ui.session import Session
from ui.texts import import_kind, import_outcome, import_reason, number, when

NAME, KEYWORDS, WAITING, STARTED, COMPLETED, CHANGED = range(6)


class Flows(RowModel[Flow]):
    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session

    def key(self, row: Flow) -> str:
        return row.uuid

    def headings(self) -> list[str]:
        return [
            self.tr("Flow"),
            self.tr("Keywords"),
            self.tr("Waiting now"),
            self.tr("Started"),
            self.tr("Completed"),
            self.tr("Changed"),
        ]

    def text(self, row: Flow, column: int) -> str:
        match column:
            case 0:
                return row.name
            case 1:
                return ", ".join(row.keywords) or "–"
            case 2:
                return number(row.waiting)
            case 3:
                return number(row.started)
            case 4:
                return number(row.completed)
        return when(row.modified_on, self.session.now(), self.session.zone)

    def spoken(self, row: Flow, column: int) -> str:
        return row.name if column == NAME else f"{self.headings()[column]}: {self.text(row, column)}"


KIND, OBJECT, OUTCOME, REASON = range(4)


class ImportLines(RowModel[ImportLine]):
    """The report's lines; `show_problems` leaves only those that were left out."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[ImportLine] = []
        self._only_problems = False

    def key(self, row: ImportLine) -> str:
        return f"{row.kind}\0{row.name}\0{row.outcome}\0{row.reason}"

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

    def set_lines(self, lines: list[ImportLine]) -> None:
        self._all = list({self.key(line): line for line in lines}.values())
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

    def _show(self) -> None:
        self.replace([line for line in self._all if not self._only_problems or line.outcome == "skipped"])
