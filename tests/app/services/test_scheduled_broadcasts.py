"""Messages to many at a later time."""

from __future__ import annotations

import datetime as dt

import pytest

from app.contracts.broadcasts import BroadcastText, Exclusions, Recipients
from app.contracts.flows import Schedule
from app.contracts.scheduled_broadcasts import Draft
from app.errors import Invalid, NotFound
from app.services import media_refs, scheduled_broadcasts
from app.services.broadcasts import Broadcasts
from app.services.recovery import sweep
from app.services.scheduled_broadcasts import ScheduledBroadcasts
from app.store import tables
from tests.app.services.conversing import ADA, BOB, Line, new_id, rows
from tests.app.services.crowd import add_crowd, add_group
from tests.app.support import Office

MONDAY = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)  # an hour after the office's now; noon in Kigali
WEEK = dt.timedelta(days=7)


@pytest.fixture
def service(office: Office) -> ScheduledBroadcasts:
    return ScheduledBroadcasts(office.core, office.admin)


def draft(text: str = "Hello @contact.first_name", when: Schedule | None = None, **recipients: object) -> Draft:
    texts = {"eng": BroadcastText(text, quick_replies=["Yes"]), "fra": BroadcastText("Bonjour")}
    wanted = Recipients(**recipients)  # type: ignore[arg-type]
    return Draft(texts, "eng", wanted, Exclusions(in_a_flow=True), when or Schedule(MONDAY))


def move_to(office: Office, moment: dt.datetime) -> None:
    office.clock.advance((moment - office.clock.now()).total_seconds())


def test_it_goes_out_at_its_time_to_whoever_is_there_then(office: Office, service: ScheduledBroadcasts) -> None:
    line = Line(office, office.add_phone())
    group = add_group(office)
    add_crowd(office, 1, group)
    made = service.add(office.workspace, draft("Hi @contact.name", Schedule(MONDAY, "weekly", "M"), groups=[group]))
    assert (made.text, made.languages, made.schedule.next_fire) == ("Hi @contact.name", ["eng", "fra"], MONDAY)
    sweep(office.core)
    assert line.work() == []
    add_crowd(office, 1, group)
    move_to(office, MONDAY)
    sweep(office.core)
    assert line.work() == ["Hi Person 0", "Hi Person 0"]
    again = service.get(office.workspace, made.uuid)
    assert (again.schedule.next_fire, again.last_on) == (MONDAY + WEEK, MONDAY)
    broadcasts = Broadcasts(office.core, office.admin)
    [sent] = broadcasts.all(office.workspace, scheduled=made.uuid).rows
    assert (sent.state, sent.queued, sent.scheduled, sent.exclusions.in_a_flow) == ("completed", 2, made.uuid, True)
    assert broadcasts.all(office.workspace).rows == [sent]
    assert broadcasts.all(office.workspace, scheduled=new_id()).rows == []


def test_it_is_no_broadcast_itself(office: Office, service: ScheduledBroadcasts) -> None:
    made = service.add(office.workspace, draft(contacts=[office.add_contact("Ada", ADA).uuid]))
    broadcasts = Broadcasts(office.core, office.admin)
    assert broadcasts.all(office.workspace).rows == []
    for call in (broadcasts.get, broadcasts.interrupt):
        with pytest.raises(NotFound):
            call(office.workspace, made.uuid)
    assert sweep(office.core) == 0


def test_the_soonest_first_and_not_what_is_over(office: Office, service: ScheduledBroadcasts) -> None:
    ada = office.add_contact("Ada", ADA)
    late, soon, never = (
        service.add(office.workspace, draft(when=Schedule(MONDAY + dt.timedelta(days=days)), contacts=[ada.uuid])).uuid
        for days in (3, 2, 1)
    )
    service.cancel(office.workspace, never)
    assert [one.uuid for one in service.all(office.workspace)] == [soon, late]
    assert service.all(office.other_workspace) == []
    move_to(office, MONDAY + dt.timedelta(days=2, minutes=5))
    sweep(office.core)
    Line(office, office.add_phone()).work()
    assert [one.uuid for one in service.all(office.workspace)] == [late]
    assert len(Broadcasts(office.core, office.admin).all(office.workspace, scheduled=soon).rows) == 1


def test_what_was_written_can_be_edited(office: Office, service: ScheduledBroadcasts) -> None:
    ada, bob = office.add_contact("Ada", ADA), office.add_contact("Bob", BOB)
    group = add_group(office)
    when = Schedule(MONDAY, "weekly", "MF")
    wanted = draft(when=when, contacts=[ada.uuid, bob.uuid], groups=[group], urns=["tel:+250788333333"], query="name ~ xy")
    made = service.add(office.workspace, wanted)
    with office.store.write() as work:
        work.session.get_one(tables.Contact, bob.id).is_deleted = True
        work.commit()
    kept = service.draft(office.workspace, made.uuid)
    assert kept.recipients == Recipients([ada.uuid], [group], ["tel:+250788333333"], "name ~ xy")
    assert (kept.translations, kept.base_language, kept.exclusions) == (wanted.translations, "eng", wanted.exclusions)
    assert (kept.schedule.start, kept.schedule.repeat, kept.schedule.days_of_week) == (MONDAY, "weekly", "MF")
    changed = draft("Other", Schedule(MONDAY + dt.timedelta(hours=1), "daily"), contacts=[ada.uuid])
    shown = service.update(office.workspace, made.uuid, changed)
    assert (shown.text, shown.recipients.contacts, shown.recipients.groups) == ("Other", 1, [])
    assert shown.schedule.next_fire == MONDAY + dt.timedelta(hours=1)
    move_to(office, MONDAY + dt.timedelta(hours=1))
    sweep(office.core)
    assert Line(office, office.add_phone()).work() == ["Other"]


