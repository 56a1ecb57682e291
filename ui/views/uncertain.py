"""The messages that were perhaps sent: somebody who knows or asks decides, one by one or all at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from app.contracts.messages import BulkResult, ListedMsg
from app.errors import OutpostError
from ui import decisions as words
from ui.models import uncertain as model
from ui.session import Session
from ui.views.tables import table
from ui.widgets.basic import Button, ButtonKind, label, on_click
from ui.widgets.dialog import Dialog, Question

WIDE, HIGH = 780, 260


class UncertainMessages(Dialog):
    """`changed` says that some were decided. What is chosen in the list is what the buttons are about."""

    changed = Signal()

    def __init__(self, session: Session, msgs: list[ListedMsg], parent: QWidget) -> None:
        super().__init__(parent, "", "", "secondary")
        title = self.tr("Perhaps sent")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.session = session
        self.model = model.Uncertain(session)
        self.model.replace(msgs)
        self.table = table(self.model, self.tr("Messages that were perhaps sent"), row_height=36)
        self.sent_button = Button(self.tr("They were sent"), icon_name="check")
        self._lay_out_list()
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.table.selectAll()
        self._enable()
        self.table.setFocus()

    def _lay_out_list(self) -> None:
        may = self.session.may("messages.resend_many", "messages.mark_sent")
        explanation = self.tr(
            "A phone or modem took these messages and never told what became of them. Ask the people, or look at the phone's own "
            "list of sent messages. Who got the message gets it twice if you send it again. Choose with the mouse, or with "
            "Shift, Ctrl and the arrow keys."
        )
        if not may:
            explanation = self.tr(
                "A phone or modem took these messages and never told what became of them. An administrator or editor of this "
                "workspace decides whether they are sent again."
            )
        text = label(explanation, wrap=True)
        text.setMinimumWidth(WIDE)
        self.body.addWidget(text)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(model.WHO, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(model.TEXT, QHeaderView.ResizeMode.Stretch)
        self.table.setMinimumHeight(HIGH)
        self.body.addWidget(self.table, 1)
        self.accept_button.setText(self.tr("Send again"))
        self.cancel_button.setText(self.tr("Close"))
        self.cancel_button.setDefault(True)
        self.foot.insertWidget(2, self.sent_button)
        for button in (self.accept_button, self.sent_button):
            button.setVisible(may)
        on_click(self.accept_button, self._ask_again)
        on_click(self.sent_button, self._ask_sent)
        self.finished.connect(self.deleteLater)

    def chosen(self) -> list[str]:
        rows = (self.model.row_at(index) for index in self.table.selectionModel().selectedRows())
        return [row.uuid for row in rows if row is not None]

    def _enable(self) -> None:
        for button in (self.accept_button, self.sent_button):
            button.setEnabled(bool(self.chosen()))

    def _ask_again(self) -> None:
        chosen, workspace, client = self.chosen(), self.session.workspace.uuid, self.session.client
        text = self.tr("Who got the message already gets it once more.")
        self._ask(
            words.again_title(len(chosen)),
            text,
            (self.tr("Send again"), "primary"),
            lambda: client.messages.resend_many(workspace, chosen),
        )

    def _ask_sent(self) -> None:
        chosen, workspace, client = self.chosen(), self.session.workspace.uuid, self.session.client
        text = self.tr("They count as sent from now on, and nobody is asked again. This cannot be taken back.")
        self._ask(
            words.sent_title(len(chosen)),
            text,
            (self.tr("They were sent"), "primary"),
            lambda: client.messages.mark_sent(workspace, chosen),
        )

    def _ask(self, title: str, text: str, accept: tuple[str, ButtonKind], call: Callable[[], BulkResult]) -> None:
        question = Question(self, title, text, *accept)
        question.accepted.connect(lambda: self._run(call))
        question.finished.connect(question.deleteLater)
        question.open()

    def _run(self, call: Callable[[], BulkResult]) -> None:
        self.trouble.hide()
        self.set_busy(True)
        self.sent_button.setEnabled(False)
        self.session.work.run(self, call, self._done, self._failed, key="decide")

    def _done(self, result: BulkResult) -> None:
        """Those that could not leave stay, and it is said how many."""
        self.set_busy(False)
        settled = {*result.changed, *(one.uuid for one in result.skipped if one.why in _SETTLED)}
        left = [row for row in self.model.rows() if row.uuid not in settled]
        self.model.replace(left)
        self.changed.emit()
        self._enable()
        if not left:
            self.accept()
        elif len(settled) < len(result.changed) + len(result.skipped):
            self.show_trouble(
                self.tr("What is left can't be sent now: no phone reaches these contacts, or they are blocked or stopped.")
            )
            self._enable()

    def _failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.show_error(error)
            self._enable()


# Somebody else decided these, or deleted them.
_SETTLED = ("not_failed", "not_uncertain", "not_found", "deleted")
