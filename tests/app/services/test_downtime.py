"""The office was off, or its clock is in doubt, on both databases."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import func, select

from app.contracts.flows import Schedule, TriggerSpec
from app.contracts.late import LatePolicy, LateReport
from app.errors import Invalid, NotFound
from app.services import (
    campaign_firing,
    clock_leap,
    downtime,
    housekeeping,
    late_counting,
    late_settling,
    lateness,
    schedule_firing,
)
from app.services.late import Late
from app.services.outbox import Outbox
from app.services.outgoing import create_outgoing
from app.services.recovery import sweep
from app.services.triggers import Triggers
from app.store import tables
from app.store.database import UnitOfWork
from tests.app.services.conversing import ADA, flow, import_flows, node, rows, run_queue, send
from tests.app.services.crowd import Killed, killed_after
from tests.app.services.databases import NAMES, open_office
from tests.app.services.late import DAY, HOUR, MINUTE, add_event, add_fires, set_policy, switch_on
from tests.app.support import START, Office


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        yield made


@pytest.fixture
def event(office: Office) -> int:
    return add_event(office)


def late(office: Office) -> Late:
    return Late(office.core, office.admin)


def reports(office: Office) -> list[LateReport]:
    """Oldest first, with their lines."""
    found = late(office).reports(office.workspace).rows
    return [late(office).report(office.workspace, one.uuid) for one in reversed(found)]


def states(office: Office) -> dict[tuple[str, str | None], int]:
    return Counter((row.state, row.reason) for row in rows(office, tables.CampaignFire))


def told(office: Office, kind: str, role: str = "editor") -> list[tables.Notification]:
    row = tables.Notification
    return rows(office, row, row.type == kind, row.user_id == office.people[role].user_id)  # type: ignore[index]


def lines(report: LateReport) -> list[tuple[str, str, str, int]]:
    return [(line.kind, line.outcome, line.name, line.count) for line in report.lines]


def is_held(office: Office) -> bool:
    return late(office).clock().is_held


# Off


def test_what_fell_due_while_the_office_was_off_is_held_reported_and_asked_about(office: Office, event: int) -> None:
    switch_on(office)
    add_fires(office, event, START + 2 * HOUR, 3)  # too late
    add_fires(office, event, START + 19 * HOUR, 2)  # an hour late: not too late
    add_fires(office, event, START + 21 * HOUR)  # to come
    switch_on(office, 20 * HOUR)
    assert states(office) == {("held", None): 3, ("pending", None): 3}
    [report] = reports(office)
    assert (report.reason, report.off_from, report.off_until) == ("off", START, START + 20 * HOUR)
    assert (report.state, report.due, report.sent, report.skipped, report.held) == ("open", 5, 2, 0, 3)
    assert lines(report) == [("campaign", "sent", "Visits", 2), ("campaign", "held", "Visits", 3)]
    assert (report.lines[1].oldest, report.lines[1].newest) == (START + 2 * HOUR, START + 2 * HOUR)
    [note] = told(office, "late:reported")
    assert note.scope == report.uuid
    assert (note.data["due"], note.data["held"], note.data["off_from"]) == (5, 3, START.isoformat())
    assert [len(told(office, "late:reported", role)) for role in ("administrator", "viewer", "agent")] == [1, 0, 0]
    assert not is_held(office)


@pytest.mark.parametrize(("policy", "state", "reason"), [("send", "pending", None), ("skip", "skipped", "late")])
def test_a_policy_decides_without_asking(office: Office, event: int, policy: str, state: str, reason: str | None) -> None:
    set_policy(office, policy)
    switch_on(office)
    add_fires(office, event, START + HOUR, 4)
    switch_on(office, DAY)
    assert states(office) == {(state, reason): 4}
    [report] = reports(office)
    assert (report.state, report.due, report.held) == ("told", 4, 0)
    assert {"send": report.sent, "skip": report.skipped}[policy] == 4
    assert told(office, "late:reported")[0].data["due"] == 4
    assert all(row.settled_on for row in rows(office, tables.CampaignFire) if row.state == "skipped")


def test_a_short_break_is_no_news(office: Office, event: int) -> None:
    switch_on(office)
    add_fires(office, event, START + MINUTE)
    switch_on(office, 10 * MINUTE)
    assert (reports(office), is_held(office)) == ([], False)


def test_where_nothing_fell_due_there_is_no_report(office: Office, event: int) -> None:
    switch_on(office)
    add_fires(office, event, START + 5 * DAY)
    switch_on(office, DAY)
    assert (reports(office), told(office, "late:reported")) == ([], [])


def test_each_workspace_has_its_policy_and_its_report(office: Office, event: int) -> None:
    other = add_event(office, "School", office.other_workspace_id)
    set_policy(office, "skip", office.other_workspace_id)
    switch_on(office)
    add_fires(office, event, START + HOUR)
    add_fires(office, other, START + HOUR, 2, workspace_id=office.other_workspace_id)
    switch_on(office, DAY)
    assert {(row.workspace_id, row.state) for row in rows(office, tables.CampaignFire)} == {
        (office.workspace_id, "held"),
        (office.other_workspace_id, "skipped"),
    }
    assert [len(late(office).reports(space).rows) for space in (office.workspace, office.other_workspace)] == [1, 1]


def test_conversations_go_on_and_are_only_counted(office: Office) -> None:
    contact = office.add_contact("Ada", ADA)
    switch_on(office)
    with office.store.write() as work:
        session = tables.Session(uuid="s", workspace_id=contact.workspace_id, contact_id=contact.id)
        session.status, session.type, session.state, session.created_on = "waiting", "messaging", {}, START
        work.session.add(session)
        work.session.flush()
        work.session.add(tables.Fire(kind="expiration", session_id=session.id, version=1, due_on=START + HOUR))
        work.session.add(tables.Fire(kind="timeout", session_id=session.id, version=1, due_on=START + 2 * HOUR))
        work.commit()
    switch_on(office, DAY)
    [report] = reports(office)
    assert (report.state, report.due) == ("told", 0)
    assert sorted(lines(report)) == [("expiration", "sent", "", 1), ("timeout", "sent", "", 1)]
    assert told(office, "late:reported") == []  # no reminders: no news
    assert all(row.due_on < office.clock.now() for row in rows(office, tables.Fire))


def test_a_night_of_sleep_is_a_break_too(office: Office, event: int) -> None:
    """Suspended: the engine lives on, and both clocks went on."""
    watch = switch_on(office)
    add_fires(office, event, START + HOUR)
    office.clock.advance(10 * 3600)
    watch.beat()
    assert states(office) == {("held", None): 1}
    assert (reports(office)[0].off_from, reports(office)[0].reason) == (START, "off")


def test_what_waited_for_its_turn_is_late_from_when_the_office_went_off(office: Office, event: int) -> None:
    """8,000 of eight o'clock were being worked off at noon when the power failed for a quarter of an hour."""
    office.clock.advance(3 * 3600)
    switch_on(office)
    with office.store.write() as work:
        work.session.get_one(tables.CampaignEvent, event).worked_on = START + 3 * HOUR
        work.commit()
    add_fires(office, event, START, 3)
    switch_on(office, 15 * MINUTE)
    assert states(office) == {("pending", None): 3}
    switch_on(office, 2 * HOUR)
    assert states(office) == {("held", None): 3}


