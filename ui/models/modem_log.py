"""A modem's log: what Outpost and the modem said to each other."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import NamedTuple

from PySide6.QtCore import QLocale, QTime

from app.contracts.modems import ModemLogLine
from ui.models.rows import RowModel
from ui.modem_texts import log_author, note_text
from ui.session import Session
from ui.texts import ltr

TIME, BY, TEXT = range(3)


class CountedLine(NamedTuple):
    """A line, and how often the same came before it at the same time."""

    line: ModemLogLine
    same_before: int


class ModemLogLines(RowModel[CountedLine]):
    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session

    def show(self, lines: list[ModemLogLine]) -> None:
        seen: Counter[ModemLogLine] = Counter()
        rows = []
        for line in lines:
            rows.append(CountedLine(line, seen[line]))
            seen[line] += 1
        self.replace(rows)

    def key(self, row: CountedLine) -> str:
        return f"{row.line.on.isoformat()} {row.same_before} {row.line.by} {row.line.text}"

    def headings(self) -> list[str]:
        return [self.tr("Time"), self.tr("By"), self.tr("Text")]

    def text(self, row: CountedLine, column: int) -> str:
        match column:
            case 0:
                return _seconds(row.line.on, self.session.zone)
            case 1:
                return log_author(row.line.by)
        return note_text(row.line.text) if row.line.by == "note" else ltr(row.line.text)

    def spoken(self, row: CountedLine, column: int) -> str:
        return f"{self.headings()[column]}: {self.text(row, column)}"

    def as_text(self) -> str:
        """For a file or the clipboard, as whoever is asked for help wants it: UTC, and the words as they are."""
        lines = (row.line for row in self._rows)
        return "".join(f"{line.on.astimezone(dt.UTC).isoformat()}\t{line.by}\t{line.text}\n" for line in lines)


def _seconds(moment: dt.datetime, zone: dt.tzinfo) -> str:
    """With seconds and thousandths: what counts here is how long an answer took."""
    local = moment.astimezone(zone)
    time = QTime(local.hour, local.minute, local.second, local.microsecond // 1000)
    return QLocale().toString(time, "HH:mm:ss.zzz")
