"""Every control on every screen says what it is, and the Tab key comes by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.contracts.late import ClockState
from app.contracts.modems import ModemList, Obstacle
from tests.ui.stub_modems import ModemsService
from tests.ui.stub_office import CLINIC, NOW, StubOffice, late_report
from ui import i18n
from ui.client import Client
from ui.main_window import CloseQuestion
from ui.session import Session
from ui.views.add_phone import AddPhone, Rename
from ui.views.flow_details import AddCatchAll
from ui.views.import_flows import ImportFlows
from ui.views.keyword import AddKeyword
from ui.views.letters import FailedWork
from ui.views.listening import Listening
from ui.views.modem_log import ModemLog
from ui.views.modem_pin import EnterPin
from ui.views.modem_ports import ChoosePorts
from ui.views.modem_test import SendTest
from ui.views.modem_use import ModemSettings, ModemShares, ModemWorkspaces, UseModem
from ui.views.modem_ussd import TeachBalance, UssdDialog
from ui.views.new_broadcast import ChangeScheduled, NewBroadcast
from ui.views.other_pc import ConnectPage, ShareOffice
from ui.views.password import ChangePassword
from ui.views.phone_packs import MessagePacks
from ui.views.phone_shares import PhoneShares
from ui.views.sign_in import SignInPage
from ui.views.start_flow import StartFlow
from ui.views.uncertain import UncertainMessages
from ui.views.welcome import WelcomePage
from ui.views.why import WhyMessage
from ui.views.workspace_settings import WorkspaceSettings
from ui.widgets.basic import Banner
from ui.widgets.dialog import Question
from ui.work import Work
from ui.workbench import SCREENS, Workbench

CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QAbstractSpinBox)


def controls(root: QWidget) -> list[QWidget]:
    """What people can act on; the inner parts that Qt makes for its own widgets are left out."""
    found = [widget for widget in root.findChildren(QWidget) if isinstance(widget, CONTROLS)]
    return [
        widget for widget in found if not widget.objectName().startswith("qt_") and not is_inner(widget) and not is_unused(widget)
    ]


def is_unused(widget: QWidget) -> bool:
    """A banner's button has its text for as long as it is shown."""
    return isinstance(widget.parentWidget(), Banner) and widget.isHidden()


def is_inner(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QLineEdit | QAbstractItemView):
            return True
        parent = parent.parentWidget()
    return False


def name(widget: QWidget, root: QWidget) -> str:
    text = getattr(widget, "text", lambda: "")() if isinstance(widget, QAbstractButton) else ""
    buddies = [label.text() for label in root.findChildren(QLabel) if label.buddy() is widget]
    return widget.accessibleName() or text or "".join(buddies)


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in controls(root)
        if not name(widget, root).strip()
    ]


