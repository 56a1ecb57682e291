"""Sending one SMS by a modem, to see whether it works."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.contracts import modems as contract
from app.contracts.modems import Modem
from app.errors import OutpostError
from ui.modem_texts import modem_name, trial_sign, trial_text
from ui.session import Session
from ui.texts import full_when, ltr
from ui.views.following import Following
from ui.views.modem_use import ModemDialog
from ui.widgets.basic import Chip, label
from ui.widgets.dialog import mark_wrong

PAUSE = 3000  # ms between two looks


class SendTest(ModemDialog):
    """Stays open and shows what becomes of it."""

    def __init__(self, session: Session, modem: Modem, parent: QWidget) -> None:
        super().__init__(session, modem, parent)
        self.set_title(self.tr("Test SMS by {name}").format(name=modem_name(modem)), self.tr("Send"))
        self.cancel_button.setText(self.tr("Close"))
        self.explain(
            self.tr("A short message goes out at once, before all that waits. Send it to a phone that you have in your hand.")
        )
        self.number = QLineEdit()
        self.number.setPlaceholderText(ltr("+250 788 123 456"))
        self.add_field(self.tr("Number"), self.number, self.tr("With + and country code, or as people dial it."))
        self.state, self.text, self.when = Chip(), label("", wrap=True), label("", "small", "muted")
        self.body.addWidget(self.state, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.text)
        self.body.addWidget(self.when)
        for widget in (self.state, self.text, self.when):
            widget.hide()
        self._is_sending = False
        self.number.textChanged.connect(self._check)
        self.accept_button.clicked.connect(self._send)
        uuid, client = modem.uuid, session.client
        self.following = Following(
            self, session, lambda: client.modems.test(uuid), self._show, self._lost, topic="modems", pause=PAUSE
        )
        self.finished.connect(self.following.stop)
        self._check()
        self.number.setFocus()
        self.following.now()

    def _check(self) -> None:
        self.accept_button.setEnabled(bool(self.number.text().strip()) and not self._is_sending)

    def _send(self) -> None:
        self.set_busy(True)
        self.trouble.hide()
        mark_wrong(self.number, False)
        uuid, number, client = self.modem.uuid, self.number.text().strip(), self.session.client
        self.session.work.run(self, lambda: client.modems.send_test(uuid, number), self._sent, self.failed, key="test")

    def _sent(self, test: contract.TestSms) -> None:
        self._show(test)
        self.following.now()

    def _show(self, test: contract.TestSms | None) -> None:
        if test is None:
            return
        self._is_sending = test.state == "sending"
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.state.set_sign(trial_sign(test))
        self.text.setText(trial_text(test))
        moment = full_when(test.on, self.session.now(), self.session.zone)
        self.when.setText(self.tr("{number}  ·  {time}").format(number=ltr(test.number), time=moment))
        for widget in (self.state, self.text, self.when):
            widget.show()
        self._check()

    def failed(self, error: OutpostError) -> None:
        if error.code == "invalid":
            mark_wrong(self.number, True)
            self.number.setFocus()
        super().failed(error)
        self._check()

    def _lost(self, error: OutpostError) -> None:
        """The engine is away for a moment: that is said across the window, and it is asked again."""
        self.session.is_sign_in_lost(error)
