"""Starts of many in a flow as a table, each with how far it is while it can still be under way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.contracts.base import Page
from app.contracts.starts import FlowStart, StartProgress
from ui.models.paging import Ask, PagedRows
from ui.models.progress import progress_of
from ui.sending_texts import recipients_text, start_progress_text, start_sign
from ui.texts import when

FLOW, STATE, PROGRESS, MADE = range(4)
OVER = ("completed", "interrupted", "failed")


@dataclass(frozen=True, slots=True)
class Started:
    """`progress` None: nobody asked, as nothing of it can be on its way, or it is asked for at the next reading."""

    start: FlowStart
    progress: StartProgress | None = None

    @property
    def created_on(self) -> dt.datetime:
        return self.start.created_on


class FlowStarts(PagedRows[Started]):
    def key(self, row: Started) -> str:
        return row.start.uuid

    def headings(self) -> list[str]:
        return [self.tr("Flow"), self.tr("State"), self.tr("Progress"), self.tr("When")]

    def text(self, row: Started, column: int) -> str:
        match column:
            case 0:
                return row.start.flow_name
            case 1:
                return start_sign(row.start).word
            case 2:
                return start_progress_text(row.start, row.progress)
        return when(row.created_on, self.session.now(), self.session.zone)

    def spoken(self, row: Started, column: int) -> str:
        if column == FLOW:
            to = self.tr("For {recipients}").format(recipients=recipients_text(row.start.recipients))
            return f"{self.text(row, column)}. {to}"
        return f"{self.headings()[column]}: {self.text(row, column)}"

    def asking(self) -> Ask[Started]:
        workspace, client, now = self.session.workspace.uuid, self.session.client, self.session.now()
        known = {self.key(row): row.progress for row in self.rows() if row.progress and row.start.state in OVER}

        def ask(before: str | None, limit: int) -> Page[Started]:
            page = client.starts.all(workspace, None, before, limit)
            found = progress_of(page.rows, known, now, lambda uuid: client.starts.progress(workspace, uuid))
            return Page([Started(row, found.get(row.uuid)) for row in page.rows], page.next)

        return ask
