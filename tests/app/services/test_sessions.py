"""Ending and hurrying what contacts wait in, and what failed three times."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.contracts.sessions import FlowSession
from app.errors import Invalid, NotFound
from app.services import flow_counts, sessions, tallies
from app.services.conversations import Conversations
from app.services.flows import Flows
from app.services.housekeeping import tidy
from app.services.recovery import sweep
from app.services.sessions import Sessions
from app.store import tables
from tests.app.services.conversing import (
    ADA,
    BOB,
    Line,
    add_keyword,
    flow,
    import_flows,
    new_id,
    node,
    rows,
    run_queue,
    send,
    stock_flow,
)
from tests.app.services.crowd import give_way_at_once, kill_again_and_again
from tests.app.support import Office

NUMBERS = [f"+2507880{at:05}" for at in range(12)]


@pytest.fixture
def stock() -> dict[str, Any]:
    return stock_flow(timeout=600)


@pytest.fixture
def line(office: Office, stock: dict[str, Any]) -> Line:
    import_flows(office, stock)
    add_keyword(office, stock["uuid"], "stock")
    return Line(office, office.add_phone())


@pytest.fixture
def service(office: Office) -> Sessions:
    return Sessions(office.core, office.admin)


def waiting(service: Sessions, office: Office, **more: Any) -> list[FlowSession]:
    return service.waiting(office.workspace, **more).rows


def statuses(office: Office) -> list[str]:
    return [row.status for row in rows(office, tables.Session)]


def assert_counts_agree(office: Office) -> None:
    """What was added and taken back is what a recount finds."""
    zone = ZoneInfo("Africa/Kigali")
    sums: dict[tuple[str, str, dt.date | None], int] = {}
    kinds = ("status", "node")
    for row in rows(office, tables.Tally):
        if row.scope.startswith("flow:") and (row.scope.split(":")[2] in (*kinds, "result")):
            place = (row.scope, row.key, row.day)
            sums[place] = sums.get(place, 0) + row.count
    found = {place: count for place, count in flow_counts.recount(rows(office, tables.Run), zone).items() if count}
    assert {place: count for place, count in sums.items() if count} == found


def test_who_waits_where_and_until_when(office: Office, line: Line, service: Sessions, stock: dict[str, Any]) -> None:
    line.hear("stock", ADA)
    line.hear("stock", BOB)
    line.hear("none", BOB)
    [one] = waiting(service, office, flow=stock["uuid"])
    contact = rows(office, tables.Contact)[0]
    assert (one.contact, one.status, one.flow_name) == (contact.uuid, "waiting", "Stock")
    assert one.timeout_on is not None
    assert one.expires_on is not None
    past = service.of_contact(office.workspace, rows(office, tables.Contact)[1].uuid).rows
    assert [(row.status, row.flow) for row in past] == [("completed", None)]


def test_pages(office: Office, line: Line, service: Sessions, stock: dict[str, Any]) -> None:
    for number in NUMBERS[:5]:
        line.hear("stock", number)
    first = service.waiting(office.workspace, stock["uuid"], limit=3)
    second = service.waiting(office.workspace, before=first.next, limit=3)
    assert [row.uuid for row in first.rows + second.rows] == [row.uuid for row in rows(office, tables.Session)][::-1]
    assert (len(first.rows), second.next) == (3, None)


def test_one_session_is_interrupted_with_all_that_hangs_on_it(office: Office, line: Line, service: Sessions) -> None:
    line.hear("stock", ADA)
    contact = rows(office, tables.Contact)[0]
    assert contact.current_flow_id is not None
    [one] = waiting(service, office)
    service.interrupt(office.workspace, one.uuid)
    [row], [run], [after] = rows(office, tables.Session), rows(office, tables.Run), rows(office, tables.Contact)
    assert (row.status, row.current_flow_id, row.ended_on) == ("interrupted", None, office.clock.now())
    assert (run.status, run.exited_on, run.current_node) == ("interrupted", office.clock.now(), None)
    assert rows(office, tables.Fire) == []
    assert (after.current_flow_id, after.revision) == (None, contact.revision + 1)
    with office.store.read() as session:
        assert session.get_one(tables.ContactDirty, after.id).revision == after.revision
        scope = tallies.flow_scope(run.flow_id, "status")
        assert tallies.read(session, scope) == {"interrupted": 1}
        assert tallies.read(session, tallies.flow_scope(run.flow_id, "node")) == {}
    assert_counts_agree(office)
    with pytest.raises(Invalid) as caught:
        service.interrupt(office.workspace, one.uuid)
    assert caught.value.params["reason"] == "ended"
    assert line.hear("none", ADA) == []


def test_a_parent_flow_ends_with_its_child(office: Office, service: Sessions) -> None:
    child = stock_flow("Child")
    enter = {"type": "enter_flow", "uuid": new_id(), "flow": {"uuid": child["uuid"], "name": "Child"}}
    parent = flow("Parent", node([enter]))
    import_flows(office, parent, child)
    add_keyword(office, parent["uuid"], "parent")
    line = Line(office, office.add_phone())
    line.hear("parent")
    [one] = waiting(service, office)
    assert one.flow_name == "Child"
    service.interrupt(office.workspace, one.uuid)
    assert [run.status for run in rows(office, tables.Run)] == ["interrupted", "interrupted"]
    assert_counts_agree(office)


def test_contacts_are_interrupted(office: Office, line: Line, service: Sessions) -> None:
    for number in NUMBERS[:4]:
        line.hear("stock", number)
    people = [contact.uuid for contact in rows(office, tables.Contact)]
    stranger = office.add_contact("Eve", BOB, office.other_workspace_id)
    assert service.interrupt_contacts(office.workspace, [people[0], people[2], people[0], stranger.uuid]) == 2
    assert statuses(office) == ["interrupted", "waiting", "interrupted", "waiting"]
    assert service.interrupt_contacts(office.workspace, people) == 2
    for bad in ([], ["x"] * 101):
        given = [f"{one}{at}" for at, one in enumerate(bad)]
        with pytest.raises(Invalid):
            service.interrupt_contacts(office.workspace, given)


def test_a_flow_is_emptied_in_batches(
    office: Office, line: Line, service: Sessions, stock: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.batches.BATCH", 5)
    give_way_at_once(monkeypatch)
    for number in NUMBERS:
        line.hear("stock", number)
    asked = service.interrupt_flow(office.workspace, stock["uuid"])
    assert (asked.state, asked.ended) == ("started", 0)
    tasks = office.queue.drain()
    assert [task.name for task in tasks] == ["interrupt_sessions"]
    sessions.interrupt_many(office.core, int(tasks[0].args[0]))
    line.receive("stock", ADA)
    office.queue.drain()
    Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")
    assert sorted(statuses(office)) == ["interrupted"] * 5 + ["waiting"] * 8
    assert sweep(office.core) == 1
    run_queue(office)
    assert sorted(statuses(office)) == ["interrupted"] * 12 + ["waiting"]
    [done] = service.interruptions(office.workspace)
    assert (done.state, done.ended, done.flow_name) == ("completed", 12, "Stock")
    assert_counts_agree(office)
    assert sweep(office.core) == 0


def test_a_kill_while_a_flow_is_emptied(
    office: Office, line: Line, service: Sessions, stock: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.batches.BATCH", 2)
    for number in NUMBERS:
        line.hear("stock", number)
    service.interrupt_flow(office.workspace, stock["uuid"])
    [row] = rows(office, tables.Interruption)
    assert kill_again_and_again(office, monkeypatch, lambda: sessions.interrupt_many(office.core, row.id)) > 3
    assert set(statuses(office)) == {"interrupted"}
    assert service.interruptions(office.workspace)[0].ended == 12
    assert_counts_agree(office)


def test_who_waits_in_a_flow_that_is_archived_waits_no_more(office: Office, line: Line, stock: dict[str, Any]) -> None:
    for number in NUMBERS[:3]:
        line.hear("stock", number)
    Flows(office.core, office.admin).archive(office.workspace, stock["uuid"])
    run_queue(office)
    assert statuses(office) == ["interrupted"] * 3
    assert {contact.current_flow_id for contact in rows(office, tables.Contact)} == {None}
    assert_counts_agree(office)


def test_a_wait_is_run_out_by_hand(office: Office, line: Line, service: Sessions) -> None:
    line.hear("stock", ADA)
    [one] = waiting(service, office)
    service.expire(office.workspace, one.uuid)
    run_queue(office)
    assert statuses(office) == ["expired"]
    assert [run.status for run in rows(office, tables.Run)] == ["expired"]
    assert_counts_agree(office)
    with pytest.raises(Invalid):
        service.expire(office.workspace, one.uuid)


def test_what_is_not_there(office: Office, line: Line, service: Sessions) -> None:
    line.hear("stock", ADA)
    [one] = waiting(service, office)
    elsewhere = office.other_workspace
    for call in (
        lambda: service.interrupt(elsewhere, one.uuid),
        lambda: service.expire(elsewhere, one.uuid),
        lambda: service.interrupt_flow(elsewhere, str(one.flow)),
        lambda: service.waiting(elsewhere, one.flow),
        lambda: service.of_contact(elsewhere, one.contact),
    ):
        with pytest.raises(NotFound):
            call()
    assert statuses(office) == ["waiting"]


# Dead work


def test_a_dead_start_is_shown_and_tried_again(
    office: Office, line: Line, service: Sessions, stock: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = office.add_contact("Ada", ADA)
    Flows(office.core, office.admin).start(office.workspace, stock["uuid"], [ada.uuid])
    with monkeypatch.context() as patch:
        patch.setattr("app.services.conversations.write_turn", lambda *_: 1 / 0)
        for _ in range(3):
            sweep(office.core)
            run_queue(office)
    [dead] = service.dead(office.workspace)
    assert (dead.kind, dead.contact, dead.flow_name, dead.error, dead.errors) == (
        "start",
        ada.uuid,
        "Stock",
        "ZeroDivisionError",
        3,
    )
    assert service.dead(office.other_workspace) == []
    assert service.requeue(office.other_workspace, [dead.id]) == 0
    assert service.requeue(office.workspace, [dead.id, dead.id]) == 1
    assert len(line.work()) == 1
    assert service.dead(office.workspace) == []
    assert service.requeue(office.workspace, [dead.id]) == 0


def test_a_dead_timer_is_shown_and_tried_again(
    office: Office, line: Line, service: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.hear("stock", ADA)
    with monkeypatch.context() as patch:
        patch.setattr("app.services.conversations.write_turn", lambda *_: 1 / 0)
        for _ in range(5):
            office.clock.advance(601)
            sweep(office.core)
            run_queue(office)
    [dead] = service.dead(office.workspace)
    assert (dead.kind, dead.flow_name, dead.error, dead.errors) == ("timeout", "Stock", "ZeroDivisionError", 3)
    office.clock.advance(100_000)
    assert service.requeue(office.workspace, [dead.id]) == 1
    assert line.work()[0] == "Still there?"
    assert service.dead(office.workspace) == []


@pytest.mark.parametrize("bad", ["", "start", "start:x", "inbound:1", "fire:-1", "fire:" + "9" * 30, "fire:\u0661"])
def test_ids_that_are_none(office: Office, line: Line, service: Sessions, bad: str) -> None:
    with pytest.raises(Invalid):
        service.requeue(office.workspace, [bad])


# What has grown old


def test_the_state_of_old_sessions_goes_and_their_children_can_still_start(office: Office, line: Line) -> None:
    other = flow("Other", node([send("@parent.contact.name: @parent.results.thing")]))
    bob = office.add_contact("Bob", BOB)
    action = {
        "type": "start_session",
        "uuid": new_id(),
        "flow": {"uuid": other["uuid"], "name": "Other"},
        "contacts": [{"uuid": bob.uuid, "name": "Bob"}],
        "exclusions": {},
    }
    result = {"type": "set_run_result", "uuid": new_id(), "name": "Thing", "value": "go", "category": ""}
    asking = flow("Asks", node([result, action]))
    import_flows(office, asking, other)
    add_keyword(office, asking["uuid"], "go")
    office.add_contact("Ada", ADA)
    line.receive("go")
    Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")
    line.receive("stock", "+250788333333")
    Conversations(office.core).handle_inbound(line.channel.id, "tel:+250788333333")
    starts = office.queue.drain()
    office.clock.advance(dt.timedelta(days=6).total_seconds())
    tidy(office.core)
    assert [row.state is None for row in rows(office, tables.Session)] == [False, False]
    office.clock.advance(dt.timedelta(days=1, seconds=1).total_seconds())
    tidy(office.core)
    assert [row.state is None for row in rows(office, tables.Session)] == [True, False]
    Conversations(office.core).start(next(int(task.args[0]) for task in starts if task.name == "start_contact"))
    child = rows(office, tables.Session)[-1]
    assert child.state["trigger"]["history"]["ancestors"] == 1
    assert rows(office, tables.Msg)[-1].text == "Ada: go"


def test_old_starts_go_and_dead_ones_stay(office: Office, line: Line, stock: dict[str, Any]) -> None:
    people = [office.add_contact(name, number) for name, number in zip("ABC", NUMBERS, strict=False)]
    Flows(office.core, office.admin).start(office.workspace, stock["uuid"], [one.uuid for one in people])
    with office.store.write() as work:
        for row, state in zip(work.session.query(tables.StartRow), ("done", "dead", "pending"), strict=True):
            row.state = state
        work.commit()
    office.clock.advance(dt.timedelta(days=31).total_seconds())
    tidy(office.core)
    assert [row.state for row in rows(office, tables.StartRow)] == ["dead", "pending"]
