"""The window from start to end: engine, sign-in, workbench, and an orderly close."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, Signal
from PySide6.QtWidgets import QApplication

from app.clock import Clock, clock_from_environment
from app.contracts.people import SignedIn
from app.errors import OutpostError
from app.paths import default_home
from app.settings import TLS_PORT
from ui import fonts, i18n, preferences
from ui.client import Client, Endpoint, LocalEngine
from ui.collector import Collector
from ui.engine_process import EngineKeeper, Ready
from ui.main_window import CloseQuestion, MainWindow, StartingPage
from ui.session import Session
from ui.texts import error_text
from ui.theme import ThemeName, look
from ui.views.other_pc import ConnectPage
from ui.views.sign_in import SignInPage
from ui.views.welcome import WelcomePage
from ui.widgets.dialog import Question
from ui.work import Work
from ui.workbench import Workbench

_log = logging.getLogger(__name__)


class Application(QObject):
    """Joins the engine's keeper, the client, the session and the window."""

    _ready = Signal(object)
    _trouble = Signal(object)

    def __init__(self, app: QApplication, home: Path, clock: Clock, settings: Path, *, demo: bool = False) -> None:
        super().__init__()
        self.app, self.home, self.clock = app, home, clock
        self.settings = settings
        self.preferences = preferences.load(settings)
        self.work = Work(self)
        self.window = MainWindow()
        self.client: Client | None = None
        self.session: Session | None = None
        self.keeper: EngineKeeper | None = None
        self.engine: Ready | None = None
        self.stop_engine = False
        self._drafts: dict[str, dict[str, str]] = {}
        self._ready.connect(self._engine_ready)
        self._trouble.connect(self._engine_trouble)
        self.window.closing.connect(self.close)
        self.language = i18n.use(app, self.preferences.language)
        look().apply(app, self.preferences.theme)
        if demo or self.preferences.remote is None:
            self._keep(demo=demo)
        else:
            self._join(self.preferences.remote)

    def show(self) -> None:
        if not self.window.restoreGeometry(self.preferences.geometry_bytes()):
            self.window.resize(1280, 700)
        self.window.show()

    def close(self) -> None:
        """Ask what becomes of the engine where that is a question, then close."""
        keeper = self.keeper
        if keeper is None or keeper.throw_away or not keeper.owns_engine or self.preferences.on_close != "ask":
            self.stop_engine = self.preferences.on_close == "stop" and keeper is not None and keeper.owns_engine
            self._leave()
            return
        question = CloseQuestion(self.window)
        question.accepted.connect(lambda: self._close_answered(question))
        question.finished.connect(question.deleteLater)
        question.open()

    def shut_down(self) -> None:
        """After the event loop: stop every thread and join it; stop the engine where that was asked for."""
        self._save()
        if self.client is not None:
            self.client.close()
        if self.session is not None:
            self.session.close()
        self.work.close()
        if self.keeper is not None:
            self.keeper.close(stop_engine=self.stop_engine)

    def _keep(self, *, demo: bool) -> None:
        text = self.tr("Preparing the demo office…") if demo else self.tr("Starting…")
        self.window.show_page(StartingPage(text))
        self._show_state("lost")
        if demo:
            self.keeper = EngineKeeper.demo(self.clock, self._ready.emit, self._trouble.emit)
        else:
            self.keeper = EngineKeeper(self.home, self.clock, self._ready.emit, self._trouble.emit)
        self.keeper.start()

    def _ask_address(self, address: str = "", trouble: str = "") -> None:
        page = ConnectPage(self.work, address, trouble)
        page.trusted.connect(self._trusted)
        page.back.connect(self._use_this_pc)
        self.window.show_page(page)
        self._show_state("signed_out")

    def _trusted(self, endpoint: Endpoint) -> None:
        """A person compared the fingerprint: from now on this window is the other PC's."""
        self.preferences.remote = preferences.Remote(endpoint.host, endpoint.port, endpoint.ca_pem)
        self._save()
        self._leave_keeper()
        self._join(self.preferences.remote)

    def _use_this_pc(self) -> None:
        self.preferences.remote = None
        self._save()
        if self.client is not None:
            self.client.close()
            self.client = None
        if self.keeper is None:
            self._keep(demo=False)
        elif self.engine is not None:
            self._engine_ready(self.engine)

    def _join(self, remote: preferences.Remote) -> None:
        """Connect to the engine on the office's PC."""
        self.window.show_page(StartingPage(self.tr("Connecting to {address}…").format(address=remote.host)))
        self._show_state("connecting")
        self.client = client = Client(Endpoint(remote.host, remote.port, remote.ca_pem))
        engine = LocalEngine(0, 0, remote.port, remote.host, "")

        def failed(error: OutpostError) -> None:
            address = remote.host if remote.port == TLS_PORT else f"{remote.host}:{remote.port}"
            self._ask_address(address, error_text(error))

        self.work.run(
            self, client.office.status, lambda status: self._engine_ready(Ready(engine, client.endpoint, status)), failed
        )

    def _leave_keeper(self) -> None:
        """The engine on this PC, started a moment ago for nobody, ends."""
        if self.client is not None:
            self.client.close()
            self.client = None
        keeper, self.keeper = self.keeper, None
        if keeper is not None:
            self.work.run(self, lambda: keeper.close(stop_engine=keeper.owns_engine), lambda _: None)

    def _engine_ready(self, ready: Ready) -> None:
        self.engine = ready
        if self.client is None:
            self.client = Client(ready.endpoint)
        else:
            self.client.move(ready.endpoint)
        if self.session is not None:
            return
        if not ready.status.is_set_up:
            self._welcome(ready)
        elif ready.engine.demo is not None:
            account, client = ready.engine.demo, self.client
            self.work.run(
                self, lambda: client.people.sign_in(account.username, account.password), self._signed_in, self._engine_trouble
            )
        else:
            self._ask_sign_in()

    def _engine_trouble(self, error: OutpostError) -> None:
        page = self.window.centralWidget()
        if isinstance(page, StartingPage):
            page.banner.show_text(error_text(error), "bad")

    def _welcome(self, ready: Ready) -> None:
        assert self.client is not None
        page = WelcomePage(self.client, self.work, ready.engine.setup_token or "")
        page.signed_in.connect(self._office_made)
        page.demo_wanted.connect(self._demo_wanted)
        page.other_wanted.connect(self._ask_address)
        self.window.show_page(page)
        self._show_state("connected")

    def _demo_wanted(self) -> None:
        """The real office's engine goes on as it is; the window turns to the demo's."""
        self._leave_keeper()
        self._keep(demo=True)

    def _office_made(self, signed_in: SignedIn) -> None:
        assert self.client is not None
        client = self.client
        self.work.run(self, client.office.status, lambda status: self._enter(signed_in, status.name), self._engine_trouble)

    def _ask_sign_in(self, news: str = "") -> None:
        assert self.client is not None and self.engine is not None
        page = SignInPage(self.client, self.work, self.engine.status.name, self.preferences.username, news)
        page.signed_in.connect(self._signed_in)
        page.engine_lost.connect(lambda: self._look_after_engine("lost"))
        self.window.show_page(page)
        self._show_state("connected")

    def _signed_in(self, signed_in: SignedIn) -> None:
        assert self.engine is not None
        self._enter(signed_in, self.engine.status.name)

    def _enter(self, signed_in: SignedIn, office: str) -> None:
        assert self.client is not None
        self.preferences.username = signed_in.person.username
        drafts = self._drafts.setdefault(signed_in.person.username, {})
        self.session = Session(self.client, self.work, self.clock, signed_in, workspace=self.preferences.workspace, drafts=drafts)
        self.session.state_changed.connect(self._show_state)
        self.session.state_changed.connect(self._look_after_engine)
        self.session.signed_out.connect(self._sign_in_lost)
        self.session.start()
        self.window.setWindowTitle(f"{office} – Outpost" if office else "Outpost")
        self._save()
        self._show_workbench(office)

    def _show_workbench(self, office: str, screen: str = "home") -> None:
        assert self.session is not None and self.engine is not None
        status = type(self.engine.status)(
            office, True, self.engine.status.is_demo or self.engine.engine.demo is not None, self.engine.status.version
        )
        bench = Workbench(
            self.session, status, theme_name=self.preferences.theme, language=self.language, is_local=self.keeper is not None
        )
        bench.sign_out_wanted.connect(self._sign_out)
        bench.stop_wanted.connect(self._stop_wanted)
        bench.theme_wanted.connect(self.set_theme)
        bench.language_wanted.connect(self.set_language)
        self.window.show_page(bench)
        if screen != "home":
            bench.show_screen(screen)

    def set_theme(self, name: ThemeName) -> None:
        self.preferences.theme = name
        look().apply(self.app, name)
        self._save()

    def set_language(self, code: str) -> None:
        """Texts are made when screens are: make them anew."""
        self.preferences.language = code
        self.language = i18n.use(self.app, code)
        self._save()
        bench = self.window.centralWidget()
        if isinstance(bench, Workbench):
            self._show_workbench(bench.status.name, bench.screen_name)
            assert self.session is not None
            self._show_state(self.session.state)

    def _sign_out(self) -> None:
        assert self.client is not None
        client = self.client
        self.work.run(self, client.people.sign_out, lambda _: None, lambda _: None)
        self._end_session("")

    def _sign_in_lost(self) -> None:
        if self.session is not None:
            self._end_session(self.tr("You have been signed out. Sign in again; what you typed is kept."))

    def _end_session(self, news: str) -> None:
        session, self.session = self.session, None
        if session is not None:
            self.preferences.workspace = session.workspace.uuid
            self.work.run(self, session.close, lambda _: session.deleteLater())
        self._ask_sign_in(news)

    def _look_after_engine(self, state: str) -> None:
        if state == "lost" and self.keeper is not None:
            self.keeper.look()

    def _show_state(self, state: str) -> None:
        if state == "connected":
            self.window.show_state("check", "good", self.tr("Engine running"))
        elif state in ("lost", "connecting"):
            self.window.show_state("refresh", "warn", self.tr("Connecting to the engine…"))
        else:
            self.window.show_state("alert", "bad", self.tr("Not connected"))

    def _stop_wanted(self) -> None:
        question = Question(
            self.window,
            self.tr("Stop Outpost?"),
            self.tr(
                "No SMS is received or sent until Outpost is started again on this PC. Messages stay on the phones until then."
            ),
            self.tr("Stop Outpost"),
        )
        question.accepted.connect(lambda: self._close_with(stop=True))
        question.finished.connect(question.deleteLater)
        question.open()

    def _close_answered(self, question: CloseQuestion) -> None:
        if question.remember.isChecked():
            self.preferences.on_close = "stop" if question.choice == "stop" else "keep"
        self._close_with(stop=question.choice == "stop")

    def _close_with(self, *, stop: bool) -> None:
        self.stop_engine = stop
        self._leave()

    def _leave(self) -> None:
        self.preferences.set_geometry(bytes(self.window.saveGeometry().data()))
        if self.session is not None:
            self.preferences.workspace = self.session.workspace.uuid
        self.window.may_close = True
        self.window.hide()
        self.app.quit()

    def _save(self) -> None:
        file, data = self.settings, preferences.encode(self.preferences)
        self.work.run(self, lambda: preferences.save(file, data), lambda _: None, key="preferences")


