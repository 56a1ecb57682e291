"""One time line per contact, from all that knows of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from app.contracts.contacts import TimelineEntry
from app.errors import Invalid
from app.ids import uuid4
from app.services import timeline
from app.services.contact_service import Contacts
from app.store import tables
from tests.app.services.conversing import ADA, Line, add_keyword, import_flows, rows, stock_flow
from tests.app.services.databases import NAMES, open_office
from tests.app.support import START, Office


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        yield made


def service(office: Office) -> Contacts:
    return Contacts(office.core, office.admin)


def pages(office: Office, contact: str, limit: int = 2) -> list[TimelineEntry]:
    found: list[TimelineEntry] = []
    before = None
    while True:
        page = service(office).timeline(office.workspace, contact, before, limit)
        found += page.rows
        before = page.next
        if before is None:
            return found


def test_a_conversation_and_what_staff_did(office: Office) -> None:
    import_flows(office, stock := stock_flow(timeout=300))
    add_keyword(office, stock["uuid"], "stock")
    line = Line(office, office.add_phone())
    contact = office.add_contact("Ada", ADA)
    line.hear("stock")
    upcoming = service(office).upcoming(office.workspace, contact.uuid)
    assert [(one.kind, one.flow) for one in upcoming] == [("timeout", "Stock"), ("expiration", "Stock")]
    assert upcoming[0].at and office.clock.now() < upcoming[0].at < office.clock.now() + dt.timedelta(seconds=301)
    line.hear("some")
    service(office).update(office.workspace, contact.uuid, name="Ada L")
    office.clock.advance(1)
    with office.store.write() as work:
        call = tables.ChannelEvent(
            uuid=uuid4(),
            channel_id=line.channel.id,
            dedupe_key="1",
            type="mo_miss",
            address=ADA,
            occurred_on=office.clock.now(),
            created_on=office.clock.now(),
            workspace_id=office.workspace_id,
            contact_id=contact.id,
        )
        work.session.add(call)
        work.commit()
    seen = pages(office, contact.uuid)
    assert [(one.kind, one.type) for one in seen][:2] == [("channel_event", "mo_miss"), ("event", "contact_name_changed")]
    assert seen[1].author and seen[1].data == {"name": "Ada L"}
    kinds = [(one.kind, one.type, one.text) for one in seen if one.kind == "msg"]
    assert kinds[0] == ("msg", "out", "Thanks, noted Some.") and kinds[-1] == ("msg", "in", "stock")
    assert [one.flow for one in seen if one.kind.startswith("run_")] == ["Stock", "Stock"]
    assert [one.at for one in seen] == sorted((one.at for one in seen), reverse=True)
    assert service(office).upcoming(office.workspace, contact.uuid) == []


def test_nothing_of_others(office: Office) -> None:
    ada, bob = office.add_contact("Ada"), office.add_contact("Bob")
    office.add_msg(bob, "hello")
    assert pages(office, ada.uuid) == []


def test_a_deleted_message_is_told_without_its_text(office: Office) -> None:
    ada = office.add_contact("Ada")
    office.add_msg(ada, "", visibility="deleted")
    assert pages(office, ada.uuid)[0].data["visibility"] == "deleted"


def test_a_run_that_began_first_and_ended_last(office: Office) -> None:
    contact = office.add_contact("Ada")
    import_flows(office, stock_flow())
    with office.store.write() as work:
        flow_id = work.session.query(tables.Flow).one().id
        row = tables.Session(
            uuid=uuid4(),
            workspace_id=office.workspace_id,
            contact_id=contact.id,
            status="completed",
            type="messaging",
            created_on=START,
        )
        work.session.add(row)
        work.session.flush()
        for began, ended in ((1, 50), (2, 20), (3, None), (4, 50)):
            run = tables.Run(
                uuid=f"run-{began}",
                session_id=row.id,
                workspace_id=office.workspace_id,
                contact_id=contact.id,
                flow_id=flow_id,
                status="completed",
                results={},
                created_on=START + dt.timedelta(minutes=began),
                modified_on=START,
                exited_on=START + dt.timedelta(minutes=ended) if ended else None,
            )
            work.session.add(run)
        work.commit()
    for limit in (1, 2, 3, 100):
        seen = [(one.kind, one.uuid) for one in pages(office, contact.uuid, limit)]
        assert seen == [
            ("run_ended", "run-4"),
            ("run_ended", "run-1"),
            ("run_ended", "run-2"),
            ("run_started", "run-4"),
            ("run_started", "run-3"),
            ("run_started", "run-2"),
            ("run_started", "run-1"),
        ]


@pytest.mark.parametrize("cursor", ["x", "m", "m1_2", "x1", "z5", "m-1", "m1..r2", "x999999999999999999_1", "m٣"])
def test_what_is_no_cursor(office: Office, cursor: str) -> None:
    contact = office.add_contact("Ada")
    with pytest.raises(Invalid):
        service(office).timeline(office.workspace, contact.uuid, cursor)


@given(st.dictionaries(st.sampled_from("mrtce"), st.integers(0, 10**18 - 1)), st.integers(0, 10**15))
def test_cursors_are_read_back(numbers: dict[str, Any], micros: int) -> None:
    places = {**numbers, "x": (START + dt.timedelta(microseconds=micros), 7)}
    assert timeline.read_cursor(timeline.write_cursor(places)) == places


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_every_line_is_seen_once_whatever_the_clocks_said(data: st.DataObject) -> None:
    """Sources in their own order, with times that leap."""
    stock = {
        letter: [(letter, number, START + dt.timedelta(minutes=data.draw(st.integers(-50, 50)))) for number in range(9, 0, -1)]
        for letter in "mre"
    }

    def source(letter: str) -> timeline.Source:
        def read(session: Any, view: Any, contact_id: int, before: Any, limit: int) -> list[timeline.Line]:
            found = [item for item in stock[letter] if before is None or item[1] < before]
            return [timeline.Line(n, TimelineEntry(k, "", f"{k}{n}", at)) for k, n, at in found[:limit]]

        return timeline.Source(letter, read)

    limit = data.draw(st.integers(1, 10))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "SOURCES", tuple(map(source, stock)))
        seen: list[str] = []
        before: str | None = None
        while True:
            page = timeline.read(None, None, tables.Contact(id=1), before, limit)  # type: ignore[arg-type]
            seen += [entry.uuid for entry in page.rows]
            before = page.next
            if before is None:
                break
    assert sorted(seen) == sorted(f"{letter}{number}" for letter in "mre" for number in range(1, 10))


def test_it_stays_with_the_indexes(office: Office) -> None:
    """No source may read a table through."""
    if not office.store.is_sqlite:
        pytest.skip("PostgreSQL reads tables of a few rows through")
    contact = office.add_contact("Ada")
    plans: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT") and "ORDER BY" in statement:
            plans.extend(str(row[3]) for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(office.store.engine, "before_cursor_execute", explain)
    service(office).timeline(office.workspace, contact.uuid)
    service(office).upcoming(office.workspace, contact.uuid)
    assert plans and not [plan for plan in plans if plan.startswith("SCAN") and "contact_field" not in plan]
    assert rows(office, tables.Contact)
