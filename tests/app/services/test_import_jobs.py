"""Workspace files as jobs: what is read, kept, carried out, given up. The process's part is played by the same code, here."""

from __future__ import annotations

import datetime as dt
import errno
import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.contracts.base import Actor
from app.contracts.imports import ImportReport
from app.contracts.jobs import Job
from app.errors import NotFound, OutpostError
from app.services import housekeeping, jobs
from app.services.importing import workspace as importing
from app.services.importing.context import ImportContext
from app.services.imports import SMALL_BYTES, Imports
from app.services.jobs import Jobs
from app.services.labels import Labels
from app.store import tables
from tests.app.services.conversing import rows, stock_flow
from tests.app.services.databases import NAMES, open_office
from tests.app.services.test_import import container, load, outcomes, trigger
from tests.app.support import Office


class NoJobs:
    """Somebody is there who does jobs; here the tests do."""

    def nudge(self) -> None: ...


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        made.core.jobs = NoJobs()
        yield made


def imports(office: Office, actor: Actor | None = None) -> Imports:
    return Imports(office.core, actor or office.admin)


def large(*flows: dict[str, Any], **sections: Any) -> bytes:
    """So large that the engine does not read it itself."""
    return container(*flows, **sections, padding=["x" * 100] * (SMALL_BYTES // 100))


def read(office: Office, content: bytes, actor: Actor | None = None) -> Job:
    return imports(office, actor).read(office.workspace, content, "clinic.json")


def make(office: Office) -> jobs.Taken:
    """What the runner and its process do with the next job, up to the plan."""
    taken = jobs.take(office.core, jobs.IMPORTS)
    assert taken is not None
    if taken.made is None:
        taken.folder.mkdir()
        with office.store.read() as session:
            workspace = session.get_one(tables.Workspace, office.workspace_id)
        source = taken.folder.parent / f"{taken.uuid}.source"
        plan = taken.folder / "plan"
        told: list[Any] = []
        context = ImportContext(office.store, office.clock, workspace, {}, source, plan, lambda *at: told.append(at))
        total = importing.make_ready(context)
        assert [done for done, _ in told] == list(range(total))
        importing.write_ready(office.core, taken, jobs.keep(office.core, taken, plan), total)
    else:
        importing.write_ready(office.core, taken, taken.made, None)
    return taken


def state(office: Office, job: Job) -> str:
    return Jobs(office.core, office.admin).one(office.workspace, job.uuid).state


def files(office: Office) -> list[str]:
    return sorted(path.name for path in jobs.folder_of(office.core, jobs.IMPORTS).iterdir())


def code(trouble: Any) -> str:
    return str(trouble.value.code)


def test_a_large_file_is_read_shown_and_carried_out(office: Office) -> None:
    made = stock_flow()
    content = large(made, triggers=[trigger(made)])
    job = read(office, content)
    assert (job.state, job.kind, job.name) == ("pending", "import_workspace", "clinic.json")
    with pytest.raises(OutpostError, match="import_not_ready"):
        imports(office).planned(office.workspace, job.uuid)
    make(office)
    assert state(office, job) == "ready"
    planned = imports(office).planned(office.workspace, job.uuid)
    assert rows(office, tables.Flow) == rows(office, tables.Notification) == []
    assert imports(office).carry_out(office.workspace, job.uuid).state == "pending"
    make(office)
    assert state(office, job) == "done"
    report = imports(office).report(office.workspace, job.uuid)
    assert (report.lines, report.uuid) == (planned.lines, job.uuid)
    assert [flow.name for flow in rows(office, tables.Flow)] == ["Stock"]
    assert files(office) == []
    told = [(row.type, row.scope, row.data) for row in rows(office, tables.Notification)]
    assert told == [("import:finished", job.uuid, {"name": "clinic.json", "state": "done"})]
    methods = [(row.method, row.actor) for row in rows(office, tables.Audit)]
    assert methods == [(f"imports.{what}", "Ada") for what in ("read", "carry_out", "import_file")]
    assert all(line.outcome == "taken_back" for line in imports(office).undo(office.workspace, job.uuid).lines)


def test_a_small_file_is_ready_at_once(office: Office) -> None:
    job = read(office, container(stock_flow()))
    assert (job.state, job.done, job.total) == ("ready", 1, 1)
    assert len(imports(office).planned(office.workspace, job.uuid).lines) == 1
    imports(office).carry_out(office.workspace, job.uuid)
    assert make(office).made is not None  # nothing is read again
    assert state(office, job) == "done"
    with pytest.raises(OutpostError, match="import_not_json"):
        read(office, b"\x89PNG")
    assert len(rows(office, tables.Job)) == 1


def test_both_ways_do_the_same(office: Office) -> None:
    made, other = stock_flow(), stock_flow("Other")
    sections: dict[str, Any] = {
        "triggers": [trigger(made), {**trigger(other), "trigger_type": "S", "schedule": {"repeat_period": "D"}}],
        "fields": [{"key": "age", "name": "Age", "type": "number"}],
        "groups": [{"uuid": "3d6f9d85-bf58-4d88-8a3b-9c3c6f4cad04", "name": "Old", "query": "age > 60"}],
        "campaigns": [
            {
                "uuid": "1b4d7b63-9d36-4b66-8e1f-7a1a4d2a8b02",
                "name": "Visits",
                "group": {"uuid": "3d6f9d85-bf58-4d88-8a3b-9c3c6f4cad04", "name": "Old"},
                "events": [
                    {
                        "uuid": "2c5e8c74-ae47-4c77-9f2a-8b2b5e3b9c03",
                        "event_type": "M",
                        "offset": 3,
                        "unit": "D",
                        "delivery_hour": 9,
                        "message": {"eng": "Hi"},
                        "relative_to": {"key": "created_on"},
                    }
                ],
            }
        ],
        "outpost": {"version": 1, "templates": [{"uuid": "", "name": "T", "translations": [{"text": "x", "score": 0.5}]}]},
    }
    job = read(office, large(made, other, **sections))
    make(office)
    imports(office).carry_out(office.workspace, job.uuid)
    make(office)
    by_job = imports(office).report(office.workspace, job.uuid)
    at_once = imports(office).import_file(office.other_workspace, container(made, other, **sections))
    assert outcomes(by_job)[: len(at_once.lines)] == outcomes(at_once)
    for table in (tables.Flow, tables.Trigger, tables.ContactGroup, tables.ContactField, tables.CampaignEvent, tables.Template):
        found: list[Any] = rows(office, table)
        assert len(found) % 2 == 0
        assert found, table
    kept = [(row.revision, row.nodes, row.language, row.expire_after_minutes, row.type) for row in rows(office, tables.Flow)]
    assert kept[:2] == kept[2:]


def test_errors_come_with_where_they_are(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = stock_flow()
    broken["nodes"][0]["exits"][0]["destination_uuid"] = "2c5e8c74-ae47-4c77-9f2a-8b2b5e3b9c03"
    job = read(office, large(stock_flow(), broken))
    taken = jobs.take(office.core, jobs.IMPORTS)
    assert taken is not None
    jobs.fail(office.core, taken, "import_invalid", {"path": "flows[1]"})
    shown = Jobs(office.core, office.admin).one(office.workspace, job.uuid)
    assert (shown.state, shown.error, shown.error_params) == ("failed", "import_invalid", {"path": "flows[1]"})
    assert rows(office, tables.Notification) == []  # nothing was to be changed
    assert files(office) == []


def test_what_changed_meanwhile_is_taken_into_account(office: Office) -> None:
    made = stock_flow()
    job = read(office, large(made))
    make(office)
    load(office, container(stock_flow()))  # another flow of that name
    imports(office).carry_out(office.workspace, job.uuid)
    make(office)
    assert state(office, job) == "pending"  # the plan was of no use
    make(office)
    [line, *_] = imports(office).report(office.workspace, job.uuid).lines
    assert line.outcome == "updated"
    assert len(rows(office, tables.Flow)) == 1


def test_a_workspace_that_never_rests(office: Office) -> None:
    job = read(office, large(stock_flow()))
    make(office)
    imports(office).carry_out(office.workspace, job.uuid)
    for turn in range(importing.TRIES):
        taken = jobs.take(office.core, jobs.IMPORTS)
        assert taken is not None
        plan = taken.made or plan_again(office, taken)
        Labels(office.core, office.admin).create(office.workspace, f"Label {turn}")
        importing.write_ready(office.core, taken, plan, None)
    shown = Jobs(office.core, office.admin).one(office.workspace, job.uuid)
    assert (shown.state, shown.error) == ("failed", "import_busy")
    assert rows(office, tables.Flow) == []
    assert [row.data["state"] for row in rows(office, tables.Notification)] == ["failed"]


def plan_again(office: Office, taken: jobs.Taken) -> Path:
    with office.store.read() as session:
        workspace = session.get_one(tables.Workspace, office.workspace_id)
    source, plan = taken.folder.parent / f"{taken.uuid}.source", taken.folder.parent / f"{taken.uuid}.ready"
    importing.make_ready(ImportContext(office.store, office.clock, workspace, {}, source, plan, lambda *_: None))
    return plan


@pytest.mark.parametrize("harm", [lambda text: text[:-40], lambda text: b"", lambda text: b"\0" * len(text)])
def test_a_plan_that_the_disk_lost_is_made_anew(office: Office, harm: Any) -> None:
    job = read(office, large(stock_flow()))
    make(office)
    plan = jobs.folder_of(office.core, jobs.IMPORTS) / f"{job.uuid}.ready"
    plan.write_bytes(harm(plan.read_bytes()))
    imports(office).carry_out(office.workspace, job.uuid)
    make(office)
    assert state(office, job) == "pending"
    make(office)
    assert state(office, job) == "done"
    assert len(rows(office, tables.Flow)) == 1


def test_a_kill_before_the_commit_leaves_nothing_and_it_is_done_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made = stock_flow()
    job = read(office, large(made, triggers=[trigger(made)]))
    make(office)
    imports(office).carry_out(office.workspace, job.uuid)
    with monkeypatch.context() as patched:
        patched.setattr("app.services.importing.workspace.jobs.written", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make(office)
    assert rows(office, tables.Flow) == rows(office, tables.WorkspaceImport) == []
    assert jobs.sweep(office.core, jobs.IMPORTS) == 1
    make(office)
    assert state(office, job) == "done"
    assert len(rows(office, tables.Flow)) == len(rows(office, tables.WorkspaceImport)) == 1


def test_cancelled_before_and_after(office: Office) -> None:
    service = Jobs(office.core, office.admin)
    waiting, ready, going = (read(office, large(stock_flow(str(n)))) for n in range(3))
    service.cancel(office.workspace, waiting.uuid)
    for _ in range(2):
        make(office)
    service.cancel(office.workspace, ready.uuid)
    with pytest.raises(OutpostError, match="import_not_ready"):
        imports(office).carry_out(office.workspace, ready.uuid)
    imports(office).carry_out(office.workspace, going.uuid)
    taken = jobs.take(office.core, jobs.IMPORTS)
    assert taken is not None
    assert taken.made is not None
    service.cancel(office.workspace, going.uuid)
    importing.write_ready(office.core, taken, taken.made, None)
    assert {state(office, job) for job in (waiting, ready, going)} == {"cancelled"}
    assert rows(office, tables.Flow) == []
    assert files(office) == []


def test_only_the_last_three_that_were_read_are_kept(office: Office) -> None:
    found = [read(office, container(stock_flow(str(n)))) for n in range(5)]
    assert [state(office, job) for job in found] == ["cancelled", "cancelled", "ready", "ready", "ready"]
    assert len(files(office)) == 6
    read(office, container(stock_flow("x")), office.people["editor"])
    assert len(files(office)) == 8


def test_what_nobody_said_a_word_about_goes_after_a_day(office: Office) -> None:
    job = read(office, container(stock_flow()))
    stray = jobs.folder_of(office.core, jobs.IMPORTS) / "stray.source"
    stray.write_bytes(b"left by a kill")
    for path in (stray, jobs.folder_of(office.core, jobs.IMPORTS) / f"{job.uuid}.source"):
        at = office.clock.now().timestamp()
        os.utime(path, (at, at))
    housekeeping.tidy(office.core)
    assert len(files(office)) == 3
    office.clock.advance(dt.timedelta(days=1, minutes=1).total_seconds())
    housekeeping.tidy(office.core)
    assert state(office, job) == "cancelled"
    assert files(office) == []


def test_files_that_a_kill_left_go_at_the_next_start(office: Office) -> None:
    job = read(office, container(stock_flow()))
    stray = jobs.folder_of(office.core, jobs.IMPORTS) / "ended.ready"
    stray.write_bytes(b"its import is done")
    at = office.clock.now().timestamp()
    os.utime(stray, (at, at))
    jobs.sweep(office.core, jobs.IMPORTS)
    assert len(files(office)) == 3  # as it might be one that just comes
    office.clock.advance(61)
    jobs.sweep(office.core, jobs.IMPORTS)
    assert files(office) == [f"{job.uuid}.ready", f"{job.uuid}.source"]


def test_others_do_not_see_it(office: Office) -> None:
    job = read(office, container(stock_flow()))
    for call in (imports(office, office.people["editor"]).planned, imports(office, office.people["editor"]).carry_out):
        with pytest.raises(NotFound):
            call(office.workspace, job.uuid)
    with pytest.raises(NotFound):
        imports(office).planned(office.other_workspace, job.uuid)


def test_a_disk_that_takes_no_file_leaves_no_job(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("app.services.importing.files.os.fsync", full)
    with pytest.raises(OutpostError) as trouble:
        read(office, large(stock_flow()))
    assert code(trouble) == "disk_full"
    assert rows(office, tables.Job) == rows(office, tables.Audit) == []
    assert files(office) == []


def test_too_large_and_too_many(office: Office) -> None:
    with pytest.raises(OutpostError) as trouble:
        read(office, b" " * (10 * 1024 * 1024 + 1))
    assert code(trouble) == "import_too_large"
    for _ in range(jobs.MAX_OPEN):
        read(office, gzip.compress(container(stock_flow())))  # packed, it may be far larger than it looks
    with pytest.raises(OutpostError) as trouble:
        read(office, gzip.compress(container(stock_flow())))
    assert code(trouble) == "too_many_jobs"
    assert len(files(office)) == jobs.MAX_OPEN


def test_two_files_for_one_workspace(office: Office) -> None:
    """Each is planned against what the other has left."""
    made = stock_flow()
    first, second = read(office, large(made)), read(office, large(made, stock_flow("Other")))
    for _ in range(2):
        make(office)
    for job in (first, second):
        imports(office).carry_out(office.workspace, job.uuid)
    while state(office, second) != "done":
        make(office)
    assert sorted(flow.name for flow in rows(office, tables.Flow)) == ["Other", "Stock"]
    report: ImportReport = imports(office).report(office.workspace, second.uuid)
    assert [line.outcome for line in report.lines if line.kind == "flow"] == ["unchanged", "created"]


def test_an_import_does_not_wait_for_an_export(office: Office) -> None:
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        made = {"kind": "export_contacts", "params": {}, "name": "Contacts.csv"}
        jobs.create(office.core, work, workspace=space, actor=office.admin, **made)
        work.commit()
    assert jobs.take(office.core, jobs.IMPORTS) is None
    exporting = jobs.take(office.core)
    assert exporting is not None
    exporting.folder.mkdir()
    job = read(office, large(stock_flow()))
    make(office)
    assert state(office, job) == "ready"
    jobs.sweep(office.core, jobs.IMPORTS)
    assert exporting.folder.exists()