def test_work_at_a_time_that_is_to_come_makes_nothing_punctual(office: Office, event: int) -> None:
    """A visit left its mark while the clock was a month ahead."""
    with office.store.write() as work:
        work.session.get_one(tables.CampaignEvent, event).worked_on = START + 30 * DAY
        work.commit()
    watch = switch_on(office)
    add_fires(office, event, START + HOUR)
    office.clock.advance(DAY.total_seconds())  # asleep
    watch.beat()
    assert states(office) == {("held", None): 1}


def test_nothing_fires_before_it_was_counted(office: Office, event: int) -> None:
    switch_on(office)
    office.clock.advance(DAY.total_seconds())
    watch = downtime.Watch(office.core)
    watch.start()
    state = late(office).clock()
    assert (state.is_held, state.reason) == (True, "counting")
    with pytest.raises(Invalid):
        late(office).trust_clock()
    watch.beat()
    assert not is_held(office)


@pytest.mark.parametrize("commits", range(7))
@pytest.mark.parametrize("before_commit", [True, False])
def test_a_kill_while_counting_loses_no_number(
    office: Office, event: int, monkeypatch: pytest.MonkeyPatch, commits: int, before_commit: bool
) -> None:
    monkeypatch.setattr(late_counting, "BATCH", 1)
    set_policy(office, "skip")
    switch_on(office)
    add_fires(office, event, START + HOUR, 3)
    office.clock.advance(DAY.total_seconds())
    with killed_after(monkeypatch, commits, before_commit=before_commit), contextlib.suppress(Killed):
        switch_on(office)
    switch_on(office, 3 * MINUTE)
    assert [(report.skipped, report.state) for report in reports(office)] == [(3, "told")]
    assert len(told(office, "late:reported")) == 1
    assert not is_held(office)


