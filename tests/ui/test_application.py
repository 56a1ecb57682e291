"""The whole window: first start, signing in, languages, an orderly close."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from tests.ui.conftest import StillClock
from tests.ui.rpc_server import RpcServer, make_tls
from tests.ui.stub_office import StubOffice, furnished
from ui import preferences
from ui.application import Application
from ui.main_window import CloseQuestion
from ui.views.messages import MessagesView
from ui.views.other_pc import ConnectPage, ShareOffice
from ui.views.sign_in import SignInPage
from ui.views.welcome import WelcomePage
from ui.workbench import Workbench

LEFT = Qt.MouseButton.LeftButton
Start = Callable[[], Application]


@pytest.fixture
def start(server: RpcServer, tmp_path: Path, outpost_app: QApplication, qtbot) -> Iterator[Start]:
    made: list[Application] = []

    def run() -> Application:
        outpost = Application(outpost_app, tmp_path / "home", StillClock(), tmp_path / "window.json")
        made.append(outpost)
        qtbot.addWidget(outpost.window)
        outpost.show()
        return outpost

    yield run
    for outpost in made:
        outpost.window.may_close = True
        # The stub is this process: nothing to stop.
        (tmp_path / "home" / "engine.json").unlink(missing_ok=True)
        outpost.shut_down()


def page(outpost: Application, kind: type, qtbot) -> object:
    qtbot.waitUntil(lambda: isinstance(outpost.window.centralWidget(), kind))
    return outpost.window.centralWidget()


def sign_in(outpost: Application, office: StubOffice, qtbot) -> Workbench:
    form = page(outpost, SignInPage, qtbot)
    form.username.clear()
    qtbot.keyClicks(form.username, "amina")
    qtbot.keyClicks(form.password, office.password)
    qtbot.keyClick(form.password, Qt.Key.Key_Return)
    return page(outpost, Workbench, qtbot)


def test_first_start_sets_the_office_up(start: Start, server: RpcServer, office: StubOffice, tmp_path: Path, qtbot) -> None:
    office.is_set_up = False
    server.write_endpoint(tmp_path / "home", setup_token="setup")
    outpost = start()
    welcome = page(outpost, WelcomePage, qtbot)
    qtbot.mouseClick(welcome.set_up, LEFT)
    form = welcome.form
    qtbot.waitUntil(lambda: form.zone.count() > 100)
    form.country.setCurrentIndex(form.country.findData("RW"))
    form.country.activated.emit(form.country.currentIndex())
    qtbot.waitUntil(lambda: form.zone.currentData() == "Africa/Kigali")
    qtbot.keyClicks(form.office, "Kirehe")
    qtbot.keyClicks(form.username, "amina")
    qtbot.keyClicks(form.password, "short")
    qtbot.mouseClick(form.button, LEFT)
    assert "at least 8" in form.trouble.text()
    qtbot.keyClicks(form.password, " but longer")
    qtbot.keyClicks(form.again, "short but other")
    qtbot.mouseClick(form.button, LEFT)
    assert "differ" in form.trouble.text()
    form.again.clear()
    qtbot.keyClicks(form.again, "short but longer")
    qtbot.mouseClick(form.button, LEFT)
    page(outpost, Workbench, qtbot)
    assert (office.name, office.password, office.is_set_up) == ("Kirehe", "short but longer", True)
    assert outpost.window.windowTitle().startswith("Kirehe")


def test_signing_in_after_a_mistake(start: Start, server: RpcServer, office: StubOffice, tmp_path: Path, qtbot) -> None:
    server.write_endpoint(tmp_path / "home")
    outpost = start()
    form = page(outpost, SignInPage, qtbot)
    qtbot.keyClicks(form.username, "amina")
    qtbot.keyClicks(form.password, "wrong")
    qtbot.mouseClick(form.button, LEFT)
    qtbot.waitUntil(form.trouble.isVisible)
    assert "wrong" in form.trouble.text()
    bench = sign_in(outpost, office, qtbot)
    assert bench.screen_name == "home"


def test_too_many_attempts_let_the_button_rest(
    start: Start, server: RpcServer, office: StubOffice, tmp_path: Path, qtbot
) -> None:
    server.write_endpoint(tmp_path / "home")
    office.services["people"].wrong = 3
    form = page(start(), SignInPage, qtbot)
    qtbot.keyClicks(form.username, "amina")
    qtbot.keyClicks(form.password, "wrong")
    qtbot.mouseClick(form.button, LEFT)
    qtbot.waitUntil(form.trouble.isVisible)
    assert "Wait 2 minute" in form.trouble.text()
    assert not form.button.isEnabled()


def test_signing_out_and_a_lost_sign_in_keep_what_was_typed(
    start: Start, server: RpcServer, office: StubOffice, tmp_path: Path, qtbot
) -> None:
    server.write_endpoint(tmp_path / "home")
    outpost = start()
    bench = sign_in(outpost, office, qtbot)
    view = bench.show_screen("messages")
    assert isinstance(view, MessagesView)
    contact = next(iter(office.cards))
    view.open_contact(contact)
    qtbot.waitUntil(lambda: view.conversation.history.rowCount() > 0)
    view.conversation.reply.editor.setPlainText("not sent yet")
    office.tokens.clear()
    view.reload()
    form = page(outpost, SignInPage, qtbot)
    assert "signed out" in form.trouble.text()
    again = sign_in(outpost, office, qtbot).show_screen("messages")
    again.open_contact(contact)
    assert again.conversation.reply.text() == "not sent yet"


def test_the_demo_signs_in_by_itself(start: Start, server: RpcServer, office: StubOffice, tmp_path: Path, qtbot) -> None:
    office.is_demo = True
    server.write_endpoint(tmp_path / "home", demo={"username": "amina", "password": office.password})
    bench = page(start(), Workbench, qtbot)
    qtbot.waitUntil(bench.demo.isVisible)


def test_languages_change_at_once_and_are_remembered(
    start: Start, server: RpcServer, office: StubOffice, tmp_path: Path, qtbot
) -> None:
    server.write_endpoint(tmp_path / "home")
    outpost = start()
    sign_in(outpost, office, qtbot).show_screen("flows")
    outpost.set_language("ar")
    bench = page(outpost, Workbench, qtbot)
    assert bench.screen_name == "flows"
    assert bench.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert bench.rail._buttons["home"].accessibleName() == "الرئيسية"
    outpost.set_language("en")
    outpost.set_theme("dark")
    file = tmp_path / "window.json"
    qtbot.waitUntil(lambda: file.exists() and preferences.load(file).theme == "dark")
    assert (preferences.load(file).language, preferences.load(file).username) == ("en", "amina")


def test_a_window_joins_the_office_on_another_pc(start: Start, server: RpcServer, tmp_path: Path, tls: Path, qtbot) -> None:
    server.office.is_set_up = False
    server.write_endpoint(tmp_path / "home", setup_token="setup")
    other = RpcServer(furnished(), tls)
    outpost = start()
    qtbot.mouseClick(page(outpost, WelcomePage, qtbot).other, LEFT)
    form = page(outpost, ConnectPage, qtbot)
    assert not form.accept.isVisible()
    qtbot.keyClicks(form.address, f"127.0.0.1:{other.port}")
    qtbot.keyClick(form.address, Qt.Key.Key_Return)
    qtbot.waitUntil(form.accept.isVisible)
    assert other.office.calls == []
    assert form.fingerprint.text().replace(" ", "").replace("\n", "").strip("\u2066\u2069").lower() == other.fingerprint
    qtbot.mouseClick(form.accept, LEFT)
    bench = sign_in(outpost, other.office, qtbot)
    assert "Stop Outpost…" not in [action.text() for action in bench.rail._menu.actions()]
    file = tmp_path / "window.json"
    qtbot.waitUntil(lambda: preferences.load(file).remote is not None)
    other.close()


def test_an_office_that_shows_another_certificate_is_not_joined(start: Start, server: RpcServer, tmp_path: Path, qtbot) -> None:
    stranger = (make_tls(tmp_path / "other") / "ca.pem").read_text()
    kept = preferences.Preferences(remote=preferences.Remote("127.0.0.1", server.port, stranger))
    preferences.save(tmp_path / "window.json", preferences.encode(kept))
    form = page(start(), ConnectPage, qtbot)
    assert "certificate" in form.trouble.text()
    assert server.office.calls == []


def test_the_office_shows_what_to_compare(bench: Workbench, office: StubOffice, qtbot) -> None:
    dialog = ShareOffice(bench.session, bench)
    dialog.open()
    qtbot.waitUntil(lambda: "192.168.1.10" in dialog.address.text())
    assert dialog.fingerprint.text().count("ABAB") == 16
    dialog.accept()


def test_screens_that_are_gone_hear_no_more(start: Start, server: RpcServer, office: StubOffice, tmp_path: Path, qtbot) -> None:
    """Making the screens anew leaves nothing of the old ones behind that the session's signals could reach."""
    server.write_endpoint(tmp_path / "home")
    outpost = start()
    old = sign_in(outpost, office, qtbot)
    for name in ("messages", "phones", "flows", "home"):
        old.show_screen(name)
    views = list(old.views.values())
    outpost.set_language("fr")
    qtbot.waitUntil(lambda: not isValid(old))
    assert not any(isValid(view) for view in views)
    assert outpost.session is not None
    with qtbot.waitSignals([outpost.session.state_changed, outpost.session.state_changed]):
        server.drop_streams()
    office.changed("messages")
    with qtbot.waitSignal(outpost.session.changed):
        office.changed("phones", workspace=None)
    outpost.set_theme("dark")
    outpost.set_language("en")


def test_closing_asks_only_about_an_engine_that_was_started_here(
    start: Start, server: RpcServer, tmp_path: Path, qtbot, monkeypatch
) -> None:
    server.write_endpoint(tmp_path / "home")
    outpost = start()
    page(outpost, SignInPage, qtbot)
    monkeypatch.setattr(type(outpost.keeper), "owns_engine", property(lambda self: True))
    outpost.window.close()
    question = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, CloseQuestion))
    assert outpost.window.isVisible()
    question.reject()
    assert outpost.window.isVisible()
    outpost.preferences.on_close = "keep"
    outpost.window.close()
    assert not outpost.window.isVisible()
    assert not outpost.stop_engine


def test_preferences_survive_damage(tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    assert preferences.load(file) == preferences.Preferences()
    file.write_bytes(b"{broken")
    assert preferences.load(file) == preferences.Preferences()
    kept = preferences.Preferences(theme="dark", language="ar")
    kept.set_geometry(b"\x01\x02")
    preferences.save(file, preferences.encode(kept))
    assert preferences.load(file) == kept
    assert preferences.load(file).geometry_bytes() == b"\x01\x02"
