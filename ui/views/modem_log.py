"""A modem's log: read anew while it is open, copied, or saved for whoever is asked for help."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHeaderView, QWidget

from app.contracts.modems import Modem, ModemLogLine
from app.errors import OutpostError
from ui.models import modem_log as model
from ui.modem_texts import modem_name
from ui.session import Session
from ui.texts import error_text
from ui.views.following import Following
from ui.views.modem_use import ModemDialog
from ui.views.tables import table
from ui.widgets.basic import Button, label, on_click

PAUSE = 3000  # ms between two looks
WIDE, HIGH = 800, 380


class ModemLog(ModemDialog):
    """The newest line stays in view for as long as the list stands at its end."""

    def __init__(self, session: Session, modem: Modem, parent: QWidget) -> None:
        super().__init__(session, modem, parent)
        self.set_title(self.tr("Log of {name}").format(name=modem_name(modem)), self.tr("Close"))
        self.cancel_button.hide()
        self.model = model.ModemLogLines(session)
        self.table = table(self.model, self.windowTitle(), row_height=26)
        self.copy_button = Button(self.tr("Copy"), icon_name="copy")
        self.save_button = Button(self.tr("Save to a file…"), icon_name="file")
        self._lay_out_log()
        uuid, client = modem.uuid, session.client
        self.following = Following(
            self, session, lambda: client.modems.log(uuid), self._show, self._lost, topic="modems", pause=PAUSE
        )
        self.finished.connect(self.following.stop)
        self._is_at_end = True
        self.following.now()

    def _lay_out_log(self) -> None:
        words = label(
            self.tr(
                "What Outpost and the modem said to each other, the newest last. It has numbers and texts of messages in it."
            ),
            wrap=True,
        )
        words.setMinimumWidth(WIDE)
        self.body.addWidget(words)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(model.TIME, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(model.TEXT, QHeaderView.ResizeMode.Stretch)
        self.table.setMinimumHeight(HIGH)
        self.body.addWidget(self.table, 1)
        for at, button in enumerate((self.copy_button, self.save_button)):
            self.foot.insertWidget(at, button)
        self.accept_button.clicked.connect(self.accept)
        on_click(self.copy_button, self._copy)
        on_click(self.save_button, self._choose_file)
        self.table.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.table.setFocus()

    def save(self, file: Path) -> None:
        """Write the lines that are shown."""
        text = self.model.as_text()

        def write() -> None:
            try:
                file.write_text(text, "utf-8")
            except OSError as error:
                raise OutpostError("file_unwritable") from error

        self.session.work.run(self, write, lambda _: self._tell(self.tr("The log was saved.")), self._unwritable, key="save")

    def _show(self, lines: list[ModemLogLine]) -> None:
        at_end = self._is_at_end
        self.model.show(lines)
        for button in (self.copy_button, self.save_button):
            button.setEnabled(bool(lines))
        if at_end:
            self.table.scrollToBottom()
            self._is_at_end = True

    def _scrolled(self, value: int) -> None:
        self._is_at_end = value >= self.table.verticalScrollBar().maximum() - 4

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.model.as_text())
        self._tell(self.tr("The log was copied."))

    def _choose_file(self) -> None:
        chooser = QFileDialog(self, self.tr("Save the log"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(self.tr("Text files (*.txt)"))
        chooser.setDefaultSuffix("txt")
        chooser.selectFile("modem.txt")
        chooser.fileSelected.connect(lambda name: self.save(Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _tell(self, text: str) -> None:
        self.trouble.hide()
        self.session.notice.emit(text)

    def _unwritable(self, error: OutpostError) -> None:
        self.show_trouble(error_text(error))

    def _lost(self, error: OutpostError) -> None:
        """The engine is away for a moment: that is said across the window, and it is asked again."""
        self.session.is_sign_in_lost(error)
