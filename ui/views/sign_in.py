"""Signing in."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.contracts.people import SignedIn
from app.errors import OutpostError
from ui import theme
from ui.client import Client
from ui.texts import error_text
from ui.widgets.basic import Button, Card, IconLabel, label, on_click
from ui.widgets.dialog import mark_wrong
from ui.work import Work


class SignInPage(QWidget):
    """`signed_in` carries SignedIn; `engine_lost` says that nothing answered.

    After too many attempts the button rests as long as the engine says.
    """

    signed_in = Signal(object)
    engine_lost = Signal()

    def __init__(self, client: Client, work: Work, office: str, username: str, news: str = "") -> None:
        super().__init__()
        self.setObjectName("page")
        self._client, self._work = client, work
        self.username = QLineEdit(username)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.show_password = Button(self.tr("Show"), "link")
        self.show_password.setCheckable(True)
        self.show_password.setAccessibleName(self.tr("Show the password"))
        self.trouble = label(news, "body", "bad", wrap=True)
        self.trouble.setVisible(bool(news))
        self.button = Button(self.tr("Sign in"), "primary")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._lay_out(office)
        self._connect()

    def showEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().showEvent(event)
        (self.password if self.username.text() else self.username).setFocus()

    def sign_in(self) -> None:
        name, secret, client = self.username.text().strip(), self.password.text(), self._client
        mark_wrong(self.username, not name)
        mark_wrong(self.password, bool(name) and not secret)
        if not name or not secret or not self.button.isEnabled():
            return
        self.button.setEnabled(False)
        self.trouble.hide()
        self._work.run(self, lambda: client.people.sign_in(name, secret), self._done, self._failed, key="sign in")

    def _connect(self) -> None:
        on_click(self.button, self.sign_in)
        self.username.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self.sign_in)
        self.show_password.toggled.connect(self._show_password)
        self._rest.timeout.connect(lambda: self.button.setEnabled(True))

    def _lay_out(self, office: str) -> None:
        card = Card()
        card.setFixedWidth(400)
        card.body.setSpacing(theme.S)
        card.body.addWidget(IconLabel("logo", "accent", 40), 0, Qt.AlignmentFlag.AlignHCenter)
        title = label(office or "Outpost", "title", wrap=True)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        card.body.addWidget(title)
        card.body.addSpacing(theme.M)
        for name, field in ((self.tr("Username"), self.username), (self.tr("Password"), self.password)):
            head = label(name, "strong")
            head.setBuddy(field)
            field.setAccessibleName(name)
            row = QHBoxLayout()
            row.addWidget(field, 1)
            if field is self.password:
                row.addWidget(self.show_password)
            card.body.addWidget(head)
            card.body.addLayout(row)
        card.body.addWidget(self.trouble)
        card.body.addSpacing(theme.S)
        card.body.addWidget(self.button)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def _show_password(self, shown: bool) -> None:
        self.password.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.show_password.setText(self.tr("Hide") if shown else self.tr("Show"))

    def _done(self, signed_in: SignedIn) -> None:
        self.password.clear()
        self.signed_in.emit(signed_in)

    def _failed(self, error: OutpostError) -> None:
        self.trouble.setText(error_text(error))
        self.trouble.show()
        if error.code == "sign_in_limited":
            self._rest.start(max(1, int(error.params.get("seconds") or 1)) * 1000)
            return
        if error.code == "engine_unreachable":
            self.engine_lost.emit()
        self.button.setEnabled(True)
        self.password.selectAll()
        self.password.setFocus()
