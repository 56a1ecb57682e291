"""Campaign events come about: once, for whom they still hold, in the way that their mode says."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from app.contracts.late import LateReport
from app.services import batches, campaign_firing, dead_letters, downtime, fires, lateness, office_settings, recovery
from app.services.campaign_firing import BATCH
from app.services.contact_service import Contacts
from app.services.conversations import Conversations
from app.services.late import Late
from app.store import tables
from tests.app.services.campaigning import DAY, HOUR, MINUTE, Programme
from tests.app.services.conversing import ADA, BOB, flow, import_flows, node, rows, run_queue, send, stock_flow
from tests.app.services.crowd import add_crowd, kill_again_and_again
from tests.app.services.databases import NAMES, open_office
from tests.app.support import START, Office

SOON = START + dt.timedelta(hours=2)
BOXES = "Boxes of amoxicillin? (none or some)"


@pytest.fixture(params=NAMES)
def programme(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Programme]:
    with open_office(request.param, tmp_path / "office", templates) as office:
        yield Programme.begin(office)


@pytest.fixture
def stock(programme: Programme) -> str:
    made = stock_flow()
    import_flows(programme.office, made)
    return str(made["uuid"])


def in_hours(programme: Programme, name: str = "Ada", phone: str = ADA, hours: float = 2, **values: Any) -> tables.Contact:
    due = programme.office.clock.now() + dt.timedelta(hours=hours)
    contact = programme.add_mother(name, phone, due=due, **values)
    run_queue(programme.office)
    return contact


def put(office: Office, table: Any, row_id: int, **values: Any) -> None:
    with office.store.write() as work:
        row = work.session.get_one(table, row_id)
        for name, value in values.items():
            setattr(row, name, value)
        work.commit()


def test_a_message_in_the_contacts_language_with_what_it_says_filled_in(programme: Programme) -> None:
    put(programme.office, tables.Workspace, programme.office.workspace_id, languages=["eng", "kin"])
    programme.add_event(offset=0, translations={"eng": "Hello @contact.name", "kin": "Muraho @contact.name"})
    in_hours(programme)
    in_hours(programme, "Bea", BOB, language="kin")
    assert programme.pass_time(2 * HOUR - 1) == []
    assert sorted(programme.pass_time(1)) == ["Hello Ada", "Muraho Bea"]
    assert programme.pass_time(DAY) == []
    fired = programme.fires()
    msgs = rows(programme.office, tables.Msg, tables.Msg.direction == "out")
    assert [(one.state, one.msg_id) for one in fired] == [("fired", msg.id) for msg in msgs]
    assert {(msg.flow_id, msg.priority, msg.broadcast_id) for msg in msgs} == {(None, 0, None)}


def test_a_flow_begins_and_knows_its_campaign(programme: Programme) -> None:
    office = programme.office
    said = flow("Visit", node([send("@trigger.type of @trigger.campaign.name")]))
    import_flows(office, said)
    event = programme.add_event(type="flow", flow=said["uuid"], offset=0)
    in_hours(programme)
    assert programme.pass_time(2 * HOUR) == ["campaign of Visits"]
    start = rows(office, tables.StartRow)[0]
    assert [(one.state, one.start_id) for one in programme.fires()] == [("fired", start.id)]
    trigger = rows(office, tables.Session)[0].state["trigger"]
    assert trigger["event"]["campaign"] == {"uuid": programme.campaign, "name": "Visits"}
    assert trigger["event"]["point_uuid"] == event


@pytest.mark.parametrize(
    ("mode", "kind", "is_started"),
    [
        ("interrupt", "messaging", True),
        ("skip", "messaging", False),
        ("passive", "messaging", False),
        ("interrupt", "messaging_background", True),
        ("skip", "messaging_background", False),
        ("passive", "messaging_background", True),
    ],
)
def test_who_is_in_a_flow(programme: Programme, stock: str, mode: str, kind: str, is_started: bool) -> None:
    office = programme.office
    visit = flow("Visit", node([send("Visit")]), type=kind)
    import_flows(office, visit)
    programme.add_event(type="flow", flow=visit["uuid"], offset=0, start_mode=mode)
    ada = in_hours(programme, hours=0.5)
    in_hours(programme, "Bea", BOB, hours=0.5)
    programme.line.work()
    with office.store.write() as work:
        row = tables.StartRow(workspace_id=office.workspace_id, flow_id=rows(office, tables.Flow)[0].id, contact_id=ada.id,
                              uuid=ada.uuid, created_on=START)  # fmt: skip
        work.session.add(row)
        work.commit()
    Conversations(office.core).start(row.id)
    assert programme.line.work() == [BOXES]
    assert programme.pass_time(HOUR / 2) == ["Visit"] * (1 + is_started)
    assert programme.ended() == [("fired", None) if is_started else ("skipped", "in_flow"), ("fired", None)]
    still = [one for one in rows(office, tables.Session) if one.status == "waiting"]
    assert len(still) == (0 if mode == "interrupt" and kind == "messaging" else 1)


@pytest.mark.parametrize(("mode", "texts"), [("interrupt", ["Visit is due"]), ("skip", []), ("passive", ["Visit is due"])])
def test_a_message_to_who_is_in_a_flow(programme: Programme, stock: str, mode: str, texts: list[str]) -> None:
    """The flow goes on, whatever the mode."""
    office = programme.office
    programme.add_event(offset=0, start_mode=mode)
    ada = in_hours(programme, hours=0.5)
    with office.store.write() as work:
        row = tables.StartRow(workspace_id=office.workspace_id, flow_id=rows(office, tables.Flow)[0].id, contact_id=ada.id,
                              uuid=ada.uuid, created_on=START)  # fmt: skip
        work.session.add(row)
        work.commit()
    Conversations(office.core).start(row.id)
    programme.line.work()
    assert programme.pass_time(HOUR / 2) == texts
    assert programme.line.hear("none") == ["Thanks, noted None."]


def test_who_gets_into_a_flow_between_firing_and_starting(programme: Programme, stock: str) -> None:
    office = programme.office
    programme.add_event(type="flow", flow=stock, offset=0, start_mode="skip")
    programme.add_event(type="flow", flow=stock, offset=0, start_mode="skip")
    in_hours(programme)
    assert programme.pass_time(2 * HOUR) == [BOXES]
    assert programme.ended() == [("fired", None), ("skipped", "in_flow")]
    assert [one.state for one in rows(office, tables.StartRow)] == ["done", "skipped"]


def test_the_last_look_before_firing(programme: Programme) -> None:
    """Rows that were changed behind the planner's back, whose marks nobody has worked off yet."""
    office = programme.office
    programme.add_event(offset=0)
    people = [in_hours(programme, name, f"+25078811111{at}") for at, name in enumerate("ABCDE")]
    programme.leave(people[0])
    Contacts(office.core, office.admin).set_status(office.workspace, [people[1].uuid], "stopped")
    programme.set_due(people[2], None)
    programme.set_due(people[3], SOON + dt.timedelta(hours=1))
    office.clock.advance(2 * HOUR)
    office.queue.drain()
    event = rows(office, tables.CampaignEvent)[0]
    campaign_firing.fire(office.core, event.id)
    assert [(one.state, one.reason) for one in programme.fires()] == [
        ("skipped", "left_group"),
        ("skipped", "not_active"),
        ("skipped", "no_date"),
        ("pending", None),
        ("fired", None),
    ]
    assert programme.coming() == [("D", SOON + dt.timedelta(hours=1))]
    assert len(programme.line.send()) == 1