def test_a_break_after_a_kill_while_counting_is_counted_too(office: Office, event: int, monkeypatch: pytest.MonkeyPatch) -> None:
    set_policy(office, "skip")
    switch_on(office)
    add_fires(office, event, START + HOUR, 3)
    add_fires(office, event, START + DAY + HOUR, 2)
    office.clock.advance(DAY.total_seconds())
    with killed_after(monkeypatch, 2, before_commit=False), pytest.raises(Killed):
        switch_on(office)
    switch_on(office, DAY)
    assert [report.skipped for report in reports(office)] == [3, 2]


def test_a_second_break_adds_to_the_question_that_is_open(office: Office, event: int) -> None:
    switch_on(office)
    add_fires(office, event, START + HOUR, 2)
    switch_on(office, DAY)
    add_fires(office, event, START + DAY + HOUR, 3)
    switch_on(office, DAY)
    [report] = reports(office)
    assert (report.held, report.off_from, report.off_until) == (5, START, START + 2 * DAY)


# Schedules


def add_trigger(office: Office, at: dt.datetime, repeat: Literal["daily", "never"] = "daily") -> None:
    made = flow("Hello", node([send("Hello @contact.name")]))
    import_flows(office, made)
    office.add_phone()
    ada = office.add_contact("Ada", ADA)
    spec = TriggerSpec("schedule", made["uuid"], schedule=Schedule(at, repeat), contacts=[ada.uuid])
    Triggers(office.core, office.admin).create(office.workspace, spec)
    office.queue.drain()


def texts(office: Office) -> list[str]:
    sweep(office.core)
    run_queue(office)
    return [msg.text for msg in rows(office, tables.Msg)]


@pytest.mark.parametrize(("decision", "expected"), [("send", ["Hello Ada"]), ("skip", [])])
def test_a_schedule_that_is_late_is_asked_about_once(office: Office, decision: str, expected: list[str]) -> None:
    switch_on(office)
    add_trigger(office, START + HOUR)
    switch_on(office, 3 * DAY + 12 * HOUR)
    assert texts(office) == []
    [report] = reports(office)
    assert lines(report) == [("schedule", "held", "Hello", 1)]
    assert report.lines[0].newest == START + 3 * DAY + HOUR
    late(office).decide(office.workspace, report.uuid, decision)  # type: ignore[arg-type]
    assert texts(office) == expected
    assert texts(office) == expected
    [report] = reports(office)
    assert (report.state, report.held, report.lines[0].is_done) == ("decided", 0, True)
    assert rows(office, tables.Schedule)[0].late_fire is None


def test_a_schedule_that_is_skipped_by_policy_is_reported(office: Office) -> None:
    set_policy(office, "skip")
    switch_on(office)
    add_trigger(office, START + HOUR)
    switch_on(office, 12 * HOUR)
    assert texts(office) == []
    assert [lines(report) for report in reports(office)] == [[("schedule", "skipped", "Hello", 1)]]


def test_what_was_only_slow_is_reported_too(office: Office, event: int) -> None:
    """Judged when it fires: the pulse finds what was held, and skipped schedules say so themselves."""
    watch = switch_on(office)
    add_trigger(office, START + HOUR)
    for _ in range(24):
        office.clock.advance(540)
        watch.beat()  # awake, but nothing is worked off
    assert texts(office) == []
    add_fires(office, event, START, state="held")
    watch.beat()
    [report] = reports(office)
    assert (report.reason, report.state) == ("slow", "open")
    assert sorted(lines(report)) == [("campaign", "held", "Visits", 1), ("schedule", "held", "Hello", 1)]


# Deciding


def hold_some(office: Office, event: int, count: int) -> LateReport:
    switch_on(office)
    add_fires(office, event, START + HOUR, count)
    switch_on(office, DAY)
    return reports(office)[-1]


