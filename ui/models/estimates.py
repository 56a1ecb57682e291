"""What would go by each phone and modem, as a table."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.contracts.broadcasts import PhoneEstimate
from ui.estimate_texts import duration, phone_done_text
from ui.models.rows import RowModel
from ui.session import Session
from ui.texts import number

PHONE, SMS, WAITING, TAKES, DONE = range(5)


class PhoneEstimates(RowModel[PhoneEstimate]):
    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def key(self, row: PhoneEstimate) -> str:
        return row.phone

    def headings(self) -> list[str]:
        return [self.tr("Phone or modem"), self.tr("SMS"), self.tr("Waiting now"), self.tr("Takes"), self.tr("Done by")]

    def text(self, row: PhoneEstimate, column: int) -> str:
        match column:
            case 0:
                return row.name
            case 1:
                return number(row.segments)
            case 2:
                return number(row.waiting)
            case 3:
                return "–" if row.minutes is None else duration(row.minutes)
        return phone_done_text(row, self._session.now(), self._session.zone)

    def spoken(self, row: PhoneEstimate, column: int) -> str:
        return row.name if column == PHONE else f"{self.headings()[column]}: {self.text(row, column)}"
