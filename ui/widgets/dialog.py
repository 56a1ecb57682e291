"""The base of all dialogs: heading, body, one line for trouble, buttons at the end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.errors import OutpostError
from ui import theme
from ui.texts import error_text
from ui.widgets.basic import Button, ButtonKind, label, rule


class Dialog(QDialog):
    """Fill `body`; `accept_button` does the thing, Escape and `cancel_button` leave everything as it is.

    Return does what the focused button says, and in fields what the default button says: `accept_button`, unless a subclass
    chooses another.
    """

    def __init__(self, parent: QWidget | None, title: str, accept: str, kind: ButtonKind = "primary") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.heading = label(title, "heading")
        self.trouble = label("", "body", "bad", wrap=True)
        self.trouble.hide()
        self.accept_button = Button(accept, kind)
        self.accept_button.setDefault(True)
        self.cancel_button = Button(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.M)
        self._lay_out()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inside = QVBoxLayout()
        inside.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        inside.setSpacing(theme.L)
        inside.addWidget(self.heading)
        inside.addLayout(self.body, 1)
        inside.addWidget(self.trouble)
        outer.addLayout(inside, 1)
        outer.addWidget(rule())
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(theme.XL, theme.M, theme.XL, theme.M)
        self.foot.setSpacing(theme.S)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel_button)
        self.foot.addWidget(self.accept_button)
        outer.addLayout(self.foot)

    def showEvent(self, event: QShowEvent) -> None:
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(True)
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        """Grow when the content does: a wrapped text may need another line."""
        if event.type() != QEvent.Type.LayoutRequest:
            return super().event(event)
        handled = super().event(event)
        layout = self.layout()
        if layout is not None and (needed := layout.totalHeightForWidth(self.width())) > self.height():
            self.resize(self.width(), needed)
        return handled

    def add_field(self, name: str, field: QWidget, hint: str = "") -> QLabel:
        """A field below its name, which is its buddy; `hint` explains in small print."""
        box = QVBoxLayout()
        box.setSpacing(theme.XS)
        title = label(name, "strong")
        title.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(name.replace("&", ""))
        box.addWidget(title)
        box.addWidget(field)
        if hint:
            box.addWidget(label(hint, "small", "muted", wrap=True))
            field.setAccessibleDescription(hint)
        self.body.addLayout(box)
        return title

    def show_error(self, error: OutpostError) -> None:
        self.show_trouble(error_text(error))

    def show_trouble(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
        self.set_busy(False)

    def set_busy(self, busy: bool) -> None:
        """While a call is under way the thing cannot be asked for twice."""
        self.accept_button.setEnabled(not busy)
        self.setCursor(Qt.CursorShape.BusyCursor if busy else Qt.CursorShape.ArrowCursor)


class Question(Dialog):
    """Are you sure: `text` says what will happen, the button says what it does. It is asked where nothing can be undone, so a
    hasty Return does nothing."""

    def __init__(self, parent: QWidget | None, title: str, text: str, accept: str, kind: ButtonKind = "danger") -> None:
        super().__init__(parent, title, accept, kind)
        words = label(text, wrap=True)
        words.setMinimumWidth(420)
        words.setMaximumWidth(520)
        self.body.addWidget(words)
        self.setAccessibleDescription(text)
        self.cancel_button.setDefault(True)
        self.cancel_button.setFocus()
        self.accept_button.clicked.connect(self.accept)


def mark_wrong(field: QLineEdit, wrong: bool) -> None:
    """Frame a field whose value cannot be taken; the words stand beside it."""
    field.setProperty("wrong", wrong)
    field.style().polish(field)
