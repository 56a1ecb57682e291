"""What goes to many with the real engine and a simulated phone: written and sent by clicking, followed until it is delivered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from app.clock import SystemClock
from ui.application import Application
from ui.views.broadcasts import BroadcastsView
from ui.views.flows import FlowsView
from ui.views.messages import MessagesView
from ui.views.new_broadcast import ChangeScheduled, NewBroadcast
from ui.views.sending import SendingDialog
from ui.views.start_flow import StartFlow
from ui.widgets.dialog import Question
from ui.workbench import Workbench

pytestmark = pytest.mark.real_process
LEFT = Qt.MouseButton.LeftButton
NUMBER = "+250788000111"


@pytest.fixture
def bench(outpost_app: QApplication, tmp_path: Path, qtbot) -> Iterator[Workbench]:
    """The demo office with its simulated phone."""
    outpost = Application(outpost_app, tmp_path / "home", SystemClock(), tmp_path / "window.json", demo=True)
    qtbot.addWidget(outpost.window)
    outpost.show()
    try:
        qtbot.waitUntil(lambda: isinstance(outpost.window.centralWidget(), Workbench))
        made = outpost.window.centralWidget()
        assert isinstance(made, Workbench)
        yield made
    finally:
        outpost.window.may_close = True
        outpost.shut_down()


def shown(kind: type[QDialog]) -> list[Any]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


def dialog(kind: type[QDialog]) -> Any:
    [found] = shown(kind)
    return found


def send(box: SendingDialog, qtbot) -> None:
    """To the number, by both steps."""
    qtbot.keyClicks(box.who.numbers, NUMBER)
    qtbot.waitUntil(lambda: box.reach.text() == "Reaches 1 contact.")
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: box.plan.isVisible() and box.accept_button.isEnabled())
    assert box.plan.phones.rowCount() == 1
    qtbot.mouseClick(box.accept_button, LEFT)


def test_what_goes_to_many_reaches_a_phone_and_is_seen_delivered(bench: Workbench, qtbot) -> None:
    view = bench.show_screen("broadcasts")
    assert isinstance(view, BroadcastsView)
    write_one(view, qtbot)
    messages = bench.show_screen("messages")
    assert isinstance(messages, MessagesView)
    qtbot.waitUntil(lambda: any(row.text == "The clinic opens at nine" for row in messages.model.rows()))
    start_one(bench, view, qtbot)
    schedule_one(view, qtbot)


def write_one(view: BroadcastsView, qtbot) -> None:
    qtbot.waitUntil(view.first_button.isVisible)
    qtbot.mouseClick(view.first_button, LEFT)
    box = dialog(NewBroadcast)
    qtbot.keyClicks(box.texts.editors[box.texts.base_language].editor, "The clinic opens at nine")
    send(box, qtbot)
    details = view.list.details
    qtbot.waitUntil(lambda: details.isVisible() and details.facts.value("delivered") == "1")
    assert details.state.sign().word == "Done"
    assert details.progress.text() == "1 of 1 sent"


def start_one(bench: Workbench, view: BroadcastsView, qtbot) -> None:
    flows = bench.show_screen("flows")
    assert isinstance(flows, FlowsView)
    qtbot.waitUntil(flows.details.start_button.isVisible)
    qtbot.mouseClick(flows.details.start_button, LEFT)
    send(dialog(StartFlow), qtbot)
    bench.show_screen("broadcasts")
    qtbot.mouseClick(view.buttons["starts"], LEFT)
    details = view.starts.details
    qtbot.waitUntil(lambda: details.isVisible() and details.facts.value("started") == "1")
    qtbot.waitUntil(lambda: details.facts.value("messages_delivered") not in ("", "0"))
    assert details.state.sign().word == "Done"


def schedule_one(view: BroadcastsView, qtbot) -> None:
    """It is changed, and taken off again."""
    qtbot.mouseClick(view.new_button, LEFT)
    box = dialog(NewBroadcast)
    qtbot.keyClicks(box.texts.editors[box.texts.base_language].editor, "Send your report")
    box.when.choice.setCurrentIndex(1)
    box.when.repeat.setCurrentIndex(1)
    qtbot.waitUntil(lambda: box.when.times.text().startswith("Goes out: Tomorrow"))
    send(box, qtbot)
    scheduled, details = view.scheduled, view.scheduled.details
    qtbot.waitUntil(lambda: details.isVisible() and details.facts.value("repeat") == "Every day")
    qtbot.mouseClick(scheduled.change_button, LEFT)
    qtbot.waitUntil(lambda: bool(shown(ChangeScheduled)))
    change = dialog(ChangeScheduled)
    change.when.repeat.setCurrentIndex(3)
    qtbot.mouseClick(change.accept_button, LEFT)
    qtbot.waitUntil(lambda: change.plan.isVisible() and change.accept_button.isEnabled())
    qtbot.mouseClick(change.accept_button, LEFT)
    qtbot.waitUntil(lambda: details.facts.value("repeat").startswith("Every month"))
    qtbot.mouseClick(details.interrupt_button, LEFT)
    [question] = shown(Question)
    qtbot.mouseClick(question.accept_button, LEFT)
    qtbot.waitUntil(lambda: scheduled.model.rowCount() == 0)
