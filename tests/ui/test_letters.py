"""Work that failed for good, one by one: the list behind Home's card."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from app.contracts.queues import DeadLetter, Dismissed, DismissOutcome, LetterKind, Requeued, RequeueOutcome
from app.errors import OutpostError
from app.queue.tasks import TASKS
from app.services.channel_events import TYPES
from app.services.fires import KINDS as TIMERS
from tests.ui.stub_office import CLINIC, NOW, StubOffice
from ui import letters as words
from ui.models.letters import ABOUT, SINCE, STATE, TRIES, WHAT, WHY
from ui.models.rows import ACCESSIBLE
from ui.texts import ltr
from ui.views.home import HomeView
from ui.views.letters import FailedWork
from ui.widgets.dialog import Question
from ui.workbench import Workbench

LEFT, RETURN = Qt.MouseButton.LeftButton, Qt.Key.Key_Return


@pytest.fixture
def calm(office: StubOffice) -> StubOffice:
    """Nothing else to decide."""
    office.threads.clear()
    return office


def open_list(office: StubOffice, bench: Workbench, qtbot) -> FailedWork:
    """Through Home's card."""
    view = bench.show_screen("home")
    assert isinstance(view, HomeView)
    view.reload()
    qtbot.waitUntil(view.attention.letters.isVisible)
    qtbot.mouseClick(view.attention.letters.each, LEFT)
    box = next(one for one in QApplication.topLevelWidgets() if isinstance(one, FailedWork) and one.isVisible())
    settle(bench, qtbot)
    qtbot.waitUntil(lambda: box.model.rowCount() >= min(1, len(office.dead)))
    return box


def settle(bench: Workbench, qtbot) -> None:
    qtbot.waitUntil(lambda: not bench.session.work._running)


def cells(box: FailedWork, column: int) -> list[str]:
    return [box.model.index(row, column).data() for row in range(box.model.rowCount())]


def choose(box: FailedWork, *rows: int) -> None:
    box.table.clearSelection()
    flags = box.table.selectionModel().SelectionFlag
    for row in rows:
        box.table.selectionModel().select(box.model.index(row, 0), flags.Select | flags.Rows)


def three(office: StubOffice) -> list[DeadLetter]:
    inbound = office.add_letter("inbound", about="Reception", error="disk_full")
    start = office.add_letter(
        "start", contact="c1", contact_name="Ada", flow="f1", flow_name="Stock", error="ZeroDivisionError", errors=3
    )
    task = office.add_letter("task", workspace=None, workspace_name=None, about="index_words", error="worker_lost", errors=10)
    return [inbound, start, task]


def test_each_is_seen_in_words(calm: StubOffice, bench: Workbench, qtbot, qtmodeltester) -> None:
    three(calm)
    box = open_list(calm, bench, qtbot)
    assert cells(box, WHAT) == ["Message that came in", "Flow start", "Other work"]
    assert cells(box, ABOUT) == ["Not known yet who", "Ada", "Making messages searchable"]
    assert cells(box, TRIES) == ["3", "3", "10"]
    assert cells(box, STATE) == ["Failed"] * 3
    assert all("AM" in moment for moment in cells(box, SINCE))
    assert cells(box, WHY)[0] == "The disk is full. Free some space, then try again."
    assert "fault of its own" in cells(box, WHY)[1]
    rows = box.model.rows()
    assert [box.model.second(row, WHAT) for row in rows] == [CLINIC.name, CLINIC.name, "The whole office"]
    assert [box.model.second(row, ABOUT) for row in rows] == ["Came in on Reception", "Flow Stock", ""]
    assert [box.model.second(row, WHY) for row in rows] == ["disk_full", "ZeroDivisionError", "worker_lost"]
    spoken = box.model.index(0, WHY).data(ACCESSIBLE)
    assert spoken == "Why it failed: The disk is full. Free some space, then try again. disk_full"
    assert box.shown.text() == "3 shown"
    qtmodeltester.check(box.model)


def test_the_one_under_the_keyboard_is_told_in_full(calm: StubOffice, bench: Workbench, qtbot) -> None:
    three(calm)
    box = open_list(calm, bench, qtbot)
    assert box.table.hasFocus()
    assert box.why.text() == "The disk is full. Free some space, then try again."
    assert box.code.text() == f"Came in on Reception · {ltr('disk_full')}"
    qtbot.keyClick(box.table, Qt.Key.Key_Down)
    assert "fault of its own" in box.why.text()
    assert box.code.text() == f"Flow Stock · {ltr('ZeroDivisionError')}"


