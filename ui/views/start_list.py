"""The list of starts of many in flows."""

from __future__ import annotations

from collections.abc import Callable

from ui.models import starts as model
from ui.models.starts import Started
from ui.sending_texts import recipients_text, shown_start, start_sign
from ui.session import Session
from ui.texts import Sign
from ui.views.sending_details import SendingDetails
from ui.views.sending_list import SendingList
from ui.widgets.basic import EmptyState
from ui.widgets.dialog import Question
from ui.widgets.rows import ChipDelegate, TwoLineDelegate


class StartList(SendingList):
    def __init__(self, session: Session, empty: EmptyState) -> None:
        facts = (
            ("pending", self.tr("Not started yet")),
            ("started", self.tr("Started")),
            ("skipped", self.tr("Skipped")),
            ("failed", self.tr("Failed")),
            ("messages_waiting", self.tr("Messages waiting")),
            ("messages_handed", self.tr("Messages on a phone or modem")),
            ("messages_sent", self.tr("Messages sent")),
            ("messages_delivered", self.tr("Messages delivered")),
            ("messages_failed", self.tr("Messages not sent")),
            ("messages_taken_back", self.tr("Messages taken back")),
            ("by", self.tr("By")),
            ("on", self.tr("Asked for")),
        )
        about, who = self.tr("About this start"), self.tr("Who is started")
        details = SendingDetails(session, about, who, facts, self.tr("Stop this start"))
        super().__init__(session, model.FlowStarts(session), self.tr("Flow starts"), details, empty)
        self.table.setItemDelegateForColumn(model.FLOW, TwoLineDelegate("flow", _for, self.table))
        self.table.setItemDelegateForColumn(model.STATE, ChipDelegate(_sign, self.table))

    def show_row(self, row: Started) -> None:
        may = self.session.may("starts.interrupt")
        shown = shown_start(row.start, row.progress, self.session.now(), self.session.zone, may_interrupt=may)
        self.details.show_one(shown)

    def reading(self, uuid: str) -> Callable[[], Started]:
        client, workspace = self.session.client, self.session.workspace.uuid
        return lambda: Started(client.starts.get(workspace, uuid), client.starts.progress(workspace, uuid))

    def interrupting(self, uuid: str) -> Callable[[], Started]:
        client, workspace = self.session.client, self.session.workspace.uuid
        return lambda: Started(client.starts.interrupt(workspace, uuid), client.starts.progress(workspace, uuid))

    def question(self) -> Question:
        text = self.tr(
            "Nobody else is started. Who is in the flow already stays in it, and what it said to them is still sent. This cannot "
            "be undone."
        )
        return Question(self, self.tr("Stop this start?"), text, self.tr("Stop it"))


def _for(row: Started) -> str:
    return recipients_text(row.start.recipients)


def _sign(row: Started) -> Sign:
    return start_sign(row.start)
