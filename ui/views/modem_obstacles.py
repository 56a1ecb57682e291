"""What is plugged in and can't be used as it is, with what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.contracts.modems import Obstacle
from ui import theme
from ui.modem_texts import grouped, obstacle_command, obstacle_text, obstacle_title
from ui.session import Session
from ui.texts import ltr
from ui.widgets.basic import Button, IconLabel, clear, label, on_click, rule, scrolling

MOST_HIGH = 190


class Obstacles(QFrame):
    """Hidden while nothing stands in the way."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setProperty("kind", "banner")
        self.setProperty("tone", "warn")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.S)
        page = QWidget()
        self._page = page
        page.installEventFilter(self)
        inside = QVBoxLayout(page)
        inside.setContentsMargins(theme.XL, theme.M, theme.XL, theme.M)
        inside.addLayout(self._lines)
        self._area: QScrollArea = scrolling(page, self.tr("What stands in the way"))
        self._area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self._shown: list[Obstacle] = []
        self.hide()

    def show_obstacles(self, obstacles: list[Obstacle]) -> None:
        found = grouped(obstacles)
        self.setVisible(bool(found))
        if found == self._shown:
            return
        self._shown = found
        clear(self._lines)
        for at, obstacle in enumerate(found):
            if at:
                self._lines.addWidget(rule())
            self._lines.addWidget(self._line(obstacle))

    def texts(self) -> list[str]:
        """What is said, line by line."""
        return [f"{obstacle_title(one)}. {obstacle_text(one)}" for one in self._shown]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lines that Qt has just shown need their room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def _fit(self) -> None:
        """As high as its lines, and no higher than a third of the screen."""
        layout = self._page.layout()
        assert layout is not None
        needed = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        self._area.setFixedHeight(max(0, min(needed, MOST_HIGH)))

    def _line(self, obstacle: Obstacle) -> QWidget:
        result = QWidget()
        row = QHBoxLayout(result)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.M)
        row.addWidget(IconLabel("alert", "warn", 20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(obstacle_title(obstacle), "strong", wrap=True))
        words.addWidget(label(obstacle_text(obstacle), wrap=True))
        row.addLayout(words, 1)
        if command := obstacle_command(obstacle.kind, obstacle.holder):
            words.addWidget(command_label(command))
            button = Button(self.tr("Copy the command"), icon_name="copy")
            on_click(button, lambda: self._copy(command))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return result

    def _copy(self, command: str) -> None:
        QGuiApplication.clipboard().setText(command)
        self.session.notice.emit(self.tr("Copied. An administrator of the PC with the modem types it into a terminal."))


def command_label(command: str) -> QLabel:
    """A command as it is typed, to be read and selected."""
    result = label(ltr(command), "strong", wrap=True)
    result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result
