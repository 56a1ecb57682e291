"""Change one's own password."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import OutpostError
from ui.session import Session
from ui.texts import error_text
from ui.widgets.basic import Check
from ui.widgets.dialog import Dialog, mark_wrong

SHORTEST, LONGEST = 8, 256  # characters, as the engine checks them


class ChangePassword(Dialog):
    """The old one, and the new one twice, so that a slip of the finger locks nobody out."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("Change password"))
        self.heading.setText(self.tr("Change password"))
        self.accept_button.setText(self.tr("Change the password"))
        self.session = session
        self.old, self.new, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        for field in (self.old, self.new, self.again):
            field.setMaxLength(LONGEST)
            field.setMinimumWidth(380)
            field.textChanged.connect(self._check)
        self.show_letters = Check(self.tr("Show what I type"))
        self.show_letters.toggled.connect(self._show_letters)
        self.add_field(self.tr("Password until now"), self.old)
        self.add_field(
            self.tr("New password"), self.new, self.tr("At least 8 characters. On other PCs you will have to sign in again.")
        )
        self.add_field(self.tr("New password once more"), self.again)
        self.body.addWidget(self.show_letters)
        self.accept_button.clicked.connect(self._change)
        self.finished.connect(self._forget)
        self._show_letters(False)
        self._check()
        self.old.setFocus()

    def _show_letters(self, shown: bool) -> None:
        for field in (self.old, self.new, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _check(self) -> None:
        self.accept_button.setEnabled(bool(self.old.text() and self.new.text() and self.again.text()))

    def _change(self) -> None:
        for field in (self.old, self.new, self.again):
            mark_wrong(field, False)
        if len(self.new.text()) < SHORTEST:
            self._refuse(self.new, self.tr("The new password is too short. Use at least 8 characters."))
        elif self.new.text() != self.again.text():
            self._refuse(self.again, self.tr("The new password is not the same both times. Type it again."))
        else:
            self._ask()

    def _ask(self) -> None:
        self.set_busy(True)
        self.trouble.hide()
        old, new, client = self.old.text(), self.new.text(), self.session.client
        self.session.work.run(
            self, lambda: client.people.change_password(old, new), lambda _: self._done(), self._failed, key="password"
        )

    def _done(self) -> None:
        self.session.notice.emit(self.tr("Your password is changed."))
        self.accept()

    def _failed(self, error: OutpostError) -> None:
        if self.session.is_sign_in_lost(error):
            return
        if error.code == "sign_in_failed":
            self._refuse(self.old, self.tr("The password until now is wrong. Type it again."))
        elif error.code == "invalid":
            self._refuse(self.new, error_text(error))
        else:
            self.show_error(error)

    def _refuse(self, field: QLineEdit, text: str) -> None:
        mark_wrong(field, True)
        self.show_trouble(text)
        field.selectAll()
        field.setFocus()

    def _forget(self) -> None:
        """Passwords do not stay in memory longer than the dialog."""
        for field in (self.old, self.new, self.again):
            field.clear()
        self.deleteLater()
