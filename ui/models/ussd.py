"""A dialogue with the network, line by line."""

from __future__ import annotations

from typing import NamedTuple

from app.contracts.modems import UssdLine
from ui.models.rows import RowModel
from ui.session import Session
from ui.texts import clock_time, ltr


class PlacedLine(NamedTuple):
    """A line and its place: the same may be said twice."""

    place: int
    line: UssdLine


class UssdLines(RowModel[PlacedLine]):
    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session

    def show(self, lines: list[UssdLine]) -> None:
        self.replace([PlacedLine(place, line) for place, line in enumerate(lines)])

    def key(self, row: PlacedLine) -> str:
        return str(row.place)

    def text(self, row: PlacedLine, column: int) -> str:
        """A code has no letter that would say its direction: it stays left to right."""
        text = row.line.text.strip()
        return text if any(sign.isalpha() for sign in text) else ltr(text)

    def author(self, row: PlacedLine) -> str:
        return self.tr("You") if row.line.by == "office" else self.tr("Network")

    def meta(self, row: PlacedLine) -> str:
        """Who said it and when."""
        return f"{self.author(row)}  ·  {clock_time(row.line.on, self.session.zone)}"

    def spoken(self, row: PlacedLine, column: int) -> str:
        return f"{self.author(row)}: {row.line.text}"
