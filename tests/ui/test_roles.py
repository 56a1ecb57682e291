"""What a person's role does not allow is not offered: the contracts' own marks decide, here as in the engine."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QStyleOptionViewItem, QWidget

from app.contracts.base import AGENT, EDITOR, SURVEYOR, VIEWER, Role
from app.contracts.people import Person
from app.contracts.registry import access_of
from tests.ui.stub_office import CLINIC, SCHOOL, StubOffice, late_report
from ui.session import Session
from ui.views.home import HomeView
from ui.views.messages import MessagesView
from ui.views.uncertain import UncertainMessages
from ui.views.why import WhyMessage
from ui.workbench import Workbench

ALWAYS = ("home", "messages", "broadcasts", "phones", "modems", "flows")
UI = Path(__file__).resolve().parents[2] / "ui"


def become(office: StubOffice, role: Role, *, is_office_admin: bool = False) -> None:
    office.person = Person("amina", "Amina Uwase", is_office_admin, [dataclasses.replace(CLINIC, role=role)])


def offered(bench: Workbench) -> list[str]:
    return [name for name, button in bench.rail._buttons.items() if not button.isHidden()]


def settle(bench: Workbench, qtbot) -> None:
    qtbot.waitUntil(lambda: not bench.session.work._running)


def test_every_method_that_the_window_asks_about_exists() -> None:
    found = set()
    for file in UI.rglob("*.py"):
        for call in re.findall(r"\bmay\(([^)]*)\)", file.read_text("utf-8")):
            found |= set(re.findall(r'"([^"]*)"', call))
    assert len(found) > 10
    for method in found:
        assert access_of(method)


@pytest.mark.parametrize("name", ["messages.sing", "messages.__init__", "messages", "nothing.all"])
def test_a_method_that_there_is_not_is_a_mistake_at_once(name: str, session: Session) -> None:
    with pytest.raises(LookupError):
        session.may(name)


@pytest.mark.parametrize(
    ("role", "screens"),
    [
        (EDITOR, ["home", "messages", "broadcasts", "phones", "modems", "flows"]),
        (VIEWER, ["home", "messages", "broadcasts", "phones", "modems", "flows"]),
        (AGENT, ["home", "messages", "phones", "modems"]),
        (SURVEYOR, []),
    ],
)
def test_nothing_that_is_offered_is_refused(role: Role, screens: list[str], office: StubOffice, request, qtbot) -> None:
    """Every screen, as whoever has this role looks at it, with something to decide."""
    become(office, role)
    office.reports = [late_report()]
    office.letters = {"inbound": 3}
    office.services["modems"]._plug_in_used([CLINIC.uuid], state="stopped", trouble="credit")
    office.add_msg(next(iter(office.cards)), "out", "The car comes at noon", "queued", 1)
    bench: Workbench = request.getfixturevalue("bench")
    assert [name for name in offered(bench) if name in ALWAYS] == screens
    for name in offered(bench):
        qtbot.mouseClick(bench.rail._buttons[name], Qt.MouseButton.LeftButton)
        settle(bench, qtbot)
        if isinstance(view := bench.current(), MessagesView):
            view.open_contact(next(iter(office.cards)))
            qtbot.waitUntil(lambda view=view: view.conversation.history.rowCount() > 0)
            settle(bench, qtbot)
        assert view is not None
        assert view.banner.isHidden()
    assert office.refused == []
    if not screens:
        assert bench.pages.currentWidget() is bench.nothing
        bench.rail.screen_wanted.emit("home")
        qtbot.keyClick(bench, Qt.Key.Key_F5)
        qtbot.keyClick(bench, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        assert bench.pages.currentWidget() is bench.nothing
        assert office.refused == []


def test_an_office_administrator_without_a_workspace_has_the_phones(office: StubOffice, request, qtbot) -> None:
    office.person = Person("amina", "Amina Uwase", True, [])
    bench: Workbench = request.getfixturevalue("bench")
    settle(bench, qtbot)
    assert bench.screen_name == "phones"
    assert "home" not in offered(bench)
    assert office.refused == []


def test_a_workspace_with_a_lesser_role_offers_less(office: StubOffice, request, qtbot) -> None:
    office.person = Person("amina", "Amina Uwase", False, [CLINIC, dataclasses.replace(SCHOOL, role=AGENT)])
    bench: Workbench = request.getfixturevalue("bench")
    bench.show_screen("flows")
    settle(bench, qtbot)
    bench.session.switch(SCHOOL.uuid)
    settle(bench, qtbot)
    assert bench.screen_name == "home"
    assert "flows" not in offered(bench)
    bench.session.switch(CLINIC.uuid)
    settle(bench, qtbot)
    assert "flows" in offered(bench)
    assert office.refused == []


def buttons(root: QWidget) -> set[str]:
    return {one.accessibleName() or one.text() for one in root.findChildren(QPushButton) if one.isVisible()}


def test_viewers_read_phones_and_flows_and_are_offered_no_change(office: StubOffice, request, qtbot) -> None:
    become(office, VIEWER)
    bench: Workbench = request.getfixturevalue("bench")
    office.services["modems"]._plug_in_used([CLINIC.uuid], state="stopped", trouble="credit")
    for screen in ("phones", "modems", "flows"):
        view = bench.show_screen(screen)
        settle(bench, qtbot)
        assert buttons(view) == set()


def test_in_an_empty_office_viewers_read_who_does_the_first_steps(office: StubOffice, request, qtbot) -> None:
    office.phone_list, office.flow_list, office.trigger_list = [], [], []
    office.threads.clear()
    become(office, VIEWER)
    bench: Workbench = request.getfixturevalue("bench")
    view = bench.show_screen("home")
    assert isinstance(view, HomeView)
    qtbot.waitUntil(view.steps.isVisible)
    assert buttons(view.steps) == set()
    flows: Any = bench.show_screen("flows")
    settle(bench, qtbot)
    assert "administrator or editor" in flows.empty.text.text()
    assert buttons(flows) == set()


# Sending again


def conversation(bench: Workbench, office: StubOffice, qtbot) -> MessagesView:
    view = bench.show_screen("messages")
    assert isinstance(view, MessagesView)
    view.open_contact(next(iter(office.cards)))
    qtbot.waitUntil(lambda: view.conversation.history.rowCount() > 0)
    settle(bench, qtbot)
    return view


def links(view: MessagesView, row: int) -> tuple[bool, bool]:
    """Whether "Send again" and "It was sent" are there."""
    bubbles = view.conversation.bubbles
    index = view.conversation.history.index(row, 0)
    option = QStyleOptionViewItem()
    bubbles.initViewItemOption(option)
    option.rect = bubbles.visualRect(index)
    return bubbles._delegate.again_rect(option, index).isValid(), bubbles._delegate.sent_rect(option, index).isValid()


def menu_at(view: MessagesView, row: int) -> list[str]:
    bubbles = view.conversation.bubbles
    index = view.conversation.history.index(row, 0)
    bubbles.scrollTo(index)
    bubbles.customContextMenuRequested.emit(bubbles.visualRect(index).center() + QPoint(0, 0))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions()]
    menu.close()
    return texts


@pytest.mark.parametrize(("role", "may"), [(EDITOR, (True, True)), (AGENT, (True, False)), (VIEWER, (False, False))])
def test_sending_again_is_offered_to_who_may_send(role: Role, may: tuple[bool, bool], office: StubOffice, request, qtbot) -> None:
    again, mark = may
    become(office, role)
    view = conversation(request.getfixturevalue("bench"), office, qtbot)
    rows = view.conversation.history.rows()
    failed = next(at for at, row in enumerate(rows) if row.status == "failed")
    doubtful = next(at for at, row in enumerate(rows) if row.uncertain)
    assert links(view, failed) == (again, False)
    assert links(view, doubtful) == (again, mark)
    assert ("Send again" in menu_at(view, failed)) == again
    assert ("It was sent…" in menu_at(view, doubtful)) == mark


def test_return_on_a_failed_message_tells_a_viewer_why(office: StubOffice, request, qtbot) -> None:
    become(office, VIEWER)
    view = conversation(request.getfixturevalue("bench"), office, qtbot)
    bubbles, history = view.conversation.bubbles, view.conversation.history
    failed = next(at for at, row in enumerate(history.rows()) if row.status == "failed")
    bubbles.setFocus()
    bubbles.setCurrentIndex(history.index(failed, 0))
    qtbot.keyClick(bubbles, Qt.Key.Key_Return)
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, WhyMessage) and one.isVisible()]
    assert len(found) == 1
    settle(request.getfixturevalue("bench"), qtbot)
    found[0].reject()
    assert office.refused == []
    assert "messages.resend" not in office.calls


def test_viewers_read_what_was_perhaps_sent(office: StubOffice, request, qtbot) -> None:
    become(office, VIEWER)
    bench: Workbench = request.getfixturevalue("bench")
    view = bench.show_screen("home")
    assert isinstance(view, HomeView)
    qtbot.waitUntil(view.attention.uncertain.isVisible)
    qtbot.mouseClick(view.attention.uncertain.look, Qt.MouseButton.LeftButton)
    box = next(one for one in QApplication.topLevelWidgets() if isinstance(one, UncertainMessages) and one.isVisible())
    assert buttons(box) == {"Close"}
    box.table.selectAll()
    assert buttons(box) == {"Close"}
    box.reject()
