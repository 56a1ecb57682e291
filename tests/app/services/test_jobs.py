"""Jobs: rows, files and who may see them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.contracts.base import Actor
from app.contracts.jobs import PIECE_BYTES
from app.errors import Forbidden, Invalid, NotFound, OutpostError
from app.services import housekeeping, jobs
from app.services.jobs import Jobs
from app.store import tables
from tests.app.services.conversing import rows
from tests.app.services.databases import NAMES, open_office
from tests.app.support import Office


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        yield made


def ask(office: Office, actor: Actor | None = None, workspace_id: int | None = None) -> tables.Job:
    with office.store.write(durable=False) as work:
        space = work.session.get_one(tables.Workspace, workspace_id or office.workspace_id)
        job = jobs.create(
            office.core,
            work,
            workspace=space,
            actor=actor or office.admin,
            kind="export_contacts",
            params={},
            name="Contacts.csv",
        )
        work.commit()
    return job


def make(office: Office, content: bytes = b"made") -> str:
    """A job that is done, with its file."""
    job = ask(office)
    taken = jobs.take(office.core)
    assert taken is not None
    taken.folder.mkdir()
    path = taken.folder / "file.csv"
    path.write_bytes(content)
    jobs.finish(office.core, taken, path, 3)
    return job.uuid


def code(trouble: Any) -> str:
    return str(trouble.value.code)


def test_asking_wakes_whoever_works(office: Office) -> None:
    job = ask(office)
    [task] = office.queue.drain()
    assert (task.queue, task.name, task.key) == ("default", "run_jobs", "jobs")
    told = office.core.changes.since(office.core.changes.latest() - 1, 0) or []
    assert [(change.topic, change.workspace, change.ids) for change in told] == [("jobs", office.workspace, [job.uuid])]


def test_own_jobs_and_everybody_s(office: Office) -> None:
    editor = office.people["editor"]
    mine, theirs = ask(office), ask(office, editor)
    elsewhere = ask(office, workspace_id=office.other_workspace_id)

    def listed(actor: Actor, everyone: bool = False) -> list[str]:
        return [job.uuid for job in Jobs(office.core, actor).all(office.workspace, everyone)]

    assert listed(office.admin) == [mine.uuid]
    assert listed(office.admin, True) == [theirs.uuid, mine.uuid]
    assert listed(editor) == [theirs.uuid]
    with pytest.raises(Forbidden):
        listed(editor, True)
    service = Jobs(office.core, editor)
    for call in (service.one, service.read, service.cancel, service.remove_file):
        with pytest.raises(NotFound):
            call(office.workspace, mine.uuid)
    with pytest.raises(NotFound):
        Jobs(office.core, office.admin).one(office.workspace, elsewhere.uuid)
    assert Jobs(office.core, office.admin).one(office.workspace, theirs.uuid).created_by == "Editor"


def test_three_at_a_time(office: Office) -> None:
    found = [ask(office) for _ in range(jobs.MAX_OPEN)]
    with pytest.raises(OutpostError) as trouble:
        ask(office)
    assert code(trouble) == "too_many_jobs"
    ask(office, office.people["editor"])
    Jobs(office.core, office.admin).cancel(office.workspace, found[0].uuid)
    ask(office)


def test_workspaces_take_turns(office: Office) -> None:
    """A person with three jobs does not keep those of another workspace waiting."""
    first = [ask(office) for _ in range(2)]
    second = ask(office, office.people["editor"])
    other = ask(office, Actor(99, "Zoe"), office.other_workspace_id)
    order = []
    while (taken := jobs.take(office.core)) is not None:
        order.append(taken.uuid)
        office.clock.advance(1)
        jobs.cancelled(office.core, taken)
    assert order == [first[0].uuid, other.uuid, first[1].uuid, second.uuid]


def test_a_waiting_job_is_cancelled_at_once(office: Office) -> None:
    job = ask(office)
    service = Jobs(office.core, office.admin)
    assert service.cancel(office.workspace, job.uuid).state == "cancelled"
    assert jobs.take(office.core) is None
    with pytest.raises(OutpostError) as trouble:
        service.cancel(office.workspace, job.uuid)
    assert code(trouble) == "job_ended"
    audited = [(row.method, row.subject) for row in rows(office, tables.Audit)]
    assert audited == [("jobs.cancel", job.uuid)]


def test_a_file_is_read_in_pieces(office: Office) -> None:
    content = bytes(range(256)) * 4096 * 2 + b"end"
    job = make(office, content)
    service = Jobs(office.core, office.admin)
    got = b""
    while len(got) < len(content):
        piece = service.read(office.workspace, job, len(got))
        assert (piece.offset, piece.size, len(piece.data) <= PIECE_BYTES) == (len(got), len(content), True)
        got += piece.data
    assert got == content
    for beyond in (len(content) + 5, 2**63 - 1):
        assert service.read(office.workspace, job, beyond).data == b""
    with pytest.raises(Invalid):
        service.read(office.workspace, job, -1)


def test_a_file_that_is_not_there(office: Office) -> None:
    service = Jobs(office.core, office.admin)
    job = make(office)
    (jobs.folder_of(office.core) / f"{job}.csv").unlink()
    for uuid in (ask(office).uuid, job):
        with pytest.raises(OutpostError) as trouble:
            service.read(office.workspace, uuid)
        assert code(trouble) == "no_file"


def test_removing_a_file(office: Office) -> None:
    job = make(office)
    service = Jobs(office.core, office.admin)
    shown = service.remove_file(office.workspace, job)
    assert (shown.state, shown.size, shown.expires_on) == ("done", None, None)
    assert list(jobs.folder_of(office.core).iterdir()) == []
    with pytest.raises(OutpostError) as trouble:
        service.remove_file(office.workspace, job)
    assert code(trouble) == "no_file"


def test_the_oldest_files_make_room(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "KEEP_BYTES", 10)
    found = []
    for size in (3, 4, 5, 40):
        found.append(make(office, b"x" * size))
        office.clock.advance(1)
        kept = [one.size for one in Jobs(office.core, office.admin).all(office.workspace)][::-1]
        assert kept == {3: [3], 4: [3, 4], 5: [None, 4, 5], 40: [None, None, None, 40]}[size]
    assert [path.name for path in jobs.folder_of(office.core).iterdir()] == [f"{found[-1]}.csv"]


def test_progress_never_shows_more_than_all(office: Office) -> None:
    job = ask(office)
    taken = jobs.take(office.core)
    assert taken is not None
    jobs.progress(office.core, taken, 120, 100)
    shown = Jobs(office.core, office.admin).one(office.workspace, job.uuid)
    assert (shown.done, shown.total) == (120, 120)
    jobs.progress(office.core, taken, 121, None)
    assert Jobs(office.core, office.admin).one(office.workspace, job.uuid).total is None


def test_the_daily_round(office: Office) -> None:
    """Files go after 30 days, rows after 90; what no row knows goes at once, what is being made stays."""
    folder = jobs.folder_of(office.core)
    job, waiting = make(office), ask(office)
    (folder / "unknown.csv").touch()
    taken = jobs.take(office.core)
    assert taken is not None
    taken.folder.mkdir()
    (folder / f"{taken.uuid}.csv").touch()  # made, and about to be told
    housekeeping.tidy(office.core)
    assert sorted(path.name for path in folder.iterdir()) == sorted([f"{job}.csv", f"{taken.uuid}.csv", taken.folder.name])
    service = Jobs(office.core, office.admin)
    expires = service.one(office.workspace, job).expires_on
    assert expires == office.clock.now() + dt.timedelta(days=30)
    jobs.cancelled(office.core, taken)
    office.clock.advance(31 * 86_400)
    housekeeping.tidy(office.core)
    assert list(folder.iterdir()) == []
    assert service.one(office.workspace, job).size is None
    office.clock.advance(60 * 86_400)
    housekeeping.tidy(office.core)
    with pytest.raises(NotFound):
        service.one(office.workspace, job)
    assert waiting.uuid not in [one.uuid for one in service.all(office.workspace)]


def test_whose_role_does_not_allow_it(office: Office) -> None:
    job = make(office)
    for role in ("viewer", "agent", "surveyor"):
        service = Jobs(office.core, office.people[role])
        with pytest.raises(Forbidden):
            service.read(office.workspace, job)
    demoted = dataclasses.replace(office.admin, roles={})
    with pytest.raises(Forbidden):
        Jobs(office.core, demoted).read(office.workspace, job)
