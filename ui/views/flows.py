"""Flows: what they do, importing a file, the keywords that start them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QHideEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget

from app.contracts.flows import Flow, Trigger
from app.contracts.starts import FlowStart
from app.errors import OutpostError
from ui.client import Client
from ui.models import flows as model
from ui.session import Session
from ui.texts import error_text, flow_type, trigger_words
from ui.views.base import View
from ui.views.flow_details import STARTABLE, AddCatchAll, FlowDetails
from ui.views.import_flows import ImportFlows
from ui.views.keyword import AddKeyword
from ui.views.start_flow import STARTING, StartFlow
from ui.views.tables import table
from ui.widgets.basic import Banner, Button, EmptyState, PageHeader, on_click
from ui.widgets.rows import TwoLineDelegate

IMPORTING = ("imports.preview", "imports.import_file")
EDITING = ("triggers.create_catch_all", "triggers.archive", "triggers.restore")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the screen shows: a workspace's flows and all that starts them."""

    workspace: str
    flows: list[Flow]
    triggers: list[Trigger]


class FlowsView(View):
    """Screen 6. A RapidPro export dropped anywhere on it is imported."""

    topics = frozenset({"flows", "triggers"})
    interval = 1000

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setAcceptDrops(True)
        self.model = model.Flows(session)
        self.table = table(self.model, self.tr("Flows"))
        self.table.setItemDelegateForColumn(model.NAME, TwoLineDelegate("flow", _second_line, self.table))
        self.triggers: list[Trigger] = []
        self.archived: Trigger | None = None
        self.details = FlowDetails(session)
        self.undo = Banner("info")
        self.import_button = Button(self.tr("Import a file"), "primary", "import")
        self.first_button = Button(self.tr("Import a file"), "primary", "import")
        self.keyword_button = Button(self.tr("Add a keyword"), icon_name="keyword")
        on_click(self.import_button, self.choose_file)
        on_click(self.first_button, self.choose_file)
        on_click(self.keyword_button, self.add_keyword)
        self.details.archive_wanted.connect(self._archive)
        on_click(self.details.catch_all_button, self.add_catch_all)
        on_click(self.details.start_button, self.start_flow)
        self.undo.acted.connect(self._undo)
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())
        self.table.doubleClicked.connect(lambda _: self.add_keyword())
        self._enable()

    def refresh(self) -> None:
        client, workspace = self.session.client, self.session.workspace.uuid

        def read() -> Snapshot:
            return Snapshot(workspace, client.flows.all(workspace), client.triggers.all(workspace))

        self.session.work.run(self, read, self._show, self.show_error, key="flows")

    def on_workspace(self) -> None:
        self.model.replace([])
        self.triggers = []
        self._forget_archived()
        self._enable()
        super().on_workspace()

    def choose_file(self) -> None:
        chooser = QFileDialog(self, self.tr("Import a file"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilter(self.tr("RapidPro exports (*.json *.json.gz *.zip)"))
        chooser.fileSelected.connect(lambda name: self.import_file(Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def import_file(self, file: Path) -> None:
        """Look at the file, show what it would do, import it when people say so."""
        dialog = ImportFlows(self.session, file, self)
        dialog.imported.connect(self.refresh)
        dialog.open()

    def add_keyword(self) -> None:
        if self.session.may("triggers.create_keyword") and self.model.rowCount():
            dialog = AddKeyword(self.session, self._startable(), self.model.row_at(self.table.currentIndex()), self)
            dialog.added.connect(self.refresh)
            dialog.open()

    def add_catch_all(self) -> None:
        """Let every message that nothing else answers start the chosen flow."""
        flow, client, workspace = self.details.flow, self.session.client, self.session.workspace.uuid
        if flow is None or not self.session.may(*EDITING):
            return
        uuid = flow.uuid
        before = next((row for row in self.triggers if row.type == "catch_all" and row.flow != uuid), None)
        question = AddCatchAll(flow, before, self)
        question.accepted.connect(
            lambda: self.session.work.run(
                self, lambda: client.triggers.create_catch_all(workspace, uuid), self._caught_all, self._failed, key="trigger"
            )
        )
        question.open()

    def start_flow(self) -> None:
        """Start the chosen flow for many."""
        flow = self.details.flow
        if flow is None or not self.session.may(*STARTING):
            return
        dialog = StartFlow(self.session, flow, self)
        dialog.made.connect(self._started)
        dialog.open()

    def hideEvent(self, event: QHideEvent) -> None:
        """Undo is offered while one looks at it."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._forget_archived()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.session.may(*IMPORTING) and _file(event) is not None:
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
        self._first_text = self.tr(
            "In RapidPro or TextIt, export your flows to a file. Then choose it here, or drop it on this page."
        )
        self.empty = EmptyState("flow", self.tr("No flows yet"), self._first_text, self.first_button)
        self.stack.addWidget(self.empty)
        content = QHBoxLayout()
        content.setContentsMargins(0, 0, 0, 0)
        content.setSpacing(0)
        content.addWidget(self.table, 1)
        content.addWidget(self.details)
        holder = QFrame()
        holder.setLayout(content)
        self.stack.addWidget(holder)
        self.drop = EmptyState(
            "import", self.tr("Drop the file here"), self.tr("You see what is in it before anything is changed.")
        )
        self.stack.addWidget(self.drop)
        self._before_drop = 0
        self.box.addWidget(self.banner)
        self.box.addWidget(header)
        self.box.addWidget(self.undo)
        self.box.addWidget(self.stack, 1)

    def _show(self, snapshot: Snapshot) -> None:
        if snapshot.workspace != self.session.workspace.uuid:
            return
        flows, self.triggers = snapshot.flows, snapshot.triggers
        self.banner.hide()
        self.model.replace(flows)
        if self.stack.currentWidget() is not self.drop:
            self.stack.setCurrentIndex(1 if flows else 0)
        if flows and not self.table.currentIndex().isValid():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.index(0, 0), flags)
        self._enable()

    def _enable(self) -> None:
        chosen = self.model.row_at(self.table.currentIndex())
        may_import = self.session.may(*IMPORTING)
        for button in (self.import_button, self.first_button):
            button.setVisible(may_import)
        others = self.tr("An administrator or editor of this workspace imports them.")
        self.empty.text.setText(self._first_text if may_import else others)
        self.keyword_button.setVisible(self.session.may("triggers.create_keyword"))
        self.keyword_button.setEnabled(bool(self._startable()))
        self.details.setVisible(chosen is not None)
        if chosen is not None:
            may_edit, may_start = self.session.may(*EDITING), self.session.may(*STARTING)
            self.details.show_flow(chosen, self.triggers, may_edit=may_edit, may_start=may_start)

    def _startable(self) -> list[Flow]:
        return [flow for flow in self.model.rows() if flow.type in STARTABLE]

    def _archive(self, trigger: Trigger) -> None:
        """At once, because it can be undone at once."""
        client, workspace = self.session.client, self.session.workspace.uuid
        self.session.work.run(
            self,
            lambda: client.triggers.archive(workspace, trigger.uuid),
            lambda _: self._archive_done(trigger, workspace),
            self._failed,
            key="trigger",
        )

    def _archive_done(self, trigger: Trigger, workspace: str) -> None:
        self.refresh()
        if workspace != self.session.workspace.uuid or not self.isVisible():
            return
        self.archived = trigger
        if trigger.type == "catch_all":
            text = self.tr("Messages without a keyword no longer start “{flow}”.").format(flow=trigger.flow_name)
        else:
            text = self.tr("“{word}” no longer starts “{flow}”.").format(word=trigger_words(trigger), flow=trigger.flow_name)
        had_focus = self.details.isAncestorOf(self.focusWidget() or self)
        self.undo.show_text(text, "info", self.tr("Undo"))
        if had_focus:
            self.undo.action.setFocus()

    def _undo(self) -> None:
        trigger, client, workspace = self.archived, self.session.client, self.session.workspace.uuid
        self._forget_archived()
        if trigger is not None:
            self.session.work.run(self, lambda: _restore(client, workspace, trigger), self._undone, self._failed, key="trigger")

    def _undone(self, other: Trigger | None) -> None:
        """`other` has taken the archived one's place in the meantime, and keeps it."""
        if other is not None:
            text = self.tr("This cannot be undone: in the meantime the same messages start “{flow}”.")
            self.undo.show_text(text.format(flow=other.flow_name), "warn")
        self.refresh()

    def _forget_archived(self) -> None:
        self.archived = None
        self.undo.hide()

    def _started(self, start: FlowStart) -> None:
        text = self.tr("“{flow}” is being started. The screen Broadcasts shows how far it is.")
        self.session.notice.emit(text.format(flow=start.flow_name))
        self.refresh()

    def _caught_all(self, trigger: Trigger) -> None:
        self._forget_archived()
        self.session.notice.emit(self.tr("Any other message now starts {flow}.").format(flow=trigger.flow_name))
        self.refresh()

    def _failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.banner.show_text(error_text(error), "bad", self.tr("Try again"))


def _file(event: QDropEvent) -> Path | None:
    """The one local file that is dragged."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def _restore(client: Client, workspace: str, trigger: Trigger) -> Trigger | None:
    """Bring an archived trigger back, unless another one answers its messages now: that one is returned."""
    words = set(trigger.keywords)
    for other in client.triggers.all(workspace):
        same_place = (other.type, other.channel, other.groups) == (trigger.type, trigger.channel, trigger.groups)
        if same_place and other.type != "schedule" and (not words or words & set(other.keywords)):
            return other
    client.triggers.restore(workspace, trigger.uuid)
    return None


def _second_line(flow: Flow) -> str:
    return flow_type(flow.type)
