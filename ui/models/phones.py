"""The office's phones as a table."""

from __future__ import annotations

from app.contracts.phones import Phone
from ui.models.rows import RowModel
from ui.session import Session
from ui.texts import ago, battery_text, ltr, number, phone_sign, until

NAME, STATE, BATTERY, NETWORK, SEEN, NEXT, WAITING = range(7)


class Phones(RowModel[Phone]):
    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session

    def key(self, row: Phone) -> str:
        return row.uuid

    def headings(self) -> list[str]:
        return [
            self.tr("Phone"),
            self.tr("State"),
            self.tr("Battery"),
            self.tr("Network"),
            self.tr("Last seen"),
            self.tr("Next sync"),
            self.tr("To send"),
        ]

    def text(self, row: Phone, column: int) -> str:
        now, zone = self.session.now(), self.session.zone
        match column:
            case 0:
                return phone_name(row)
            case 1:
                return phone_sign(row, now).word
            case 2:
                return battery_text(row)
            case 3:
                return row.network or self.tr("unknown")
            case 4:
                return ago(row.last_seen_on, now, zone)
            case 5:
                return until(row.next_sync_on, now, zone) if row.state == "active" else "–"
        return number(row.queued + row.pending)

    def spoken(self, row: Phone, column: int) -> str:
        if column == NAME:
            return f"{phone_name(row)} {row.number} {row.device}".strip()
        return f"{self.headings()[column]}: {self.text(row, column)}"


def phone_name(phone: Phone) -> str:
    return phone.name or phone.device or ltr(phone.number)
