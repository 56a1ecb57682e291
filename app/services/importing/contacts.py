"""Contacts of a spreadsheet as a job. A process reads and checks the rows; the engine writes them, some at a time.

What is written and how far it is stand in one transaction, so that a kill repeats nothing and leaves nothing out. The job's
`params`: `cursor` rows are done, `counts` of what became of them, `errors` of some, `fields` (column: key), `group`.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.contracts.base import Actor
from app.contracts.contact_imports import MAX_ROWS, MAX_SHOWN_ERRORS, ContactsPlan, ImportColumn, RowError
from app.engine.contact import Contact
from app.engine.dates import Instant
from app.engine.modifiers import Modifier, read_modifier
from app.errors import OutpostError
from app.services import audit, contact_changes, contacts, jobs
from app.services.assets import WorkspaceAssets, assets_revision, environment_of
from app.services.base import Core, explained
from app.services.contact_changes import Planned, Reading
from app.services.importing.contact_file import ContactRow, KnownField, Surroundings, read_contacts
from app.services.importing.context import ImportContext
from app.services.importing.sheets import read_rows
from app.store import tables
from app.store.database import UnitOfWork

BATCH = 25  # rows of one transaction, which then takes some 0.1 s
FORMAT = 1
CREATED, UPDATED, UNCHANGED, ERRORED = "created", "updated", "unchanged", "errored"

_Contact, _Urn, _Job = tables.Contact, tables.ContactUrn, tables.Job


class FileUnreadable(Exception):
    """No file of rows, or not the whole of one."""


class _Again(Exception):
    """Something changed between reading and writing."""


@dataclass(frozen=True, slots=True)
class _Head:
    format: int
    rows: int
    errored: int
    columns: list[ImportColumn]
    errors: list[RowError]


_HEAD = msgspec.json.Decoder(_Head)
_ROW = msgspec.json.Decoder(ContactRow)


# In the process


def make_ready(context: ImportContext) -> int:
    """Make the file of checked rows; returns how many there are. Errors as `ContactImports.read`."""
    try:
        with context.store.read() as session:
            around = _surroundings(session, context.workspace)
        found = read_contacts(read_rows(context.source), around, context.progress)
    except MemoryError:
        raise OutpostError("contacts_too_large") from None
    head = _Head(FORMAT, len(found.rows), sum(1 for row in found.rows if row.error), found.columns, found.errors)
    with context.path.open("wb") as made:
        made.writelines(msgspec.json.encode(one) + b"\n" for one in (head, *found.rows))
        made.flush()
        os.fsync(made.fileno())
    return len(found.rows)


def _surroundings(session: Session, workspace: tables.Workspace) -> Surroundings:
    row = tables.ContactField
    query = select(row).where(row.workspace_id == workspace.id, row.is_active).order_by(row.id)
    fields = [KnownField(one.key, one.name, one.type) for one in session.scalars(query)]
    country = environment_of(workspace).default_country or ""
    return Surroundings(ZoneInfo(workspace.timezone), country, bool(workspace.is_anon), fields)


# In the engine


def read_plan(lines: Iterator[bytes], group_name: str) -> ContactsPlan:
    """From the first line alone. Raises FileUnreadable."""
    head = _read_head(lines)
    return ContactsPlan(head.rows, head.errored, head.columns, head.errors, group_name)


def _read_head(lines: Iterator[bytes]) -> _Head:
    try:
        head = _HEAD.decode(next(lines, b""))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FileUnreadable from error
    if head.format != FORMAT or not 0 <= head.rows <= MAX_ROWS:
        raise FileUnreadable
    return head


def write_ready(
    core: Core, taken: jobs.Taken, made: Path, total: int | None, *, is_stopped: Callable[[], bool], nudge: threading.Event
) -> None:
    """Where the person said so, write the rows that are not written yet, each batch with the cursor behind it."""
    with core.store.read() as session:
        job = session.get_one(_Job, taken.id)
    if not job.params.get("is_wanted"):
        jobs.ready(core, taken, total)
        return
    try:
        with made.open("rb") as lines:
            head = _read_head(lines)
            left = islice(lines, int(job.params["cursor"]), None)
            while rows := _read_rows(list(islice(left, BATCH))):
                if is_stopped():
                    jobs.interrupted(core, taken)
                    return
                if jobs.wants_cancel(core, taken):
                    jobs.cancelled(core, taken)
                    return
                begun = core.clock.monotonic()
                _Batch(core, taken, rows, head.rows).write()
                _stand_back(core, nudge, core.clock.monotonic() - begun)
    except (FileNotFoundError, FileUnreadable):
        jobs.again(core, taken, contact_changes.MAX_TRIES)
        return
    _end(core, taken, head.rows)


def _stand_back(core: Core, nudge: threading.Event, seconds: float) -> None:
    """Half of the engine's time is everybody else's."""
    nudge.clear()
    core.clock.wait(nudge, seconds)


def _read_rows(lines: Sequence[bytes]) -> list[ContactRow]:
    try:
        return [_ROW.decode(line) for line in lines]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FileUnreadable from error


def _end(core: Core, taken: jobs.Taken, rows: int) -> None:
    with explained(), core.store.write() as work:
        job = work.session.get_one(_Job, taken.id)
        if int(job.params["cursor"]) != rows:
            raise RuntimeError("rows are missing")
        job.total = rows
        details = {**job.params["counts"], "group": job.params.get("group")}
        entry = audit.row(
            Actor(job.user_id, job.created_by),
            core.clock.now(),
            "contact_imports.done",
            workspace_id=job.workspace_id,
            subject=job.uuid,
            details=details,
        )
        work.session.add(entry)
        jobs.written(core, work, job, taken.workspace)
        work.commit()


@dataclass(slots=True)
class _Result:
    """What is to become of one row; `planned` None: an error."""

    row: ContactRow
    outcome: str
    error: str = ""
    planned: Planned | None = None
    is_new: bool = False

    def fail(self, error: str) -> None:
        self.outcome, self.error, self.planned = ERRORED, error, None


@dataclass(slots=True)
class _Batch:
    """Some rows, written in one transaction."""

    core: Core
    taken: jobs.Taken
    rows: Sequence[ContactRow]
    total: int

    def write(self) -> None:
        for _ in range(contact_changes.MAX_TRIES):
            try:
                self._try()
                return
            except (_Again, IntegrityError):  # another process took an address meanwhile
                continue
        with explained(), self.core.store.write(durable=False) as work:
            job = work.session.get_one(_Job, self.taken.id)
            self._tell(work, job, [_Result(row, ERRORED, row.error or "contact_busy") for row in self.rows])
            work.commit()

    def _try(self) -> None:
        core = self.core
        with core.store.read() as session:
            job = session.get_one(_Job, self.taken.id)
            owners = self._owners(session, job.workspace_id)
            results, targets = self._aim(session, job.workspace_id, owners)
            reading = contact_changes.read(core, session, job.workspace_id, sorted(targets.values()))
        self._plan(job, reading, results, targets)
        with explained(), core.store.write(durable=False) as work:
            self._write(work, job, reading, results, owners)
            work.commit()

    def _owners(self, session: Session, workspace_id: int) -> dict[str, int]:
        """Ids of the contacts that have the rows' addresses."""
        wanted = {urn for row in self.rows for urn in row.urns}
        query = select(_Urn.identity, _Urn.contact_id).where(_Urn.workspace_id == workspace_id, _Urn.identity.in_(wanted))
        return {row[0]: row[1] for row in session.execute(query.where(_Urn.contact_id.is_not(None)))}

    def _aim(self, session: Session, workspace_id: int, owners: Mapping[str, int]) -> tuple[list[_Result], dict[int, int]]:
        """Which contact each row is about: by its UUID, else by its addresses; ids by the row's number. Others are new."""
        wanted = [row.uuid for row in self.rows if row.uuid]
        known = select(_Contact.uuid, _Contact.id).where(_Contact.workspace_id == workspace_id, ~_Contact.is_deleted)
        by_uuid = {row[0]: row[1] for row in session.execute(known.where(_Contact.uuid.in_(wanted)))}
        results: list[_Result] = []
        targets: dict[int, int] = {}
        for row in self.rows:
            result = _Result(row, ERRORED if row.error else UPDATED, row.error)
            results.append(result)
            held = {owners[urn] for urn in row.urns if urn in owners}
            target = by_uuid.get(row.uuid) if row.uuid else next(iter(held), None)
            if row.error:
                continue
            if row.uuid and target is None:
                result.fail("contact_unknown")
            elif held - {target}:
                result.fail("urn_taken")
            elif target is not None and target in targets.values():
                result.fail("contact_twice")
            elif target is not None:
                targets[row.row] = target
            else:
                result.outcome, result.is_new = CREATED, True
        return results, targets

    def _plan(self, job: tables.Job, reading: Reading, results: Sequence[_Result], targets: Mapping[int, int]) -> None:
        shared, people = reading.shared, {row.id: (row, contact) for row, contact in reading.people}
        for result in results:
            if result.outcome == ERRORED:
                continue
            if result.is_new:
                row = contact_changes.new_row(job.workspace_id, self.core.clock.now())
                contact = Contact(row.uuid, Instant.from_datetime(row.created_on))
            elif (found := people.get(targets[result.row.row])) is not None:
                row, contact = found
            else:
                result.fail("contact_unknown")
                continue
            planned = contact_changes.plan(self.core, shared, row, contact, _modifiers(shared, contact, result.row, job.params))
            if planned.errors:
                result.fail(_error(planned))
            else:
                result.planned = planned
                if not planned.events and not result.is_new:
                    result.outcome = UNCHANGED

    def _write(
        self, work: UnitOfWork, read: tables.Job, reading: Reading, results: Sequence[_Result], owners: Mapping[str, int]
    ) -> None:
        session, shared = work.session, reading.shared
        job = session.get_one(_Job, self.taken.id)
        if job.params["cursor"] != read.params["cursor"] or job.state != jobs.WORKING:
            raise RuntimeError("somebody else works at the job")
        if assets_revision(session, job.workspace_id) != shared.revision or self._owners(session, job.workspace_id) != owners:
            raise _Again
        planned = [result.planned for result in results if result.planned is not None]
        made = [result.planned.row for result in results if result.is_new and result.planned is not None]
        for row in made:
            row.id = contacts.insert_empty(session, row)
        if contact_changes.write(self.core, work, reading, planned, job.user_id):
            raise _Again
        events = {one.row.id: bool(one.events) for one in planned}
        contacts.mark_all_dirty(session, [(row.id, 2 if events[row.id] else 1) for row in made])
        work.publish("contacts", self.taken.workspace)
        self._tell(work, job, results)

    def _tell(self, work: UnitOfWork, job: tables.Job, results: Sequence[_Result]) -> None:
        """How far it is, in the same transaction; who gets on is not taken for one that always crashes."""
        params = job.params
        counts = Counter(params["counts"])
        counts.update(result.outcome for result in results)
        errors = [asdict(RowError(one.row.row, one.error, one.row.header)) for one in results if one.outcome == ERRORED]
        cursor = int(params["cursor"]) + len(results)
        told = [*params["errors"], *errors][:MAX_SHOWN_ERRORS]
        job.params = {**params, "cursor": cursor, "counts": dict(counts), "errors": told}
        job.done, job.total, job.attempts = cursor, self.total, 1
        work.publish("jobs", self.taken.workspace, self.taken.uuid)


