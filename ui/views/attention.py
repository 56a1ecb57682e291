"""What Home shows at its top: cards of what waits for a person's word. Each is hidden while there is nothing to decide."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.contracts.late import Decision, LateLine, LateReport
from app.contracts.messages import ListedMsg
from app.contracts.modems import Modem
from app.contracts.queues import LetterCount, LetterKind, Requeued
from app.errors import OutpostError
from ui import decisions as words
from ui import theme
from ui.decisions import Decisions, Told
from ui.letters import result_text
from ui.modem_texts import is_paused, modem_name, modem_sign, needs_attention, trouble_text
from ui.notices import notice_text, report_text
from ui.session import Session
from ui.texts import Sign, number
from ui.views.letters import FailedWork
from ui.views.uncertain import UncertainMessages
from ui.widgets.basic import Button, Card, Chip, clear, label, on_click, rule
from ui.widgets.dialog import Question

T = TypeVar("T")
SHOWN_LINES = 6


class Attention(QWidget):
    """`changed` says that something was decided, so that it is to be read anew; `failed` carries an error; `go` asks for another
    screen, and what to do there. `read`: what it shows is the workspace's."""

    changed = Signal()
    failed = Signal(object)
    go = Signal(str, str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.clock = ClockCard(session)
        self.late = LateCard(session)
        self.told = ToldCard(session)
        self.uncertain = UncertainCard(session)
        self.letters = LettersCard(session)
        self.modems = ModemsCard(session)
        self.modems.go.connect(self.go)
        self.read = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.L)
        for card in self.cards():
            column.addWidget(card)
            card.changed.connect(self.changed)
            card.failed.connect(self.failed)
        self.forget()

    def cards(self) -> tuple[DecisionCard, ...]:
        return self.clock, self.modems, self.late, self.told, self.uncertain, self.letters

    def show_decisions(self, found: Decisions) -> None:
        self.read = bool(found.workspace)
        self.clock.show_clock(found)
        self.late.show_report(found.report)
        self.told.show_told(found.told)
        self.uncertain.show_uncertain(found.uncertain)
        self.letters.show_letters(found.letters)
        self._fit()

    def show_modems(self, modems: list[Modem]) -> None:
        """The office's: they stay when the workspace changes."""
        self.modems.show_modems(modems)
        self._fit()

    def forget(self) -> None:
        """Another workspace: nothing of the one before stays."""
        self.show_decisions(Decisions(""))

    def _fit(self) -> None:
        """Without cards there is no gap either."""
        self.setVisible(any(not card.isHidden() for card in self.cards()))


class DecisionCard(Card):
    """A card whose buttons call the engine. While a call is under way they cannot be pressed again."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, session: Session, icon_name: str) -> None:
        super().__init__("–", icon_name)  # each says its heading in its own words
        self.session = session
        self.hide()

    def call(self, call: Callable[[], T], done: Callable[[T], None]) -> None:
        self.setEnabled(False)

        def finish(result: T) -> None:
            self.setEnabled(True)
            done(result)
            self.changed.emit()

        self.session.work.run(self, call, finish, self._failed)

    def ask(self, question: Question, then: Callable[[], object]) -> None:
        question.accepted.connect(then)
        question.finished.connect(question.deleteLater)
        question.open()

    def _failed(self, error: OutpostError) -> None:
        self.setEnabled(True)
        self.failed.emit(error)
        self.changed.emit()


class ClockCard(DecisionCard):
    """The office's clock is in doubt."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "alert")
        self.heading.setText(self.tr("Is the clock of this PC right?"))
        self.text = label("", wrap=True)
        self.how = label(
            self.tr(
                "If it is wrong, set date and time in the settings of the PC on which Outpost runs. Outpost notices it by itself."
            ),
            tone="muted",
            wrap=True,
        )
        self.who = label(self.tr("An office administrator decides this."), tone="muted", wrap=True)
        self.trust = Button(self.tr("The clock is right"), "primary", "check")
        on_click(self.trust, self._ask)
        for widget in (self.text, self.how, self.who):
            self.body.addWidget(widget)
        self.body.addWidget(self.trust, 0, Qt.AlignmentFlag.AlignLeft)
        self._says = ""

    def show_clock(self, found: Decisions) -> None:
        state = found.clock
        self.setVisible(state is not None and state.is_held)
        if state is None or not state.is_held:
            return
        is_counting = state.reason == "counting"
        zone = self.session.zone
        self._says = words.long_when(state.now, zone)
        self.heading.setText(self.tr("Counting what fell due") if is_counting else self.tr("Is the clock of this PC right?"))
        self.text.setText(words.clock_text(state, zone))
        admin = self.session.may("late.trust_clock")
        self.how.setVisible(not is_counting)
        self.who.setVisible(not is_counting and not admin)
        self.trust.setVisible(not is_counting and admin)

    def _ask(self) -> None:
        text = self.tr(
            "Is it now {time}? Then what fell due meanwhile is done or held, as each workspace has set it. "
            "If the clock is wrong, people get reminders on the wrong day."
        )
        question = Question(
            self, self.tr("Is the clock right?"), text.format(time=self._says), self.tr("The clock is right"), "primary"
        )
        self.ask(question, lambda: self.call(self.session.client.late.trust_clock, lambda _: None))


