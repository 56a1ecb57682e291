"""What staff change later: a phone's packs, the password, what starts a flow, where Outpost listens."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QScrollArea
from shiboken6 import isValid

from app.contracts.office import QueueCount
from app.errors import OutpostError
from tests.ui.stub_office import CLINIC, SCHOOL, StubOffice
from ui import i18n
from ui.main_window import MainWindow
from ui.views.flow_details import AddCatchAll, TriggerRow
from ui.views.flows import FlowsView
from ui.views.home import HomeView
from ui.views.keyword import AddKeyword
from ui.views.listening import AddressBox, Listening
from ui.views.password import ChangePassword
from ui.views.phone_packs import MessagePacks
from ui.views.phones import PhonesView
from ui.workbench import Workbench

LEFT = Qt.MouseButton.LeftButton
# A 1366 x 768 screen less the title bar and the task bar.
USABLE_HEIGHT = 690


def dialog(kind: type[QDialog]) -> QDialog:
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def phones(bench: Workbench, qtbot) -> PhonesView:
    view = bench.show_screen("phones")
    assert isinstance(view, PhonesView)
    qtbot.waitUntil(lambda: view.model.rowCount() == 3)
    return view


@pytest.fixture
def flows(bench: Workbench, qtbot) -> FlowsView:
    view = bench.show_screen("flows")
    assert isinstance(view, FlowsView)
    qtbot.waitUntil(lambda: visible_rows(view) != [])
    return view


# Message packs


def test_a_phones_packs_are_changed(phones: PhonesView, office: StubOffice, qtbot) -> None:
    assert phones.details.facts.value("packs") == "1"
    qtbot.mouseClick(phones.details.packs_button, LEFT)
    box = dialog(MessagePacks)
    assert (box.packs.count(), box.packs.currentData()) == (10, 1)
    qtbot.keyClicks(box.packs, "3")
    assert box.result_text.text() == "Together: 87 SMS parts in 32 minutes"
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: phones.details.facts.value("packs") == "3")
    assert office.phone_list[0].packs == 3


def test_packs_are_left_when_the_dialog_is_left(phones: PhonesView, office: StubOffice, qtbot) -> None:
    qtbot.mouseClick(phones.details.packs_button, LEFT)
    box = dialog(MessagePacks)
    qtbot.keyClicks(box.packs, "7")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert "phones.set_packs" not in office.calls
    assert office.phone_list[0].packs == 1


def test_packs_that_cannot_be_saved_are_explained(phones: PhonesView, office: StubOffice, qtbot) -> None:
    office.failures["phones.set_packs"] = OutpostError("not_found")
    qtbot.mouseClick(phones.details.packs_button, LEFT)
    box = dialog(MessagePacks)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    assert box.accept_button.isEnabled()
    box.reject()


def test_only_administrators_of_the_office_change_packs_and_network(office: StubOffice, request, qtbot) -> None:
    office.person = dataclasses.replace(office.person, is_office_admin=False)
    view = request.getfixturevalue("phones")
    assert not view.details.packs_button.isVisible()
    assert not view.network_button.isVisible()


# Password


def open_password(bench: Workbench) -> ChangePassword:
    action = next(
        one for one in bench.rail.person.menu().actions() if isinstance(one, QAction) and one.text() == "Change password…"
    )
    action.trigger()
    box = dialog(ChangePassword)
    assert isinstance(box, ChangePassword)
    return box


def type_passwords(qtbot, box: ChangePassword, old: str, new: str, again: str) -> None:
    for field, text in ((box.old, old), (box.new, new), (box.again, again)):
        field.clear()
        qtbot.keyClicks(field, text)
    qtbot.mouseClick(box.accept_button, LEFT)


def test_the_password_is_changed(bench: Workbench, office: StubOffice, qtbot) -> None:
    box = open_password(bench)
    assert not box.accept_button.isEnabled()
    with qtbot.waitSignal(bench.session.notice):
        type_passwords(qtbot, box, "correct horse", "battery staple", "battery staple")
    assert office.password == "battery staple"
    assert not isValid(box) or not box.isVisible()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (("correct horse", "short", "short"), ("new", "too short")),
        (("correct horse", "battery staple", "battery stable"), ("again", "not the same both times")),
        (("wrong horse", "battery staple", "battery staple"), ("old", "until now is wrong")),
    ],
)
def test_a_password_that_cannot_be_is_explained(
    typed: tuple[str, str, str], wrong: tuple[str, str], bench: Workbench, office: StubOffice, qtbot
) -> None:
    field, words = wrong
    box = open_password(bench)
    type_passwords(qtbot, box, *typed)
    qtbot.waitUntil(box.trouble.isVisible)
    assert words in box.trouble.text()
    assert getattr(box, field).property("wrong")
    assert office.password == "correct horse"
    type_passwords(qtbot, box, "correct horse", "battery staple", "battery staple")
    qtbot.waitUntil(lambda: office.password == "battery staple")


def test_too_many_wrong_passwords_say_how_long_to_wait(bench: Workbench, office: StubOffice, qtbot) -> None:
    office.failures["people.change_password"] = OutpostError("sign_in_limited", seconds=120)
    box = open_password(bench)
    type_passwords(qtbot, box, "x", "battery staple", "battery staple")
    qtbot.waitUntil(box.trouble.isVisible)
    assert "Wait 2 minutes" in box.trouble.text()
    box.reject()


def test_passwords_are_hidden_until_wanted_and_forgotten(bench: Workbench, qtbot) -> None:
    box = open_password(bench)
    assert {one.echoMode() for one in (box.old, box.new, box.again)} == {QLineEdit.EchoMode.Password}
    qtbot.mouseClick(box.show_letters, LEFT, pos=box.show_letters.rect().center())
    box.show_letters.setChecked(True)
    assert {one.echoMode() for one in (box.old, box.new, box.again)} == {QLineEdit.EchoMode.Normal}
    qtbot.keyClicks(box.old, "correct horse")
    box.reject()
    assert box.old.text() == ""


# What starts a flow


def visible_rows(flows: FlowsView) -> list[TriggerRow]:
    return [row for row in flows.details.findChildren(TriggerRow) if row.isVisible()]


def archive(flows: FlowsView, qtbot) -> None:
    """Click the only trigger's button. A row that was just added is shown one turn of the event loop later."""
    qtbot.waitUntil(lambda: len(visible_rows(flows)) == 1)
    qtbot.mouseClick(visible_rows(flows)[0].archive, LEFT)


