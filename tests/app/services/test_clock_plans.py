"""Campaigns are planned while the office's clock is wrong, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.services import downtime, recovery
from app.services.late import Late
from app.store import tables
from tests.app.services.campaigning import Programme
from tests.app.services.conversing import ADA, run_queue
from tests.app.services.databases import NAMES, open_office
from tests.app.services.late import DAY, HOUR, set_policy
from tests.app.support import START

AHEAD, YEARS = 400 * DAY, 6 * 365 * DAY


@pytest.fixture(params=NAMES)
def programme(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Programme]:
    with open_office(request.param, tmp_path / "office", templates) as office:
        programme = Programme.begin(office)
        programme.add_event()
        yield programme


def beat(programme: Programme, watch: downtime.Watch) -> None:
    watch.beat()
    recovery.sweep(programme.office.core)
    run_queue(programme.office)


def switch_on(programme: Programme) -> downtime.Watch:
    watch = downtime.Watch(programme.office.core)
    watch.start()
    beat(programme, watch)
    return watch


def leap(programme: Programme, watch: downtime.Watch, time: dt.timedelta) -> None:
    programme.office.clock.leap(time.total_seconds())
    watch.leapt(time.total_seconds())
    beat(programme, watch)


def late(programme: Programme) -> Late:
    return Late(programme.office.core, programme.office.admin)


@pytest.mark.parametrize("is_noticed", [True, False])
def test_what_changes_while_the_clock_is_ahead_is_planned_by_the_time_that_nobody_doubts(
    programme: Programme, is_noticed: bool
) -> None:
    bea = programme.add_mother("Bea", due=START + 7 * DAY)
    run_queue(programme.office)
    watch = switch_on(programme)
    programme.office.clock.leap(AHEAD.total_seconds())
    if is_noticed:
        watch.leapt(AHEAD.total_seconds())
    programme.add_mother("Ada", due=START + 7 * DAY)
    programme.set_due(bea, START + 9 * DAY)
    run_queue(programme.office)
    coming = [("Ada", START + 7 * DAY + HOUR), ("Bea", START + 9 * DAY + HOUR)]
    assert programme.coming() == coming
    if not is_noticed:
        watch.leapt(AHEAD.total_seconds())
    leap(programme, watch, -AHEAD)
    beat(programme, watch)
    assert programme.coming() == coming


def test_an_event_that_is_added_while_the_clock_is_ahead_is_planned_for_everybody(programme: Programme) -> None:
    programme.add_mother("Ada", due=START + 7 * DAY)
    run_queue(programme.office)
    watch = switch_on(programme)
    leap(programme, watch, AHEAD)
    programme.add_event(offset=2)
    assert programme.coming() == [("Ada", START + 7 * DAY + HOUR), ("Ada", START + 7 * DAY + 2 * HOUR)]


@pytest.mark.parametrize("policy", ["ask", "send"])
def test_what_was_past_already_is_not_planned_while_the_clock_is_behind(programme: Programme, policy: str) -> None:
    set_policy(programme.office, policy)
    bea = programme.add_mother("Bea", "+250788000011", due=START - 300 * DAY)
    run_queue(programme.office)
    switch_on(programme)
    programme.office.clock.leap(-YEARS.total_seconds())  # the battery is flat
    watch = switch_on(programme)
    assert late(programme).clock().is_held
    programme.leave(bea)
    programme.join(bea)
    run_queue(programme.office)
    leap(programme, watch, YEARS)
    assert (programme.line.work(), programme.fires("pending", "held", "fired")) == ([], [])


@pytest.mark.parametrize("is_trusted", [True, False])
@pytest.mark.parametrize("marked_on", [START + 300 * DAY, START - YEARS])
def test_marks_of_a_wrong_time_are_dated_anew(programme: Programme, marked_on: dt.datetime, is_trusted: bool) -> None:
    """Written by what did not know yet that the clock had leapt."""
    watch = switch_on(programme)
    programme.office.clock.leap(AHEAD.total_seconds())
    watch.leapt(AHEAD.total_seconds())
    programme.add_mother("Ada", due=START + DAY)
    with programme.office.store.write() as work:
        for mark in work.session.query(tables.CampaignDirty):
            mark.since = marked_on
        for event in work.session.query(tables.CampaignEvent):
            event.plan_cursor, event.plan_since = 0, marked_on
        work.commit()
    programme.office.clock.leap(-AHEAD.total_seconds())
    watch.leapt(-AHEAD.total_seconds() + (HOUR.total_seconds() if is_trusted else 0))
    if is_trusted:
        late(programme).trust_clock()
    with programme.office.store.read() as session:
        assert session.scalars(select(tables.CampaignDirty.since)).all() == [START]
        assert session.scalars(select(tables.CampaignEvent.plan_since)).all() == [START]


def test_rows_of_a_leap_that_came_back_raise_no_doubt(programme: Programme) -> None:
    watch = switch_on(programme)
    leap(programme, watch, AHEAD)
    programme.add_mother("Ada")  # leaves rows with a date
    leap(programme, watch, -AHEAD)
    assert not late(programme).clock().is_held
    programme.office.clock.advance(120)
    beat(programme, watch)
    switch_on(programme)
    assert not late(programme).clock().is_held


def test_work_at_a_time_that_is_to_come_makes_nothing_punctual(programme: Programme) -> None:
    """A visit left its mark while the clock was a month ahead."""
    programme.add_mother("Ada", ADA, due=START + DAY)
    run_queue(programme.office)
    with programme.office.store.write() as work:
        work.session.execute(update(tables.CampaignEvent).values(worked_on=START + 30 * DAY))
        work.commit()
    sent = programme.pass_time(3 * DAY.total_seconds())
    assert (sent, [fire.state for fire in programme.fires()]) == ([], ["held"])
