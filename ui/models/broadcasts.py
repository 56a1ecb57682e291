"""Messages to many as a table, each with what became of its messages while something of it can still be under way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.contracts.base import Page
from app.contracts.broadcasts import Broadcast, Progress
from ui.models.paging import Ask, PagedRows
from ui.models.progress import progress_of
from ui.sending_texts import broadcast_sign, is_settled, progress_text, recipients_text
from ui.texts import when

TEXT, STATE, PROGRESS, MADE = range(4)


@dataclass(frozen=True, slots=True)
class Sent:
    """`progress` None: nobody asked, as nothing of it can be on its way, or it is asked for at the next reading."""

    broadcast: Broadcast
    progress: Progress | None = None

    @property
    def created_on(self) -> dt.datetime:
        return self.broadcast.created_on


class Broadcasts(PagedRows[Sent]):
    def key(self, row: Sent) -> str:
        return row.broadcast.uuid

    def headings(self) -> list[str]:
        return [self.tr("Message"), self.tr("State"), self.tr("Progress"), self.tr("When")]

    def text(self, row: Sent, column: int) -> str:
        match column:
            case 0:
                return " ".join(row.broadcast.text.split()) or "–"
            case 1:
                return broadcast_sign(row.broadcast, row.progress).word
            case 2:
                return progress_text(row.broadcast, row.progress)
        return when(row.created_on, self.session.now(), self.session.zone)

    def spoken(self, row: Sent, column: int) -> str:
        if column == TEXT:
            to = self.tr("To {recipients}").format(recipients=recipients_text(row.broadcast.recipients))
            return f"{self.text(row, column)}. {to}"
        return f"{self.headings()[column]}: {self.text(row, column)}"

    def asking(self) -> Ask[Sent]:
        workspace, client, now = self.session.workspace.uuid, self.session.client, self.session.now()
        known = {self.key(row): row.progress for row in self.rows() if row.progress and is_settled(row.broadcast, row.progress)}

        def ask(before: str | None, limit: int) -> Page[Sent]:
            page = client.broadcasts.all(workspace, before, limit)
            found = progress_of(page.rows, known, now, lambda uuid: client.broadcasts.progress(workspace, uuid))
            return Page([Sent(row, found.get(row.uuid)) for row in page.rows], page.next)

        return ask
