"""What the keys do in a dialog: Return what the focused button says, Escape nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from tests.ui.stub_office import CLINIC, StubOffice
from ui.main_window import CloseQuestion
from ui.session import Session
from ui.views.uncertain import UncertainMessages
from ui.widgets.basic import Button
from ui.widgets.dialog import Dialog, Question
from ui.workbench import Workbench

RETURN, ENTER, ESCAPE, TAB, SPACE = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Space,
)

Shown = Callable[[Dialog], Dialog]


@pytest.fixture
def shown(qtbot) -> Shown:
    """Shows a dialog and waits for the keys to go to it."""

    def show(dialog: Dialog) -> Dialog:
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return show


def focus(dialog: Dialog) -> QWidget:
    found = dialog.focusWidget()
    assert found is not None
    return found


def question(kind: str = "danger") -> Question:
    return Question(None, "Release the phone?", "It forgets this office.", "Release", kind)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["danger", "primary"])
@pytest.mark.parametrize("key", [RETURN, ENTER])
def test_a_question_that_is_answered_at_once_changes_nothing(kind: str, key: Qt.Key, shown: Shown, qtbot) -> None:
    box = shown(question(kind))
    assert focus(box) is box.cancel_button
    assert box.cancel_button.isDefault()
    qtbot.keyClick(focus(box), key)
    assert not box.isVisible()
    assert box.result() == Dialog.DialogCode.Rejected


@pytest.mark.parametrize("key", [RETURN, ENTER, SPACE])
def test_the_button_with_the_focus_is_meant(key: Qt.Key, shown: Shown, qtbot) -> None:
    box = shown(question())
    qtbot.keyClick(focus(box), TAB)
    assert focus(box) is box.accept_button
    assert box.accept_button.isDefault()
    qtbot.keyClick(focus(box), key)
    assert box.result() == Dialog.DialogCode.Accepted


def test_back_on_cancel_nothing_is_done(shown: Shown, qtbot) -> None:
    box = shown(question())
    qtbot.keyClick(focus(box), TAB)
    qtbot.keyClick(focus(box), TAB)
    assert focus(box) is box.cancel_button
    qtbot.keyClick(focus(box), RETURN)
    assert box.result() == Dialog.DialogCode.Rejected


def test_escape_cancels_wherever_the_focus_is(shown: Shown, qtbot) -> None:
    box = shown(question())
    box.accept_button.setFocus()
    qtbot.keyClick(box.accept_button, ESCAPE)
    assert not box.isVisible()
    assert box.result() == Dialog.DialogCode.Rejected


def test_in_a_field_return_does_what_the_dialog_is_for(shown: Shown, qtbot) -> None:
    box = shown(Dialog(None, "Rename", "Rename"))
    done: list[str] = []
    field, other = QLineEdit(), Button("Look it up")
    other.setAutoDefault(False)
    box.add_field("Name", field)
    box.body.addWidget(other)
    box.accept_button.clicked.connect(lambda: done.append("renamed"))
    other.clicked.connect(lambda: done.append("looked"))
    box.hide()
    box.show()
    field.setFocus()
    qtbot.keyClick(field, RETURN)
    assert done == ["renamed"]
    other.setFocus()
    qtbot.keyClick(other, RETURN)
    assert done == ["renamed", "looked"]
    field.setFocus()
    qtbot.keyClick(field, RETURN)
    assert done == ["renamed", "looked", "renamed"]
    box.cancel_button.setFocus()
    qtbot.keyClick(box.cancel_button, RETURN)
    assert done == ["renamed", "looked", "renamed"]
    assert not box.isVisible()


def test_closing_keeps_the_engine_unless_another_button_is_chosen(shown: Shown, qtbot) -> None:
    box = shown(CloseQuestion(None))
    assert isinstance(box, CloseQuestion)
    qtbot.keyClick(focus(box), RETURN)
    assert (box.result(), box.choice) == (Dialog.DialogCode.Accepted, "keep")
    box = shown(CloseQuestion(None))
    assert isinstance(box, CloseQuestion)
    box.stop_button.setFocus()
    qtbot.keyClick(box.stop_button, RETURN)
    assert (box.result(), box.choice) == (Dialog.DialogCode.Accepted, "stop")
    box = shown(CloseQuestion(None))
    box.cancel_button.setFocus()
    qtbot.keyClick(box.cancel_button, RETURN)
    assert box.result() == Dialog.DialogCode.Rejected


def test_in_a_list_return_sends_nothing(office: StubOffice, session: Session, bench: Workbench, shown: Shown, qtbot) -> None:
    msgs = office.services["messages"].uncertain(CLINIC.uuid).rows
    box = shown(UncertainMessages(session, msgs, bench))
    assert isinstance(box, UncertainMessages)
    assert box.table.hasFocus()
    assert box.chosen()
    qtbot.keyClick(box.table, RETURN)
    assert not [one for one in box.findChildren(Question) if one.isVisible()]
    defaults = [one for one in box.findChildren(QPushButton) if one.isDefault()]
    assert defaults == [box.cancel_button]
