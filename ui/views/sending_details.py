"""Everything about one broadcast or start: to whom, how far it is, what went wrong, and how it is stopped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from ui import theme
from ui.sending_texts import Shown
from ui.session import Session
from ui.widgets.basic import Button, Chip, FactList, label, on_click, rule, scrolling

WIDE = 340


class SendingDetails(QFrame):
    """`facts` are their keys and names, in order; `who` heads the recipients. `interrupt_wanted` carries the UUID."""

    interrupt_wanted = Signal(str)

    def __init__(self, session: Session, name: str, who: str, facts: Sequence[tuple[str, str]], interrupt: str) -> None:
        super().__init__()
        self.session = session
        self.shown: Shown | None = None
        self.setProperty("kind", "plain")
        self.setFixedWidth(WIDE)
        self.title = label("", "strong", wrap=True)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state = Chip()
        self.error = label("", tone="bad", wrap=True)
        self.progress = label("", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.recipients = label("", wrap=True)
        self.left_out_name = label(self.tr("Left out"), "small", "muted")
        self.left_out = label("", wrap=True)
        self.facts = FactList()
        for key, text in facts:
            self.facts.add(key, text)
        self.interrupt_button = Button(interrupt, "danger", "stop")
        self._foot = QVBoxLayout()
        on_click(self.interrupt_button, self._interrupt)
        self._lay_out(name, who)

    def show_one(self, shown: Shown) -> None:
        self.shown = shown
        self.title.setText(shown.title)
        self.state.set_sign(shown.sign)
        self.error.setText(shown.error)
        self.error.setVisible(bool(shown.error))
        self.progress.setText(shown.progress)
        self.progress.setVisible(bool(shown.progress))
        self.bar.setRange(0, shown.total or 0)
        self.bar.setValue(min(shown.done, shown.total or 0))
        self.bar.setVisible(bool(shown.total))
        self.recipients.setText("\n".join(shown.recipients) or "–")
        self.left_out.setText("\n".join(shown.left_out))
        for widget in (self.left_out_name, self.left_out):
            widget.setVisible(bool(shown.left_out))
        for key, value in shown.facts.items():
            self.facts.set(key, value)
            self.facts.set_visible(key, bool(value))
        self.interrupt_button.setVisible(shown.can_interrupt)

    def add_button(self, button: Button) -> None:
        """Above the one that stops it."""
        self._foot.insertWidget(0, button)

    def _interrupt(self) -> None:
        if self.shown is not None:
            self.interrupt_wanted.emit(self.shown.uuid)

    def _lay_out(self, name: str, who: str) -> None:
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        inside.setSpacing(theme.S)
        inside.addWidget(self.state, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.error, self.title, rule(), self.progress, self.bar):
            inside.addWidget(widget)
        inside.addWidget(self.facts)
        inside.addWidget(rule())
        inside.addWidget(label(who, "small", "muted"))
        for widget in (self.recipients, self.left_out_name, self.left_out):
            inside.addWidget(widget)
        inside.addStretch(1)
        self._foot.setContentsMargins(theme.L, theme.S, theme.L, theme.L)
        self._foot.setSpacing(theme.S)
        self._foot.addWidget(self.interrupt_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scrolling(page, name), 1)
        column.addLayout(self._foot)
