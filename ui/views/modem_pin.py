"""The PIN of the SIM card in a modem."""

from __future__ import annotations

import unicodedata

from PySide6.QtWidgets import QLineEdit, QWidget

from app.contracts.modems import Modem
from app.errors import OutpostError
from ui.modem_texts import modem_name, trouble_text
from ui.session import Session
from ui.views.modem_use import ModemDialog
from ui.widgets.dialog import mark_wrong

LEAST, MOST = 4, 8
# After these no PIN helps any more.
_LOCKED = ("sim_pin_few_tries", "sim_puk")


class EnterPin(ModemDialog):
    """`changed` carries the Modem: its state says later whether the PIN was right."""

    def __init__(self, session: Session, modem: Modem, parent: QWidget) -> None:
        super().__init__(session, modem, parent)
        self.set_title(self.tr("PIN for {name}").format(name=modem_name(modem)), self.tr("Try this PIN"))
        self.explain(
            self.tr(
                "Outpost tries it exactly once, and never when the SIM card has fewer than two tries left: after three wrong "
                "PINs it would lock itself. A right PIN is kept for this SIM card, so that it starts by itself after a power cut."
            )
        )
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(MOST)
        self.add_field(self.tr("PIN"), self.pin, self.tr("Four to eight digits. It is not the PUK."))
        self.pin.textChanged.connect(self._check)
        self.accept_button.clicked.connect(self._try)
        if modem.trouble == "sim_pin_wrong":
            self.show_trouble(trouble_text(modem))
        self._check()
        self.pin.setFocus()

    def _check(self) -> None:
        text = self.pin.text().strip()
        self.accept_button.setEnabled(LEAST <= len(text) <= MOST and text.isdecimal())

    def _try(self) -> None:
        self.set_busy(True)
        self.trouble.hide()
        mark_wrong(self.pin, False)
        uuid, pin, client = self.modem.uuid, plain_digits(self.pin.text().strip()), self.session.client
        self.session.work.run(self, lambda: client.modems.enter_pin(uuid, pin), self._tried, self.failed, key="pin")

    def _tried(self, modem: Modem) -> None:
        """A wrong one is said here; otherwise the modem goes on starting."""
        if modem.trouble == "sim_pin_wrong" or modem.trouble in _LOCKED:
            self.changed.emit(modem)
            mark_wrong(self.pin, True)
            self.pin.clear()
            self.show_trouble(trouble_text(modem))
            self._end_when_locked(modem.trouble)
            return
        self.session.notice.emit(self.tr("{name} tries the PIN and goes on starting.").format(name=modem_name(modem)))
        self.done_with(modem)

    def failed(self, error: OutpostError) -> None:
        super().failed(error)
        self._check()
        self._end_when_locked(error.code)

    def _end_when_locked(self, code: str) -> None:
        self._check()
        if code in _LOCKED:
            self.pin.setEnabled(False)
            self.accept_button.setEnabled(False)
            self.cancel_button.setText(self.tr("Close"))
            self.cancel_button.setFocus()
        else:
            self.pin.setFocus()


def plain_digits(text: str) -> str:
    """Digits of any script as the SIM card knows them."""
    return "".join(str(unicodedata.decimal(sign)) for sign in text)
