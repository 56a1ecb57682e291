"""Importing a RapidPro export: read it, show what it would do, do it, show what was done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QProgressBar, QWidget

from app.contracts.flows import ImportReport
from app.errors import OutpostError
from ui import theme
from ui.models import flows as model
from ui.session import Session
from ui.texts import import_outcome
from ui.views.tables import table
from ui.widgets.basic import Button, Chip, clear, label
from ui.widgets.dialog import Dialog
from ui.widgets.rows import ChipDelegate

# The engine refuses more; reading more would only fill the memory.
MAX_OCTETS = 10 * 1024 * 1024


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
        self.problems = Button(self.tr("Only what is left out"), "filter")
        self.problems.setCheckable(True)
        self.problems.toggled.connect(self.model.show_problems)
        self._content = b""
        self._done = False
        self._lay_out_body()
        self.accept_button.clicked.connect(self._import)
        self.finished.connect(self.deleteLater)
        self._read(file)

    def _lay_out_body(self) -> None:
        self.table = table(self.model, self.tr("What is in the file"), row_height=42)
        self.table.setItemDelegateForColumn(model.OUTCOME, ChipDelegate(import_outcome, self.table))
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(model.KIND, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(model.OBJECT, QHeaderView.ResizeMode.Stretch)
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
        self.setMinimumSize(720, 220)

    def _read(self, file: Path) -> None:
        client, workspace = self.session.client, self.session.workspace.uuid

        def read() -> tuple[bytes, ImportReport]:
            content = _content(file)
            return content, client.flows.preview_import(workspace, content)

        self.session.work.run(self, read, self._previewed, self._failed, key="import")

    def _previewed(self, answer: tuple[bytes, ImportReport]) -> None:
        self._content, report = answer
        text = self.tr("This is what importing would do. Nothing is changed yet.")
        if report.site:
            text += " " + self.tr("The file comes from {site}.").format(site=report.site)
        self._show(report, text)
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
        content, client, workspace = self._content, self.session.client, self.session.workspace.uuid
        self.session.work.run(
            self, lambda: client.flows.import_file(workspace, content), self._was_imported, self._failed, key="import"
        )

    def _was_imported(self, report: ImportReport) -> None:
        self._done = True
        self.set_busy(False)
        self._show(report, self.tr("The file is imported. To let people start a flow, add a keyword."))
        self.cancel_button.hide()
        self.accept_button.setText(self.tr("Done"))
        self.imported.emit()

    def _show(self, report: ImportReport, text: str) -> None:
        self.progress.hide()
        self.summary.setText(text)
        self.model.set_lines(report.lines)
        counts = self.model.counts()
        clear(self.chips)
        for line in {line.outcome: line for line in report.lines}.values():
            sign = import_outcome(line)
            words = f"{counts[line.outcome]} · {sign.word}"
            self.chips.addWidget(Chip(type(sign)(sign.icon, words, sign.tone)))
        self.problems.setVisible(counts.get("skipped", 0) > 0)
        self.table.show()
        self.resize(max(self.width(), 760), 520)

    def _failed(self, error: OutpostError) -> None:
        self.progress.hide()
        self.cancel_button.setEnabled(True)
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
