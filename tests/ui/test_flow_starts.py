"""Starting a flow for many, and the list of starts, with real keys and clicks."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from app.contracts.base import EDITOR, VIEWER
from app.contracts.broadcasts import Exclusions, Progress, Recipients, ShownRecipients
from app.contracts.starts import FlowStart, StartProgress
from app.errors import Invalid, OutpostError
from tests.ui.stub_office import NOW, SCHOOL, StubOffice
from tests.ui.stub_sendings import StartsService
from tests.ui.test_broadcasts import mark, plan
from tests.ui.test_roles import become, settle
from ui import sending_texts as words
from ui.models.rows import ACCESSIBLE
from ui.models.starts import FlowStarts
from ui.session import Session
from ui.views.broadcasts import BroadcastsView
from ui.views.flows import FlowsView
from ui.views.start_flow import StartFlow
from ui.widgets.dialog import Question
from ui.workbench import Workbench

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def starts(office: StubOffice) -> StartsService:
    return office.services["starts"]


@pytest.fixture
def view(bench: Workbench, qtbot) -> BroadcastsView:
    made = bench.show_screen("broadcasts")
    assert isinstance(made, BroadcastsView)
    qtbot.mouseClick(made.buttons["starts"], LEFT)
    qtbot.waitUntil(lambda: made.starts.model.rowCount() == 2 and made.starts.details.isVisible())
    return made


@pytest.fixture
def flows(bench: Workbench, qtbot) -> FlowsView:
    made = bench.show_screen("flows")
    assert isinstance(made, FlowsView)
    qtbot.waitUntil(lambda: made.model.rowCount() == 3 and made.details.start_button.isVisible())
    return made


def dialog(kind: type[QDialog]) -> Any:
    [found] = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    return found


def test_the_starts_are_told_beside_the_broadcasts(view: BroadcastsView) -> None:
    model = view.starts.model
    assert [model.index(row, 1).data() for row in range(2)] == ["Starting", "Done"]
    assert [model.index(row, 2).data() for row in range(2)] == [
        "270 of 1,244 started · 9 skipped · 1 failed",
        "62 of 64 started · 2 skipped",
    ]
    assert model.index(0, 0).data(ACCESSIBLE) == "Weekly stock report. For Mothers, Health workers"
    details = view.starts.details
    told = {key: details.facts.value(key) for key in ("pending", "started", "skipped", "messages_delivered", "by")}
    assert told == {"pending": "120", "started": "270", "skipped": "9", "messages_delivered": "40", "by": "Amina Uwase"}
    assert details.left_out.text() == "Who was in this flow before"
    assert (details.bar.value(), details.bar.maximum()) == (280, 1244)


def test_a_start_is_followed_and_stopped(view: BroadcastsView, starts: StartsService, qtbot) -> None:
    uuid = starts._rows[0].uuid
    starts._work(uuid, StartProgress(100, 300, 9, 1, Progress(waiting=200)), queued=410)
    details = view.starts.details
    qtbot.waitUntil(lambda: details.facts.value("started") == "300")
    qtbot.mouseClick(details.interrupt_button, LEFT)
    question = dialog(Question)
    assert "stays in it" in question.accessibleDescription()
    qtbot.mouseClick(question.accept_button, LEFT)
    qtbot.waitUntil(lambda: details.state.sign().word == "Stopped")
    assert details.facts.value("skipped") == "109"
    assert not details.interrupt_button.isVisible()


def test_stopping_what_is_over_says_so(view: BroadcastsView, office: StubOffice, qtbot) -> None:
    office.failures["starts.interrupt"] = Invalid("start", "ended")
    qtbot.mouseClick(view.starts.details.interrupt_button, LEFT)
    with qtbot.waitSignal(view.starts.failed):
        qtbot.mouseClick(dialog(Question).accept_button, LEFT)
    qtbot.waitUntil(view.starts.details.interrupt_button.isEnabled)


def test_each_list_is_read_when_it_is_in_front(view: BroadcastsView, office: StubOffice, qtbot) -> None:
    qtbot.waitUntil(lambda: not view.session.work._running)
    before = office.calls.count("broadcasts.all")
    view.reload()
    qtbot.waitUntil(lambda: not view.session.work._running)
    assert office.calls.count("broadcasts.all") == before
    qtbot.mouseClick(view.buttons["broadcasts"], LEFT)
    qtbot.waitUntil(lambda: office.calls.count("broadcasts.all") > before)


def test_another_workspace_has_no_starts(view: BroadcastsView, session: Session, qtbot) -> None:
    session.switch(SCHOOL.uuid)
    qtbot.waitUntil(lambda: view.starts.currentWidget() is view.starts.empty)
    assert view.starts.model.rowCount() == 0


def test_a_flow_is_started_for_many(flows: FlowsView, starts: StartsService, qtbot) -> None:
    qtbot.mouseClick(flows.details.start_button, LEFT)
    box = dialog(StartFlow)
    qtbot.waitUntil(lambda: box.who.groups.rowCount() == 3)
    assert box.windowTitle() == "Start “Weekly stock report”"
    assert not box.accept_button.isEnabled()
    mark(box, "Health workers", qtbot)
    box.who.before.setChecked(True)
    qtbot.waitUntil(lambda: box.reach.text() == "Reaches 64 contacts.")
    plan(box, qtbot)
    assert box.plan.amount.text() == "64 contacts, 64 messages, 64 SMS"
    assert any("asks a web service" in warned for warned in box.plan.warned)
    assert "leaves it" in box.plan.text.text()
    assert box.accept_button.text() == "Start for 64 contacts"
    with qtbot.waitSignal(flows.session.notice) as said:
        qtbot.mouseClick(box.accept_button, LEFT)
    assert said.args == ["“Weekly stock report” is being started. The screen Broadcasts shows how far it is."]
    made = starts._rows[0]
    assert (made.recipients.groups[0].name, made.exclusions, made.total) == (
        "Health workers",
        Exclusions(started_previously=True),
        64,
    )


def test_a_flow_can_start_where_no_phone_is(flows: FlowsView, office: StubOffice, qtbot) -> None:
    office.phone_list.clear()
    qtbot.mouseClick(flows.details.start_button, LEFT)
    box = dialog(StartFlow)
    qtbot.waitUntil(lambda: box.who.groups.rowCount() == 3)
    mark(box, "Health workers", qtbot)
    plan(box, qtbot)
    assert box.plan.amount.text() == "64 contacts, no message"
    assert "can't be reached" in box.plan.warned[0]
    assert box.accept_button.isEnabled()
    box.reject()


def test_what_could_not_be_started_stays_chosen(flows: FlowsView, office: StubOffice, qtbot) -> None:
    qtbot.mouseClick(flows.details.start_button, LEFT)
    box = dialog(StartFlow)
    qtbot.keyClicks(box.who.query, "age = 3")
    plan(box, qtbot)
    office.failures["starts.start"] = OutpostError("busy", retryable=True)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    assert box.who.recipients() == Recipients(query="age = 3")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.mouseClick(dialog(Question).accept_button, LEFT)


def test_flows_that_nobody_can_start_here_have_no_button(flows: FlowsView, qtbot) -> None:
    flows.table.selectRow(2)
    qtbot.waitUntil(lambda: flows.details.name.text().startswith("Village survey"))
    assert not flows.details.start_button.isVisible()


@pytest.mark.parametrize(("role", "may"), [(EDITOR, True), (VIEWER, False)])
def test_who_may_start(role: Any, may: bool, office: StubOffice, request, qtbot) -> None:
    become(office, role)
    bench: Workbench = request.getfixturevalue("bench")
    view = bench.show_screen("flows")
    assert isinstance(view, FlowsView)
    qtbot.waitUntil(lambda: view.model.rowCount() == 3 and view.details.isVisible())
    assert view.details.start_button.isVisible() is may
    sends = bench.show_screen("broadcasts")
    assert isinstance(sends, BroadcastsView)
    sends.turn_to("starts")
    settle(bench, qtbot)
    qtbot.waitUntil(sends.starts.details.isVisible)
    assert sends.starts.details.interrupt_button.isVisible() is may
    view.start_flow()
    assert (len([one for one in QApplication.topLevelWidgets() if isinstance(one, StartFlow) and one.isVisible()]) == 1) is may
    assert office.refused == []
    if may:
        dialog(StartFlow).reject()


@pytest.mark.parametrize(
    ("state", "progress", "text"),
    [
        ("pending", StartProgress(0, 0, 0, 0, Progress()), "0 of 9 started"),
        ("started", StartProgress(4, 8, 0, 0, Progress()), "8 of 12 started"),
        ("completed", StartProgress(0, 8, 1, 1, Progress()), "8 of 10 started · 1 skipped · 1 failed"),
        ("completed", None, "9 contacts"),
    ],
)
def test_how_far_a_start_is(state: Any, progress: StartProgress | None, text: str, outpost_app) -> None:
    to = ShownRecipients(9, 0, [], "")
    start = FlowStart("s", "f", "Stock", "flow_action", state, to, Exclusions(), 9, 0, 9, None, "run:1", NOW)
    assert words.start_progress_text(start, progress) == text
    assert words.start_author(start) == "A flow"


def test_the_table_is_proper(session: Session, qtbot, qtmodeltester) -> None:
    model = FlowStarts(session)
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    qtmodeltester.check(model)
