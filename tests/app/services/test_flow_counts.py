"""The counts of flows are those that their runs and messages give when they are counted anew."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.services import fires, flow_counts, tallies
from app.services.conversations import Conversations
from app.services.flow_counts import Seen
from app.store import tables
from tests.app.services.conversing import (
    ADA,
    BOB,
    Line,
    add_keyword,
    ask,
    flow,
    import_flows,
    new_id,
    node,
    rows,
    send,
    stock_flow,
)
from tests.app.support import START, Office

KIGALI = ZoneInfo("Africa/Kigali")
Counts = dict[tuple[str, str, dt.date | None], int]


def kept(office: Office, *kinds: str) -> Counts:
    """The counts of all flows, of these kinds."""
    tally = tables.Tally
    query = select(tally.scope, tally.key, tally.day, func.sum(tally.count)).where(tally.scope.like("flow:%"))
    with office.store.read() as session:
        found = session.execute(query.group_by(tally.scope, tally.key, tally.day))
        return {(row[0], row[1], row[2]): row[3] for row in found if row[3] and row[0].split(":")[2] in kinds}


def counted_hours(office: Office) -> Counts:
    """From the messages that came in to flows."""
    counts: Counts = {}
    for msg in rows(office, tables.Msg, tables.Msg.direction == "in", tables.Msg.flow_id.is_not(None)):
        local = msg.created_on.astimezone(KIGALI)
        place = (f"flow:{msg.flow_id}:hour", f"{local.hour:02}", local.date())
        counts[place] = counts.get(place, 0) + 1
    return counts


def walked_to(office: Office) -> dict[tuple[str, str], int]:
    """By flow and node, how often it was walked to: all steps of the runs but their first ones."""
    counts: dict[tuple[str, str], int] = {}
    for run in rows(office, tables.Run):
        for uuid, _ in run.path[1:]:
            place = (f"flow:{run.flow_id}:segment", uuid)
            counts[place] = counts.get(place, 0) + 1
    return counts


def kept_walks(office: Office) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for (scope, key, _), count in kept(office, "segment").items():
        place = (scope, key.split(":")[1])
        counts[place] = counts.get(place, 0) + count
    return counts


def assert_counts_are_true(office: Office) -> None:
    assert kept(office, "status", "result", "node") == flow_counts.recount(rows(office, tables.Run), KIGALI)
    assert kept(office, "hour") == counted_hours(office)
    assert kept_walks(office) == walked_to(office)


@pytest.fixture
def line(office: Office) -> Line:
    return Line(office, office.add_phone())


@pytest.fixture
def survey(office: Office, line: Line) -> dict[str, Any]:
    """`stock` asks, and asks again; `visit` enters a child flow that asks, and asks itself when that has ended."""
    stock = stock_flow(timeout=300)
    child = stock_flow("Child", timeout=600)
    asking, bye = new_id(), new_id()
    enter = {"type": "enter_flow", "uuid": new_id(), "flow": {"uuid": child["uuid"], "name": "Child"}}
    visit = flow(
        "Visit", node([enter], asking), ask("Happy", {"yes": bye, "no": bye}, asking, uuid=asking), node([send("Bye")], None, bye)
    )
    import_flows(office, stock, child, visit)
    add_keyword(office, stock["uuid"], "stock")
    add_keyword(office, visit["uuid"], "visit")
    return {"stock": stock, "child": child, "visit": visit}


def pass_time(office: Office, line: Line, minutes: int) -> None:
    office.clock.advance(minutes * 60)
    for fire_id in fires.due(office.core, office.clock.now(), 100):
        Conversations(office.core).fire(fire_id)
    line.work()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["stock", "visit", "none", "some", "what?", "yes", "no"]), st.sampled_from([ADA, BOB])),
        st.tuples(st.sampled_from([1, 7, 70, 60 * 23]), st.none()),
    ),
    min_size=4,
    max_size=14,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_after_any_conversations_the_counts_equal_a_recount(
    office: Office, line: Line, survey: dict[str, Any], steps: list[Any]
) -> None:
    """The office goes on from one example to the next, which only makes the conversations longer."""
    for step, address in steps:
        if address is None:
            pass_time(office, line, step)
        else:
            line.hear(step, address)
    assert_counts_are_true(office)
    tallies.squash(office.store)
    assert_counts_are_true(office)


def test_a_talk_is_counted_by_status_node_category_hour_and_way(office: Office, line: Line, survey: dict[str, Any]) -> None:
    line.hear("stock")
    [stock] = rows(office, tables.Flow, tables.Flow.uuid == survey["stock"]["uuid"])
    waiting = survey["stock"]["nodes"][1]["uuid"]
    today = START.date()
    assert kept(office, "status", "node") == {
        (f"flow:{stock.id}:status", "waiting", today): 1,
        (f"flow:{stock.id}:node", waiting, None): 1,
    }
    line.hear("lots")
    line.hear("none")
    assert kept(office, "status", "node") == {(f"flow:{stock.id}:status", "completed", today): 1}
    assert kept(office, "result") == {(f"flow:{stock.id}:result:boxes", "None", today): 1}
    assert kept(office, "hour") == {(f"flow:{stock.id}:hour", "11", today): 3}
    assert sum(kept(office, "segment").values()) == 4
    assert_counts_are_true(office)


def test_a_changed_answer_takes_the_old_one_back_on_its_own_day(office: Office, line: Line, survey: dict[str, Any]) -> None:
    line.hear("stock")
    line.hear("lots")
    [stock] = rows(office, tables.Flow, tables.Flow.uuid == survey["stock"]["uuid"])
    scope = f"flow:{stock.id}:result:boxes"
    with office.store.write() as work:  # an hour's wait would be over by tomorrow
        for fire in work.session.query(tables.Fire):
            work.session.delete(fire)
        work.commit()
    first = START.date()
    assert kept(office, "result") == {(scope, "Other", first): 1}
    office.clock.advance(24 * 3600)
    line.hear("some")
    assert kept(office, "result") == {(scope, "Some", first + dt.timedelta(days=1)): 1}
    with office.store.read() as session:
        assert tallies.read(session, scope, end=first) == {}


def test_an_interrupted_session_leaves_its_node_and_its_status(office: Office, line: Line, survey: dict[str, Any]) -> None:
    line.hear("visit")
    line.hear("stock")
    runs = {run.flow_id: run for run in rows(office, tables.Run)}
    by_uuid = {row.uuid: row.id for row in rows(office, tables.Flow)}
    visit, child = runs[by_uuid[survey["visit"]["uuid"]]], runs[by_uuid[survey["child"]["uuid"]]]
    assert (visit.status, child.status) == ("interrupted", "interrupted")
    assert (visit.current_node, child.current_node) == (None, None)
    assert_counts_are_true(office)
    assert len(kept(office, "node")) == 1
    [contact] = rows(office, tables.Contact)
    assert contact.current_flow_id == by_uuid[survey["stock"]["uuid"]]


def test_an_expired_session_is_counted_as_expired(office: Office, line: Line, survey: dict[str, Any]) -> None:
    line.hear("visit")
    pass_time(office, line, 11)
    pass_time(office, line, 70)
    pass_time(office, line, 70)
    assert_counts_are_true(office)
    assert kept(office, "node") == {}
    assert rows(office, tables.Contact)[0].current_flow_id is None


def seen(**values: Any) -> Seen:
    fixed = {"flow_id": 7, "status": "waiting", "created_on": START, "node": "n1", "results": {}}
    return Seen(**{**fixed, **values})


def test_what_did_not_change_is_not_counted() -> None:
    result = {"category": "Yes", "created_on": "2026-06-01T09:00:00Z"}
    assert list(flow_counts.changes(seen(results={"a": result}), seen(results={"a": dict(result)}), KIGALI)) == []


def test_days_are_those_of_the_workspace() -> None:
    late = dt.datetime(2026, 6, 1, 22, 30, tzinfo=dt.UTC)
    [status] = flow_counts.changes(None, seen(created_on=late, node=None), KIGALI)
    assert status.day == dt.date(2026, 6, 2)
    assert flow_counts.heard(7, late, KIGALI) == tallies.Tick("flow:7:hour", "00", 1, dt.date(2026, 6, 2))


def test_a_flow_that_is_gone_counts_nothing() -> None:
    assert list(flow_counts.changes(None, seen(flow_id=None), KIGALI)) == []


def test_a_run_that_goes_takes_all_its_counts_with_it() -> None:
    run = seen(results={"a": {"created_on": "2026-06-01T09:00:00Z"}})
    there = {(tick.scope, tick.key, tick.day): tick.count for tick in flow_counts.changes(None, run, KIGALI)}
    gone = {(tick.scope, tick.key, tick.day): tick.count for tick in flow_counts.changes(run, None, KIGALI)}
    assert gone == {place: -count for place, count in there.items()}
    assert ("flow:7:result:a", "", dt.date(2026, 6, 1)) in there
