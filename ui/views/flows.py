"""Flows: what they do, importing a file, the keywords that start them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from app.contracts.base import ADMINISTRATOR, EDITOR
from app.contracts.flows import Flow
from ui.models import flows as model
from ui.session import Session
from ui.texts import flow_type
from ui.views.base import View
from ui.views.import_flows import ImportFlows
from ui.views.keyword import AddKeyword
from ui.views.tables import table
from ui.widgets.basic import Button, EmptyState, PageHeader, on_click
from ui.widgets.rows import TwoLineDelegate


class FlowsView(View):
    """Screen 4. A RapidPro export dropped anywhere on it is imported."""

    topics = frozenset({"flows", "triggers"})
    interval = 1000

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setAcceptDrops(True)
        self.model = model.Flows(session)
        self.table = table(self.model, self.tr("Flows"))
        self.table.setItemDelegateForColumn(model.NAME, TwoLineDelegate("flow", _second_line, self.table))
        self.import_button = Button(self.tr("Import a file"), "primary", "import")
        self.first_button = Button(self.tr("Import a file"), "primary", "import")
        self.keyword_button = Button(self.tr("Add a keyword"), icon_name="keyword")
        on_click(self.import_button, self.choose_file)
        on_click(self.first_button, self.choose_file)
        on_click(self.keyword_button, self.add_keyword)
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())
        self.table.doubleClicked.connect(lambda _: self.add_keyword())
        self._enable()

    def refresh(self) -> None:
        client, workspace = self.session.client, self.session.workspace.uuid
        self.session.work.run(self, lambda: client.flows.all(workspace), self._show, self.show_error, key="flows")

    def on_workspace(self) -> None:
        self.model.replace([])
        self._enable()
        super().on_workspace()

    def choose_file(self) -> None:
        chooser = QFileDialog(self, self.tr("Import a file"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilter(self.tr("RapidPro exports (*.json)"))
        chooser.fileSelected.connect(lambda name: self.import_file(Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def import_file(self, file: Path) -> None:
        """Look at the file, show what it would do, import it when people say so."""
        dialog = ImportFlows(self.session, file, self)
        dialog.imported.connect(self.refresh)
        dialog.open()

    def add_keyword(self) -> None:
        if self._may_edit() and self.model.rowCount():
            dialog = AddKeyword(self.session, self.model.rows(), self.model.row_at(self.table.currentIndex()), self)
            dialog.added.connect(self.refresh)
            dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._may_edit() and _file(event) is not None:
            self._before_drop = self.stack.currentIndex()
            self.stack.setCurrentWidget(self.drop)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.stack.setCurrentIndex(self._before_drop)

    def dropEvent(self, event: QDropEvent) -> None:
        self.stack.setCurrentIndex(self._before_drop)
        if (file := _file(event)) is not None:
            event.acceptProposedAction()
            self.import_file(file)

    def _lay_out(self) -> None:
        header = PageHeader(self.tr("Flows"), self.tr("A flow is a conversation by SMS. A keyword starts it."))
        header.add(self.keyword_button)
        header.add(self.import_button)
        self.stack = QStackedWidget()
        self.stack.addWidget(
            EmptyState(
                "flow",
                self.tr("No flows yet"),
                self.tr("In RapidPro or TextIt, export your flows to a file. Then choose it here, or drop it on this page."),
                self.first_button,
            )
        )
        self.stack.addWidget(self.table)
        self.drop = EmptyState(
            "import", self.tr("Drop the file here"), self.tr("You see what is in it before anything is changed.")
        )
        self.stack.addWidget(self.drop)
        self._before_drop = 0
        self.box.addWidget(self.banner)
        self.box.addWidget(header)
        self.box.addWidget(self.stack, 1)

    def _show(self, flows: list[Flow]) -> None:
        self.banner.hide()
        self.model.replace(flows)
        if self.stack.currentWidget() is not self.drop:
            self.stack.setCurrentIndex(1 if flows else 0)
        if flows and not self.table.currentIndex().isValid():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.index(0, 0), flags)
        self._enable()

    def _enable(self) -> None:
        may = self._may_edit()
        self.import_button.setEnabled(may)
        self.first_button.setEnabled(may)
        self.keyword_button.setEnabled(may and self.model.rowCount() > 0)

    def _may_edit(self) -> bool:
        return self.session.may(ADMINISTRATOR, EDITOR)


def _file(event: QDropEvent) -> Path | None:
    """The one local file that is dragged."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def _second_line(flow: Flow) -> str:
    return flow_type(flow.type)