class LateCard(DecisionCard):
    """What fell due while the office was off or its clock in doubt, and waits: sent now or skipped, all of it or line by line."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "clock")
        self.heading.setText(self.tr("Late reminders"))
        self.text = label("", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.S)
        self.more = Button(self.tr("Show all"), "link")
        self.send_all = Button(self.tr("Send all now"), "primary", "send")
        self.skip_all = Button(self.tr("Skip all"), "danger")
        self.who = label(self.tr("An administrator or editor of this workspace decides this."), tone="muted", wrap=True)
        self.pending = label(self.tr("What was decided is being carried out."), tone="muted", wrap=True)
        on_click(self.send_all, lambda: self._ask("send", self._held()))
        on_click(self.skip_all, lambda: self._ask("skip", self._held()))
        on_click(self.more, self._show_all)
        self._lay_out()
        self._report: LateReport | None = None
        self._shown: tuple[LateReport, bool] | None = None
        self._all = False

    def show_report(self, report: LateReport | None) -> None:
        if self._report is None or report is None or report.uuid != self._report.uuid:
            self._all = False
        self._report = report
        self.setVisible(report is not None)
        if report is None:
            return
        self.text.setText(report_text(report, self.session.now(), self.session.zone))
        may = self.session.may("late.decide")
        if self._shown != (report, may):
            self._shown = (report, may)
            self._fill(may)

    def _lay_out(self) -> None:
        self.body.addWidget(self.text)
        self.body.addLayout(self._lines)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.pending)
        self.body.addWidget(self.who)
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(self.send_all)
        row.addWidget(self.skip_all)
        row.addStretch(1)
        self.body.addLayout(row)

    def _held(self) -> list[LateLine]:
        return words.held_lines(self._report) if self._report is not None else []

    def _fill(self, may: bool) -> None:
        clear(self._lines)
        assert self._report is not None
        held = self._held()
        shown = held if self._all else held[:SHOWN_LINES]
        for line in shown:
            self._lines.addWidget(rule())
            self._lines.addWidget(self._line(line, may))
        if shown:
            self._lines.addWidget(rule())
        self.more.setVisible(len(shown) < len(held))
        self.pending.setVisible(bool(words.pending_lines(self._report)))
        self.who.setVisible(not may and bool(held))
        for button in (self.send_all, self.skip_all):
            button.setVisible(may and bool(held))

    def _line(self, line: LateLine, may: bool) -> QWidget:
        result = QWidget()
        row = QHBoxLayout(result)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.M)
        said = QVBoxLayout()
        said.setSpacing(1)
        said.addWidget(label(line.name, "strong", wrap=True))
        said.addWidget(label(words.line_detail(line, self.session.now(), self.session.zone), "small", "muted", wrap=True))
        row.addLayout(said, 1)
        row.addWidget(Chip(Sign("clock", number(line.count), "warn")))
        if may:
            for text, decision in ((self.tr("Send now"), "send"), (self.tr("Skip"), "skip")):
                row.addWidget(self._button(text, decision, line))  # type: ignore[arg-type]
        return result

    def _button(self, text: str, decision: Decision, line: LateLine) -> Button:
        button = Button(text)
        button.setAccessibleName(self.tr("{action}: {name}").format(action=text, name=line.name))
        on_click(button, lambda: self._ask(decision, [line]))
        return button

    def _show_all(self) -> None:
        self._all = True
        self._fill(self.session.may("late.decide"))

    def _ask(self, decision: Decision, lines: list[LateLine]) -> None:
        """Lines that come meanwhile are not decided with these."""
        report = self._report
        if report is None or not lines:
            return
        title, text = words.decision_title(lines, decision), words.decision_text(lines, decision)
        accept, kind = (self.tr("Send now"), "primary") if decision == "send" else (self.tr("Skip"), "danger")
        workspace, uuid, client = self.session.workspace.uuid, report.uuid, self.session.client
        chosen = [line.id for line in lines]
        question = Question(self, title, text, accept, kind)  # type: ignore[arg-type]
        self.ask(question, lambda: self.call(lambda: client.late.decide(workspace, uuid, decision, chosen), self.show_report))


class ToldCard(DecisionCard):
    """News that ask nothing: one click, and they are gone."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "info")
        self.heading.setText(self.tr("News"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.S)
        self.body.addLayout(self._lines)
        self._shown: list[Told] = []

    def show_told(self, told: list[Told]) -> None:
        self.setVisible(bool(told))
        if told == self._shown:
            return
        self._shown = told
        clear(self._lines)
        for at, one in enumerate(told):
            if at:
                self._lines.addWidget(rule())
            self._lines.addWidget(self._line(one))

    def _line(self, told: Told) -> QWidget:
        now, zone = self.session.now(), self.session.zone
        text = report_text(told.report, now, zone) if told.report is not None else notice_text(told.notice, now, zone)
        result = QWidget()
        row = QHBoxLayout(result)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.M)
        row.addWidget(label(text, wrap=True), 1)
        button = Button(self.tr("OK"))
        button.setAccessibleName(self.tr("{action}: {name}").format(action=button.text(), name=text))
        uuid, client = told.notice.uuid, self.session.client
        on_click(button, lambda: self.call(lambda: client.notifications.mark_seen([uuid]), lambda _: None))
        row.addWidget(button)
        return result


