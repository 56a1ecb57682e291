"""A campaign in a real engine: planned as soon as somebody joins, fired at the minute, once, whatever is killed in between."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import DrivenClock
from app.contracts.campaigns import CampaignEventSpec
from bridge.demo.phone import SimulatedPhone
from tests.app.services.conversing import flow, new_id, node, send
from tests.support.office import RunningOffice, wait_until

pytestmark = pytest.mark.real_process

NOON = dt.datetime(2026, 11, 20, 12, 0, 5, tzinfo=dt.UTC)
MOTHER = "+250788123456"


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[DrivenClock]:
    clock = DrivenClock.create(tmp_path / "clock", NOON)
    yield clock
    clock.close()


def paired(office: RunningOffice, clock: DrivenClock) -> SimulatedPhone:
    phone = SimulatedPhone(office.phone_url, clock=clock, generation="1.9", country="RW")
    wait_until(lambda: phone.sync() and phone.claim_code, "a claim code")
    office.client.phones.claim(phone.claim_code, "+250788000001", "Phone", [office.workspace])
    wait_until(lambda: phone.sync() and phone.is_claimed, "the claim")
    return phone


def begin(office: RunningOffice) -> tuple[str, str]:
    """Who writes `join` is in the group, and hears from us five minutes later; the campaign's and the event's UUID."""
    group = {"uuid": new_id(), "name": "Mothers"}
    join = {"type": "add_contact_groups", "uuid": new_id(), "groups": [group]}
    joining = flow("Joining", node([join, send("Welcome")]))
    trigger = {"trigger_type": "K", "keyword": "join", "flow": {"uuid": joining["uuid"], "name": "Joining"}, "groups": []}
    file = {"version": "13", "site": "https://example.org", "flows": [joining], "groups": [group], "triggers": [trigger]}
    client, space = office.client, office.workspace
    client.imports.import_file(space, json.dumps(file).encode())
    campaign = client.campaigns.create(space, "Visits", group["uuid"]).uuid
    event = CampaignEventSpec("message", "last_seen_on", 5, "minutes", translations={"eng": "How are you?"}, base_language="eng")
    return campaign, client.campaigns.add_event(space, campaign, event).events[0].uuid


def test_planned_at_once_and_fired_at_the_minute(tmp_path: Path, clock: DrivenClock) -> None:
    with RunningOffice(tmp_path / "office", clock_file=tmp_path / "clock") as office:
        office.set_up()
        phone = paired(office, clock)
        campaign, event = begin(office)
        phone.receive_sms(MOTHER, "join")
        wait_until(lambda: phone.sync() and [one.text for one in phone.sent] == ["Welcome"], "the answer")
        (planned,) = wait_until(lambda: office.client.campaigns.coming(office.workspace, event).rows, "the plan")
        assert planned.due_on == dt.datetime(2026, 11, 20, 12, 6, tzinfo=dt.UTC)  # the clock has not moved
        office.kill()
        office.start()
        office.sign_in()
        phone.move(office.phone_url)
        clock.advance((planned.due_on - clock.now()).total_seconds() - 1)
        wait_until(lambda: phone.sync().status == 200, "the phone is served")
        assert office.client.campaigns.numbers(office.workspace, campaign)[0].planned == 1
        clock.advance(1)
        wait_until(lambda: phone.sync() and len(phone.sent) > 1, "the message")
        assert [one.text for one in phone.sent] == ["Welcome", "How are you?"]
        found = office.client.campaigns.numbers(office.workspace, campaign)[0]
        assert (found.fired, found.planned) == (1, 0)