def settle(office: Office) -> None:
    """Only what staff decided; the events themselves are let be."""
    office.queue.drain()
    sweep(office.core)
    while tasks := [task for task in office.queue.drain() if task.name == "settle_late"]:
        for task in tasks:
            late_settling.settle(office.core, int(task.args[0]))


@pytest.mark.parametrize(("decision", "state"), [("send", ("pending", "released")), ("skip", ("skipped", "late"))])
def test_a_decision_is_carried_out_in_small_steps_whatever_kills_it(
    office: Office, event: int, monkeypatch: pytest.MonkeyPatch, decision: str, state: tuple[str, str]
) -> None:
    monkeypatch.setattr(late_settling, "BATCH", 2)
    report = hold_some(office, event, 5)
    late(office).decide(office.workspace, report.uuid, decision)  # type: ignore[arg-type]
    for commits in range(6):
        with killed_after(monkeypatch, 1 + commits % 2, before_commit=commits % 4 < 2), contextlib.suppress(Killed):
            settle(office)
    settle(office)
    assert states(office) == {state: 5}
    [after] = reports(office)
    assert (after.state, after.decision, after.decided_by, after.held) == ("decided", decision, "Ada", 0)
    assert {"send": after.sent, "skip": after.skipped}[decision] == 5


def test_single_lines_can_be_decided(office: Office, event: int) -> None:
    other = add_event(office, "Births")
    switch_on(office)
    add_fires(office, event, START + HOUR, 2)
    add_fires(office, other, START + HOUR, 3)
    switch_on(office, DAY)
    [report] = reports(office)
    [births] = [line.id for line in report.lines if line.name == "Births"]
    late(office).decide(office.workspace, report.uuid, "skip", [births])
    settle(office)
    [report] = reports(office)
    assert (report.state, report.held, report.skipped) == ("open", 2, 3)
    with pytest.raises(Invalid):
        late(office).decide(office.workspace, report.uuid, "skip", [births])
    late(office).decide(office.workspace, report.uuid, "send")
    settle(office)
    assert states(office) == {("pending", "released"): 2, ("skipped", "late"): 3}
    assert reports(office)[0].state == "decided"
    with pytest.raises(Invalid):
        late(office).decide(office.workspace, report.uuid, "send")


def test_what_was_let_go_is_not_judged_again(office: Office, event: int) -> None:
    report = hold_some(office, event, 2)
    late(office).decide(office.workspace, report.uuid, "send")
    settle(office)
    switch_on(office, DAY)
    assert states(office) == {("pending", "released"): 2}


def test_a_question_of_which_nothing_is_left_is_over(office: Office, event: int) -> None:
    hold_some(office, event, 2)
    with office.store.write() as work:
        for fire in work.session.query(tables.CampaignFire):
            fire.state, fire.reason = "skipped", "event_changed"
        work.commit()
    settle(office)
    assert [report.state for report in reports(office)] == ["told"]


def test_what_cannot_be_decided_is_refused(office: Office, event: int) -> None:
    report = hold_some(office, event, 1)
    with pytest.raises(Invalid):
        late(office).decide(office.workspace, report.uuid, "maybe")  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        late(office).decide(office.workspace, report.uuid, "send", ["held:campaign:x"])
    with pytest.raises(NotFound):
        late(office).decide(office.other_workspace, report.uuid, "send")
    for policy in (LatePolicy("never", 5), LatePolicy("ask", -1), LatePolicy("ask", 10_081)):  # type: ignore[arg-type]
        with pytest.raises(Invalid):
            late(office).set_policy(office.workspace, policy)


def test_the_policy_is_the_workspaces(office: Office) -> None:
    assert late(office).policy(office.workspace) == LatePolicy("ask", 120)
    assert late(office).set_policy(office.workspace, LatePolicy("skip", 30)) == LatePolicy("skip", 30)
    assert late(office).policy(office.workspace) == LatePolicy("skip", 30)
    assert late(office).policy(office.other_workspace) == LatePolicy("ask", 120)


def test_reports_are_paged(office: Office, event: int) -> None:
    set_policy(office, "skip")
    switch_on(office)
    for _ in range(3):
        add_fires(office, event, office.clock.now() + MINUTE)
        switch_on(office, DAY)
    first = late(office).reports(office.workspace, limit=2)
    assert [row.lines for row in first.rows] == [[], []]
    rest = late(office).reports(office.workspace, before=first.next, limit=2)
    assert (len(rest.rows), rest.next) == (1, None)
    assert len({row.uuid for row in [*first.rows, *rest.rows]}) == 3