def test_what_was_cancelled_makes_nothing_and_holds_no_file(office: Office, service: ScheduledBroadcasts) -> None:
    ada, uuid, now = office.add_contact("Ada", ADA), new_id(), office.clock.now()
    with office.store.write() as work:
        file = {"sha256": "0" * 64, "content_type": "image/jpeg", "size": 1, "created_on": now}
        work.session.add(tables.Media(uuid=uuid, workspace_id=office.workspace_id, name="a.jpg", **file))
        work.commit()
    text = BroadcastText("Look", attachments=[f"image/jpeg:/media/{uuid}.jpg"])
    wanted = Draft({"eng": text}, "eng", Recipients(contacts=[ada.uuid]), Exclusions(), Schedule(MONDAY, "daily"))
    made = service.add(office.workspace, wanted)
    assert [one.kind for one in uses(office)] == [media_refs.BROADCAST]
    line = Line(office, office.add_phone())
    move_to(office, MONDAY)
    sweep(office.core)
    line.work()
    [sent] = rows(office, tables.Msg)
    assert sent.attachments == text.attachments
    assert sorted(one.kind for one in uses(office)) == ["broadcast", "broadcast", "msg"]
    service.cancel(office.workspace, made.uuid)
    assert sorted(one.kind for one in uses(office)) == ["broadcast", "msg"]
    assert rows(office, tables.Schedule) == []
    move_to(office, MONDAY + dt.timedelta(days=1))
    sweep(office.core)
    assert line.work() == []
    for call in (service.get, service.draft, service.cancel):
        with pytest.raises(NotFound):
            call(office.workspace, made.uuid)
    [one] = Broadcasts(office.core, office.admin).all(office.workspace).rows
    assert one.scheduled == made.uuid


def uses(office: Office) -> list[tables.MediaUse]:
    with office.store.read() as session:
        return list(session.query(tables.MediaUse))


@pytest.mark.parametrize(
    ("when", "days"),
    [
        (Schedule(MONDAY), ["06-01"]),
        (Schedule(MONDAY, "daily"), ["06-01", "06-02", "06-03", "06-04"]),
        (Schedule(MONDAY, "weekly", "WF"), ["06-01", "06-03", "06-05", "06-10"]),
        (Schedule(MONDAY.replace(day=30, hour=21, minute=59), "monthly"), ["06-30", "07-30", "08-30", "09-30"]),
        (Schedule(MONDAY.replace(month=8, day=31), "monthly"), ["08-31", "09-30", "10-31", "11-30"]),
        (Schedule(MONDAY - WEEK, "weekly", "M"), ["06-01", "06-08", "06-15", "06-22"]),
    ],
)
def test_the_next_times_are_told(service: ScheduledBroadcasts, office: Office, when: Schedule, days: list[str]) -> None:
    assert [f"{moment:%m-%d}" for moment in service.times(office.workspace, when, 4)] == days


@pytest.mark.parametrize("day", [29, 30, 31])
def test_a_short_month_changes_no_day(service: ScheduledBroadcasts, office: Office, day: int) -> None:
    """In February it goes out on the 28th, and whoever changes its text then still has the day that was meant."""
    move_to(office, MONDAY.replace(year=2027, month=2))
    when = Schedule(MONDAY.replace(year=2027, month=1, day=day), "monthly")
    made = service.add(office.workspace, draft(when=when, contacts=[office.add_contact("Ada", ADA).uuid]))
    assert made.schedule.next_fire == MONDAY.replace(year=2027, month=2, day=28)
    again = service.draft(office.workspace, made.uuid)
    assert again.schedule.start == when.start
    service.update(office.workspace, made.uuid, again)
    assert rows(office, tables.Schedule)[0].day_of_month == day
    assert service.get(office.workspace, made.uuid).schedule.next_fire == made.schedule.next_fire


@pytest.mark.parametrize(
    ("when", "field", "reason"),
    [
        (Schedule(MONDAY - WEEK), "schedule", "in_past"),
        (Schedule(MONDAY.replace(tzinfo=None)), "schedule", "start"),
        (Schedule(MONDAY, "weekly", "X"), "schedule", "days_of_week"),
        (Schedule(MONDAY, "hourly"), "schedule", "repeat"),  # type: ignore[arg-type]
    ],
)
def test_what_can_not_be(service: ScheduledBroadcasts, office: Office, when: Schedule, field: str, reason: str) -> None:
    wanted = draft(when=when, contacts=[office.add_contact("Ada", ADA).uuid])
    with pytest.raises(Invalid) as told:
        service.add(office.workspace, wanted)
    assert (told.value.params["field"], told.value.params["reason"]) == (field, reason)
    with pytest.raises(Invalid):
        service.times(office.workspace, when)


def test_not_without_end(service: ScheduledBroadcasts, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduled_broadcasts, "MAX_SCHEDULED", 2)
    wanted = draft(contacts=[office.add_contact("Ada", ADA).uuid])
    for _ in range(2):
        service.add(office.workspace, wanted)
    with pytest.raises(Invalid):
        service.add(office.workspace, wanted)