@pytest.mark.parametrize("how", ["event", "campaign", "workspace"])
def test_what_ended_does_not_fire(programme: Programme, how: str) -> None:
    office = programme.office
    programme.add_event(offset=0)
    in_hours(programme)
    event, campaign = rows(office, tables.CampaignEvent)[0], rows(office, tables.Campaign)[0]
    if how == "event":
        put(office, tables.CampaignEvent, event.id, is_active=False)
    elif how == "campaign":
        put(office, tables.Campaign, campaign.id, is_archived=True)
    else:
        put(office, tables.Workspace, office.workspace_id, is_archived=True)
    office.clock.advance(2 * HOUR)
    campaign_firing.fire(office.core, event.id)
    assert programme.line.send() == []
    expected = [("pending", None)] if how == "workspace" else [("skipped", "event_changed")]
    assert [(one.state, one.reason) for one in programme.fires()] == expected


def test_the_same_time_never_twice_another_time_again(programme: Programme) -> None:
    office = programme.office
    programme.add_event(offset=0)
    ada = in_hours(programme)
    assert len(programme.pass_time(2 * HOUR)) == 1
    office.clock.advance(-HOUR)  # the clock was wrong
    programme.set_due(ada, None)
    run_queue(office)
    programme.set_due(ada, SOON)
    assert programme.pass_time(DAY) == []
    programme.set_due(ada, office.clock.now() + dt.timedelta(hours=1))
    run_queue(office)
    assert len(programme.pass_time(HOUR + MINUTE)) == 1


