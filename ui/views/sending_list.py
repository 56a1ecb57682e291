"""A list of what went to many, with the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget

from app.errors import OutpostError
from ui.models.paging import PagedRows
from ui.session import Session
from ui.views.sending_details import SendingDetails
from ui.views.tables import table
from ui.widgets.basic import EmptyState
from ui.widgets.dialog import Question


class SendingList(QStackedWidget):
    """Subclasses say how the chosen row is shown and read again. `failed` carries the error of a call; `loaded` follows each
    reading that went well."""

    failed = Signal(object)
    loaded = Signal()

    def __init__(self, session: Session, model: PagedRows[Any], name: str, details: SendingDetails, empty: EmptyState) -> None:
        super().__init__()
        self.session, self.model, self.details, self.empty = session, model, details, empty
        self.table = table(model, name)
        self._wanted = ""
        content = QHBoxLayout()
        content.setContentsMargins(0, 0, 0, 0)
        content.setSpacing(0)
        content.addWidget(self.table, 1)
        content.addWidget(details)
        holder = QFrame()
        holder.setLayout(content)
        self.addWidget(empty)
        self.addWidget(holder)
        details.hide()
        model.loaded.connect(self._loaded)
        model.failed.connect(self.failed)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._turned())
        details.interrupt_wanted.connect(self._ask_interrupt)

    # What subclasses say

    def show_row(self, row: Any) -> None:
        """In the pane of details."""
        raise TypeError(f"{type(self).__name__} says no show_row")

    def reading(self, uuid: str) -> Callable[[], Any]:
        """A call for a worker: the row, read anew."""
        raise TypeError(f"{type(self).__name__} says no reading")

    def interrupting(self, uuid: str) -> Callable[[], Any]:
        """A call for a worker that stops one."""
        raise TypeError(f"{type(self).__name__} says no interrupting")

    def question(self) -> Question:
        """Asks before one is stopped."""
        raise TypeError(f"{type(self).__name__} says no question")

    # The list

    def refresh(self) -> None:
        self.model.refresh()

    def clear(self) -> None:
        self._wanted = ""
        self.model.clear()
        self.details.hide()
        self.setCurrentIndex(0)

    def choose(self, uuid: str) -> None:
        """Turn to one, as soon as it is known."""
        self._wanted = uuid
        self._turn_to_wanted()

    @property
    def chosen(self) -> Any:
        return self.model.row_at(self.table.currentIndex())

    def _loaded(self) -> None:
        self.model.retranslate()
        self.setCurrentIndex(1 if self.model.rowCount() else 0)
        self._turn_to_wanted()
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self._select(self.model.key(self.model.rows()[0]))
        self._turned()
        self.loaded.emit()

    def _turn_to_wanted(self) -> None:
        if self._wanted and self.model.index_of(self._wanted).isValid():
            self._select(self._wanted)
            self._wanted = ""

    def _select(self, uuid: str) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        index = self.model.index_of(uuid)
        self.table.selectionModel().setCurrentIndex(index, flags)
        self.table.scrollTo(index)

    def _turned(self) -> None:
        """What is known of the chosen one is shown at once, then how it is now."""
        row = self.chosen
        self.details.setVisible(row is not None)
        if row is None:
            return
        self.show_row(row)
        self.session.work.run(self, self.reading(self.model.key(row)), self.put, self.failed.emit, key="chosen")

    def put(self, row: Any) -> None:
        """One that was read by itself."""
        self.model.put(row)
        if self.chosen is not None and self.model.key(self.chosen) == self.model.key(row):
            self.show_row(row)

    def _ask_interrupt(self, uuid: str) -> None:
        question = self.question()
        question.accepted.connect(lambda: self._interrupt(uuid))
        question.finished.connect(question.deleteLater)
        question.open()

    def _interrupt(self, uuid: str) -> None:
        self.details.interrupt_button.setEnabled(False)
        self.session.work.run(self, self.interrupting(uuid), self._interrupted, self._not_interrupted, key="interrupt")

    def _interrupted(self, row: Any) -> None:
        """None: it is gone."""
        self.details.interrupt_button.setEnabled(True)
        if row is None:
            self.refresh()
        else:
            self.put(row)

    def _not_interrupted(self, error: OutpostError) -> None:
        """It may have ended meanwhile: the list tells."""
        self.details.interrupt_button.setEnabled(True)
        self.failed.emit(error)
        self.refresh()
