"""Why a campaign event came about, or did not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.errors import NotFound
from app.services import batches, lateness, office_settings
from app.services.contact_service import Contacts
from app.services.conversations import Conversations
from app.services.explain import Explain
from app.store import tables
from tests.app.services.campaigning import DAY, HOUR, Programme
from tests.app.services.conversing import ADA, flow, import_flows, new_id, node, rows, run_queue, send, stock_flow
from tests.app.services.databases import NAMES, open_office
from tests.app.support import START

TOMORROW = START + dt.timedelta(days=1)


@pytest.fixture(params=NAMES)
def programme(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Programme]:
    with open_office(request.param, tmp_path / "office", templates) as office:
        yield Programme.begin(office)


def add_ada(programme: Programme, due: dt.datetime | None = TOMORROW, *, is_planned: bool = True) -> tables.Contact:
    contact = programme.add_mother("Ada", ADA, due=due)
    if is_planned:
        run_queue(programme.office)
    return contact


def ask(programme: Programme, contact: tables.Contact, event: str) -> Any:
    return Explain(programme.office.core, programme.office.admin).campaign(programme.office.workspace, contact.uuid, event)


def codes(told: Any) -> list[str]:
    return [step.code for step in told.steps]


def params(told: Any, code: str) -> dict[str, Any]:
    [found] = [step for step in told.steps if step.code == code]
    return dict(found.params)


def put(programme: Programme, table: Any, **values: Any) -> None:
    with programme.office.store.write() as work:
        for row in work.session.query(table):
            for name, value in values.items():
                setattr(row, name, value)
        work.commit()


def test_it_is_to_come(programme: Programme) -> None:
    event = programme.add_event()
    told = ask(programme, add_ada(programme), event)
    assert (told.outcome, told.at) == ("planned", TOMORROW + dt.timedelta(hours=1))
    assert [(step.code, step.at) for step in told.steps] == [("date_said", TOMORROW), ("due_at", told.at)]
    assert params(told, "date_said") == {"field": "Due"}


def test_a_message_came_about(programme: Programme) -> None:
    event = programme.add_event()
    contact = add_ada(programme)
    assert programme.pass_time(DAY + HOUR) == ["Visit is due"]
    told = ask(programme, contact, event)
    [fire] = programme.fires()
    assert (told.outcome, told.at) == ("fired", fire.settled_on)
    assert codes(told) == ["date_said", "due_at", "fired_message"]


def test_a_flow_came_about(programme: Programme) -> None:
    said = flow("Visit", node([send("Hi")]))
    import_flows(programme.office, said)
    event = programme.add_event(type="flow", flow=said["uuid"])
    contact = add_ada(programme)
    assert programme.pass_time(DAY + HOUR) == ["Hi"]
    told = ask(programme, contact, event)
    assert (told.outcome, codes(told)) == ("fired", ["date_said", "due_at", "fired_flow", "start_done"])
    assert params(told, "fired_flow") == {"flow": "Visit"}


@dataclass(frozen=True)
class Case:
    """What keeps it from being planned."""

    name: str
    make: Callable[[Programme, tables.Contact], None]
    outcome: str
    steps: list[str]


def leave(programme: Programme, contact: tables.Contact) -> None:
    programme.leave(contact)


def block(programme: Programme, contact: tables.Contact) -> None:
    Contacts(programme.office.core, programme.office.admin).set_status(programme.office.workspace, [contact.uuid], "blocked")


def forget_date(programme: Programme, contact: tables.Contact) -> None:
    programme.set_due(contact, None)


def go_back(programme: Programme, contact: tables.Contact) -> None:
    programme.set_due(contact, START - dt.timedelta(days=3))


def archive(programme: Programme, contact: tables.Contact) -> None:
    programme.campaigns.archive(programme.office.workspace, programme.campaign)


def remove(programme: Programme, contact: tables.Contact) -> None:
    [event] = programme.shown.events
    programme.campaigns.remove_event(programme.office.workspace, programme.campaign, event.uuid)


CASES = [
    Case("left", leave, "skipped", ["not_member", "date_said", "due_at", "fire_skipped"]),
    Case("blocked", block, "skipped", ["contact_inactive", "not_member", "date_said", "due_at", "fire_skipped"]),
    Case("no date", forget_date, "skipped", ["no_date", "fire_skipped"]),
    Case("past", go_back, "not_planned", ["date_said", "due_at", "fire_skipped", "past_when_planned"]),
    Case("archived", archive, "skipped", ["campaign_archived", "date_said", "due_at", "fire_skipped"]),
    Case("removed", remove, "skipped", ["event_removed", "date_said", "due_at", "fire_skipped"]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_keeps_it_away(programme: Programme, case: Case) -> None:
    event = programme.add_event()
    contact = add_ada(programme)
    case.make(programme, contact)
    run_queue(programme.office)
    told = ask(programme, contact, event)
    assert (told.outcome, codes(told)) == (case.outcome, case.steps)


def test_who_never_was_in_question(programme: Programme) -> None:
    event = programme.add_event()
    contact = programme.office.add_contact("Bea")
    told = ask(programme, contact, event)
    assert (told.outcome, codes(told)) == ("not_planned", ["not_member", "no_date"])
    assert params(told, "not_member") == {"group": "Mothers"}


def test_a_date_that_was_past_when_the_contact_came(programme: Programme) -> None:
    event = programme.add_event()
    told = ask(programme, add_ada(programme, START - dt.timedelta(days=1)), event)
    assert (told.outcome, codes(told)) == ("not_planned", ["date_said", "due_at", "past_when_planned"])


def test_it_is_just_being_planned(programme: Programme) -> None:
    event = programme.add_event()
    told = ask(programme, add_ada(programme, is_planned=False), event)
    assert (told.outcome, codes(told)) == ("planning", ["date_said", "due_at", "being_planned"])


def test_late_and_held_and_let_go(programme: Programme) -> None:
    event = programme.add_event()
    contact = add_ada(programme)
    assert programme.pass_time(3 * DAY) == []
    told = ask(programme, contact, event)
    assert (told.outcome, codes(told)[-1]) == ("held", "fire_held")
    put(programme, tables.CampaignFire, state="pending", reason=lateness.RELEASED)
    told = ask(programme, contact, event)
    assert (told.outcome, codes(told)[-2:]) == ("planned", ["fire_released", "due_passed"])


def test_late_and_skipped(programme: Programme) -> None:
    put(programme, tables.Workspace, late_policy="skip")
    event = programme.add_event()
    contact = add_ada(programme)
    assert programme.pass_time(3 * DAY) == []
    told = ask(programme, contact, event)
    assert (told.outcome, params(told, "fire_skipped")) == ("skipped", {"reason": "late"})


def test_what_keeps_one_that_is_due(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "OUTBOX_LIMIT", 0)
    event = programme.add_event()
    contact = add_ada(programme)
    programme.office.clock.advance(DAY + HOUR)
    with programme.office.store.write() as work:
        office_settings.write(work.session, lateness.HOLD, {"reason": "leapt", "seconds": 5})
        work.commit()
    told = ask(programme, contact, event)
    assert (told.outcome, codes(told)[-3:]) == ("planned", ["due_passed", "outbox_full", "clock_in_doubt"])


def test_who_is_in_a_flow(programme: Programme) -> None:
    office = programme.office
    stock, said = stock_flow(), flow("Visit", node([send("Hi")]))
    import_flows(office, stock, said)
    event = programme.add_event(type="flow", flow=said["uuid"], start_mode="skip")
    contact = add_ada(programme)
    office.clock.advance(DAY + HOUR - 60)
    with office.store.write() as work:
        flow_id = work.session.query(tables.Flow).filter_by(uuid=stock["uuid"]).one().id
        start = tables.StartRow(
            uuid=new_id(), workspace_id=office.workspace_id, flow_id=flow_id, contact_id=contact.id, created_on=START
        )
        work.session.add(start)
        work.commit()
    Conversations(office.core).start(start.id)
    told = ask(programme, contact, event)
    assert (told.outcome, params(told, "would_yield")) == ("planned", {"flow": "Stock"})
    programme.pass_time(60)
    told = ask(programme, contact, event)
    assert (told.outcome, params(told, "fire_skipped")) == ("skipped", {"reason": "in_flow"})


def test_one_that_fails(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    event = programme.add_event()
    contact = add_ada(programme)
    with monkeypatch.context() as patch:
        patch.setattr("app.services.campaign_firing.make_contents", lambda *_: 1 / 0)
        programme.pass_time(DAY + HOUR)
        told = ask(programme, contact, event)
        assert (told.outcome, params(told, "fire_tried")) == ("planned", {"count": 1, "error": "ZeroDivisionError"})
        for _ in range(2):
            programme.pass_time(60)
    told = ask(programme, contact, event)
    assert (told.outcome, params(told, "fire_dead")["count"]) == ("dead", 3)


def test_another_date_is_another_time(programme: Programme) -> None:
    event = programme.add_event()
    contact = add_ada(programme)
    programme.pass_time(DAY + HOUR)
    later = TOMORROW + dt.timedelta(days=30)
    programme.set_due(contact, later)
    run_queue(programme.office)
    told = ask(programme, contact, event)
    assert (told.outcome, told.at) == ("planned", later + dt.timedelta(hours=1))
    assert codes(told) == ["date_said", "due_at", "fired_message"]


def test_what_is_not_here(programme: Programme) -> None:
    event = programme.add_event()
    contact = add_ada(programme)
    for who, what in ((contact, "x"), (tables.Contact(uuid="y"), event)):
        with pytest.raises(NotFound):
            ask(programme, who, what)
    assert rows(programme.office, tables.CampaignFire)
