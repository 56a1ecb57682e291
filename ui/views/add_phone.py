"""Add a phone: prepare it, point it here, type its code. And giving a phone another name.

The steps are those of the Android relayer app (reference: android-and-api.md A7 and A10): it needs the internet once, sits on
mobile data or another Wi-Fi unless told not to, and takes the server's address under Settings, Advanced.
"""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.contracts.phones import Phone
from app.errors import OutpostError
from ui import theme
from ui.session import Session
from ui.texts import ltr, number
from ui.views.listening import AddressBox
from ui.widgets.basic import Check, label
from ui.widgets.dialog import Dialog, mark_wrong

CODE_LENGTH = 9


class AddPhone(Dialog):
    """Steps on one side, the code and number on the other. `claimed` carries the new Phone."""

    claimed = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("Add a phone"))
        self.heading.setText(self.tr("Add a phone"))
        self.accept_button.setText(self.tr("Add the phone"))
        self.session = session
        self.address = AddressBox(session)
        self.code = CodeEdit()
        self.number = QLineEdit()
        self.number.setPlaceholderText(ltr("+250 788 123 456"))
        self.name = QLineEdit()
        self.name.setMaxLength(64)
        self.workspaces: list[tuple[str, Check]] = []
        self._fill()
        self.code.textChanged.connect(self._check)
        self.number.textChanged.connect(self._check)
        self.accept_button.clicked.connect(self._claim)
        self.finished.connect(self.deleteLater)
        self._check()
        self.address.read()
        self.code.setFocus()

    def _fill(self) -> None:
        steps = QVBoxLayout()
        steps.setSpacing(theme.M)
        for at, (title, text) in enumerate(self._steps()):
            steps.addWidget(_step(at + 1, title, text))
            if at == 2:
                steps.addWidget(self.address)
        steps.addStretch(1)
        form_frame = QFrame()
        form_frame.setProperty("kind", "card")
        form = QVBoxLayout(form_frame)
        form.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        form.setSpacing(theme.M)
        inner, self.body_row = self.body, QHBoxLayout()
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.M)
        self.add_field(
            self.tr("Code on the phone's screen"), self.code, self.tr("Nine letters and digits, shown in red on the phone.")
        )
        self.add_field(self.tr("The SIM card's number"), self.number, self.tr("With + and country code, or as people dial it."))
        self.add_field(self.tr("Name"), self.name, self.tr("For example: Reception, or Airtel 1."))
        self._add_workspaces()
        self.body.addStretch(1)
        form.addLayout(self.body)
        self.body = inner
        self.body_row.setSpacing(theme.XL)
        self.body_row.addLayout(steps, 3)
        self.body_row.addWidget(form_frame, 2)
        self.body.addLayout(self.body_row, 1)
        self.setMinimumWidth(920)

    def _add_workspaces(self) -> None:
        here = self.session.workspace
        ordered = [here, *(w for w in self.session.person.workspaces if w.uuid != here.uuid)]
        if len(ordered) > 1:
            self.body.addWidget(label(self.tr("Workspaces that may use it"), "strong"))
        for workspace in ordered:
            box = Check(workspace.name)
            box.setChecked(workspace.uuid == here.uuid)
            box.setVisible(len(ordered) > 1)
            box.toggled.connect(self._check)
            self.workspaces.append((workspace.uuid, box))
            self.body.addWidget(box)

    def _steps(self) -> list[tuple[str, str]]:
        return [
            (
                self.tr("Prepare the phone"),
                self.tr(
                    "Open the app while the phone has internet, and wait until it shows a code or “Registering”. Once is enough."
                ),
            ),
            (
                self.tr("Put it into the office Wi-Fi"),
                self.tr("Turn mobile data off. If Android says that this Wi-Fi has no internet, choose to stay connected."),
            ),
            (
                self.tr("Point it to this PC"),
                self.tr(
                    "In the app, tap the logo ten times. Then open Settings, Advanced, choose “IP Address” as server, and type:"
                ),
            ),
            (
                self.tr("Leave it charging"),
                self.tr("In the app untick “Enable Data”. Keep the phone on its charger and turn battery saving off."),
            ),
        ]

    def _check(self) -> None:
        chosen = any(box.isChecked() for _, box in self.workspaces)
        self.accept_button.setEnabled(len(self.code.code()) == CODE_LENGTH and bool(self.number.text().strip()) and chosen)

    def _claim(self) -> None:
        self.set_busy(True)
        self.trouble.hide()
        mark_wrong(self.code, False)
        mark_wrong(self.number, False)
        code, sim, name = self.code.code(), self.number.text().strip(), self.name.text().strip()
        chosen = [uuid for uuid, box in self.workspaces if box.isChecked()]
        client = self.session.client
        self.session.work.run(self, lambda: client.phones.claim(code, sim, name, chosen), self._done, self._failed, key="claim")

    def _done(self, phone: Phone) -> None:
        self.set_busy(False)
        self.claimed.emit(phone)
        self.accept()

    def _failed(self, error: OutpostError) -> None:
        wrong = self.code if error.code == "claim_code_unknown" else self.number
        if error.code in ("claim_code_unknown", "invalid", "number_taken"):
            mark_wrong(wrong, True)
            wrong.setFocus()
        self.show_error(error)
        self._check()


class CodeEdit(QLineEdit):
    """Nine characters in groups of three, whatever spaces and case are typed or pasted."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("XXX XXX XXX")
        self.setMaxLength(32)
        font = theme.font("heading")
        self.setFont(font)
        self.textEdited.connect(self._group)

    def code(self) -> str:
        return re.sub(r"[^0-9A-Z]", "", self.text().upper())[:CODE_LENGTH]

    def _group(self) -> None:
        before = len(re.sub(r"[^0-9A-Za-z]", "", self.text()[: self.cursorPosition()]))
        code = self.code()
        grouped = " ".join(code[i : i + 3] for i in range(0, len(code), 3))
        self.setText(grouped)
        before = min(before, len(code))
        self.setCursorPosition(min(len(grouped), before + max(0, (before - 1) // 3)))


class Rename(Dialog):
    """Give a phone another name. `renamed` carries the Phone."""

    renamed = Signal(object)

    def __init__(self, session: Session, phone: Phone, parent: QWidget) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("Rename the phone"))
        self.heading.setText(self.tr("Rename the phone"))
        self.accept_button.setText(self.tr("Rename"))
        self.session, self._phone = session, phone
        self.name = QLineEdit(phone.name)
        self.name.setMaxLength(64)
        self.name.setMinimumWidth(360)
        self.add_field(self.tr("Name"), self.name)
        self.accept_button.clicked.connect(self._rename)
        self.finished.connect(self.deleteLater)
        self.name.selectAll()

    def _rename(self) -> None:
        self.set_busy(True)
        uuid, name, client = self._phone.uuid, self.name.text().strip(), self.session.client
        self.session.work.run(self, lambda: client.phones.rename(uuid, name), self._done, self.show_error, key="rename")

    def _done(self, phone: Phone) -> None:
        self.renamed.emit(phone)
        self.accept()


def _step(place: int, title: str, text: str) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.M)
    row.addWidget(label(number(place), "number", "accent"), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(label(title, "strong"))
    words.addWidget(label(text, "body", "muted", wrap=True))
    row.addLayout(words, 1)
    return line
