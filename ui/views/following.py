"""Reading something again and again while a dialog is open: at the changes that concern it, and every few seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from app.contracts.base import Change
from app.errors import OutpostError
from ui.session import Session

T = TypeVar("T")


class Following(QObject, Generic[T]):
    """Reads at once, then at most one reading at a time; `pause` in ms lies between two. It ends with its `owner`."""

    def __init__(
        self,
        owner: QObject,
        session: Session,
        read: Callable[[], T],
        show: Callable[[T], None],
        failed: Callable[[OutpostError], None],
        *,
        topic: str,
        pause: int,
    ) -> None:
        super().__init__(owner)
        self._session, self._read, self._show, self._failed, self._topic = session, read, show, failed, topic
        self._is_reading = False
        self._is_stale = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(pause)
        self._timer.timeout.connect(self.now)
        session.changed.connect(self._changed)

    def now(self) -> None:
        """Read, or once more after the reading under way."""
        if self._is_reading:
            self._is_stale = True
            return
        self._timer.stop()
        self._is_reading = True
        self._session.work.run(self, self._read, self._done, self._broken)

    def stop(self) -> None:
        """The dialog closes."""
        self._timer.stop()
        self._session.changed.disconnect(self._changed)

    def _changed(self, change: Change) -> None:
        if change.topic == self._topic or (change.topic == "office" and not change.ids):
            self.now()

    def _done(self, found: T) -> None:
        self._go_on()
        self._show(found)

    def _broken(self, error: OutpostError) -> None:
        self._go_on()
        self._failed(error)

    def _go_on(self) -> None:
        self._is_reading = False
        if self._is_stale:
            self._is_stale = False
            self.now()
        else:
            self._timer.start()
