"""Timeouts and expirations."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import insert

from app.services import fires
from app.services.conversations import Conversations
from app.services.outbox import Outbox
from app.services.recovery import sweep
from app.store import tables
from tests.app.services.conversing import Line, add_keyword, flow, import_flows, new_id, node, rows, run_queue, send, stock_flow
from tests.app.support import Office


@pytest.fixture
def line(office: Office) -> Line:
    made = stock_flow(timeout=600)
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    return Line(office, office.add_phone())


def pending(office: Office) -> dict[str, Any]:
    return {fire.kind: fire for fire in rows(office, tables.Fire)}


def ring(line: Line) -> list[str]:
    """The minute's sweep, and what came of it."""
    sweep(line.office.core)
    return line.work()


def test_a_wait_has_its_timers(office: Office, line: Line) -> None:
    line.receive("stock")
    run_queue(office)
    before = pending(office)
    assert before["timeout"].due_on is None
    assert before["timeout"].seconds == 600
    assert before["expiration"].due_on == office.clock.now() + dt.timedelta(hours=1)
    line.send()
    assert pending(office)["timeout"].due_on == office.clock.now() + dt.timedelta(seconds=600)


def test_silence_times_out_once(office: Office, line: Line) -> None:
    line.hear("stock")
    office.clock.advance(599)
    assert ring(line) == []
    office.clock.advance(1)
    assert ring(line) == ["Still there?"]
    assert ring(line) == []
    [run] = rows(office, tables.Run)
    assert (run.status, run.results["boxes"]["category"]) == ("completed", "No Response")
    assert pending(office) == {}


def test_an_answer_forgets_the_timeout(office: Office, line: Line) -> None:
    line.hear("stock")
    office.clock.advance(500)
    line.hear("dunno")
    office.clock.advance(200)
    assert ring(line) == []
    office.clock.advance(400)
    assert ring(line) == ["Still there?"]


def test_a_message_that_is_never_sent_does_not_time_out(office: Office, line: Line) -> None:
    line.receive("stock")
    run_queue(office)
    office.clock.advance(3590)
    sweep(office.core)
    assert run_queue(office) == 0
    office.clock.advance(10)
    sweep(office.core)
    assert run_queue(office) == 1
    assert [session.status for session in rows(office, tables.Session)] == ["expired"]


def test_a_wait_expires(office: Office, line: Line) -> None:
    made = flow("Name", node([send("Your name?")], wait := new_id()))
    end = new_id()
    made["nodes"] += [
        {
            "uuid": wait,
            "actions": [],
            "exits": [{"uuid": (way := new_id()), "destination_uuid": end}],
            "router": {
                "type": "switch",
                "operand": "@input.text",
                "cases": [],
                "categories": [{"uuid": (all_of := new_id()), "name": "All", "exit_uuid": way}],
                "default_category_uuid": all_of,
                "wait": {"type": "msg"},
            },
        },
        node([send("Thanks")], None, end),
    ]
    import_flows(office, made)
    add_keyword(office, made["uuid"], "name")
    line.hear("name")
    office.clock.advance(3598)
    sweep(office.core)
    run_queue(office)
    assert [session.status for session in rows(office, tables.Session)] == ["waiting"]
    office.clock.advance(60)
    assert ring(line) == []
    [run] = rows(office, tables.Run)
    assert (run.status, rows(office, tables.Session)[0].status) == ("expired", "expired")
    assert pending(office) == {}
    assert line.hear("hello") == []


def test_a_fire_that_is_not_due_or_stale_or_gone_does_nothing(office: Office, line: Line) -> None:
    line.hear("stock")
    timeout = pending(office)["timeout"]
    Conversations(office.core).fire(timeout.id)
    assert rows(office, tables.Session)[0].status == "waiting"
    with office.store.write() as work:
        work.session.get_one(tables.Fire, timeout.id).version = 99
        work.commit()
    office.clock.advance(601)
    Conversations(office.core).fire(timeout.id)
    Conversations(office.core).fire(4711)
    assert rows(office, tables.Session)[0].status == "waiting"
    assert "timeout" not in pending(office)


