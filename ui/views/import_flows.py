"""Importing a RapidPro export: read it, show what it would do, do it, show what was done, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QHeaderView, QProgressBar, QWidget

from app.contracts.imports import ImportLine, ImportReport, UndoReport
from app.errors import OutpostError
from ui import theme
from ui.models import imports as model
from ui.session import Session
from ui.texts import import_outcome, number
from ui.views.tables import table
from ui.widgets.basic import Button, Chip, clear, label, on_click
from ui.widgets.dialog import Dialog
from ui.widgets.rows import ChipDelegate

# The engine refuses more; reading more would only fill the memory.
MAX_OCTETS = 10 * 1024 * 1024
WIDTH, HEIGHT = 1040, 600  # fits a screen of 1366x768


class ImportFlows(Dialog):
    """Nothing is changed until the button is pressed. `imported` follows the import."""

    imported = Signal()

    def __init__(self, session: Session, file: Path, parent: QWidget) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("Import a file"))
        self.heading.setText(file.name)
        self.accept_button.setText(self.tr("Import"))
        self.accept_button.setEnabled(False)
        self.session = session
        self.model = model.ImportLines()
        self.model.setParent(self)
        self.summary = label(self.tr("Reading the file…"), tone="muted", wrap=True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Working"))
        self.chips = QHBoxLayout()
        self.problems = Button(self.tr("Only what needs a look"), "filter")
        self.problems.setCheckable(True)
        self.problems.toggled.connect(self.model.show_problems)
        self.copy_button = Button(self.tr("Copy the report"))
        self.save_button = Button(self.tr("Save the report"))
        self.undo_button = Button(self.tr("Take the import back"))
        self._name = file.name
        self._content = b""
        self._uuid = ""
        self._done = False
        self._lay_out_body()
        self.accept_button.clicked.connect(self._import)
        on_click(self.copy_button, self._copy)
        on_click(self.save_button, self._choose_place)
        on_click(self.undo_button, self._undo)
        self.finished.connect(self.deleteLater)
        self._read(file)

    def _lay_out_body(self) -> None:
        self.table = table(self.model, self.tr("What is in the file"), row_height=42)
        self.table.setItemDelegateForColumn(model.OUTCOME, ChipDelegate(import_outcome, self.table))
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(model.KIND, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(model.OBJECT, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(model.OUTCOME, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(model.REASON, QHeaderView.ResizeMode.Stretch)
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addLayout(self.chips)
        row.addStretch(1)
        row.addWidget(self.problems)
        self.problems.hide()
        self.table.hide()
        self.body.addWidget(self.summary)
        self.body.addWidget(self.progress)
        self.body.addLayout(row)
        self.body.addWidget(self.table, 1)
        for at, button in enumerate((self.undo_button, self.copy_button, self.save_button)):
            button.setAutoDefault(False)
            button.hide()
            self.foot.insertWidget(at, button)
        self.setMinimumSize(720, 220)

    def _read(self, file: Path) -> None:
        client, workspace = self.session.client, self.session.workspace.uuid

        def read() -> tuple[bytes, ImportReport]:
            content = _content(file)
            return content, client.imports.preview(workspace, content)

        self.session.work.run(self, read, self._previewed, self._failed, key="import")

    def _previewed(self, answer: tuple[bytes, ImportReport]) -> None:
        self._content, report = answer
        text = self.tr("This is what importing would do. Nothing is changed yet.")
        if report.site:
            text += " " + self.tr("The file comes from {site}.").format(site=report.site)
        self._show(report.lines, text)
        self.accept_button.setEnabled(bool(report.lines))
        self.accept_button.setFocus()

    def _import(self) -> None:
        if self._done:
            self.accept()
            return
        self.set_busy(True)
        self.cancel_button.setEnabled(False)
        self.trouble.hide()
        self.progress.show()
        content, name = self._content, self._name
        client, workspace = self.session.client, self.session.workspace.uuid
        self.session.work.run(
            self, lambda: client.imports.import_file(workspace, content, name), self._was_imported, self._failed, key="import"
        )

    def _was_imported(self, report: ImportReport) -> None:
        self._done = True
        self.set_busy(False)
        self._uuid = report.uuid or ""
        self._show(report.lines, self.tr("The file is imported. To let people start a flow, add a keyword."))
        self.undo_button.setVisible(bool(self._uuid))
        self.cancel_button.hide()
        self.accept_button.setText(self.tr("Done"))
        self.imported.emit()

    def _undo(self) -> None:
        """At once: the same file can be imported again."""
        self.set_busy(True)
        self.undo_button.setEnabled(False)
        self.trouble.hide()
        self.progress.show()
        uuid, client, workspace = self._uuid, self.session.client, self.session.workspace.uuid
        self.session.work.run(self, lambda: client.imports.undo(workspace, uuid), self._undone, self._failed, key="import")

    def _undone(self, report: UndoReport) -> None:
        self.set_busy(False)
        self.undo_button.hide()
        self.problems.setChecked(False)
        is_whole = all(line.outcome == "taken_back" for line in report.lines)
        text = self.tr("The import is taken back.")
        self._show(report.lines, text if is_whole else text + " " + self.tr("What was used or changed since stays."))
        self.accept_button.setFocus()
        self.imported.emit()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.model.as_text())
        self.session.notice.emit(self.tr("The report is copied."))

    def _choose_place(self) -> None:
        chooser = QFileDialog(self, self.tr("Save the report"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(self.tr("Text files (*.txt)"))
        chooser.setDefaultSuffix("txt")
        chooser.selectFile(f"{Path(self._name).stem}.txt")
        chooser.fileSelected.connect(lambda name: self.save(Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def save(self, file: Path) -> None:
        """Write the report, in a worker."""
        text = self.model.as_text()
        self.session.work.run(
            self,
            lambda: _write(file, text),
            lambda _: self.session.notice.emit(self.tr("The report is saved.")),
            self._not_saved,
            key="report",
        )

    def _not_saved(self, error: OutpostError) -> None:
        self.show_error(error)

    def _show(self, lines: Sequence[model.Line], text: str) -> None:
        self.progress.hide()
        self.summary.setText(text)
        self.model.set_lines(lines)
        clear(self.chips)
        for outcome, count in self.model.counts().items():
            sign = import_outcome(ImportLine("", "", outcome))
            self.chips.addWidget(Chip(type(sign)(sign.icon, f"{number(count)} · {sign.word}", sign.tone)))
        self.problems.setVisible(self.model.problems() > 0)
        self.table.show()
        self.copy_button.setVisible(bool(lines))
        self.save_button.setVisible(bool(lines))
        self.resize(max(self.width(), WIDTH), HEIGHT)

    def _failed(self, error: OutpostError) -> None:
        self.progress.hide()
        self.cancel_button.setEnabled(True)
        self.undo_button.setEnabled(True)
        self.summary.setVisible(bool(self._content))
        if not self.session.is_sign_in_lost(error):
            self.show_error(error)
        self.accept_button.setEnabled(bool(self._content))


def _content(file: Path) -> bytes:
    """Runs in a worker. Errors: `file_unreadable`, `import_too_large`."""
    try:
        if file.stat().st_size > MAX_OCTETS:
            raise OutpostError("import_too_large")
        return file.read_bytes()
    except OSError as error:
        raise OutpostError("file_unreadable") from error


def _write(file: Path, text: str) -> None:
    """Runs in a worker. Errors: `file_unwritable`."""
    try:
        file.write_text(text, "utf-8-sig")
    except OSError as error:
        raise OutpostError("file_unwritable") from error