# Leaps


def leap(office: Office, watch: downtime.Watch, time: dt.timedelta) -> None:
    """As the pulse sees it."""
    office.clock.leap(time.total_seconds())
    watch.leapt(time.total_seconds())
    watch.beat()


def test_a_leap_ahead_holds_and_asks(office: Office, event: int) -> None:
    watch = switch_on(office)
    add_fires(office, event, START + HOUR, 2)
    leap(office, watch, 2 * DAY)
    state = late(office).clock()
    assert (state.is_held, state.reason, state.seconds, state.trusted_until) == (True, "leapt", 172_800, START)
    assert not state.timers_wait
    assert [(note.data["reason"], note.data["seconds"]) for note in told(office, "clock:doubted")] == [("leapt", 172_800)]
    assert states(office) == {("pending", None): 2}
    assert late(office).trust_clock().reason == "counting"
    watch.beat()
    assert states(office) == {("held", None): 2}
    [report] = reports(office)
    assert (report.reason, report.off_from, report.off_until) == ("clock", START, START + 2 * DAY)
    assert [note.is_seen for note in told(office, "clock:doubted")] == [True]
    assert not is_held(office)


@pytest.mark.parametrize("time", [2 * DAY, -2 * DAY])
def test_a_clock_that_leaps_back_by_itself_ends_the_hold(office: Office, event: int, time: dt.timedelta) -> None:
    watch = switch_on(office)
    fires = add_fires(office, event, START + 3 * HOUR)
    leap(office, watch, time)
    office.clock.advance(300)
    watch.beat()
    leap(office, watch, -time + dt.timedelta(seconds=30))
    assert not is_held(office)
    assert [row.due_on for row in rows(office, tables.CampaignFire, tables.CampaignFire.id.in_(fires))] == [START + 3 * HOUR]
    assert (states(office), reports(office)) == ({("pending", None): 1}, [])


def test_leaps_add_up(office: Office) -> None:
    watch = switch_on(office)
    leap(office, watch, DAY)
    leap(office, watch, -12 * HOUR)
    assert late(office).clock().seconds == 43_200
    assert len(told(office, "clock:doubted")) == 1
    leap(office, watch, -12 * HOUR)
    assert not is_held(office)


def test_a_small_correction_is_no_doubt(office: Office) -> None:
    watch = switch_on(office)
    leap(office, watch, dt.timedelta(seconds=500))
    assert not is_held(office)


def test_a_hold_survives_the_engine(office: Office, event: int) -> None:
    watch = switch_on(office)
    add_fires(office, event, START + HOUR)
    leap(office, watch, 2 * DAY)
    watch = switch_on(office, HOUR)
    assert (late(office).clock().reason, states(office)) == ("leapt", {("pending", None): 1})
    office.clock.leap(-(2 * DAY).total_seconds())  # put right while it was off
    switch_on(office)
    assert not is_held(office)
    assert states(office) == {("pending", None): 1}  # five minutes late or so


def test_a_clock_behind_what_was_seen_is_in_doubt_at_the_start(office: Office, event: int) -> None:
    switch_on(office)
    add_fires(office, event, START + HOUR)
    office.clock.leap(-(365 * DAY).total_seconds())  # an empty battery
    watch = switch_on(office)
    state = late(office).clock()
    assert (state.reason, state.trusted_until, state.seconds) == ("past", START, -365 * 86_400)
    assert len(told(office, "clock:doubted")) == 1
    leap(office, watch, 365 * DAY + 5 * HOUR)  # somebody sets it
    assert not is_held(office)
    assert states(office) == {("held", None): 1}
    assert (reports(office)[0].off_from, reports(office)[0].reason) == (START, "clock")


