"""Contacts from spreadsheets: what is read of them, and what is written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import threading
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.contracts.base import Actor
from app.contracts.contact_imports import ROW_ERRORS, ContactsPlan, ContactsReport, FieldChoice
from app.contracts.jobs import Job
from app.errors import Forbidden, Invalid, NotFound, OutpostError
from app.ids import uuid4
from app.services import contact_changes, jobs
from app.services.contact_imports import ContactImports
from app.services.contact_service import Contacts
from app.services.fields import Fields
from app.services.groups import Groups
from app.services.importing import contact_file, contacts, sheets
from app.services.importing.context import ImportContext
from app.services.jobs import Jobs
from app.store import tables
from tests.app.services.conversing import rows
from tests.app.services.databases import NAMES, open_office
from tests.app.services.exporting_office import export
from tests.app.support import Office

Cells = Sequence[Sequence[Any]]
NINE_THIRTY = dt.datetime(2026, 3, 1, 9, 30)  # noqa: DTZ001 - spreadsheets have no others


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        yield made


def xlsx(cells: Cells) -> bytes:
    book = openpyxl.Workbook()
    for row in cells:
        book.active.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def text(cells: Cells, separator: str = ",", encoding: str = "utf-8") -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=separator).writerows(cells)
    return target.getvalue().encode(encoding)


def service(office: Office, actor: Actor | None = None) -> ContactImports:
    return ContactImports(office.core, actor or office.admin)


def context(office: Office, taken: jobs.Taken) -> ImportContext:
    with office.store.read() as session:
        workspace = session.get_one(tables.Workspace, office.workspace_id)
    source, path = taken.folder.parent / f"{taken.uuid}.source", taken.folder / "plan"
    return ImportContext(office.store, office.clock, workspace, {}, source, path, lambda *_: None)


def step(office: Office, *, stop_after: int = -1) -> None:
    """What the runner and its process do with the next job; stopped after so many batches."""
    taken = jobs.take(office.core, jobs.IMPORTS)
    assert taken is not None
    made, total, batches = taken.made, None, iter(range(10_000))
    if made is None:
        taken.folder.mkdir()
        about = context(office, taken)
        try:
            total = contacts.make_ready(about)
        except OutpostError as error:
            jobs.fail(office.core, taken, error.code, error.params)
            return
        made = jobs.keep(office.core, taken, about.path)
    nudge = Passing()
    contacts.write_ready(office.core, taken, made, total, is_stopped=lambda: next(batches) == stop_after, nudge=nudge)


class Passing(threading.Event):
    """Nobody waits in a test."""

    def wait(self, timeout: float | None = None) -> bool:
        return True


def read(office: Office, content: bytes, name: str = "new_mothers.xlsx") -> Job:
    job = service(office).read(office.workspace, content, name)
    step(office)
    return Jobs(office.core, office.admin).one(office.workspace, job.uuid)


def planned(office: Office, job: Job) -> ContactsPlan:
    return service(office).planned(office.workspace, job.uuid)


def write(office: Office, content: bytes, **how: Any) -> ContactsReport:
    job = read(office, content)
    assert job.state == "ready", job
    service(office).carry_out(office.workspace, job.uuid, **how)
    step(office)
    report = service(office).report(office.workspace, job.uuid)
    assert report.job.state == "done", report
    assert report.done == report.total == report.created + report.updated + report.unchanged + report.errored
    return report


def card(office: Office, urn: str) -> Any:
    [found] = rows(office, tables.ContactUrn, tables.ContactUrn.identity == urn)
    [contact] = rows(office, tables.Contact, tables.Contact.id == found.contact_id)
    return Contacts(office.core, office.admin).read(office.workspace, contact.uuid)


def values(office: Office, urn: str) -> dict[str, str]:
    return {one.key: one.text for one in card(office, urn).fields if one.text}


def errors(report: ContactsReport | ContactsPlan) -> list[tuple[int, str, str]]:
    assert {one.code for one in report.errors} <= set(ROW_ERRORS)
    return [(one.row, one.code, one.header) for one in report.errors]


@pytest.mark.parametrize(
    "make", [xlsx, text, lambda cells: text(cells, ";", "utf-8-sig"), lambda cells: text(cells, "\t", "utf-16")]
)
def test_contacts_come_in(office: Office, make: Any) -> None:
    Fields(office.core, office.admin).create(office.workspace, "Age", "number")
    smart = Groups(office.core, office.admin).create(office.workspace, "Grown", "age > 17")
    content = make(
        [
            ["URN:Tel", "name", "LANGUAGE", "Field:Age", "Field:Home Town", "Group:Old", "Remark", "URN:Telegram"],
            ["0788123456", "Ada  Uwase", "kin", "34", "Kigali", "true", "x", ""],
            ["", "", "", "", "", "", "", ""],
            ["+250788000002", "علي", "", "--", "", "", "", "1234"],
        ]
    )
    job = read(office, content)
    plan = planned(office, job)
    told = [(one.kind, one.key, one.name, one.type, one.is_new) for one in plan.columns]
    assert told == [
        ("urn", "tel", "", "text", False),
        ("name", "", "", "text", False),
        ("language", "", "", "text", False),
        ("field", "age", "Age", "number", False),
        ("field", "", "Home Town", "text", True),
        ("ignored", "", "", "text", False),
        ("ignored", "", "", "text", False),
        ("urn", "telegram", "", "text", False),
    ]
    assert (plan.rows, plan.errored, plan.group_name) == (2, 0, "New mothers")
    assert plan.columns[1].examples == ["Ada  Uwase", "علي"]
    assert rows(office, tables.Contact) == []
    service(office).carry_out(office.workspace, job.uuid, new_group=plan.group_name)
    step(office)
    report = service(office).report(office.workspace, job.uuid)
    assert (report.created, report.updated, report.errored, report.total) == (2, 0, 0, 2)
    ada, ali = card(office, "tel:+250788123456"), card(office, "telegram:1234")
    assert (ada.name, ada.language) == ("Ada Uwase", "kin")
    assert values(office, "tel:+250788123456") == {"age": "34", "home_town": "Kigali"}
    assert sorted(one.name for one in ada.groups) == ["Grown", "New mothers"]
    assert [one.name for one in ali.groups] == ["New mothers"]
    assert {one.uuid for one in ada.groups} >= {smart.uuid, report.group}
    told_people = [(row.type, row.data) for row in rows(office, tables.Notification)]
    assert told_people == [("import:finished", {"name": "new_mothers.xlsx", "state": "done", "of": "contacts"})]
    methods = [row.method for row in rows(office, tables.Audit) if row.method.startswith("contact_imports")]
    assert methods == [f"contact_imports.{what}" for what in ("read", "carry_out", "done")]
    assert list(jobs.folder_of(office.core, jobs.IMPORTS).iterdir()) == []


def test_who_is_here_is_changed_and_blank_keeps(office: Office) -> None:
    head = ["Contact UUID", "URN:Tel", "Name", "Field:Age", "Status"]
    write(office, xlsx([head, [None, "+250788000001", "Ada", 30, None], [None, "+250788000002", "Bob", 40, None]]))
    ada = card(office, "tel:+250788000001")
    again = [
        head,
        [ada.uuid.upper(), "+250788000009", None, "--", None],  # another number is added
        [None, "+250788000002", "Robert", None, "Blocked"],
    ]
    report = write(office, xlsx(again))
    assert (report.created, report.updated, report.unchanged) == (0, 2, 0)
    found = card(office, "tel:+250788000009")
    assert (found.uuid, found.name) == (ada.uuid, "Ada")
    assert [one.path for one in found.urns] == ["+250788000001", "+250788000009"]
    assert values(office, "tel:+250788000001") == {}
    bob = card(office, "tel:+250788000002")
    assert (bob.name, bob.status, values(office, "tel:+250788000002")) == ("Robert", "blocked", {"age": "40"})
    report = write(office, xlsx(again))
    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)


def test_what_we_export_comes_in_again(office: Office, tmp_path: Path) -> None:
    office.add_contact("Ada")
    write(office, xlsx([["URN:Tel", "Name", "Field:Age"], ["+250788000001", "Bob", 41]]))
    out = export(office, "contacts", tmp_path)
    before = {row.uuid: (row.name, row.fields) for row in rows(office, tables.Contact)}
    report = write(office, xlsx(out))
    assert (report.created, report.errored) == (0, 0)
    assert {row.uuid: (row.name, row.fields) for row in rows(office, tables.Contact)} == before


def test_what_a_spreadsheet_does_to_numbers(office: Office) -> None:
    content = xlsx(
        [
            ["URN:Tel", "Field:Value"],
            [250788000001, 3.0],  # the plus is lost
            [788000002, 2.5],  # so is the 0
            [2.50788000003e11, True],
            ["'0788000004", NINE_THIRTY],
            ["2.50788000005E+11", dt.date(2026, 3, 1)],
            ["2.50788E+11", "x"],  # and here digits
            [2.5078812345678e18, "x"],
            [1.5, "x"],
            [True, "x"],
            [NINE_THIRTY, "x"],
            ["#REF!", "x"],
            ["none", "x"],
            ["+250788000006", "#N/A"],
        ]
    )
    report = write(office, content)
    found = {row.identity for row in rows(office, tables.ContactUrn)}
    assert found == {f"tel:+25078800000{n}" for n in range(1, 6)}
    told = [values(office, f"tel:+25078800000{n}")["value"] for n in range(1, 6)]
    assert told == ["3", "2.5", "true", "2026-03-01T09:30:00+02:00", "2026-03-01T00:00:00+02:00"]
    assert errors(report) == [
        (7, "number_damaged", "URN:Tel"),
        (8, "number_damaged", "URN:Tel"),
        (9, "number_damaged", "URN:Tel"),
        (10, "urn_invalid", "URN:Tel"),
        (11, "urn_invalid", "URN:Tel"),
        (12, "cell_error", "URN:Tel"),
        (13, "urn_invalid", "URN:Tel"),
        (14, "cell_error", "Field:Value"),
    ]


def test_rows_that_cannot_be_taken(office: Office) -> None:
    office.add_contact("Ada")
    head = ["UUID", "URN:Tel", "URN:Mailto", "Name", "Language", "Status", "Field:Note"]
    write(office, text([head[:2], ["", "+250788000001"], ["", "+250788000002"]]))
    one, two = (card(office, f"tel:+25078800000{n}").uuid for n in (1, 2))
    report = write(
        office,
        text(
            [
                head,
                ["nonsense"],
                [uuid4()],
                ["", "", "", "Nobody"],
                ["", "+250788000003", "not an address"],
                ["", "+250788000004", "", "x" * 129],
                ["", "+250788000005", "", "", "klingon"],
                ["", "+250788000006", "", "", "", "gone"],
                ["", "+250788000007", "", "", "", "", "x" * 641],
                [one, "+250788000002"],
                ["", "+250788000001", "", "First"],
                [two, "", "", "Second"],
                ["", "+250788000008", "a@b.c", "Fine", "eng", "active", "Note"],
            ]
        ),
    )
    assert errors(report) == [
        (2, "uuid_invalid", "UUID"),
        (3, "contact_unknown", ""),
        (4, "identity_missing", ""),
        (5, "urn_invalid", "URN:Mailto"),
        (6, "cell_too_long", "Name"),
        (7, "language_unknown", "Language"),
        (8, "status_unknown", "Status"),
        (9, "cell_too_long", "Field:Note"),
        (10, "urn_taken", ""),
    ]
    assert (report.created, report.updated, report.errored) == (1, 2, 9)


def test_two_rows_of_one_contact(office: Office) -> None:
    write(office, text([["URN:Tel"], ["+250788000001"]]))
    uuid = card(office, "tel:+250788000001").uuid
    report = write(office, text([["UUID", "URN:Tel", "Name"], [uuid, "", "A"], ["", "+250788000001", "B"]]))
    assert errors(report) == [(3, "contact_twice", "")]
    assert card(office, "tel:+250788000001").name == "A"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "contacts_no_identity"),
        (b"\n\n\n", "contacts_no_identity"),
        (text([["Name"], ["Ada"]]), "contacts_no_identity"),
        (text([["URN:Pigeon"], ["x"]]), "contacts_header"),
        (text([["URN:Tel", "Field:"], ["x", "y"]]), "contacts_header"),
        (text([["URN:Tel", "Name", "name"]]), "contacts_header"),
        (text([["URN:Tel", "Field:Age", "field:age"]]), "contacts_header"),
        (text([["URN:Tel"], ["0788123456"], ["+250788123456"]]), "contacts_twice"),
        ("URN:Tel,Name\n+250788000001,Zoé\n".encode("latin-1"), "contacts_encoding"),
        ("URN:Tel\n+250788000001\n".encode("utf-16-le"), "contacts_encoding"),
        (b"\xff\xfeU", "contacts_encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "contacts_old_format"),
        (b"PK\x03\x04 and no zip", "contacts_unreadable"),
        (xlsx([["URN:Tel"], ["+250788000001"]])[:-200], "contacts_unreadable"),
        (text([["URN:Tel", "Name"], ["+250788000001", "x" * 200_000]]), "contacts_unreadable"),
        (text([["URN:Tel", "Name"], ["+250788000001", "x" * 110_000]]), "contacts_too_large"),
        (text([["URN:Tel"] * 600, ["+250788000001"] * 600]), "contacts_too_large"),
    ],
)
def test_files_that_are_refused(office: Office, content: bytes, code: str) -> None:
    job = read(office, content)
    assert (job.state, job.error) == ("failed", code)
    assert rows(office, tables.Contact) == rows(office, tables.Notification) == []


def part(name: str, content: bytes) -> bytes:
    """A spreadsheet with one of its parts exchanged."""
    target = io.BytesIO()
    source = io.BytesIO(xlsx([["URN:Tel"], ["+250788000001"]]))
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for item in before.namelist():
            after.writestr(item, content if item == name else before.read(item))
    return target.getvalue()


LAUGHS = b'<!DOCTYPE w [<!ENTITY a "ha">%s]><worksheet><sheetData>&z;</sheetData></worksheet>' % b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(25)
)


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (part("xl/worksheets/sheet1.xml", b" " * (sheets.MAX_UNPACKED_BYTES + 1)), {"contacts_too_large"}),
        (part("xl/worksheets/sheet1.xml", b"<worksheet>"), {"contacts_unreadable", "contacts_no_identity"}),
        (part("xl/worksheets/sheet1.xml", LAUGHS), {"contacts_unreadable"}),
        (part("xl/workbook.xml", b"<workbook/>"), {"contacts_unreadable"}),
        (part("[Content_Types].xml", b"nonsense"), {"contacts_unreadable"}),
        (part("xl/sharedStrings.xml", b"\0\0"), {"contacts_unreadable", ""}),
        (part("xl/styles.xml", b"<styleSheet><cellXfs count='-1'/></styleSheet>"), {"contacts_unreadable", ""}),
    ],
)
def test_spreadsheets_made_to_hurt(office: Office, content: bytes, codes: set[str]) -> None:
    assert (read(office, content).error or "") in codes


def test_merged_cells_and_rows_far_below(office: Office) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"] = "URN:Tel", "Name"
    sheet["A2"], sheet["B2"] = "+250788000001", "Ada"
    sheet.merge_cells("B2:B3")
    sheet["A3"] = "+250788000002"
    sheet["A5000"] = "+250788000003"
    target = io.BytesIO()
    book.save(target)
    report = write(office, target.getvalue())
    assert (report.created, report.errored) == (3, 0)
    assert (card(office, "tel:+250788000001").name, card(office, "tel:+250788000002").name) == ("Ada", "")


def test_too_many_rows(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_file, "MAX_ROWS", 3)
    cells = [["URN:Tel"], *([f"+25078800000{n}"] for n in range(4))]
    assert read(office, text(cells)).error == "contacts_too_many"
    assert read(office, text(cells[:-1])).state == "ready"
    with pytest.raises(OutpostError, match="contacts_too_large"):
        service(office).read(office.workspace, b" " * (sheets.MAX_BYTES + 1))


def many(count: int) -> bytes:
    return text([["URN:Tel", "Name"], *([f"+2507880{n:05d}", f"Contact {n}"] for n in range(count))])


def test_stopped_in_the_middle_it_goes_on_after_the_last_row(office: Office) -> None:
    job = read(office, many(60))
    service(office).carry_out(office.workspace, job.uuid)
    step(office, stop_after=1)
    half = service(office).report(office.workspace, job.uuid)
    assert (half.job.state, half.done, half.created) == ("pending", 25, 25)
    step(office)
    report = service(office).report(office.workspace, job.uuid)
    assert (report.job.state, report.done, report.created) == ("done", 60, 60)
    assert len(rows(office, tables.Contact)) == 60


def test_a_kill_inside_a_batch_repeats_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    job = read(office, many(60))
    service(office).carry_out(office.workspace, job.uuid)
    for _ in range(jobs.MAX_ATTEMPTS + 2):  # each time some more is written: it does not count as crashing over and over
        calls = iter(range(100))
        real = contacts._Batch._tell

        def dies(self: Any, *args: Any, calls: Any = calls, real: Any = real) -> None:
            real(self, *args)
            if next(calls) == 1:
                raise SystemError("killed")

        with monkeypatch.context() as patched:
            patched.setattr(contacts._Batch, "_tell", dies)
            if len(rows(office, tables.Contact)) < 50:
                with pytest.raises(SystemError):
                    step(office)
                jobs.sweep(office.core, jobs.IMPORTS)
    step(office)
    report = service(office).report(office.workspace, job.uuid)
    assert (report.job.state, report.created, len(rows(office, tables.Contact))) == ("done", 60, 60)


def test_cancelled_what_is_written_stays(office: Office) -> None:
    job = read(office, many(60))
    service(office).carry_out(office.workspace, job.uuid)
    step(office, stop_after=1)
    Jobs(office.core, office.admin).cancel(office.workspace, job.uuid)
    report = service(office).report(office.workspace, job.uuid)
    assert (report.job.state, report.done, report.created) == ("cancelled", 25, 25)
    assert len(rows(office, tables.Contact)) == 25
    assert list(jobs.folder_of(office.core, jobs.IMPORTS).iterdir()) == []


def test_somebody_writes_meanwhile(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The contact that an SMS makes between reading and writing is the one that is changed."""
    job = read(office, many(3))
    service(office).carry_out(office.workspace, job.uuid)
    real, times = contacts._Batch._plan, iter(range(10))

    def meanwhile(self: Any, *args: Any) -> None:
        real(self, *args)
        if next(times) == 0:
            Contacts(office.core, office.admin).create(office.workspace, name="By SMS", urns=["tel:+250788000001"])

    monkeypatch.setattr(contacts._Batch, "_plan", meanwhile)
    step(office)
    report = service(office).report(office.workspace, job.uuid)
    assert (report.created, report.updated, report.errored) == (2, 1, 0)
    assert card(office, "tel:+250788000001").name == "Contact 1"
    assert len(rows(office, tables.Contact)) == 3


