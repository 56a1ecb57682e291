"""A message to many: its texts, who gets it, and sending it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.contracts.broadcasts import Broadcast, Estimate, Reach
from ui import theme
from ui.sending_texts import send_to_text, texts_text
from ui.session import Session
from ui.views.message_texts import MessageTexts
from ui.views.sending import SendingDialog, Who
from ui.widgets.basic import rule

WIDTH, HEIGHT = 1000, 640  # fits a screen of 1366x768
RECIPIENTS_WIDE = 400


class NewBroadcast(SendingDialog):
    """`made` carries the Broadcast."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, "", parent)
        self.texts = MessageTexts(session)
        self.setWindowTitle(self.tr("New broadcast"))
        self.heading.setText(self.tr("New broadcast"))
        self._lay_out_columns()
        self.texts.changed.connect(self.changed)
        self.compose.setFocusProxy(self.texts.stack)
        self.resize(WIDTH, HEIGHT)
        self.enable()
        self.texts.stack.setFocus()

    def preview(self, who: Who) -> Callable[[], Reach]:
        client, workspace = self.session.client, self.session.workspace.uuid
        return lambda: client.broadcasts.preview(workspace, who.recipients, who.exclusions)

    def estimate(self, who: Who) -> Callable[[], Estimate]:
        client, workspace = self.session.client, self.session.workspace.uuid
        texts, base = self.texts.translations(), self.texts.base_language
        return lambda: client.broadcasts.estimate(workspace, texts, base, who.recipients, who.exclusions)

    def send(self, who: Who) -> Callable[[], Broadcast]:
        client, workspace = self.session.client, self.session.workspace.uuid
        texts, base = self.texts.translations(), self.texts.base_language
        return lambda: client.broadcasts.send(workspace, texts, base, who.recipients, who.exclusions)

    def send_text(self, estimate: Estimate) -> str:
        return send_to_text(estimate)

    def shown_text(self) -> str:
        return texts_text({code: text.text for code, text in self.texts.translations().items()})

    def is_ready(self) -> bool:
        return self.texts.is_ready and not self.who.is_empty

    def would_lose(self) -> bool:
        return not self.texts.is_empty or self.who.is_typed

    def show_field_error(self, place: str, text: str) -> bool:
        if place == "text":
            self.texts.show_error(text)
            return True
        return super().show_field_error(place, text)

    def _lay_out_columns(self) -> None:
        row = QHBoxLayout(self.compose)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.L)
        row.addWidget(self.texts, 1)
        row.addWidget(rule(upright=True))
        self.who.setFixedWidth(RECIPIENTS_WIDE)
        row.addWidget(self.who)
