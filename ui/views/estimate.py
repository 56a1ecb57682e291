"""What a message to many or a start would come to, before anything goes out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.contracts.broadcasts import Estimate
from ui import theme
from ui.estimate_texts import Caution, cautions, done_text, estimate_text, languages_text, takes_text
from ui.models import estimates as model
from ui.session import Session
from ui.views.tables import table
from ui.widgets.basic import Card, IconLabel, clear, label

ROW = 40
MOST_ROWS = 4  # phones that are seen without scrolling


class EstimatePane(QWidget):
    """`text` shows once more what is sent, or which flow starts."""

    def __init__(self, session: Session, *, needs_phone: bool = True) -> None:
        super().__init__()
        self.session = session
        self.can_go = False
        self._needs_phone = needs_phone
        self.amount = label("", "heading", wrap=True)
        self.done = label("", wrap=True)
        self.clock = IconLabel("clock", "accent", 18)
        self.languages = label("", "small", "muted", wrap=True)
        self.text = label("", wrap=True)
        self.card = Card(self.tr("What goes out"), "send")
        self.phones = model.PhoneEstimates(session, self)
        self.table = table(self.phones, self.tr("Phones and modems"), row_height=ROW)
        self.warned: list[str] = []
        self._warnings = QVBoxLayout()
        self._lay_out()

    def show_estimate(self, estimate: Estimate, text: str, when: str = "") -> None:
        """`when` says at which times it goes out; empty: now."""
        now, zone = self.session.now(), self.session.zone
        done = " ".join(part for part in (when, takes_text(estimate)) if part) if when else done_text(estimate, now, zone)
        for shown, words in (
            (self.amount, estimate_text(estimate)),
            (self.done, done),
            (self.languages, languages_text(estimate.languages)),
            (self.text, text),
        ):
            shown.setText(words)
            shown.setVisible(bool(words))
        self.clock.setVisible(bool(self.done.text()))
        self.phones.replace(estimate.phones)
        self.table.setVisible(bool(estimate.phones))
        rows = min(len(estimate.phones), MOST_ROWS)
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + rows * ROW + 4)
        self.table.setColumnHidden(model.DONE, bool(when))
        self._warn(cautions(estimate, now, zone, needs_phone=self._needs_phone, is_now=not when))

    def _warn(self, found: list[Caution]) -> None:
        self.warned = [caution.text for caution in found]
        self.can_go = not any(caution.is_grave for caution in found)
        clear(self._warnings)
        for caution in found:
            row = QHBoxLayout()
            row.setSpacing(theme.S)
            row.addWidget(IconLabel("alert", "bad" if caution.is_grave else "warn", 18), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(_words(caution), 1)
            self._warnings.addLayout(row)

    def _lay_out(self) -> None:
        done = QHBoxLayout()
        done.setSpacing(theme.S)
        done.addWidget(self.clock, 0, Qt.AlignmentFlag.AlignTop)
        done.addWidget(self.done, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addWidget(self.amount)
        column.addLayout(done)
        self._warnings.setSpacing(theme.S)
        column.addLayout(self._warnings)
        self.card.body.addWidget(self.text)
        self.card.body.addWidget(self.languages)
        column.addWidget(self.card)
        column.addWidget(self.table)
        column.addStretch(1)


def _words(caution: Caution) -> QLabel:
    return label(caution.text, "strong" if caution.is_grave else "body", wrap=True)