@pytest.mark.parametrize("policy", ["ask", "skip", "send"])
def test_a_clock_far_ahead_at_the_start_is_in_doubt(office: Office, event: int, policy: str) -> None:
    """A battery that fell to a year to come: no break of the office explains it."""
    set_policy(office, policy)
    switch_on(office)
    add_fires(office, event, START + 300 * DAY)
    office.clock.advance(DAY.total_seconds())  # off
    office.clock.leap((3650 * DAY).total_seconds())
    watch = switch_on(office)
    state = late(office).clock()
    assert (state.reason, state.trusted_until, state.seconds) == ("leapt", START, 3651 * 86_400)
    assert state.timers_wait
    assert (states(office), len(told(office, "clock:doubted"))) == ({("pending", None): 1}, 1)
    office.clock.leap(-(1000 * DAY).total_seconds())
    watch = switch_on(office)
    assert is_held(office)  # less far ahead is not right
    leap(office, watch, -(2650 * DAY))
    assert (is_held(office), states(office)) == (False, {("pending", None): 1})


def test_a_month_off_is_counted_and_no_doubt(office: Office, event: int) -> None:
    switch_on(office)
    add_fires(office, event, START + DAY)
    switch_on(office, downtime.PUT_RIGHT)
    assert (is_held(office), states(office)) == (False, {("held", None): 1})


@pytest.mark.parametrize("policy", ["ask", "skip", "send"])
def test_tasks_under_way_do_not_believe_a_leap_that_the_pulse_has_not_noticed(office: Office, event: int, policy: str) -> None:
    set_policy(office, policy)
    watch = switch_on(office)
    add_fires(office, event, START + 200 * DAY)
    add_trigger(office, START + HOUR)
    before = rows(office, tables.Schedule)[0].next_fire
    office.clock.leap((365 * DAY).total_seconds())
    campaign_firing.fire(office.core, event)
    schedule_firing.fire(office.core, rows(office, tables.Schedule)[0].id)
    [schedule] = rows(office, tables.Schedule)
    assert (states(office), schedule.next_fire, schedule.late_fire) == ({("pending", None): 1}, before, None)
    assert rows(office, tables.CampaignEvent)[0].worked_on is None
    watch.leapt((365 * DAY).total_seconds())
    assert is_held(office)


def test_the_newest_row_counts_as_seen(office: Office) -> None:
    office.add_msg(office.add_contact("Ada", ADA), "Hello", created_on=START + DAY)
    switch_on(office)
    assert late(office).clock().reason == "past"
    late(office).trust_clock()
    switch_on(office)
    assert not is_held(office)
    switch_on(office)
    assert not is_held(office)  # the row that misled is known


def test_a_year_that_was_none_keeps_no_schedule_waiting(office: Office) -> None:
    """The clock stood in the next year, and things fired there."""
    watch = switch_on(office)
    add_trigger(office, START + HOUR)
    leap(office, watch, 365 * DAY)
    late(office).trust_clock()
    watch.beat()
    set_policy(office, "send")
    office.clock.advance(HOUR.total_seconds())
    watch.beat()
    assert texts(office) == ["Hello Ada"]
    leap(office, watch, -(365 * DAY))
    late(office).trust_clock()
    watch.beat()
    [schedule] = rows(office, tables.Schedule)
    assert schedule.next_fire == START + HOUR + DAY


@pytest.mark.parametrize("policy", ["ask", "skip"])
def test_what_a_clock_that_was_ahead_set_aside_comes_back(office: Office, event: int, policy: str) -> None:
    """Somebody had said that it was right."""
    set_policy(office, policy)
    watch = switch_on(office)
    add_fires(office, event, START + 10 * DAY, 2)
    [aside] = add_fires(office, event, START - DAY, state="skipped", reason="late", settled_on=START)
    add_trigger(office, START + 2 * HOUR)
    leap(office, watch, 400 * DAY)
    late(office).trust_clock()
    watch.beat()
    assert states(office)[{"ask": ("held", None), "skip": ("skipped", "late")}[policy]] >= 2
    assert rows(office, tables.Schedule)[0].next_fire > START + 399 * DAY
    leap(office, watch, -400 * DAY)
    late(office).trust_clock()
    watch.beat()
    [schedule] = rows(office, tables.Schedule)
    assert (schedule.next_fire, schedule.late_fire, schedule.last_fire) == (START + 2 * HOUR, None, None)
    assert states(office) == {("pending", None): 2, ("skipped", "late"): 1}
    kept = tables.CampaignFire.id == aside
    assert [row.settled_on for row in rows(office, tables.CampaignFire, ~kept)] == [None, None]
    assert [row.settled_on for row in rows(office, tables.CampaignFire, kept)] == [START]
    assert not is_held(office)


