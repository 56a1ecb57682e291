"""Messages to many at a later time: writing, changing and taking off, with real keys and clicks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app.contracts.base import VIEWER
from app.contracts.broadcasts import BroadcastText, Recipients
from app.contracts.flows import Schedule
from app.errors import Invalid, OutpostError
from tests.ui.stub_office import CLINIC, NOW, SCHOOL, StubOffice
from tests.ui.stub_sendings import ScheduledBroadcastsService
from tests.ui.test_broadcasts import dialog, mark, plan, shown, write
from tests.ui.test_roles import become, buttons
from tests.ui.test_sending_texts import estimate
from ui import estimate_texts
from ui import schedule_texts as words
from ui.models.rows import ACCESSIBLE
from ui.models.schedule import day_of, first_offered, made_schedule, week
from ui.models.scheduled import Scheduled
from ui.session import Session
from ui.views.broadcasts import BroadcastsView
from ui.views.new_broadcast import ChangeScheduled, NewBroadcast
from ui.widgets.dialog import Question
from ui.workbench import Workbench

LEFT = Qt.MouseButton.LeftButton
KIGALI = ZoneInfo("Africa/Kigali")
TEXT = "Send your report."
TOMORROW = dt.datetime(2026, 3, 6, 9, 0, tzinfo=KIGALI)


@pytest.fixture
def scheduled(office: StubOffice) -> ScheduledBroadcastsService:
    return office.services["scheduled_broadcasts"]


@pytest.fixture
def view(bench: Workbench, qtbot) -> BroadcastsView:
    made = bench.show_screen("broadcasts")
    assert isinstance(made, BroadcastsView)
    qtbot.mouseClick(made.buttons["scheduled"], LEFT)
    qtbot.waitUntil(lambda: made.scheduled.model.rowCount() == 2 and made.scheduled.details.isVisible())
    return made


@pytest.fixture
def box(view: BroadcastsView, qtbot) -> Iterator[NewBroadcast]:
    """Written and with somebody chosen, for a time."""
    qtbot.mouseClick(view.new_button, LEFT)
    made = dialog(NewBroadcast)
    qtbot.waitUntil(lambda: made.who.groups.rowCount() == 3)
    write(made, TEXT, qtbot)
    mark(made, "Mothers", qtbot)
    made.when.choice.setCurrentIndex(1)
    yield made
    if isValid(made):
        made._close()


@pytest.fixture
def change(view: BroadcastsView, qtbot) -> Iterator[ChangeScheduled]:
    """The weekly one."""
    view.scheduled.table.selectRow(1)
    qtbot.mouseClick(view.scheduled.change_button, LEFT)
    qtbot.waitUntil(lambda: bool(shown(ChangeScheduled)))
    made = dialog(ChangeScheduled)
    qtbot.waitUntil(lambda: made.who.groups.rowCount() == 3)
    yield made
    if isValid(made):
        made._close()


def choose(box: NewBroadcast, repeat: str) -> None:
    at = box.when.repeat.findData(repeat)
    box.when.repeat.setCurrentIndex(at)
    box.when.repeat.activated.emit(at)


def test_what_is_scheduled_is_told(view: BroadcastsView, qtbot) -> None:
    model = view.scheduled.model
    cells = [[model.index(row, column).data() for column in range(4)] for row in range(2)]
    assert cells == [
        ["The road is open again.", "Late: Home asks", "Once", "–"],
        ["Send us your stock before noon.", "Tomorrow, 11:30\u202fAM", "Every week: Fri", "Friday"],
    ]
    details = view.scheduled.details
    assert details.state.sign().word == "Late: Home asks"
    assert details.facts.value("late") == "Today, 2:30\u202fAM"
    view.scheduled.table.selectRow(1)
    qtbot.waitUntil(lambda: details.state.sign().word == "Scheduled")
    assert details.recipients.text() == "Health workers\n2 contacts"
    assert details.progress.isHidden()
    assert details.bar.isHidden()


def test_a_broadcast_is_scheduled(view: BroadcastsView, box: NewBroadcast, scheduled: ScheduledBroadcastsService, qtbot) -> None:
    assert box.when.day.date() == QDate(2026, 3, 6)
    choose(box, "weekly")
    assert box.when.days["F"].isChecked()
    qtbot.mouseClick(box.when.days["M"], LEFT)
    qtbot.waitUntil(
        lambda: box.when.times.text() == ("Goes out: Tomorrow, 9:00\u202fAM · 3/13/26, 9:00\u202fAM · 3/20/26, 9:00\u202fAM …")
    )
    plan(box, qtbot)
    assert box.plan.done.text() == (
        "Goes out first: Tomorrow, 9:00\u202fAM. Every week: Monday, Friday. By what waits now it takes about 7 h."
    )
    assert box.plan.table.isColumnHidden(4)
    assert not any("last heard" in warned for warned in box.plan.warned)
    assert box.accept_button.text() == "Schedule it"
    with qtbot.waitSignal(view.session.notice) as said:
        qtbot.mouseClick(box.accept_button, LEFT)
    assert said.args == ["The broadcast is on the schedule."]
    qtbot.waitUntil(lambda: view.scheduled.details.title.text() == TEXT)
    assert view.front is view.scheduled
    draft = list(scheduled._drafts.values())[-1]
    assert draft.translations == {"eng": BroadcastText(TEXT)}
    assert draft.schedule == Schedule(TOMORROW, "weekly", "MF", TOMORROW)


def test_a_time_that_cannot_be_is_told_beside_it(box: NewBroadcast, qtbot) -> None:
    box.when.day.setDate(QDate(2026, 3, 4))
    qtbot.waitUntil(box.when.trouble.isVisible)
    assert box.when.trouble.text() == "This time is past. Choose a later one."
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: box.accept_button.isEnabled() and box.accept_button.text() == "Continue")
    assert box.when.trouble.isVisible()
    assert not box.is_planned
    box.when.day.setDate(QDate(2026, 3, 9))
    assert not box.when.trouble.isVisible()
    qtbot.waitUntil(lambda: box.when.times.text() == "Goes out: Monday, 9:00\u202fAM")
    choose(box, "weekly")
    qtbot.mouseClick(box.when.days["M"], LEFT)
    qtbot.waitUntil(box.when.trouble.isVisible)
    assert box.when.trouble.text() == "Choose the days of the week on which it repeats."


def test_now_is_the_first_choice_and_can_be_had_back(box: NewBroadcast, office: StubOffice, qtbot) -> None:
    box.when.choice.setCurrentIndex(0)
    assert not box.when.day.isVisible()
    plan(box, qtbot)
    assert box.accept_button.text() == "Send to 1,180 contacts"
    assert not box.plan.table.isColumnHidden(4)
    with qtbot.waitSignal(box.accepted):
        qtbot.mouseClick(box.accept_button, LEFT)
    assert len(office.services["broadcasts"]._sent) == 1


def test_the_schedule_may_be_full(box: NewBroadcast, office: StubOffice, qtbot) -> None:
    office.failures["scheduled_broadcasts.add"] = Invalid("schedule", "too_many")
    plan(box, qtbot)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.when.trouble.isVisible)
    assert box.when.trouble.text().startswith("500 broadcasts are scheduled already.")
    assert box.texts.editors["eng"].text() == TEXT


def test_one_is_changed_and_keeps_what_is_not_shown(
    view: BroadcastsView, change: ChangeScheduled, scheduled: ScheduledBroadcastsService, qtbot
) -> None:
    assert change.texts.editors["eng"].text() == "Send us your stock before noon."
    assert [group.name for group in change.who.groups.chosen()] == ["Health workers"]
    assert change.who.named.text() == "2 contacts"
    assert change.when.time.currentText() == "11:30\u202fAM"
    assert change.when.days["F"].isChecked()
    assert not change.when.choice.isVisible()
    write(change, "Please! ", qtbot)
    qtbot.mouseClick(change.who.forget_button, LEFT)
    choose(change, "daily")
    plan(change, qtbot)
    assert change.accept_button.text() == "Save"
    qtbot.mouseClick(change.accept_button, LEFT)
    qtbot.waitUntil(lambda: view.scheduled.details.facts.value("repeat") == "Every day")
    [draft] = [one for one in scheduled._drafts.values() if one.schedule.repeat == "daily"]
    assert draft.translations["eng"].quick_replies == ["Done"]
    assert draft.recipients == Recipients(groups=[scheduled._groups._rows[1].uuid])
    assert view.scheduled.model.rowCount() == 2


def test_escape_asks_only_when_something_was_changed(view: BroadcastsView, change: ChangeScheduled, qtbot) -> None:
    qtbot.keyClick(change, Qt.Key.Key_Escape)
    assert not change.isVisible()
    qtbot.mouseClick(view.scheduled.change_button, LEFT)
    qtbot.waitUntil(lambda: bool(shown(ChangeScheduled)))
    again = dialog(ChangeScheduled)
    qtbot.waitUntil(lambda: again.who.groups.rowCount() == 3)
    again.when.repeat.setCurrentIndex(1)
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    qtbot.mouseClick(dialog(Question).accept_button, LEFT)
    qtbot.waitUntil(lambda: not shown(ChangeScheduled))


def test_one_is_taken_off(view: BroadcastsView, scheduled: ScheduledBroadcastsService, qtbot) -> None:
    qtbot.mouseClick(view.scheduled.details.interrupt_button, LEFT)
    qtbot.mouseClick(dialog(Question).accept_button, LEFT)
    qtbot.waitUntil(lambda: view.scheduled.model.rowCount() == 1)
    qtbot.waitUntil(lambda: view.scheduled.details.title.text() == "Send us your stock before noon.")
    assert len(scheduled._rows) == 1


def test_one_that_is_gone_meanwhile_is_told(view: BroadcastsView, office: StubOffice, qtbot) -> None:
    office.failures["scheduled_broadcasts.draft"] = OutpostError("not_found")
    qtbot.mouseClick(view.scheduled.change_button, LEFT)
    qtbot.waitUntil(view.banner.isVisible)
    assert "no longer here" in view.banner.text.text()
    assert shown(ChangeScheduled) == []


def test_an_empty_schedule_says_what_it_is_for(view: BroadcastsView, session: Session, qtbot) -> None:
    session.switch(SCHOOL.uuid)
    qtbot.waitUntil(lambda: view.scheduled.currentWidget() is view.scheduled.empty)
    assert "go out later" in view.scheduled.empty.text.text()


def test_viewers_look_at_the_schedule(office: StubOffice, request, qtbot) -> None:
    become(office, VIEWER)
    bench: Workbench = request.getfixturevalue("bench")
    view = bench.show_screen("broadcasts")
    assert isinstance(view, BroadcastsView)
    view.turn_to("scheduled")
    qtbot.waitUntil(lambda: view.scheduled.model.rowCount() == 2 and view.scheduled.details.isVisible())
    assert buttons(view) == {"Broadcasts", "Scheduled", "Flow starts"}
    assert office.refused == []


# Words and models


@pytest.mark.parametrize(
    ("schedule", "text"),
    [
        (Schedule(TOMORROW), "Once"),
        (Schedule(TOMORROW, "daily"), "Every day"),
        (Schedule(TOMORROW, "weekly", "MRU"), "Every week: Monday, Thursday, Sunday"),
        (Schedule(dt.datetime(2026, 3, 30, 23, 0, tzinfo=dt.UTC), "monthly"), "Every month, on day 31"),
    ],
)
def test_how_it_is_repeated(schedule: Schedule, text: str, outpost_app) -> None:
    assert words.repeat_text(schedule, KIGALI) == text


def test_times_go_on_with_dots(outpost_app) -> None:
    times = [NOW + dt.timedelta(days=at) for at in range(3)]
    assert words.times_text(times, 2, NOW, KIGALI) == "Goes out: 11:30\u202fAM · Tomorrow, 11:30\u202fAM …"
    assert words.times_text(times[:1], 2, NOW, KIGALI) == "Goes out: 11:30\u202fAM"


def test_what_goes_out_later_may_have_nobody_and_no_phone_now(outpost_app) -> None:
    nobody: dict[str, Any] = {"contacts": 0, "messages": 0, "phones": []}
    [caution] = estimate_texts.cautions(estimate(**nobody), NOW, KIGALI, is_now=False)
    assert caution.text.startswith("Nobody would get it now.")
    assert not caution.is_grave
    [caution] = estimate_texts.cautions(estimate(phones=[], unreachable=40, messages=0), NOW, KIGALI, is_now=False)
    assert not caution.is_grave


def test_a_schedule_is_made_in_the_workspaces_zone(outpost_app) -> None:
    made = made_schedule(QDate(2026, 3, 6), 540, "weekly", {"U", "M"}, KIGALI)
    assert (made.start, made.days_of_week) == (TOMORROW, "MU")
    assert made_schedule(QDate(2026, 3, 6), 540, "daily", {"M"}, KIGALI).days_of_week == ""
    assert first_offered(dt.datetime(2026, 3, 4, 23, 0, tzinfo=dt.UTC), KIGALI) == TOMORROW
    assert day_of(dt.datetime(2026, 3, 5, 23, 0, tzinfo=dt.UTC), KIGALI) == "F"
    assert [letter for letter, *_ in week()] == list("UMTWRFS")


def test_the_table_is_proper(session: Session, qtbot, qtmodeltester) -> None:
    model = Scheduled(session)
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    assert model.index(1, 0).data(ACCESSIBLE) == "Send us your stock before noon.. To Health workers, 2 contacts"
    assert not model.canFetchMore(model.index(-1, -1))
    qtmodeltester.check(model)


def test_the_stub_is_for_one_workspace(scheduled: ScheduledBroadcastsService, qapp: QApplication) -> None:
    assert len(scheduled.all(CLINIC.uuid)) == 2
    assert scheduled.all(SCHOOL.uuid) == []
