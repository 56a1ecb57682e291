"""The screen of modems with a real engine process and a simulated modem on a pseudo-terminal, from plugging in to letting go."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from app.clock import SystemClock
from tests.simulators.modem import PROFILES, PtyModem
from tests.support.office import PASSWORD, USERNAME, RunningOffice
from ui.client import Client
from ui.session import Session
from ui.views.home import HomeView
from ui.views.modem_log import ModemLog
from ui.views.modem_pin import EnterPin
from ui.views.modem_ports import ChoosePorts
from ui.views.modem_test import SendTest
from ui.views.modem_use import UseModem
from ui.views.modem_ussd import TeachBalance, UssdDialog
from ui.views.modems import ModemsView
from ui.work import Work
from ui.workbench import Workbench

pytestmark = [
    pytest.mark.real_process,
    pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals"),
]

LEFT = Qt.MouseButton.LeftButton
PIN = "2468"
FARMER = "+250788123456"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningOffice]:
    made = RunningOffice(tmp_path / "office", settings={"OUTPOST_MODEMS": "on"})
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def modem(tmp_path: Path) -> Iterator[PtyModem]:
    made = PtyModem(PROFILES["huawei"], link=tmp_path / "modem")
    made.core.sim.pin, made.core.sim.is_unlocked = PIN, False
    yield made
    made.close()


@pytest.fixture
def bench(running: RunningOffice, qtbot) -> Iterator[Workbench]:
    """The window at that engine, as its administrator. What is asked before it opens is asked off the GUI thread."""
    client, work = Client(running.client.endpoint), Work()
    opened: list[Any] = []

    def sign_in() -> Any:
        running.set_up()
        return client.office.status(), client.people.sign_in(USERNAME, PASSWORD)

    work.run(work, sign_in, opened.append)
    qtbot.waitUntil(lambda: bool(opened))
    status, signed_in = opened[0]
    session = Session(client, work, SystemClock(), signed_in)
    session.start()
    made = Workbench(session, status, theme_name="light", language="en", is_local=True)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    qtbot.waitUntil(lambda: session.state == "connected")
    yield made
    session.close()
    client.close()
    work.close()


def dialog(kind: type[QDialog]) -> Any:
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    assert len(found) == 1
    return found[0]


def press(view: ModemsView, command: str, qtbot) -> None:
    button = view.details.buttons[command]
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, LEFT)


def becomes(view: ModemsView, word: str, qtbot) -> None:
    """By itself, as the engine tells of it."""
    qtbot.waitUntil(lambda: view.details.isVisible() and view.details.state.sign().word == word)


def test_a_locked_stick_is_unlocked_used_tried_and_asked(bench: Workbench, modem: PtyModem, qtbot) -> None:
    view = bench.show_screen("modems")
    assert isinstance(view, ModemsView)
    qtbot.waitUntil(lambda: not bench.session.work._running)
    _name_its_port(view, modem, qtbot)
    becomes(view, "Needs the PIN", qtbot)
    press(view, "pin", qtbot)
    box = dialog(EnterPin)
    qtbot.keyClicks(box.pin, PIN)
    qtbot.mouseClick(box.accept_button, LEFT)
    becomes(view, "New", qtbot)
    press(view, "use", qtbot)
    use = dialog(UseModem)
    qtbot.keyClicks(use.number, "0788 000 009")
    qtbot.keyClicks(use.name, "Stick")
    qtbot.mouseClick(use.accept_button, LEFT)
    becomes(view, "Ready", qtbot)
    _try_it(view, modem, qtbot)
    _ask_for_its_balance(view, qtbot)
    press(view, "log", qtbot)
    log = dialog(ModemLog)
    qtbot.waitUntil(lambda: any("+CUSD" in row.line.text for row in log.model.rows()))
    assert PIN not in log.model.as_text()
    log.reject()
    modem.unplug()
    becomes(view, "Away", qtbot)
    home = bench.show_screen("home")
    assert isinstance(home, HomeView)
    qtbot.waitUntil(home.attention.modems.isVisible)
    modem.plug()
    qtbot.waitUntil(home.attention.modems.isHidden)
    bench.show_screen("modems")
    becomes(view, "Ready", qtbot)


def _name_its_port(view: ModemsView, modem: PtyModem, qtbot) -> None:
    """The engine offers only real serial ports; a terminal is named to it as an older choice would be."""
    opened: list[object] = []
    client, port = view.session.client, str(modem.link)
    view.session.work.run(view, lambda: client.modems.choose_ports([port]), opened.append)
    qtbot.waitUntil(lambda: bool(opened))
    view.reload()
    qtbot.waitUntil(lambda: view.found.chosen_ports == [port])
    view.choose_ports()
    box = dialog(ChoosePorts)
    assert port in box.chosen()
    qtbot.mouseClick(box.accept_button, LEFT)


def _try_it(view: ModemsView, modem: PtyModem, qtbot) -> None:
    press(view, "test", qtbot)
    box = dialog(SendTest)
    qtbot.keyClicks(box.number, FARMER)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: box.state.sign().word in ("Sent", "Delivered"))
    assert [one.to for one in modem.core.sent] == [FARMER]
    qtbot.waitUntil(lambda: box.state.sign().word == "Delivered")
    box.reject()


def _ask_for_its_balance(view: ModemsView, qtbot) -> None:
    press(view, "ussd", qtbot)
    box = dialog(UssdDialog)
    qtbot.keyClicks(box.field, "*182#")
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: box.talk.state == "asks")
    qtbot.mouseClick(box.end_button, LEFT)
    qtbot.waitUntil(lambda: box.talk.state == "ended")
    box.field.setText("*131#")

    def is_answered() -> bool:
        """The modem may still be at the end of the talk before and say that it is busy: then once more, as people do."""
        answered = [line.by for line in box.talk.lines] == ["office", "network"] and box.talk.lines[0].text == "*131#"
        if not answered and box.send.isEnabled() and box.talk.state != "waiting":
            qtbot.mouseClick(box.send, LEFT)
        return answered

    qtbot.waitUntil(is_answered)
    qtbot.waitUntil(box.teach_button.isVisible)
    qtbot.mouseClick(box.teach_button, LEFT)
    teach = dialog(TeachBalance)
    assert teach.accept_button.isEnabled()
    taught: list[object] = []
    teach.changed.connect(taught.append)
    qtbot.mouseClick(teach.accept_button, LEFT)
    qtbot.waitUntil(lambda: bool(taught))
    box.reject()
    press(view, "balance", qtbot)
    qtbot.waitUntil(lambda: view.details.facts.value("balance") not in ("", "–"))
