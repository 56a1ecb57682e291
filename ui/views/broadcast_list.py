"""The list of messages to many."""

from __future__ import annotations

from collections.abc import Callable

from ui.models import broadcasts as model
from ui.models.broadcasts import Sent
from ui.sending_texts import broadcast_sign, recipients_text, shown_broadcast
from ui.session import Session
from ui.texts import Sign
from ui.views.sending_details import SendingDetails
from ui.views.sending_list import SendingList
from ui.widgets.basic import EmptyState
from ui.widgets.dialog import Question
from ui.widgets.rows import ChipDelegate, TwoLineDelegate


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
        details = SendingDetails(
            session, self.tr("About this broadcast"), self.tr("Who gets it"), facts, self.tr("Stop this broadcast")
        )
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
