"""Asking for exports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.contracts.exports import MAX_FLOWS, ContactsExport, MessagesExport, ResultsExport
from app.errors import Forbidden, Invalid, NotFound, OutpostError
from app.services.exports import Exports, file_name
from app.store import tables
from tests.app.services.conversing import flow, import_flows, node, rows, send
from tests.app.services.exporting_office import add_field, add_flow, add_group
from tests.app.support import Office

DAY = dt.date(2026, 6, 1)


@pytest.fixture
def exports(office: Office) -> Exports:
    return Exports(office.core, office.people["editor"])


def trouble_of(call: Callable[[], Any]) -> tuple[str, Any]:
    with pytest.raises(OutpostError) as trouble:
        call()
    return trouble.value.code, trouble.value.params.get("reason") or trouble.value.params.get("kind")


def test_a_job_with_what_was_asked_for(office: Office, exports: Exports) -> None:
    import_flows(office, flow('Stock: "A/B"', node([send("Hello")])))
    uuid = rows(office, tables.Flow)[0].uuid
    add_field(office, "age", "Age")
    group = add_group(office, "Nurses")
    wanted = ResultsExport([uuid, uuid], DAY, None, True, ["age"], [group.uuid], "csv")
    job = exports.results(office.workspace, wanted)
    assert (job.kind, job.state, job.name) == ("export_results", "pending", "Stock A B - Results 2026-06-01.csv")
    [row] = rows(office, tables.Job)
    assert row.params == {
        "flows": [uuid],
        "start": "2026-06-01",
        "end": None,
        "responded_only": True,
        "fields": ["age"],
        "groups": [group.uuid],
        "format": "csv",
    }
    audited = rows(office, tables.Audit, tables.Audit.method == "exports.results")
    assert [(one.subject, one.actor, one.details["flows"]) for one in audited] == [(job.uuid, "Editor", [uuid])]


def test_names_of_files(office: Office, exports: Exports) -> None:
    assert exports.messages(office.workspace, MessagesExport(folder="inbox")).name == "Inbox - Messages 2026-06-01.xlsx"
    assert exports.contacts(office.workspace, ContactsExport()).name == "Contacts 2026-06-01.xlsx"
    group = add_group(office, "../etc/passwd")
    assert exports.contacts(office.workspace, ContactsExport(group=group.uuid)).name == "etc passwd - Contacts 2026-06-01.xlsx"
    assert file_name("\x00:*?") == "Export"
    assert file_name("استبيان ☂") == "استبيان ☂"
    assert len(file_name("x" * 500)) == 100


def test_the_query_is_kept_but_not_audited(office: Office, exports: Exports) -> None:
    """It may hold numbers and names of people."""
    exports.contacts(office.workspace, ContactsExport(query=' tel = "+250788111111" '))
    assert rows(office, tables.Job)[0].params["query"] == 'tel = "+250788111111"'
    assert "788111111" not in str(rows(office, tables.Audit)[-1].details)


@pytest.mark.parametrize(
    ("wanted", "trouble"),
    [
        (ResultsExport([]), ("invalid", "empty")),
        (ResultsExport(["x"]), ("not_found", "flow")),
        (ResultsExport([str(n) for n in range(MAX_FLOWS + 1)]), ("invalid", "too_many")),
        (ResultsExport(["flow-Stock"], DAY, DAY - dt.timedelta(days=1)), ("invalid", "before_start")),
        (ResultsExport(["flow-Stock"], fields=["shoe_size"]), ("not_found", "field")),
        (ResultsExport(["flow-Stock"], groups=["x"]), ("not_found", "group")),
        (ResultsExport(["flow-Stock"], groups=["x"] * 251), ("invalid", "too_many")),
        (MessagesExport(label="x"), ("not_found", "label")),
        (MessagesExport(folder="inbox", label="x"), ("invalid", "folder_too")),
        (MessagesExport(start=DAY, end=dt.date.min), ("invalid", "before_start")),
        (ContactsExport(group="x"), ("not_found", "group")),
        (ContactsExport(groups=["x"]), ("not_found", "group")),
        (ContactsExport(query="age >"), ("invalid", "not_a_query")),
        (ContactsExport(query="shoe_size = 43"), ("invalid", "not_a_query")),
        (ContactsExport(query="a " * 5001), ("invalid", "too_long")),
    ],
)
def test_what_cannot_be_exported(office: Office, exports: Exports, wanted: Any, trouble: tuple[str, str]) -> None:
    add_flow(office, "Stock")
    calls: dict[type, Any] = {ResultsExport: exports.results, MessagesExport: exports.messages, ContactsExport: exports.contacts}
    assert trouble_of(lambda: calls[type(wanted)](office.workspace, wanted)) == trouble
    assert rows(office, tables.Job) == []


def test_nothing_of_other_workspaces(office: Office) -> None:
    foreign = add_flow(office, "Stock")
    with pytest.raises(NotFound):
        Exports(office.core, office.admin).results(office.other_workspace, ResultsExport([foreign.uuid]))


def test_what_is_deleted_is_not_exported(office: Office, exports: Exports) -> None:
    group = add_group(office, "Nurses")
    with office.store.write(durable=False) as work:
        work.session.get_one(tables.ContactGroup, group.id).is_active = False
        work.commit()
    with pytest.raises(NotFound):
        exports.contacts(office.workspace, ContactsExport(group=group.uuid))


def test_a_sheet_that_would_be_too_wide(office: Office, exports: Exports, monkeypatch: pytest.MonkeyPatch) -> None:
    add_flow(office, "Stock")
    monkeypatch.setattr("app.services.exports.MAX_COLUMNS", 7)
    with pytest.raises(Invalid):
        exports.results(office.workspace, ResultsExport(["flow-Stock"]))
    exports.results(office.workspace, ResultsExport(["flow-Stock"], format="csv"))


@pytest.mark.parametrize("role", ["viewer", "agent", "surveyor"])
def test_whose_role_does_not_allow_it(office: Office, role: Any) -> None:
    with pytest.raises(Forbidden):
        Exports(office.core, office.people[role]).contacts(office.workspace, ContactsExport())
