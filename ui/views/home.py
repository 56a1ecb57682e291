"""Home: is everything well, what happened today, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.contracts.base import Change
from app.contracts.modems import Modem
from app.contracts.office import HomeSummary, QueueCount
from app.contracts.phones import Phone
from app.errors import OutpostError
from ui import theme
from ui.decisions import Decisions, read_decisions
from ui.models.phones import phone_name
from ui.modem_texts import is_used, modem_name, modem_sign, operator_text
from ui.session import Session
from ui.texts import Sign, ago, battery_text, error_text, full_when, ltr, number, phone_sign, queue_name, size
from ui.views.attention import Attention
from ui.views.base import View
from ui.views.workspace_settings import WorkspaceSettings
from ui.widgets.basic import Button, Card, Chip, FactList, IconLabel, PageHeader, clear, label, on_click, rule

LOW_DISK = 500 * 1024 * 1024
MOST_LINES = 6  # phones and modems at a glance


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What Home shows; `flows` and `triggers` are counts. `modems` are those that the office uses."""

    home: HomeSummary
    flows: int
    triggers: int
    modems: list[Modem]


class HomeView(View):
    """Screen 1. `go` asks the window for another screen, and what to do there.

    What waits for a person's word (`attention`) is read when Home comes to the front, each minute and at the changes that concern
    it, but not at every message.
    """

    topics = frozenset(
        {"office", "phones", "modems", "messages", "queue", "flows", "triggers", "contacts", "late", "notifications"}
    )
    attention_topics = frozenset({"office", "queue", "late", "notifications"})
    interval = 2000
    go = Signal(str, str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.header = PageHeader(self.tr("Home"))
        self.settings = Button(self.tr("Workspace settings"), icon_name="edit")
        on_click(self.settings, lambda: WorkspaceSettings(session, self).open())
        self.header.add(self.settings)
        self.attention = Attention(session)
        self.attention.changed.connect(self.reload)
        self.attention.failed.connect(self._decision_failed)
        self.attention.go.connect(self.go)
        self._attend = True
        self.steps = NextSteps()
        self.steps.go.connect(self.go)
        self.tiles = Tiles()
        self.engine = EngineCard()
        self.phones = PhonesCard()
        self.phones.go.connect(self.go)
        self.queues = QueuesCard()
        self._lay_out()
        self._minute = QTimer(self)
        self._minute.setInterval(60_000)
        self._minute.timeout.connect(self._minute_passed)
        session.state_changed.connect(self.engine.show_state)
        self.engine.show_state(session.state)

    def refresh(self) -> None:
        self._minute.start()
        client, workspace = self.session.client, self.session.workspace.uuid
        may_see_flows = self.session.may("flows.all", "triggers.all")

        def read() -> Snapshot:
            home = client.office.home(workspace)
            modems = [modem for modem in client.modems.all().modems if is_used(modem)]
            if not may_see_flows:
                return Snapshot(home, 1, 1, modems)
            return Snapshot(home, len(client.flows.all(workspace)), len(client.triggers.all(workspace)), modems)

        self.session.work.run(self, read, self._show, self.show_error, key="home")
        self.settings.setVisible(self.session.may("workspaces.get", "late.policy"))

    def reload(self) -> None:
        self._attend = True
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        self._attend = True
        super().showEvent(event)

    def on_change(self, change: Change) -> None:
        self._attend = self._attend or change.topic in self.attention_topics
        super().on_change(change)

    def on_workspace(self) -> None:
        self._attend = True
        self.attention.forget()
        super().on_workspace()

    def _read_attention(self) -> None:
        """After the rest, so that Home never keeps two of the window's few workers."""
        self._attend = False
        client, workspace, admin = self.session.client, self.session.workspace.uuid, self.session.may("queues.letter_counts")
        may_read = self.session.may("late.clock", "late.reports", "late.report", "messages.uncertain")

        def read() -> Decisions:
            return read_decisions(client, workspace, is_office_admin=admin, may_read=may_read)

        self.session.work.run(self, read, self._attended, self._attention_failed, key="attention")

    def _attention_failed(self, error: OutpostError) -> None:
        """Asked again with the next reading; until then the banner stays."""
        self._attend = True
        self.show_error(error)

    def _attended(self, found: Decisions) -> None:
        self.banner.hide()
        if found.workspace == self.session.workspace.uuid:
            self.attention.show_decisions(found)

    def _decision_failed(self, error: OutpostError) -> None:
        """Said for a moment: the reading that follows shows how things stand now."""
        if not self.session.is_sign_in_lost(error):
            self.session.notice.emit(error_text(error))

    def _minute_passed(self) -> None:
        if self.isVisible():
            self.reload()

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.XL, 0, theme.XL, theme.L)
        column.setSpacing(theme.L)
        column.addWidget(self.attention)
        column.addWidget(self.steps)
        column.addWidget(self.tiles)
        row = QHBoxLayout()
        row.setSpacing(theme.L)
        row.addWidget(self.phones, 3)
        self._side = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._side.setSpacing(theme.L)
        self._side.addWidget(self.engine)
        self._side.addWidget(self.queues)
        self._side.addStretch(1)
        row.addLayout(self._side, 2)
        column.addLayout(row)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setAccessibleName(self.tr("Home"))
        self.box.addWidget(self.banner)
        self.box.addWidget(self.header)
        self.box.addWidget(area, 1)

    def _make_room(self, *, phones: bool) -> None:
        """Without phones the first step says all about them: the other cards stand beside each other, and nothing scrolls."""
        self.phones.setVisible(phones)
        down, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._side.setDirection(down if phones else beside)
        for at, stretch in enumerate((0, 0, 1) if phones else (1, 1, 0)):
            self._side.setStretch(at, stretch)

    def _show(self, snapshot: Snapshot) -> None:
        if not self._attend:
            self.banner.hide()
        home, now, zone = snapshot.home, self.session.now(), self.session.zone
        paired = [phone for phone in home.phones if phone.state in ("active", "approval")]
        self.attention.show_modems(snapshot.modems)
        self.steps.show_steps(not paired and not snapshot.modems, not snapshot.flows, not snapshot.triggers, self.session)
        self.tiles.show_numbers(home)
        self.engine.show_summary(home, full_when(home.started_on, now, zone))
        self.phones.show_phones(home.phones, snapshot.modems, self.session)
        self._make_room(phones=bool(home.phones or snapshot.modems) or self.steps.isHidden())
        self.queues.show_queues(home.queues)
        if self._attend:
            self._read_attention()