def run(argv: list[str]) -> int:
    """Run the window until it is closed."""
    parser = argparse.ArgumentParser(prog="outpost")
    parser.add_argument("--home", type=Path, help="folder of the office's files")
    parser.add_argument("--demo", action="store_true", help="show the demo office")
    options = parser.parse_args(argv)
    os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false")
    app = make_app()
    collector = Collector(app)
    home = options.home.resolve() if options.home else default_home()
    outpost = Application(app, home, clock_from_environment(), preferences.default_file(), demo=options.demo)
    ends = quit_on_signals(app)
    outpost.show()
    code = app.exec()
    outpost.shut_down()
    collector.close()
    signal.set_wakeup_fd(-1)
    for end in ends:
        end.close()
    return code


def quit_on_signals(app: QApplication) -> tuple[socket.socket, socket.socket]:
    """Ctrl-C and SIGTERM close the window in order. Qt's loop runs no Python, so the signal wakes it through a socket.

    The caller closes the two sockets after the loop.
    """
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.fileno())
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read, app)
    notifier.activated.connect(app.quit)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    return reader, writer


def make_app() -> QApplication:
    """The QApplication with Outpost's style and fonts."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Outpost")
    app.setStyle("Fusion")
    app.setFont(fonts.load())
    app.setQuitOnLastWindowClosed(False)
    return app