def test_those_chosen_are_tried_again_and_it_is_said_what_became_of_each(calm: StubOffice, bench: Workbench, qtbot) -> None:
    _, _, task = three(calm)
    fire = calm.add_letter("campaign_fire", contact="c1", contact_name="Ada", about="Visits")
    calm.replaced = {fire.id}
    box = open_list(calm, bench, qtbot)
    assert cells(box, ABOUT) == ["Not known yet who", "Ada", "Ada", "Making messages searchable"]
    calm.dead.remove(task)  # another administrator was faster
    choose(box, 0, 2, 3)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.said.isVisible)
    settle(bench, qtbot)
    assert cells(box, STATE) == ["Tried again", "Failed", "Another date took its place", "Somebody was faster"]
    assert box.said.text() == (
        "1 is tried again. 1 had been dealt with by somebody else already, or is gone. "
        "For 1 there is another date meanwhile: nothing of it is sent."
    )
    assert [one.kind for one in calm.dead] == ["start"]
    assert not box.accept_button.isEnabled()
    choose(box, 1)
    assert box.accept_button.isEnabled()


def test_what_fails_again_says_so_with_its_new_reason(calm: StubOffice, bench: Workbench, qtbot) -> None:
    letter = calm.add_letter("inbound", about="Reception", error="disk_full")
    box = open_list(calm, bench, qtbot)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: cells(box, STATE) == ["Tried again"])
    settle(bench, qtbot)
    calm.dead.append(dataclasses.replace(letter, error="database_away"))
    calm.changed("queue", workspace=None)
    qtbot.waitUntil(lambda: cells(box, STATE) == ["Failed again"])
    assert cells(box, WHY) == ["The office's database does not answer. Try again in a moment."]
    choose(box, 0)
    assert box.accept_button.isEnabled()
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: cells(box, STATE) == ["Tried again"])


def test_all_of_a_kind_are_tried_again(calm: StubOffice, bench: Workbench, qtbot) -> None:
    three(calm)
    calm.add_letter("start", contact="c2", contact_name="Bob")
    box = open_list(calm, bench, qtbot)
    box.kind.setCurrentIndex(box.kind.findData("start"))
    box.kind.activated.emit(box.kind.currentIndex())
    qtbot.waitUntil(lambda: cells(box, ABOUT) == ["Ada", "Bob"])
    qtbot.mouseClick(box.all_button, LEFT)
    qtbot.waitUntil(lambda: cells(box, STATE) == ["Tried again"] * 2)
    assert box.said.text() == "2 are tried again."
    assert sorted(one.kind for one in calm.dead) == ["inbound", "task"]
    settle(bench, qtbot)
    assert not box.all_button.isEnabled()


def test_all_kinds_are_tried_again_and_home_reads_anew(calm: StubOffice, bench: Workbench, qtbot) -> None:
    three(calm)
    box = open_list(calm, bench, qtbot)
    qtbot.mouseClick(box.all_button, LEFT)
    qtbot.waitUntil(lambda: cells(box, STATE) == ["Tried again"] * 3)
    assert calm.dead == []
    view: Any = bench.views["home"]
    qtbot.waitUntil(view.attention.letters.isHidden)
    box.reject()


def test_a_long_list_comes_page_by_page(calm: StubOffice, bench: Workbench, qtbot) -> None:
    for at in range(70):
        calm.add_letter("inbound", contact=f"c{at}", contact_name=f"Person {at}")
    for at in range(60):
        calm.add_letter("start", contact=f"d{at}", contact_name=f"Starter {at}")
    box = open_list(calm, bench, qtbot)
    assert box.model.rowCount() == 50
    assert box.shown.text() == "50 shown. More come when you scroll down."

    def scrolled_through() -> bool:
        box.table.scrollToBottom()
        return box.model.rowCount() == 130

    qtbot.waitUntil(scrolled_through)
    assert box.shown.text() == "130 shown"
    assert cells(box, ABOUT) == [f"Person {at}" for at in range(70)] + [f"Starter {at}" for at in range(60)]
    settle(bench, qtbot)
    choose(box, 5)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: cells(box, STATE)[5] == "Tried again")
    settle(bench, qtbot)
    assert box.model.rowCount() == 130
    assert len(calm.dead) == 129