def test_what_was_set_aside_comes_back_with_a_clock_that_comes_back_by_itself(office: Office, event: int) -> None:
    watch = switch_on(office)
    add_trigger(office, START + 2 * HOUR)
    leap(office, watch, 400 * DAY)
    add_fires(office, event, START + DAY, state="held")
    with office.store.write() as work:
        [schedule] = work.session.query(tables.Schedule)
        schedule.next_fire = schedule.last_fire = START + 400 * DAY
        work.commit()
    leap(office, watch, -400 * DAY)
    assert (is_held(office), states(office)) == (False, {("pending", None): 1})
    assert rows(office, tables.Schedule)[0].next_fire == START + 2 * HOUR


@pytest.mark.parametrize("policy", ["ask", "skip"])
def test_a_schedule_of_one_time_that_was_set_aside_by_a_clock_ahead_comes_back(office: Office, policy: str) -> None:
    set_policy(office, policy)
    watch = switch_on(office)
    add_trigger(office, START + 2 * HOUR, "never")
    leap(office, watch, 400 * DAY)
    late(office).trust_clock()
    watch.beat()
    [schedule] = rows(office, tables.Schedule)
    aside = {"ask": (START + 2 * HOUR, None), "skip": (None, START + 2 * HOUR)}[policy]
    assert (schedule.next_fire, schedule.late_fire, schedule.skipped_fire) == (None, *aside)
    leap(office, watch, -400 * DAY)
    late(office).trust_clock()
    watch.beat()
    [schedule] = rows(office, tables.Schedule)
    assert (schedule.next_fire, schedule.late_fire, schedule.skipped_fire) == (START + 2 * HOUR, None, None)
    office.clock.advance(2 * HOUR.total_seconds())
    watch.beat()
    assert texts(office) == ["Hello Ada"]


def test_a_schedule_of_one_time_that_fired_or_was_skipped_rightly_does_not_come_back(office: Office) -> None:
    """Sent at a time that was none; and skipped when the clock was right."""
    watch = switch_on(office)
    add_trigger(office, START + 2 * HOUR, "never")
    set_policy(office, "send")
    leap(office, watch, 400 * DAY)
    late(office).trust_clock()
    watch.beat()
    assert texts(office) == ["Hello Ada"]
    leap(office, watch, -400 * DAY)
    late(office).trust_clock()
    watch.beat()
    [sent] = rows(office, tables.Schedule)
    with office.store.write() as work:
        row = work.session.get_one(tables.Schedule, sent.id)
        row.next_fire, row.last_fire = START + HOUR, None
        work.commit()
    set_policy(office, "skip")
    watch = switch_on(office, DAY)
    leap(office, watch, 400 * DAY)
    leap(office, watch, -400 * DAY)
    [skipped] = rows(office, tables.Schedule)
    assert (sent.next_fire, skipped.next_fire, skipped.skipped_fire) == (None, None, START + HOUR)


