"""A real engine whose office was off, and whose clock is set: what hangs on dates waits for a person's word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import DrivenClock
from app.contracts.campaigns import CampaignEventSpec
from app.contracts.flows import Schedule, TriggerSpec
from bridge.demo.phone import SimulatedPhone
from tests.end_to_end.test_soak_kill import FIRST, NURSE, beat, flow_uuid, furnish, paired, stored
from tests.support.office import RunningOffice, wait_until

pytestmark = pytest.mark.real_process

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
HOUR, DAY = 3600.0, 86_400.0
REMINDER = "Come tomorrow"


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[DrivenClock]:
    clock = DrivenClock.create(tmp_path / "clock", NOON)
    yield clock
    clock.close()


@pytest.fixture
def office(tmp_path: Path, clock: DrivenClock) -> Iterator[RunningOffice]:
    with RunningOffice(tmp_path / "office", clock_file=tmp_path / "clock") as office:
        yield office


def plan(office: RunningOffice, clock: DrivenClock) -> SimulatedPhone:
    """The nurse is reminded in two hours, and every day in three hours the survey starts."""
    furnish(office)
    client, space = office.client, office.workspace
    phone = paired(office, clock, "1.9")
    wait_until(lambda: phone.sync() and phone.is_claimed, "the claim")
    nurse = client.contacts.create(space, name="Nurse", urns=[f"tel:{NURSE}"])
    group = client.groups.create(space, "Nurses", contacts=[nurse.uuid])
    campaign = client.campaigns.create(space, "Visits", group.uuid)
    event = CampaignEventSpec("message", "created_on", 2, "hours", translations={"eng": REMINDER}, base_language="eng")
    client.campaigns.add_event(space, campaign.uuid, event)
    at = Schedule(clock.now() + dt.timedelta(hours=3), "daily")
    client.triggers.create(space, TriggerSpec("schedule", flow_uuid(office), contacts=[nurse.uuid], schedule=at))
    wait_until(lambda: beat(clock, phone) and stored(office, "SELECT count(*) FROM campaign_fire") == [1], "the plan")
    return phone


def said(phone: SimulatedPhone) -> list[str]:
    return [sms.text for sms in phone.sent]


def say(office: RunningOffice, clock: DrivenClock, phone: SimulatedPhone, expected: list[str]) -> None:
    wait_until(lambda: beat(clock, phone) and said(phone) == expected, f"{expected}, and not {said(phone)}")


def test_what_fell_due_at_its_time_goes_out_by_itself(office: RunningOffice, clock: DrivenClock) -> None:
    phone = plan(office, clock)
    until = NOON + dt.timedelta(hours=3)
    while clock.now() < until:
        clock.advance(30)
        phone.sync()
    say(office, clock, phone, [REMINDER, FIRST])
    assert office.client.late.reports(office.workspace).rows == []


def test_a_day_off_is_asked_about(office: RunningOffice, clock: DrivenClock) -> None:
    phone = plan(office, clock)
    office.kill()
    clock.advance(DAY)
    office.start()
    phone.move(office.phone_url)
    office.sign_in()
    late, space = office.client.late, office.workspace
    [report] = wait_until(lambda: late.reports(space).rows, "a report")
    assert (report.reason, report.state, report.due, report.held) == ("off", "open", 2, 2)
    lines = {line.kind: line for line in late.report(space, report.uuid).lines}
    assert {kind: (line.name, line.outcome) for kind, line in lines.items()} == {
        "campaign": ("Visits", "held"),
        "schedule": ("Survey", "held"),
    }
    told = [note for note in office.client.notifications.all().rows if note.type == "late:reported"]
    assert [(note.scope, note.data["due"]) for note in told] == [(report.uuid, 2)]
    for _ in range(10):
        assert beat(clock, phone)
    assert said(phone) == []
    late.decide(space, report.uuid, "skip", [lines["schedule"].id])
    late.decide(space, report.uuid, "send")
    say(office, clock, phone, [REMINDER])
    wait_until(lambda: beat(clock, phone) and late.report(space, report.uuid).state == "decided", "the decision")


def test_a_leap_holds_until_somebody_says_that_it_is_right(office: RunningOffice, clock: DrivenClock) -> None:
    phone = plan(office, clock)
    late, space = office.client.late, office.workspace
    clock.leap(6 * HOUR)
    wait_until(lambda: beat(clock, phone) and late.clock().is_held, "the hold")
    clock.leap(-6 * HOUR)
    wait_until(lambda: beat(clock, phone) and not late.clock().is_held, "the end of the hold")
    assert late.reports(space).rows == []
    clock.leap(6 * HOUR)
    wait_until(lambda: beat(clock, phone) and late.clock().is_held, "the hold")
    phone.receive_sms(NURSE, "survey")
    say(office, clock, phone, [FIRST])  # conversations go on
    late.trust_clock()
    [report] = wait_until(lambda: beat(clock, phone) and late.reports(space).rows, "a report")
    assert (report.reason, report.held, late.clock().is_held) == ("clock", 2, False)
    assert said(phone) == [FIRST]
