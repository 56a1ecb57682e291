"""Talking with the network by USSD codes, and showing by example how it tells the balance."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QListView, QPlainTextEdit, QWidget

from app.contracts.modems import Modem, UssdTalk
from app.errors import OutpostError
from ui import theme
from ui.models.ussd import UssdLines
from ui.modem_texts import is_used, likely_amount, modem_name, teachable, ussd_text
from ui.session import Session
from ui.texts import ltr
from ui.theme import look
from ui.views.following import Following
from ui.views.modem_use import WIDE, ModemDialog
from ui.widgets.basic import Button, label, on_click
from ui.widgets.ussd_bubbles import UssdDelegate

PAUSE = 2000  # ms between two looks while the network is asked
HIGH = 250
MOST_LETTERS = 182  # of a USSD string. Source: 3GPP TS 23.038 5


class UssdDialog(ModemDialog):
    """`changed` carries the Modem once its balance was taught. Closing it ends a dialogue that still goes on."""

    def __init__(self, session: Session, modem: Modem, parent: QWidget) -> None:
        super().__init__(session, modem, parent)
        self.set_title(self.tr("USSD codes by {name}").format(name=modem_name(modem)), self.tr("Dial"))
        self.cancel_button.setText(self.tr("Close"))
        self.model = UssdLines(session)
        self.list = QListView()
        self.field = QLineEdit()
        self.field.setMaxLength(MOST_LETTERS)
        self.field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.field_name = label("", "strong")
        self.send = Button(self.tr("Dial"), "primary")
        self.end_button = Button(self.tr("End the dialogue"), icon_name="stop")
        self.teach_button = Button(self.tr("This is the balance"), icon_name="check")
        self.state = label("", wrap=True)
        self.talk = UssdTalk("none", [])
        self._lay_out_talk()
        uuid, client = modem.uuid, session.client
        self.following = Following(
            self, session, lambda: client.modems.ussd(uuid), self._show, self._lost, topic="modems", pause=PAUSE
        )
        self.finished.connect(self._closed)
        self._show(self.talk)
        self.field.setText(modem.balance_code)
        self.field.setFocus()
        self.following.now()

    def _lay_out_talk(self) -> None:
        self.list.setModel(self.model)
        self.list.setObjectName("bubbles")
        self.list.setItemDelegate(UssdDelegate(self.model, self.list))
        self.list.setAccessibleName(self.tr("Dialogue with the network"))
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumSize(WIDE, HIGH)
        look().changed.connect(self.list.viewport().update)
        self.model.rowsInserted.connect(lambda *_: self.list.scrollToBottom())
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.state)
        self.field_name.setBuddy(self.field)
        self.body.addWidget(self.field_name)
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(self.field, 1)
        row.addWidget(self.send)
        self.body.addLayout(row)
        self.accept_button.hide()
        self.foot.insertWidget(0, self.end_button)
        self.foot.insertWidget(1, self.teach_button)
        self.send.setDefault(True)
        self.field.textChanged.connect(self._check)
        on_click(self.send, self._send)
        on_click(self.end_button, self._end)
        on_click(self.teach_button, self._teach)

    def _show(self, talk: UssdTalk) -> None:
        was_asking, self.talk = self.talk.state == "asks", talk
        self.model.show(talk.lines)
        self.state.setText(ussd_text(talk.state))
        asks = talk.state == "asks"
        name = self.tr("Your reply") if asks else self.tr("Code")
        self.field_name.setText(name)
        self.field.setAccessibleName(name)
        self.field.setPlaceholderText("" if asks else ltr("*100#"))
        self.send.setText(self.tr("Reply") if asks else self.tr("Dial"))
        self.end_button.setVisible(talk.state in ("asks", "waiting"))
        self.teach_button.setVisible(is_used(self.modem) and teachable(talk) is not None)
        if asks and not was_asking:
            self.field.clear()
        self._check()

    def _check(self) -> None:
        """Nothing can be said while the network is asked."""
        waits = self.talk.state == "waiting"
        self.field.setReadOnly(waits)
        self.send.setEnabled(bool(self.field.text().strip()) and not waits)

    def _send(self) -> None:
        text, uuid, client = self.field.text().strip(), self.modem.uuid, self.session.client
        if not text or not self.send.isEnabled():
            return
        call = client.modems.answer if self.talk.state == "asks" else client.modems.dial
        self._call(lambda: call(uuid, text))

    def _end(self) -> None:
        uuid, client = self.modem.uuid, self.session.client
        self._call(lambda: client.modems.end(uuid))

    def _call(self, call: Callable[[], UssdTalk]) -> None:
        self.trouble.hide()
        self.send.setEnabled(False)
        self.session.work.run(self, call, self._said, self.failed, key="ussd")

    def _said(self, talk: UssdTalk) -> None:
        self._show(talk)
        self.following.now()

    def _teach(self) -> None:
        found = teachable(self.talk)
        if found is not None:
            dialog = TeachBalance(self.session, self.modem, *found, self)
            dialog.changed.connect(self.changed)
            dialog.open()

    def failed(self, error: OutpostError) -> None:
        super().failed(error)
        self._check()
        self.following.now()

    def _lost(self, error: OutpostError) -> None:
        """The engine is away for a moment: that is said across the window, and it is asked again."""
        self.session.is_sign_in_lost(error)

    def _closed(self) -> None:
        self.following.stop()
        if self.talk.state in ("asks", "waiting"):
            uuid, client = self.modem.uuid, self.session.client
            self.session.work.run(self.session, lambda: client.modems.end(uuid), lambda _: None, lambda _: None)


class TeachBalance(ModemDialog):
    """Which part of an answer is the amount. `changed` carries the Modem."""

    def __init__(self, session: Session, modem: Modem, code: str, said: str, parent: QWidget) -> None:
        super().__init__(session, modem, parent)
        self.set_title(self.tr("How this operator tells the balance"), self.tr("This is the balance"))
        self.code, self.said = code, said
        self.explain(
            self.tr(
                "Select the amount in the answer, with the mouse or with Shift and the arrow keys. From then on Outpost reads it "
                "by itself, also on other SIM cards of this operator."
            )
        )
        self.answer = QPlainTextEdit()
        self.answer.setPlainText(said)
        self.answer.setReadOnly(True)
        self.answer.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.answer.setTabChangesFocus(True)
        self.answer.setFixedHeight(110)
        self.add_field(self.tr("Answer to {code}").format(code=ltr(code)), self.answer)
        self.amount = label("", "strong")
        self.body.addWidget(self.amount)
        self._select(*likely_amount(said))
        self.answer.selectionChanged.connect(self._check)
        self.accept_button.clicked.connect(self._teach)
        self._check()
        self.answer.setFocus()

    def chosen(self) -> str:
        """As it stands in the answer; Qt gives line ends as paragraph separators."""
        return self.answer.textCursor().selectedText().replace("\u2029", "\n").strip()

    def _select(self, start: int, end: int) -> None:
        cursor = self.answer.textCursor()
        cursor.setPosition(_units(self.said[:start]))
        cursor.setPosition(_units(self.said[:end]), cursor.MoveMode.KeepAnchor)
        self.answer.setTextCursor(cursor)

    def _check(self) -> None:
        chosen = self.chosen()
        shown = self.tr("Balance: {amount}").format(amount=ltr(chosen)) if chosen else self.tr("Nothing is selected yet.")
        self.amount.setText(shown)
        self.accept_button.setEnabled(any(sign.isdecimal() for sign in chosen))

    def _teach(self) -> None:
        self.set_busy(True)
        self.trouble.hide()
        uuid, code, said, amount, client = self.modem.uuid, self.code, self.said, self.chosen(), self.session.client
        self.session.work.run(
            self, lambda: client.modems.teach_balance(uuid, code, said, amount), self._taught, self.failed, key="teach"
        )

    def _taught(self, modem: Modem) -> None:
        self.session.notice.emit(self.tr("Learnt. “Check the balance” asks for it from now on."))
        self.done_with(modem)


def _units(text: str) -> int:
    """Places in a QTextCursor count UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
