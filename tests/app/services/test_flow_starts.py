"""Starts of many."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from app.contracts.broadcasts import Exclusions, Recipients
from app.contracts.starts import FlowStart
from app.errors import Invalid, NotFound
from app.services import batches, flow_starts, recipients
from app.services.conversations import Conversations
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
    """Work through the starts of many, and leave those of single contacts."""
    while tasks := [task for task in office.queue.drain() if task.name == "start_many"]:
        for task in tasks:
            flow_starts.start_many(office.core, int(task.args[0]))


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
    give_way_at_once(monkeypatch)
    made = start(office, hello, groups=[group])
    assert made.total == 2500
    seen = []
    while tasks := [task for task in office.queue.drain() if task.name == "start_many"]:
        assert tasks[0].priority < 0
        flow_starts.start_many(office.core, int(tasks[0].args[0]))
        seen.append(look(office, made.uuid).queued)
        assert seen[-1] - (seen[-2] if len(seen) > 1 else 0) <= batches.BATCH
    assert started(office) == people
    assert (look(office, made.uuid).state, look(office, made.uuid).pending) == ("started", 2500)
    with office.store.write() as work:
        work.session.query(tables.StartRow).update({"state": "done"})
        work.commit()
    sweep(office.core)
    run_queue(office)
    assert look(office, made.uuid).state == "completed"
    assert sweep(office.core) == 0


def test_a_kill_anywhere_loses_and_doubles_nobody(office: Office, hello: str, monkeypatch: pytest.MonkeyPatch) -> None:
    group = add_group(office)
    people = add_crowd(office, 730, group)
    made = start(office, hello, groups=[group], urns=[f"+25078{at:07}" for at in range(230)])
    [row] = rows(office, tables.FlowStart)
    kills = kill_again_and_again(office, monkeypatch, lambda: flow_starts.start_many(office.core, row.id))
    assert kills > 5
    assert sorted(started(office)) == sorted({*people, *(one.id for one in rows(office, tables.Contact))})
    assert look(office, made.uuid).queued == 960
    assert len(rows(office, tables.ContactUrn)) == 960


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
    start(office, hello, Exclusions(in_a_flow=True), contacts=[ada.uuid])
    only_take_up(office)
    line.receive("stock")
    run_queue(office)
    Conversations(office.core).start(1)
    assert [row.state for row in rows(office, tables.StartRow)] == ["skipped"]


def test_an_interrupted_start_starts_nobody_more(office: Office, hello: str, monkeypatch: pytest.MonkeyPatch) -> None:
    group = add_group(office)
    add_crowd(office, 250, group)
    give_way_at_once(monkeypatch)
    made = start(office, hello, groups=[group])
    [task] = office.queue.drain()
    flow_starts.start_many(office.core, int(task.args[0]))
    starts = [one for one in office.queue.drain() if one.name == "start_contact"]
    Conversations(office.core).start(int(starts[0].args[0]))
    stopped = Starts(office.core, office.admin).interrupt(office.workspace, made.uuid)
    assert (stopped.state, stopped.queued, stopped.pending) == ("interrupted", 100, 0)
    flow_starts.start_many(office.core, int(task.args[0]))
    for one in starts:
        Conversations(office.core).start(int(one.args[0]))
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
