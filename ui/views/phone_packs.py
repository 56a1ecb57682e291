"""How many message packs are installed on a phone, so that it is handed as much as it can send.

Packs are apps beside the relayer app; up to version 2.1.0 it counts itself as one (reference: android-and-api.md, part A).
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.contracts.phones import Phone
from app.errors import OutpostError
from ui.models.phones import phone_name
from ui.session import Session
from ui.texts import number
from ui.widgets.basic import Select, label
from ui.widgets.dialog import Dialog

MOST = 10
# What the app sends with one pack before it waits (reference: android-and-api.md, part A).
PACK_PARTS, PACK_MINUTES = 29, 32


class MessagePacks(Dialog):
    """One number, what it means, and what follows from it. `changed` carries the Phone."""

    changed = Signal(object)

    def __init__(self, session: Session, phone: Phone, parent: QWidget) -> None:
        super().__init__(parent, "", "")
        title = self.tr("Message packs of {name}").format(name=phone_name(phone))
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.accept_button.setText(self.tr("Save"))
        self.session, self._phone = session, phone
        explanation = self.tr("Each message pack lets the phone send {parts} SMS parts in {minutes} minutes.")
        words = label(explanation.format(parts=number(PACK_PARTS), minutes=number(PACK_MINUTES)), wrap=True)
        words.setMinimumWidth(400)
        self.body.addWidget(words)
        self.packs = Select(self.tr("Packs installed"))
        for packs in range(1, MOST + 1):
            self.packs.addItem(number(packs), packs)
        self.packs.setCurrentIndex(self.packs.findData(min(max(phone.packs, 1), MOST)))
        self.add_field(
            self.tr("Packs installed"), self.packs, self.tr("The app itself counts as one, each pack app beside it as one more.")
        )
        self.result_text = label("", "strong")
        self.body.addWidget(self.result_text)
        self.packs.currentIndexChanged.connect(self._show_result)
        self.accept_button.clicked.connect(self._save)
        self.finished.connect(self.deleteLater)
        self._show_result()
        self.packs.setFocus()

    def _show_result(self) -> None:
        parts = self.packs.currentData() * PACK_PARTS
        self.result_text.setText(
            self.tr("Together: %n SMS parts in {minutes} minutes", "", parts).format(minutes=number(PACK_MINUTES))
        )

    def _save(self) -> None:
        self.set_busy(True)
        self.trouble.hide()
        uuid, packs, client = self._phone.uuid, int(self.packs.currentData()), self.session.client
        self.session.work.run(self, lambda: client.phones.set_packs(uuid, packs), self._done, self._failed, key="packs")

    def _done(self, phone: Phone) -> None:
        self.changed.emit(phone)
        self.accept()

    def _failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.show_error(error)