def test_a_kind_that_has_none_says_so(calm: StubOffice, bench: Workbench, qtbot) -> None:
    three(calm)
    box = open_list(calm, bench, qtbot)
    box.kind.setCurrentIndex(box.kind.findData("broadcast"))
    box.kind.activated.emit(box.kind.currentIndex())
    qtbot.waitUntil(box.empty.isVisible)
    assert not box.accept_button.isEnabled()
    assert not box.all_button.isEnabled()
    assert not box.why.isVisible()


def test_redis_that_is_away_hides_no_other_work(calm: StubOffice, bench: Workbench, qtbot, monkeypatch) -> None:
    three(calm)
    service = calm.services["queues"]
    real, real_all = service.letters, service.requeue_all

    def letters(kind: LetterKind, after: str | None = None, limit: int = 50) -> Any:
        if kind == "task":
            raise OutpostError("queue_away", retryable=True)
        return real(kind, after, limit)

    def requeue_all(kind: LetterKind) -> Any:
        if kind == "task":
            raise OutpostError("queue_away", retryable=True)
        return real_all(kind)

    monkeypatch.setattr(service, "letters", letters)
    monkeypatch.setattr(service, "requeue_all", requeue_all)
    box = open_list(calm, bench, qtbot)
    assert cells(box, WHAT) == ["Message that came in", "Flow start"]
    assert "does not answer" in box.trouble.text()
    qtbot.mouseClick(box.all_button, LEFT)
    qtbot.waitUntil(lambda: cells(box, STATE) == ["Tried again"] * 2)
    assert box.said.text() == "2 are tried again."
    assert "does not answer" in box.trouble.text()


def test_trouble_is_said_and_the_list_stays(calm: StubOffice, bench: Workbench, qtbot) -> None:
    three(calm)
    box = open_list(calm, bench, qtbot)
    calm.failures["queues.requeue"] = OutpostError("database_away", retryable=True)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    assert cells(box, STATE) == ["Failed"] * 3
    assert box.accept_button.isEnabled()
    assert len(calm.dead) == 3


def test_by_the_keyboard(calm: StubOffice, bench: Workbench, qtbot) -> None:
    three(calm)
    box = open_list(calm, bench, qtbot)
    qtbot.keyClick(box.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(box.chosen()) == 2
    while not box.accept_button.hasFocus():
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert "queues.requeue" not in calm.calls
    qtbot.keyClick(box.accept_button, RETURN)
    qtbot.waitUntil(lambda: cells(box, STATE) == ["Tried again", "Tried again", "Failed"])
    assert box.table.hasFocus()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.result() == QDialog.DialogCode.Rejected


def question_of(box: FailedWork) -> Question:
    return next(one for one in box.findChildren(Question) if one.isVisible())


def test_what_can_never_be_handled_is_dismissed(calm: StubOffice, bench: Workbench, qtbot) -> None:
    calm.add_letter("inbound", about="Stick", error="pdu_unreadable")
    box = open_list(calm, bench, qtbot)
    qtbot.mouseClick(box.dismiss_button, LEFT)
    question = question_of(box)
    assert question.windowTitle() == "Dismiss 1 piece of work?"
    assert question.accessibleDescription() == (
        "No flow gets these messages. Where it is known who wrote, they stand in the inbox and can be answered. "
        "Outpost never tries again. This cannot be taken back."
    )
    assert "queues.dismiss" not in calm.calls
    qtbot.mouseClick(question.accept_button, LEFT)
    qtbot.waitUntil(lambda: cells(box, STATE) == ["Dismissed"])
    assert box.said.text() == "1 is dismissed."
    settle(bench, qtbot)
    assert not box.accept_button.isEnabled()
    assert not box.dismiss_button.isEnabled()
    assert calm.dead == []
    view: Any = bench.views["home"]
    qtbot.waitUntil(view.attention.letters.isHidden)


def test_a_question_that_is_left_dismisses_nothing(calm: StubOffice, bench: Workbench, qtbot) -> None:
    three(calm)
    box = open_list(calm, bench, qtbot)
    choose(box, 0, 1, 2)
    qtbot.mouseClick(box.dismiss_button, LEFT)
    question = question_of(box)
    assert question.windowTitle() == "Dismiss 2 pieces of work?"  # a task is only tried again
    assert "The flow does not start for these contacts." in question.accessibleDescription()
    qtbot.keyClick(question, RETURN)
    assert not question.isVisible()
    assert len(calm.dead) == 3
    choose(box, 2)
    assert not box.dismiss_button.isEnabled()
    assert box.accept_button.isEnabled()


def test_what_no_try_can_better_says_so_and_can_still_be_dismissed(
    calm: StubOffice, bench: Workbench, qtbot, monkeypatch
) -> None:
    letter = calm.add_letter("inbound", about="Stick", error="pdu_unreadable")
    monkeypatch.setattr(calm.services["queues"], "requeue", lambda ids: [Requeued(one, "final") for one in ids])
    box = open_list(calm, bench, qtbot)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: box.said.text() == "1 can't be tried again.")
    settle(bench, qtbot)
    assert cells(box, STATE) == ["Can't be tried again"]
    assert (box.accept_button.isEnabled(), box.dismiss_button.isEnabled()) == (False, True)
    calm.dead.remove(letter)  # another administrator was faster
    qtbot.mouseClick(box.dismiss_button, LEFT)
    qtbot.mouseClick(question_of(box).accept_button, LEFT)
    qtbot.waitUntil(lambda: cells(box, STATE) == ["Somebody was faster"])


