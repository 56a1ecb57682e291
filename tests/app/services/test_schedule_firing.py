"""Scheduled triggers and broadcasts whose time has come, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.contracts.flows import Repeat, Schedule, TriggerSpec
from app.services import batches, office_settings, schedule_firing, schedules
from app.services.lateness import HOLD
from app.services.recovery import sweep
from app.services.schedules import NewSchedule
from app.services.triggers import Triggers
from app.store import tables
from tests.app.services.conversing import ADA, Line, add_keyword, flow, import_flows, node, rows, run_queue, send, stock_flow
from tests.app.services.crowd import Killed, add_crowd, add_group, killed_after
from tests.app.services.databases import NAMES, open_office
from tests.app.support import START, Office

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        yield made


@pytest.fixture
def hello(office: Office) -> str:
    made = flow("Hello", node([send("Hello @contact.name")]))
    import_flows(office, made)
    office.add_phone()
    office.queue.drain()
    return str(made["uuid"])


def schedule_trigger(office: Office, hello: str, *, repeat: Repeat = "daily", **more: list[str]) -> str:
    """In an hour."""
    spec = TriggerSpec("schedule", hello, schedule=Schedule(office.clock.now() + HOUR, repeat), **more)  # type: ignore[arg-type]
    return Triggers(office.core, office.admin).create(office.workspace, spec).uuid


def schedule_broadcast(office: Office, group: str, *, repeat: str = "daily") -> int:
    """In an hour; returns the pattern's id."""
    now = office.clock.now()
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        at = (now + HOUR).astimezone(dt.UTC)
        row = schedules.new_row(NewSchedule(repeat, at.hour + 2, at.minute, first=at), space, now)
        group_id = work.session.query(tables.ContactGroup).filter_by(uuid=group).one().id
        work.session.add(row)
        work.session.flush()
        pattern = tables.Broadcast(
            uuid="pattern",
            workspace_id=space.id,
            state="scheduled",
            translations={"eng": {"text": "Meeting, @contact.name"}},
            base_language="eng",
            template_state="unevaluated",
            recipients={"group_ids": [group_id]},
            schedule_id=row.id,
            created_by="Ada",
            created_on=now,
            modified_on=now,
        )
        work.session.add(pattern)
        work.commit()
        return pattern.id


def let_pass(office: Office, time: dt.timedelta) -> int:
    """The sweep after so long; returns how many schedules it found due."""
    office.clock.advance(time.total_seconds())
    sweep(office.core)
    return sum(task.name == "fire_schedule" for task in office.queue.tasks.values())


def starts(office: Office) -> list[tables.FlowStart]:
    return rows(office, tables.FlowStart)


def sent(office: Office) -> list[str]:
    return sorted(msg.text for msg in rows(office, tables.Msg))


def test_a_trigger_starts_its_groups_and_contacts_without_the_excluded(office: Office, hello: str) -> None:
    nurses, absent = add_group(office), add_group(office, "Absent")
    first, second, third = add_crowd(office, 3, nurses)
    ada = office.add_contact("Ada", ADA)
    with office.store.write() as work:
        group = work.session.query(tables.ContactGroup).filter_by(uuid=absent).one()
        work.session.add(tables.GroupContact(group_id=group.id, contact_id=second))
        work.commit()
    schedule_trigger(office, hello, groups=[nurses], exclude_groups=[absent], contacts=[ada.uuid])
    assert let_pass(office, HOUR - dt.timedelta(seconds=1)) == 0
    assert let_pass(office, dt.timedelta(seconds=1)) == 1
    run_queue(office)
    [made] = starts(office)
    [trigger] = rows(office, tables.Trigger)
    assert (made.type, made.trigger_id, made.queued) == ("schedule", trigger.id, 3)
    assert [row.contact_id for row in rows(office, tables.StartRow)] == [first, third, ada.id]
    assert sent(office) == ["Hello Ada", "Hello Person 0", "Hello Person 2"]
    [row] = rows(office, tables.Schedule)
    assert (row.last_fire, row.next_fire) == (START + HOUR, START + HOUR + DAY)
    assert let_pass(office, DAY) == 1


def test_a_broadcast_makes_one_of_its_own_each_time(office: Office, hello: str) -> None:
    group = add_group(office)
    add_crowd(office, 2, group)
    pattern = schedule_broadcast(office, group)
    for day in (1, 2):
        let_pass(office, HOUR if day == 1 else DAY)
        run_queue(office)
        assert len(rows(office, tables.Broadcast)) == 1 + day
    original, *made = rows(office, tables.Broadcast)
    assert (original.id, original.state, original.queued) == (pattern, "scheduled", 0)
    assert {(one.parent_id, one.state, one.queued, one.created_by) for one in made} == {(pattern, "completed", 2, "Ada")}
    assert sent(office) == ["Meeting, Person 0", "Meeting, Person 0", "Meeting, Person 1", "Meeting, Person 1"]


