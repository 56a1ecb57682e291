"""A workspace's flows as a table."""

from __future__ import annotations

from app.contracts.flows import Flow
from ui.models.rows import RowModel
from ui.session import Session
from ui.texts import number, when

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
