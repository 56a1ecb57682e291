"""Messages to many that wait for their time, as a table. The soonest stands first."""

from __future__ import annotations

from app.contracts.base import Page
from app.contracts.scheduled_broadcasts import ScheduledBroadcast
from ui.models.paging import Ask, PagedRows
from ui.schedule_texts import next_text, repeat_text
from ui.sending_texts import recipients_text
from ui.texts import when

TEXT, NEXT, REPEATS, LAST = range(4)


class Scheduled(PagedRows[ScheduledBroadcast]):
    """All of them are one page: the engine allows 500."""

    def key(self, row: ScheduledBroadcast) -> str:
        return row.uuid

    def headings(self) -> list[str]:
        return [self.tr("Message"), self.tr("Next time"), self.tr("Repeated"), self.tr("Sent last")]

    def text(self, row: ScheduledBroadcast, column: int) -> str:
        now, zone = self.session.now(), self.session.zone
        match column:
            case 0:
                return " ".join(row.text.split()) or "–"
            case 1:
                return next_text(row, now, zone)
            case 2:
                return repeat_text(row.schedule, zone, is_short=True)
        return when(row.last_on, now, zone) if row.last_on else "–"

    def spoken(self, row: ScheduledBroadcast, column: int) -> str:
        if column == TEXT:
            to = self.tr("To {recipients}").format(recipients=recipients_text(row.recipients))
            return f"{self.text(row, column)}. {to}"
        return f"{self.headings()[column]}: {self.text(row, column)}"

    def asking(self) -> Ask[ScheduledBroadcast]:
        workspace, client = self.session.workspace.uuid, self.session.client
        return lambda _before, _limit: Page(client.scheduled_broadcasts.all(workspace))
