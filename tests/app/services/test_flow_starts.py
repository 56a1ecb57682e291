"""Starts of many."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select

from app.contracts.broadcasts import Exclusions, Progress, Recipients
from app.contracts.starts import FlowStart, StartProgress
from app.errors import Invalid, NotFound
from app.queue.tasks import TASKS
from app.services import batches, flow_starts, recipients, start_slices, starts
from app.services.conversations import Conversations
from app.services.effects import msg_created
from app.services.flow_runtime import runtime_of
from app.services.flow_starts import Starts
from app.services.recovery import sweep
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
from tests.app.services.crowd import add_crowd, add_group, give_way_at_once, kill_again_and_again
from tests.app.support import Office

NOBODY = Exclusions()


@pytest.fixture
def hello(office: Office) -> str:
    made = flow("Hello", node([send("Hello @contact.name")]))
    import_flows(office, made)
    return str(made["uuid"])


def start(office: Office, flow_uuid: str, exclusions: Exclusions = NOBODY, **recipients: Any) -> FlowStart:
    return Starts(office.core, office.admin).start(office.workspace, flow_uuid, Recipients(**recipients), exclusions)


def look(office: Office, uuid: str) -> FlowStart:
    return Starts(office.core, office.admin).get(office.workspace, uuid)


def started(office: Office) -> list[int]:
    return [row.contact_id for row in rows(office, tables.StartRow)]


def only_take_up(office: Office) -> None:
    """Work through the starts of many as if somebody else at once started whom they have taken up."""
    while tasks := [task for task in office.queue.drain() if task.name == "start_many"]:
        for task in tasks:
            flow_starts.start_many(office.core, int(task.args[0]))
            set_states(office, "done")


def set_states(office: Office, state: str) -> None:
    with office.store.write() as work:
        work.session.query(tables.StartRow).filter_by(state="pending").update({"state": state})
        work.commit()


def test_everybody_who_is_named_is_started_once(office: Office, hello: str) -> None:
    line = Line(office, office.add_phone())
    ada = office.add_contact("Ada", ADA)
    office.add_contact("Bob", BOB)
    group = add_group(office)
    add_crowd(office, 3, group)
    made = start(
        office,
        hello,
        contacts=[ada.uuid, ada.uuid],
        groups=[group],
        urns=[f"tel:{ADA}", "0788 333 333", "tel:+250788333333"],
        query='name = "Bob"',
    )
    assert (made.state, made.queued, made.total) == ("pending", 0, None)
    assert sorted(line.work()) == [
        "Hello ",
        "Hello Ada",
        "Hello Bob",
        "Hello Person 0",
        "Hello Person 1",
        "Hello Person 2",
    ]
    assert {urn.identity for urn in rows(office, tables.ContactUrn)} >= {"tel:+250788333333"}
    done = look(office, made.uuid)
    assert (done.state, done.queued, done.pending, done.total) == ("completed", 6, 0, 6)
    assert done.recipients.groups[0].name == "Nurses"
    assert {msg.priority for msg in rows(office, tables.Msg)} == {0}
    trigger = rows(office, tables.Session)[0].state["trigger"]
    assert (trigger["type"], trigger["batch"], trigger["origin"]) == ("manual", True, "ui")


def test_two_and_a_half_thousand_in_batches(office: Office, hello: str, monkeypatch: pytest.MonkeyPatch) -> None:
    group = add_group(office)
    people = add_crowd(office, 2500, group)
    made = start(office, hello, groups=[group])
    assert made.total == 2500
    [row] = rows(office, tables.FlowStart)
    for taken_up in (500, 1000, 1500, 2000, 2500):
        [task] = [one for one in office.queue.drain() if one.name == "start_many"]
        assert (task.priority, task.args) == (-2, (row.id,))
        flow_starts.start_many(office.core, row.id)
        flow_starts.start_many(office.core, row.id)  # nobody else is taken up before these are started
        assert len(started(office)) == look(office, made.uuid).queued == taken_up
        assert [one.name for one in office.queue.tasks.values()] == ["start_slice"] * starts.LANES + ["start_many"]
        set_states(office, "done")
    assert started(office) == people
    sweep(office.core)
    run_queue(office)
    assert look(office, made.uuid).state == "completed"
    assert sweep(office.core) == 0


def test_a_kill_anywhere_loses_and_doubles_nobody(office: Office, hello: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(office, office.add_phone())
    monkeypatch.setattr(batches, "TAKEN_UP", 100)
    group = add_group(office)
    people = add_crowd(office, 230, group)
    made = start(office, hello, groups=[group], urns=[f"+25078{at:07}" for at in range(130)])

    def work() -> None:
        sweep(office.core)
        run_queue(office)

    assert kill_again_and_again(office, monkeypatch, work, most=9) > 20
    everybody = sorted({*people, *(one.id for one in rows(office, tables.Contact))})
    assert sorted(started(office)) == sorted(one.contact_id for one in rows(office, tables.Session)) == everybody
    assert (look(office, made.uuid).queued, look(office, made.uuid).state) == (360, "completed")
    assert len(rows(office, tables.ContactUrn)) == 360
    assert len(line.send()) == 360


def test_the_same_task_again_changes_nothing(office: Office, hello: str) -> None:
    group = add_group(office)
    people = add_crowd(office, 250, group)
    start(office, hello, groups=[group])
    [row] = rows(office, tables.FlowStart)
    for _ in range(3):
        flow_starts.start_many(office.core, row.id)
    assert started(office) == people


def test_a_query_is_followed_to_its_end(office: Office, hello: str) -> None:
    add_crowd(office, 1100, language="eng")
    wanted = add_crowd(office, 30, language="fra")
    add_crowd(office, 500, language="eng")
    wanted += add_crowd(office, 3, language="fra")
    add_crowd(office, 3, language="fra", status="blocked")
    made = start(office, hello, query="language = fra")
    only_take_up(office)
    assert started(office) == wanted
    assert look(office, made.uuid).queued == 33


def test_a_query_asks_for_flows_history_groups_and_fields(office: Office, hello: str) -> None:
    line = Line(office, office.add_phone())
    stock = stock_flow()
    age = {"key": "age", "name": "Age"}
    ageing = flow("Ageing", node([{"type": "set_contact_field", "uuid": new_id(), "field": age, "value": "42"}]))
    import_flows(office, stock, ageing, fields=[{**age, "type": "number"}])
    add_keyword(office, stock["uuid"], "stock")
    add_keyword(office, ageing["uuid"], "old")
    line.hear("stock", ADA)
    line.hear("old", BOB)
    line.hear("none", "+250788333333")
    ids = {urn.path: urn.contact_id for urn in rows(office, tables.ContactUrn)}
    for query, who in (
        ('flow = "Stock"', [ADA]),
        ('history = "Ageing"', [BOB]),
        ("age > 40", [BOB]),
        ("tel = +250788333333", ["+250788333333"]),
        ('flow = "Stock" OR age = 42', [ADA, BOB]),
    ):
        before = len(started(office))
        start(office, hello, query=query)
        only_take_up(office)
        assert started(office)[before:] == [ids[one] for one in who], query


@pytest.mark.parametrize(
    ("exclusions", "kept"),
    [
        (NOBODY, ["blocked", "busy", "fresh", "old", "unseen"]),
        (Exclusions(non_active=True), ["busy", "fresh", "old", "unseen"]),
        (Exclusions(in_a_flow=True), ["blocked", "fresh", "old", "unseen"]),
        (Exclusions(started_previously=True), ["blocked", "busy", "fresh", "unseen"]),
        (Exclusions(not_seen_since_days=30), ["busy", "fresh"]),
        (Exclusions(non_active=True, in_a_flow=True, started_previously=True, not_seen_since_days=30), ["fresh"]),
    ],
)
def test_exclusions(office: Office, hello: str, exclusions: Exclusions, kept: list[str]) -> None:
    line = Line(office, office.add_phone())
    stock = stock_flow()
    import_flows(office, stock)
    now = office.clock.now()
    lately, long_ago = now - dt.timedelta(days=29), now - dt.timedelta(days=31)
    old = office.add_contact("old", "+250788000010", last_seen_on=long_ago)
    busy = office.add_contact("busy", "+250788000011", last_seen_on=lately)
    start(office, hello, contacts=[old.uuid])
    start(office, stock["uuid"], contacts=[busy.uuid])
    line.work()
    others = [
        office.add_contact("blocked", "+250788000012", status="blocked", last_seen_on=long_ago),
        office.add_contact("fresh", "+250788000013", last_seen_on=lately),
        office.add_contact("unseen", "+250788000014"),
    ]
    names = {one.id: one.name for one in (old, busy, *others)}
    before = len(started(office))
    made = start(office, hello, exclusions, contacts=[one.uuid for one in (old, busy, *others)])
    only_take_up(office)
    assert sorted(names[one] for one in started(office)[before:]) == kept
    assert look(office, made.uuid).exclusions == exclusions
    reach = Starts(office.core, office.admin).preview(
        office.workspace, hello, Recipients(contacts=[one.uuid for one in (old, busy, *others)]), exclusions
    )
    assert (reach.count, reach.is_complete) == (len([one for one in kept if one != "blocked"]), True)


def test_who_gets_into_a_flow_meanwhile_is_left_out_still(office: Office, hello: str) -> None:
    line = Line(office, office.add_phone())
    stock = stock_flow()
    import_flows(office, stock)
    add_keyword(office, stock["uuid"], "stock")
    ada = office.add_contact("Ada", ADA)
    people = [ada.uuid, *(office.add_contact("Bob", f"+25078800020{at}").uuid for at in range(2))]
    start(office, hello, Exclusions(in_a_flow=True), contacts=people)
    [task] = office.queue.drain()
    flow_starts.start_many(office.core, int(task.args[0]))
    later = office.queue.drain()
    line.receive("stock")
    run_queue(office)
    for task in later:
        TASKS[task.queue][task.name](office.core, *task.args)
    assert [row.state for row in rows(office, tables.StartRow)] == ["skipped", "done", "done"]


def test_an_interrupted_start_starts_nobody_more(office: Office, hello: str, monkeypatch: pytest.MonkeyPatch) -> None:
    group = add_group(office)
    add_crowd(office, 250, group)
    give_way_at_once(monkeypatch)
    made = start(office, hello, groups=[group])
    [task] = office.queue.drain()
    flow_starts.start_many(office.core, int(task.args[0]))
    slices = [one for one in office.queue.drain() if one.name == "start_slice"]
    Conversations(office.core).start(1)
    stopped = Starts(office.core, office.admin).interrupt(office.workspace, made.uuid)
    assert (stopped.state, stopped.queued, stopped.pending) == ("interrupted", 100, 0)
    flow_starts.start_many(office.core, int(task.args[0]))
    for one in slices:
        start_slices.start_slice(office.core, *(int(arg) for arg in one.args))
    Conversations(office.core).start(2)
    with office.store.read() as session:
        states = dict(session.execute(select(tables.StartRow.state, func.count()).group_by(tables.StartRow.state)).all())
    assert states == {"done": 1, "skipped": 99}
    assert sweep(office.core) == 0
    with pytest.raises(Invalid):
        Starts(office.core, office.admin).interrupt(office.workspace, made.uuid)


def test_an_interruption_in_the_midst_of_a_batch_wins(office: Office, hello: str, monkeypatch: pytest.MonkeyPatch) -> None:
    group = add_group(office)
    add_crowd(office, 250, group)
    made = start(office, hello, groups=[group])
    [row] = rows(office, tables.FlowStart)
    real = recipients.Finder.next

    def interrupted(*args: Any) -> Any:
        monkeypatch.undo()
        Starts(office.core, office.admin).interrupt(office.workspace, made.uuid)
        return real(*args)

    monkeypatch.setattr(recipients.Finder, "next", interrupted)
    flow_starts.start_many(office.core, row.id)
    assert started(office) == []
    assert look(office, made.uuid).state == "interrupted"


def test_an_archived_flow_and_a_broken_query_fail_with_their_reason(office: Office, hello: str) -> None:
    age = {"key": "age", "name": "Age"}
    other = flow("Other", node([send("Hi")]))
    import_flows(office, other, fields=[{**age, "type": "number"}])
    add_crowd(office, 3)
    broken = start(office, hello, query="age > 3")
    gone = start(office, other["uuid"], query="name ~ person")
    with office.store.write() as work:
        work.session.query(tables.ContactField).delete()
        work.session.query(tables.Flow).filter_by(uuid=other["uuid"]).update({"is_archived": True})
        work.commit()
    run_queue(office)
    assert [(look(office, one.uuid).state, look(office, one.uuid).error) for one in (broken, gone)] == [
        ("failed", "query:unknown_property"),
        ("failed", "flow:missing"),
    ]
    assert sweep(office.core) == 0


def test_errors_are_counted_and_the_third_ends_it(office: Office, hello: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = start(office, hello, contacts=[office.add_contact("Ada", ADA).uuid])
    with monkeypatch.context() as patch:
        patch.setattr(recipients.Finder, "next", lambda *_: 1 / 0)
        for state in ("pending", "pending", "failed"):
            run_queue(office)
            assert look(office, made.uuid).state == state
            sweep(office.core)
    assert look(office, made.uuid).error == "ZeroDivisionError"


def test_a_full_outbox_holds_bulk_back(office: Office, hello: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "OUTBOX_LIMIT", 2)
    line = Line(office, office.add_phone())
    ada = office.add_contact("Ada", ADA)
    for _ in range(2):
        office.add_msg(ada, "waits", "out", channel_id=line.channel.id, urn_id=rows(office, tables.ContactUrn)[0].id)
    start(office, hello, contacts=[ada.uuid])
    run_queue(office)
    assert started(office) == []
    line.send()
    sweep(office.core)
    run_queue(office)
    assert started(office) == [ada.id]


def test_a_flow_that_starts_a_group_makes_a_start_of_many(office: Office) -> None:
    line = Line(office, office.add_phone())
    group = add_group(office)
    people = add_crowd(office, 120, group)
    other = flow("Other", node([send("@parent.contact.name: @parent.results.thing")]))
    action = {
        "type": "start_session",
        "uuid": new_id(),
        "flow": {"uuid": other["uuid"], "name": "Other"},
        "groups": [{"uuid": group, "name": "Nurses"}],
        "exclusions": {"in_a_flow": True},
        "create_contact": True,
    }
    result = {"type": "set_run_result", "uuid": new_id(), "name": "Thing", "value": "go", "category": ""}
    asking = flow("Asks", node([result, action]))
    import_flows(office, asking, other)
    add_keyword(office, asking["uuid"], "go")
    office.add_contact("Ada", ADA)
    line.receive("go")
    run_queue(office)
    [made] = rows(office, tables.FlowStart)
    asked = rows(office, tables.Run)[0]
    assert (made.type, made.state, made.queued, made.asked_by_run) == ("flow_action", "completed", 121, asked.uuid)
    assert set(people) <= set(started(office))
    texts = {msg.text for msg in rows(office, tables.Msg, tables.Msg.direction == "out")}
    assert texts == {"Ada: go"}
    child = rows(office, tables.Session)[-1]
    assert child.state["trigger"]["history"]["parent_uuid"] == rows(office, tables.Session)[0].uuid


def test_lists_newest_first_in_pages(office: Office, hello: str) -> None:
    service = Starts(office.core, office.admin)
    ada = office.add_contact("Ada", ADA)
    made = [start(office, hello, contacts=[ada.uuid]).uuid for _ in range(5)]
    first = service.all(office.workspace, limit=3)
    second = service.all(office.workspace, before=first.next, limit=3)
    assert [one.uuid for one in first.rows + second.rows] == made[::-1]
    assert second.next is None
    assert service.all(office.workspace, flow="none").rows == []
    assert service.all(office.other_workspace).rows == []


def test_what_is_refused(office: Office, hello: str) -> None:
    stranger = office.add_contact("Eve", BOB, office.other_workspace_id)
    survey = flow("Survey", node([send("Hi")]), type="messaging_offline")
    import_flows(office, survey)
    tries: list[tuple[dict[str, Any], str, str]] = [
        ({}, "recipients", "empty"),
        ({"contacts": [str(at) for at in range(10_001)]}, "recipients", "too_many"),
        ({"urns": ["tel:"]}, "urns", "unknown"),
        ({"urns": ["what:ever"]}, "urns", "unknown"),
        ({"query": "age >"}, "query", "syntax"),
        ({"query": "shoe_size = 3"}, "query", "unknown_property"),
    ]
    for given, field, reason in tries:
        with pytest.raises(Invalid) as caught:
            start(office, hello, **given)
        assert (caught.value.params["field"], caught.value.params["reason"]) == (field, reason)
    for missing in ({"contacts": [stranger.uuid]}, {"contacts": ["x" * 3000]}, {"groups": [new_id()]}):
        with pytest.raises(NotFound):
            start(office, hello, **missing)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        start(office, survey["uuid"], query="name = x")
    with pytest.raises(Invalid):
        start(office, hello, Exclusions(not_seen_since_days=-1), query="name = x")
    assert rows(office, tables.FlowStart) == []
    assert office.queue.drain() == []


def test_a_start_is_audited_without_who(office: Office, hello: str) -> None:
    made = start(office, hello, urns=[f"tel:{ADA}"])
    audit = rows(office, tables.Audit, tables.Audit.method == "starts.start")[-1]
    assert audit.subject == hello
    assert (audit.details["named"], audit.details["start"]) == (1, made.uuid)
    assert ADA not in str(audit.details)


# Slices


def take_up(office: Office) -> None:
    """All that is asked for now, and no contact started."""
    for task in [one for one in office.queue.drain() if one.name == "start_many"]:
        flow_starts.start_many(office.core, int(task.args[0]))


def slice_all(office: Office) -> None:
    for lane in range(starts.LANES):
        start_slices.start_slice(office.core, office.workspace_id, lane)


@pytest.fixture
def crowd(office: Office) -> tuple[str, list[int]]:
    group = add_group(office)
    return group, add_crowd(office, 23, group)


def test_slices_start_many_in_one_transaction(office: Office, hello: str, crowd: tuple[str, list[int]]) -> None:
    line = Line(office, office.add_phone())
    start(office, hello, groups=[crowd[0]])
    take_up(office)
    before = len(rows(office, tables.Tally))
    begun: list[int] = []
    event.listen(office.store.engine, "commit", lambda _connection: begun.append(1))
    start_slices.start_slice(office.core, office.workspace_id, 1)
    assert len(begun) == 1  # of the six contacts of this lane
    assert [row.state for row in rows(office, tables.StartRow, tables.StartRow.state == "done")] == ["done"] * 6
    ticks = rows(office, tables.Tally)[before:]
    assert {row.count for row in ticks if row.scope.endswith(":status")} == {6}
    slice_all(office)
    assert len(line.send()) == 23
    assert len(rows(office, tables.Session)) == 23


def test_a_contact_who_is_busy_is_waited_for_alone(office: Office, hello: str, crowd: tuple[str, list[int]]) -> None:
    start(office, hello, groups=[crowd[0]])
    take_up(office)
    locks = runtime_of(office.core).locks
    first, done = rows(office, tables.StartRow)[0], threading.Event()
    with locks.hold(("contact", first.contact_id)):
        thread = threading.Thread(target=lambda: (slice_all(office), done.set()))
        thread.start()
        for _ in range(6000):
            if len(rows(office, tables.Session)) >= 5:
                break
            done.wait(0.01)
        started_first = [row.contact_id for row in rows(office, tables.Session)]
    thread.join()
    assert len(started_first) == 5
    assert first.contact_id not in started_first
    assert sorted(row.contact_id for row in rows(office, tables.Session)) == crowd[1]
    assert len(locks) == 0


def test_who_changed_meanwhile_is_played_anew_and_the_others_are_not(
    office: Office, hello: str, crowd: tuple[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    start(office, hello, groups=[crowd[0]])
    take_up(office)
    real, changed = start_slices.write_together, crowd[1][0]

    def write(*args: Any) -> Any:
        monkeypatch.undo()
        with office.store.write() as work:
            row = work.session.get_one(tables.Contact, changed)
            row.name, row.revision = "Zoe", row.revision + 1
            work.commit()
        return real(*args)

    monkeypatch.setattr(start_slices, "write_together", write)
    slice_all(office)
    texts = [msg.text for msg in rows(office, tables.Msg)]
    assert len(texts) == len(set(texts)) == 23
    assert "Hello Zoe" in texts


def test_one_that_fails_harms_no_other_and_is_dead_at_last(
    office: Office, hello: str, crowd: tuple[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    start(office, hello, groups=[crowd[0]])
    real = msg_created.before_commit

    def fail(ctx: Any, event: Any) -> None:
        if ctx.contact.id == crowd[1][7]:
            raise ZeroDivisionError
        real(ctx, event)

    monkeypatch.setattr(msg_created, "before_commit", fail)
    for _ in range(3):
        run_queue(office)
        sweep(office.core)
    states = {row.contact_id: (row.state, row.error) for row in rows(office, tables.StartRow)}
    assert states.pop(crowd[1][7]) == ("dead", "ZeroDivisionError")
    assert set(states.values()) == {("done", None)}
    run_queue(office)
    assert [row.state for row in rows(office, tables.FlowStart)] == ["completed"]
    assert sweep(office.core) == 0


def test_a_contact_in_two_starts_is_in_both_flows_in_turn(office: Office, hello: str, crowd: tuple[str, list[int]]) -> None:
    stock = stock_flow()
    import_flows(office, stock)
    office.add_phone()
    start(office, hello, groups=[crowd[0]])
    start(office, stock["uuid"], groups=[crowd[0]])
    take_up(office)
    slice_all(office)
    found = rows(office, tables.Session)
    assert len(found) == 46
    assert sorted(row.contact_id for row in found if row.status == "waiting") == crowd[1]


def test_a_flow_that_calls_out_goes_one_by_one(
    office: Office, crowd: tuple[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = {"type": "call_webhook", "uuid": new_id(), "method": "GET", "url": "http://127.0.0.1:1/", "result_name": "x"}
    inner = flow("Inner", node([calls]))
    outer = flow("Outer", node([{"type": "enter_flow", "uuid": new_id(), "flow": {"uuid": inner["uuid"], "name": "Inner"}}]))
    import_flows(office, inner, outer)
    start(office, outer["uuid"], groups=[crowd[0]])
    take_up(office)
    monkeypatch.setattr(start_slices, "write_together", None)
    slice_all(office)
    assert len(rows(office, tables.Session)) == 23


def web_flow(office: Office) -> str:
    calls = {"type": "call_webhook", "uuid": new_id(), "method": "GET", "url": "http://127.0.0.1:1/", "result_name": "x"}
    made = flow("Web", node([calls, send("Asked the web.")]))
    import_flows(office, made)
    return str(made["uuid"])


@contextmanager
def somebody_calling(office: Office) -> Iterator[None]:
    """A turn in another thread takes all places from which starts may call."""
    lane, calling, over = runtime_of(office.core).flow_lane, threading.Event(), threading.Event()

    def call() -> None:
        with lane.turn(lambda: None):
            lane.enter()
            calling.set()
            over.wait(20)

    thread = threading.Thread(target=call)
    thread.start()
    assert calling.wait(20)
    assert lane.is_full
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_two_starts_of_a_contact_stay_in_order_where_the_first_is_parked(
    office: Office, hello: str, crowd: tuple[str, list[int]]
) -> None:
    """No place is free to call from: whoever is asked for something else as well waits with that, everybody else goes on."""
    web = web_flow(office)
    office.add_phone()
    start(office, web, contacts=[uuid_of(office, key) for key in crowd[1][:8]])
    start(office, hello, groups=[crowd[0]])
    take_up(office)
    office.queue.drain()
    with somebody_calling(office):
        slice_all(office)
        assert sorted(row.contact_id for row in rows(office, tables.Session)) == crowd[1][8:]
        again = [task for task in office.queue.drain() if task.name == "start_slice"]
        assert again == [], "nothing is tried again before there is a place"
    Conversations(office.core).queue_parked()
    run_queue(office)
    found = rows(office, tables.Session)
    assert len(found) == 23 + 8
    for key in crowd[1][:8]:
        first, second = (msg for msg in rows(office, tables.Msg, tables.Msg.contact_id == key) if msg.direction == "out")
        assert (first.text, second.text[:5]) == ("Asked the web.", "Hello")


def test_of_two_starts_the_second_waits_until_the_first_has_not_failed(
    office: Office, hello: str, crowd: tuple[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    stock = stock_flow()
    import_flows(office, stock)
    office.add_phone()
    start(office, stock["uuid"], groups=[crowd[0]])
    start(office, hello, groups=[crowd[0]])
    take_up(office)
    real, failed = msg_created.before_commit, []

    def fail(ctx: Any, event: Any) -> None:
        if ctx.contact.id == crowd[1][7] and len(failed) < 2:  # with others, and alone
            failed.append(event)
            raise ZeroDivisionError
        real(ctx, event)

    monkeypatch.setattr(msg_created, "before_commit", fail)
    slice_all(office)
    assert len(failed) == 2
    assert [row.state for row in rows(office, tables.StartRow, tables.StartRow.contact_id == crowd[1][7])] == ["pending"] * 2
    slice_all(office)
    assert len(rows(office, tables.Session)) == 46


def test_slow_web_services_one_after_another_let_others_have_their_turn(
    office: Office, crowd: tuple[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    start(office, web_flow(office), groups=[crowd[0]])
    take_up(office)
    office.queue.drain()
    real, called = Conversations.start, []

    def slow(self: Conversations, start_id: int) -> Any:
        office.clock.advance(15)
        called.append(start_id)
        return real(self, start_id)

    monkeypatch.setattr(Conversations, "start", slow)
    lane = crowd[1][0] % starts.LANES
    start_slices.start_slice(office.core, office.workspace_id, lane)
    assert len(called) == 1
    [task] = [task for task in office.queue.drain() if task.name == "start_slice"]
    assert task.args == (office.workspace_id, lane)
    start_slices.start_slice(office.core, *task.args)
    assert len(set(called)) == 2


def uuid_of(office: Office, contact_id: int) -> str:
    [contact] = rows(office, tables.Contact, tables.Contact.id == contact_id)
    return str(contact.uuid)


def test_what_a_start_of_many_says_stands_back_and_answers_do_not(office: Office, crowd: tuple[str, list[int]]) -> None:
    line = Line(office, office.add_phone())
    stock = stock_flow(timeout=300)
    import_flows(office, stock)
    start(office, stock["uuid"], groups=[crowd[0]])
    run_queue(office)
    assert {msg.priority for msg in rows(office, tables.Msg)} == {0}
    line.send()
    urn = rows(office, tables.ContactUrn)[0]
    line.receive("what?", urn.path)
    run_queue(office)
    assert [msg.priority for msg in rows(office, tables.Msg, tables.Msg.direction == "out")][23:] == [1]
    line.send()
    office.clock.advance(400)
    sweep(office.core)
    run_queue(office)
    late = rows(office, tables.Msg, tables.Msg.text == "Still there?")
    assert len(late) == 23
    assert [msg.contact_id for msg in late if msg.priority == 1] == [urn.contact_id]


def test_one_or_two_contacts_go_first_and_scheduled_ones_before_others(office: Office, hello: str) -> None:
    group = add_group(office)
    start(office, hello, groups=[group])
    start(office, hello, contacts=[office.add_contact("Ada", ADA).uuid])
    [flow_row] = rows(office, tables.Flow)
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        [wanted] = [recipients.Recipients(group_ids=[one.id]) for one in work.session.query(tables.ContactGroup)]
        flow_starts.add_start(
            work,
            office.core,
            workspace=space,
            flow_id=flow_row.id,
            wanted=wanted,
            exclusions=recipients.Exclusions(),
            total=None,
            trigger_id=7,
        )
        work.commit()
    assert [row.type for row in rows(office, tables.FlowStart)] == ["manual", "manual", "schedule"]
    assert [task.args[0] for task in office.queue.drain()] == [2, 3, 1]
    sweep(office.core)
    assert [task.args[0] for task in office.queue.drain()] == [2, 3, 1]


def test_progress_tells_who_was_started_and_what_became_of_the_first_messages(
    office: Office, crowd: tuple[str, list[int]]
) -> None:
    line = Line(office, office.add_phone())
    stock = stock_flow()
    import_flows(office, stock)
    service = Starts(office.core, office.admin)
    blocked = office.add_contact("Bob", BOB, status="blocked")
    made = start(office, stock["uuid"], groups=[crowd[0]], contacts=[blocked.uuid])
    take_up(office)
    start_slices.start_slice(office.core, office.workspace_id, 1)
    assert service.progress(office.workspace, made.uuid) == StartProgress(18, 6, 0, 0, Progress(waiting=6))
    slice_all(office)
    line.send()
    line.receive("what?", rows(office, tables.ContactUrn)[0].path)
    run_queue(office)
    seen = service.progress(office.workspace, made.uuid)
    assert seen == StartProgress(pending=0, started=23, skipped=1, failed=0, messages=Progress(sent=23))
    assert {msg.flow_start_id for msg in rows(office, tables.Msg, tables.Msg.direction == "out")} == {1, None}


def test_a_slice_reads_what_its_contacts_share_once(office: Office, hello: str, crowd: tuple[str, list[int]]) -> None:
    office.add_phone()
    start(office, hello, groups=[crowd[0]])
    take_up(office)
    asked: list[str] = []
    note = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(office.store.engine, "before_cursor_execute", note)
    start_slices.start_slice(office.core, office.workspace_id, 1)
    event.remove(office.store.engine, "before_cursor_execute", note)
    for table in ("flow_start", "flow"):
        reads = [one for one in asked if f"FROM {table} " in f"{one} ".replace("\n", " ") and "flow_start.state IN" not in one]
        assert len(reads) <= 2, reads  # by the slice, and for the workspace's assets
