"""The office's modems as a table, and what can be done with one in its state."""

from __future__ import annotations

from typing import Any

from app.contracts.modems import Modem
from ui.models.rows import DISPLAY, TOOLTIP, Index, RowModel
from ui.modem_texts import (
    balance_text,
    balance_when,
    is_paused,
    is_used,
    modem_name,
    modem_sign,
    operator_text,
    power_text,
    sent_text,
    signal_text,
    wants_pin,
)
from ui.session import Session

NAME, STATE, OPERATOR, SIGNAL, SENT, BALANCE = range(6)
# What each of `commands` calls.
METHODS = {
    "pin": "modems.enter_pin",
    "resume": "modems.resume",
    "use": "modems.use",
    "attend": "modems.ignore",
    "settings": "modems.update",
    "workspaces": "modems.serve",
    "shares": "modems.set_share",
    "test": "modems.send_test",
    "ussd": "modems.dial",
    "balance": "modems.check_balance",
    "log": "modems.log",
    "release": "modems.release",
    "ignore": "modems.ignore",
}


class Modems(RowModel[Modem]):
    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session

    def key(self, row: Modem) -> str:
        return row.uuid

    def headings(self) -> list[str]:
        return [
            self.tr("Modem"),
            self.tr("State"),
            self.tr("Operator"),
            self.tr("Signal"),
            self.tr("Sent today"),
            self.tr("Balance"),
        ]

    def text(self, row: Modem, column: int) -> str:
        match column:
            case 0:
                return modem_name(row)
            case 1:
                return modem_sign(row).word
            case 2:
                return operator_text(row)
            case 3:
                return "–" if row.signal is None else power_text(row.signal)
            case 4:
                return sent_text(row)
        return balance_text(row.balance)

    def spoken(self, row: Modem, column: int) -> str:
        if column == NAME:
            return " ".join(part for part in (modem_name(row), row.number) if part)
        value = signal_text(row.signal) if column == SIGNAL else self.text(row, column)
        return f"{self.headings()[column]}: {value}"

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == TOOLTIP and (row := self.row_at(index)) is not None:
            return self._tip(row, index.column())
        return super().data(index, role)

    def _tip(self, row: Modem, column: int) -> str | None:
        """What a cell has no room for."""
        if column == SIGNAL:
            return signal_text(row.signal)
        if column == BALANCE and row.balance is not None:
            when = balance_when(row.balance, self.session.now(), self.session.zone)
            return f"{row.balance.said}\n{when}"
        return None


def commands(modem: Modem) -> list[str]:
    """What can be done with it now by who may, the most urgent first."""
    if modem.is_ignored:
        return ["attend"]
    found: list[str] = []
    if wants_pin(modem):
        found.append("pin")
    if is_paused(modem):
        found.append("resume")
    if not is_used(modem) and modem.state == "ready" and not modem.trouble:
        found.append("use")
    if is_used(modem):
        found += ["settings", "workspaces", *(["shares"] if modem.shares else [])]
    if can_talk(modem):
        found += ["test", "ussd"]
        if is_used(modem) and modem.balance_code:
            found.append("balance")
    return [*found, "log", "release" if is_used(modem) else "ignore"]


def can_talk(modem: Modem) -> bool:
    """With the network: also while it is paused, because then people look at the balance."""
    return modem.state in ("ready", "stopped") and (not modem.trouble or is_paused(modem))
