"""The audit: found by all that is in it, handed out as csv, changed by nobody."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, text, update

from app.contracts.audit import AuditFilter
from app.contracts.base import Actor
from app.errors import Forbidden, Invalid, NotFound
from app.services import audit, audit_log
from app.services.audit_log import AuditLog
from app.store import tables
from tests.app.support import START, Office

HOUR = dt.timedelta(hours=1)


def write(office: Office, method: str, actor: Actor | None = None, **values: Any) -> int:
    """One row, an hour after the last."""
    office.clock.advance(3600)
    values.setdefault("workspace_id", office.workspace_id)
    row = audit.row(actor or office.people["editor"], office.clock.now(), method, **values)
    with office.store.write(durable=False) as work:
        work.session.add(row)
        work.commit()
    return row.id


def methods(office: Office, workspace: str | None = None, **wanted: Any) -> list[str]:
    found = AuditLog(office.core, office.admin).of_office(AuditFilter(**wanted), workspace)
    assert found.next is None
    return [row.method for row in found.rows]


def uuid_of(office: Office, actor: Actor) -> str:
    with office.store.read() as session:
        return str(session.get_one(tables.User, actor.user_id).uuid)


def test_every_filter(office: Office) -> None:
    viewer = office.people["viewer"]
    write(office, "people.create", office.admin, workspace_id=None, subject="u-1", details={"username": "amina"})
    write(office, "people.rename", office.admin, workspace_id=None, subject="u-1", details={"after": {"name": "Amina UWASE"}})
    write(office, "labels.create", subject="l-1", details={"name": "Urgence é", "count": 4711})
    write(office, "labels.create", viewer, outcome=audit.REFUSED, details={"address": "10.0.0.9"})
    write(office, "peoples.odd", workspace_id=office.other_workspace_id)
    assert methods(office) == ["peoples.odd", "labels.create", "labels.create", "people.rename", "people.create"]
    assert methods(office, office.workspace) == ["labels.create"] * 2
    assert methods(office, person=uuid_of(office, viewer)) == ["labels.create"]
    assert methods(office, person="nobody") == []
    assert methods(office, method="people.") == ["people.rename", "people.create"]
    assert methods(office, method="people") == ["peoples.odd", "people.rename", "people.create"]
    assert methods(office, method="people.rename") == ["people.rename"]
    assert methods(office, method="%") == []
    assert methods(office, subject="u-1") == ["people.rename", "people.create"]
    assert methods(office, subject="u-1", method="people.c") == ["people.create"]
    assert methods(office, outcome="refused") == ["labels.create"]
    assert methods(office, outcome="refused", person=uuid_of(office, office.admin)) == []
    assert methods(office, since=START + 2 * HOUR, until=START + 3 * HOUR) == ["labels.create", "people.rename"]
    assert methods(office, since=START + 6 * HOUR) == []
    assert methods(office, until=START) == []
    for words in ("amina uwase", "UWASE", "min was", "ada amina ｕwase"):
        assert methods(office, words=words, method="people.rename") == ["people.rename"]
    assert methods(office, words="urgence é") == ["labels.create"]
    assert methods(office, words="URGENCE e\u0301") == ["labels.create"]
    assert methods(office, words="4711") == ["labels.create"]
    assert methods(office, words="10.0.0.9", outcome="refused") == ["labels.create"]
    assert methods(office, words="u_1") == methods(office, words="a%a") == []


def test_what_an_entry_tells(office: Office) -> None:
    write(office, "labels.create", subject="l-1", details={"name": "Urgent"})
    (row,) = AuditLog(office.core, office.people["administrator"]).of_workspace(office.workspace).rows
    assert (row.actor, row.person, row.origin) == ("Editor", uuid_of(office, office.people["editor"]), "window")
    assert (row.workspace, row.subject, row.outcome) == (office.workspace, "l-1", "done")
    assert (row.details, row.at) == ({"name": "Urgent"}, office.clock.now())


def test_pages_follow_one_another(office: Office) -> None:
    written = [write(office, f"labels.m{number % 3}") for number in range(7)]
    service = AuditLog(office.core, office.people["administrator"])
    for wanted, expected in ((None, written), (AuditFilter(method="labels.m"), written), (AuditFilter(words="edit"), written)):
        seen: list[int] = []
        before = None
        while True:
            page = service.of_workspace(office.workspace, wanted, before, 3)
            assert len(page.rows) <= 3
            seen += [row.id for row in page.rows]
            before = page.next
            if before is None:
                break
        assert seen == expected[::-1]


def test_a_long_search_goes_on_page_by_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "SCAN", 5)
    first = write(office, "labels.create", details={"name": "needle"})
    for _ in range(12):
        write(office, "labels.create")
    service, before, pages = AuditLog(office.core, office.admin), None, []
    while True:
        page = service.of_office(AuditFilter(words="needle"), before=before)
        pages.append([row.id for row in page.rows])
        before = page.next
        if before is None:
            break
    assert pages == [[], [], [first]]


def test_administrators_only(office: Office) -> None:
    for role in ("editor", "viewer", "agent", "surveyor"):
        with pytest.raises(Forbidden):
            AuditLog(office.core, office.people[role]).of_workspace(office.workspace)
        with pytest.raises(Forbidden):
            AuditLog(office.core, office.people[role]).export_office()
    with pytest.raises(Forbidden):
        AuditLog(office.core, office.people["administrator"]).of_office()
    with pytest.raises(Forbidden):
        AuditLog(office.core, office.people["administrator"]).of_workspace(office.other_workspace)
    with pytest.raises(NotFound):
        AuditLog(office.core, office.admin).of_office(workspace="nowhere")


@pytest.mark.parametrize(
    "wanted",
    [AuditFilter(words="x" * 201), AuditFilter(words="a " * 11), AuditFilter(since=dt.datetime(2026, 1, 1))],  # noqa: DTZ001
)
def test_strange_questions(office: Office, wanted: AuditFilter) -> None:
    with pytest.raises(Invalid):
        AuditLog(office.core, office.admin).of_office(wanted)
    with pytest.raises(Invalid):
        AuditLog(office.core, office.admin).of_office(before="later")


def test_csv(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "CSV_ROWS", 2)
    write(office, "labels.create", subject='=cmd|"/c calc"', details={"name": 'Say "hi", é'})
    write(office, "labels.rename", details={"before": "a\nb"})
    write(office, "labels.delete", workspace_id=None)
    service = AuditLog(office.core, office.admin)
    first = service.export_office()
    second = service.export_office(before=first.next)
    assert (first.rows, second.rows, second.next) == (2, 1, None)
    lines = list(csv.reader(io.StringIO(first.text + second.text, newline="")))
    assert lines[0] == ["Time", "Person", "Origin", "Workspace", "Method", "Subject", "Outcome", "Details"]
    assert [line[4] for line in lines[1:]] == ["labels.delete", "labels.rename", "labels.create"]
    assert lines[3] == [
        "2026-06-01T10:00:00+00:00",
        "Editor",
        "window",
        "Clinic",
        "labels.create",
        '\'=cmd|"/c calc"',
        "done",
        '{"name":"Say \\"hi\\", é"}',
    ]
    mine = AuditLog(office.core, office.people["administrator"]).export_workspace(office.workspace)
    assert mine.rows == 2


def test_nothing_changes_what_was_written(office: Office) -> None:
    row = write(office, "labels.create")
    statements = (
        update(tables.Audit).values(actor="somebody else"),
        delete(tables.Audit).where(tables.Audit.id == row),
        text("DELETE FROM audit"),
        text("UPDATE audit SET outcome = 'done'"),
    )
    for statement in statements:
        with pytest.raises(Exception, match="audit rows stay"), office.store.write() as work:
            work.session.execute(statement)
            work.commit()
    assert methods(office) == ["labels.create"]


def test_rows_of_the_first_versions_are_found_by_subject(office: Office) -> None:
    write(office, "labels.create", subject="OLD-one")
    with office.store.write() as work:
        values = {
            "at": START,
            "actor": "Ed",
            "origin": "window",
            "method": "flows.start",
            "subject": "OLD-two",
            "outcome": "done",
        }
        work.session.execute(insert(tables.Audit).values(**values, words=None))
        work.commit()
    assert methods(office, words="old-") == ["flows.start", "labels.create"]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({}, "ix_audit_workspace_at"),
        ({"subject": "x"}, "ix_audit_subject"),
        ({"method": "labels."}, "ix_audit_method"),
        ({"outcome": "refused"}, "ix_audit_refused"),
        ({"person": "editor"}, "ix_audit_user_at"),
    ],
)
def test_searches_read_the_rarest_index_in_its_order(office: Office, wanted: dict[str, Any], index: str) -> None:
    write(office, "labels.create", subject="x")
    if "person" in wanted:
        wanted = {"person": uuid_of(office, office.people["editor"])}
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT audit.id \n") and "ORDER BY" in statement:
            seen.append((statement, parameters))

    event.listen(office.store.engine, "before_cursor_execute", note)
    try:
        AuditLog(office.core, office.admin).of_office(AuditFilter(**wanted), office.workspace)
    finally:
        event.remove(office.store.engine, "before_cursor_execute", note)
    assert seen
    with office.store.engine.connect() as connection:
        for statement, parameters in seen:
            plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))
            assert index in plan
            assert "TEMP B-TREE" not in plan


def test_long_ranges_of_dates(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "WIDE", 1)
    for number in range(4):
        write(office, f"labels.m{number}")
    assert methods(office, since=START + 2 * HOUR) == ["labels.m3", "labels.m2", "labels.m1"]
    assert methods(office, since=START + 4 * HOUR) == ["labels.m3"]
    assert methods(office, since=START + 2 * HOUR, until=START + 3 * HOUR) == ["labels.m2", "labels.m1"]
    office.clock.leap(-10 * 86400.0)
    write(office, "labels.early")
    assert methods(office, until=START) == ["labels.early"]
    assert methods(office, since=START)[0] == "labels.m3"
