"""What fell due while the office was off is found by indexes, however many campaign fires and timers there are."""

from __future__ import annotations

import datetime as dt

from app.services import downtime, fires, housekeeping, late_counting, late_reports, late_settling, lateness, recovery
from app.services.late import Late
from app.store import tables
from tests.app.services.conversing import rows
from tests.app.services.late import DAY, HOUR, add_event, add_fires, set_policy, switch_on
from tests.app.services.plans import plans_of
from tests.app.support import START, Office

LARGE = ("campaign_fire", "fire", "session", "msg", "contact", "broadcast", "audit", "inbound", "notification")
# An order that an index gives is read along it, the first few only; a partial index holds few.
ALONG = ("USING INTEGER PRIMARY KEY", "ix_campaign_fire_due", "ix_campaign_fire_settled", "ix_broadcast_open")


def scanned(plans: list[str]) -> list[str]:
    return [
        step
        for step in plans
        if step.startswith("SCAN") and step.split()[1] in LARGE and not any(index in step for index in ALONG)
    ]


def test_a_start_after_a_day(office: Office) -> None:
    switch_on(office)
    add_fires(office, add_event(office), START + HOUR, 3)
    office.clock.advance(DAY.total_seconds())
    watch = downtime.Watch(office.core)
    start = plans_of(office, watch.start)
    assert [step for step in start if "TEMP B-TREE" in step] == []
    plans = plans_of(office, watch.beat)
    assert scanned(plans) == []
    for index in ("ix_campaign_fire_due", "ix_campaign_fire_settled", "ix_campaign_fire_held", "ix_fire_due_on"):
        assert any(index in step for step in plans), index
    assert not [step for step in plans if "ix_campaign_fire_held" in step and step.startswith("SCAN")]


def test_the_next_of_many_are_found_behind_the_last(office: Office) -> None:
    add_fires(office, add_event(office), START - HOUR, 3)
    with office.store.read() as session:
        plans = plans_of(office, lambda: late_counting._next(session, START, (START - HOUR, 1)))
    [step] = [step for step in plans if "campaign_fire" in step]
    assert "ix_campaign_fire_due" in step
    assert step.startswith("SEARCH")


def test_an_open_question_and_what_is_decided(office: Office) -> None:
    switch_on(office)
    add_fires(office, add_event(office), START + HOUR, 3)
    switch_on(office, DAY)
    service = Late(office.core, office.admin)
    [report] = service.reports(office.workspace).rows
    asked = plans_of(office, lambda: service.report(office.workspace, report.uuid))
    asked += plans_of(office, lambda: recovery.sweep(office.core))
    service.decide(office.workspace, report.uuid, "skip")
    [row] = rows(office, tables.LateReport)
    asked += plans_of(office, lambda: late_settling.settle(office.core, row.id))
    assert scanned(asked) == []
    assert any("ix_campaign_fire_held" in step for step in asked)
    with office.store.read() as session:
        assert late_reports.unreported(session) == []


def test_more_timers_than_a_batch(office: Office) -> None:
    wanted = {"after": lateness.EVER, "until": START, "share": 5}
    with office.store.read() as session:
        plans = plans_of(office, lambda: session.execute(fires._FIRST_OF_EACH, wanted).all())
    assert [step for step in plans if step.startswith("SCAN") and step.split()[1] in ("fire", "session")] == []
    assert any("ix_fire_due_on" in step for step in plans)


def test_the_daily_round(office: Office) -> None:
    set_policy(office, "skip")
    plans = plans_of(office, lambda: housekeeping.trim_campaign_fires(office.core, START - dt.timedelta(days=90)))
    assert any("ix_campaign_fire_settled" in step for step in plans)
    assert scanned(plans) == []
