"""The one top-level window: start, first set-up, signing in, and the workbench follow each other in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QProgressBar, QVBoxLayout, QWidget

from ui import theme
from ui.icons import pixmap
from ui.theme import look
from ui.widgets.basic import Banner, Button, Check, IconLabel, label, leading
from ui.widgets.dialog import Dialog


class MainWindow(QMainWindow):
    """`closing` comes before it closes; set `may_close` to let it."""

    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.may_close = False
        self.setWindowTitle("Outpost")
        self.setMinimumSize(960, 600)
        self.state_icon = IconLabel("clock", "muted", 16)
        self.state_text = label("", "small", "muted")
        self.statusBar().addWidget(self.state_icon)
        self.statusBar().addWidget(self.state_text, 1)
        self.statusBar().setContentsMargins(theme.S, 0, theme.S, 0)
        self.statusBar().setSizeGripEnabled(False)
        look().changed.connect(self._draw)
        self._draw()

    def show_page(self, page: QWidget) -> None:
        """Put a page in the place of the one before, which is deleted."""
        old = self.takeCentralWidget()
        self.setCentralWidget(page)
        if old is not None:
            old.hide()
            old.deleteLater()

    def show_state(self, icon_name: str, tone: str, text: str) -> None:
        self.state_icon.set_icon(icon_name, tone)
        self.state_text.setAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
        self.state_text.setText(text)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close:
            self.closing.emit()
        event.setAccepted(self.may_close)

    def _draw(self) -> None:
        self.setWindowIcon(pixmap("logo", look().colours.accent, 64))


class StartingPage(QWidget):
    """While the engine starts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.banner = Banner("bad")
        self.text = label(text, tone="muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setMinimumWidth(420)
        progress = QProgressBar()
        progress.setRange(0, 0)
        progress.setTextVisible(False)
        progress.setFixedWidth(220)
        progress.setAccessibleName(text)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.M)
        box.addWidget(self.banner)
        box.addStretch(2)
        for widget in (IconLabel("logo", "accent", 56), label("Outpost", "title"), self.text, progress):
            box.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)


class CloseQuestion(Dialog):
    """What becomes of the engine: `keep` or `stop`."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("Close Outpost"))
        self.heading.setText(self.tr("Go on receiving SMS?"))
        self.accept_button.setText(self.tr("Keep receiving SMS in the background (recommended)"))
        self.choice = "keep"
        words = label(
            self.tr("Messages that come in while Outpost is stopped stay on the phones until you start it again."), wrap=True
        )
        words.setMinimumWidth(460)
        self.remember = Check(self.tr("Do this every time"))
        self.stop_button = Button(self.tr("Stop Outpost"), "danger")
        self.foot.insertWidget(2, self.stop_button)
        self.body.addWidget(words)
        self.body.addWidget(self.remember)
        self.stop_button.clicked.connect(self._stop)
        self.accept_button.clicked.connect(self.accept)
        self.accept_button.setFocus()

    def _stop(self) -> None:
        self.choice = "stop"
        self.accept()
