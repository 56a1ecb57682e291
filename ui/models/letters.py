"""Work that failed for good, read page by page, kind after kind, with what became of what was tried again or
dismissed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from app.contracts.queues import DeadLetter, Dismissed, LetterKind, Requeued
from app.errors import OutpostError
from ui.client import Client
from ui.letters import KINDS, about_text, detail_text, kind_text, outcome_sign, place_text, why_text
from ui.models.rows import TOOLTIP, Index, RowModel
from ui.session import Session
from ui.texts import full_when, number

WHAT, ABOUT, SINCE, WHY, TRIES, STATE = range(6)
PAGE = 50
_STAYS = ("", "final", "kept")  # dead as before
Cursor = tuple[LetterKind, str | None]


@dataclass(frozen=True, slots=True)
class LetterRow:
    """`outcome` empty: nothing was done with it since the list was opened; else one of `app.contracts.queues.RequeueOutcome` or
    `DismissOutcome`, or `dead_again`."""

    letter: DeadLetter
    outcome: str = ""

    @property
    def may_be_tried(self) -> bool:
        return self.outcome in ("", "dead_again", "kept")

    @property
    def may_be_dismissed(self) -> bool:
        return self.letter.kind != "task" and self.outcome in ("", "dead_again", "final")


@dataclass(frozen=True, slots=True)
class Read:
    """Letters from the beginning or from a cursor; `next` where to go on; `away`: the server of the queues does not answer, so
    that tasks are missing."""

    letters: list[DeadLetter] = field(default_factory=list)
    next: Cursor | None = None
    away: bool = False


def read_letters(client: Client, kinds: Sequence[LetterKind], start: Cursor | None, limit: int) -> Read:
    """Blocks: for a worker. At least `limit` letters of these kinds, as far as there are so many, oldest first of each kind."""
    found: list[DeadLetter] = []
    kind, after = start or (kinds[0], None)
    for at in range(kinds.index(kind), len(kinds)):
        cursor = after if kinds[at] == kind else None
        while True:
            try:
                page = client.queues.letters(kinds[at], cursor, PAGE)
            except OutpostError as error:
                if error.code != "queue_away":
                    raise
                return Read(found, None, away=True)
            found += page.rows
            cursor = page.next
            if len(found) >= limit and (cursor is not None or at + 1 < len(kinds)):
                return Read(found, (kinds[at], cursor) if cursor is not None else (kinds[at + 1], None))
            if cursor is None:
                break
    return Read(found)


def requeue_kinds(client: Client, kinds: Sequence[LetterKind]) -> tuple[list[Requeued], OutpostError | None]:
    """Blocks: for a worker. What became of the oldest of these kinds, as far as it came, and what stopped it."""
    done: list[Requeued] = []
    for kind in kinds:
        try:
            done += client.queues.requeue_all(kind)
        except OutpostError as error:
            return done, error
    return done, None


class Letters(RowModel[LetterRow]):
    """`loaded` carries whether tasks are missing because the server of the queues does not answer; `failed` an error.

    What was tried again or dismissed stays in its place until `look_at`, so that people see what became of it.
    """

    loaded = Signal(bool)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self._kinds: tuple[LetterKind, ...] = KINDS
        self._next: Cursor | None = None
        self._loading = False

    @property
    def kinds(self) -> tuple[LetterKind, ...]:
        return self._kinds

    @property
    def has_more(self) -> bool:
        return self._next is not None

    def key(self, row: LetterRow) -> str:
        return row.letter.id

    def headings(self) -> list[str]:
        return [self.tr("What"), self.tr("About"), self.tr("Since"), self.tr("Why it failed"), self.tr("Tries"), self.tr("State")]

    def text(self, row: LetterRow, column: int) -> str:
        letter = row.letter
        match column:
            case 0:
                return kind_text(letter.kind)
            case 1:
                return about_text(letter)
            case 2:
                return full_when(letter.since, self.session.now(), self.session.zone)
            case 3:
                return why_text(letter.error)
            case 4:
                return number(letter.errors) if letter.errors else "–"  # given up without a try of its own
        return outcome_sign(row.outcome).word

    def second(self, row: LetterRow, column: int) -> str:
        """What stands in small print beneath."""
        match column:
            case 0:
                return place_text(row.letter)
            case 1:
                return detail_text(row.letter)
            case 3:
                return row.letter.error
        return ""

    def spoken(self, row: LetterRow, column: int) -> str:
        said = [self.text(row, column), self.second(row, column)]
        return f"{self.headings()[column]}: {'. '.join(part.rstrip('.') for part in said if part)}"

    def data(self, index: Index, role: int = 0) -> object:
        if role == TOOLTIP and index.isValid() and (row := self.row_at(index)) is not None:
            return self.text(row, index.column())
        return super().data(index, role)

    def look_at(self, kinds: tuple[LetterKind, ...]) -> None:
        """Show these kinds, from the beginning."""
        self._kinds, self._next = kinds, None
        self.replace([])
        self.refresh()

    def refresh(self) -> None:
        """Read anew what is shown; what was tried again stays."""
        self._loading = True
        client, kinds, limit = self.session.client, self._kinds, max(PAGE, self.rowCount())
        self.session.work.run(self, lambda: read_letters(client, kinds, None, limit), self._fresh, self._failed, key="letters")

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._next is not None and not self._loading

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):
            return
        self._loading = True
        client, kinds, start = self.session.client, self._kinds, self._next
        self.session.work.run(self, lambda: read_letters(client, kinds, start, PAGE), self._older, self._failed, key="letters")

    def settle(self, done: Sequence[Requeued | Dismissed]) -> None:
        """Show what became of these, then read on. Reads begun before do not count any more."""
        outcomes = {one.id: one.outcome for one in done}
        self.replace([LetterRow(row.letter, outcomes.get(row.letter.id, row.outcome)) for row in self.rows()])
        self.refresh()

    def _fresh(self, read: Read) -> None:
        """Dead once more, though it was tried again: it failed again."""
        dead = {letter.id: letter for letter in read.letters}
        kept: list[LetterRow] = []
        for row in self.rows():
            if (letter := dead.pop(row.letter.id, None)) is not None:
                kept.append(LetterRow(letter, row.outcome if row.outcome in _STAYS else "dead_again"))
            elif row.outcome:
                kept.append(LetterRow(row.letter, "queued" if row.outcome == "dead_again" else row.outcome))
        self._finish(read, [*kept, *(LetterRow(letter) for letter in dead.values())])

    def _older(self, read: Read) -> None:
        known = {row.letter.id for row in self.rows()}
        self._finish(read, [*self.rows(), *(LetterRow(letter) for letter in read.letters if letter.id not in known)])

    def _finish(self, read: Read, rows: list[LetterRow]) -> None:
        self._loading = False
        self._next = read.next
        self.replace(rows)
        self.loaded.emit(read.away)

    def _failed(self, error: OutpostError) -> None:
        self._loading = False
        self.failed.emit(error)