def test_the_chosen_flows_triggers_are_listed(flows: FlowsView, qtbot) -> None:
    assert flows.details.rows() == ["stock, report: The message begins with the keyword"]
    flows.table.selectRow(1)
    assert flows.details.rows() == []
    assert flows.details.nothing.text() == "No message starts it. Give it a keyword."
    assert flows.details.catch_all_button.isVisible()
    flows.table.selectRow(2)
    assert flows.details.nothing.text() == "A message cannot start a flow of this type."
    assert not flows.details.catch_all_button.isVisible()


def test_a_trigger_is_archived_and_it_can_be_undone(flows: FlowsView, office: StubOffice, qtbot) -> None:
    archive(flows, qtbot)
    qtbot.waitUntil(lambda: flows.undo.isVisible() and flows.details.rows() == [])
    assert office.trigger_list == []
    assert flows.undo.text.text() == "“stock, report” no longer starts “Weekly stock report”."
    qtbot.mouseClick(flows.undo.action, LEFT)
    qtbot.waitUntil(lambda: flows.details.rows() == ["stock, report: The message begins with the keyword"])
    again = office.trigger_list[0]
    assert (again.keywords, again.match_type, again.flow) == (["stock", "report"], "first_word", office.flow_list[0].uuid)
    assert not flows.undo.isVisible()


def test_undo_takes_nothing_from_a_newer_trigger(flows: FlowsView, office: StubOffice, qtbot) -> None:
    archive(flows, qtbot)
    qtbot.waitUntil(flows.undo.isVisible)
    other = office.services["triggers"].create_keyword(CLINIC.uuid, office.flow_list[1].uuid, ["report"])
    qtbot.mouseClick(flows.undo.action, LEFT)
    qtbot.waitUntil(lambda: "New mothers, first visit" in flows.undo.text.text())
    assert flows.undo.isVisible() and not flows.undo.action.isVisible()
    assert office.trigger_list == [other]


