"""The way to whatever goes to many: choose, see what it would come to, send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import ids
from app.contracts.broadcasts import Estimate, Exclusions, Reach, Recipients
from app.errors import Invalid, OutpostError
from ui.estimate_texts import reach_text
from ui.models.recipients import unreadable
from ui.sending_errors import place_of, sending_error
from ui.session import Session
from ui.views.estimate import EstimatePane
from ui.views.recipients import RecipientsBox
from ui.widgets.basic import Button, IconLabel, label, on_click, scrolling
from ui.widgets.dialog import Dialog, Question

REST = 400  # ms after a change until those who are meant are counted
MOST_NAMED = 3  # of what can't be read as a number


@dataclass(frozen=True, slots=True)
class Who:
    """Who is meant, as it stood when somebody asked."""

    recipients: Recipients
    exclusions: Exclusions


class SendingDialog(Dialog):
    """Two steps. In the first `who` is chosen, and how many that are is told below while one chooses. In the second stands the
    estimate, and one click sends. `made` carries what came of it.

    `thrown_away` comes when a person closes it without that.

    Subclasses say what is asked of the engine: `preview`, `estimate` and `send` give calls for a worker. What is sent again
    after a failure goes under the same request, so that it cannot go twice.
    """

    made = Signal(object)
    thrown_away = Signal()

    def __init__(self, session: Session, title: str, parent: QWidget, *, of_flow: bool = False) -> None:
        super().__init__(parent, title, "")
        self.session = session
        self.needs_phone = not of_flow
        self.who = RecipientsBox(session, of_flow=of_flow)
        self.reach = label("", tone="muted", wrap=True)
        self.reach_icon = IconLabel("person", "accent", 18)
        self.plan = EstimatePane(session, needs_phone=self.needs_phone)
        self.steps = QStackedWidget()
        self.compose = QWidget()
        self.back_button = Button(self.tr("Back"), icon_name="edit")
        self.is_sending = False
        self._request: tuple[object, str] = (None, "")
        self._counted: Who | None = None
        self._estimating = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._count)
        self._lay_out_steps()
        self.who.changed.connect(self._who_changed)
        self.accept_button.clicked.connect(self._go_on)
        on_click(self.back_button, self.go_back)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._continue)
        self.finished.connect(self.deleteLater)
        self._read_groups()

    # What subclasses say

    def preview(self, who: Who) -> Callable[[], Reach]:
        raise TypeError(f"{type(self).__name__} says no preview")

    def estimate(self, who: Who) -> Callable[[], Estimate]:
        raise TypeError(f"{type(self).__name__} says no estimate")

    def what(self, who: Who) -> object:
        """All that is sent, to be compared."""
        return who

    def send(self, who: Who, request_id: str) -> Callable[[], Any]:
        raise TypeError(f"{type(self).__name__} says no send")

    def send_text(self, estimate: Estimate) -> str:
        """What the button of the second step says."""
        raise TypeError(f"{type(self).__name__} says no send_text")

    def shown_text(self) -> str:
        """What goes out, shown once more beside the estimate."""
        return ""

    def when_text(self) -> str:
        """When it goes out; empty: now."""
        return ""

    def is_ready(self) -> bool:
        """Whether the first step has all that the second needs."""
        return not self.who.is_empty

    def would_lose(self) -> bool:
        """Whether closing would lose what somebody typed."""
        return self.who.is_typed

    def show_field_error(self, place: str, text: str) -> bool:
        """Beside the field that it is about; False: there is none."""
        return self.who.show_error(place, text)

    # The steps

    def asked(self) -> Who:
        return Who(self.who.recipients(), self.who.exclusions())

    @property
    def is_planned(self) -> bool:
        """Whether the estimate is in front."""
        return self.steps.currentWidget() is not self.compose

    def changed(self) -> None:
        """Something of the first step is different: an estimate that is under way is of what was before."""
        self.trouble.hide()
        if self._estimating:
            self._estimating = False
            self.set_busy(False)
            self.accept_button.setText(self.tr("Continue"))
        self.enable()

    def enable(self) -> None:
        self.accept_button.setEnabled(self.is_ready() and not self._estimating)

    def go_back(self) -> None:
        self.trouble.hide()
        self._show_step(planned=False)
        self.enable()
        self.compose.setFocus()

    def reject(self) -> None:
        """Escape, Cancel and the window's cross. What is being sent is waited for: it may fail, and then its text is needed."""
        if self.is_sending:
            return
        if not self.would_lose():
            self._close()
            return
        text = self.tr("What you wrote and chose here is not kept.")
        question = Question(self, self.tr("Throw away what you typed?"), text, self.tr("Throw it away"))
        question.cancel_button.setText(self.tr("Go on writing"))
        question.accepted.connect(self._close)
        question.finished.connect(question.deleteLater)
        question.open()

    def _close(self) -> None:
        self.thrown_away.emit()
        super().reject()

    def _lay_out_steps(self) -> None:
        self.steps.addWidget(self.compose)
        self.steps.addWidget(scrolling(self.plan, self.tr("What it comes to")))
        self.body.addWidget(self.steps, 1)
        self.foot.insertWidget(0, self.reach_icon)
        self.foot.insertWidget(1, self.reach, 1)
        self.foot.insertWidget(self.foot.indexOf(self.cancel_button), self.back_button)
        self.foot.setStretch(2, 0)
        self.reach.setMinimumWidth(280)
        self._show_step(planned=False)
        self._say_reach(self.tr("Nobody is chosen yet."), "muted")

    def _show_step(self, *, planned: bool) -> None:
        """At the second step Return goes back: what goes to many goes by a click, or by the button's own focus."""
        self.steps.setCurrentIndex(int(planned))
        self.back_button.setVisible(planned)
        self.reach.setVisible(not planned)
        self.reach_icon.setVisible(bool(self.reach.text()) and not planned)
        self.accept_button.setDefault(not planned)
        self.back_button.setDefault(planned)
        if not planned:
            self.accept_button.setText(self.tr("Continue"))

    def _go_on(self) -> None:
        if self.is_planned:
            self._send()
        else:
            self._continue()

    def _continue(self) -> None:
        """To the second step, which asks for a click of its own."""
        if not self.is_planned and self.is_ready() and not self._estimating:
            self._ask_estimate()

    # How many

    def _who_changed(self) -> None:
        self.who.clear_errors()
        self.changed()
        if self.who.is_empty:
            self._rest.stop()
            self._counted = None
            self._say_reach(self.tr("Nobody is chosen yet."), "muted")
        else:
            self._say_reach(self.tr("Counting…"), "muted")
            self._rest.start()

    def _count(self) -> None:
        who = self._counted = self.asked()
        call, country = self.preview(who), self.session.workspace.country

        def count() -> Reach:
            check_numbers(who.recipients.urns, country)
            return call()

        self.session.work.run(
            self,
            count,
            lambda reach: self._show_reach(who, reach),
            lambda error: self._not_counted(who, error),
            key="preview",
        )

    def _show_reach(self, who: Who, reach: Reach) -> None:
        """An older answer says nothing of what is chosen now."""
        if who == self._counted == self.asked():
            self._say_reach(reach_text(reach.count, is_complete=reach.is_complete), "accent")

    def _not_counted(self, who: Who, error: OutpostError) -> None:
        if who != self._counted or self.session.is_sign_in_lost(error):
            return
        if self.who.show_error(place_of(error), sending_error(error)):
            self._say_reach("", "muted")
        else:
            self._say_reach(sending_error(error), "bad")
        if error.code == "not_found":
            self._read_groups()

    def _say_reach(self, text: str, tone: str) -> None:
        self.reach.setText(text)
        self.reach.setProperty("tone", tone)
        self.reach.style().polish(self.reach)
        self.reach_icon.setVisible(bool(text) and not self.is_planned)

    def _read_groups(self) -> None:
        client, workspace = self.session.client, self.session.workspace.uuid
        self.session.work.run(self, lambda: client.groups.all(workspace), self.who.set_groups, self._failed, key="groups")

    # What it would come to

    def _ask_estimate(self) -> None:
        who, country = self.asked(), self.session.workspace.country
        call = self.estimate(who)
        self._estimating = True
        self.who.clear_errors()
        self.trouble.hide()
        self.set_busy(True)
        self.accept_button.setText(self.tr("Working it out…"))

        def ask() -> Estimate:
            check_numbers(who.recipients.urns, country)
            return call()

        self.session.work.run(self, ask, self._show_estimate, self._not_estimated, key="estimate")

    def _show_estimate(self, estimate: Estimate) -> None:
        if not self._estimating:
            return
        self._estimating = False
        self.set_busy(False)
        self.plan.show_estimate(estimate, self.shown_text(), self.when_text())
        self._show_step(planned=True)
        self.accept_button.setText(self.send_text(estimate))
        self.accept_button.setEnabled(self.plan.can_go)
        self.back_button.setFocus()

    def _not_estimated(self, error: OutpostError) -> None:
        if self._estimating:
            self._estimating = False
            self._failed(error)

    # Sending

    def _send(self) -> None:
        if self.is_sending:
            return
        self.is_sending = True
        self.trouble.hide()
        self.set_busy(True)
        for button in (self.back_button, self.cancel_button):
            button.setEnabled(False)
        who = self.asked()
        what = self.what(who)
        if what != self._request[0]:
            self._request = (what, ids.uuid7(self.session.now()))
        self.session.work.run(self, self.send(who, self._request[1]), self._sent, self._not_sent, key="send")

    def _sent(self, result: Any) -> None:
        self.is_sending = False
        self.made.emit(result)
        self.accept()

    def _not_sent(self, error: OutpostError) -> None:
        """Where the answer is missing, it may have come about: then the next try finds it."""
        self.is_sending = False
        for button in (self.back_button, self.cancel_button):
            button.setEnabled(True)
        self._failed(error)
        if error.code == "engine_unreachable":
            self.show_trouble(self.tr("The engine did not answer in time. Press the button again: it does not go out twice."))

    def _failed(self, error: OutpostError) -> None:
        """A field's error brings back the step where the field is."""
        self.set_busy(False)
        if not self.is_planned:
            self.accept_button.setText(self.tr("Continue"))
        if self.session.is_sign_in_lost(error):
            return
        text = sending_error(error)
        if self.show_field_error(place_of(error), text):
            self._show_step(planned=False)
        else:
            self.show_trouble(text)
        if not self.is_planned:
            self.enable()


def check_numbers(numbers: list[str], country: str) -> None:
    """For a worker. Raises Invalid urns `unknown` with `which`: those that nobody can dial."""
    if bad := unreadable(numbers, country):
        more = ", …" if len(bad) > MOST_NAMED else ""
        raise Invalid("urns", "unknown", which=", ".join(bad[:MOST_NAMED]) + more)
