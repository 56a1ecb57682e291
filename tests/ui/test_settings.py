"""What is set for a workspace and for its part of a phone."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import isValid

from app.contracts.late import LatePolicy
from app.contracts.people import Person
from app.contracts.phones import PhoneShare
from app.errors import OutpostError
from tests.ui.stub_office import CLINIC, SCHOOL, StubOffice
from ui.views.phone_shares import PhoneShares
from ui.views.phones import PhonesView
from ui.views.workspace_settings import WorkspaceSettings
from ui.workbench import Workbench

LEFT = Qt.MouseButton.LeftButton


def dialog(kind: type[QDialog]) -> Any:
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    assert len(found) == 1
    return found[0]


def is_gone(box: QDialog) -> bool:
    return not isValid(box) or not box.isVisible()


# The workspace


def open_settings(bench: Workbench, qtbot, *, ready: bool = True) -> WorkspaceSettings:
    qtbot.mouseClick(bench.views["home"].settings, LEFT)
    box: WorkspaceSettings = dialog(WorkspaceSettings)
    qtbot.waitUntil(lambda: box._read is not None)
    assert box.accept_button.isEnabled() == ready
    return box


def test_quiet_hours_are_set_by_the_keyboard(bench: Workbench, office: StubOffice, qtbot) -> None:
    box = open_settings(bench, qtbot)
    assert not box.start.isEnabled()
    qtbot.keyClick(box.quiet, Qt.Key.Key_Space)
    assert (box.start.currentText(), box.end.currentText()) == ("8:00\u202fPM", "7:00\u202fAM")
    qtbot.keyClick(box.start, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_gone(box))
    assert office.quiet == (20 * 60 + 30, 7 * 60)
    assert "late.set_policy" not in office.calls


def test_quiet_hours_end(bench: Workbench, office: StubOffice, qtbot) -> None:
    office.quiet = (21 * 60 + 10, 6 * 60)
    box = open_settings(bench, qtbot)
    assert (box.start.currentText(), box.start.currentData()) == ("9:10\u202fPM", 1270)
    times = [box.start.itemData(at) for at in range(box.start.count())]
    assert times == sorted(times)
    qtbot.keyClick(box.quiet, Qt.Key.Key_Space)
    assert not box.quiet.isChecked()
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: is_gone(box))
    assert office.quiet == (None, None)


def test_what_becomes_of_late_reminders_is_set(bench: Workbench, office: StubOffice, qtbot) -> None:
    office.late_policy = LatePolicy("ask", 45)
    box = open_settings(bench, qtbot)
    assert (box.policy.currentText(), box.after.currentText()) == ("Ask somebody on Home", "45 minutes")
    qtbot.keyClicks(box.policy, "Send")
    qtbot.keyClicks(box.after, "2 h")
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: is_gone(box))
    assert office.late_policy == LatePolicy("send", 120)
    assert "workspaces.set_quiet_hours" not in office.calls


def test_settings_that_cannot_be_are_explained(bench: Workbench, office: StubOffice, qtbot) -> None:
    box = open_settings(bench, qtbot)
    box.quiet.setChecked(True)
    box.end.setCurrentIndex(box.start.currentIndex())
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    assert box.trouble.text() == "Quiet hours end at another time than they begin. Choose another time."
    assert box.accept_button.isEnabled()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert office.quiet == (None, None)


def test_settings_that_cannot_be_read_are_not_written(bench: Workbench, office: StubOffice, qtbot) -> None:
    office.failures["late.policy"] = OutpostError("engine_trouble")
    qtbot.mouseClick(bench.views["home"].settings, LEFT)
    box = dialog(WorkspaceSettings)
    qtbot.waitUntil(box.trouble.isVisible)
    assert not box.accept_button.isEnabled()
    box.reject()


def test_only_administrators_change_settings(office: StubOffice, request, qtbot) -> None:
    office.person = Person("amina", "Amina Uwase", False, [dataclasses.replace(CLINIC, role="editor")])
    box = open_settings(request.getfixturevalue("bench"), qtbot, ready=False)
    assert not box.accept_button.isVisible()
    assert not any(field.isEnabled() for field in (box.quiet, box.start, box.policy, box.after))
    box.reject()


@pytest.mark.parametrize(("role", "shown"), [("viewer", True), ("agent", False)])
def test_the_menu_has_the_settings_for_who_may_read_them(office: StubOffice, request, qtbot, role: Any, shown: bool) -> None:
    office.person = Person("amina", "Amina Uwase", False, [dataclasses.replace(CLINIC, role=role)])
    bench: Workbench = request.getfixturevalue("bench")
    assert bench.rail.settings.isVisible() == shown
    if shown:
        bench.rail.settings.trigger()
        dialog(WorkspaceSettings).reject()


# A phone


@pytest.fixture
def phones(bench: Workbench, qtbot) -> PhonesView:
    view = bench.show_screen("phones")
    assert isinstance(view, PhonesView)
    qtbot.waitUntil(lambda: view.model.rowCount() == 3)
    return view


def open_shares(view: PhonesView, qtbot) -> PhoneShares:
    qtbot.mouseClick(view.details.shares_button, LEFT)
    box: PhoneShares = dialog(PhoneShares)
    return box


def test_a_workspaces_share_of_a_phone_is_set(phones: PhonesView, office: StubOffice, qtbot) -> None:
    box = open_shares(phones, qtbot)
    assert [row.chosen() for row in box.rows] == [(2.0, 500), (1.0, None)]
    qtbot.keyClicks(box.rows[1].budget, "80")
    qtbot.keyClick(box.rows[1].weight, Qt.Key.Key_Down)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: is_gone(box))
    assert [(one.weight, one.daily_budget) for one in office.phone_list[0].shares] == [(2.0, 500), (2.0, 80)]
    assert office.calls.count("phones.set_share") == 1
    assert phones.details.phone == office.phone_list[0]


def test_a_limit_is_taken_away(phones: PhonesView, office: StubOffice, qtbot) -> None:
    box = open_shares(phones, qtbot)
    box.rows[0].budget.selectAll()
    qtbot.keyClick(box.rows[0].budget, Qt.Key.Key_Delete)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: is_gone(box))
    assert office.phone_list[0].shares[0].daily_budget is None


def test_a_limit_is_written_in_any_digits(phones: PhonesView, office: StubOffice, qtbot) -> None:
    box = open_shares(phones, qtbot)
    box.rows[1].budget.insert("٨٠")  # QTest types Latin letters only
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: is_gone(box))
    assert office.phone_list[0].shares[1].daily_budget == 80


@pytest.mark.parametrize("text", ["0", "many", "100001"])
def test_a_limit_that_cannot_be_is_explained(phones: PhonesView, office: StubOffice, qtbot, text: str) -> None:
    box = open_shares(phones, qtbot)
    qtbot.keyClicks(box.rows[1].budget, text)
    qtbot.mouseClick(box.accept_button, LEFT)
    assert "from 1 to 100,000" in box.trouble.text()
    assert box.rows[1].budget.property("wrong")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert "phones.set_share" not in office.calls


def test_an_unusual_weight_keeps_its_place(phones: PhonesView, office: StubOffice, qtbot) -> None:
    office.phone_list[0] = dataclasses.replace(
        office.phone_list[0], shares=[PhoneShare(CLINIC.uuid, True, 1.7, None, None, 0, None)]
    )
    phones.reload()
    qtbot.waitUntil(lambda: phones.details.phone is not None and len(phones.details.phone.shares) == 1)
    box = open_shares(phones, qtbot)
    weight = box.rows[0].weight
    assert (weight.currentText(), weight.isEnabled()) == ("1.7", False)
    values = [weight.itemData(at) for at in range(weight.count())]
    assert values == sorted(values)
    box.reject()


def test_workspaces_of_others_have_their_names(office: StubOffice, request, qtbot) -> None:
    office.person = dataclasses.replace(office.person, workspaces=[CLINIC])
    box = open_shares(request.getfixturevalue("phones"), qtbot)
    qtbot.waitUntil(lambda: box.rows[1].budget.accessibleName() == f"SMS parts a day of {SCHOOL.name}")
    box.reject()


def test_shares_are_for_office_administrators(office: StubOffice, request) -> None:
    office.person = dataclasses.replace(office.person, is_office_admin=False)
    view = request.getfixturevalue("phones")
    assert not view.details.shares_button.isVisible()