def test_undo_is_gone_after_leaving_the_screen(bench: Workbench, flows: FlowsView, qtbot) -> None:
    archive(flows, qtbot)
    qtbot.waitUntil(flows.undo.isVisible)
    bench.show_screen("home")
    bench.show_screen("flows")
    assert not flows.undo.isVisible()


def test_a_trigger_that_is_gone_already_is_explained(flows: FlowsView, office: StubOffice, qtbot) -> None:
    office.failures["triggers.archive"] = OutpostError("not_found")
    archive(flows, qtbot)
    qtbot.waitUntil(flows.banner.isVisible)
    assert not flows.undo.isVisible()
    assert flows.details.rows()


def test_a_catch_all_is_added_archived_and_undone(flows: FlowsView, office: StubOffice, qtbot) -> None:
    flows.table.selectRow(1)
    qtbot.mouseClick(flows.details.catch_all_button, LEFT)
    box = dialog(AddCatchAll)
    assert "Until now" not in box.accessibleDescription()
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: flows.details.rows() == ["Any other message: It has no keyword and answers no flow"])
    assert not flows.details.catch_all_button.isVisible()
    archive(flows, qtbot)
    qtbot.waitUntil(lambda: flows.undo.isVisible() and flows.details.catch_all_button.isVisible())
    qtbot.mouseClick(flows.undo.action, LEFT)
    qtbot.waitUntil(lambda: [row.type for row in office.trigger_list] == ["keyword", "catch_all"])


def test_the_flow_that_loses_the_other_messages_is_named(flows: FlowsView, office: StubOffice, qtbot) -> None:
    office.services["triggers"].create_catch_all(CLINIC.uuid, office.flow_list[0].uuid)
    qtbot.waitUntil(lambda: any(row.type == "catch_all" for row in flows.triggers))
    flows.table.selectRow(1)
    qtbot.mouseClick(flows.details.catch_all_button, LEFT)
    box = dialog(AddCatchAll)
    assert "Until now it starts “Weekly stock report”" in box.accessibleDescription()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert [row.flow for row in office.trigger_list if row.type == "catch_all"] == [office.flow_list[0].uuid]


def test_viewers_see_triggers_and_change_none(office: StubOffice, request) -> None:
    viewer = dataclasses.replace(CLINIC, role="viewer")
    office.person = dataclasses.replace(office.person, workspaces=[viewer])
    view = request.getfixturevalue("flows")
    assert view.details.rows()
    assert [row.archive.isVisible() for row in visible_rows(view)] == [False]
    assert not view.details.catch_all_button.isVisible()


def test_a_keyword_is_offered_only_to_flows_that_a_message_can_start(flows: FlowsView, qtbot) -> None:
    flows.table.selectRow(2)
    qtbot.mouseClick(flows.keyword_button, LEFT)
    box = dialog(AddKeyword)
    names = [box.flow.itemText(at) for at in range(box.flow.count())]
    assert names == ["Weekly stock report", "New mothers, first visit"]
    assert box.flow.currentIndex() == 0
    box.reject()


def test_another_workspace_has_its_own_triggers(bench: Workbench, flows: FlowsView, qtbot) -> None:
    bench.session.switch(SCHOOL.uuid)
    qtbot.waitUntil(lambda: flows.model.rowCount() == 0 and not flows.details.isVisible())
    assert flows.triggers == []


# Where Outpost listens


def network(phones: PhonesView, qtbot) -> AddressBox:
    qtbot.mouseClick(phones.network_button, LEFT)
    box = dialog(Listening)
    qtbot.waitUntil(box.address.change.isVisible)
    qtbot.mouseClick(box.address.change, LEFT)
    return box.address


def test_the_address_is_changed_later(phones: PhonesView, office: StubOffice, qtbot) -> None:
    box = network(phones, qtbot)
    assert (box.choice.count(), box.choice.currentData()) == (4, "192.168.1.10")
    assert not box.listen.isEnabled()
    box.choice.setCurrentIndex(box.choice.findData("10.0.0.5"))
    assert "lose the connection" in box.effect.text() and box.effect.isVisible()
    qtbot.mouseClick(box.listen, LEFT)
    qtbot.waitUntil(box.addresses.isVisible)
    assert office.bind == "10.0.0.5"
    dialog(Listening).reject()


