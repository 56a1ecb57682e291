"""Messages of which nobody knows whether they were sent."""

from __future__ import annotations

from app.contracts.messages import ListedMsg
from ui.models.rows import RowModel
from ui.session import Session
from ui.texts import full_when, phone_number

WHO, TEXT, PHONE, WRITTEN = range(4)


class Uncertain(RowModel[ListedMsg]):
    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session

    def key(self, row: ListedMsg) -> str:
        return row.uuid

    def headings(self) -> list[str]:
        return [self.tr("To"), self.tr("Message"), self.tr("Phone"), self.tr("Written")]

    def text(self, row: ListedMsg, column: int) -> str:
        match column:
            case 0:
                return row.name or phone_number(row.urn)
            case 1:
                return " ".join(row.text.split())
            case 2:
                return row.channel or "–"
        return full_when(row.created_on, self.session.now(), self.session.zone)

    def spoken(self, row: ListedMsg, column: int) -> str:
        return f"{self.headings()[column]}: {self.text(row, column)}"
