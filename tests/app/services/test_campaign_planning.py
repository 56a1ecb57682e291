"""Whom a campaign will reach, and when: planned anew by whatever changes it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.contracts.campaigns import CampaignEventSpec
from app.services import campaign_planning, recovery
from app.services.campaign_planning import BATCH
from app.services.contact_service import Contacts
from app.services.flows import Flows
from app.services.groups import Groups
from app.services.imports import Imports
from app.services.workspaces import Workspaces
from app.store import tables
from tests.app.services.campaigning import DAY, HOUR, Programme, marked
from tests.app.services.conversing import ADA, BOB, import_flows, new_id, rows, run_queue, stock_flow
from tests.app.services.crowd import add_crowd, kill_again_and_again
from tests.app.services.databases import NAMES, open_office
from tests.app.support import START, Office

SOON = START + dt.timedelta(days=2)
DUE = SOON + dt.timedelta(hours=1)


@pytest.fixture(params=NAMES)
def programme(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Programme]:
    with open_office(request.param, tmp_path / "office", templates) as office:
        yield Programme.begin(office)


def plan(programme: Programme) -> list[tuple[str, dt.datetime]]:
    run_queue(programme.office)
    assert marked(programme.office) == []
    return programme.coming()


def contacts(programme: Programme) -> Contacts:
    return Contacts(programme.office.core, programme.office.admin)


def test_who_joins_with_a_date_is_planned(programme: Programme) -> None:
    programme.add_event()
    ada = programme.add_mother("Ada", due=SOON)
    programme.add_mother("Bea")
    programme.set_due(programme.office.add_contact("Eve"), SOON)
    assert plan(programme) == [("Ada", DUE)]
    programme.leave(ada)
    assert plan(programme) == []
    assert programme.ended() == [("skipped", "left_group")]
    programme.join(ada)
    assert plan(programme) == [("Ada", DUE)]


def test_an_event_reaches_who_is_there_already(programme: Programme) -> None:
    programme.add_mother("Ada", due=SOON)
    programme.add_mother("Bea", due=SOON + dt.timedelta(days=1))
    programme.add_event(offset=-1)
    assert programme.coming() == [
        ("Ada", SOON - dt.timedelta(hours=1)),
        ("Bea", SOON + dt.timedelta(hours=23)),
    ]
    with programme.office.store.read() as session:
        event = session.scalars(select(tables.CampaignEvent)).one()
    assert (event.plan_cursor, event.plan_since) == (None, None)


def test_another_date_moves_the_fire_and_none_ends_it(programme: Programme) -> None:
    programme.add_event()
    ada = programme.add_mother("Ada", due=SOON)
    plan(programme)
    first = programme.fires()[0].id
    programme.set_due(ada, SOON + dt.timedelta(days=1))
    assert plan(programme) == [("Ada", DUE + dt.timedelta(days=1))]
    assert programme.fires()[0].id == first
    programme.set_due(ada, None)
    assert plan(programme) == []
    programme.set_due(ada, SOON)
    assert plan(programme) == [("Ada", DUE)]
    programme.set_due(ada, START - dt.timedelta(days=1))
    assert plan(programme) == []
    assert programme.ended() == [("skipped", "no_date"), ("skipped", "date_changed")]


def test_what_is_past_is_not_planned(programme: Programme) -> None:
    programme.add_event()
    programme.add_mother("Ada", due=START - dt.timedelta(hours=1, minutes=1))
    programme.add_mother("Bea", due=START - dt.timedelta(hours=1))
    assert plan(programme) == [("Bea", START)]


def test_past_counts_from_the_change_however_late_it_is_planned(programme: Programme) -> None:
    """The power was cut behind the change: what fell due since is not lost."""
    programme.add_event(offset=0)
    programme.add_mother("Ada", due=START + dt.timedelta(seconds=30))
    programme.office.queue.drain()
    programme.office.clock.advance(HOUR)
    recovery.sweep(programme.office.core)
    assert plan(programme) == [("Ada", START + dt.timedelta(minutes=1))]


def test_past_of_an_event_counts_from_its_making(programme: Programme) -> None:
    programme.add_mother("Ada", due=START + dt.timedelta(seconds=30))
    programme.campaigns.add_event(
        programme.office.workspace,
        programme.campaign,
        CampaignEventSpec("message", "due", 0, "minutes", translations={"eng": "Now"}, base_language="eng"),
    )
    programme.office.queue.drain()
    programme.office.clock.advance(HOUR)
    recovery.sweep(programme.office.core)
    assert plan(programme) == [("Ada", START + dt.timedelta(minutes=1))]


def test_dates_of_the_contact_itself(programme: Programme) -> None:
    programme.add_event(relative_to="created_on", offset=2, unit="days", delivery_hour=8)
    programme.add_event(relative_to="last_seen_on", offset=30, unit="minutes")
    ada = programme.office.add_contact("Ada", ADA)
    programme.join(ada)
    in_two_days = dt.datetime(2026, 6, 3, 6, 0, tzinfo=dt.UTC)  # 8 o'clock in Kigali
    assert plan(programme) == [("Ada", in_two_days)]
    programme.line.hear("hello")
    assert programme.coming() == [("Ada", START + dt.timedelta(minutes=31)), ("Ada", in_two_days)]
    programme.office.clock.advance(10 * 60)
    programme.line.hear("me again")
    assert programme.coming()[0] == ("Ada", START + dt.timedelta(minutes=41))


def test_who_is_not_active_gets_nothing_until_active_again(programme: Programme) -> None:
    programme.add_event()
    ada = programme.add_mother("Ada", due=SOON)
    plan(programme)
    contacts(programme).set_status(programme.office.workspace, [ada.uuid], "blocked")
    assert plan(programme) == []
    assert programme.ended()[0] in [("skipped", "not_active"), ("skipped", "left_group")]
    contacts(programme).set_status(programme.office.workspace, [ada.uuid], "active")
    programme.join(ada)
    assert plan(programme) == [("Ada", DUE)]
    contacts(programme).delete(programme.office.workspace, [ada.uuid])
    recovery.sweep(programme.office.core)
    assert plan(programme) == []


def test_a_smart_group_fills_and_empties_by_itself(programme: Programme) -> None:
    office = programme.office
    group = Groups(office.core, office.admin).create(office.workspace, "Adas", query='name = "Ada"').uuid
    programme.campaigns.update(office.workspace, programme.campaign, "Visits", group)
    programme.add_event()
    ada = office.add_contact("Ada")
    programme.set_due(ada, SOON)
    assert plan(programme) == [("Ada", DUE)]
    Groups(office.core, office.admin).set_query(office.workspace, group, 'name = "Bea"')
    assert plan(programme) == []
    Groups(office.core, office.admin).set_query(office.workspace, group, 'name = "Ada"')
    assert plan(programme) == [("Ada", DUE)]


def test_a_new_version_of_an_event_takes_the_place_of_the_old(programme: Programme) -> None:
    event = programme.add_event()
    programme.add_mother("Ada", due=SOON)
    plan(programme)
    spec = dataclasses.replace(programme.shown.events[0].spec, offset=2)
    programme.campaigns.update_event(programme.office.workspace, programme.campaign, event, spec)
    assert plan(programme) == [("Ada", SOON + dt.timedelta(hours=2))]
    programme.campaigns.remove_event(programme.office.workspace, programme.campaign, programme.shown.events[0].uuid)
    assert plan(programme) == []
    assert programme.ended() == [("skipped", "event_changed")] * 2


def test_archived_restored_and_for_another_group(programme: Programme) -> None:
    office = programme.office
    programme.add_event()
    programme.add_mother("Ada", due=SOON)
    plan(programme)
    programme.campaigns.archive(office.workspace, programme.campaign)
    assert plan(programme) == []
    bea = office.add_contact("Bea")
    programme.set_due(bea, SOON)
    programme.join(bea)
    assert plan(programme) == []
    programme.campaigns.restore(office.workspace, programme.campaign)
    assert plan(programme) == [("Ada", DUE), ("Bea", DUE)]
    other = Groups(office.core, office.admin).create(office.workspace, "Others", contacts=[bea.uuid]).uuid
    programme.campaigns.update(office.workspace, programme.campaign, "Visits", other)
    assert plan(programme) == [("Bea", DUE)]


def test_another_zone_has_another_eight_o_clock(programme: Programme) -> None:
    office = programme.office
    programme.add_event(offset=0, unit="days", delivery_hour=8)
    programme.add_mother("Ada", due=SOON)
    assert plan(programme) == [("Ada", dt.datetime(2026, 6, 3, 6, 0, tzinfo=dt.UTC))]
    service = Workspaces(office.core, office.admin)
    settings = service.get(office.workspace).settings
    service.update(office.workspace, dataclasses.replace(settings, timezone="Africa/Nairobi"))
    assert plan(programme) == [("Ada", dt.datetime(2026, 6, 3, 5, 0, tzinfo=dt.UTC))]


def test_a_flow_that_is_archived_takes_its_events_along(programme: Programme) -> None:
    stock = stock_flow()
    import_flows(programme.office, stock)
    programme.add_event(type="flow", flow=stock["uuid"])
    programme.add_mother("Ada", due=SOON)
    assert plan(programme) == [("Ada", DUE)]
    Flows(programme.office.core, programme.office.admin).archive(programme.office.workspace, stock["uuid"])
    assert plan(programme) == []


def test_whoever_writes_rows_is_noticed(programme: Programme) -> None:
    """The pulse finds what no service told of."""
    programme.add_event()
    ada = programme.add_mother("Ada", due=SOON)
    plan(programme)
    with programme.office.store.write() as work:
        work.session.execute(delete(tables.GroupContact).where(tables.GroupContact.contact_id == ada.id))
        work.commit()
    assert programme.office.queue.tasks == {}
    recovery.sweep(programme.office.core)
    assert plan(programme) == []


def test_an_import_plans_and_its_undoing_takes_that_back(programme: Programme) -> None:
    office = programme.office
    programme.add_mother("Ada", due=SOON)
    event = {
        "uuid": new_id(), "offset": 3, "unit": "H", "event_type": "M", "delivery_hour": -1, "message": {"eng": "Hello"},
        "relative_to": {"label": "Due", "key": "due"}, "start_mode": "I", "base_language": "eng",
    }  # fmt: skip
    group = {"uuid": programme.group, "name": "Mothers"}
    import_flows(office, campaigns=[{"uuid": new_id(), "name": "Brought", "group": group, "events": [event]}])
    assert plan(programme) == [("Ada", SOON + dt.timedelta(hours=3))]
    imports = Imports(office.core, office.admin)
    imports.undo(office.workspace, imports.all(office.workspace)[0].uuid)
    assert plan(programme) == []


def test_a_crowd_is_planned_in_batches_whatever_kills_it(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    office = programme.office
    people = add_crowd(office, 2 * BATCH + 30, programme.group)
    spec = CampaignEventSpec("message", "created_on", 1, "days", translations={"eng": "Hi"}, base_language="eng")
    programme.campaigns.add_event(office.workspace, programme.campaign, spec)
    event = rows(office, tables.CampaignEvent)[0]
    office.queue.drain()
    kills = kill_again_and_again(office, monkeypatch, lambda: campaign_planning.plan_event(office.core, event.id))
    assert kills >= 3
    assert sorted(one.contact_id for one in programme.fires("pending")) == people
    kill_again_and_again(office, monkeypatch, lambda: campaign_planning.plan_contacts(office.core, office.workspace_id))
    assert marked(office) == []
    assert len(programme.fires()) == len(people)
    programme.campaigns.archive(office.workspace, programme.campaign)
    office.queue.drain()
    kill_again_and_again(office, monkeypatch, lambda: campaign_planning.plan_event(office.core, event.id))
    assert programme.ended() == [("skipped", "event_changed")] * len(people)


def test_where_no_campaign_is_in_use_nothing_is_marked(programme: Programme) -> None:
    programme.add_event()
    outside = programme.office.add_contact("Eve", BOB)
    programme.line.hear("hello", BOB)
    programme.set_due(outside, SOON)
    programme.add_mother("Ada", ADA, due=SOON)
    plan(programme)
    programme.line.receive("hello", ADA)
    ran = [task.name for task in programme.office.queue.drain()]
    assert ran == ["handle_inbound"]
    assert marked(programme.office) == []


def test_a_last_day_that_no_calendar_knows_is_no_date(programme: Programme) -> None:
    programme.add_event(offset=1_000_000, unit="weeks")
    programme.add_mother("Ada", due=SOON)
    assert plan(programme) == []
    assert programme.fires() == []


def states(office: Office) -> dict[str, int]:
    counts: dict[str, Any] = {}
    for one in rows(office, tables.CampaignFire):
        counts[one.state] = counts.get(one.state, 0) + 1
    return counts


def test_a_day_passes_for_a_contact_who_changes_all_the_time(programme: Programme) -> None:
    """What is due and waits for its turn stays, though the contact is planned anew meanwhile."""
    programme.add_event()
    ada = programme.add_mother("Ada", due=SOON)
    plan(programme)
    programme.office.clock.advance(2 * DAY + HOUR + 5)
    programme.leave(ada)
    programme.join(ada)
    assert plan(programme) == [("Ada", DUE)]
    assert states(programme.office) == {"pending": 1}