def test_it_can_go_back_to_this_pc_only(phones: PhonesView, office: StubOffice, qtbot) -> None:
    box = network(phones, qtbot)
    box.choice.setCurrentIndex(box.choice.findData("127.0.0.1"))
    assert box.listen.text() == "Stop listening"
    assert "no longer reach this office" in box.effect.text()
    qtbot.mouseClick(box.listen, LEFT)
    qtbot.waitUntil(lambda: office.bind == "127.0.0.1" and box.text.text().startswith("Outpost does not listen"))
    assert not box.addresses.isVisible() and box.choice.findData("127.0.0.1") < 0
    qtbot.mouseClick(box.listen, LEFT)
    qtbot.waitUntil(box.addresses.isVisible)
    assert office.bind == "192.168.1.10"
    dialog(Listening).reject()


def test_the_choice_can_be_left(phones: PhonesView, office: StubOffice, qtbot) -> None:
    box = network(phones, qtbot)
    box.choice.setCurrentIndex(3)
    qtbot.mouseClick(box.back, LEFT)
    qtbot.waitUntil(box.addresses.isVisible)
    assert not box.choice.isVisible()
    assert "office.set_bind" not in office.calls
    dialog(Listening).reject()


def test_an_address_that_went_away_is_explained(phones: PhonesView, office: StubOffice, qtbot) -> None:
    office.failures["office.set_bind"] = OutpostError("invalid", field="address", reason="not_here")
    box = network(phones, qtbot)
    box.choice.setCurrentIndex(1)
    qtbot.mouseClick(box.listen, LEFT)
    qtbot.waitUntil(lambda: "no longer has that address" in box.text.text())
    assert box.choice.isEnabled() and box.listen.isEnabled()
    dialog(Listening).reject()


# Home


def empty_home(bench: Workbench, office: StubOffice, qtbot) -> HomeView:
    office.phone_list.clear()
    office.flow_list.clear()
    office.trigger_list.clear()
    office.threads.clear()
    office.queues = [QueueCount(name, 0, 0, 0) for name in ("default", "flow", "msgs", "handler")]
    view = bench.show_screen("home")
    assert isinstance(view, HomeView)
    view.reload()
    qtbot.waitUntil(lambda: view.steps.isVisible() and view.attention.read and view.attention.isHidden())
    return view


@pytest.mark.parametrize("code", ["en", "ar", "fr"])
def test_home_of_an_empty_office_fits_the_screen(
    code: str, outpost_app: QApplication, request: pytest.FixtureRequest, office: StubOffice, qtbot
) -> None:
    i18n.use(outpost_app, code)
    bench = request.getfixturevalue("bench")
    window = MainWindow()
    window.may_close = True
    try:
        view = empty_home(bench, office, qtbot)
        window.show_page(bench)
        window.show_state("check", "good", "Engine running")
        window.resize(1366, USABLE_HEIGHT)
        window.show()
        area = view.findChild(QScrollArea)
        page = area.widget()
        qtbot.waitUntil(lambda: area.viewport().height() == page.height())
        assert page.layout().heightForWidth(area.viewport().width()) <= area.viewport().height()
        assert page.minimumSizeHint().width() <= area.viewport().width()
        assert not view.phones.isVisible()
        assert view.engine.isVisible() and view.queues.isVisible()
    finally:
        window.takeCentralWidget()
        bench.setParent(None)
        window.close()
        i18n.use(outpost_app, "en")


def test_the_engines_work_is_one_line_while_there_is_none(bench: Workbench, office: StubOffice, qtbot) -> None:
    view = empty_home(bench, office, qtbot)
    qtbot.waitUntil(lambda: view.queues._grid.count() == 1)
    office.queues = [QueueCount("handler", 3, 1, 0), QueueCount("flow", 0, 0, 0)]
    view.reload()
    qtbot.waitUntil(lambda: view.queues._grid.count() == 4)