class UncertainCard(DecisionCard):
    """Messages that a phone took and never told of."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "question")
        self.heading.setText(self.tr("Perhaps sent"))
        self.text = label("", wrap=True)
        self.look = Button(self.tr("Look at them"))
        self._msgs: list[ListedMsg] = []
        on_click(self.look, self._open)
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        row.addWidget(self.text, 1)
        row.addWidget(self.look)
        self.body.addLayout(row)

    def show_uncertain(self, msgs: list[ListedMsg]) -> None:
        self._msgs = msgs
        self.setVisible(bool(msgs))
        asked = self.tr("Outpost sends nothing twice unasked.")
        self.text.setText(f"{words.uncertain_text(len(msgs))} {asked}")

    def _open(self) -> None:
        dialog = UncertainMessages(self.session, self._msgs, self.window())
        dialog.changed.connect(self.changed)
        dialog.open()


class LettersCard(DecisionCard):
    """Work that failed for good, for office administrators."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "alert")
        self.heading.setText(self.tr("Work that failed"))
        explanation = self.tr(
            "It was tried three times. Often something was missing that is there again, such as room on the disk."
        )
        self.body.addWidget(label(explanation, tone="muted", wrap=True))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.S)
        self.body.addLayout(self._lines)
        self.each = Button(self.tr("See each"), icon_name="search")
        on_click(self.each, self._open)
        self.add_head(self.each)
        self._shown: list[LetterCount] = []

    def show_letters(self, letters: list[LetterCount]) -> None:
        self.setVisible(bool(letters))
        if letters == self._shown:
            return
        self._shown = letters
        clear(self._lines)
        for letter in letters:
            row = QHBoxLayout()
            row.setSpacing(theme.M)
            text = words.letter_text(letter)
            row.addWidget(label(text, wrap=True), 1)
            button = Button(self.tr("Try again"), icon_name="refresh")
            button.setAccessibleName(self.tr("{action}: {name}").format(action=button.text(), name=text))
            on_click(button, partial(self._again, letter.kind))
            row.addWidget(button)
            self._lines.addLayout(row)

    def _open(self) -> None:
        dialog = FailedWork(self.session, self.window())
        dialog.changed.connect(self.changed)
        dialog.open()

    def _again(self, kind: LetterKind) -> None:
        client = self.session.client

        def tell(done: list[Requeued]) -> None:
            self.session.notice.emit(result_text(done))

        self.call(lambda: client.queues.requeue_all(kind), tell)


class ModemsCard(DecisionCard):
    """Modems that the office uses and that can't do their work until somebody has done something."""

    go = Signal(str, str)

    def __init__(self, session: Session) -> None:
        super().__init__(session, "modem")
        self.heading.setText(self.tr("Modems need help"))
        self.who = label(self.tr("An office administrator looks after modems."), tone="muted", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.S)
        self.body.addLayout(self._lines)
        self.body.addWidget(self.who)
        self._shown: list[tuple[str, ...]] = []

    def show_modems(self, modems: list[Modem]) -> None:
        found = [one for one in modems if needs_attention(one)]
        self.setVisible(bool(found))
        shown: list[tuple[str, ...]] = [(one.uuid, modem_name(one), one.state, one.trouble) for one in found]
        if shown == self._shown:
            return
        self._shown = shown
        self.who.setVisible(not self.session.may("modems.resume"))
        clear(self._lines)
        for at, modem in enumerate(found):
            if at:
                self._lines.addWidget(rule())
            self._lines.addWidget(self._line(modem))

    def _line(self, modem: Modem) -> QWidget:
        result = QWidget()
        row = QHBoxLayout(result)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.M)
        said = QVBoxLayout()
        said.setSpacing(1)
        said.addWidget(label(modem_name(modem), "strong", wrap=True))
        said.addWidget(label(trouble_text(modem), "small", "muted", wrap=True))
        row.addLayout(said, 1)
        row.addWidget(Chip(modem_sign(modem)))
        uuid, client = modem.uuid, self.session.client
        if is_paused(modem) and self.session.may("modems.resume"):
            again = self._button(self.tr("Send again"), modem)
            on_click(again, lambda: self.call(lambda: client.modems.resume(uuid), lambda _: None))
            row.addWidget(again)
        show = self._button(self.tr("Show"), modem)
        on_click(show, lambda: self.go.emit("modems", uuid))
        row.addWidget(show)
        return result

    def _button(self, text: str, modem: Modem) -> Button:
        button = Button(text)
        button.setAccessibleName(self.tr("{action}: {name}").format(action=text, name=modem_name(modem)))
        return button
