"""What starts the chosen flow: its keywords and the catch-all, each with a way to take it away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.contracts.flows import Flow, Trigger
from ui import theme
from ui.session import Session
from ui.texts import flow_type, number, trigger_words
from ui.widgets.basic import Button, FactList, IconButton, IconLabel, clear, label, on_click, rule, scrolling
from ui.widgets.dialog import Question

STARTABLE = ("messaging", "messaging_background")  # flow types that a message can start


class FlowDetails(QFrame):
    """One flow. `archive_wanted` carries the Trigger."""

    archive_wanted = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.flow: Flow | None = None
        self._shown: tuple[object, ...] = ()
        self.setProperty("kind", "plain")
        self.setFixedWidth(296)
        self.name = label("", "heading", wrap=True)
        self.kind = label("", tone="muted")
        self.facts = FactList()
        for key, name in (
            ("waiting", self.tr("Waiting now")),
            ("started", self.tr("Started")),
            ("completed", self.tr("Completed")),
        ):
            self.facts.add(key, name)
        self.nothing = label("", "small", "muted", wrap=True)
        self.list = QVBoxLayout()
        self.list.setSpacing(0)
        self.catch_all_button = Button(self.tr("Start it with any other message"), icon_name="inbox")
        self.start_button = Button(self.tr("Start for contacts…"), icon_name="play")
        self._lay_out()

    def show_flow(self, flow: Flow, triggers: list[Trigger], *, may_edit: bool, may_start: bool) -> None:
        """`triggers` are the workspace's; the flow's own are listed."""
        own = [trigger for trigger in triggers if trigger.flow == flow.uuid]
        startable = flow.type in STARTABLE
        self.flow = flow
        self.name.setText(flow.name)
        self.kind.setText(flow_type(flow.type))
        for key, value in (("waiting", flow.waiting), ("started", flow.started), ("completed", flow.completed)):
            self.facts.set(key, number(value))
        has_catch_all = any(trigger.type == "catch_all" for trigger in own)
        self.catch_all_button.setVisible(may_edit and startable and not has_catch_all)
        self.start_button.setVisible(may_start and startable)
        self.nothing.setText(
            self.tr("No message starts it. Give it a keyword.")
            if startable
            else self.tr("A message cannot start a flow of this type.")
        )
        self.nothing.setVisible(not own)
        self._show_triggers(own, may_edit=may_edit)

    def rows(self) -> list[str]:
        """What the list of triggers says, one text a trigger."""
        items = (self.list.itemAt(at) for at in range(self.list.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [row.spoken for row in widgets if isinstance(row, TriggerRow)]

    def _show_triggers(self, own: list[Trigger], *, may_edit: bool) -> None:
        """Rows are made anew only when they change, so that the focus stays where it is."""
        shown = (may_edit, *own)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self.list)
        for at, trigger in enumerate(own):
            if at:
                self.list.addWidget(rule())
            row = TriggerRow(trigger, may_edit=may_edit)
            row.archive_wanted.connect(self.archive_wanted)
            self.list.addWidget(row)

    def _lay_out(self) -> None:
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        inside.setSpacing(theme.S)
        for widget in (self.name, self.kind, rule(), self.facts, rule(), label(self.tr("What starts it"), "strong")):
            inside.addWidget(widget)
        inside.addWidget(self.nothing)
        inside.addLayout(self.list)
        inside.addWidget(self.catch_all_button)
        inside.addStretch(1)
        inside.addWidget(self.start_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolling(page, self.tr("What starts it")))


class TriggerRow(QWidget):
    """One trigger: its words, when it starts the flow, and the button that takes it away."""

    archive_wanted = Signal(object)

    def __init__(self, trigger: Trigger, *, may_edit: bool) -> None:
        super().__init__()
        words, when = self._words(trigger)
        self.spoken = f"{words}: {when}"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.S, 0, theme.S)
        row.setSpacing(theme.S)
        row.addWidget(
            IconLabel("inbox" if trigger.type == "catch_all" else "keyword", "accent", 18), 0, Qt.AlignmentFlag.AlignTop
        )
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(label(words, "strong", wrap=True))
        texts.addWidget(label(when, "small", "muted", wrap=True))
        row.addLayout(texts, 1)
        self.archive = IconButton("remove", self.tr("Archive: {words}").format(words=words))
        self.archive.setVisible(may_edit)
        on_click(self.archive, lambda: self.archive_wanted.emit(trigger))
        row.addWidget(self.archive, 0, Qt.AlignmentFlag.AlignTop)

    def _words(self, trigger: Trigger) -> tuple[str, str]:
        if trigger.type == "catch_all":
            return self.tr("Any other message"), self.tr("It has no keyword and answers no flow")
        words = trigger_words(trigger)
        if trigger.type != "keyword":
            return words, self.tr("No message starts it this way")
        if trigger.match_type == "only_word":
            return words, self.tr("The message is the keyword alone")
        return words, self.tr("The message begins with the keyword")


class AddCatchAll(Question):
    """Says which messages will start the flow, and which flow loses them."""

    def __init__(self, flow: Flow, before: Trigger | None, parent: QWidget) -> None:
        text = self.tr("A message that has no keyword and is no answer in a flow will start “{flow}”.").format(flow=flow.name)
        if before is not None:
            text += " " + self.tr("Until now it starts “{flow}”, which then starts by its keywords only.").format(
                flow=before.flow_name
            )
        super().__init__(parent, self.tr("Start with any other message?"), text, self.tr("Start this flow"), "primary")
        self.finished.connect(self.deleteLater)
