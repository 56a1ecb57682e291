"""Broadcasts: messages to many, how far they are, and sending a new one."""

from __future__ import annotations

from collections.abc import Callable

from app.contracts.broadcasts import Broadcast
from app.errors import OutpostError
from ui.models import broadcasts as model
from ui.models.broadcasts import Sent
from ui.sending_texts import broadcast_sign, recipients_text, shown_broadcast
from ui.session import Session
from ui.texts import Sign, error_text
from ui.views.base import View
from ui.views.new_broadcast import NewBroadcast
from ui.views.sending_details import SendingDetails
from ui.views.sending_list import SendingList
from ui.widgets.basic import Button, EmptyState, PageHeader, on_click
from ui.widgets.dialog import Question
from ui.widgets.rows import ChipDelegate, TwoLineDelegate

SENDING = ("broadcasts.preview", "broadcasts.estimate", "broadcasts.send")


class BroadcastsView(View):
    """Screen 3."""

    topics = frozenset({"broadcasts", "messages"})
    interval = 1500

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.new_button = Button(self.tr("New broadcast"), "primary", "broadcast")
        self.first_button = Button(self.tr("Write the first one"), "primary", "broadcast")
        self._first_text = self.tr(
            "A broadcast is one message to many contacts at once: to groups, to those that a search finds, or to numbers that "
            "you paste. Each gets it in their language, and here you see what became of it."
        )
        self.empty = EmptyState("broadcast", self.tr("No broadcasts yet"), self._first_text, self.first_button)
        self.list = BroadcastList(session, self.empty)
        self._lay_out()
        for button in (self.new_button, self.first_button):
            on_click(button, self.write)
        self.list.failed.connect(self._failed)
        self.list.loaded.connect(self.banner.hide)
        self._allow()

    def refresh(self) -> None:
        self.list.refresh()

    def on_workspace(self) -> None:
        self.list.clear()
        self._allow()
        super().on_workspace()

    def write(self) -> None:
        """A new broadcast."""
        if not self.session.may(*SENDING):
            return
        dialog = NewBroadcast(self.session, self)
        dialog.made.connect(self._made)
        dialog.open()

    def _made(self, broadcast: Broadcast) -> None:
        self.session.notice.emit(self.tr("The broadcast is on its way."))
        self.list.choose(broadcast.uuid)
        self.refresh()

    def _lay_out(self) -> None:
        header = PageHeader(self.tr("Broadcasts"), self.tr("One message to many contacts, each in their language."))
        header.add(self.new_button)
        self.box.addWidget(self.banner)
        self.box.addWidget(header)
        self.box.addWidget(self.list, 1)

    def _allow(self) -> None:
        may = self.session.may(*SENDING)
        for button in (self.new_button, self.first_button):
            button.setVisible(may)
        others = self.tr("An administrator or editor of this workspace sends them.")
        self.empty.text.setText(self._first_text if may else others)

    def _failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.banner.show_text(error_text(error), "bad", self.tr("Try again"))


class BroadcastList(SendingList):
    def __init__(self, session: Session, empty: EmptyState) -> None:
        facts = (
            ("waiting", self.tr("Waiting for a phone or modem")),
            ("handed", self.tr("On a phone or modem")),
            ("sent", self.tr("Sent")),
            ("delivered", self.tr("Delivered")),
            ("failed", self.tr("Not sent")),
            ("taken_back", self.tr("Taken back")),
            ("languages", self.tr("Languages")),
            ("flow", self.tr("Asked for by the flow")),
            ("by", self.tr("By")),
            ("on", self.tr("Written")),
        )
        details = SendingDetails(session, self.tr("About this broadcast"), facts, self.tr("Stop this broadcast"))
        super().__init__(session, model.Broadcasts(session), self.tr("Broadcasts"), details, empty)
        self.table.setItemDelegateForColumn(model.TEXT, TwoLineDelegate("broadcast", _to, self.table))
        self.table.setItemDelegateForColumn(model.STATE, ChipDelegate(_sign, self.table))

    def show_row(self, row: Sent) -> None:
        may = self.session.may("broadcasts.interrupt")
        shown = shown_broadcast(row.broadcast, row.progress, self.session.now(), self.session.zone, may_interrupt=may)
        self.details.show_one(shown)

    def reading(self, uuid: str) -> Callable[[], Sent]:
        client, workspace = self.session.client, self.session.workspace.uuid
        return lambda: Sent(client.broadcasts.get(workspace, uuid), client.broadcasts.progress(workspace, uuid))

    def interrupting(self, uuid: str) -> Callable[[], Sent]:
        client, workspace = self.session.client, self.session.workspace.uuid
        return lambda: Sent(client.broadcasts.interrupt(workspace, uuid), client.broadcasts.progress(workspace, uuid))

    def question(self) -> Question:
        text = self.tr(
            "Messages that no phone or modem has yet are taken back, as if they had never been written. Those that one has are "
            "still sent. This cannot be undone."
        )
        return Question(self, self.tr("Stop this broadcast?"), text, self.tr("Stop it"))


def _to(row: Sent) -> str:
    return recipients_text(row.broadcast.recipients)


def _sign(row: Sent) -> Sign:
    return broadcast_sign(row.broadcast, row.progress)
