"""Give a flow the keyword that starts it."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.contracts.flows import Flow, MatchType, Trigger
from ui.session import Session
from ui.widgets.basic import Select, label
from ui.widgets.dialog import Dialog


class AddKeyword(Dialog):
    """Which flow, which words, and whether they must stand alone. `added` carries the Trigger."""

    added = Signal(object)

    def __init__(self, session: Session, flows: list[Flow], chosen: Flow | None, parent: QWidget) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("Add a keyword"))
        self.heading.setText(self.tr("Add a keyword"))
        self.accept_button.setText(self.tr("Add"))
        self.session = session
        self.flow = Select(self.tr("Flow"))
        for flow in flows:
            self.flow.addItem(flow.name, flow.uuid)
        if chosen is not None:
            self.flow.setCurrentIndex(max(0, self.flow.findData(chosen.uuid)))
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("stock"))
        self.words.setMinimumWidth(420)
        self.match = Select(self.tr("When it starts"))
        self.match.addItem(self.tr("The message begins with the keyword"), "first_word")
        self.match.addItem(self.tr("The message is the keyword alone"), "only_word")
        self.add_field(self.tr("Keyword"), self.words, self.tr("One word, as people will type it. Several: put commas between."))
        self.add_field(self.tr("Flow"), self.flow)
        self.add_field(self.tr("When it starts"), self.match)
        self.body.addWidget(label(self.tr("If another flow has this keyword, it loses it."), "small", "muted", wrap=True))
        self.words.textChanged.connect(self._check)
        self.accept_button.clicked.connect(self._add)
        self.finished.connect(self.deleteLater)
        self._check()
        self.words.setFocus()

    def keywords(self) -> list[str]:
        return [word for word in re.split(r"[\s,،;]+", self.words.text().strip().lower()) if word]

    def _check(self) -> None:
        self.accept_button.setEnabled(bool(self.keywords()))

    def _add(self) -> None:
        self.set_busy(True)
        self.trouble.hide()
        workspace, client = self.session.workspace.uuid, self.session.client
        flow, words = str(self.flow.currentData()), self.keywords()
        match: MatchType = "only_word" if self.match.currentData() == "only_word" else "first_word"
        self.session.work.run(
            self, lambda: client.triggers.create_keyword(workspace, flow, words, match), self._done, self.show_error, key="add"
        )

    def _done(self, trigger: Trigger) -> None:
        self.session.notice.emit(
            self.tr("“{word}” now starts {flow}.").format(word=", ".join(trigger.keywords), flow=trigger.flow_name)
        )
        self.added.emit(trigger)
        self.accept()
