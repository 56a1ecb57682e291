"""Work that failed for good, one by one: what it was about, why it failed, trying it again, and dismissing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QStackedWidget, QTableView, QWidget

from app.contracts.base import Change
from app.contracts.queues import Dismissed, LetterKind, Requeued
from app.errors import OutpostError
from ui import theme
from ui.letters import KINDS, detail_text, dismiss_text, dismiss_title, kinds_text, outcome_sign, result_text, why_text
from ui.models import letters as model
from ui.session import Session
from ui.texts import error_text, ltr
from ui.views.tables import table
from ui.widgets.basic import Button, EmptyState, Select, label, on_click
from ui.widgets.dialog import Dialog, Question
from ui.widgets.rows import ChipDelegate, LinesDelegate

WIDE, HIGH = 1080, 300
ROW = 52
PAUSE = 1000  # ms between two readings while the queues change
MOST_AT_ONCE = 500  # as app.contracts.queues has it
Done = tuple[Sequence[Requeued | Dismissed], OutpostError | None]


class FailedWork(Dialog):
    """`changed` says that some were tried again or dismissed. What is chosen in the list is what the buttons are about."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, "", "")
        title = self.tr("Work that failed")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.session = session
        self.model = model.Letters(session, self)
        self.table: QTableView = table(self.model, title, row_height=ROW)
        self.kind = Select(self.tr("Kind of work"))
        self.shown = label("", "small", "muted")
        self.why = label("", wrap=True)
        self.code = label("", "small", "muted", wrap=True)
        self.said = label("", "strong", wrap=True)
        self.said.hide()
        self.all_button = Button(self.tr("Try all again"), icon_name="refresh")
        self.dismiss_button = Button(self.tr("Dismiss"))
        self.empty = EmptyState("check", self.tr("Nothing here"), self.tr("No work of this kind has failed."))
        self.stack = QStackedWidget()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.model.refresh)
        self._lay_out_list()
        self._connect()
        self._enable()
        self.model.refresh()
        self.table.setFocus()

    def chosen(self) -> list[model.LetterRow]:
        rows = (self.model.row_at(index) for index in self.table.selectionModel().selectedRows())
        return [row for row in rows if row is not None]

    def _lay_out_list(self) -> None:
        explanation = self.tr(
            "Outpost gave these up. Choose with the mouse, or with Shift, Ctrl and the arrow keys. What people get late because "
            "they are tried again can't be taken back."
        )
        text = label(explanation, tone="muted", wrap=True)
        text.setMinimumWidth(WIDE)
        self.kind.addItem(self.tr("All kinds"), "")
        for kind in KINDS:
            self.kind.addItem(kinds_text(kind), kind)
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        row.addWidget(self.kind)
        row.addWidget(self.shown, 1)
        self.body.addWidget(text)
        self.body.addLayout(row)
        self._make_table()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.stack.setMinimumHeight(HIGH)
        self.body.addWidget(self.stack, 1)
        for line in (self.why, self.code):
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.body.addWidget(line)
        self.body.addWidget(self.said)
        self.code.setAccessibleDescription(self.tr("What it was about, and the code of the error"))
        self.accept_button.setText(self.tr("Try again"))
        self.cancel_button.setText(self.tr("Close"))
        self.cancel_button.setDefault(True)
        self.foot.insertWidget(2, self.all_button)
        self.foot.insertWidget(0, self.dismiss_button)
        self.accept_button.setVisible(self.session.may("queues.requeue"))
        self.all_button.setVisible(self.session.may("queues.requeue_all"))
        self.dismiss_button.setVisible(self.session.may("queues.dismiss"))

    def _make_table(self) -> None:
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for column in (model.WHAT, model.ABOUT, model.WHY):
            self.table.setItemDelegateForColumn(column, LinesDelegate(partial(self._second, column), self.table))
        self.table.setItemDelegateForColumn(model.STATE, ChipDelegate(lambda row: outcome_sign(row.outcome), self.table))
        head = self.table.horizontalHeader()
        for column, mode in (
            (model.WHAT, QHeaderView.ResizeMode.ResizeToContents),
            (model.ABOUT, QHeaderView.ResizeMode.Stretch),
            (model.WHY, QHeaderView.ResizeMode.Stretch),
        ):
            head.setSectionResizeMode(column, mode)

    def _second(self, column: int, row: model.LetterRow) -> str:
        return self.model.second(row, column)

    def _connect(self) -> None:
        self.kind.activated.connect(lambda _: self._choose_kind())
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self._failed)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        self.model.dataChanged.connect(lambda *_: self._enable())
        self.session.changed.connect(self._heard)
        on_click(self.accept_button, self._again)
        on_click(self.all_button, self._all_again)
        on_click(self.dismiss_button, self._ask_dismiss)
        self.finished.connect(self.deleteLater)

    def _choose_kind(self) -> None:
        kind: LetterKind | None = self.kind.currentData() or None
        self.trouble.hide()
        self.model.look_at(KINDS if kind is None else (kind,))

    def _loaded(self, away: bool) -> None:
        count = self.model.rowCount()
        text = self.tr("%n shown", "", count)
        self.shown.setText(
            self.tr("{count}. More come when you scroll down.").format(count=text) if self.model.has_more else text
        )
        self.stack.setCurrentIndex(0 if count else 1)
        if away:
            self.show_trouble(error_text(OutpostError("queue_away")))
        if count and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._enable()

    def _enable(self) -> None:
        chosen = self.chosen()
        self.accept_button.setEnabled(any(row.may_be_tried for row in chosen))
        self.dismiss_button.setEnabled(any(row.may_be_dismissed for row in chosen))
        self.all_button.setEnabled(any(row.may_be_tried for row in self.model.rows()))
        self._tell()

    def _tell(self) -> None:
        """The one where the keyboard is, in full: a table has no room for a long sentence."""
        row = self.model.row_at(self.table.currentIndex())
        for line in (self.why, self.code):
            line.setVisible(row is not None)
        if row is not None:
            told = [detail_text(row.letter), ltr(row.letter.error) if row.letter.error else ""]
            self.why.setText(why_text(row.letter.error))
            self.code.setText(" · ".join(part for part in told if part))

    def _again(self) -> None:
        ids = [row.letter.id for row in self.chosen() if row.may_be_tried][:MOST_AT_ONCE]
        client = self.session.client
        if ids:
            self._run(lambda: (client.queues.requeue(ids), None))

    def _all_again(self) -> None:
        kinds, client = self.model.kinds, self.session.client
        self._run(lambda: model.requeue_kinds(client, kinds))

    def _ask_dismiss(self) -> None:
        rows = [row for row in self.chosen() if row.may_be_dismissed][:MOST_AT_ONCE]
        if not rows:
            return
        ids, client = [row.letter.id for row in rows], self.session.client
        text = dismiss_text(row.letter.kind for row in rows)
        question = Question(self, dismiss_title(len(rows)), text, self.tr("Dismiss"))
        question.accepted.connect(lambda: self._run(lambda: (client.queues.dismiss(ids), None)))
        question.finished.connect(question.deleteLater)
        question.open()

    def _run(self, call: Callable[[], Done]) -> None:
        self.trouble.hide()
        self.said.hide()
        self.set_busy(True)
        for button in (self.all_button, self.dismiss_button):
            button.setEnabled(False)
        self.session.work.run(self, call, self._done, self._failed, key="requeue")

    def _done(self, result: Done) -> None:
        done, error = result
        self.set_busy(False)
        self.said.setText(result_text(done))
        self.said.setVisible(bool(done) or error is None)
        if error is not None:
            self._failed(error)
        self.model.settle(done)
        self._enable()
        self.table.setFocus()  # the button that had it can't be pressed now
        self.changed.emit()

    def _failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.show_error(error)
            self._enable()

    def _heard(self, change: Change) -> None:
        if change.topic == "queue" and not self._pause.isActive():
            self._pause.start()
