"""What conversations share: assets, locks and the universe."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from app.engine.universe import Universe
from app.services import contacts, conversations, outbox, turn
from app.services.flow_runtime import KeyedLocks, runtime_of
from app.services.triggers import Triggers
from app.services.universe import RealUniverse
from app.store import tables
from tests.app.services.conversing import add_keyword, import_flows, rows, stock_flow
from tests.app.support import START, Office


def shared(office: Office, workspace_id: int | None = None) -> Any:
    with office.store.read() as session:
        return runtime_of(office.core).assets.get(session, workspace_id or office.workspace_id)


def edit(table: Any, **values: Any) -> Callable[[Office], None]:
    def do(office: Office) -> None:
        with office.store.write() as work:
            for row in work.session.query(table):
                for name, value in values.items():
                    setattr(row, name, value)
            work.commit()

    return do


def add_field(office: Office) -> None:
    with office.store.write() as work:
        row = tables.ContactField(uuid="f", workspace_id=office.workspace_id, key="age", name="Age", type="number")
        work.session.add(row)
        work.commit()


def change_flow(office: Office) -> None:
    [flow] = rows(office, tables.Flow)
    with office.store.read() as session:
        definition = session.get_one(tables.FlowRevision, (flow.id, 1)).definition
    import_flows(office, {**definition, "name": "Renamed"})


@pytest.mark.parametrize(
    "change",
    [
        add_field,
        change_flow,
        edit(tables.Channel, name="Renamed"),
        edit(tables.Channel, state="released"),
        edit(tables.Channel, country="KE"),
        edit(tables.Workspace, timezone="Africa/Nairobi"),
        edit(tables.Workspace, languages=["fra"]),
        edit(tables.Flow, is_archived=True),
        edit(tables.Trigger, is_archived=True),
        lambda office: Triggers(office.core, office.admin).create_catch_all(office.workspace, rows(office, tables.Flow)[0].uuid),
        lambda office: office.add_phone(name="Second"),
        lambda office: import_flows(office, stock_flow("Other"), groups=[{"uuid": "g", "name": "Nurses"}]),
    ],
)
def test_assets_are_read_anew_when_something_changed(office: Office, change: Callable[[Office], None]) -> None:
    office.add_phone()
    made = stock_flow()
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    before = shared(office)
    assert shared(office) is before
    change(office)
    after = shared(office)
    assert after is not before
    assert shared(office) is after


def test_assets_are_those_of_the_workspace(office: Office) -> None:
    office.add_phone()
    made = stock_flow()
    import_flows(
        office, made, fields=[{"key": "age", "name": "Age", "type": "number"}], groups=[{"name": "Nurses", "query": "age > 3"}]
    )
    mine, others = shared(office), shared(office, office.other_workspace_id)
    assert [channel.name for channel in mine.assets.channels()] == ["Front desk"]
    assert [field.key for field in mine.assets.fields()] == ["age"]
    assert [(group.name, group.query) for group in mine.assets.groups()] == [("Nurses", "age > 3")]
    assert mine.assets.flow(made["uuid"]).name == "Stock"
    assert list(mine.flows) == [made["uuid"]]
    assert others.assets.flow(made["uuid"]) is None
    assert (others.assets.channels(), others.assets.fields(), others.assets.groups()) == ([], [], [])
    assert (others.flows, others.candidates) == ({}, [])


def test_the_environment_is_the_workspaces(office: Office) -> None:
    env = shared(office).env.to_json()
    assert (env["timezone"], env["allowed_languages"], env["default_country"]) == ("Africa/Kigali", ["eng"], "RW")
    assert (env["date_format"], env["time_format"]) == ("DD-MM-YYYY", "tt:mm")
    edit(tables.Workspace, timezone="Nowhere/Land")(office)
    assert shared(office).env.to_json()["timezone"] == "UTC"


def test_one_runtime_a_store(office: Office) -> None:
    assert runtime_of(office.core) is runtime_of(office.core)


def test_a_lock_is_held_by_one_and_leaves_nothing() -> None:
    locks, inside, most = KeyedLocks(), 0, 0

    def enter() -> None:
        nonlocal inside, most
        for _ in range(50):
            with locks.hold("a"):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=enter) for _ in range(6)]
    for thread in threads:
        thread.start()
    with locks.hold("b"):
        assert len(locks) >= 1
    for thread in threads:
        thread.join()
    assert (most, len(locks)) == (1, 0)
    with pytest.raises(ZeroDivisionError), locks.hold("a"):
        raise ZeroDivisionError
    assert len(locks) == 0


def test_the_universe_follows_the_clock(office: Office) -> None:
    universe: Universe = RealUniverse(office.clock, runtime_of(office.core).universe.http)
    assert universe.now().to_datetime() == START
    first = universe.uuid7()
    office.clock.advance(1)
    assert first < universe.uuid7()
    assert first[14] == "7"
    assert universe.uuid4()[14] == "4"
    assert 0 <= universe.random() < 1
    assert {universe.random_int(3) for _ in range(200)} == {0, 1, 2}


HOT = {
    "any message due": outbox._ANY_DUE,
    "next messages": outbox._NEXT,
    "attempts": outbox._BY_STATE,
    "next inbound": conversations._PENDING,
    "contact": turn._CONTACT_AND_SESSION,
    "urn": contacts._BY_URN,
}


@pytest.mark.parametrize("name", HOT)
def test_what_runs_for_every_message_reads_an_index_in_order(office: Office, name: str) -> None:
    statement = str(HOT[name].compile(dialect=sqlite.dialect(paramstyle="named")))
    with office.store.engine.connect() as connection:
        plan = [row[3] for row in connection.execute(text("EXPLAIN QUERY PLAN " + re.sub(r":\w+", "1", statement)))]
    assert plan
    assert not [step for step in plan if step.startswith("SCAN") or ("TEMP B-TREE" in step and name != "contact")]
    if name == "next messages":
        assert "ix_msg_outbox (status=? AND channel_id=? AND workspace_id=? AND priority=?)" in plan[0]
