"""The messages of one conversation, oldest at the top, read from the newest back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal

from app.contracts.base import Page
from app.contracts.explain import Step
from app.contracts.messages import ContactCard, Msg
from app.errors import OutpostError
from ui.explanations import step_text, wait_step, wait_text
from ui.models.rows import DISPLAY, TOOLTIP, Index, RowModel
from ui.session import Session
from ui.texts import day, failed_text, full_when, msg_sign

PAGE = 50
DAY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
WAIT_ROLE = int(Qt.ItemDataRole.UserRole) + 2
MOST_ASKED = 5  # messages of a conversation whose waiting is explained, the newest
ASK_AGAIN = 60_000  # ms; the reasons change while nothing else does


class History(RowModel[Msg]):
    """`DAY_ROLE` is the day's name above its first message, `WAIT_ROLE` why a message waits. `before_change` and `after_change`
    frame every new page, with whether it was put at the top, so that a view can keep its place."""

    before_change = Signal()
    after_change = Signal(bool)
    card_read = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self.contact = ""
        self._next: str | None = None
        self._loading_older = False
        self._waits: dict[str, str] = {}
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(ASK_AGAIN)
        self._again.timeout.connect(self._ask_why)

    def key(self, row: Msg) -> str:
        return row.uuid

    def text(self, row: Msg, column: int) -> str:
        return row.text

    def spoken(self, row: Msg, column: int) -> str:
        moment = full_when(row.created_on, self.session.now(), self.session.zone)
        parts = [
            row.text,
            msg_sign(row).word,
            failed_text(row.failed_reason, by_modem=row.by_modem),
            self.wait_text(row).rstrip("."),
            moment,
        ]
        return ". ".join(part for part in parts if part)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == DAY_ROLE and index.isValid():
            return self._day(index.row())
        if role in (WAIT_ROLE, TOOLTIP) and index.isValid() and index.row() < len(self._rows):
            row = self._rows[index.row()]
            return self.wait_text(row) if role == WAIT_ROLE else self._tip(row)
        return super().data(index, role)

    def open(self, contact: str) -> None:
        """Show this contact's messages."""
        self.contact = contact
        self._next = None
        self._loading_older = False
        self._waits = {}
        self._again.stop()
        self.replace([])
        if contact:
            self.refresh()

    def wait_text(self, row: Msg) -> str:
        """Why it has not gone out, as far as that is known; empty for others."""
        if row.uncertain:
            return step_text(Step("wait_uncertain"))
        return self._waits.get(row.uuid, "") if is_waiting(row) else ""

    def refresh(self) -> None:
        """Read the newest page and the head of the conversation again."""
        if not self.contact:
            return
        workspace, contact, client = self.session.workspace.uuid, self.contact, self.session.client

        def read() -> tuple[ContactCard, Page[Msg]]:
            return client.messages.contact(workspace, contact), client.messages.history(workspace, contact, None, PAGE)

        self.session.work.run(self, read, self._newest, self.failed.emit, key="newest")

    def read_older(self) -> None:
        if self._next is None or self._loading_older or not self.contact:
            return
        self._loading_older = True
        workspace, contact, before, client = self.session.workspace.uuid, self.contact, self._next, self.session.client
        self.session.work.run(
            self,
            lambda: (contact, client.messages.history(workspace, contact, before, PAGE)),
            self._older,
            self._older_failed,
            key="older",
        )

    def put(self, msg: Msg) -> None:
        """Show a message just written, before the news of it comes."""
        rows = self.rows()
        at = next((i for i, row in enumerate(rows) if row.uuid == msg.uuid), len(rows))
        rows[at : at + 1] = [msg]
        self._change(rows, at_top=False)

    def _newest(self, read: tuple[ContactCard, Page[Msg]]) -> None:
        card, page = read
        if card.uuid != self.contact:
            return
        fresh = list(reversed(page.rows))
        ids = {row.uuid for row in fresh}
        old = self.rows()
        overlap = next((i for i, row in enumerate(old) if row.uuid in ids), None)
        if overlap is None:
            self._next = page.next
        self._change([*(old[:overlap] if overlap is not None else []), *fresh], at_top=False)
        self.card_read.emit(card)
        self._ask_why()

    def _ask_why(self) -> None:
        """Why the newest messages that wait do so. Nobody is told when that cannot be known: the state stands there anyway."""
        asked = [row.uuid for row in self._rows if is_waiting(row)][-MOST_ASKED:]
        if not asked or not self.session.may("explain.message"):
            return
        workspace, contact, client = self.session.workspace.uuid, self.contact, self.session.client

        def read() -> tuple[str, dict[str, Step]]:
            found = {uuid: wait_step(client.explain.message(workspace, uuid)) for uuid in asked}
            return contact, {uuid: step for uuid, step in found.items() if step is not None}

        self.session.work.run(self, read, self._explained, lambda _: None, key="why")
        self._again.start()

    def _explained(self, read: tuple[str, dict[str, Step]]) -> None:
        contact, steps = read
        now, zone = self.session.now(), self.session.zone
        waits = {uuid: wait_text(step, now, zone) for uuid, step in steps.items()}
        if contact != self.contact or waits == self._waits:
            return
        self._waits = waits
        self.before_change.emit()
        self.retranslate()
        self.after_change.emit(False)

    def _tip(self, row: Msg) -> str | None:
        """What stands beside the state, for whoever points at it."""
        if row.direction == "in":
            return None
        reason = failed_text(row.failed_reason, by_modem=row.by_modem) if row.status == "failed" else self.wait_text(row)
        return f"{msg_sign(row).word}. {reason}" if reason else None

    def _older(self, read: tuple[str, Page[Msg]]) -> None:
        self._loading_older = False
        contact, page = read
        if contact != self.contact:
            return
        self._next = page.next
        known = {row.uuid for row in self.rows()}
        self._change([*(row for row in reversed(page.rows) if row.uuid not in known), *self.rows()], at_top=True)

    def _older_failed(self, error: OutpostError) -> None:
        self._loading_older = False
        self.failed.emit(error)

    def _change(self, rows: list[Msg], *, at_top: bool) -> None:
        self.before_change.emit()
        self.replace(rows)
        self.after_change.emit(at_top)

    def _day(self, at: int) -> str:
        zone = self.session.zone
        row = self._rows[at]
        if at and self._rows[at - 1].created_on.astimezone(zone).date() == row.created_on.astimezone(zone).date():
            return ""
        return day(row.created_on, self.session.now(), zone)


def is_waiting(msg: Msg) -> bool:
    """Not sent yet, and not given up either; where nobody knows, that is said without asking."""
    return msg.direction == "out" and not msg.uncertain and msg.status in _WAITING


_WAITING = ("initializing", "pending", "queued", "errored", "wired")


def author_text(msg: Msg) -> str:
    """Who or what wrote an outgoing message."""
    if msg.author:
        return msg.author
    if msg.flow:
        return QCoreApplication.translate("history", "Flow: {name}").format(name=msg.flow)
    return ""
