"""Broadcasts: what went to many, messages and starts of flows, how far it is, and sending a new message."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QStackedWidget

from app.contracts.broadcasts import Broadcast
from app.contracts.scheduled_broadcasts import Draft, ScheduledBroadcast
from app.errors import OutpostError
from ui import theme
from ui.session import Session
from ui.texts import error_text
from ui.views.base import View
from ui.views.broadcast_list import BroadcastList
from ui.views.new_broadcast import ChangeScheduled, NewBroadcast
from ui.views.scheduled_list import ScheduledList
from ui.views.sending_list import SendingList
from ui.views.start_list import StartList
from ui.widgets.basic import Button, EmptyState, PageHeader, on_click

SENDING = ("broadcasts.preview", "broadcasts.estimate", "broadcasts.send")


class BroadcastsView(View):
    """Screen 3: three lists, one of which is in front."""

    topics = frozenset({"broadcasts", "starts", "messages"})
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
        self.starts = StartList(session, self._no_starts())
        self.scheduled = ScheduledList(session, self._none_scheduled())
        self.lists: dict[str, SendingList] = {"broadcasts": self.list, "scheduled": self.scheduled, "starts": self.starts}
        self.buttons: dict[str, Button] = {}
        self.stack = QStackedWidget()
        self._lay_out()
        for button in (self.new_button, self.first_button):
            on_click(button, self.write)
        for shown in self.lists.values():
            shown.failed.connect(self._failed)
            shown.loaded.connect(self.banner.hide)
        self.scheduled.change_wanted.connect(self.change)
        self.turn_to("broadcasts")
        self._allow()

    @property
    def front(self) -> SendingList:
        """The list in front."""
        return next(shown for shown in self.lists.values() if shown is self.stack.currentWidget())

    def refresh(self) -> None:
        self.front.refresh()

    def on_workspace(self) -> None:
        for shown in self.lists.values():
            shown.clear()
        self._allow()
        super().on_workspace()

    def turn_to(self, name: str) -> None:
        """Bring one of the lists to the front."""
        self.buttons[name].setChecked(True)
        self.stack.setCurrentWidget(self.lists[name])
        if self.isVisible():
            self.refresh()

    def write(self) -> None:
        """A new broadcast."""
        if not self.session.may(*SENDING):
            return
        dialog = NewBroadcast(self.session, self)
        dialog.made.connect(self._made)
        dialog.open()

    def change(self, uuid: str) -> None:
        """One that is scheduled, as it stands now."""
        client, workspace = self.session.client, self.session.workspace.uuid
        self.session.work.run(
            self,
            lambda: client.scheduled_broadcasts.draft(workspace, uuid),
            lambda draft: self._change(workspace, uuid, draft),
            self._failed,
            key="draft",
        )

    def _change(self, workspace: str, uuid: str, draft: Draft) -> None:
        if workspace != self.session.workspace.uuid:
            return
        dialog = ChangeScheduled(self.session, uuid, draft, self)
        dialog.made.connect(self._made)
        dialog.open()

    def _made(self, made: Broadcast | ScheduledBroadcast) -> None:
        name, text = "broadcasts", self.tr("The broadcast is on its way.")
        if isinstance(made, ScheduledBroadcast):
            name, text = "scheduled", self.tr("The broadcast is on the schedule.")
        self.session.notice.emit(text)
        self.lists[name].choose(made.uuid)
        self.turn_to(name)

    def _lay_out(self) -> None:
        header = PageHeader(self.tr("Broadcasts"), self.tr("One message to many contacts, each in their language."))
        header.add(self.new_button)
        switch = QFrame()
        row = QHBoxLayout(switch)
        row.setContentsMargins(theme.XL, 0, theme.XL, theme.M)
        row.setSpacing(theme.S)
        group = QButtonGroup(self)
        for name, text in (
            ("broadcasts", self.tr("Broadcasts")),
            ("scheduled", self.tr("Scheduled")),
            ("starts", self.tr("Flow starts")),
        ):
            self._add_list(name, text, row, group)
        row.addStretch(1)
        for widget in (self.banner, header, switch):
            self.box.addWidget(widget)
        self.box.addWidget(self.stack, 1)

    def _add_list(self, name: str, text: str, row: QHBoxLayout, group: QButtonGroup) -> None:
        button = Button(text, "filter")
        button.setCheckable(True)
        group.addButton(button)
        row.addWidget(button)
        on_click(button, lambda: self.turn_to(name))
        self.buttons[name] = button
        self.stack.addWidget(self.lists[name])

    def _no_starts(self) -> EmptyState:
        text = self.tr(
            "When a flow is started for many contacts at once, by staff, a schedule or another flow, you see here how far it is. "
            "The details of a flow, on the screen Flows, have the button for it."
        )
        return EmptyState("flow", self.tr("No flow starts yet"), text)

    def _none_scheduled(self) -> EmptyState:
        text = self.tr("A broadcast that is to go out later, once or again and again, stands here until its last time is over.")
        return EmptyState("clock", self.tr("Nothing is scheduled"), text)

    def _allow(self) -> None:
        may = self.session.may(*SENDING)
        for button in (self.new_button, self.first_button):
            button.setVisible(may)
        others = self.tr("An administrator or editor of this workspace sends them.")
        self.empty.text.setText(self._first_text if may else others)

    def _failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.banner.show_text(error_text(error), "bad", self.tr("Try again"))
