"""What staff see of a campaign's fires, and do with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.contracts.campaigns import CampaignEventSpec, Coming, EventNumbers
from app.errors import Invalid, NotFound
from app.services import campaign_fires
from app.services.contact_service import Contacts
from app.store import tables
from tests.app.services.campaigning import DAY, HOUR, MINUTE, Programme
from tests.app.services.conversing import ADA, BOB, import_flows, rows, run_queue, stock_flow
from tests.app.services.crowd import add_crowd
from tests.app.services.databases import NAMES, open_office
from tests.app.support import START


@pytest.fixture(params=NAMES)
def programme(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Programme]:
    with open_office(request.param, tmp_path / "office", templates) as office:
        yield Programme.begin(office)


def in_hours(programme: Programme, name: str, hours: float, phone: str = "") -> tables.Contact:
    contact = programme.add_mother(name, phone, due=START + dt.timedelta(hours=hours))
    run_queue(programme.office)
    return contact


def test_the_numbers_of_an_event(programme: Programme) -> None:
    office = programme.office
    event = programme.add_event(offset=0)
    in_hours(programme, "Ada", 1, ADA)
    in_hours(programme, "Bea", 2, BOB)
    eve = in_hours(programme, "Eve", 3)
    programme.pass_time(HOUR)
    programme.leave(eve)
    run_queue(office)
    expected = EventNumbers(event, False, 1, START + dt.timedelta(hours=2), 0, 1, 0, {"left_group": 1})
    assert programme.campaigns.numbers(office.workspace, programme.campaign) == [expected]
    later = CampaignEventSpec("message", "due", 9, "days", translations={"eng": "Hi"}, base_language="eng")
    programme.campaigns.add_event(office.workspace, programme.campaign, later)
    _, fresh = programme.campaigns.numbers(office.workspace, programme.campaign)
    assert (fresh.is_planning, fresh.planned) == (True, 0)


def test_the_counts_are_those_of_the_rows(programme: Programme) -> None:
    office = programme.office
    event = programme.add_event(relative_to="created_on", offset=1)
    add_crowd(office, 130, programme.group)
    programme.office.queue.drain()
    programme.pass_time(MINUTE)
    programme.pass_time(HOUR)
    (numbers,) = programme.campaigns.numbers(office.workspace, programme.campaign)
    states = [one.state for one in programme.fires()]
    assert (numbers.event, numbers.fired, numbers.planned) == (event, states.count("fired"), states.count("pending"))
    assert numbers.fired == 130


def test_a_preview_makes_nothing(programme: Programme) -> None:
    office = programme.office
    ada = in_hours(programme, "Ada", 5)
    in_hours(programme, "Bea", 3)
    in_hours(programme, "Old", -5)
    programme.add_mother("None")
    stopped = in_hours(programme, "Stopped", 5)
    with office.store.write() as work:
        work.session.get_one(tables.Contact, stopped.id).status = "stopped"
        work.commit()
    spec = CampaignEventSpec("message", "due", 1, "hours", translations={"eng": "Hi"}, base_language="eng")
    found = programme.campaigns.preview(office.workspace, programme.campaign, spec)
    assert (found.members, found.not_active, found.no_date, found.past, found.coming) == (5, 1, 1, 1, 2)
    assert (found.first, found.last) == (START + dt.timedelta(hours=4), START + dt.timedelta(hours=6))
    assert [one.name for one in found.soonest] == ["Bea", "Ada"]
    assert found.soonest[1] == Coming(ada.uuid, "Ada", START + dt.timedelta(hours=6))
    assert found.is_complete
    assert rows(office, tables.CampaignEvent) == []
    assert programme.fires() == []


def test_a_preview_of_many_ends_in_time(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    office = programme.office
    add_crowd(office, 30, programme.group)
    monkeypatch.setattr(campaign_fires, "BATCH", 20)
    spec = CampaignEventSpec("message", "created_on", 1, "hours", translations={"eng": "Hi"}, base_language="eng")
    assert programme.campaigns.preview(office.workspace, programme.campaign, spec).coming == 30
    monkeypatch.setattr(campaign_fires, "SECONDS", -1.0)
    found = programme.campaigns.preview(office.workspace, programme.campaign, spec)
    assert (found.coming, found.is_complete) == (0, False)


def test_what_is_coming_page_by_page(programme: Programme) -> None:
    office = programme.office
    event = programme.add_event(offset=0)
    for at, name in enumerate("ABCDE"):
        in_hours(programme, name, 5 - at // 2)
    seen: list[str] = []
    after = None
    while True:
        page = programme.campaigns.coming(office.workspace, event, after, 2)
        seen += [one.contact_name for one in page.rows]
        after = page.next
        if after is None:
            break
    assert seen == ["E", "C", "D", "A", "B"]
    with pytest.raises(Invalid):
        programme.campaigns.coming(office.workspace, event, "x_1")
    with pytest.raises(NotFound):
        programme.campaigns.coming(office.other_workspace, event)


def test_skipping_one(programme: Programme) -> None:
    office = programme.office
    event = programme.add_event(offset=0)
    ada = in_hours(programme, "Ada", 2, ADA)
    skipped = programme.campaigns.skip(office.workspace, ada.uuid, event)
    assert (skipped.state, skipped.reason, skipped.contact_name) == ("skipped", "by_staff", "Ada")
    with pytest.raises(NotFound):
        programme.campaigns.skip(office.workspace, ada.uuid, event)
    programme.leave(ada)
    run_queue(office)
    programme.join(ada)
    assert programme.pass_time(DAY) == []
    programme.set_due(ada, START + dt.timedelta(days=3))
    run_queue(office)
    assert programme.pass_time(2 * DAY) == ["Visit is due"]


def test_a_contacts_coming_and_past(programme: Programme) -> None:
    office = programme.office
    stock = stock_flow()
    import_flows(office, stock)
    first = programme.add_event(offset=0)
    second = programme.add_event(type="flow", flow=stock["uuid"], offset=1)
    ada = in_hours(programme, "Ada", 2, ADA)
    programme.pass_time(2 * HOUR)
    found = programme.campaigns.of_contact(office.workspace, ada.uuid)
    assert [(one.event, one.state, one.text, one.flow) for one in found] == [
        (second, "pending", "", "Stock"),
        (first, "fired", "Visit is due", None),
    ]
    service = Contacts(office.core, office.admin)
    ahead = [(one.kind, one.at, one.flow, one.campaign, one.event) for one in service.upcoming(office.workspace, ada.uuid)]
    assert ahead == [("campaign", START + dt.timedelta(hours=3), "Stock", "Visits", second)]
    lines = service.timeline(office.workspace, ada.uuid, limit=1)
    kinds = [(one.kind, one.type) for one in lines.rows]
    while lines.next:
        lines = service.timeline(office.workspace, ada.uuid, lines.next, 1)
        kinds += [(one.kind, one.type) for one in lines.rows]
    assert kinds.count(("campaign", "fired")) == 1
    line = next(one for one in service.timeline(office.workspace, ada.uuid).rows if one.kind == "campaign")
    assert (line.uuid, line.text, line.data["campaign"], line.data["reason"]) == (first, "Visit is due", "Visits", None)


def test_the_dead_are_tried_again(programme: Programme) -> None:
    office = programme.office
    event = programme.add_event(offset=0)
    in_hours(programme, "Ada", 2, ADA)
    (fire,) = programme.fires()
    office.clock.advance(2 * HOUR)
    with office.store.write() as work:
        row = work.session.get_one(tables.CampaignFire, fire.id)
        row.state, row.error_count, row.error, row.settled_on = "dead", 3, "RuntimeError", office.clock.now()
        work.commit()
    assert programme.campaigns.numbers(office.workspace, programme.campaign)[0].dead == 1
    office.clock.advance(7 * DAY)
    assert programme.campaigns.retry(office.workspace, event) == 1
    assert programme.line.work() == ["Visit is due"]
    assert programme.campaigns.retry(office.workspace, event) == 0
