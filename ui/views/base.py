"""What the main window expects of a screen."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.contracts.base import Change
from app.errors import OutpostError
from ui.session import Session
from ui.texts import error_text
from ui.widgets.basic import Banner


class View(QWidget):
    """A screen. `topics` are the changes it shows; they bring at most one `refresh` in `interval` ms, and none while hidden."""

    topics: frozenset[str] = frozenset()
    interval = 400

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self.session = session
        self.banner = Banner("bad")
        self.banner.acted.connect(self.reload)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)
        self._stale = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._on_pause)
        session.changed.connect(self.on_change)
        session.workspace_changed.connect(self.on_workspace)

    def refresh(self) -> None:
        """Ask the engine again, keeping what is typed and selected."""

    def reload(self) -> None:
        """F5: everything."""
        self.refresh()

    def focus_search(self) -> None:
        """Ctrl+F: go to the search field, where there is one."""

    def showEvent(self, event: QShowEvent) -> None:
        """In front now: what was missed while hidden is read."""
        super().showEvent(event)
        if not event.spontaneous():
            self._stale = False
            self.refresh()

    def on_change(self, change: Change) -> None:
        everything = change.topic == "office" and not change.ids
        if not everything and change.topic not in self.topics:
            return
        if change.workspace not in (None, self.session.workspace.uuid):
            return
        if not self.isVisible() or self._pause.isActive():
            self._stale = True
        else:
            self._pause.start(self.interval)
            self.refresh()

    def on_workspace(self) -> None:
        if self.isVisible():
            self.refresh()

    def show_error(self, error: OutpostError) -> None:
        """Say it across the top with a way to try again, unless it means that the sign-in is over."""
        if not self.session.is_sign_in_lost(error):
            self.banner.show_text(error_text(error), "bad", self.tr("Try again"))

    def _on_pause(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            self._pause.start(self.interval)
            self.refresh()
