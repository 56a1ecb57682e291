"""What a text takes as SMS, told below it when typing rests."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QLabel

from app.contracts.messages import TextCost
from ui.session import Session
from ui.texts import number

REST = 250  # ms


class TextCostLine(QObject):
    """Fills `shown`; `of` says which text it is about now. `told` carries that text and the TextCost."""

    told = Signal(str, object)

    def __init__(self, session: Session, shown: QLabel) -> None:
        super().__init__(shown)
        self._session, self._shown = session, shown
        self._text = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._ask)

    def of(self, text: str) -> None:
        self._text = text.strip()
        if self._text:
            self._rest.start()
        else:
            self._rest.stop()
            self._shown.setText("")

    def _ask(self) -> None:
        workspace, text, client = self._session.workspace.uuid, self._text, self._session.client

        def show(cost: TextCost) -> None:
            self._show(text, cost)

        self._session.work.run(self, lambda: client.messages.cost(workspace, text), show, lambda _: None, key="cost")

    def _show(self, text: str, cost: TextCost) -> None:
        if self._text:
            parts = self.tr("%n SMS", "", cost.segments)
            left = self.tr("{left} characters left").format(left=number(cost.left))
            self._shown.setText(f"{parts}   ·   {left}")
            self.told.emit(text, cost)