def test_while_the_clock_is_in_doubt_nothing_fires(programme: Programme) -> None:
    office = programme.office
    programme.add_event(offset=0)
    in_hours(programme)
    with office.store.write() as work:
        office_settings.write(work.session, lateness.HOLD, {"reason": "leapt", "wall": START.isoformat()})
        work.commit()
    assert programme.pass_time(2 * HOUR) == []
    campaign_firing.fire(office.core, rows(office, tables.CampaignEvent)[0].id)
    assert programme.coming() != []
    with office.store.write() as work:
        work.session.delete(work.session.get_one(tables.Setting, lateness.HOLD))
        work.commit()
    assert len(programme.pass_time(MINUTE)) == 1


@pytest.mark.parametrize(
    ("policy", "outcome"), [("send", ("fired", None)), ("skip", ("skipped", "late")), ("ask", ("held", None))]
)
def test_what_comes_up_late_is_judged(programme: Programme, policy: str, outcome: tuple[str, str | None]) -> None:
    office = programme.office
    put(office, tables.Workspace, office.workspace_id, late_policy=policy, late_after=120)
    programme.add_event(offset=0)
    in_hours(programme)
    office.clock.advance(2 * DAY)
    assert len(programme.pass_time(0)) == (policy == "send")
    assert [(one.state, one.reason) for one in programme.fires()] == [outcome]


def be_slow(programme: Programme, hours: float) -> None:
    """The office is on, but nothing is worked off: its queue was paused, say."""
    watch = downtime.Watch(programme.office.core)
    for _ in range(int(hours * 12)):
        programme.office.clock.advance(300)
        watch.beat()


def reports(programme: Programme) -> list[LateReport]:
    """Oldest first, with their lines."""
    late, space = Late(programme.office.core, programme.office.admin), programme.office.workspace
    return [late.report(space, one.uuid) for one in reversed(late.reports(space).rows)]