def unreachable(root: QWidget) -> list[str]:
    """Controls that can be used now and that the Tab key never reaches."""
    chain, widget = set(), root.nextInFocusChain()
    while widget is not None and widget not in chain:
        chain.add(widget)
        widget = widget.nextInFocusChain()
    usable = [widget for widget in controls(root) if widget.isVisibleTo(root) and widget.isEnabled()]
    return [
        type(widget).__name__ + " " + name(widget, root)
        for widget in usable
        if widget not in chain or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


@pytest.fixture(params=["en", "ar", "fr"])
def language(request: pytest.FixtureRequest, outpost_app: QApplication) -> Iterator[str]:
    i18n.use(outpost_app, request.param)
    yield request.param
    i18n.use(outpost_app, "en")


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen(screen: str, language: str, office: StubOffice, request: pytest.FixtureRequest, qtbot) -> None:
    office.reports, office.clock_state = [late_report()], ClockState(True, NOW, "leapt", 7200, NOW)
    modems: ModemsService = office.services["modems"]
    modems.obstacles = [Obstacle("port_busy", "/dev/ttyUSB2", "ModemManager")]
    modems._plug_in_used([CLINIC.uuid], trouble="credit", state="stopped", balance_code="*131#")
    bench: Workbench = request.getfixturevalue("bench")
    if screen == "home":
        qtbot.waitUntil(bench.views["home"].attention.late.isVisible)
    view = bench.show_screen(screen)
    if screen == "messages":
        view.open_contact(next(iter(office.cards)))
        qtbot.waitUntil(lambda: view.conversation.history.rowCount() > 0)
        view.conversation.reply.editor.setPlainText("x")
    if screen == "broadcasts":
        qtbot.waitUntil(view.list.details.interrupt_button.isVisible)
        view.turn_to("scheduled")
        qtbot.waitUntil(view.scheduled.change_button.isVisible)
        assert nameless(bench) == []
        assert unreachable(bench) == []
        view.turn_to("starts")
        qtbot.waitUntil(view.starts.details.interrupt_button.isVisible)
    if screen == "modems":
        qtbot.waitUntil(view.details.isVisible)
    assert len(controls(bench)) >= 6
    assert nameless(bench) == []
    assert unreachable(bench) == []


@pytest.mark.usefixtures("language")
def test_every_dialog(bench: Workbench, session: Session, office: StubOffice, tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    file.write_bytes(b'{"flows": []}')
    modem = office.services["modems"]._plug_in_used([CLINIC.uuid])
    dialogs = [
        AddPhone(session, bench),
        Rename(session, office.phone_list[0], bench),
        ImportFlows(session, file, bench),
        AddKeyword(session, office.flow_list, None, bench),
        AddCatchAll(office.flow_list[0], office.trigger_list[0], bench),
        ChangePassword(session, bench),
        NewBroadcast(session, bench),
        later(NewBroadcast(session, bench)),
        ChangeScheduled(session, "s", next(iter(office.services["scheduled_broadcasts"]._drafts.values())), bench),
        StartFlow(session, office.flow_list[0], bench),
        Listening(session, bench),
        MessagePacks(session, office.phone_list[0], bench),
        PhoneShares(session, office.phone_list[0], bench),
        WorkspaceSettings(session, bench),
        UncertainMessages(session, office.services["messages"].uncertain(CLINIC.uuid).rows, bench),
        WhyMessage(session, "m", bench),
        FailedWork(session, bench),
        CloseQuestion(bench),
        ShareOffice(session, bench),
        Question(bench, "Release?", "It forgets this office.", "Release"),
        UseModem(session, modem, bench),
        ModemSettings(session, modem, bench),
        ModemWorkspaces(session, modem, bench),
        ModemShares(session, modem, bench),
        EnterPin(session, modem, bench),
        SendTest(session, modem, bench),
        UssdDialog(session, modem, bench),
        TeachBalance(session, modem, "*131#", "Balance: 5 RWF", bench),
        ModemLog(session, modem, bench),
        ChoosePorts(session, ModemList([], [], ["/dev/ttyS0"], []), bench),
    ]
    for dialog in dialogs:
        dialog.show()
        assert nameless(dialog) == []
        assert unreachable(dialog) == []
        assert dialog.windowTitle()
        dialog.reject()


def later(box: NewBroadcast) -> NewBroadcast:
    """With all the fields of a time that comes again and again."""
    box.when.choice.setCurrentIndex(1)
    box.when.repeat.setCurrentIndex(2)
    return box


def test_the_pages_before_signing_in(language: str, client: Client, work: Work, qtbot) -> None:
    for page in (WelcomePage(client, work, "t"), SignInPage(client, work, "Office", "amina"), ConnectPage(work)):
        qtbot.addWidget(page)
        page.show()
        assert nameless(page) == []
        assert unreachable(page) == []


def test_rows_are_spoken_in_full(bench: Workbench, qtbot) -> None:
    view = bench.show_screen("messages")
    qtbot.waitUntil(lambda: view.model.rowCount() > 0)
    spoken = view.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Jean Bosco Habimana. Yes, all is ready. Murakoze!. Received. 11:28\u202fAM"
