"""The list of messages to many that wait for their time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from app.contracts.scheduled_broadcasts import ScheduledBroadcast
from ui.models import scheduled as model
from ui.schedule_texts import shown_scheduled
from ui.sending_texts import recipients_text
from ui.session import Session
from ui.views.sending_details import SendingDetails
from ui.views.sending_list import SendingList
from ui.widgets.basic import Button, EmptyState, on_click
from ui.widgets.dialog import Question
from ui.widgets.rows import TwoLineDelegate

CHANGING = ("scheduled_broadcasts.draft", "scheduled_broadcasts.update", "scheduled_broadcasts.times")


class ScheduledList(SendingList):
    """`change_wanted` carries the UUID."""

    change_wanted = Signal(str)

    def __init__(self, session: Session, empty: EmptyState) -> None:
        facts = (
            ("next", self.tr("Next time")),
            ("repeat", self.tr("Repeated")),
            ("late", self.tr("Was due")),
            ("last", self.tr("Sent last")),
            ("languages", self.tr("Languages")),
            ("by", self.tr("By")),
            ("on", self.tr("Written")),
        )
        about, who = self.tr("About this scheduled broadcast"), self.tr("Who gets it")
        details = SendingDetails(session, about, who, facts, self.tr("Take it off the schedule"))
        super().__init__(session, model.Scheduled(session), self.tr("Scheduled broadcasts"), details, empty)
        self.table.setItemDelegateForColumn(model.TEXT, TwoLineDelegate("clock", _to, self.table))
        self.change_button = Button(self.tr("Change it…"), icon_name="edit")
        details.add_button(self.change_button)
        on_click(self.change_button, lambda: self.change_wanted.emit(self.chosen.uuid))

    def show_row(self, row: ScheduledBroadcast) -> None:
        may = self.session.may("scheduled_broadcasts.cancel")
        self.details.show_one(shown_scheduled(row, self.session.now(), self.session.zone, may_cancel=may))
        self.change_button.setVisible(self.session.may(*CHANGING))

    def reading(self, uuid: str) -> Callable[[], ScheduledBroadcast]:
        client, workspace = self.session.client, self.session.workspace.uuid
        return lambda: client.scheduled_broadcasts.get(workspace, uuid)

    def interrupting(self, uuid: str) -> Callable[[], None]:
        client, workspace = self.session.client, self.session.workspace.uuid
        return lambda: client.scheduled_broadcasts.cancel(workspace, uuid)

    def question(self) -> Question:
        text = self.tr("It is not sent any more. What it sent already stays as it is. This cannot be undone.")
        return Question(self, self.tr("Take this off the schedule?"), text, self.tr("Take it off"))


def _to(row: ScheduledBroadcast) -> str:
    return recipients_text(row.recipients)