def test_what_is_skipped_because_the_office_was_slow_is_one_report(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event's turns come one after the other."""
    monkeypatch.setattr(campaign_firing, "_NEXT_FIRES", campaign_firing._NEXT_FIRES.limit(2))
    monkeypatch.setattr(campaign_firing, "BATCH", 2)
    office = programme.office
    put(office, tables.Workspace, office.workspace_id, late_policy="skip", late_after=120)
    programme.add_event(offset=0)
    for at in range(5):
        in_hours(programme, f"Ada {at}", f"+25078811111{at}")
    be_slow(programme, 6)
    assert programme.pass_time(0) == []
    assert programme.ended() == [("skipped", "late")] * 5
    [report] = reports(programme)
    assert (report.reason, report.state, report.skipped, report.off_from) == ("slow", "told", 5, SOON)
    assert [(line.kind, line.outcome, line.name, line.count) for line in report.lines] == [("campaign", "skipped", "Visits", 5)]
    told = rows(office, tables.Notification, tables.Notification.user_id == office.people["editor"].user_id)
    assert [(note.type, note.scope, note.data["skipped"]) for note in told] == [("late:reported", report.uuid, 5)]
    in_hours(programme, "Eve", BOB)
    be_slow(programme, 6)
    programme.pass_time(0)
    assert [one.skipped for one in reports(programme)] == [5, 1]


def test_what_is_held_after_others_were_skipped_is_asked_about(programme: Programme) -> None:
    office = programme.office
    put(office, tables.Workspace, office.workspace_id, late_policy="skip", late_after=120)
    programme.add_event(offset=0)
    in_hours(programme)
    be_slow(programme, 6)
    programme.pass_time(0)
    put(office, tables.Workspace, office.workspace_id, late_policy="ask", late_after=1)
    in_hours(programme, "Eve", BOB, hours=0.1)
    be_slow(programme, 0.5)
    programme.pass_time(0)
    be_slow(programme, 0.1)
    [report] = reports(programme)
    assert (report.reason, report.state, report.skipped, report.held) == ("slow", "open", 1, 1)


def test_what_staff_let_go_is_not_judged_again(programme: Programme) -> None:
    office = programme.office
    programme.add_event(offset=0)
    in_hours(programme)
    programme.pass_time(2 * DAY)
    (held,) = programme.fires("held")
    put(office, tables.CampaignFire, held.id, state="pending", reason=lateness.RELEASED)
    assert len(programme.pass_time(DAY)) == 1
    assert programme.ended() == [("fired", None)]


def test_waiting_for_the_phones_is_not_being_late(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    office = programme.office
    programme.add_event(offset=0)
    in_hours(programme)
    monkeypatch.setattr(batches, "OUTBOX_LIMIT", 1)
    eve = office.add_contact("Eve", BOB)
    office.add_msg(eve, "Waiting", "out")
    office.clock.advance(2 * HOUR)
    for _ in range(10):
        office.clock.advance(HOUR)
        recovery.sweep(office.core)
        run_queue(office)
    assert [one.state for one in programme.fires()] == ["pending"]
    monkeypatch.setattr(batches, "OUTBOX_LIMIT", 10)
    office.clock.advance(MINUTE)
    recovery.sweep(office.core)
    run_queue(office)
    assert [one.state for one in programme.fires()] == ["fired"]


def test_but_off_while_waiting_is(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    office = programme.office
    programme.add_event(offset=0)
    in_hours(programme)
    monkeypatch.setattr(batches, "OUTBOX_LIMIT", 0)
    office.clock.advance(2 * HOUR)
    recovery.sweep(office.core)
    run_queue(office)
    office.clock.advance(2 * DAY)
    monkeypatch.setattr(batches, "OUTBOX_LIMIT", 10)
    recovery.sweep(office.core)
    run_queue(office)
    assert [one.state for one in programme.fires()] == ["held"]


def test_nothing_to_say_is_skipped(programme: Programme) -> None:
    programme.add_event(offset=0, translations={"eng": "@(if(contact.name = \"Ada\", \"\", \"Hello\"))"})  # fmt: skip
    in_hours(programme)
    in_hours(programme, "Bea", BOB)
    assert programme.pass_time(2 * HOUR) == ["Hello"]
    assert sorted(programme.ended(), key=str) == [("fired", None), ("skipped", "empty")]


def test_who_has_no_number_is_shown_as_failed(programme: Programme) -> None:
    programme.add_event(offset=0)
    in_hours(programme, phone="")
    assert programme.pass_time(2 * HOUR) == []
    (msg,) = rows(programme.office, tables.Msg)
    assert (msg.status, msg.failed_reason) == ("failed", "no_destination")


def test_one_that_fails_stops_no_other_and_dies_at_the_third(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    programme.add_event(offset=0)
    ada = in_hours(programme)
    in_hours(programme, "Bea", BOB)
    real = campaign_firing.make_contents

    def fails(session: Any, core: Any, shared: Any, texts: Any, people: Any) -> Any:
        if any(one.id == ada.id for one in people):
            raise RuntimeError("it can't")
        return real(session, core, shared, texts, people)

    monkeypatch.setattr(campaign_firing, "make_contents", fails)
    assert programme.pass_time(2 * HOUR) == ["Visit is due"]
    for _ in range(4):
        programme.pass_time(MINUTE)
    found = {one.contact_id: (one.state, one.error_count, one.error) for one in programme.fires()}
    assert found[ada.id] == ("dead", 3, "RuntimeError")
    assert sorted(state for state, _, _ in found.values()) == ["dead", "fired"]


@pytest.mark.parametrize("kind", ["message", "flow"])
def test_a_crowd_fires_once_whatever_kills_it(
    programme: Programme, stock: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    office = programme.office
    people = add_crowd(office, 2 * BATCH + 30, programme.group)
    programme.add_event(type=kind, relative_to="created_on", offset=1, **({"flow": stock} if kind == "flow" else {}))
    run_queue(office)
    office.clock.advance(HOUR)
    event = rows(office, tables.CampaignEvent)[0]
    kills = kill_again_and_again(office, monkeypatch, lambda: campaign_firing.fire(office.core, event.id))
    assert kills >= 3
    assert programme.ended() == [("fired", None)] * len(people)
    table: Any = tables.Msg if kind == "message" else tables.StartRow
    assert sorted(one.contact_id for one in rows(office, table)) == people


def test_the_pulse_knows_the_next_fire(programme: Programme) -> None:
    office = programme.office
    programme.add_event(offset=0)
    woken: list[dt.datetime] = []
    office.core.wake_at = woken.append
    in_hours(programme)
    assert woken == [SOON]
    assert fires.next_due_on(office.core, office.clock.now()) == SOON
    assert fires.next_due_on(office.core, SOON) is None


def test_another_text_is_for_all_who_wait_still(programme: Programme) -> None:
    """Also for those who are due and wait for their turn at this moment."""
    office = programme.office
    event = programme.add_event(offset=0)
    in_hours(programme)
    office.clock.advance(2 * HOUR + MINUTE)
    spec = dataclasses.replace(programme.shown.events[0].spec, translations={"eng": "Come today"})
    changed = programme.campaigns.update_event(office.workspace, programme.campaign, event, spec)
    assert [one.uuid for one in changed.events] == [event]
    assert programme.pass_time(0) == ["Come today"]
    assert programme.ended() == [("fired", None)]


def test_what_died_is_not_revived_beside_another_date(programme: Programme) -> None:
    """It has nothing to be sent for any more, and does not stand in the way of the others."""
    office = programme.office
    programme.add_event()
    in_hours(programme)
    ada = in_hours(programme, "Zoe", "+250788000077")
    run_queue(office)
    with office.store.write() as work:
        work.session.execute(update(tables.CampaignFire).values(state="dead", error_count=3, settled_on=office.clock.now()))
        work.commit()
    programme.set_due(ada, office.clock.now() + dt.timedelta(days=5))
    run_queue(office)
    with office.store.write() as work:
        done = dead_letters.requeue_oldest(office.core, work, "campaign_fire", 100)
        work.commit()
    assert sorted(one.outcome for one in done) == ["queued", "replaced"]
    states = {(row.contact_id == ada.id, row.state) for row in rows(office, tables.CampaignFire)}
    assert states == {(False, "pending"), (True, "skipped"), (True, "pending")}
