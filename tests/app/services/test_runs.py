"""Runs as people read them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.contracts.sessions import RunFilter
from app.errors import Invalid, NotFound
from app.services import tallies
from app.services.runs import Runs
from app.store import tables
from tests.app.services.conversing import ADA, BOB, Line, add_keyword, import_flows, rows, stock_flow
from tests.app.services.test_sessions import assert_counts_agree
from tests.app.support import Office

DAY = dt.timedelta(days=1)


@pytest.fixture
def stock() -> dict[str, Any]:
    return stock_flow()


@pytest.fixture
def line(office: Office, stock: dict[str, Any]) -> Line:
    import_flows(office, stock)
    add_keyword(office, stock["uuid"], "stock")
    return Line(office, office.add_phone())


@pytest.fixture
def service(office: Office) -> Runs:
    return Runs(office.core, office.admin)


def uuids(office: Office) -> list[str]:
    return [run.uuid for run in rows(office, tables.Run)]


def test_a_run_with_its_answers_and_its_way(office: Office, line: Line, service: Runs, stock: dict[str, Any]) -> None:
    line.hear("stock")
    line.hear("what?")
    line.hear("None at all")
    [run] = service.of_flow(office.workspace, stock["uuid"]).rows
    assert (run.status, run.exit_type, run.responded, run.flow_name, run.path) == ("completed", "completed", True, "Stock", [])
    [result] = run.results
    nodes = [one["uuid"] for one in stock["nodes"]]
    assert (result.key, result.name, result.value, result.category, result.input, result.node) == (
        "boxes",
        "Boxes",
        "None",
        "None",
        "None at all",
        nodes[1],
    )
    assert result.time is not None
    whole = service.get(office.workspace, run.uuid)
    assert [step.node for step in whole.path] == [nodes[0], nodes[1], nodes[2], nodes[1], nodes[3]]
    assert [step.time for step in whole.path] == sorted(step.time for step in whole.path)
    assert service.of_contact(office.workspace, run.contact).rows == [run]


def test_pages_and_filters(office: Office, line: Line, service: Runs, stock: dict[str, Any]) -> None:
    for at in range(7):
        line.hear("stock", f"+25078833300{at}")
        if at % 2:
            line.hear("none", f"+25078833300{at}")
        office.clock.advance(DAY.total_seconds())
    everything = uuids(office)[::-1]
    today = dt.date(2026, 6, 1)
    for wanted, found in (
        (None, everything),
        (RunFilter(status="waiting"), everything[::2]),
        (RunFilter(status="completed", responded=True), everything[1::2]),
        (RunFilter(start=today), everything),
        (RunFilter(start=today + 2 * DAY, end=today + 4 * DAY), everything[2:5]),
        (RunFilter(status="completed", start=today, end=today + 3 * DAY), everything[3::2]),
        (RunFilter(end=today - DAY), []),
        (RunFilter(end=dt.date.max), everything),
        (RunFilter(start=dt.date.min), everything),
    ):
        seen: list[str] = []
        cursor = None
        while True:
            page = service.of_flow(office.workspace, stock["uuid"], wanted, cursor, 2)
            seen += [run.uuid for run in page.rows]
            cursor = page.next
            if cursor is None:
                break
        assert seen == found, wanted


def test_days_are_those_of_the_workspace(office: Office, line: Line, service: Runs, stock: dict[str, Any]) -> None:
    office.clock.advance(dt.timedelta(hours=13).total_seconds())  # 22:00 UTC: the next day in Kigali
    line.hear("stock")
    tomorrow = dt.date(2026, 6, 2)
    assert len(service.of_flow(office.workspace, stock["uuid"], RunFilter(start=tomorrow, end=tomorrow)).rows) == 1
    assert service.of_flow(office.workspace, stock["uuid"], RunFilter(end=tomorrow - DAY)).rows == []


@pytest.mark.parametrize("cursor", ["", "x", "-", "1-", "-1", "9" * 18 + "-1", "1-2-3"])
def test_cursors_that_are_none(office: Office, line: Line, service: Runs, stock: dict[str, Any], cursor: str) -> None:
    with pytest.raises(Invalid):
        service.of_flow(office.workspace, stock["uuid"], RunFilter(start=dt.date(2026, 1, 1)), cursor)


def test_what_is_refused(office: Office, line: Line, service: Runs, stock: dict[str, Any]) -> None:
    line.hear("stock")
    [run] = uuids(office)
    contact = rows(office, tables.Contact)[0].uuid
    for call in (
        lambda: service.of_flow(office.other_workspace, stock["uuid"]),
        lambda: service.of_contact(office.other_workspace, contact),
        lambda: service.get(office.other_workspace, run),
        lambda: service.delete(office.other_workspace, run),
    ):
        with pytest.raises(NotFound):
            call()
    for wanted in (RunFilter(status="lost"), RunFilter(start=dt.date(2026, 2, 1), end=dt.date(2026, 1, 1))):  # type: ignore[arg-type]
        with pytest.raises(Invalid):
            service.of_flow(office.workspace, stock["uuid"], wanted)
    assert uuids(office) == [run]


def test_a_deleted_run_leaves_the_counts(office: Office, line: Line, service: Runs, stock: dict[str, Any]) -> None:
    for number in (ADA, BOB):
        line.hear("stock", number)
        line.hear("none", number)
    first, second = rows(office, tables.Run)
    contact = rows(office, tables.Contact)[0]
    service.delete(office.workspace, first.uuid)
    assert uuids(office) == [second.uuid]
    with office.store.read() as session:
        assert tallies.read(session, tallies.flow_scope(first.flow_id, "status")) == {"completed": 1}
        assert tallies.read(session, tallies.flow_scope(first.flow_id, "result:boxes")) == {"None": 1}
    assert rows(office, tables.Contact)[0].revision == contact.revision + 1
    assert_counts_agree(office)


def test_a_run_that_waits_is_interrupted_before_it_goes(office: Office, line: Line, service: Runs) -> None:
    line.hear("stock")
    service.delete(office.workspace, uuids(office)[0])
    assert uuids(office) == []
    assert [row.status for row in rows(office, tables.Session)] == ["interrupted"]
    assert rows(office, tables.Contact)[0].current_flow_id is None
    assert_counts_agree(office)
    assert line.hear("none") == []
