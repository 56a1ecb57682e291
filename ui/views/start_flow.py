"""Starting a flow for many."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.contracts.broadcasts import Estimate, Reach
from app.contracts.flows import Flow
from app.contracts.starts import FlowStart
from ui.estimate_texts import start_for_text
from ui.session import Session
from ui.views.sending import SendingDialog, Who

WIDTH, HEIGHT = 640, 660
STARTING = ("starts.preview", "starts.estimate", "starts.start")


class StartFlow(SendingDialog):
    """`made` carries the FlowStart."""

    def __init__(self, session: Session, flow: Flow, parent: QWidget) -> None:
        super().__init__(session, "", parent, of_flow=True)
        title = self.tr("Start “{flow}”").format(flow=flow.name)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.flow = flow
        column = QVBoxLayout(self.compose)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.who)
        self.compose.setFocusProxy(self.who.table)
        self.resize(WIDTH, HEIGHT)
        self.enable()
        self.who.table.setFocus()

    def preview(self, who: Who) -> Callable[[], Reach]:
        client, workspace, flow = self.session.client, self.session.workspace.uuid, self.flow.uuid
        return lambda: client.starts.preview(workspace, flow, who.recipients, who.exclusions)

    def estimate(self, who: Who) -> Callable[[], Estimate]:
        client, workspace, flow = self.session.client, self.session.workspace.uuid, self.flow.uuid
        return lambda: client.starts.estimate(workspace, flow, who.recipients, who.exclusions)

    def send(self, who: Who, request_id: str) -> Callable[[], FlowStart]:
        client, workspace, flow = self.session.client, self.session.workspace.uuid, self.flow.uuid
        return lambda: client.starts.start(workspace, flow, who.recipients, who.exclusions, request_id=request_id)

    def send_text(self, estimate: Estimate) -> str:
        return start_for_text(estimate)

    def shown_text(self) -> str:
        """A flow in the background leaves people where they are."""
        said = self.tr("What the flow says before its first question.")
        if self.flow.type == "messaging":
            said += " " + self.tr("Who is in another flow leaves it.")
        return said
