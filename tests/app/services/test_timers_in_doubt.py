"""Timeouts and expirations while the office's clock is wrong, on both databases: none goes off wrongly, and none is lost."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ports import SendReport
from app.services import clock_leap, downtime, fires, late_counting, outbox
from app.services.conversations import Conversations
from app.services.late import Late
from app.store import tables
from tests.app.services.conversing import ADA, BOB, Line, add_keyword, ask, flow, import_flows, node, rows, run_queue, send
from tests.app.services.crowd import Killed, killed_after
from tests.app.services.databases import NAMES, open_office
from tests.app.services.late import DAY, HOUR, MINUTE, add_event, add_fires, add_timer, set_policy, switch_on
from tests.app.services.plans import plans_of
from tests.app.support import START, Office

AHEAD = 400 * DAY


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        yield made


def late(office: Office) -> Late:
    return Late(office.core, office.admin)


def leap(office: Office, watch: downtime.Watch, time: dt.timedelta) -> None:
    """As the pulse sees it."""
    office.clock.leap(time.total_seconds())
    watch.leapt(time.total_seconds())
    watch.beat()


def pass_time(office: Office, watch: downtime.Watch, time: dt.timedelta) -> None:
    for _ in range(int(time / (5 * MINUTE))):
        office.clock.advance(300)
        watch.beat()


def due(office: Office) -> list[int]:
    return fires.due(office.core, office.clock.now())


def due_on(office: Office, *fire_ids: int) -> list[dt.datetime | None]:
    found = {row.id: row.due_on for row in rows(office, tables.Fire)}
    return [found[key] for key in fire_ids]


@pytest.fixture
def timers(office: Office) -> tuple[int, int]:
    """One falls due while the office is off for a day, one in three days."""
    switch_on(office)
    return add_timer(office, START + HOUR), add_timer(office, START + 3 * DAY)


def start_ahead(office: Office, off: dt.timedelta = DAY) -> downtime.Watch:
    office.clock.leap(AHEAD.total_seconds())
    return switch_on(office, off)


def test_at_a_start_far_ahead_timers_of_before_wait_and_those_of_now_go_off(office: Office, timers: tuple[int, int]) -> None:
    watch = start_ahead(office)
    assert due(office) == []
    for one in timers:
        Conversations(office.core).fire(one)
    assert len(rows(office, tables.Fire)) == 2
    asked = add_timer(office, office.clock.now() + HOUR)
    pass_time(office, watch, 2 * HOUR)
    assert due(office) == [asked]


def test_they_are_due_when_they_were_as_soon_as_the_clock_has_come_back(office: Office, timers: tuple[int, int]) -> None:
    watch = start_ahead(office)
    wrong = office.clock.now()
    asked, overdue = add_timer(office, wrong + HOUR), add_timer(office, wrong + MINUTE)
    pass_time(office, watch, 30 * MINUTE)
    leap(office, watch, -AHEAD)
    assert not late(office).clock().is_held
    assert due_on(office, *timers, asked) == [START + HOUR, START + 3 * DAY, wrong + HOUR - AHEAD]
    assert due(office) == [timers[0], overdue]
    pass_time(office, watch, 3 * DAY)
    assert due(office) == [timers[0], overdue, asked, timers[1]]


def test_they_are_all_due_when_staff_say_that_the_clock_is_right(office: Office, timers: tuple[int, int]) -> None:
    watch = start_ahead(office)
    asked = add_timer(office, office.clock.now() + HOUR)
    late(office).trust_clock()
    watch.beat()
    assert due(office) == list(timers)
    assert due_on(office, *timers) == [START + HOUR, START + 3 * DAY]
    pass_time(office, watch, HOUR)
    assert due(office) == [*timers, asked]


@pytest.mark.parametrize("is_noticed", [True, False])
def test_staff_set_the_clock_to_a_time_that_is_still_doubted_and_say_so(
    office: Office, timers: tuple[int, int], is_noticed: bool
) -> None:
    """The office was off for forty days. Whoever answers may be faster than the pulse."""
    watch = start_ahead(office, 40 * DAY)
    wrong = office.clock.now()
    asked = add_timer(office, wrong + HOUR)
    office.clock.leap(-AHEAD.total_seconds())
    if is_noticed:
        watch.leapt(-AHEAD.total_seconds())
        assert late(office).clock().is_held
        assert due(office) == []
    late(office).trust_clock()
    if not is_noticed:
        watch.leapt(-AHEAD.total_seconds())
    watch.beat()
    assert not late(office).clock().is_held
    assert due_on(office, *timers, asked) == [START + HOUR, START + 3 * DAY, wrong + HOUR - AHEAD]
    assert due(office) == list(timers)


@pytest.mark.parametrize("is_on", [True, False])
def test_a_clock_that_is_set_to_another_wrong_time_takes_along_what_was_set_meanwhile(
    office: Office, timers: tuple[int, int], is_on: bool
) -> None:
    watch = start_ahead(office)
    wrong = office.clock.now()
    first = add_timer(office, wrong + HOUR)
    if is_on:
        leap(office, watch, -AHEAD / 2)
    else:
        office.clock.leap(-(AHEAD / 2).total_seconds())
        watch = switch_on(office)
    assert (late(office).clock().is_held, due(office)) == (True, [])
    second = add_timer(office, office.clock.now() + 2 * HOUR)
    assert due_on(office, first, second) == [wrong + HOUR - AHEAD / 2, wrong + 2 * HOUR - AHEAD / 2]
    leap(office, watch, -AHEAD / 2)
    expected = [START + HOUR, START + 3 * DAY, wrong + HOUR - AHEAD, wrong + 2 * HOUR - AHEAD]
    assert due_on(office, *timers, first, second) == expected
    assert not late(office).clock().is_held


def test_a_clock_that_was_put_right_while_the_engine_was_off(office: Office, timers: tuple[int, int]) -> None:
    start_ahead(office)
    wrong = office.clock.now()
    asked = add_timer(office, wrong + HOUR)
    office.clock.leap(-AHEAD.total_seconds())
    switch_on(office)
    assert due_on(office, *timers, asked) == [START + HOUR, START + 3 * DAY, wrong + HOUR - AHEAD]
    assert due(office) == [timers[0]]


def test_a_clock_that_goes_further_ahead_while_the_engine_is_off(office: Office, timers: tuple[int, int]) -> None:
    start_ahead(office)
    wrong = office.clock.now()
    asked = add_timer(office, wrong + HOUR)
    office.clock.leap(AHEAD.total_seconds())
    watch = switch_on(office)
    assert due(office) == []
    leap(office, watch, -2 * AHEAD)
    assert due_on(office, *timers, asked) == [START + HOUR, START + 3 * DAY, wrong + HOUR - AHEAD]


def test_the_clock_of_a_battery_that_is_set_after_forty_days(office: Office, timers: tuple[int, int]) -> None:
    """It stood in the past, and where it is set to is further than anybody would believe: what was set before stays all the same,
    also what was overdue when the power failed."""
    overdue = add_timer(office, START - MINUTE)
    office.clock.leap(-AHEAD.total_seconds())
    watch = switch_on(office, 40 * DAY)
    wrong = office.clock.now()
    asked = add_timer(office, wrong + HOUR)
    leap(office, watch, AHEAD)
    assert late(office).clock().is_held
    late(office).trust_clock()
    watch.beat()
    assert due_on(office, *timers, overdue) == [START + HOUR, START + 3 * DAY, START - MINUTE]
    assert due_on(office, asked) == [wrong + HOUR + AHEAD]
    assert due(office) == [overdue, *timers]


@pytest.mark.parametrize("sign", [1, -1])
def test_all_timers_keep_their_time_when_the_clock_leaps_there_and_back(office: Office, sign: int) -> None:
    """Those that are due after the leap too, and those that are overdue."""
    watch = switch_on(office)
    times = [START - MINUTE, START + HOUR, START + 5 * DAY]
    kept = [add_timer(office, time) for time in times]
    pass_time(office, watch, 10 * MINUTE)
    leap(office, watch, sign * 2 * DAY)
    assert due_on(office, *kept) == [time + sign * 2 * DAY for time in times]
    pass_time(office, watch, 10 * MINUTE)
    leap(office, watch, -sign * 2 * DAY)
    assert due_on(office, *kept) == times


def test_what_was_set_since_the_leap_is_left_alone(office: Office) -> None:
    """The pulse notices it within a minute."""
    watch = switch_on(office)
    before = add_timer(office, START + 5 * DAY)
    pass_time(office, watch, 10 * MINUTE)
    office.clock.leap((2 * DAY).total_seconds())
    since = add_timer(office, office.clock.now() + HOUR)
    watch.leapt((2 * DAY).total_seconds())
    assert due_on(office, before, since) == [START + 7 * DAY, office.clock.now() + HOUR]


def test_tasks_under_way_do_not_believe_a_leap_that_the_pulse_has_not_noticed(office: Office) -> None:
    watch = switch_on(office)
    timer = add_timer(office, START + HOUR)
    office.clock.leap(DAY.total_seconds())
    assert due(office) == []
    Conversations(office.core).fire(timer)
    watch.leapt(DAY.total_seconds())
    assert due_on(office, timer) == [START + HOUR + DAY]


def test_trouble_in_counting_stops_no_timers(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    switch_on(office)
    timer = add_timer(office, START + HOUR)
    office.clock.advance(DAY.total_seconds())
    watch = downtime.Watch(office.core)
    watch.start()
    monkeypatch.setattr(downtime.late_counting, "set_aside", lambda *_: 1 / 0)
    for _ in range(3):
        office.clock.advance(300)
        with pytest.raises(ZeroDivisionError):
            watch.beat()
    assert (late(office).clock().is_held, due(office)) == (True, [timer])
    later = add_timer(office, office.clock.now() + MINUTE)
    office.clock.advance(60)
    assert due(office) == [timer, later]


def survey(office: Office) -> Line:
    """A flow that asks, and says goodbye after half an hour without an answer."""
    bye = node([send("Bye")])
    asks = ask("name", {}, bye["uuid"], timeout=(1800, bye["uuid"]))
    made = flow("Survey", node([send("Name?")], to=asks["uuid"]), asks, bye)
    import_flows(office, made)
    add_keyword(office, made["uuid"], "survey")
    return Line(office, office.add_phone())


def test_a_conversation_through_a_start_far_ahead(office: Office) -> None:
    line = survey(office)
    switch_on(office)
    assert line.hear("survey") == ["Name?"]
    watch = start_ahead(office, HOUR / 2)
    assert line.hear("survey", BOB) == ["Name?"]  # conversations go on
    pass_time(office, watch, 2 * HOUR)
    assert say_what_is_due(office, line) == [(BOB, "Bye")]
    leap(office, watch, -AHEAD)
    assert say_what_is_due(office, line) == [(ADA, "Bye")]


def say_what_is_due(office: Office, line: Line) -> list[tuple[str, str]]:
    for one in due(office):
        Conversations(office.core).fire(one)
    return [(handed.address, handed.text) for handed in line.send()]


def test_a_timeout_counts_from_now_where_the_phone_knows_the_time_better(office: Office) -> None:
    """The message was handed over before the clock went wrong, and is reported while it is in doubt."""
    line = survey(office)
    watch = switch_on(office)
    line.receive("survey")
    run_queue(office)
    [handed] = outbox.Outbox(office.core).take(line.channel.id, [], room=1000)
    leap(office, watch, 2 * DAY)
    sent = SendReport(handed.attempt_id, "sent", office.clock.now() - 2 * DAY)
    outbox.Outbox(office.core).report(line.channel.id, [sent])
    [timer] = [row for row in rows(office, tables.Fire) if row.kind == fires.TIMEOUT]
    assert timer.due_on == office.clock.now() + HOUR / 2


# Kills


@pytest.mark.parametrize("commits", range(7))
@pytest.mark.parametrize("before_commit", [True, False])
def test_a_kill_while_what_waits_follows_moves_nothing_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch, commits: int, before_commit: bool
) -> None:
    monkeypatch.setattr(clock_leap, "BATCH", 2)
    watch = switch_on(office)
    kept = [add_timer(office, START + HOUR) for _ in range(5)]
    pass_time(office, watch, 5 * MINUTE)
    office.clock.leap(DAY.total_seconds())
    with killed_after(monkeypatch, commits, before_commit=before_commit), contextlib.suppress(Killed):
        watch.leapt(DAY.total_seconds())
    is_noticed = late(office).clock().is_held
    switch_on(office)
    moved = START + HOUR + (DAY if is_noticed else dt.timedelta(0))
    assert due_on(office, *kept) == [moved] * 5
    assert is_noticed or commits <= 1


def test_trouble_of_the_database_while_what_waits_follows_is_gone_on_with(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = switch_on(office)
    timer = add_timer(office, START + HOUR)
    pass_time(office, watch, 5 * MINUTE)
    office.clock.leap(DAY.total_seconds())
    with monkeypatch.context() as patch:
        patch.setattr(clock_leap, "_move_some", lambda *_: 1 / 0)
        watch.leapt(DAY.total_seconds())
    assert due_on(office, timer) == [START + HOUR]
    watch.beat()
    assert due_on(office, timer) == [START + HOUR + DAY]


@pytest.mark.parametrize("commits", range(9))
@pytest.mark.parametrize("before_commit", [True, False])
@pytest.mark.parametrize("time", [AHEAD, -AHEAD])
def test_a_kill_while_counting_makes_no_clock_right(
    office: Office, monkeypatch: pytest.MonkeyPatch, commits: int, before_commit: bool, time: dt.timedelta
) -> None:
    monkeypatch.setattr(late_counting, "BATCH", 1)
    set_policy(office, "skip")
    event = add_event(office)
    switch_on(office)
    add_fires(office, event, START + HOUR, 3)
    add_fires(office, event, START + 5 * DAY)
    timer = add_timer(office, START + 5 * DAY)
    office.clock.advance(DAY.total_seconds())
    with killed_after(monkeypatch, commits, before_commit=before_commit), contextlib.suppress(Killed):
        switch_on(office)
    office.clock.leap(time.total_seconds())
    watch = switch_on(office, MINUTE)
    state = late(office).clock()
    assert (state.is_held, state.reason) == (True, "leapt" if time > dt.timedelta(0) else "past")
    assert due(office) == []
    leap(office, watch, -time)
    watch.beat()
    assert not late(office).clock().is_held
    service = late(office)
    reports = [service.report(office.workspace, one.uuid) for one in service.reports(office.workspace).rows]
    assert sum(report.skipped for report in reports) == 3
    assert [row.state for row in rows(office, tables.CampaignFire)] == ["skipped"] * 3 + ["pending"]
    assert due_on(office, timer) == [START + 5 * DAY]


def test_a_clock_far_ahead_after_a_start_that_was_not_counted(office: Office) -> None:
    """Killed between the start and the first beat."""
    switch_on(office)
    office.clock.advance(DAY.total_seconds())
    downtime.Watch(office.core).start()
    office.clock.leap(AHEAD.total_seconds())
    switch_on(office, MINUTE)
    state = late(office).clock()
    assert (state.reason, state.trusted_until) == ("leapt", START + DAY)


# Cost


def test_a_leap_looks_at_few_messages(tmp_path: Path, templates: Path) -> None:
    with open_office("sqlite", tmp_path / "office", templates) as office:
        plans = plans_of(office, lambda: clock_leap.follow(office.core, 86_400))
    assert any("ix_msg_unsent" in step for step in plans)
    assert not [step for step in plans if step.startswith("SCAN msg") and "ix_msg_unsent" not in step]
