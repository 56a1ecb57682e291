"""The window with the real engine: the demo office, as a newcomer sees it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QApplication

from app.clock import SystemClock
from ui.application import Application
from ui.views.home import HomeView
from ui.views.messages import MessagesView
from ui.views.phones import PhonesView
from ui.views.why import WhyMessage
from ui.views.workspace_settings import WorkspaceSettings
from ui.workbench import Workbench

pytestmark = pytest.mark.real_process


def test_the_demo_office_talks_and_answers(outpost_app: QApplication, tmp_path: Path, qtbot) -> None:
    outpost = Application(outpost_app, tmp_path / "home", SystemClock(), tmp_path / "window.json", demo=True)
    qtbot.addWidget(outpost.window)
    outpost.show()
    assert outpost.keeper is not None
    home = outpost.keeper.home
    try:
        qtbot.waitUntil(lambda: isinstance(outpost.window.centralWidget(), Workbench))
        bench = outpost.window.centralWidget()
        assert isinstance(bench, Workbench)
        qtbot.waitUntil(bench.demo.isVisible)
        view = bench.show_screen("messages")
        assert isinstance(view, MessagesView)
        qtbot.waitUntil(lambda: view.model.rowCount() > 0)
        view.open_contact(view.model.rows()[0].contact)
        history = view.conversation.history
        qtbot.waitUntil(lambda: {row.direction for row in history.rows()} == {"in", "out"})
        qtbot.waitUntil(lambda: view.conversation.reply.editor.isEnabled() and not view.conversation.reply.editor.isReadOnly())
        view.conversation.reply.editor.setPlainText("The car comes at nine")
        view.conversation.reply.send()
        sent = ("wired", "sent", "delivered")
        qtbot.waitUntil(lambda: any(row.text == "The car comes at nine" and row.status in sent for row in history.rows()))
        why = WhyMessage(bench.session, history.rows()[-1].uuid, bench)
        why.open()
        qtbot.waitUntil(lambda: bool(why.lines()))
        why.reject()
        first = bench.show_screen("home")
        assert isinstance(first, HomeView)
        qtbot.waitUntil(lambda: first.attention.read)
        assert first.banner.isHidden()
        settings = WorkspaceSettings(bench.session, bench)
        settings.open()
        qtbot.waitUntil(settings.accept_button.isEnabled)
        settings.reject()
        phones = bench.show_screen("phones")
        assert isinstance(phones, PhonesView)
        qtbot.waitUntil(lambda: [row.state for row in phones.model.rows()] == ["active"])
    finally:
        outpost.window.may_close = True
        outpost.shut_down()
    assert not home.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")
@pytest.mark.parametrize("end", ["SIGINT", "SIGKILL"])
def test_the_demo_engine_and_its_files_end_with_the_window(end: str, tmp_path: Path) -> None:
    """In order with Ctrl-C, and on its own when the window is killed."""
    places = {"TMPDIR": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "OUTPOST_HOME": str(tmp_path / "home")}
    environment = {**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"}
    window = subprocess.Popen([sys.executable, "-m", "ui", "--demo"], env=environment)
    try:
        assert becomes(lambda: list(tmp_path.glob("outpost-demo-*/engine.json")), 60)
        engine = json.loads(next(tmp_path.glob("outpost-demo-*/engine.json")).read_text())["pid"]
        window.send_signal(signal.Signals[end])
        assert window.wait(30) == (0 if end == "SIGINT" else -signal.SIGKILL)
        if end == "SIGKILL":
            assert becomes(lambda: not list(tmp_path.glob("outpost-demo-*")) and not is_running(engine), 30)
    finally:
        window.kill()
        window.wait()
    assert list(tmp_path.glob("outpost-demo-*")) == []
    assert not is_running(engine)


def is_running(pid: int) -> bool:
    """A process that has ended and that nobody waits for does not run any more."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def becomes(condition: Callable[[], object], seconds: float) -> bool:
    """Look ten times a second until something is true."""
    pause = threading.Event()
    for _ in range(int(seconds * 10)):
        if condition():
            return True
        pause.wait(0.1)
    return False