def test_a_workspace_that_never_rests(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    job = read(office, many(2))
    service(office).carry_out(office.workspace, job.uuid)
    real, times = contacts._Batch._plan, iter(range(100))

    def meanwhile(self: Any, *args: Any) -> None:
        real(self, *args)
        Groups(office.core, office.admin).create(office.workspace, f"Group {next(times)}")

    monkeypatch.setattr(contacts._Batch, "_plan", meanwhile)
    step(office)
    report = service(office).report(office.workspace, job.uuid)
    assert errors(report) == [(2, "contact_busy", ""), (3, "contact_busy", "")]
    assert next(times) == contact_changes.MAX_TRIES


def test_columns_are_chosen(office: Office) -> None:
    weight = Fields(office.core, office.admin).create(office.workspace, "Weight", "number")
    manual = Groups(office.core, office.admin).create(office.workspace, "Clinic")
    smart = Groups(office.core, office.admin).create(office.workspace, "All", "name != x")
    content = text([["URN:Tel", "Field:W", "Field:Born", "Field:Not"], ["+250788000001", "5", "2026-03-01", "x"]])
    job = read(office, content)
    call = service(office).carry_out
    for choice in ([FieldChoice(0, "weight")], [FieldChoice(9, "weight")], [FieldChoice(1, "nothing")]):
        with pytest.raises(Invalid):
            call(office.workspace, job.uuid, choice)
    with pytest.raises(Invalid):
        call(office.workspace, job.uuid, [FieldChoice(1, "weight"), FieldChoice(2, "weight")])
    with pytest.raises(Invalid):
        call(office.workspace, job.uuid, [FieldChoice(1, "", "Weight")])
    with pytest.raises(Invalid, match="smart"):
        call(office.workspace, job.uuid, [], smart.uuid)
    with pytest.raises(NotFound):
        call(office.workspace, job.uuid, [], uuid4())
    assert [row.key for row in rows(office, tables.ContactField)] == ["weight"]
    choices = [FieldChoice(1, weight.key), FieldChoice(2, "", "Date of birth", "datetime")]
    call(office.workspace, job.uuid, choices, manual.uuid)
    step(office)
    assert values(office, "tel:+250788000001") == {"weight": "5", "date_of_birth": "2026-03-01"}
    assert "Clinic" in [one.name for one in card(office, "tel:+250788000001").groups]


def test_a_field_that_is_deleted_meanwhile(office: Office) -> None:
    field = Fields(office.core, office.admin).create(office.workspace, "Weight", "number")
    job = read(office, text([["URN:Tel", "Field:Weight"], ["+250788000001", "5"]]))
    service(office).carry_out(office.workspace, job.uuid)
    Fields(office.core, office.admin).delete(office.workspace, field.uuid)
    with pytest.raises(OutpostError, match="contacts_target_gone"):
        step(office)


def test_who_may_and_who_sees(office: Office) -> None:
    content = many(1)
    with pytest.raises(Forbidden):
        service(office, office.people["viewer"]).read(office.workspace, content)
    job = read(office, content)
    other = service(office, office.people["editor"])
    for call in (other.planned, other.carry_out, other.report):
        with pytest.raises(NotFound):
            call(office.workspace, job.uuid)
    with pytest.raises(NotFound):
        service(office).report(office.workspace, job.uuid)


def test_addresses_that_are_hidden_are_not_brought_in(office: Office) -> None:
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.workspace_id).is_anon = True
        work.commit()
    assert read(office, many(1)).error == "contacts_anonymous"
