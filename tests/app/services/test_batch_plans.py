"""What is asked every minute, or of each batch, is found by an index, however large the tables are."""

from __future__ import annotations

import datetime as dt

import pytest

from app.contracts.broadcasts import BroadcastText, Exclusions, Recipients
from app.contracts.sessions import RunFilter
from app.services import broadcasts, fires, flow_starts, housekeeping, progress, sessions, start_slices
from app.services.broadcasts import Broadcasts
from app.services.flow_starts import Starts
from app.services.recovery import sweep
from app.services.runs import Runs
from app.services.sessions import Sessions
from app.store import tables
from tests.app.services.conversing import Line, add_keyword, flow, import_flows, node, rows, run_queue, send, stock_flow
from tests.app.services.crowd import add_crowd, add_group
from tests.app.services.plans import plans_of, scanned
from tests.app.support import Office


@pytest.fixture
def hello(office: Office) -> str:
    made = flow("Hello", node([send("Hello")]))
    import_flows(office, made)
    office.add_phone()
    return str(made["uuid"])


def test_the_minutes_sweep(office: Office, hello: str) -> None:
    plans = plans_of(office, lambda: (sweep(office.core), fires.next_due_on(office.core, office.clock.now())))
    assert scanned(plans) == []
    for index in ("ix_flow_start_open", "ix_broadcast_open", "ix_interruption_open", "ix_fire_due_on"):
        assert any(index in step for step in plans), index


def test_a_batch_of_a_start(office: Office, hello: str) -> None:
    group = add_group(office)
    add_crowd(office, 150, group)
    everything = Exclusions(in_a_flow=True, started_previously=True)
    Starts(office.core, office.admin).start(
        office.workspace, hello, Recipients(groups=[group], query="name ~ person"), everything
    )
    [row] = rows(office, tables.FlowStart)
    plans = plans_of(office, lambda: flow_starts.start_many(office.core, row.id))
    assert not [
        step for step in scanned(plans) if any(name in step for name in (" contact", "session", "run", "start", "msg"))
    ], plans


def test_a_batch_of_a_broadcast_and_of_taking_it_back(office: Office, hello: str) -> None:
    group = add_group(office)
    add_crowd(office, 150, group)
    service = Broadcasts(office.core, office.admin)
    made = service.send(office.workspace, {"eng": BroadcastText("Hi")}, "eng", Recipients(groups=[group]), Exclusions())
    [row] = rows(office, tables.Broadcast)
    plans = plans_of(office, lambda: broadcasts.send_broadcast(office.core, row.id))
    service.interrupt(office.workspace, made.uuid)
    plans += plans_of(office, lambda: broadcasts.send_broadcast(office.core, row.id))
    assert scanned(plans) == []


def test_progress(office: Office, hello: str) -> None:
    with office.store.read() as session:
        plans = plans_of(office, lambda: (progress.of_broadcast(session, 1), progress.of_start(session, 1)))
    for index in ("ix_msg_broadcast", "ix_msg_flow_start", "ix_start_flow_start_state"):
        assert any(f"COVERING INDEX {index}" in step for step in plans), plans


def test_a_slice_of_starts(office: Office, hello: str) -> None:
    group = add_group(office)
    add_crowd(office, 15, group)
    everything = Exclusions(in_a_flow=True, started_previously=True)
    Starts(office.core, office.admin).start(office.workspace, hello, Recipients(groups=[group]), everything)
    flow_starts.start_many(office.core, rows(office, tables.FlowStart)[0].id)
    plans = plans_of(office, lambda: start_slices.start_slice(office.core, office.workspace_id, 1))
    assert any("ix_start_bulk" in step for step in plans), [step for step in plans if "start" in step]
    assert scanned(plans) == []


def test_who_waits_in_a_flow_and_ending_that(office: Office, hello: str) -> None:
    service = Sessions(office.core, office.admin)
    plans = plans_of(office, lambda: service.waiting(office.workspace, hello))
    service.interrupt_flow(office.workspace, hello)
    plans += plans_of(office, lambda: sessions.interrupt_many(office.core, rows(office, tables.Interruption)[0].id))
    assert scanned(plans) == []
    assert sum("ix_session_waiting_flow" in step for step in plans) == 2
    dead = plans_of(office, lambda: service.dead(office.workspace))
    assert any("ix_fire_dead" in step for step in dead)
    assert any("ix_start_state" in step for step in dead)


@pytest.mark.parametrize("wanted", [None, RunFilter(status="waiting"), RunFilter(start=dt.date(2026, 1, 1))])
def test_pages_of_runs(office: Office, hello: str, wanted: RunFilter | None) -> None:
    plans = plans_of(office, lambda: Runs(office.core, office.admin).of_flow(office.workspace, hello, wanted))
    assert scanned(plans) == []
    if wanted is not None:
        assert not [step for step in plans if "TEMP B-TREE" in step], plans


def test_old_states(office: Office, hello: str) -> None:
    plans = plans_of(office, lambda: housekeeping.trim_states(office.core, office.clock.now()))
    assert any("ix_session_ended_with_state" in step for step in plans), plans


def test_an_answer_to_a_waiting_session_looks_at_no_whole_table(office: Office) -> None:
    line = Line(office, office.add_phone(office.workspace, office.other_workspace))
    import_flows(office, stock_flow())
    add_keyword(office, rows(office, tables.Flow)[0].uuid, "stock")
    assert line.hear("stock")
    line.receive("5")
    plans = plans_of(office, lambda: run_queue(office))
    assert any("fire" in step for step in plans)
    assert scanned(plans) == []