def test_what_is_not_repeated_fires_once(office: Office, hello: str) -> None:
    schedule_trigger(office, hello, repeat="never", contacts=[office.add_contact("Ada", ADA).uuid])
    let_pass(office, HOUR)
    run_queue(office)
    assert let_pass(office, DAY) == 0
    [row] = rows(office, tables.Schedule)
    assert (row.next_fire, row.last_fire, len(starts(office))) == (None, START + HOUR, 1)


def test_twice_queued_is_once_fired(office: Office, hello: str) -> None:
    schedule_trigger(office, hello, contacts=[office.add_contact("Ada", ADA).uuid])
    let_pass(office, HOUR)
    [row] = rows(office, tables.Schedule)
    schedule_firing.fire(office.core, row.id)
    schedule_firing.fire(office.core, row.id)
    schedule_firing.fire(office.core, 999)
    assert len(starts(office)) == 1


@pytest.mark.parametrize("before_commit", [True, False])
def test_a_kill_neither_loses_nor_doubles(
    office: Office, hello: str, monkeypatch: pytest.MonkeyPatch, before_commit: bool
) -> None:
    schedule_trigger(office, hello, contacts=[office.add_contact("Ada", ADA).uuid])
    let_pass(office, HOUR)
    office.queue.drain()
    [row] = rows(office, tables.Schedule)
    with killed_after(monkeypatch, 0, before_commit=before_commit), pytest.raises(Killed):
        schedule_firing.fire(office.core, row.id)
    sweep(office.core)
    run_queue(office)
    assert len(starts(office)) == 1
    assert sent(office) == ["Hello Ada"]


def test_missed_times_are_one_late_fire(office: Office, hello: str) -> None:
    """Off from Monday to Thursday, a little after its time: the newest is not late."""
    schedule_trigger(office, hello, contacts=[office.add_contact("Ada", ADA).uuid])
    let_pass(office, 3 * DAY + HOUR + dt.timedelta(minutes=20))
    run_queue(office)
    assert len(starts(office)) == 1
    [row] = rows(office, tables.Schedule)
    assert row.next_fire == START + HOUR + 4 * DAY


@pytest.mark.parametrize(("policy", "made", "is_held"), [("send", 1, False), ("skip", 0, False), ("ask", 0, True)])
def test_late_ones_go_by_the_policy_of_the_workspace(office: Office, hello: str, policy: str, made: int, is_held: bool) -> None:
    schedule_trigger(office, hello, contacts=[office.add_contact("Ada", ADA).uuid])
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.workspace_id).late_policy = policy
        work.commit()
    let_pass(office, 2 * DAY + 5 * HOUR)
    run_queue(office)
    [row] = rows(office, tables.Schedule)
    assert len(starts(office)) == made
    assert row.late_fire == (START + HOUR + 2 * DAY if is_held else None)
    assert row.next_fire == START + HOUR + 3 * DAY
    assert let_pass(office, dt.timedelta(minutes=1)) == 0


def test_nothing_fires_while_the_clock_is_in_doubt(office: Office, hello: str) -> None:
    schedule_trigger(office, hello, contacts=[office.add_contact("Ada", ADA).uuid])
    with office.store.write() as work:
        office_settings.write(work.session, HOLD, {"reason": "leapt", "wall": START.isoformat()})
        work.commit()
    assert let_pass(office, HOUR) == 0
    [row] = rows(office, tables.Schedule)
    schedule_firing.fire(office.core, row.id)
    assert starts(office) == []
    with office.store.write() as work:
        office_settings.forget(work.session, HOLD)
        work.commit()
    assert let_pass(office, dt.timedelta(0)) == 1


def archive_workspace(office: Office, is_archived: bool) -> None:
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.workspace_id).is_archived = is_archived
        work.commit()


def test_an_archived_workspace_and_an_archived_trigger_rest(office: Office, hello: str) -> None:
    trigger = schedule_trigger(office, hello, contacts=[office.add_contact("Ada", ADA).uuid])
    Triggers(office.core, office.admin).archive(office.workspace, trigger)
    assert let_pass(office, HOUR) == 0
    Triggers(office.core, office.admin).restore(office.workspace, trigger)
    assert let_pass(office, dt.timedelta(0)) == 0
    archive_workspace(office, True)
    assert let_pass(office, DAY) == 0
    archive_workspace(office, False)
    assert let_pass(office, dt.timedelta(0)) == 1


def told(office: Office) -> list[dict[str, object]]:
    editor = office.people["editor"]
    return [
        row.data for row in rows(office, tables.Notification) if row.user_id == editor.user_id and row.type == "schedule:failed"
    ]


