"""A message to many with the real engine and a simulated phone: written and sent by clicking, followed until it is delivered."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.clock import SystemClock
from ui.application import Application
from ui.views.broadcasts import BroadcastsView
from ui.views.messages import MessagesView
from ui.views.new_broadcast import NewBroadcast
from ui.workbench import Workbench

pytestmark = pytest.mark.real_process
LEFT = Qt.MouseButton.LeftButton
STARTS = 60_000
TALKS = 60_000
NUMBER = "+250788000111"


def test_a_broadcast_reaches_a_phone_and_is_seen_delivered(outpost_app: QApplication, tmp_path: Path, qtbot) -> None:
    outpost = Application(outpost_app, tmp_path / "home", SystemClock(), tmp_path / "window.json", demo=True)
    qtbot.addWidget(outpost.window)
    outpost.show()
    try:
        qtbot.waitUntil(lambda: isinstance(outpost.window.centralWidget(), Workbench), timeout=STARTS)
        bench = outpost.window.centralWidget()
        assert isinstance(bench, Workbench)
        view = bench.show_screen("broadcasts")
        assert isinstance(view, BroadcastsView)
        qtbot.waitUntil(view.first_button.isVisible, timeout=TALKS)
        qtbot.mouseClick(view.first_button, LEFT)
        [box] = [one for one in QApplication.topLevelWidgets() if isinstance(one, NewBroadcast) and one.isVisible()]
        qtbot.keyClicks(box.texts.editors[box.texts.base_language].editor, "The clinic opens at nine")
        qtbot.keyClicks(box.who.numbers, NUMBER)
        qtbot.waitUntil(lambda: box.reach.text() == "Reaches 1 contact.", timeout=TALKS)
        qtbot.mouseClick(box.accept_button, LEFT)
        qtbot.waitUntil(lambda: box.plan.isVisible() and box.accept_button.isEnabled(), timeout=TALKS)
        assert box.plan.amount.text() == "1 contact, 1 message, 1 SMS"
        assert box.plan.phones.rowCount() == 1
        qtbot.mouseClick(box.accept_button, LEFT)
        details = view.list.details
        qtbot.waitUntil(lambda: details.isVisible() and details.facts.value("delivered") == "1", timeout=TALKS)
        assert details.state.sign().word == "Done"
        assert details.progress.text() == "1 of 1 sent"
        messages = bench.show_screen("messages")
        assert isinstance(messages, MessagesView)
        qtbot.waitUntil(lambda: any(row.text == "The clinic opens at nine" for row in messages.model.rows()), timeout=TALKS)
    finally:
        outpost.window.may_close = True
        outpost.shut_down()