def test_where_another_fire_is_open_none_comes_back(office: Office, event: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is open at most; and however many there are, in short transactions, killed or not."""
    monkeypatch.setattr(late_counting, "BATCH", 2)
    ahead = START + 400 * DAY
    pair = {"state": "skipped", "reason": "late", "settled_on": ahead}
    add_fires(office, event, START + DAY, 5, **pair)
    with office.store.write() as work:
        first, second = work.session.query(tables.CampaignFire).order_by(tables.CampaignFire.id).limit(2)
        one = {"workspace_id": office.workspace_id, "event_id": event, "due_on": START + 2 * DAY}
        work.session.add(tables.CampaignFire(**one, contact_id=first.contact_id, state="pending"))
        work.session.add(tables.CampaignFire(**one, contact_id=second.contact_id, **pair))
        work.commit()
    bring_back = late_counting.bring_back
    with killed_after(monkeypatch, 2, before_commit=False), pytest.raises(Killed):
        bring_back(office.core, START)
    bring_back(office.core, START)
    assert bring_back(office.core, START) == 0
    found = [(row.due_on, row.state) for row in rows(office, tables.CampaignFire)]
    day, skipped, pending = START + DAY, "skipped", "pending"
    assert found == [
        (day, skipped),
        (day, skipped),
        (day, pending),
        (day, pending),
        (day, pending),
        (START + 2 * DAY, pending),
        (START + 2 * DAY, pending),
    ]


def test_timers_follow_a_leap_and_those_of_the_right_time_do_not(office: Office) -> None:
    """After a start in the past: what was set then follows, what was set when the clock was right falls due."""
    contact = office.add_contact("Ada", ADA)
    switch_on(office)
    past = START - 365 * DAY

    def add_timer(uuid: str, due_on: dt.datetime) -> None:
        with office.store.write() as work:
            session = tables.Session(uuid=uuid, workspace_id=contact.workspace_id, contact_id=contact.id)
            session.status, session.type, session.state, session.created_on = "waiting", "messaging", {}, due_on
            work.session.add(session)
            work.session.flush()
            work.session.add(tables.Fire(kind="expiration", session_id=session.id, version=1, due_on=due_on))
            work.commit()

    add_timer("right", START + HOUR)
    office.clock.leap(-(365 * DAY).total_seconds())
    watch = switch_on(office)
    add_timer("past", past + 2 * HOUR)
    leap(office, watch, 365 * DAY + 5 * HOUR)
    assert [row.due_on for row in rows(office, tables.Fire)] == [START + HOUR, START + 7 * HOUR]


def test_replies_go_on_while_the_clock_is_in_doubt(office: Office) -> None:
    watch = switch_on(office)
    channel = office.add_phone()
    contact = office.add_contact("Ada", ADA)
    leap(office, watch, 365 * DAY)
    with office.store.write() as work:
        row = work.session.get_one(tables.Contact, contact.id)
        workspace = work.session.get_one(tables.Workspace, row.workspace_id)
        create_outgoing(work, office.core, workspace=workspace, contact=row, text="Thank you", priority=1)
        work.commit()
    assert [one.text for one in Outbox(office.core).take(channel.id, [])] == ["Thank you"]


# Cost


def test_many_are_held_in_short_transactions(office: Office, event: int, monkeypatch: pytest.MonkeyPatch) -> None:
    switch_on(office)
    add_fires(office, event, START + HOUR, 2500)
    sizes: list[int] = []
    real = UnitOfWork.commit

    def commit(work: UnitOfWork) -> None:
        query = select(func.count()).select_from(tables.CampaignFire).where(tables.CampaignFire.state == "held")
        sizes.append(work.session.scalar(query) or 0)
        real(work)

    with monkeypatch.context() as patch:
        patch.setattr(UnitOfWork, "commit", commit)
        switch_on(office, DAY)
    assert states(office) == {("held", None): 2500}
    assert max(b - a for a, b in itertools.pairwise(sizes)) == late_counting.BATCH


def test_leaping_moves_no_date(office: Office, event: int) -> None:
    add_fires(office, event, START + HOUR)
    add_trigger(office, START + HOUR)
    office.clock.leap(DAY.total_seconds())
    clock_leap.follow(office.core, DAY.total_seconds())
    assert rows(office, tables.CampaignFire)[0].due_on == START + HOUR
    assert rows(office, tables.Schedule)[0].next_fire == START + HOUR
    assert lateness.RELEASED == "released"


# The daily round


def test_what_is_old_goes_and_what_planning_asks_for_stays(office: Office, event: int) -> None:
    old, new = START - 91 * DAY, START - 89 * DAY
    gone = add_fires(office, event, old, state="fired", settled_on=old)
    add_fires(office, event, old, state="fired", settled_on=new)
    add_fires(office, event, START + DAY, state="skipped", reason="by_staff", settled_on=old)
    add_fires(office, event, old)
    add_fires(office, event, old, state="held")
    housekeeping.tidy(office.core)
    left = [row.id for row in rows(office, tables.CampaignFire)]
    assert (len(left), gone[0] in left) == (4, False)


def test_old_reports_go_and_open_questions_stay(office: Office, event: int) -> None:
    set_policy(office, "skip")
    hold_some(office, event, 1)
    set_policy(office, "ask")
    hold_some(office, event, 1)
    add_fires(office, event, START, state="held")
    office.clock.advance((366 * DAY).total_seconds())
    housekeeping.tidy(office.core)
    assert [row.state for row in rows(office, tables.LateReport)] == ["open"]


def test_nothing_is_old_while_the_clock_is_in_doubt(office: Office, event: int) -> None:
    watch = switch_on(office)
    add_fires(office, event, START, state="fired", settled_on=START)
    leap(office, watch, 365 * DAY)
    housekeeping.tidy(office.core)
    assert len(rows(office, tables.CampaignFire)) == 1
