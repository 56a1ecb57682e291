"""What only a person can decide: Home's cards, the messages that were perhaps sent, and why a message waits."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QStyleOptionViewItem, QWidget

from app.contracts.explain import Step
from app.contracts.late import ClockState
from app.contracts.notifications import Notification
from app.contracts.people import Person
from app.errors import OutpostError
from tests.ui.stub_office import CLINIC, NOW, SCHOOL, StubOffice, late_report
from ui.decisions import clock_text
from ui.models.rows import TOOLTIP
from ui.views.attention import SHOWN_LINES
from ui.views.home import HomeView
from ui.views.messages import MessagesView
from ui.views.uncertain import UncertainMessages
from ui.views.why import WhyMessage
from ui.widgets.dialog import Question
from ui.workbench import Workbench

LEFT = Qt.MouseButton.LeftButton


def dialog(kind: type[QDialog]) -> Any:
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    assert len(found) == 1
    return found[0]


def button(qtbot, root: QWidget, name: str) -> QPushButton:
    """The one that is called so; Qt shows new ones in its own time."""

    def shown() -> list[QPushButton]:
        return [one for one in root.findChildren(QPushButton) if one.isVisible() and name in (one.accessibleName(), one.text())]

    qtbot.waitUntil(lambda: len(shown()) == 1)
    return shown()[0]


def confirm(qtbot, text: str) -> None:
    """Say yes to a question, after looking at what it says."""
    question = dialog(Question)
    assert text in f"{question.windowTitle()} {question.accessibleDescription()}"
    qtbot.mouseClick(question.accept_button, LEFT)


def read(bench: Workbench, qtbot) -> HomeView:
    view = bench.show_screen("home")
    assert isinstance(view, HomeView)
    view.reload()
    qtbot.waitUntil(lambda: not bench.session.work._running)
    return view


@pytest.fixture
def calm(office: StubOffice) -> StubOffice:
    """Nothing to decide."""
    office.threads.clear()
    return office


# The clock


def test_nothing_is_shown_while_there_is_nothing_to_decide(calm: StubOffice, bench: Workbench, qtbot) -> None:
    view = read(bench, qtbot)
    qtbot.waitUntil(lambda: "messages.uncertain" in calm.calls)
    assert view.attention.isHidden()


def test_a_clock_in_doubt_is_shown_and_trusted(calm: StubOffice, bench: Workbench, qtbot) -> None:
    calm.clock_state = ClockState(True, NOW, "leapt", 172_800, NOW - dt.timedelta(days=2))
    view = read(bench, qtbot)
    qtbot.waitUntil(view.attention.clock.isVisible)
    text = view.attention.clock.text.text()
    assert "leapt ahead by 2 days" in text
    assert "It says Thursday, March 5, 2026, 11:30" in text
    assert "Tuesday, March 3, 2026" in text
    assert not view.attention.clock.who.isVisible()
    qtbot.mouseClick(view.attention.clock.trust, LEFT)
    assert "late.trust_clock" not in calm.calls
    confirm(qtbot, "Is it now Thursday, March 5, 2026")
    qtbot.waitUntil(view.attention.clock.isHidden)
    assert not calm.clock_state.is_held


def test_the_clock_is_left_in_doubt_when_the_question_is_left(calm: StubOffice, bench: Workbench, qtbot) -> None:
    calm.clock_state = ClockState(True, NOW, "past", -86_400, NOW + dt.timedelta(days=1))
    view = read(bench, qtbot)
    qtbot.waitUntil(view.attention.clock.isVisible)
    view.attention.clock.trust.setFocus()
    qtbot.keyClick(view.attention.clock.trust, Qt.Key.Key_Space)
    qtbot.keyClick(dialog(Question), Qt.Key.Key_Escape)
    assert calm.clock_state.is_held
    assert "late.trust_clock" not in calm.calls


def test_others_read_who_can_decide_about_the_clock(calm: StubOffice, request, qtbot) -> None:
    calm.person = dataclasses.replace(calm.person, is_office_admin=False)
    calm.clock_state = ClockState(True, NOW, "leapt", -7200, NOW)
    view = read(request.getfixturevalue("bench"), qtbot)
    qtbot.waitUntil(view.attention.clock.isVisible)
    assert view.attention.clock.who.isVisible()
    assert not view.attention.clock.trust.isVisible()


def test_while_it_is_counted_nothing_is_asked(calm: StubOffice, bench: Workbench, qtbot) -> None:
    calm.clock_state = ClockState(True, NOW, "counting", 0, NOW)
    view = read(bench, qtbot)
    qtbot.waitUntil(view.attention.clock.isVisible)
    assert "being counted" in view.attention.clock.text.text()
    assert not view.attention.clock.trust.isVisible()


def test_an_answer_that_comes_too_late_is_explained(calm: StubOffice, bench: Workbench, qtbot) -> None:
    calm.clock_state = ClockState(True, NOW, "leapt", 7200, NOW)
    calm.failures["late.trust_clock"] = OutpostError("invalid", field="clock", reason="not_held")
    view = read(bench, qtbot)
    qtbot.waitUntil(view.attention.clock.isVisible)
    said: list[str] = []
    bench.session.notice.connect(said.append)
    qtbot.mouseClick(view.attention.clock.trust, LEFT)
    confirm(qtbot, "")
    qtbot.waitUntil(lambda: len(said) == 1)
    assert said[0] == "Nobody doubts the clock any more."
    qtbot.waitUntil(view.attention.clock.isEnabled)


# Late reminders


def late_home(office: StubOffice, bench: Workbench, qtbot, **more: Any) -> HomeView:
    office.reports = [late_report(**more)]
    view = read(bench, qtbot)
    qtbot.waitUntil(view.attention.late.isVisible)
    return view


def test_all_that_is_held_is_sent_after_a_question(calm: StubOffice, bench: Workbench, qtbot) -> None:
    card = late_home(calm, bench, qtbot).attention.late
    assert "212 reminders fell due" in card.text.text()
    qtbot.mouseClick(card.send_all, LEFT)
    confirm(qtbot, "211 reminders of campaigns go out, one to each contact. 1 schedule starts now")
    qtbot.waitUntil(card.isHidden)
    assert {line.decision for line in calm.reports[0].lines if line.outcome == "held"} == {"send"}


def test_all_that_is_held_is_skipped_by_the_keyboard(calm: StubOffice, bench: Workbench, qtbot) -> None:
    card = late_home(calm, bench, qtbot).attention.late
    card.skip_all.setFocus()
    qtbot.keyClick(card.skip_all, Qt.Key.Key_Space)
    question = dialog(Question)
    question.accept_button.setFocus()
    qtbot.keyClick(question.accept_button, Qt.Key.Key_Space)
    qtbot.waitUntil(card.isHidden)
    assert calm.reports[0].decision == "skip"


def test_one_line_is_sent_and_the_others_stay(calm: StubOffice, bench: Workbench, qtbot) -> None:
    card = late_home(calm, bench, qtbot).attention.late
    qtbot.mouseClick(button(qtbot, card, "Send now: Vaccination"), LEFT)
    confirm(qtbot, "Send 31 late reminders now?")
    qtbot.waitUntil(card.pending.isVisible)
    assert [line.decision for line in calm.reports[0].lines] == [None, "send", None, None]
    qtbot.mouseClick(button(qtbot, card, "Skip: Antenatal visits"), LEFT)
    confirm(qtbot, "180 reminders will never be sent.")
    qtbot.waitUntil(lambda: calm.reports[0].lines[0].decision == "skip")


def test_who_only_reads_cannot_decide(calm: StubOffice, request, qtbot) -> None:
    viewer = dataclasses.replace(CLINIC, role="viewer")
    calm.person = Person("amina", "Amina Uwase", False, [viewer])
    card = late_home(calm, request.getfixturevalue("bench"), qtbot).attention.late
    assert card.who.isVisible()
    assert [one.text() for one in card.findChildren(QPushButton) if one.isVisible()] == []


def test_many_lines_are_shown_when_they_are_wanted(calm: StubOffice, bench: Workbench, qtbot) -> None:
    line = late_report().lines[0]
    lines = [dataclasses.replace(line, id=f"held:campaign:{at}", name=f"Campaign {at}") for at in range(9)]
    card = late_home(calm, bench, qtbot, lines=lines).attention.late

    def shown() -> int:
        return sum(one.isVisible() and one.text() == "Skip" for one in card.findChildren(QPushButton))

    qtbot.waitUntil(lambda: shown() == SHOWN_LINES)
    qtbot.mouseClick(card.more, LEFT)
    qtbot.waitUntil(lambda: shown() == 9)
    assert not card.more.isVisible()


def test_the_focus_stays_while_nothing_changes(calm: StubOffice, bench: Workbench, qtbot) -> None:
    view = late_home(calm, bench, qtbot)
    chosen = button(qtbot, view.attention.late, "Skip: Vaccination")
    chosen.setFocus()
    before = calm.calls.count("late.reports")
    calm.changed("late", "r1")
    qtbot.waitUntil(lambda: calm.calls.count("late.reports") > before)
    view = read(bench, qtbot)
    assert chosen.isVisible()
    assert chosen.hasFocus()


def test_another_workspace_has_its_own(calm: StubOffice, bench: Workbench, qtbot) -> None:
    view = late_home(calm, bench, qtbot)
    bench.session.switch(SCHOOL.uuid)
    assert view.attention.isHidden()
    qtbot.waitUntil(lambda: not bench.session.work._running)
    assert view.attention.late.isHidden()


def test_a_decision_is_not_asked_twice_while_it_is_under_way(calm: StubOffice, bench: Workbench, qtbot) -> None:
    card = late_home(calm, bench, qtbot).attention.late
    calm.failures["late.decide"] = OutpostError("engine_trouble")
    qtbot.mouseClick(card.send_all, LEFT)
    confirm(qtbot, "")
    assert not card.send_all.isEnabled()
    qtbot.waitUntil(card.isEnabled)
    assert card.send_all.isVisible()
    assert calm.calls.count("late.decide") == 1


# News


def test_news_are_shown_until_they_were_seen(calm: StubOffice, bench: Workbench, qtbot) -> None:
    times = {"off_from": NOW.isoformat(), "off_until": NOW.isoformat()}
    data = {"reason": "off", "due": 3, "held": 0, "sent": 3, "skipped": 0, **times}
    calm.reports = [
        late_report("told", state="told", due=3, sent=3, held=0, lines=[]),
        late_report("decided", state="decided", lines=[]),
    ]
    calm.notices = [
        Notification("n1", CLINIC.uuid, "late:reported", "told", data, False, NOW),
        Notification("n2", CLINIC.uuid, "late:reported", "decided", data, False, NOW),
        Notification(
            "n3", CLINIC.uuid, "schedule:failed", "x", {"kind": "schedule", "name": "Hi", "error": "nobody"}, False, NOW
        ),
        Notification("n4", SCHOOL.uuid, "schedule:failed", "x", {"kind": "broadcast", "error": "nobody"}, False, NOW),
        Notification("n5", CLINIC.uuid, "schedule:failed", "y", {"kind": "broadcast", "error": "nobody"}, True, NOW),
    ]
    card = read(bench, qtbot).attention.told
    qtbot.waitUntil(card.isVisible)

    def told() -> list[str]:
        return [one.accessibleName() for one in card.findChildren(QPushButton) if one.isVisible()]

    qtbot.waitUntil(lambda: len(told()) == 2)
    assert "3 reminders fell due. Sent late: 3." in told()[0].replace("  ", " ").split("), ")[1]
    qtbot.mouseClick(button(qtbot, card, told()[0]), LEFT)
    qtbot.waitUntil(lambda: len(told()) == 1)
    assert [row.is_seen for row in calm.notices] == [True, False, False, False, True]


# Work that failed


def test_failed_work_is_tried_again(calm: StubOffice, bench: Workbench, qtbot) -> None:
    calm.letters = {"inbound": 3, "task": 1000}
    card = read(bench, qtbot).attention.letters
    qtbot.waitUntil(card.isVisible)
    said: list[str] = []
    bench.session.notice.connect(said.append)
    qtbot.mouseClick(button(qtbot, card, "Try again: Messages that came in: 3"), LEFT)
    qtbot.waitUntil(lambda: len(said) == 1)
    assert said[0] == "3 are tried again."
    qtbot.waitUntil(lambda: len([one for one in card.findChildren(QPushButton) if one.isVisible()]) == 2)
    assert button(qtbot, card, "See each")
    assert button(qtbot, card, "Try again: Other work: 1,000 or more")


def test_failed_work_is_for_office_administrators(calm: StubOffice, request, qtbot) -> None:
    calm.person = dataclasses.replace(calm.person, is_office_admin=False)
    calm.letters = {"inbound": 3}
    view = read(request.getfixturevalue("bench"), qtbot)
    assert "queues.letter_counts" not in calm.calls
    assert not view.attention.letters.isVisible()


def test_agents_are_asked_nothing(calm: StubOffice, request, qtbot) -> None:
    calm.person = Person("amina", "Amina Uwase", False, [dataclasses.replace(CLINIC, role="agent")])
    calm.reports = [late_report()]
    view = read(request.getfixturevalue("bench"), qtbot)
    assert not [call for call in calm.calls if call.startswith("late.")]
    assert view.attention.isHidden()
    assert not view.settings.isVisible()


def test_redis_that_is_away_hides_no_other_card(calm: StubOffice, bench: Workbench, qtbot) -> None:
    calm.failures["queues.letter_counts"] = OutpostError("queue_away", retryable=True)
    view = late_home(calm, bench, qtbot)
    assert view.banner.isHidden()


def test_trouble_is_said_until_it_is_over(calm: StubOffice, bench: Workbench, qtbot) -> None:
    calm.failures["late.reports"] = OutpostError("engine_trouble")
    view = read(bench, qtbot)
    qtbot.waitUntil(view.banner.isVisible)
    before = calm.calls.count("late.reports")
    calm.changed("flows")
    qtbot.waitUntil(lambda: calm.calls.count("late.reports") > before)
    assert view.banner.isVisible()
    calm.failures.clear()
    calm.reports = [late_report()]
    qtbot.mouseClick(view.banner.action, LEFT)
    qtbot.waitUntil(view.attention.late.isVisible)
    assert view.banner.isHidden()


# Perhaps sent


def open_uncertain(office: StubOffice, bench: Workbench, qtbot) -> UncertainMessages:
    stopped = next(uuid for uuid, card in office.cards.items() if not card.can_reply)
    office.add_msg(stopped, "out", "Come on Monday", "wired", -3, uncertain=True)
    card = read(bench, qtbot).attention.uncertain
    qtbot.waitUntil(card.isVisible)
    assert card.text.text().startswith("2 messages were perhaps sent, perhaps not")
    qtbot.mouseClick(card.look, LEFT)
    box: UncertainMessages = dialog(UncertainMessages)
    assert len(box.chosen()) == 2
    return box


def test_perhaps_sent_messages_are_marked_as_sent(office: StubOffice, bench: Workbench, qtbot) -> None:
    box = open_uncertain(office, bench, qtbot)
    qtbot.mouseClick(box.sent_button, LEFT)
    confirm(qtbot, "Mark 2 messages as sent?")
    qtbot.waitUntil(bench.views["home"].attention.uncertain.isHidden)
    assert not [msg for thread in office.threads.values() for msg in thread if msg.uncertain]
    assert "messages.resend_many" not in office.calls


def test_the_chosen_one_is_sent_again_by_the_keyboard(office: StubOffice, bench: Workbench, qtbot) -> None:
    box = open_uncertain(office, bench, qtbot)
    box.table.setFocus()
    qtbot.keyClick(box.table, Qt.Key.Key_Down)
    qtbot.keyClick(box.table, Qt.Key.Key_Up)
    assert len(box.chosen()) == 1
    box.accept_button.setFocus()
    qtbot.keyClick(box.accept_button, Qt.Key.Key_Space)
    confirm(qtbot, "Send 1 message again?")
    qtbot.waitUntil(lambda: box.model.rowCount() == 1)
    assert box.isVisible()
    box.reject()


def test_what_cannot_be_sent_again_stays_and_is_explained(office: StubOffice, bench: Workbench, qtbot) -> None:
    box = open_uncertain(office, bench, qtbot)
    qtbot.mouseClick(box.accept_button, LEFT)
    confirm(qtbot, "Send 2 messages again?")
    qtbot.waitUntil(box.trouble.isVisible)
    assert "no phone reaches these contacts" in box.trouble.text()
    assert [row.text for row in box.model.rows()] == ["Come on Monday"]
    assert not box.accept_button.isEnabled() or box.chosen()
    box.reject()


# Why a message waits


@pytest.fixture
def messages(bench: Workbench, office: StubOffice, qtbot) -> MessagesView:
    jean = next(iter(office.cards))
    msg = office.add_msg(jean, "out", "The car comes at noon", "queued", 1, author="Amina Uwase")
    later = NOW + dt.timedelta(minutes=42)
    office.waits[msg.uuid] = Step("wait_phone_full", {"limit": 29, "used": 29}, later)
    view = bench.show_screen("messages")
    assert isinstance(view, MessagesView)
    view.open_contact(jean)
    qtbot.waitUntil(lambda: bool(view.conversation.history.wait_text(msg)))
    return view


def at_end(view: MessagesView) -> Any:
    history = view.conversation.history
    return history.index(history.rowCount() - 1, 0)


def test_a_waiting_message_says_why(messages: MessagesView) -> None:
    index = at_end(messages)
    tip = index.data(TOOLTIP)
    assert tip.startswith("Waiting for a phone. The phone can send no more just now (29 parts")
    assert "Expected: Today, 12:12" in tip
    assert "The phone can send no more just now" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_reason_has_room_in_the_bubble(messages: MessagesView, office: StubOffice, qtbot) -> None:
    bubbles, history = messages.conversation.bubbles, messages.conversation.history
    high = bubbles.visualRect(at_end(messages)).height()
    office.waits.clear()
    history.refresh()
    qtbot.waitUntil(lambda: not at_end(messages).data(TOOLTIP))
    assert bubbles.visualRect(at_end(messages)).height() < high


def test_everything_about_a_message_by_the_keyboard(messages: MessagesView, qtbot) -> None:
    bubbles = messages.conversation.bubbles
    bubbles.setFocus()
    bubbles.setCurrentIndex(at_end(messages))
    qtbot.keyClick(bubbles, Qt.Key.Key_Return)
    box: WhyMessage = dialog(WhyMessage)
    qtbot.waitUntil(lambda: len(box.lines()) == 2)
    assert box.outcome.text() == "It still waits to be sent."
    assert "Amina Uwase wrote it." in box.lines()[0]
    assert "The phone can send no more" in box.lines()[1]
    qtbot.keyClick(box, Qt.Key.Key_Escape)


def test_agents_are_told_too_why_a_message_waits(office: StubOffice, request, qtbot) -> None:
    office.person = Person("amina", "Amina Uwase", False, [dataclasses.replace(CLINIC, role="agent")])
    jean = next(iter(office.cards))
    msg = office.add_msg(jean, "out", "The car comes at noon", "queued", 1)
    office.waits[msg.uuid] = Step("wait_phone_full", {"limit": 30, "used": 30})
    bench: Workbench = request.getfixturevalue("bench")
    view = bench.show_screen("messages")
    assert isinstance(view, MessagesView)
    view.open_contact(jean)
    qtbot.waitUntil(lambda: view.conversation.history.rowCount() == 9)
    qtbot.waitUntil(lambda: "The phone can send no more" in (at_end(view).data(TOOLTIP) or ""))
    assert office.refused == []
    uncertain = next(at for at, row in enumerate(view.conversation.history.rows()) if row.uncertain)
    assert sent_rect(view, uncertain).isEmpty()


def sent_rect(view: MessagesView, row: int) -> Any:
    bubbles = view.conversation.bubbles
    index = view.conversation.history.index(row, 0)
    bubbles.scrollTo(index)
    option = QStyleOptionViewItem()
    bubbles.initViewItemOption(option)
    option.rect = bubbles.visualRect(index)
    return bubbles.itemDelegate().sent_rect(option, index)


def test_a_perhaps_sent_message_is_marked_in_its_conversation(messages: MessagesView, office: StubOffice, qtbot) -> None:
    bubbles, history = messages.conversation.bubbles, messages.conversation.history
    uncertain = next(at for at, row in enumerate(history.rows()) if row.uncertain)
    assert "Its phone never told" in history.index(uncertain, 0).data(TOOLTIP)
    spot = sent_rect(messages, uncertain)
    assert spot.isValid()
    qtbot.mouseClick(bubbles.viewport(), LEFT, pos=QPoint(spot.center()))
    confirm(qtbot, "Was this message sent?")
    qtbot.waitUntil(lambda: history.rows()[uncertain].status == "sent")
    assert sent_rect(messages, uncertain).isEmpty()


def test_timers_that_wait_for_the_clock_are_named(outpost_app) -> None:
    state = ClockState(True, NOW, "leapt", 3600, NOW)
    assert "timers" not in clock_text(state, dt.UTC)
    far = dataclasses.replace(state, timers_wait=True)
    assert "Timers of conversations from before wait, too" in clock_text(far, dt.UTC)