def test_a_flow_that_is_gone_fails_where_staff_look(office: Office, hello: str) -> None:
    schedule_trigger(office, hello, contacts=[office.add_contact("Ada", ADA).uuid])
    with office.store.write() as work:  # archiving a flow archives its triggers; here it is as an import may leave it
        work.session.query(tables.Flow).filter_by(uuid=hello).one().is_archived = True
        work.commit()
    let_pass(office, HOUR)
    run_queue(office)
    [made] = starts(office)
    assert (made.state, made.error) == (batches.FAILED, "flow:missing")
    assert told(office) == [{"kind": "schedule", "name": "Hello", "error": "flow:missing"}]
    assert let_pass(office, dt.timedelta(minutes=1)) == 0
    let_pass(office, DAY)
    run_queue(office)
    assert len(starts(office)) == 2
    assert len(told(office)) == 1


def test_when_everybody_is_gone_it_fails_where_staff_look(office: Office, hello: str) -> None:
    group = add_group(office)
    schedule_broadcast(office, group)
    ada = office.add_contact("Ada", ADA)
    schedule_trigger(office, hello, contacts=[ada.uuid])
    with office.store.write() as work:
        work.session.query(tables.ContactGroup).filter_by(uuid=group).one().is_active = False
        work.session.get_one(tables.Contact, ada.id).is_deleted = True
        work.commit()
    let_pass(office, HOUR)
    run_queue(office)
    assert [(row.state, row.error) for row in starts(office)] == [("failed", "nobody")]
    assert [(row.state, row.error) for row in rows(office, tables.Broadcast)][1:] == [("failed", "nobody")]
    assert sorted(str(one["kind"]) for one in told(office)) == ["broadcast", "schedule"]


def test_one_that_cannot_be_counted_stops_instead_of_failing_for_ever(office: Office, hello: str) -> None:
    schedule_trigger(office, hello, contacts=[office.add_contact("Ada", ADA).uuid])
    with office.store.write() as work:
        work.session.query(tables.Schedule).one().repeat = "hourly"
        work.commit()
    let_pass(office, HOUR)
    run_queue(office)
    [row] = rows(office, tables.Schedule)
    assert row.next_fire is None
    assert told(office) == [{"kind": "schedule", "name": "Hello", "error": "invalid"}]
    assert let_pass(office, DAY) == 0


def test_the_flow_runs_for_each_contact_once_when_a_trigger_is_changed_meanwhile(office: Office, hello: str) -> None:
    """A changed trigger has another schedule; the task of the old one finds nothing."""
    ada = office.add_contact("Ada", ADA)
    uuid = schedule_trigger(office, hello, contacts=[ada.uuid])
    let_pass(office, HOUR)
    spec = TriggerSpec("schedule", hello, contacts=[ada.uuid], schedule=Schedule(office.clock.now() + HOUR, "daily"))
    Triggers(office.core, office.admin).update(office.workspace, uuid, spec)
    run_queue(office)
    assert starts(office) == []
    let_pass(office, HOUR)
    run_queue(office)
    assert sent(office) == ["Hello Ada"]


def test_the_pulse_is_woken_for_what_comes_before_its_next_beat(office: Office, hello: str) -> None:
    woken: list[dt.datetime] = []
    office.core.wake_at = woken.append
    uuid = schedule_trigger(office, hello, contacts=[office.add_contact("Ada", ADA).uuid])
    Triggers(office.core, office.admin).archive(office.workspace, uuid)
    Triggers(office.core, office.admin).restore(office.workspace, uuid)
    assert woken == [START + HOUR, START + HOUR]


# Messages that never go out


@pytest.mark.parametrize(
    ("status", "reason"),
    [("errored", None), ("failed", "error_limit"), ("failed", "too_old"), ("failed", "no_destination"), ("wired", None)],
)
def test_a_wait_ends_whatever_becomes_of_its_message(office: Office, status: str, reason: str | None) -> None:
    """The timeout counts from the sending, and does not come about without; the expiration does."""
    made = stock_flow(timeout=600)
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    line = Line(office, office.add_phone())
    line.receive("stock")
    run_queue(office)
    with office.store.write() as work:
        msg = work.session.query(tables.Msg).filter_by(direction="out").one()
        msg.status, msg.failed_reason = status, reason
        work.commit()
    office.clock.advance(3599)
    sweep(office.core)
    run_queue(office)
    assert [row.status for row in rows(office, tables.Session)] == ["waiting"]
    office.clock.advance(1)
    sweep(office.core)
    run_queue(office)
    assert [row.status for row in rows(office, tables.Session)] == ["expired"]
    assert rows(office, tables.Fire) == []
