"""Importing a RapidPro export: read it, show what it would do, do it, show what was done, take it back.

The engine reads and does it as a job. Whoever closes the dialog before an import was asked for leaves nothing behind; an import
that was asked for goes on, and Home tells how it ended.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QHeaderView, QProgressBar, QWidget

from app.contracts.base import Change
from app.contracts.imports import ImportLine, ImportReport, UndoReport
from app.contracts.jobs import Job
from app.errors import OutpostError
from ui import theme
from ui.client import Client
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
T = TypeVar("T")
UNDERWAY = ("pending", "working")


class ImportFlows(Dialog):
    """Nothing is changed until the button is pressed. `imported` follows the import. `job` is the engine's, of this file."""

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
        self.job: Job | None = None
        self._is_asked_for = False
        self._done = False
        self._lay_out_body()
        self.accept_button.clicked.connect(self._import)
        on_click(self.copy_button, self._copy)
        on_click(self.save_button, self._choose_place)
        on_click(self.undo_button, self._undo)
        self.cancel_button.clicked.disconnect(self.reject)
        on_click(self.cancel_button, self._cancel)
        session.changed.connect(self._on_change)
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
            button.hide()
            self.foot.insertWidget(at, button)
        self.setMinimumSize(720, 220)

    def reject(self) -> None:
        """Escape, or the window's cross."""
        if self.job is not None and self.job.state in (*UNDERWAY, "ready"):
            if self._is_asked_for:
                self.session.notice.emit(self.tr("The import goes on. Home tells how it ends."))
            else:
                self._end_job(self.session)
        super().reject()

    def _cancel(self) -> None:
        if self._is_asked_for and not self._done:
            self.cancel_button.setEnabled(False)
            self._end_job(self)
        else:
            self.reject()

    def _end_job(self, owner: QObject) -> None:
        """What has ended meanwhile has ended: that is told as ever."""
        client, workspace, uuid = self.session.client, self.session.workspace.uuid, self._uuid
        self.session.work.run(owner, lambda: client.jobs.cancel(workspace, uuid), lambda _: None, lambda _: None)

    @property
    def _uuid(self) -> str:
        """Of the job, and of the import that it becomes."""
        return self.job.uuid if self.job is not None else ""

    # Following the job

    def _read(self, file: Path) -> None:
        client, workspace, name = self.session.client, self.session.workspace.uuid, self._name
        self.session.work.run(
            self, lambda: client.imports.read(workspace, _content(file), name), self._asked, self._failed, key="import"
        )

    def _asked(self, job: Job) -> None:
        """What it has done since the engine answered was told before we knew its name."""
        self._follow(job)
        if job.state in UNDERWAY:
            self._look()

    def _on_change(self, change: Change) -> None:
        is_ours = change.topic == "jobs" and self._uuid in change.ids
        if (is_ours or change.topic == "office") and self.job is not None and self.job.state in (*UNDERWAY, "ready"):
            self._look()

    def _look(self) -> None:
        client, workspace, uuid = self.session.client, self.session.workspace.uuid, self._uuid
        self.session.work.run(self, lambda: client.jobs.one(workspace, uuid), self._follow, self._failed, key="job")

    def _follow(self, job: Job) -> None:
        was, self.job = self.job, job
        if job.state in UNDERWAY:
            self._is_asked_for = self._is_asked_for or (was is not None and was.state == "ready")
            self.progress.setRange(0, job.total if job.total and not self._is_asked_for else 0)
            self.progress.setValue(job.done)
        elif was is not None and was.state == job.state and was.uuid == job.uuid:
            return  # two looks brought the same end
        elif job.state == "ready":
            self._ask(lambda client, workspace, uuid: client.imports.planned(workspace, uuid), self._previewed)
        elif job.state == "done":
            self._ask(_ended, self._was_imported)
        elif job.state == "cancelled":
            self._was_stopped()
        else:
            error = OutpostError(job.error or "job_crashed")
            error.params = dict(job.error_params)
            self._failed(error)

    def _ask(self, call: Callable[[Client, str, str], T], then: Callable[[T], None]) -> None:
        client, workspace, uuid = self.session.client, self.session.workspace.uuid, self._uuid
        self.session.work.run(self, lambda: call(client, workspace, uuid), then, self._failed, key="import")

    def _previewed(self, report: ImportReport) -> None:
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
        self._is_asked_for = True
        self.cancel_button.setText(self.tr("Stop the import"))
        self.trouble.hide()
        self.summary.setText(self.tr("Importing… You can close this; the import goes on."))
        self.progress.setRange(0, 0)
        self.progress.show()
        self._ask(lambda client, workspace, uuid: client.imports.carry_out(workspace, uuid), self._asked)

    def _was_imported(self, report: ImportReport) -> None:
        self._done = True
        self.set_busy(False)
        self._show(report.lines, self.tr("The file is imported. To let people start a flow, add a keyword."))
        self.undo_button.show()
        self.cancel_button.hide()
        self.accept_button.setText(self.tr("Done"))
        self.imported.emit()

    def _was_stopped(self) -> None:
        self._over(self.tr("The import was stopped. Nothing was changed."))

    def _over(self, text: str) -> None:
        """Nothing more comes of this file."""
        self._is_asked_for = False
        self.set_busy(False)
        self.progress.hide()
        self.summary.setText(text)
        self.summary.setVisible(bool(text))
        self.accept_button.setEnabled(False)
        self.cancel_button.setText(self.tr("Close"))
        self.cancel_button.setEnabled(True)

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
        self.undo_button.setEnabled(True)
        if self._done:
            self.progress.hide()
        elif self.job is None or self.job.state == "failed":
            self._over("")
        else:
            self._unsure(error)
        if not self.session.is_sign_in_lost(error):
            self.show_error(error)
        self.accept_button.setEnabled(self._done or (self.job is not None and self.job.state == "ready"))

    def _unsure(self, error: OutpostError) -> None:
        """A call went wrong, which says nothing of the job: it is looked at again when the engine is heard again."""
        self.cancel_button.setEnabled(True)
        if self.job is not None and self.job.state == "ready":
            self._is_asked_for = False
            self.progress.hide()
            self.cancel_button.setText(self.tr("Cancel"))
            if error.code == "import_not_ready":
                self._look()


def _ended(client: Client, workspace: str, uuid: str) -> ImportReport:
    """Runs in a worker. Home need not tell what is told here."""
    report = client.imports.report(workspace, uuid)
    with contextlib.suppress(OutpostError):
        told = [notice.uuid for notice in client.notifications.all().rows if notice.scope == uuid and not notice.is_seen]
        if told:
            client.notifications.mark_seen(told)
    return report


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
