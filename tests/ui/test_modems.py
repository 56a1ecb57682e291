"""The screen of modems, with real keys and clicks: live states, using one, PIN, test, USSD, balance, log, obstacles."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from app.contracts.modems import Balance, Modem, ModemLogLine, Obstacle, UssdTalk
from app.contracts.people import Person
from app.errors import OutpostError
from tests.ui.stub_modems import ANSWER, MENU, PIN, ModemsService
from tests.ui.stub_office import CLINIC, NOW, SCHOOL, StubOffice
from ui.views.home import HomeView
from ui.views.modem_log import ModemLog
from ui.views.modem_pin import EnterPin
from ui.views.modem_ports import ChoosePorts
from ui.views.modem_test import SendTest
from ui.views.modem_use import ModemSettings, ModemShares, ModemWorkspaces, UseModem
from ui.views.modem_ussd import TeachBalance, UssdDialog
from ui.views.modems import ModemsView
from ui.widgets.dialog import Question
from ui.workbench import Workbench

LEFT = Qt.MouseButton.LeftButton


def dialog(kind: type[QDialog]) -> Any:
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def modems(office: StubOffice) -> ModemsService:
    return office.services["modems"]


@pytest.fixture
def view(modems: ModemsService, bench: Workbench, qtbot) -> ModemsView:
    shown = bench.show_screen("modems")
    assert isinstance(shown, ModemsView)
    qtbot.waitUntil(lambda: "modems.all" in modems.o.calls and not bench.session.work._running)
    return shown


def choose(view: ModemsView, modem: Modem, qtbot) -> None:
    """Click on its row."""
    qtbot.waitUntil(lambda: view.model.index_of(modem.uuid).isValid())
    view.choose(modem.uuid)
    qtbot.waitUntil(lambda: view.details.modem is not None and view.details.modem.uuid == modem.uuid)


def press(view: ModemsView, command: str, qtbot) -> None:
    button = view.details.buttons[command]
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, LEFT)


def now(modems: ModemsService, modem: Modem) -> Modem:
    return modems._get(modem.uuid)


# The list


def test_an_office_without_modems_reads_what_to_do(view: ModemsView, qtbot) -> None:
    assert view.empty.isVisible()
    assert "Plug a USB modem" in view.empty.text.text()
    qtbot.mouseClick(view.first_button, LEFT)
    box = dialog(ChoosePorts)
    assert box.accept_button.isHidden()
    qtbot.keyClick(box, Qt.Key.Key_Escape)


def test_a_stick_appears_when_it_is_plugged_in_and_goes_on_as_it_starts(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in(state="starting", sim="", operator="")
    qtbot.waitUntil(lambda: view.model.rowCount() == 1)
    qtbot.waitUntil(view.details.isVisible)
    assert view.details.state.sign().word == "Starting"
    assert not view.details.buttons["use"].isVisible()
    modems._change(modem.uuid, state="ready", sim="8925", operator="MTN Rwanda")
    qtbot.waitUntil(lambda: view.details.state.sign().word == "New")
    assert view.details.buttons["use"].isVisible()
    assert view.details.facts.value("operator") == "MTN Rwanda"


def test_the_chosen_one_stays_chosen_while_others_come(view: ModemsView, modems: ModemsService, qtbot) -> None:
    first, second = modems._plug_in_used([CLINIC.uuid]), modems._plug_in_used([CLINIC.uuid], name="Airtel")
    choose(view, second, qtbot)
    modems._plug_in()
    qtbot.waitUntil(lambda: view.model.rowCount() == 3)
    assert view.details.name.text() == "Airtel"
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Up)
    assert view.details.modem is not None
    assert view.details.modem.uuid == first.uuid


def test_a_used_one_says_everything(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in_used(
        [CLINIC.uuid, SCHOOL.uuid], registration="roaming", warnings=["roaming"], hangs_up=True, seconds_a_part=2.5,
        balance=Balance("1,250 RWF", ANSWER, NOW - dt.timedelta(hours=3)),
    )  # fmt: skip
    choose(view, modem, qtbot)
    facts = view.details.facts
    assert facts.value("sent") == "143 of 200"
    assert facts.value("queued") == "12"
    assert facts.value("pace") == "one part in 2.5 s"
    assert facts.value("calls") == "hung up"
    assert facts.value("workspaces") == "Clinic stock\nSchools"
    assert facts.value("store") == "3 of 50"
    assert facts.value("balance") == "\u20661,250 RWF\u2069"
    assert facts.value("checked") == "3 h ago"
    assert facts.value("operator") == "\u2066MTN Rwanda\u2069, roaming"
    assert view.details._warned == ["roaming"]


def test_trouble_is_said_with_what_to_do(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in(state="stopped", trouble="port_busy", holder="ModemManager")
    choose(view, modem, qtbot)
    assert "ModemManager" in view.details.advice.text()
    assert "systemctl disable --now ModemManager" in view.details.command.text()
    modems._change(modem.uuid, trouble="no_sim")
    qtbot.waitUntil(lambda: "no SIM card in it" in view.details.advice.text())
    assert view.details.command.isHidden()
    modems._change(modem.uuid, state="away", port="")
    qtbot.waitUntil(lambda: view.details.state.sign().word == "Away")
    assert view.details.facts.value("port") == ""


def test_an_engine_in_trouble_is_said_and_asked_again(view: ModemsView, modems: ModemsService, office: StubOffice, qtbot) -> None:
    office.failures["modems.all"] = OutpostError("engine_trouble")
    view.reload()
    qtbot.waitUntil(view.banner.isVisible)
    office.failures.clear()
    qtbot.mouseClick(view.banner.action, LEFT)
    qtbot.waitUntil(lambda: not view.banner.isVisible())


# Using one


def test_a_new_one_is_used(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in()
    choose(view, modem, qtbot)
    press(view, "use", qtbot)
    box = dialog(UseModem)
    assert not box.accept_button.isEnabled()
    qtbot.keyClicks(box.number, "0788 000 111")
    qtbot.keyClicks(box.name, "Airtel stick")
    box.workspaces.boxes[SCHOOL.uuid].setChecked(True)
    box.workspaces.default.setCurrentIndex(box.workspaces.default.findData(SCHOOL.uuid))
    qtbot.keyClick(box.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: now(modems, modem).channel is not None)
    assert now(modems, modem).workspaces == [SCHOOL.uuid, CLINIC.uuid]
    qtbot.waitUntil(lambda: view.details.name.text() == "Airtel stick")
    assert view.details.state.sign().word == "Ready"


def test_no_workspace_is_no_choice(view: ModemsView, modems: ModemsService, qtbot) -> None:
    choose(view, modems._plug_in(), qtbot)
    press(view, "use", qtbot)
    box = dialog(UseModem)
    qtbot.keyClicks(box.number, "0788000111")
    assert box.accept_button.isEnabled()
    box.workspaces.boxes[CLINIC.uuid].setChecked(False)
    assert not box.accept_button.isEnabled()
    assert box.workspaces.default.count() == 0
    box.workspaces.boxes[SCHOOL.uuid].setChecked(True)
    assert box.accept_button.isEnabled()
    assert box.workspaces.chosen() == [SCHOOL.uuid]
    box.reject()


def test_a_number_that_is_taken_can_be_corrected(view: ModemsView, modems: ModemsService, qtbot) -> None:
    taken = modems._plug_in_used([CLINIC.uuid])
    choose(view, modems._plug_in(), qtbot)
    press(view, "use", qtbot)
    box = dialog(UseModem)
    qtbot.keyClicks(box.number, taken.number)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    assert box.trouble.text() == "Another phone or modem already has this number. Release it first."
    assert box.number.property("wrong") is True
    assert box.accept_button.isEnabled()
    box.reject()


def test_its_pace_and_calls_are_set(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in_used([CLINIC.uuid], seconds_a_part=7.5)
    choose(view, modem, qtbot)
    press(view, "settings", qtbot)
    box = dialog(ModemSettings)
    assert box.pause.currentText() == "7.5 s"
    box.pause.setCurrentIndex(box.pause.findData(10.0))
    box.limit.setText("100001")
    qtbot.mouseClick(box.accept_button, LEFT)
    assert "from 1 to 100,000" in box.trouble.text()
    assert "modems.update" not in modems.o.calls
    box.limit.setText("٥٠٠")
    qtbot.keyClick(box.hangs_up, Qt.Key.Key_Space)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: now(modems, modem).hangs_up)
    assert (now(modems, modem).seconds_a_part, now(modems, modem).daily_limit) == (10.0, 500)
    qtbot.waitUntil(lambda: view.details.facts.value("sent") == "143 of 500")


def test_its_workspaces_are_changed(view: ModemsView, modems: ModemsService, office: StubOffice, qtbot) -> None:
    modem = modems._plug_in_used([CLINIC.uuid, SCHOOL.uuid])
    choose(view, modem, qtbot)
    press(view, "workspaces", qtbot)
    box = dialog(ModemWorkspaces)
    assert box.workspaces.default.currentText() == "Clinic stock"
    box.workspaces.boxes[CLINIC.uuid].setChecked(False)
    office.failures["modems.serve"] = OutpostError("messages_waiting", workspace="Clinic stock", count=3)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    assert "Messages still wait here" in box.trouble.text()
    office.failures.clear()
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: now(modems, modem).workspaces == [SCHOOL.uuid])


def test_a_workspace_that_one_is_not_in_has_its_name(modems: ModemsService, office: StubOffice, request, qtbot) -> None:
    office.person = Person("amina", "Amina Uwase", True, [CLINIC])
    modem = modems._plug_in_used([SCHOOL.uuid])
    view = request.getfixturevalue("view")
    choose(view, modem, qtbot)
    press(view, "workspaces", qtbot)
    box = dialog(ModemWorkspaces)
    qtbot.waitUntil(lambda: box.workspaces.boxes[SCHOOL.uuid].text() == "Schools")
    assert box.workspaces.chosen() == [SCHOOL.uuid]
    box.reject()


def test_shares_are_set_as_for_a_phone(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in_used([CLINIC.uuid, SCHOOL.uuid])
    choose(view, modem, qtbot)
    press(view, "shares", qtbot)
    box = dialog(ModemShares)
    box.rows[1].budget.setText("50")
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: now(modems, modem).shares[1].daily_budget == 50)


def test_a_pause_ends_with_a_persons_word(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in_used([CLINIC.uuid], state="stopped", trouble="credit")
    choose(view, modem, qtbot)
    assert view.details.state.sign().word == "Paused: no credit?"
    press(view, "resume", qtbot)
    qtbot.waitUntil(lambda: now(modems, modem).trouble == "")
    qtbot.waitUntil(lambda: view.details.state.sign().word == "Ready")
    assert not view.details.buttons["resume"].isVisible()


def test_a_command_that_fails_is_explained(view: ModemsView, modems: ModemsService, office: StubOffice, qtbot) -> None:
    modem = modems._plug_in_used([CLINIC.uuid], balance_code="*131#")
    choose(view, modem, qtbot)
    office.failures["modems.check_balance"] = OutpostError("modem_busy", retryable=True)
    press(view, "balance", qtbot)
    qtbot.waitUntil(view.banner.isVisible)
    assert view.banner.text.text() == "The modem is busy. Try again in a moment."
    assert view.details.buttons["balance"].isEnabled()


def test_releasing_asks_first(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in_used([CLINIC.uuid])
    choose(view, modem, qtbot)
    press(view, "release", qtbot)
    question = dialog(Question)
    assert "not sent (12)" in question.accessibleDescription()
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    assert now(modems, modem).channel is not None
    press(view, "release", qtbot)
    qtbot.mouseClick(dialog(Question).accept_button, LEFT)
    qtbot.waitUntil(lambda: now(modems, modem).channel is None)
    qtbot.waitUntil(lambda: view.details.state.sign().word == "New")


def test_one_is_left_alone_and_looked_after_again(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in()
    choose(view, modem, qtbot)
    press(view, "ignore", qtbot)
    qtbot.waitUntil(lambda: view.details.state.sign().word == "Left alone")
    assert [name for name, button in view.details.buttons.items() if button.isVisible()] == ["attend"]
    press(view, "attend", qtbot)
    qtbot.waitUntil(lambda: not now(modems, modem).is_ignored)


# The PIN


def test_a_right_pin_lets_it_start(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in(state="stopped", trouble="sim_pin")
    choose(view, modem, qtbot)
    press(view, "pin", qtbot)
    box = dialog(EnterPin)
    assert not box.accept_button.isEnabled()
    qtbot.keyClicks(box.pin, "12a4")
    assert not box.accept_button.isEnabled()
    box.pin.setText("٢٤٦٨")
    qtbot.keyClick(box.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: now(modems, modem).state == "ready")
    assert modems.pins == [PIN]
    qtbot.waitUntil(lambda: not [one for one in QApplication.topLevelWidgets() if isinstance(one, EnterPin) and one.isVisible()])


def test_a_wrong_pin_is_tried_once_and_explained(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in(state="stopped", trouble="sim_pin")
    choose(view, modem, qtbot)
    press(view, "pin", qtbot)
    box = dialog(EnterPin)
    qtbot.keyClicks(box.pin, "1111")
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    assert "The PIN was wrong" in box.trouble.text()
    assert box.pin.text() == ""
    assert not box.accept_button.isEnabled()
    assert modems.pins == ["1111"]
    assert view.details.state.sign().word == "Wrong PIN"
    box.reject()


@pytest.mark.parametrize("code", ["sim_pin_few_tries", "sim_puk"])
def test_where_a_pin_no_longer_helps_nothing_more_can_be_typed(code: str, view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in(state="stopped", trouble="sim_pin")
    choose(view, modem, qtbot)
    press(view, "pin", qtbot)
    box = dialog(EnterPin)
    modems.o.failures["modems.enter_pin"] = OutpostError(code)
    qtbot.keyClicks(box.pin, "1111")
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    assert "Put it into a phone" in box.trouble.text()
    assert not box.pin.isEnabled()
    assert not box.accept_button.isEnabled()
    box.reject()


# Talking with the network


def test_a_test_sms_is_followed_to_its_end(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in_used([CLINIC.uuid])
    choose(view, modem, qtbot)
    press(view, "test", qtbot)
    box = dialog(SendTest)
    qtbot.keyClicks(box.number, "+250788123456")
    qtbot.keyClick(box.number, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: box.state.sign().word == "Sending")
    assert not box.accept_button.isEnabled()
    modems._test_became(modem.uuid, "sent")
    qtbot.waitUntil(lambda: box.state.sign().word == "Sent")
    assert box.accept_button.isEnabled()
    modems._test_became(modem.uuid, "delivered")
    qtbot.waitUntil(lambda: box.state.sign().word == "Delivered")
    modems._test_became(modem.uuid, "failed", 330)
    qtbot.waitUntil(lambda: "knows no service centre" in box.text.text())
    box.reject()


def test_the_last_test_is_there_again(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in()
    modems.send_test(modem.uuid, "0788123456")
    modems._test_became(modem.uuid, "uncertain")
    choose(view, modem, qtbot)
    press(view, "test", qtbot)
    box = dialog(SendTest)
    qtbot.waitUntil(lambda: box.state.isVisible() and box.state.sign().word == "Perhaps sent")
    modems.o.failures["modems.send_test"] = OutpostError("invalid", field="number", reason="")
    qtbot.keyClicks(box.number, "x")
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    assert "not a phone number" in box.trouble.text()
    box.reject()


def test_a_menu_is_talked_through_by_the_keyboard(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in()
    choose(view, modem, qtbot)
    press(view, "ussd", qtbot)
    box = dialog(UssdDialog)
    qtbot.keyClicks(box.field, "*182#")
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: box.talk.state == "waiting")
    assert not box.send.isEnabled()
    modems._network_says(modem.uuid, MENU, asks=True)
    qtbot.waitUntil(lambda: box.send.text() == "Reply")
    assert box.field.text() == ""
    assert box.field.accessibleName() == "Your reply"
    qtbot.keyClicks(box.field, "1")
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: modems.talks[modem.uuid].lines[-1].text == "1")
    modems._network_says(modem.uuid, "Thank you")
    qtbot.waitUntil(lambda: box.state.text() == "The dialogue is over.")
    spoken = [box.model.spoken(row, 0) for row in box.model.rows()]
    assert spoken == ["You: *182#", f"Network: {MENU}", "You: 1", "Network: Thank you"]
    box.reject()
    assert modems.talks[modem.uuid].state == "ended"
    assert "modems.end" not in modems.o.calls


def test_what_is_typed_stays_while_the_talk_is_read_again(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in()
    modems.dial(modem.uuid, "*182#")
    modems._network_says(modem.uuid, MENU, asks=True)
    choose(view, modem, qtbot)
    press(view, "ussd", qtbot)
    box = dialog(UssdDialog)
    qtbot.waitUntil(lambda: box.talk.state == "asks")
    qtbot.keyClicks(box.field, "12")
    box.following.now()
    qtbot.waitUntil(lambda: not view.session.work._running)
    assert box.field.text() == "12"
    qtbot.mouseClick(box.end_button, LEFT)
    qtbot.waitUntil(lambda: modems.talks[modem.uuid].state == "ended")
    box.reject()


def test_closing_ends_a_talk_that_goes_on(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in()
    choose(view, modem, qtbot)
    press(view, "ussd", qtbot)
    box = dialog(UssdDialog)
    qtbot.keyClicks(box.field, "*182#")
    qtbot.mouseClick(box.send, LEFT)
    qtbot.waitUntil(lambda: box.talk.state == "waiting")
    box.reject()
    qtbot.waitUntil(lambda: modems.talks[modem.uuid].state == "ended")


def test_a_talk_that_is_over_meanwhile_is_explained(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in()
    modems.dial(modem.uuid, "*182#")
    modems._network_says(modem.uuid, MENU, asks=True)
    choose(view, modem, qtbot)
    press(view, "ussd", qtbot)
    box = dialog(UssdDialog)
    qtbot.waitUntil(lambda: box.talk.state == "asks")
    modems.o.failures["modems.answer"] = OutpostError("ussd_over")
    modems.talks[modem.uuid] = UssdTalk("failed", modems.talks[modem.uuid].lines)
    qtbot.keyClicks(box.field, "1")
    qtbot.mouseClick(box.send, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    assert "over already" in box.trouble.text()
    qtbot.waitUntil(lambda: box.talk.state == "failed")
    box.reject()


def test_the_balance_is_taught_by_example_and_checked(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in_used([CLINIC.uuid])
    choose(view, modem, qtbot)
    assert not view.details.buttons["balance"].isVisible()
    press(view, "ussd", qtbot)
    box = dialog(UssdDialog)
    qtbot.keyClicks(box.field, "*131#")
    qtbot.mouseClick(box.send, LEFT)
    qtbot.waitUntil(lambda: box.talk.state == "waiting")
    assert box.teach_button.isHidden()
    modems._network_says(modem.uuid, ANSWER)
    qtbot.waitUntil(box.teach_button.isVisible)
    qtbot.mouseClick(box.teach_button, LEFT)
    teach = dialog(TeachBalance)
    assert teach.chosen() == "1,250 RWF"
    cursor = teach.answer.textCursor()
    cursor.clearSelection()
    teach.answer.setTextCursor(cursor)
    assert not teach.accept_button.isEnabled()
    cursor.setPosition(ANSWER.index("1,250"))
    teach.answer.setTextCursor(cursor)
    for _ in range(len("1,250")):
        qtbot.keyClick(teach.answer, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert "1,250" in teach.amount.text()
    qtbot.mouseClick(teach.accept_button, LEFT)
    qtbot.waitUntil(lambda: now(modems, modem).balance_code == "*131#")
    taught = now(modems, modem).balance
    assert taught is not None
    assert taught.amount == "1,250"
    box.reject()
    press(view, "balance", qtbot)
    qtbot.waitUntil(lambda: view.details.facts.value("balance") == "\u20661,250 RWF\u2069")
    assert view.details.facts.value("checked") == "just now"


# The log


def test_the_log_goes_on_and_is_copied_and_saved(view: ModemsView, modems: ModemsService, tmp_path: Path, qtbot) -> None:
    modem = modems._plug_in()
    modems.lines[modem.uuid] = [ModemLogLine(NOW, "office", f"AT+CSQ {at}") for at in range(80)]
    choose(view, modem, qtbot)
    press(view, "log", qtbot)
    box = dialog(ModemLog)
    qtbot.waitUntil(lambda: box.model.rowCount() == 80)
    bar = box.table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    modems.lines[modem.uuid].append(ModemLogLine(NOW, "modem", "+CSQ: 21,99"))
    modems._change(modem.uuid, signal=-71)
    qtbot.waitUntil(lambda: box.model.rowCount() == 81)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    bar.setValue(0)
    modems.lines[modem.uuid].append(ModemLogLine(NOW, "modem", "OK"))
    box.following.now()
    qtbot.waitUntil(lambda: box.model.rowCount() == 82)
    assert bar.value() == 0
    qtbot.mouseClick(box.copy_button, LEFT)
    assert QGuiApplication.clipboard().text().endswith("modem\tOK\n")
    box.save(tmp_path / "modem.txt")
    qtbot.waitUntil(lambda: (tmp_path / "modem.txt").exists() and not view.session.work._running)
    assert len((tmp_path / "modem.txt").read_text("utf-8").splitlines()) == 82
    box.save(tmp_path / "no" / "modem.txt")
    qtbot.waitUntil(box.trouble.isVisible)
    assert "could not be written there" in box.trouble.text()
    box.reject()


def test_nothing_is_read_for_a_dialog_that_is_closed(view: ModemsView, modems: ModemsService, qtbot) -> None:
    modem = modems._plug_in()
    choose(view, modem, qtbot)
    press(view, "log", qtbot)
    box = dialog(ModemLog)
    qtbot.waitUntil(lambda: "modems.log" in modems.o.calls and not view.session.work._running)
    box.reject()
    modems.o.calls.clear()
    modems._change(modem.uuid, signal=-99)
    qtbot.waitUntil(lambda: "modems.all" in modems.o.calls and not view.session.work._running)
    assert "modems.log" not in modems.o.calls


# What stands in the way, and ports by hand


def test_obstacles_are_said_at_the_top_and_go(view: ModemsView, modems: ModemsService, office: StubOffice, qtbot) -> None:
    assert view.obstacles.isHidden()
    modems.obstacles = [Obstacle("driver_cd", "Huawei 12d1:1f01"), Obstacle("network_card", "Huawei 12d1:14dc")]
    office.changed("modems", workspace=None)
    qtbot.waitUntil(view.obstacles.isVisible)
    said = view.obstacles.texts()
    assert said[0].startswith("\u2066Huawei 12d1:1f01\u2069 shows itself as a CD drive. A stick")
    assert said[1].startswith("\u2066Huawei 12d1:14dc\u2069 is a network card. It is a HiLink stick")
    qtbot.waitUntil(lambda: view.obstacles.height() > 60)
    copy = [one for one in view.obstacles.findChildren(QPushButton) if one.isVisible()]
    assert [one.text() for one in copy] == ["Copy the command"]
    qtbot.mouseClick(copy[0], LEFT)
    assert QGuiApplication.clipboard().text() == "sudo apt install usb-modeswitch"
    modems.obstacles = []
    office.changed("modems", workspace=None)
    qtbot.waitUntil(view.obstacles.isHidden)


def test_ports_are_chosen_by_hand(view: ModemsView, modems: ModemsService, office: StubOffice, qtbot) -> None:
    modems.ports, modems.chosen_ports = ["COM3", "COM11"], ["COM9"]
    modems._plug_in()
    qtbot.waitUntil(lambda: view.found.ports == ["COM3", "COM11"])
    qtbot.mouseClick(view.missing_button, LEFT)
    box = dialog(ChoosePorts)
    assert box.chosen() == ["COM9"]
    qtbot.keyClick(box.boxes["COM11"], Qt.Key.Key_Space)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: modems.chosen_ports == ["COM11", "COM9"])
    qtbot.waitUntil(lambda: view.found.chosen_ports == ["COM11", "COM9"])


# Who may what, and Home


def test_others_see_the_state_and_no_commands(modems: ModemsService, office: StubOffice, request, qtbot) -> None:
    workspace = dataclasses.replace(CLINIC, role="agent")
    office.person = dataclasses.replace(office.person, is_office_admin=False, workspaces=[workspace])
    modem = modems._plug_in_used([CLINIC.uuid], state="stopped", trouble="credit")
    view = request.getfixturevalue("view")
    choose(view, modem, qtbot)
    assert view.details.state.sign().word == "Paused: no credit?"
    assert view.details.who.isVisible()
    assert not [one for one in view.details.buttons.values() if one.isVisible()]
    assert not view.missing_button.isVisible()


def home(bench: Workbench, qtbot) -> HomeView:
    view = bench.show_screen("home")
    assert isinstance(view, HomeView)
    view.reload()
    qtbot.waitUntil(lambda: not bench.session.work._running)
    return view


def test_home_shows_modems_that_need_somebody(modems: ModemsService, bench: Workbench, qtbot) -> None:
    modems._plug_in(state="stopped", trouble="sim_pin")
    paused = modems._plug_in_used([CLINIC.uuid], name="Airtel 2", state="stopped", trouble="credit")
    away = modems._plug_in_used([CLINIC.uuid], name="Field office", state="away", port="")
    view = home(bench, qtbot)
    card = view.attention.modems
    qtbot.waitUntil(card.isVisible)
    names = [one.accessibleName() for one in card.findChildren(QPushButton) if one.isVisible()]
    assert names == ["Send again: Airtel 2", "Show: Airtel 2", "Show: Field office"]
    again, _, show = (one for one in card.findChildren(QPushButton) if one.isVisible())
    qtbot.mouseClick(again, LEFT)
    qtbot.waitUntil(lambda: now(modems, paused).trouble == "")
    qtbot.waitUntil(lambda: len([one for one in card.findChildren(QPushButton) if one.isVisible()]) == 1)
    show = next(one for one in card.findChildren(QPushButton) if one.isVisible())
    qtbot.mouseClick(show, LEFT)
    assert bench.screen_name == "modems"
    shown = bench.views["modems"]
    assert isinstance(shown, ModemsView)
    qtbot.waitUntil(lambda: shown.details.modem is not None and shown.details.modem.uuid == away.uuid)


def test_an_office_with_a_modem_needs_no_phone(modems: ModemsService, office: StubOffice, bench: Workbench, qtbot) -> None:
    office.phone_list.clear()
    view = home(bench, qtbot)
    qtbot.waitUntil(view.steps.isVisible)
    modems._plug_in_used([CLINIC.uuid])
    view.reload()
    qtbot.waitUntil(view.steps.isHidden)
    assert view.phones.heading.text() == "Phones and modems"
    assert view.attention.modems.isHidden()
    qtbot.mouseClick(view.phones.more, LEFT)
    assert bench.screen_name == "modems"
