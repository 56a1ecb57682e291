"""The Broadcasts screen and sending a new one, with real keys and clicks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import isValid

from app.contracts.base import EDITOR, VIEWER
from app.contracts.broadcasts import BroadcastText, Exclusions, Progress, Recipients
from app.errors import OutpostError
from tests.ui.stub_office import CLINIC, SCHOOL, StubOffice
from tests.ui.stub_sendings import BroadcastsService, GroupsService
from tests.ui.test_roles import become, buttons
from ui.models.broadcasts import Broadcasts
from ui.models.estimates import PhoneEstimates
from ui.models.recipients import CHECK, COUNT, NAME, GroupChoice
from ui.models.rows import ACCESSIBLE
from ui.session import Session
from ui.views.broadcasts import BroadcastsView
from ui.views.new_broadcast import NewBroadcast
from ui.widgets.dialog import Question
from ui.workbench import Workbench

LEFT = Qt.MouseButton.LeftButton
RETURN, ESCAPE, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space
TEXT = "Market day is on Friday."


@pytest.fixture
def sendings(office: StubOffice) -> BroadcastsService:
    return office.services["broadcasts"]


@pytest.fixture
def view(bench: Workbench, qtbot) -> BroadcastsView:
    made = bench.show_screen("broadcasts")
    assert isinstance(made, BroadcastsView)
    qtbot.waitUntil(lambda: made.list.model.rowCount() > 0 and made.list.details.isVisible())
    return made


@pytest.fixture
def box(view: BroadcastsView, qtbot) -> Iterator[NewBroadcast]:
    qtbot.mouseClick(view.new_button, LEFT)
    made = dialog(NewBroadcast)
    qtbot.waitUntil(lambda: made.who.groups.rowCount() == 3)
    yield made
    if isValid(made):
        made._close()


def shown(kind: type[QDialog]) -> list[Any]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]


def dialog(kind: type[QDialog]) -> Any:
    [found] = shown(kind)
    return found


def write(box: NewBroadcast, text: str, qtbot, language: str = "eng") -> None:
    qtbot.mouseClick(box.texts.buttons[language], LEFT)
    qtbot.keyClicks(box.texts.editors[language].editor, text)


def mark(box: NewBroadcast, name: str, qtbot, column: int = NAME) -> None:
    at = next(at for at, group in enumerate(box.who.groups.rows()) if group.name == name)
    place = box.who.table.visualRect(box.who.groups.index(at, column)).center()
    qtbot.mouseClick(box.who.table.viewport(), LEFT, pos=place)


def plan(box: NewBroadcast, qtbot) -> None:
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: box.plan.isVisible() and box.back_button.isVisible())


# The list


def test_the_list_says_what_went_to_whom_and_how_far_it_is(view: BroadcastsView) -> None:
    model = view.list.model
    cells = [[model.index(row, column).data() for column in range(3)] for row in range(3)]
    assert [row[1] for row in cells] == ["Sending", "Failed", "Done"]
    assert cells[0][0].startswith("Dear @contact.first_name, the mobile clinic")
    assert [row[2] for row in cells] == ["371 of 1,178 sent · 9 not sent", "No messages", "1,104 messages"]
    assert model.index(0, 0).data(ACCESSIBLE).endswith("To Mothers")
    assert model.index(0, 1).data(ACCESSIBLE) == "State: Sending"


def test_the_chosen_one_is_told_in_full(view: BroadcastsView, qtbot) -> None:
    details = view.list.details
    assert details.state.sign().word == "Sending"
    told = {key: details.facts.value(key) for key in ("waiting", "handed", "sent", "delivered", "failed", "languages", "by")}
    assert told == {
        "waiting": "780", "handed": "18", "sent": "120", "delivered": "251", "failed": "9",
        "languages": "English, Ikinyarwanda", "by": "Amina Uwase",
    }  # fmt: skip
    assert (details.bar.value(), details.bar.maximum()) == (380, 1178)
    assert details.recipients.text() == "Mothers"
    assert details.left_out.text() == "Who is in a flow\nNot heard of for 90 days"
    view.list.table.selectRow(1)
    qtbot.waitUntil(lambda: details.state.sign().word == "Failed")
    assert details.error.isVisible()
    assert "can't be read" in details.error.text()
    assert not details.interrupt_button.isVisible()


def test_it_is_followed_while_it_goes_on(view: BroadcastsView, sendings: BroadcastsService, qtbot) -> None:
    uuid = sendings._rows[0].uuid
    sendings._work(uuid, Progress(delivered=1169, failed=9))
    qtbot.waitUntil(lambda: view.list.details.state.sign().word == "Done")
    assert view.list.model.index(0, 2).data() == "1,169 of 1,178 sent · 9 not sent"
    assert not view.list.details.interrupt_button.isVisible()


def test_old_ones_come_when_one_scrolls(view: BroadcastsView, sendings: BroadcastsService, qtbot) -> None:
    for number in range(120):
        sendings._add(f"Number {number}", state="completed")
    qtbot.waitUntil(lambda: view.list.model.rowCount() > 3)
    bar = view.list.table.verticalScrollBar()

    def scrolled() -> bool:
        bar.setValue(bar.maximum())
        return view.list.model.rowCount() == 123

    qtbot.waitUntil(scrolled)


def test_stopping_asks_and_takes_back(view: BroadcastsView, sendings: BroadcastsService, qtbot) -> None:
    qtbot.mouseClick(view.list.details.interrupt_button, LEFT)
    question = dialog(Question)
    assert "taken back" in question.accessibleDescription()
    qtbot.mouseClick(question.accept_button, LEFT)
    qtbot.waitUntil(lambda: view.list.details.state.sign().word == "Stopped")
    assert view.list.details.facts.value("taken_back") == "780"
    assert view.list.details.facts.value("waiting") == "0"
    assert not view.list.details.interrupt_button.isVisible()


def test_one_that_ended_meanwhile_is_told(view: BroadcastsView, office: StubOffice, qtbot) -> None:
    office.failures["broadcasts.interrupt"] = OutpostError("engine_trouble")
    qtbot.mouseClick(view.list.details.interrupt_button, LEFT)
    qtbot.mouseClick(dialog(Question).accept_button, LEFT)
    qtbot.waitUntil(lambda: "broadcasts.interrupt" in office.calls and view.list.details.interrupt_button.isEnabled())


def test_a_list_that_cannot_be_read_says_so(bench: Workbench, office: StubOffice, qtbot) -> None:
    office.failures["broadcasts.all"] = OutpostError("engine_trouble")
    view = bench.show_screen("broadcasts")
    qtbot.waitUntil(view.banner.isVisible)
    office.failures.clear()
    qtbot.mouseClick(view.banner.action, LEFT)
    qtbot.waitUntil(view.banner.isHidden)


def test_where_there_are_none_the_first_is_offered(bench: Workbench, sendings: BroadcastsService, qtbot) -> None:
    sendings._rows.clear()
    view = bench.show_screen("broadcasts")
    assert isinstance(view, BroadcastsView)
    qtbot.waitUntil(view.first_button.isVisible)
    assert "one message to many contacts" in view.empty.text.text()
    qtbot.mouseClick(view.first_button, LEFT)
    dialog(NewBroadcast).reject()


def test_another_workspace_has_its_own(view: BroadcastsView, session: Session, qtbot) -> None:
    session.switch(SCHOOL.uuid)
    qtbot.waitUntil(lambda: view.list.currentWidget() is view.empty)
    assert not view.new_button.isVisible()
    session.switch(CLINIC.uuid)
    qtbot.waitUntil(lambda: view.list.model.rowCount() == 3)


def test_viewers_look_and_send_nothing(office: StubOffice, request, qtbot) -> None:
    become(office, VIEWER)
    bench: Workbench = request.getfixturevalue("bench")
    view = bench.show_screen("broadcasts")
    assert isinstance(view, BroadcastsView)
    qtbot.waitUntil(lambda: view.list.model.rowCount() == 3 and view.list.details.isVisible())
    assert buttons(view) == {"Broadcasts", "Scheduled", "Flow starts"}
    view.write()
    assert not shown(NewBroadcast)
    office.services["broadcasts"]._rows.clear()
    view.list.clear()
    view.reload()
    qtbot.waitUntil(lambda: not view.session.work._running)
    assert "administrator or editor" in view.empty.text.text()
    assert office.refused == []


def test_editors_may_send(office: StubOffice, request, qtbot) -> None:
    become(office, EDITOR)
    bench: Workbench = request.getfixturevalue("bench")
    view = bench.show_screen("broadcasts")
    assert isinstance(view, BroadcastsView)
    qtbot.waitUntil(view.new_button.isVisible)


# A new one


def test_a_broadcast_is_written_counted_and_sent(
    view: BroadcastsView, box: NewBroadcast, sendings: BroadcastsService, qtbot
) -> None:
    assert not box.accept_button.isEnabled()
    assert box.reach.text() == "Nobody is chosen yet."
    write(box, TEXT, qtbot)
    write(box, "Isoko ni ku wa gatanu.", qtbot, "kin")
    assert not box.accept_button.isEnabled()
    mark(box, "Mothers", qtbot)
    mark(box, "Village chiefs", qtbot, COUNT)
    qtbot.waitUntil(lambda: box.reach.text() == "Reaches 1,211 contacts.")
    box.who.in_a_flow.setChecked(True)
    box.who.days.setCurrentIndex(2)
    qtbot.waitUntil(lambda: box.reach.text() == "Reaches 605 contacts.")
    plan(box, qtbot)
    assert box.plan.amount.text().startswith("About 605 contacts, 605 messages")
    assert box.plan.done.text() == "Done by about 6:41\u202fPM (7 h)"
    assert "English:\nMarket day" in box.plan.text.text()
    assert box.plan.languages.text() == "English 302 · Ikinyarwanda 302"
    assert [warned.partition(" was")[0] for warned in box.plan.warned][1:] == ["MTN 2"]
    assert box.plan.phones.rowCount() == 2
    assert box.accept_button.text() == "Send to 605 contacts"
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: view.list.details.title.text() == TEXT)
    groups = {group.name: group.uuid for group in sendings._groups._rows}
    [(texts, base, recipients, exclusions)] = sendings._sent
    assert texts == {"eng": BroadcastText(TEXT), "kin": BroadcastText("Isoko ni ku wa gatanu.")}
    assert base == "eng"
    assert recipients == Recipients(groups=[groups["Mothers"], groups["Village chiefs"]])
    assert exclusions == Exclusions(in_a_flow=True, not_seen_since_days=90)
    assert view.list.model.rowCount() == 4


def test_a_search_and_numbers_can_be_named(box: NewBroadcast, sendings: BroadcastsService, view: BroadcastsView, qtbot) -> None:
    write(box, TEXT, qtbot)
    qtbot.keyClicks(box.who.query, "district = Gasabo")
    box.who.numbers.setPlainText("0788 123 456\n0788 123 457, 0788 123 456")
    assert box.who.counted.text() == "2 phone numbers"
    qtbot.waitUntil(lambda: box.reach.text() == "Reaches 7 contacts.")
    plan(box, qtbot)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: view.list.details.title.text() == TEXT)
    [(_, _, recipients, _)] = sendings._sent
    assert recipients == Recipients(query="district = Gasabo", urns=["0788 123 456", "0788 123 457"])


def test_errors_stand_beside_their_fields_and_go_with_them(box: NewBroadcast, qtbot) -> None:
    qtbot.keyClicks(box.who.query, "shoe > 3 =")
    qtbot.waitUntil(box.who.errors["query"].isVisible)
    assert box.who.errors["query"].text() == "There is no contact field “shoe”."
    assert box.who.query.property("wrong")
    box.who.query.clear()
    assert not box.who.errors["query"].isVisible()
    assert box.reach.text() == "Nobody is chosen yet."
    box.who.numbers.setPlainText("Jean\n0788 123 456")
    qtbot.waitUntil(box.who.errors["urns"].isVisible)
    assert box.who.errors["urns"].text() == "No phone numbers: Jean"
    write(box, TEXT, qtbot)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: box.accept_button.isEnabled() and box.accept_button.text() == "Continue")
    assert box.who.errors["urns"].isVisible()
    assert not box.is_planned


def test_an_older_count_never_stands_for_a_newer_question(box: NewBroadcast, office: StubOffice, qtbot) -> None:
    office.hold = threading.Event()
    mark(box, "Mothers", qtbot)
    qtbot.waitUntil(lambda: office.calls.count("broadcasts.preview") == 1)
    mark(box, "Health workers", qtbot)
    assert box.reach.text() == "Counting…"
    office.hold.set()
    qtbot.waitUntil(lambda: office.calls.count("broadcasts.preview") == 2)
    qtbot.waitUntil(lambda: box.reach.text() == "Reaches 1,244 contacts.")
    mark(box, "Mothers", qtbot)
    mark(box, "Health workers", qtbot)
    assert box.reach.text() == "Nobody is chosen yet."
    qtbot.waitUntil(lambda: not box.session.work._running)
    assert box.reach.text() == "Nobody is chosen yet."


def test_counting_that_was_cut_short_says_so(box: NewBroadcast, sendings: BroadcastsService, qtbot) -> None:
    sendings._least = 900
    mark(box, "Mothers", qtbot)
    qtbot.waitUntil(lambda: box.reach.text() == "Reaches 900 contacts or more.")


def test_a_count_that_fails_is_told(box: NewBroadcast, office: StubOffice, qtbot) -> None:
    office.failures["broadcasts.preview"] = OutpostError("busy")
    mark(box, "Mothers", qtbot)
    qtbot.waitUntil(lambda: "very busy" in box.reach.text())


def test_a_group_that_is_gone_is_no_longer_offered(box: NewBroadcast, office: StubOffice, qtbot) -> None:
    mark(box, "Mothers", qtbot)
    groups: GroupsService = office.services["groups"]
    groups._rows = [group for group in groups._rows if group.name != "Mothers"]
    qtbot.waitUntil(box.who.errors["recipients"].isVisible)
    qtbot.waitUntil(lambda: box.who.groups.rowCount() == 2)
    assert box.who.is_empty


@pytest.mark.parametrize(
    ("code", "said"), [("engine_trouble", "could not finish this"), ("engine_unreachable", "does not go out twice")]
)
def test_what_could_not_be_sent_stays(code: str, said: str, box: NewBroadcast, office: StubOffice, qtbot) -> None:
    write(box, TEXT, qtbot)
    mark(box, "Mothers", qtbot)
    plan(box, qtbot)
    office.failures["broadcasts.send"] = OutpostError(code, retryable=True)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    assert said in box.trouble.text()
    assert box.texts.editors["eng"].text() == TEXT
    office.failures.clear()
    with qtbot.waitSignal(box.accepted):
        qtbot.mouseClick(box.accept_button, LEFT)
    assert len(office.services["broadcasts"]._sent) == 1


def test_what_was_sent_and_not_answered_is_found_by_the_next_try(
    box: NewBroadcast, office: StubOffice, sendings: BroadcastsService, qtbot
) -> None:
    write(box, TEXT, qtbot)
    mark(box, "Mothers", qtbot)
    plan(box, qtbot)
    office.unheard.add("broadcasts.send")
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    office.unheard.clear()
    with qtbot.waitSignal(box.accepted):
        qtbot.mouseClick(box.accept_button, LEFT)
    assert len(sendings._sent) == 1


def test_another_text_is_another_request(box: NewBroadcast, office: StubOffice, sendings: BroadcastsService, qtbot) -> None:
    write(box, TEXT, qtbot)
    mark(box, "Mothers", qtbot)
    plan(box, qtbot)
    office.unheard.add("broadcasts.send")
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    office.unheard.clear()
    qtbot.mouseClick(box.back_button, LEFT)
    write(box, " Come early.", qtbot)
    plan(box, qtbot)
    with qtbot.waitSignal(box.accepted):
        qtbot.mouseClick(box.accept_button, LEFT)
    assert [texts["eng"].text for texts, *_ in sendings._sent] == [TEXT, TEXT + " Come early."]


def test_nothing_is_thrown_away_while_it_is_being_sent(
    view: BroadcastsView, box: NewBroadcast, office: StubOffice, sendings: BroadcastsService, qtbot
) -> None:
    write(box, TEXT, qtbot)
    mark(box, "Mothers", qtbot)
    plan(box, qtbot)
    office.hold = threading.Event()
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: "broadcasts.send" in office.calls)
    assert not box.accept_button.isEnabled()
    qtbot.keyClick(box, ESCAPE)
    assert box.isVisible()
    office.hold.set()
    qtbot.waitUntil(lambda: view.list.details.title.text() == TEXT)


def test_a_hasty_return_sends_nothing(box: NewBroadcast, sendings: BroadcastsService, qtbot) -> None:
    write(box, TEXT, qtbot)
    mark(box, "Mothers", qtbot)
    plan(box, qtbot)
    qtbot.keyClick(box.back_button, RETURN)
    assert not box.is_planned
    assert box.texts.editors["eng"].text() == TEXT
    assert sendings._sent == []


def test_ctrl_enter_goes_on_and_sends_nothing(box: NewBroadcast, sendings: BroadcastsService, qtbot) -> None:
    editor = box.texts.editors["eng"].editor
    qtbot.keyClick(editor, RETURN, Qt.KeyboardModifier.ControlModifier)
    assert not box.is_planned
    write(box, TEXT, qtbot)
    mark(box, "Mothers", qtbot)
    qtbot.keyClick(editor, RETURN, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(box.back_button.isVisible)
    qtbot.keyClick(box, RETURN, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not box.session.work._running)
    assert sendings._sent == []
    assert editor.toPlainText() == TEXT


def test_without_a_phone_nothing_can_be_sent(box: NewBroadcast, office: StubOffice, qtbot) -> None:
    office.phone_list.clear()
    write(box, TEXT, qtbot)
    mark(box, "Mothers", qtbot)
    plan(box, qtbot)
    assert box.plan.warned == ["No phone or modem could send it. Share one with this workspace first, or choose others."]
    assert not box.accept_button.isEnabled()
    qtbot.mouseClick(box.back_button, LEFT)
    assert box.accept_button.isEnabled()


def test_what_changes_while_it_is_worked_out_is_worked_out_anew(box: NewBroadcast, office: StubOffice, qtbot) -> None:
    write(box, TEXT, qtbot)
    mark(box, "Mothers", qtbot)
    qtbot.waitUntil(lambda: box.reach.text() == "Reaches 1,180 contacts.")
    office.hold = threading.Event()
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: "broadcasts.estimate" in office.calls)
    write(box, " Come early.", qtbot)
    office.hold.set()
    qtbot.waitUntil(lambda: not box.session.work._running)
    assert not box.is_planned
    assert (box.accept_button.text(), box.accept_button.isEnabled()) == ("Continue", True)


def test_escape_asks_when_something_is_typed(box: NewBroadcast, qtbot) -> None:
    write(box, TEXT, qtbot)
    qtbot.keyClick(box, ESCAPE)
    question = dialog(Question)
    qtbot.mouseClick(question.cancel_button, LEFT)
    assert box.isVisible()
    assert box.texts.editors["eng"].text() == TEXT
    qtbot.keyClick(box, ESCAPE)
    qtbot.mouseClick(dialog(Question).accept_button, LEFT)
    qtbot.waitUntil(
        lambda: not [one for one in QApplication.topLevelWidgets() if isinstance(one, NewBroadcast) and one.isVisible()]
    )


def test_escape_closes_what_is_empty(view: BroadcastsView, qtbot) -> None:
    qtbot.mouseClick(view.new_button, LEFT)
    box = dialog(NewBroadcast)
    qtbot.keyClick(box, ESCAPE)
    assert not box.isVisible()


def test_what_is_typed_is_there_again_after_signing_in(view: BroadcastsView, box: NewBroadcast, session: Session, qtbot) -> None:
    write(box, TEXT, qtbot)
    write(box, "Isoko", qtbot, "kin")
    qtbot.keyClicks(box.who.query, "age = 3")
    box.who.numbers.setPlainText("0788 123 456")
    box.hide()  # as the window does that turns to the page of signing in
    box.deleteLater()
    again = NewBroadcast(session, view)
    assert {code: editor.text() for code, editor in again.texts.editors.items()} == {"eng": TEXT, "kin": "Isoko"}
    assert again.who.recipients() == Recipients(query="age = 3", urns=["0788 123 456"])
    again.show()
    qtbot.waitUntil(lambda: again.reach.text() == "Reaches 6 contacts.")
    again._close()
    assert session.drafts == {}
    assert NewBroadcast(session, view).texts.is_empty


def test_a_text_that_is_too_long_does_not_go_on(box: NewBroadcast, qtbot) -> None:
    mark(box, "Mothers", qtbot)
    box.texts.editors["eng"].editor.setPlainText("x" * 641)
    assert box.texts.editors["eng"].limit.text() == "Too long: 641 characters. A message may have 640."
    assert not box.accept_button.isEnabled()
    box.texts.editors["eng"].editor.setPlainText("x" * 640)
    assert box.accept_button.isEnabled()


def test_what_a_text_takes_is_told_while_one_writes(box: NewBroadcast, qtbot) -> None:
    editor = box.texts.editors["eng"]
    editor.editor.setPlainText("Çarşamba @contact.first_name")
    qtbot.waitUntil(lambda: editor.cost.text().startswith("1 SMS"))
    assert "With ş an SMS holds 70 characters" in editor.letters.text()
    assert "the next step counts them" in editor.filled_in.text()
    editor.editor.clear()
    assert editor.cost.text() == ""


def test_the_first_name_is_put_in(box: NewBroadcast, qtbot) -> None:
    write(box, "Dear ", qtbot)
    qtbot.mouseClick(box.texts.insert_button, LEFT)
    assert box.texts.editors["eng"].editor.toPlainText() == "Dear @contact.first_name"
    assert box.texts.buttons["eng"].accessibleName() == "English, written"
    assert box.texts.buttons["kin"].accessibleName() == "Ikinyarwanda, empty"


def test_groups_are_marked_with_the_keyboard(box: NewBroadcast, qtbot) -> None:
    box.who.table.setFocus()
    box.who.table.setCurrentIndex(box.who.groups.index(0, NAME))
    qtbot.keyClick(box.who.table, SPACE)
    assert [group.name for group in box.who.groups.chosen()] == ["Health workers"]
    qtbot.keyClick(box.who.table, SPACE)
    assert box.who.groups.chosen() == []


def test_many_groups_can_be_searched_and_stay_chosen(view: BroadcastsView, office: StubOffice, qtbot) -> None:
    for number in range(20):
        office.services["groups"]._add(f"Village {number}", number)
    qtbot.mouseClick(view.new_button, LEFT)
    box = dialog(NewBroadcast)
    qtbot.waitUntil(lambda: box.who.groups.rowCount() == 23 and box.who.search.isVisible())
    qtbot.keyClicks(box.who.search, "moth")
    qtbot.waitUntil(lambda: box.who.groups.rowCount() == 1)
    mark(box, "Mothers", qtbot)
    box.who.search.clear()
    qtbot.waitUntil(lambda: box.who.groups.rowCount() == 23)
    qtbot.keyClicks(box.who.search, "village 7")
    qtbot.waitUntil(lambda: box.who.groups.rowCount() == 1)
    assert box.who.chosen.text() == "Mothers"
    assert len(box.who.recipients().groups) == 1
    box.reject()


# The models


def test_the_tables_are_proper(session: Session, sendings: BroadcastsService, qtbot, qtmodeltester) -> None:
    model = Broadcasts(session)
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    groups = GroupChoice()
    groups.set_groups(sendings._groups._rows)
    groups.setData(groups.index(0, NAME), Qt.CheckState.Checked, CHECK)
    assert groups.index(0, NAME).data(CHECK) == Qt.CheckState.Checked
    assert groups.index(0, COUNT).data(ACCESSIBLE) == "Contacts: 1,180"
    phones = PhoneEstimates(session, session)
    recipients = Recipients(groups=[sendings._groups._rows[0].uuid])
    phones.replace(sendings.estimate(CLINIC.uuid, {"eng": BroadcastText("x")}, "eng", recipients, Exclusions()).phones)
    assert [phones.index(0, column).data() for column in range(5)] == ["Reception", "590", "12", "7 h", "6:41\u202fPM"]
    for made in (model, groups, phones):
        qtmodeltester.check(made)
