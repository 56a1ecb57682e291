"""A message to many: its texts, who gets it, when, and sending it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.contracts.broadcasts import Broadcast, Estimate, Reach
from app.contracts.scheduled_broadcasts import Draft, ScheduledBroadcast
from ui import theme
from ui.estimate_texts import send_to_text
from ui.schedule_texts import repeat_text
from ui.sending_texts import texts_text
from ui.session import Session
from ui.texts import soon
from ui.views.message_texts import MessageTexts
from ui.views.sending import SendingDialog, Who
from ui.views.when import WhenBox
from ui.widgets.basic import rule

WIDTH, HEIGHT = 1000, 640  # fits a screen of 1366x768
RECIPIENTS_WIDE = 400


class NewBroadcast(SendingDialog):
    """`made` carries the Broadcast, or the ScheduledBroadcast of what goes out later. `draft`: what stands, to be changed."""

    def __init__(self, session: Session, parent: QWidget, draft: Draft | None = None) -> None:
        super().__init__(session, "", parent)
        self.setWindowTitle(self.tr("New broadcast"))
        self.heading.setText(self.tr("New broadcast"))
        self.texts = MessageTexts(session, draft.translations if draft else None, draft.base_language if draft else "")
        self.when = WhenBox(session, only_later=draft is not None)
        self.when.setVisible(session.may("scheduled_broadcasts.add", "scheduled_broadcasts.times"))
        self._lay_out_columns()
        self._drafts = f"broadcast {session.workspace.uuid} "
        if draft is None:
            self._bring_back()
            for typed in (self.texts, self.who):
                typed.changed.connect(self._keep)
            self.accepted.connect(self._forget)
            self.thrown_away.connect(self._forget)
        for box in (self.texts, self.when):
            box.changed.connect(self.changed)
        self.compose.setFocusProxy(self.texts.stack)
        self.resize(WIDTH, HEIGHT)
        self.enable()
        self.texts.stack.setFocus()

    def draft(self, who: Who) -> Draft | None:
        """What is to be sent later; None: it goes now."""
        schedule = self.when.schedule()
        if schedule is None:
            return None
        return Draft(self.texts.translations(), self.texts.base_language, who.recipients, who.exclusions, schedule)

    def preview(self, who: Who) -> Callable[[], Reach]:
        client, workspace = self.session.client, self.session.workspace.uuid
        return lambda: client.broadcasts.preview(workspace, who.recipients, who.exclusions)

    def estimate(self, who: Who) -> Callable[[], Estimate]:
        """A time that cannot be is told here, and not when it is sent."""
        client, workspace, schedule = self.session.client, self.session.workspace.uuid, self.when.schedule()
        texts, base = self.texts.translations(), self.texts.base_language

        def ask() -> Estimate:
            if schedule is not None:
                client.scheduled_broadcasts.times(workspace, schedule, 1)
            return client.broadcasts.estimate(workspace, texts, base, who.recipients, who.exclusions)

        return ask

    def what(self, who: Who) -> object:
        return self.texts.translations(), self.texts.base_language, who, self.when.schedule()

    def send(self, who: Who, request_id: str) -> Callable[[], Broadcast | ScheduledBroadcast]:
        client, workspace, draft = self.session.client, self.session.workspace.uuid, self.draft(who)
        texts, base = self.texts.translations(), self.texts.base_language
        if draft is not None:
            return lambda: client.scheduled_broadcasts.add(workspace, draft, request_id=request_id)
        return lambda: client.broadcasts.send(workspace, texts, base, who.recipients, who.exclusions, request_id=request_id)

    def send_text(self, estimate: Estimate) -> str:
        return self.tr("Schedule it") if self.when.is_later else send_to_text(estimate)

    def shown_text(self) -> str:
        return texts_text({code: text.text for code, text in self.texts.translations().items()})

    def when_text(self) -> str:
        schedule = self.when.schedule()
        if schedule is None:
            return ""
        first = soon(schedule.start, self.session.now(), self.session.zone)
        if schedule.repeat == "never":
            return self.tr("Goes out: {moment}.").format(moment=first)
        repeat = repeat_text(schedule, self.session.zone)
        return self.tr("Goes out first: {moment}. {repeat}.").format(moment=first, repeat=repeat)

    def is_ready(self) -> bool:
        return self.texts.is_ready and not self.who.is_empty

    def would_lose(self) -> bool:
        return not self.texts.is_empty or self.who.is_typed

    def show_field_error(self, place: str, text: str) -> bool:
        if place == "text":
            self.texts.show_error(text)
        elif place == "schedule" and self.when.is_later:
            self.when.show_error(text)
        else:
            return super().show_field_error(place, text)
        return True

    # What is typed is kept for whoever is signed out in the midst of it.

    def _keep(self) -> None:
        typed = {f"text {code}": editor.editor.toPlainText() for code, editor in self.texts.editors.items()}
        typed |= {"query": self.who.query.text(), "numbers": self.who.numbers.toPlainText()}
        self._forget()
        self.session.drafts.update({self._drafts + name: text for name, text in typed.items() if text.strip()})

    def _forget(self) -> None:
        for key in [key for key in self.session.drafts if key.startswith(self._drafts)]:
            del self.session.drafts[key]

    def _bring_back(self) -> None:
        kept = self.session.drafts
        for code, editor in self.texts.editors.items():
            editor.editor.setPlainText(kept.get(f"{self._drafts}text {code}", ""))
        self.who.query.setText(kept.get(f"{self._drafts}query", ""))
        self.who.numbers.setPlainText(kept.get(f"{self._drafts}numbers", ""))

    def _lay_out_columns(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.M)
        left.addWidget(self.texts, 1)
        left.addWidget(self.when)
        row = QHBoxLayout(self.compose)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.L)
        row.addLayout(left, 1)
        row.addWidget(rule(upright=True))
        self.who.setFixedWidth(RECIPIENTS_WIDE)
        row.addWidget(self.who)


class ChangeScheduled(NewBroadcast):
    """What stands on the schedule is changed as a whole."""

    def __init__(self, session: Session, uuid: str, draft: Draft, parent: QWidget) -> None:
        super().__init__(session, parent, draft)
        self.setWindowTitle(self.tr("Change a scheduled broadcast"))
        self.heading.setText(self.tr("Change a scheduled broadcast"))
        self.uuid = uuid
        self.when.set_schedule(draft.schedule)
        self.who.set_chosen(draft.recipients, draft.exclusions)
        self._before = self.draft(self.asked())

    def send(self, who: Who, request_id: str) -> Callable[[], Broadcast | ScheduledBroadcast]:
        client, workspace, uuid, draft = self.session.client, self.session.workspace.uuid, self.uuid, self.draft(who)
        assert draft is not None  # it always has a time
        return lambda: client.scheduled_broadcasts.update(workspace, uuid, draft)

    def send_text(self, estimate: Estimate) -> str:
        return self.tr("Save")

    def would_lose(self) -> bool:
        return self.draft(self.asked()) != self._before
