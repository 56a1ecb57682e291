"""Why a message waits, or what became of it: what was looked at, one thing a line, in order."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.contracts.explain import Explanation
from app.errors import OutpostError
from ui import theme
from ui.explanations import is_by_modem, outcome_text, step_text, time_text
from ui.session import Session
from ui.widgets.basic import label, scrolling
from ui.widgets.dialog import Dialog

WIDE, HIGH = 460, 220


class WhyMessage(Dialog):
    """Asks the engine when it opens."""

    def __init__(self, session: Session, msg: str, parent: QWidget) -> None:
        super().__init__(parent, "", "", "secondary")
        title = self.tr("What became of this message")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.cancel_button.hide()
        self.accept_button.setText(self.tr("Close"))
        self.accept_button.clicked.connect(self.accept)
        self.session = session
        self.outcome = label(self.tr("One moment…"), "strong", wrap=True)
        self.outcome.setMinimumWidth(WIDE)
        self._lines: list[QWidget] = []
        self._steps = QVBoxLayout()
        self._steps.setSpacing(theme.M)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._steps)
        column.addStretch(1)
        area = scrolling(page, title)
        area.setMinimumHeight(HIGH)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.body.addWidget(self.outcome)
        self.body.addWidget(area, 1)
        self.finished.connect(self.deleteLater)
        workspace, client = session.workspace.uuid, session.client
        session.work.run(self, lambda: client.explain.message(workspace, msg), self._show, self._failed, key="why")

    def lines(self) -> list[str]:
        """What is said, as a screen reader has it."""
        return [line.accessibleName() for line in self._lines]

    def _show(self, explanation: Explanation) -> None:
        self.outcome.setText(outcome_text(explanation.outcome, by_modem=is_by_modem(explanation)))
        now, zone = self.session.now(), self.session.zone
        for step in explanation.steps:
            line = QWidget()
            box = QVBoxLayout(line)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(1)
            moment = time_text(step, now, zone)
            if moment:
                box.addWidget(label(moment, "small", "muted"))
            text = step_text(step)
            box.addWidget(label(text, wrap=True))
            self._lines.append(line)
            line.setAccessibleName(f"{moment}: {text}" if moment else text)
            self._steps.addWidget(line)

    def _failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.outcome.hide()
            self.show_error(error)