_STEPS = {
    "add": ("phones.claim",),
    "import": ("imports.preview", "imports.import_file"),
    "keyword": ("triggers.create_keyword",),
}


class NextSteps(Card):
    """What an office that is still empty does next. Hidden when all is done."""

    go = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.heading.setText(self.tr("Next steps"))
        self.body.addWidget(self.heading)
        self.hide()
        self._shown: tuple[bool, ...] = ()

    def show_steps(self, phone: bool, flow: bool, keyword: bool, session: Session) -> None:
        """Each flag says that this step is still to do."""
        may = {action: session.may(*methods) for action, methods in _STEPS.items()}
        state = (phone, flow, keyword, *may.values())
        if state == self._shown:
            return
        self._shown = state
        clear(self.body)
        self.heading = label(self.tr("Next steps"), "heading")
        self.body.addWidget(self.heading)
        steps = (
            (
                phone,
                self.tr("Add a phone"),
                self.tr("Its SIM card sends and receives your SMS. So does a USB modem."),
                "phones",
                "add",
            ),
            (flow, self.tr("Import a flow"), self.tr("A file that you exported from RapidPro or TextIt."), "flows", "import"),
            (keyword, self.tr("Add a keyword"), self.tr("The word that people send to start the flow."), "flows", "keyword"),
        )
        row = QHBoxLayout()
        row.setSpacing(theme.L)
        for at, (todo, title, text, screen, action) in enumerate(steps):
            if at:
                row.addWidget(rule(upright=True))
            heading = f"{number(at + 1)}. {title}"
            foot: QWidget = Chip(Sign("check", self.tr("Done"), "good"))
            if todo and may[action]:
                foot = self._button(title, not (action == "keyword" and flow), (screen, action))
            elif todo:
                foot = Chip(Sign("clock", self.tr("To do"), "info"))
            row.addWidget(self._step(heading, text, foot, todo=todo), 1)
        self.body.addLayout(row)
        self.setVisible(phone or flow or keyword)

    def _button(self, text: str, usable: bool, target: tuple[str, str]) -> Button:
        button = Button(text, "primary" if usable else "secondary")
        button.setEnabled(usable)
        on_click(button, lambda: self.go.emit(*target))
        return button

    def _step(self, heading: str, text: str, foot: QWidget, *, todo: bool) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(IconLabel("clock" if todo else "check", "accent" if todo else "good", 22), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(label(heading, "strong"))
        words.addWidget(label(text, "small", "muted", wrap=True))
        words.addSpacing(theme.XS)
        words.addStretch(1)
        words.addWidget(foot, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(words, 1)
        return line


class Tiles(QWidget):
    """Today's numbers."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.L)
        self._values = {}
        for key, icon, name in (
            ("received", "incoming", self.tr("Received today")),
            ("sent", "outgoing", self.tr("Sent today")),
            ("outbox", "queue", self.tr("Waiting to be sent")),
            ("failed", "alert", self.tr("Not sent")),
            ("unhandled", "inbox", self.tr("Not yet answered")),
            ("waiting", "flow", self.tr("In a flow now")),
        ):
            card = Card()
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            head = QHBoxLayout()
            head.addWidget(IconLabel(icon, "muted", 18))
            head.addStretch(1)
            value = label("–", "number")
            value.setAccessibleDescription(name)
            card.body.addLayout(head)
            card.body.addWidget(value)
            card.body.addWidget(label(name, "small", "muted", wrap=True))
            self._values[key] = value
            row.addWidget(card, 1)

    def show_numbers(self, home: HomeSummary) -> None:
        for key, value in (
            ("received", home.received_today),
            ("sent", home.sent_today),
            ("outbox", home.outbox),
            ("failed", home.failed),
            ("unhandled", home.unhandled),
            ("waiting", home.waiting_sessions),
        ):
            self._values[key].setText(number(value))

    def value(self, key: str) -> str:
        return self._values[key].text()


class EngineCard(Card):
    """Is the engine there, since when, and is there room on the disk."""

    def __init__(self) -> None:
        super().__init__(self.tr("Engine"), "database")
        self.state = Chip()
        self.add_head(self.state)
        self.facts = FactList()
        self.facts.add("since", self.tr("Running since"))
        self.facts.add("version", self.tr("Version"))
        self.facts.add("database", self.tr("Database"))
        self.facts.add("disk", self.tr("Free on the disk"))
        self.low = label(self.tr("The disk is nearly full. Free some space soon."), "small", "bad", wrap=True)
        self.low.hide()
        self.body.addWidget(self.facts)
        self.body.addWidget(self.low)

    def show_state(self, state: str) -> None:
        if state == "connected":
            self.state.set_sign(Sign("check", self.tr("Running"), "good"))
        elif state == "connecting":
            self.state.set_sign(Sign("clock", self.tr("Connecting"), "info"))
        else:
            self.state.set_sign(Sign("alert", self.tr("Not answering"), "bad"))

    def show_summary(self, home: HomeSummary, since: str) -> None:
        self.facts.set("since", since)
        self.facts.set("version", home.version)
        self.facts.set("database", size(home.database_bytes))
        self.facts.set("disk", size(home.disk_free_bytes))
        self.low.setVisible(home.disk_free_bytes < LOW_DISK)


class QueuesCard(Card):
    """How much work waits in the engine."""

    def __init__(self) -> None:
        super().__init__(self.tr("Work in the engine"), "queue")
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(theme.S)
        self.body.addLayout(self._grid)
        self.stuck = label("", "small", "bad", wrap=True)
        self.stuck.hide()
        self.body.addWidget(self.stuck)
        self.body.addStretch(1)
        self._shown: list[QueueCount] = []

    def show_queues(self, queues: list[QueueCount]) -> None:
        """Each queue has a line while there is work; one line says that there is none."""
        if queues == self._shown:
            return
        self._shown = queues
        clear(self._grid)
        busy = [(count.queue, count.waiting + count.working) for count in queues]
        if not any(waiting for _, waiting in busy):
            self._grid.addWidget(label(self.tr("Nothing waiting"), tone="muted"), 0, 0)
            busy = []
        for row, (queue, waiting) in enumerate(busy):
            text = self.tr("%n waiting", "", waiting) if waiting else self.tr("Nothing waiting")
            self._grid.addWidget(label(queue_name(queue), tone="muted"), row, 0)
            self._grid.addWidget(label(text), row, 1)
        dead = sum(count.dead for count in queues)
        self.stuck.setText(self.tr("%n job(s) failed for good. Tell whoever looks after Outpost.", "", dead))
        self.stuck.setVisible(dead > 0)


class PhonesCard(Card):
    """The phones at a glance, and the modems that the office uses."""

    go = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(self.tr("Phones"), "phone")
        self.more = Button(self.tr("Show phones"), "link")
        on_click(self.more, lambda: self.go.emit(self._target, ""))
        self._target = "phones"
        self.add_head(self.more)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.body.addLayout(self._list)
        self.body.addStretch(1)

    def show_phones(self, phones: list[Phone], modems: list[Modem], session: Session) -> None:
        clear(self._list)
        self._target = "modems" if modems and not phones else "phones"
        self.heading.setText(self.tr("Phones and modems") if modems else self.tr("Phones"))
        self.more.setText(self.tr("Show modems") if self._target == "modems" else self.tr("Show phones"))
        if not phones and not modems:
            self._list.addWidget(
                label(self.tr("No phone yet. Without one nothing can be sent or received."), tone="muted", wrap=True)
            )
        lines = [_phone_line(phone, session) for phone in phones[:MOST_LINES]]
        lines += [_modem_line(modem) for modem in modems[: MOST_LINES - len(lines)]]
        for at, line in enumerate(lines):
            if at:
                self._list.addWidget(rule())
            self._list.addWidget(line)


def _modem_line(modem: Modem) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, theme.S, 0, theme.S)
    row.setSpacing(theme.M)
    words = QVBoxLayout()
    words.setSpacing(1)
    words.addWidget(label(modem_name(modem), "strong"))
    words.addWidget(label(ltr(modem.number), "small", "muted"))
    row.addLayout(words, 1)
    row.addWidget(IconLabel("modem", "muted", 18))
    row.addWidget(label(operator_text(modem), "small", "muted"))
    row.addWidget(Chip(modem_sign(modem)))
    return line


def _phone_line(phone: Phone, session: Session) -> QWidget:
    now, zone = session.now(), session.zone
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, theme.S, 0, theme.S)
    row.setSpacing(theme.M)
    words = QVBoxLayout()
    words.setSpacing(1)
    words.addWidget(label(phone_name(phone), "strong"))
    words.addWidget(label(ago(phone.last_seen_on, now, zone), "small", "muted"))
    row.addLayout(words, 1)
    row.addWidget(IconLabel("battery", "muted", 18))
    row.addWidget(label(battery_text(phone), "small", "muted"))
    row.addWidget(Chip(phone_sign(phone, now)))
    return line
