"""A flow's results in numbers, from the counts that turns keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.contracts.results import CategoryCount, DayCount, SegmentCount
from app.errors import Forbidden, Invalid, NotFound
from app.services import tallies
from app.services.result_columns import in_results
from app.services.results import Results
from app.store import tables
from tests.app.services.conversing import ADA, BOB, Line, add_keyword, ask, flow, import_flows, new_id, node, rows, send
from tests.app.services.databases import NAMES, open_office
from tests.app.support import Office

MONDAY = dt.date(2026, 6, 1)
TUESDAY = MONDAY + dt.timedelta(days=1)
CAROL = "+250788333333"


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        yield made


def definition() -> dict[str, Any]:
    boxes, thanks = new_id(), new_id()
    return flow(
        "Stock",
        node([send("Boxes?")], boxes),
        ask("Boxes", {"none": thanks, "some": thanks}, boxes, uuid=boxes),
        node([send("Thanks")], None, thanks),
    )


@pytest.fixture
def stock(office: Office) -> dict[str, Any]:
    made = definition()
    import_flows(office, made)
    return made


@pytest.fixture
def results(office: Office) -> Results:
    return Results(office.core, office.people["viewer"])


def count(office: Office, what: str, counts: Mapping[tuple[str, dt.date | None], int]) -> None:
    flow_id = rows(office, tables.Flow)[0].id
    with office.store.write(durable=False) as work:
        ticks = [tallies.Tick(tallies.flow_scope(flow_id, what), key, n, day) for (key, day), n in counts.items()]
        tallies.add(work, office.workspace_id, ticks)
        work.commit()


def categories(found: Any, at: int = 0) -> list[tuple[str, int, float]]:
    return [(one.name, one.count, one.percent) for one in found.results[at].categories]


def test_conversations_are_counted(office: Office, stock: dict[str, Any], results: Results) -> None:
    """Ada answers at the second try, Bob waits, Carol answers on the next day."""
    add_keyword(office, stock["uuid"], "stock")
    line = Line(office, office.add_phone())
    for text, who in (("stock", ADA), ("what?", ADA), ("some", ADA), ("stock", BOB)):
        line.hear(text, who)
    office.clock.advance(14 * 3600)  # Tuesday, one in the night in Kigali
    for text in ("stock", "none"):
        line.hear(text, CAROL)
    found = results.of_flow(office.workspace, stock["uuid"])
    assert (found.runs, found.statuses, found.completed_percent) == (3, {"completed": 2, "waiting": 1}, 66.7)
    assert categories(found) == [("None", 1, 50.0), ("Some", 1, 50.0), ("Other", 0, 0.0)]
    assert (found.results[0].name, found.results[0].total, found.results[0].is_gone) == ("Boxes", 2, False)
    assert sum(found.hours) == sum(found.weekdays) == 6
    assert (found.hours[11], found.hours[1], found.weekdays[:2]) == (4, 2, [4, 2])
    assert found.days == [DayCount(MONDAY, 2, 1, 4), DayCount(TUESDAY, 1, 1, 2)]


def test_paths_are_counted(office: Office, stock: dict[str, Any], results: Results) -> None:
    add_keyword(office, stock["uuid"], "stock")
    line = Line(office, office.add_phone())
    for text, who in (("stock", ADA), ("some", ADA), ("stock", BOB), ("what?", BOB)):
        line.hear(text, who)
    found = results.counts(office.workspace, stock["uuid"])
    hello, boxes, thanks = stock["nodes"]
    exits = {exit_["destination_uuid"]: exit_["uuid"] for exit_ in boxes["exits"]}
    some = boxes["exits"][1]["uuid"]
    expected = [
        SegmentCount(hello["exits"][0]["uuid"], boxes["uuid"], 2),
        SegmentCount(some, thanks["uuid"], 1),
        SegmentCount(exits[boxes["uuid"]], boxes["uuid"], 1),
    ]
    assert found.segments == sorted(expected, key=lambda one: one.exit)
    assert found.waiting == {boxes["uuid"]: 1}
    assert (found.runs, found.statuses) == (2, {"completed": 1, "waiting": 1})


def test_who_came_along(office: Office, stock: dict[str, Any], results: Results) -> None:
    add_keyword(office, stock["uuid"], "stock")
    line = Line(office, office.add_phone())
    numbers = [f"+25078800000{n}" for n in range(7)]
    for number in numbers:
        line.hear("stock", number)
        line.hear("some", number)
    line.hear("stock", ADA)
    _, boxes, thanks = stock["nodes"]
    found = results.passers(office.workspace, stock["uuid"], boxes["exits"][1]["uuid"], thanks["uuid"])
    paths = {contact.uuid: contact.id for contact in rows(office, tables.Contact)}
    assert [paths[one.contact] for one in found] == [7, 6, 5, 4, 3]
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
    assert results.passers(office.workspace, stock["uuid"], "no such exit", thanks["uuid"]) == []


def test_days_are_chosen(office: Office, stock: dict[str, Any], results: Results) -> None:
    days = [MONDAY + dt.timedelta(days=n) for n in range(4)]
    count(office, "status", {("completed", day): 10 for day in days})
    count(office, "hour", {("09", day): 1 for day in days})
    count(office, "result:boxes", {("Some", days[0]): 1, ("None", days[1]): 2, ("Some", days[2]): 4, ("Some", days[3]): 8})

    def found(start: dt.date | None, end: dt.date | None) -> tuple[int, int, list[int], int]:
        numbers = results.of_flow(office.workspace, stock["uuid"], start, end)
        return numbers.runs, sum(numbers.hours), [one.count for one in numbers.results[0].categories[:2]], len(numbers.days)

    assert found(None, None) == (40, 4, [2, 13], 4)
    assert found(days[1], days[2]) == (20, 2, [2, 4], 2)
    assert found(days[3], None) == (10, 1, [0, 8], 1)
    assert found(None, days[0]) == (10, 1, [0, 1], 1)
    assert found(TUESDAY + dt.timedelta(days=30), None) == (0, 0, [0, 0], 0)
    with pytest.raises(Invalid):
        found(days[1], days[0])


def test_what_the_flow_no_longer_has_stays(office: Office, stock: dict[str, Any], results: Results) -> None:
    count(office, "result:boxes", {("Many", MONDAY): 1, ("Lots", MONDAY): 3, ("Some", MONDAY): 4, ("", MONDAY): 2})
    count(office, "result:old_question", {("Yes", MONDAY): 3})
    count(office, "result:taken_back", {("Yes", MONDAY): 1})
    count(office, "result:taken_back", {("Yes", MONDAY): -1})
    found = results.of_flow(office.workspace, stock["uuid"])
    assert [(one.key, one.name, one.is_gone) for one in found.results] == [
        ("boxes", "Boxes", False),
        ("old_question", "Old Question", True),
    ]
    assert categories(found) == [
        ("None", 0, 0.0),
        ("Some", 4, 40.0),
        ("Other", 0, 0.0),
        ("Lots", 3, 30.0),
        ("", 2, 20.0),
        ("Many", 1, 10.0),
    ]
    assert found.results[1].categories == [CategoryCount("Yes", 3, 100.0)]
    later = results.of_flow(office.workspace, stock["uuid"], TUESDAY)
    assert [(one.key, one.total) for one in later.results] == [("boxes", 0), ("old_question", 0)]


def test_other_flows_are_not_mixed_in(office: Office, stock: dict[str, Any], results: Results) -> None:
    """Ids that begin alike, and other counts of the same flow."""
    flow_id = rows(office, tables.Flow)[0].id
    with office.store.write(durable=False) as work:
        scopes = [
            f"flow:{flow_id}0:result:boxes",
            f"flow:{flow_id}:result_boxes",
            f"flow:{flow_id}:results",
            f"flow:{flow_id}:segment",
        ]
        tallies.add(work, office.workspace_id, [tallies.Tick(scope, "x", 1, MONDAY) for scope in scopes])
        work.commit()
    found = results.of_flow(office.workspace, stock["uuid"])
    assert [(one.key, one.total) for one in found.results] == [("boxes", 0)]


def test_the_counts_are_found_by_the_index(office: Office) -> None:
    if not office.store.is_sqlite:
        pytest.skip("SQLite's plan")
    tally = tables.Tally
    query = select(tally.scope, tally.key, func.sum(tally.count)).where(*in_results(5)).group_by(tally.scope, tally.key)
    with office.store.read() as session:
        compiled = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
    assert plan == ["SEARCH tally USING INDEX ix_tally_scope_key_day (scope>? AND scope<?)"]


def test_who_may_look(office: Office, stock: dict[str, Any]) -> None:
    with pytest.raises(Forbidden):
        Results(office.core, office.people["agent"]).of_flow(office.workspace, stock["uuid"])
    with pytest.raises(NotFound):
        Results(office.core, office.admin).of_flow(office.other_workspace, stock["uuid"])
