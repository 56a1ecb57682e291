"""The Messages screen, with real keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QStyleOptionViewItem

from app.errors import OutpostError
from tests.ui.stub_office import SCHOOL, StubOffice
from ui.views.messages import MessagesView
from ui.workbench import Workbench


@pytest.fixture
def view(bench: Workbench, qtbot) -> MessagesView:
    made = bench.show_screen("messages")
    assert isinstance(made, MessagesView)
    qtbot.waitUntil(lambda: made.model.rowCount() > 0)
    return made


def open_row(view: MessagesView, qtbot, row: int = 0) -> str:
    view.list.setFocus()
    qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=view.list.visualRect(view.model.index(row, 0)).center())
    qtbot.waitUntil(lambda: view.conversation.history.rowCount() > 0 and bool(view.conversation.name.text()))
    return view.conversation.history.contact


def test_choosing_a_conversation_shows_it(view: MessagesView, qtbot) -> None:
    open_row(view, qtbot)
    assert view.conversation.name.text() == "Jean Bosco Habimana"
    assert view.conversation.history.rowCount() == 8
    assert view.conversation.flow.sign().word == "In flow: Weekly stock report"


def test_ctrl_enter_sends_and_the_bubble_is_there(view: MessagesView, office: StubOffice, qtbot) -> None:
    contact = open_row(view, qtbot)
    editor = view.conversation.reply.editor
    qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(editor, "Thank you")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: view.conversation.history.rowCount() == 9)
    assert view.conversation.history.rows()[-1].text == "Thank you"
    assert editor.toPlainText() == ""
    assert office.threads[contact][-1].text == "Thank you"


def test_what_could_not_be_sent_stays_and_goes_once(view: MessagesView, office: StubOffice, qtbot) -> None:
    contact = open_row(view, qtbot)
    reply = view.conversation.reply
    reply.editor.setPlainText("The car is late")
    office.failures["messages.reply"] = OutpostError("engine_trouble")
    qtbot.mouseClick(reply.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(reply.trouble.isVisible)
    assert reply.text() == "The car is late"
    first = reply._request[1]
    office.failures.clear()
    qtbot.mouseClick(reply.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: reply.text() == "")
    assert list(office.requests) == [first]
    assert [msg.text for msg in office.threads[contact]].count("The car is late") == 1


def test_news_come_in_without_touching_what_is_typed(view: MessagesView, office: StubOffice, qtbot) -> None:
    contact = open_row(view, qtbot)
    view.conversation.reply.editor.setPlainText("half a sen")
    office.add_msg(contact, "in", "One more thing", minutes=1)
    office.changed("messages", contact)
    qtbot.waitUntil(lambda: view.conversation.history.rows()[-1].text == "One more thing")
    assert view.conversation.reply.text() == "half a sen"
    bar = view.conversation.bubbles.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())


def test_news_do_not_move_whoever_reads_further_up(view: MessagesView, office: StubOffice, qtbot) -> None:
    contact = open_row(view, qtbot)
    for number in range(30):
        office.add_msg(contact, "in", f"line {number}", minutes=number / 100)
    office.changed("messages", contact)
    qtbot.waitUntil(lambda: view.conversation.history.rowCount() == 38)
    bubbles = view.conversation.bubbles
    bubbles.verticalScrollBar().setValue(300)
    top = bubbles.indexAt(QPoint(200, 30)).data(Qt.ItemDataRole.UserRole).uuid
    office.add_msg(contact, "in", "news", minutes=2)
    office.changed("messages", contact)
    qtbot.waitUntil(lambda: view.conversation.history.rowCount() == 39)
    assert bubbles.verticalScrollBar().value() == 300
    assert bubbles.indexAt(QPoint(200, 30)).data(Qt.ItemDataRole.UserRole).uuid == top
    assert view.conversation.newer.isVisible()
    qtbot.mouseClick(view.conversation.newer, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bubbles.verticalScrollBar().value() == bubbles.verticalScrollBar().maximum())
    assert not view.conversation.newer.isVisible()


def test_older_messages_come_when_scrolling_up_and_the_place_is_kept(view: MessagesView, office: StubOffice, qtbot) -> None:
    contact = office.add_contact("Long", "tel:+250788000000")
    for number in range(120):
        office.add_msg(contact, "in", f"message {number}", minutes=number / 100)
    view.open_contact(contact)
    qtbot.waitUntil(lambda: view.conversation.history.rowCount() == 50)
    bubbles = view.conversation.bubbles
    qtbot.waitUntil(lambda: bubbles.verticalScrollBar().maximum() > 500)
    bubbles.verticalScrollBar().setValue(100)
    top = bubbles.indexAt(QPoint(60, 40)).data(Qt.ItemDataRole.UserRole).text
    qtbot.waitUntil(lambda: view.conversation.history.rowCount() == 100)
    assert bubbles.indexAt(QPoint(60, 40)).data(Qt.ItemDataRole.UserRole).text == top


def test_a_failed_message_is_sent_again_by_a_click(view: MessagesView, office: StubOffice, qtbot) -> None:
    contact = open_row(view, qtbot)
    bubbles, history = view.conversation.bubbles, view.conversation.history
    failed = next(at for at, row in enumerate(history.rows()) if row.status == "failed")
    index = history.index(failed, 0)
    bubbles.scrollTo(index)
    option = QStyleOptionViewItem()
    bubbles.initViewItemOption(option)
    option.rect = bubbles.visualRect(index)
    spot = bubbles.itemDelegate().again_rect(option, index)
    assert spot.isValid()
    qtbot.mouseClick(bubbles.viewport(), Qt.MouseButton.LeftButton, pos=spot.center())
    qtbot.waitUntil(lambda: history.rows()[failed].status == "queued")
    assert office.threads[contact][failed].status == "queued"


def test_an_uncertain_message_is_sent_again_by_the_keyboard(view: MessagesView, office: StubOffice, qtbot) -> None:
    open_row(view, qtbot)
    bubbles, history = view.conversation.bubbles, view.conversation.history
    uncertain = next(at for at, row in enumerate(history.rows()) if row.uncertain)
    bubbles.setFocus()
    bubbles.setCurrentIndex(history.index(uncertain, 0))
    qtbot.keyClick(bubbles, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not history.rows()[uncertain].uncertain)


def test_the_cost_follows_the_text(view: MessagesView, qtbot) -> None:
    open_row(view, qtbot)
    reply = view.conversation.reply
    reply.editor.setPlainText("x" * 170)
    qtbot.waitUntil(lambda: reply.cost.text().startswith("2 SMS"))
    reply.editor.clear()
    assert reply.cost.text() == ""


def test_what_is_typed_is_kept_for_each_contact(view: MessagesView, qtbot) -> None:
    open_row(view, qtbot, 0)
    view.conversation.reply.editor.setPlainText("for Jean")
    open_row(view, qtbot, 1)
    assert view.conversation.reply.text() == ""
    open_row(view, qtbot, 0)
    assert view.conversation.reply.text() == "for Jean"


def test_a_contact_that_nothing_can_reach_says_why(view: MessagesView, office: StubOffice, qtbot) -> None:
    stopped = next(card for card in office.cards.values() if not card.can_reply)
    view.open_contact(stopped.uuid)
    qtbot.waitUntil(view.conversation.trouble.isVisible)
    assert "blocked, stopped or archived" in view.conversation.trouble.text.text()
    assert view.conversation.reply.editor.isReadOnly()
    view.conversation.reply.editor.setPlainText("hello")
    assert not view.conversation.reply.button.isEnabled()


def test_ctrl_f_searches(bench: Workbench, view: MessagesView, qtbot) -> None:
    qtbot.keyClick(bench, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert view.search.hasFocus()
    qtbot.keyClicks(view.search, "murak")
    qtbot.waitUntil(lambda: view.model.rowCount() == 1)
    qtbot.keyClicks(view.search, "zzz")
    qtbot.waitUntil(lambda: view.left.currentIndex() == 2)
    view.search.clear()
    qtbot.waitUntil(lambda: view.model.rowCount() == 10)


def test_another_workspace_closes_the_conversation(bench: Workbench, view: MessagesView, qtbot) -> None:
    open_row(view, qtbot)
    bench.session.switch(SCHOOL.uuid)
    assert view.right.currentIndex() == 0
    assert view.conversation.history.contact == ""
