"""Home, Phones and Flows, with real keys and clicks."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from shiboken6 import isValid

from app.contracts.office import QueueCount
from app.errors import OutpostError
from tests.ui.rpc_server import RpcServer
from tests.ui.stub_office import CLINIC, StubOffice
from ui.views.add_phone import AddPhone, CodeEdit
from ui.views.flows import FlowsView
from ui.views.home import HomeView
from ui.views.import_flows import ImportFlows
from ui.views.keyword import AddKeyword
from ui.views.phones import PhonesView
from ui.widgets.dialog import Question
from ui.workbench import Workbench

LEFT = Qt.MouseButton.LeftButton
EXPORT = (
    b'{"version": "13", "site": "https://rapidpro.example", "flows": [{"name": "Births"}], "campaigns": [{"name": "Reminders"}]}'
)


def dialog(kind: type[QDialog]) -> QDialog:
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    assert len(found) == 1
    return found[0]


def home(bench: Workbench) -> HomeView:
    view = bench.show_screen("home")
    assert isinstance(view, HomeView)
    return view


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
    qtbot.waitUntil(lambda: view.model.rowCount() > 0)
    return view


def test_home_shows_the_engines_numbers(bench: Workbench, office: StubOffice, qtbot) -> None:
    view = home(bench)
    qtbot.waitUntil(lambda: view.tiles.value("received") == "13")
    assert view.tiles.value("failed") == "1"
    assert view.engine.state.sign().word == "Running"
    assert view.engine.facts.value("version") == "0.1.0"
    assert not view.steps.isVisible()
    assert not view.queues.stuck.isVisible()


def test_home_tells_of_jobs_that_failed_for_good(bench: Workbench, office: StubOffice, qtbot) -> None:
    office.queues = [QueueCount("handler", 3, 1, 2)]
    office.changed("queue", workspace=None)
    view = home(bench)
    view.reload()
    qtbot.waitUntil(view.queues.stuck.isVisible)
    assert view.queues.stuck.text().startswith("2 job")


def test_an_empty_office_sees_its_next_steps(bench: Workbench, office: StubOffice, qtbot) -> None:
    office.phone_list.clear()
    office.flow_list.clear()
    office.trigger_list.clear()
    view = home(bench)
    view.reload()
    qtbot.waitUntil(view.steps.isVisible)
    buttons = {button.text(): button for button in view.steps.findChildren(QPushButton) if button.isVisible()}
    assert set(buttons) == {"Add a phone", "Import a flow", "Add a keyword"}
    assert not buttons["Add a keyword"].isEnabled()
    qtbot.mouseClick(buttons["Add a phone"], LEFT)
    assert bench.screen_name == "phones"
    dialog(AddPhone).reject()


def test_trouble_is_shown_and_goes_when_it_is_over(bench: Workbench, office: StubOffice, qtbot) -> None:
    office.failures["phones.all"] = OutpostError("engine_trouble")
    view = bench.show_screen("phones")
    qtbot.waitUntil(view.banner.isVisible)
    office.failures.clear()
    qtbot.mouseClick(view.banner.action, LEFT)
    qtbot.waitUntil(lambda: not view.banner.isVisible())


def test_a_phone_is_added_with_its_code(phones: PhonesView, office: StubOffice, qtbot) -> None:
    qtbot.mouseClick(phones.add_button, LEFT)
    box = dialog(AddPhone)
    qtbot.waitUntil(lambda: "192.168.1.10" in box.address.addresses.text())
    assert not box.accept_button.isEnabled()
    qtbot.keyClicks(box.code, "abc234xyz")
    assert box.code.text() == "ABC 234 XYZ"
    qtbot.keyClicks(box.number, "0788 123 999")
    qtbot.keyClicks(box.name, "Airtel 1")
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: phones.model.rowCount() == 4)
    assert (office.phone_list[-1].name, office.phone_list[-1].workspaces) == ("Airtel 1", [CLINIC.uuid])
    qtbot.waitUntil(lambda: phones.details.name.text() == "Airtel 1")


def test_a_wrong_code_is_explained_and_can_be_corrected(phones: PhonesView, qtbot) -> None:
    qtbot.mouseClick(phones.add_button, LEFT)
    box = dialog(AddPhone)
    qtbot.keyClicks(box.code, "zzzzzzzzz")
    qtbot.keyClicks(box.number, "0788123999")
    qtbot.keyClick(box.number, Qt.Key.Key_Return)
    qtbot.waitUntil(box.trouble.isVisible)
    assert "No phone is waiting with this code" in box.trouble.text()
    assert box.accept_button.isEnabled()
    box.reject()


def test_listening_is_chosen_where_nothing_listens_yet(phones: PhonesView, office: StubOffice, qtbot) -> None:
    office.bind = "127.0.0.1"
    qtbot.mouseClick(phones.add_button, LEFT)
    box = dialog(AddPhone)
    qtbot.waitUntil(box.address.listen.isVisible)
    assert box.address.choice.count() == 3
    qtbot.mouseClick(box.address.listen, LEFT)
    qtbot.waitUntil(box.address.addresses.isVisible)
    assert office.bind == "192.168.1.10"
    box.reject()


@pytest.mark.parametrize(
    ("typed", "shown", "code"),
    [
        ("abc", "ABC", "ABC"),
        ("abc2", "ABC 2", "ABC2"),
        ("abc 234-xyz", "ABC 234 XYZ", "ABC234XYZ"),
        ("abc234xyz999", "ABC 234 XYZ", "ABC234XYZ"),
    ],
)
def test_the_code_is_grouped_while_typed(qtbot, typed: str, shown: str, code: str) -> None:
    field = CodeEdit()
    qtbot.addWidget(field)
    qtbot.keyClicks(field, typed)
    assert (field.text(), field.code()) == (shown, code)


def test_typing_in_the_middle_of_the_code_keeps_the_place(qtbot) -> None:
    field = CodeEdit()
    qtbot.addWidget(field)
    qtbot.keyClicks(field, "abcxyz")
    field.setCursorPosition(3)
    qtbot.keyClicks(field, "234")
    assert field.text() == "ABC 234 XYZ"


def test_releasing_asks_first(phones: PhonesView, office: StubOffice, qtbot) -> None:
    qtbot.mouseClick(phones.details.release_button, LEFT)
    box = dialog(Question)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert len(office.phone_list) == 3
    qtbot.mouseClick(phones.details.release_button, LEFT)
    qtbot.mouseClick(dialog(Question).accept_button, LEFT)
    qtbot.waitUntil(lambda: phones.model.rowCount() == 2)
    assert "phones.release" in office.calls


def test_a_phone_that_registered_anew_is_approved(phones: PhonesView, office: StubOffice, qtbot) -> None:
    assert not phones.details.approve_button.isVisible()
    phones.table.selectRow(2)
    assert phones.details.approve_button.isVisible()
    qtbot.mouseClick(phones.details.approve_button, LEFT)
    qtbot.waitUntil(lambda: phones.model.rows()[2].state == "active")


def test_only_administrators_of_the_office_change_phones(office: StubOffice, request, qtbot) -> None:
    office.person = dataclasses.replace(office.person, is_office_admin=False)
    view = request.getfixturevalue("phones")
    assert not view.add_button.isVisible()
    assert not view.details.release_button.isVisible()


def test_a_file_is_previewed_then_imported(flows: FlowsView, office: StubOffice, tmp_path: Path, qtbot) -> None:
    file = tmp_path / "export.json"
    file.write_bytes(EXPORT)
    flows.import_file(file)
    box = dialog(ImportFlows)
    qtbot.waitUntil(lambda: box.model.rowCount() == 2)
    assert "imports.carry_out" not in office.calls
    qtbot.mouseClick(box.problems, LEFT)
    assert [row.name for row in box.model.rows()] == ["Reminders"]
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: box.accept_button.text() == "Done")
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: "Births" in [flow.name for flow in flows.model.rows()])
    assert not isValid(box) or not box.isVisible()


def test_an_import_is_taken_back_at_once(flows: FlowsView, office: StubOffice, tmp_path: Path, qtbot) -> None:
    file = tmp_path / "export.json"
    file.write_bytes(EXPORT)
    flows.import_file(file)
    box = dialog(ImportFlows)
    qtbot.waitUntil(box.accept_button.isEnabled)
    assert not box.undo_button.isVisible()
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.undo_button.isVisible)
    qtbot.mouseClick(box.undo_button, LEFT)
    qtbot.waitUntil(lambda: [row.outcome for row in box.model.rows()] == ["taken_back", "kept"])
    assert "imports.undo" in office.calls
    assert not box.undo_button.isVisible()
    assert "stays" in box.summary.text()
    qtbot.mouseClick(box.problems, LEFT)
    assert [row.name for row in box.model.rows()] == ["Mothers"]
    box.reject()


def test_a_report_is_copied_and_saved(flows: FlowsView, tmp_path: Path, qtbot) -> None:
    file, place = tmp_path / "export.json", tmp_path / "report.txt"
    file.write_bytes(EXPORT)
    flows.import_file(file)
    box = dialog(ImportFlows)
    qtbot.waitUntil(box.copy_button.isVisible)
    qtbot.mouseClick(box.copy_button, LEFT)
    text = QGuiApplication.clipboard().text()
    assert text.splitlines() == [
        "What\tName\tResult\tNote",
        "Flow\tBirths\tNew",
        "Campaign\tReminders\tLeft out\tOutpost cannot use this yet.",
    ]
    box.save(place)
    qtbot.waitUntil(lambda: place.exists() and place.read_text("utf-8-sig") == text)
    box.save(tmp_path / "nowhere" / "report.txt")
    qtbot.waitUntil(box.trouble.isVisible)
    assert "could not be written" in box.trouble.text()
    box.reject()


def test_a_file_that_is_no_export_changes_nothing(flows: FlowsView, office: StubOffice, tmp_path: Path, qtbot) -> None:
    file = tmp_path / "photo.json"
    file.write_bytes(b"\x89PNG")
    flows.import_file(file)
    box = dialog(ImportFlows)
    qtbot.waitUntil(box.trouble.isVisible)
    assert "not a RapidPro export" in box.trouble.text()
    assert not box.accept_button.isEnabled()
    box.reject()


def test_a_file_that_is_gone_is_explained(flows: FlowsView, tmp_path: Path, qtbot) -> None:
    flows.import_file(tmp_path / "gone.json")
    box = dialog(ImportFlows)
    qtbot.waitUntil(box.trouble.isVisible)
    assert "could not be read" in box.trouble.text()
    box.reject()


def test_a_file_can_be_dropped(flows: FlowsView, tmp_path: Path, qtbot) -> None:
    file = tmp_path / "export.json"
    file.write_bytes(EXPORT)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    flows.dropEvent(event)
    box = dialog(ImportFlows)
    qtbot.waitUntil(lambda: box.model.rowCount() == 2)
    box.reject()


def test_a_keyword_is_added(flows: FlowsView, office: StubOffice, qtbot) -> None:
    flows.table.selectRow(1)
    qtbot.mouseClick(flows.keyword_button, LEFT)
    box = dialog(AddKeyword)
    assert box.flow.currentText() == "New mothers, first visit"
    assert not box.accept_button.isEnabled()
    qtbot.keyClicks(box.words, "Mother, baby")
    qtbot.keyClick(box.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: flows.model.rows()[1].keywords == ["mother", "baby"])
    assert office.trigger_list[-1].match_type == "first_word"


def test_screens_follow_the_keyboard(bench: Workbench, qtbot) -> None:
    for key, name in (
        (Qt.Key.Key_2, "messages"),
        (Qt.Key.Key_3, "broadcasts"),
        (Qt.Key.Key_4, "phones"),
        (Qt.Key.Key_5, "modems"),
        (Qt.Key.Key_6, "flows"),
        (Qt.Key.Key_1, "home"),
    ):
        qtbot.keyClick(bench, key, Qt.KeyboardModifier.ControlModifier)
        assert bench.screen_name == name


def test_a_lost_engine_is_told_and_a_found_one_too(bench: Workbench, server: RpcServer, office: StubOffice, qtbot) -> None:
    view = home(bench)
    qtbot.waitUntil(lambda: view.tiles.value("received") == "13")
    server.close()
    qtbot.waitUntil(bench.banner.isVisible)
    office.add_msg(next(iter(office.cards)), "in", "in the meantime", minutes=1)
    again = RpcServer(office, server.tls, server.port)
    qtbot.waitUntil(lambda: not bench.banner.isVisible())
    qtbot.waitUntil(lambda: view.tiles.value("received") == "14")
    again.close()


def test_a_short_break_is_not_worth_a_word(bench: Workbench, server: RpcServer, qtbot) -> None:
    with qtbot.waitSignals([bench.session.state_changed, bench.session.state_changed]):
        server.drop_streams()
    assert bench.session.state == "connected"
    assert not bench.banner.isVisible()


def test_the_address_comes_back_after_the_engine_has_moved(phones: PhonesView, office: StubOffice, qtbot) -> None:
    office.bind = "127.0.0.1"
    qtbot.mouseClick(phones.add_button, LEFT)
    box = dialog(AddPhone)
    qtbot.waitUntil(box.address.listen.isVisible)
    office.failures["phones.pairing_help"] = OutpostError("engine_unreachable", retryable=True)
    qtbot.mouseClick(box.address.listen, LEFT)
    qtbot.waitUntil(lambda: office.calls.count("phones.pairing_help") == 2)
    office.failures.clear()
    qtbot.waitUntil(box.address.addresses.isVisible)
    box.reject()


def test_changes_while_hidden_are_read_when_shown(bench: Workbench, phones: PhonesView, office: StubOffice, qtbot) -> None:
    bench.show_screen("home")
    office.add_phone(name="New one")
    office.changed("phones", workspace=None)
    bench.show_screen("phones")
    qtbot.waitUntil(lambda: phones.model.rowCount() == 4)


def test_the_window_stays_usable_while_the_engine_is_busy(bench: Workbench, office: StubOffice, qtbot) -> None:
    """No call comes back, and still screens change, keys arrive and dialogs open and close."""
    office.hold = threading.Event()
    try:
        for name in ("phones", "flows", "messages"):
            bench.show_screen(name)
        qtbot.waitUntil(lambda: {"phones.all", "flows.all", "messages.conversations"} <= set(office.calls))
        view = bench.show_screen("messages")
        qtbot.keyClick(bench, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClicks(view.search, "murakoze")
        assert view.search.text() == "murakoze"
        bench.show_screen("phones").add_phone()
        qtbot.keyClick(dialog(AddPhone), Qt.Key.Key_Escape)
        assert view.model.rowCount() == 0
    finally:
        office.hold.set()
    bench.show_screen("messages")
    qtbot.waitUntil(lambda: view.model.rowCount() == 1)