def test_the_same_fire_twice_at_once_counts_once(office: Office, line: Line) -> None:
    line.hear("stock")
    office.clock.advance(601)
    [fire_id] = fires.due(office.core, office.clock.now())
    conversations = Conversations(office.core)
    conversations.fire(fire_id)
    conversations.fire(fire_id)
    assert [handed.text for handed in line.send()] == ["Still there?"]


def test_a_fire_that_fails_is_tried_later(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.hear("stock")
    office.clock.advance(601)
    with monkeypatch.context() as patch:
        patch.setattr("app.services.conversations.write_turn", lambda *_: 1 / 0)
        assert ring(line) == []
    assert ring(line) == []
    office.clock.advance(600)
    assert ring(line) == ["Still there?"]


def test_due_is_in_order_and_limited(office: Office, line: Line) -> None:
    for number in range(3):
        line.hear("stock", f"+25078811111{number}")
        office.clock.advance(10)
    office.clock.advance(700)
    due = fires.due(office.core, office.clock.now())
    by_id = {fire.id: fire for fire in rows(office, tables.Fire)}
    assert [by_id[one].due_on for one in due] == sorted(by_id[one].due_on for one in due)
    assert len(due) == 3
    assert fires.due(office.core, office.clock.now(), 2) == due[:2]
    coming = [one.due_on for one in by_id.values() if one.due_on > office.clock.now()]
    assert fires.next_due_on(office.core, office.clock.now()) == min(coming)


def test_a_failed_message_leaves_the_expiration(office: Office, line: Line) -> None:
    line.receive("stock")
    run_queue(office)
    for _ in range(3):
        handed = Outbox(office.core).take(line.channel.id, [])
        line.report("failed", *handed)
        office.clock.advance(700)
    office.clock.advance(3600)
    ring(line)
    assert rows(office, tables.Session)[0].status != "waiting"


# Many at once


def add_due(office: Office, workspace_id: int, count: int) -> None:
    """Expirations of so many waiting sessions, due since an hour: the longest due first."""
    now = office.clock.now()
    due_on = now - dt.timedelta(hours=1)
    with office.store.write(durable=False) as work:
        contact = tables.Contact(uuid=new_id(), workspace_id=workspace_id, name="", fields={}, created_on=now, modified_on=now)
        work.session.add(contact)
        work.session.flush()
        owner = {"workspace_id": workspace_id, "contact_id": contact.id, "status": "waiting", "type": "messaging"}
        sessions = [{"uuid": new_id(), "version": 1, "created_on": now, **owner} for _ in range(count)]
        keys = list(work.session.scalars(insert(tables.Session).returning(tables.Session.id), sessions))
        timers = [{"kind": "expiration", "session_id": key, "version": 1, "due_on": due_on} for key in sorted(keys)]
        work.session.execute(insert(tables.Fire), timers)
        work.commit()


def test_many_of_one_workspace_hold_up_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fires, "BATCH", 10)
    monkeypatch.setattr(fires, "SHARE", 4)
    add_due(office, office.workspace_id, 30)
    add_due(office, office.other_workspace_id, 2)
    sweep(office.core)
    tasks = list(office.queue.tasks.values())
    assert [task.owner for task in tasks if task.name == "fire"].count(office.workspace) == 4
    assert [task.owner for task in tasks if task.name == "fire"].count(office.other_workspace) == 2
    assert [(task.owner, task.priority) for task in tasks if task.name == "more_fires"] == [(office.workspace, -1)]


def test_many_drain_without_another_sweep(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fires, "BATCH", 10)
    monkeypatch.setattr(fires, "SHARE", 4)
    add_due(office, office.workspace_id, 30)
    done: list[int] = []

    def fire(self: Conversations, fire_id: int) -> None:
        done.append(fire_id)
        with office.store.write(durable=False) as work:
            work.session.delete(work.session.get_one(tables.Fire, fire_id))
            work.commit()

    monkeypatch.setattr(Conversations, "fire", fire)
    sweep(office.core)
    run_queue(office)
    assert (len(done), len(set(done))) == (30, 30)
    assert rows(office, tables.Fire) == []
