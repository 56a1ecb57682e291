"""What campaigns ask of each batch, every minute and of each SMS is found by an index, however large the tables are."""

from __future__ import annotations

import pytest
from sqlalchemy import event as events

from app.services import campaign_firing, campaign_planning, recovery
from app.store import tables
from tests.app.services.campaigning import HOUR, Programme
from tests.app.services.conversing import ADA, import_flows, rows, run_queue, stock_flow
from tests.app.services.crowd import add_crowd
from tests.app.services.plans import plans_of
from tests.app.support import Office

OURS = ("campaign_fire", "campaign_dirty", "contact", "contact_value", "group_contact", "msg", "start", "contact_urn")


def looked_through(plans: list[str]) -> list[str]:
    return [step for step in plans if step.startswith("SCAN") and step.split()[1] in OURS and "USING INDEX ix_" not in step]


@pytest.fixture
def programme(office: Office) -> Programme:
    return Programme.begin(office)


@pytest.mark.parametrize("kind", ["message", "flow"])
def test_a_batch_of_planning_and_of_firing(programme: Programme, kind: str) -> None:
    office = programme.office
    stock = stock_flow()
    import_flows(office, stock)
    add_crowd(office, 20, programme.group)
    programme.add_event(type=kind, relative_to="created_on", offset=1, **({"flow": stock["uuid"]} if kind == "flow" else {}))
    programme.add_event(offset=1)
    (event, _) = rows(office, tables.CampaignEvent)
    with office.store.write() as work:
        work.session.get_one(tables.CampaignEvent, event.id).plan_cursor = 0
        work.commit()
    plans = plans_of(office, lambda: campaign_planning.plan_event(office.core, event.id))
    assert any("uq_campaign_fire_open" in step for step in plans), plans
    programme.add_mother("Ada", ADA, due=office.clock.now())
    plans += plans_of(office, lambda: campaign_planning.plan_contacts(office.core, office.workspace_id))
    assert any("ix_campaign_dirty_workspace" in step for step in plans), plans
    office.clock.advance(HOUR)
    plans += plans_of(office, lambda: campaign_firing.fire(office.core, event.id))
    assert any("ix_campaign_fire_event_due" in step for step in plans), plans
    assert looked_through(plans) == []
    assert {one.state for one in programme.fires() if one.event_id == event.id} == {"fired"}


def test_the_minutes_look(programme: Programme) -> None:
    programme.add_event(offset=0)
    plans = plans_of(programme.office, lambda: recovery.sweep(programme.office.core))
    assert any("ix_campaign_fire_event_due" in step for step in plans), plans
    assert any("ix_campaign_event_planning" in step for step in plans), plans
    assert looked_through(plans) == []


def test_what_staff_look_at(programme: Programme) -> None:
    office = programme.office
    event = programme.add_event(offset=1)
    ada = programme.add_mother("Ada", ADA, due=office.clock.now())
    run_queue(office)
    service = programme.campaigns

    def look() -> None:
        service.numbers(office.workspace, programme.campaign)
        service.coming(office.workspace, event)
        service.coming(office.workspace, event, "1780000000000000_1")
        service.of_contact(office.workspace, ada.uuid)
        service.retry(office.workspace, event)
        service.skip(office.workspace, ada.uuid, event)

    plans = plans_of(office, look)
    for index in ("ix_campaign_fire_contact", "ix_campaign_fire_dead", "uq_campaign_fire_open", "ix_tally_scope_key_day"):
        assert any(index in step for step in plans), (index, plans)
    assert looked_through(plans) == []


def test_an_sms_costs_one_statement_more_where_there_are_campaigns(programme: Programme) -> None:
    office = programme.office
    programme.add_event(offset=1)
    programme.line.hear("hello", ADA)
    with_campaign = statements(office, programme)
    programme.campaigns.archive(office.workspace, programme.campaign)
    programme.line.hear("hello", ADA)
    without = statements(office, programme)
    assert sum("campaign" in one for one in without) == 0
    assert sum("campaign" in one for one in with_campaign) == 1
    assert len(with_campaign) == len(without) + 1


def statements(office: Office, programme: Programme) -> list[str]:

    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    programme.line.receive("again", ADA)
    events.listen(office.store.engine, "before_cursor_execute", note)
    run_queue(office)
    events.remove(office.store.engine, "before_cursor_execute", note)
    return asked