def test_closing_while_it_is_read_leaves_nothing(calm: StubOffice, bench: Workbench, qtbot) -> None:
    three(calm)
    box = open_list(calm, bench, qtbot)
    calm.changed("queue", workspace=None)
    box.model.refresh()
    box.reject()
    settle(bench, qtbot)
    assert not [one for one in bench.findChildren(QPushButton) if one.text() == "Try all again" and one.isVisible()]


# Words


def test_every_kind_task_and_event_has_words() -> None:
    assert set(words.KINDS) == set(get_args(LetterKind))
    for kind in words.KINDS:
        assert words.kind_text(kind) != kind
        assert words.kinds_text(kind) != kind
    tasks = {name for names in TASKS.values() for name in names}
    assert tasks == set(words._tasks())
    assert {*TYPES, *TIMERS} == set(words._events())


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("", "Nobody noted why."),
        ("no_workspace", "serves no workspace"),
        ("worker_lost", "ended in the middle"),
        ("pdu_unreadable", "nobody can read"),
        ("queue_away", "The server that holds the queues does not answer."),
        ("query:syntax", "search that says who gets it"),
        ("flow:missing", "The flow is no longer here."),
        ("session:invalid", "can't go on"),
        ("some_code_of_tomorrow", "fault of its own"),
        ("ZeroDivisionError('division by zero')", "fault of its own"),
        ("KeyError", "fault of its own"),
        ("OSError", "disk and network"),
        ("engine:strange", "fault of its own"),
    ],
)
def test_errors_have_sentences(error: str, said: str) -> None:
    assert said in words.why_text(error)


def test_what_became_of_many_is_said_in_one_breath() -> None:
    assert words.result_text([]) == "0 are tried again."
    assert words.result_text([Requeued("a", "final"), Requeued("b", "final")]) == "2 can't be tried again."
    both = [Dismissed("a", "dismissed"), Dismissed("b", "dismissed"), Dismissed("c", "kept")]
    assert words.result_text(both) == "2 are dismissed. 1 can't be dismissed, only tried again."
    outcomes = {*get_args(RequeueOutcome), *get_args(DismissOutcome)}
    signs = [words.outcome_sign(outcome).word for outcome in (*outcomes, "dead_again", "")]
    assert len(set(signs)) == len(signs)


def test_what_is_lost_by_dismissing_is_said_of_every_kind_but_tasks() -> None:
    never = words.dismiss_text([])
    for kind in words.KINDS:
        assert (words.dismiss_text([kind]) == never) == (kind == "task")
    assert words.dismiss_text(words.KINDS).endswith(never)


def test_what_a_letter_is_about() -> None:
    def made(kind: LetterKind, **more: Any) -> DeadLetter:
        bare = DeadLetter("x:1", kind, None, None, None, None, None, None, "", "", 3, NOW)
        return dataclasses.replace(bare, **more)

    for letter, about, detail in (
        (made("inbound", contact="c", contact_name=""), "A contact without a name", ""),
        (made("channel_event", about="mo_miss"), "Not known yet who", "Missed call"),
        (made("fire", contact="c", contact_name="Ada", about="timeout", flow_name="Stock"), "Ada", "did not answer"),
        (made("flow_start", flow_name="Stock"), "Stock", ""),
        (made("broadcast"), "–", ""),
        (made("campaign_fire", contact_name="Ada", about="Visits", flow_name="Stock"), "Ada", "Campaign Visits · Flow Stock"),
        (made("task", about="unheard_of"), "unheard_of", ""),
    ):
        assert words.about_text(letter) == about
        assert detail in words.detail_text(letter)
        assert detail or not words.detail_text(letter)