def _modifiers(shared: WorkspaceAssets, contact: Contact, row: ContactRow, params: Mapping[str, Any]) -> list[Modifier]:
    """Raises OutpostError `contacts_target_gone` for a field or group that was deleted meanwhile."""
    made: list[Mapping[str, Any]] = []
    if row.name is not None:
        made.append({"type": "name", "name": row.name})
    if row.language is not None:
        made.append({"type": "language", "language": row.language})
    if row.status is not None and row.status != contact.status:
        made.append({"type": "status", "status": row.status})
    if row.urns:
        made.append({"type": "urns", "urns": list(row.urns), "modification": "append"})
    for column, text in row.fields:
        if (key := params["fields"].get(str(column))) is not None:
            field = shared.assets.field(key)
            if field is None:
                raise OutpostError("contacts_target_gone")
            made.append({"type": "field", "field": field.ref, "value": text})
    if (uuid := params.get("group")) is not None and (row.status or contact.status) == "active":
        group = shared.assets.group(uuid)
        if group is None or group.query:
            raise OutpostError("contacts_target_gone")
        if not contact.in_group(group):
            made.append({"type": "groups", "groups": [group.ref], "modification": "add"})
    return [read_modifier(data, shared.assets) for data in made]


def _error(planned: Planned) -> str:
    codes = {"urn:taken": "urn_taken", "urn:invalid": "urn_invalid", "urn:limit": "too_many_urns"}
    return codes.get(str(planned.errors[0].get("code") or ""), "group_not_active")
