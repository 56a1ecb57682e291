"""Fixtures of the window's tests: an office in memory behind the real wire, and the guards that every test runs under."""

from __future__ import annotations

import datetime as dt
import gc
import os
import socket
import threading
from collections.abc import Iterator
from functools import partialmethod
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false")

from tests.ui.rpc_server import RpcServer, make_tls
from tests.ui.stub_office import NOW, StubOffice, furnished
from ui import i18n
from ui.application import make_app
from ui.client import Client
from ui.session import Session
from ui.theme import look
from ui.work import Work
from ui.workbench import Workbench


class PatientQtBot(QtBot):
    """Waits for a minute: a test fails by what the window does, not by how many others share the machine's cores."""

    MILLISECONDS = 60_000
    waitUntil = partialmethod(QtBot.waitUntil, timeout=MILLISECONDS)
    waitSignal = partialmethod(QtBot.waitSignal, timeout=MILLISECONDS)
    waitSignals = partialmethod(QtBot.waitSignals, timeout=MILLISECONDS)


class StillClock:
    """The wall clock stands at NOW; waits are real."""

    def now(self) -> dt.datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    def wait(self, event: threading.Event, seconds: float | None) -> bool:
        return event.wait(seconds)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says so when it cannot raise or resize: no fault of the window."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(scope="session", autouse=True)
def outpost_app(qapp: QApplication) -> QApplication:
    # What the tests before these left in memory need not be walked at every collection.
    gc.collect()
    gc.freeze()
    return make_app()


@pytest.fixture(autouse=True)
def collected_on_the_gui_thread(outpost_app: QApplication) -> Iterator[None]:
    """As `ui.collector` has it: no worker's allocation deletes a widget."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def english_and_light(outpost_app: QApplication, collected_on_the_gui_thread: None) -> None:
    i18n.use(outpost_app, "en")
    look().apply(outpost_app, "light")


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Every thread of the window that a test starts has ended when it is over."""
    yield
    left = [thread.name for thread in threading.enumerate() if thread.name.startswith("window-")]
    assert not left, f"threads left: {left}"


@pytest.fixture(autouse=True)
def no_network_on_the_gui_thread(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The GUI thread opens no connection; tests without a window, which call the client themselves, may."""
    if "direct_client" in request.fixturenames:
        return
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if threading.current_thread() is threading.main_thread():
            raise AssertionError("a connection was opened on the GUI thread")
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tls(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientQtBot(request)


@pytest.fixture
def office() -> StubOffice:
    return furnished()


@pytest.fixture
def server(office: StubOffice, tls: Path) -> Iterator[RpcServer]:
    running = RpcServer(office, tls)
    yield running
    running.close()


@pytest.fixture
def client(server: RpcServer) -> Iterator[Client]:
    made = Client(server.endpoint)
    yield made
    made.close()


@pytest.fixture
def direct_client(client: Client, office: StubOffice) -> Client:
    """A signed-in client for tests that call it from their own thread."""
    client.token = office.services["people"].sign_in("amina", office.password).token
    return client


@pytest.fixture
def work(client: Client) -> Iterator[Work]:
    made = Work()
    yield made
    client.close()
    made.close()


@pytest.fixture
def session(client: Client, work: Work, office: StubOffice) -> Iterator[Session]:
    signed_in = office.services["people"].sign_in("amina", office.password)
    made = Session(client, work, StillClock(), signed_in)
    made.start()
    yield made
    made.close()


@pytest.fixture
def bench(session: Session, office: StubOffice, qtbot) -> Workbench:
    """The signed-in window, connected."""
    made = Workbench(session, office.services["office"].status(), theme_name="light", language="en", is_local=True)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    qtbot.waitUntil(lambda: session.state == "connected")
    return made
