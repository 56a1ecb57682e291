"""Asking for imports of contacts; `app.services.importing.contacts` does them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import contact_imports as contracts
from app.contracts.contact_imports import ContactsPlan, ContactsReport, FieldChoice, ImportColumn, RowError
from app.contracts.jobs import Job
from app.errors import Invalid, NotFound, OutpostError
from app.services import jobs, objects
from app.services.base import Service
from app.services.fields import add_field
from app.services.importing import IMPORT_CONTACTS
from app.services.importing.contacts import FileUnreadable, read_plan
from app.services.importing.files import file_of, short_name, with_files
from app.services.importing.sheets import MAX_BYTES
from app.store import tables
from app.store.database import UnitOfWork

_Job = tables.Job


class ContactImports(Service, contract=contracts.ContactImports):
    def read(self, workspace: str, content: bytes, file_name: str = "") -> Job:
        if len(content) > MAX_BYTES:
            raise OutpostError("contacts_too_large", most=MAX_BYTES)
        with self.core.store.read() as session:
            self.workspace(session, workspace)
        uuid = ids.uuid4()
        with (
            with_files(self.core, uuid, {jobs.SOURCE: [content]}),
            self.change("contact_imports.read", workspace=workspace, subject=uuid) as work,
        ):
            row = self.workspace(work.session, workspace)
            jobs.drop_ready(self.core, work, _Job.user_id == self.actor.user_id, but=jobs.MAX_READY - 1)
            asked: dict[str, Any] = {"kind": IMPORT_CONTACTS, "params": {}, "name": short_name(file_name), "uuid": uuid}
            job = jobs.create(self.core, work, workspace=row, actor=self.actor, **asked)
        return jobs.shown(job)

    def planned(self, workspace: str, job: str) -> ContactsPlan:
        with self.core.store.read() as session:
            found = self._find(session, workspace, job)
            if found.state != jobs.READY:
                raise OutpostError("import_not_ready")
        return self._plan(found)

    def carry_out(
        self,
        workspace: str,
        job: str,
        fields: list[FieldChoice] | None = None,
        group: str | None = None,
        new_group: str = "",
    ) -> Job:
        plan = self.planned(workspace, job)
        columns = {one.column: one for one in plan.columns if one.kind == "field"}
        choices = [_proposed(one) for one in columns.values()] if fields is None else fields
        if any(one.column not in columns for one in choices):
            raise Invalid("fields", "unknown")
        with self.change("contact_imports.carry_out", workspace=workspace, subject=job) as work:
            space, found = self.workspace(work.session, workspace), self._find(work.session, workspace, job)
            if found.state != jobs.READY:
                raise OutpostError("import_not_ready")
            keys = self._fields(work, space, choices)
            chosen = self._group(work, space, group, new_group)
            self.note(rows=plan.rows, fields=sorted(keys.values()), group=chosen)
            params = {"is_wanted": True, "cursor": 0, "counts": {}, "errors": [], "fields": keys, "group": chosen}
            found.state, found.params = jobs.PENDING, params
            work.publish("contacts", workspace)
            jobs.tell(self.core, work, workspace, found)
        return jobs.shown(found)

    def report(self, workspace: str, job: str) -> ContactsReport:
        with self.core.store.read() as session:
            found = self._find(session, workspace, job)
        params, counts = found.params, Counter(found.params.get("counts") or {})
        if not params.get("is_wanted"):
            raise NotFound("import", job)
        return ContactsReport(
            job=jobs.shown(found),
            total=found.total or 0,
            done=int(params["cursor"]),
            created=counts["created"],
            updated=counts["updated"],
            unchanged=counts["unchanged"],
            errored=counts["errored"],
            errors=[RowError(**one) for one in params["errors"]],
            group=params.get("group"),
            created_on=found.created_on,
        )

    def _plan(self, job: tables.Job) -> ContactsPlan:
        try:
            with file_of(self.core, job.uuid, jobs.MADE).open("rb") as lines:
                return read_plan(lines, _group_name(job.name))
        except (FileNotFoundError, FileUnreadable):
            raise OutpostError("import_not_ready") from None

    def _fields(self, work: UnitOfWork, space: tables.Workspace, choices: Sequence[FieldChoice]) -> dict[str, str]:
        """Keys by the column's number, as JSON has it; new fields are made. Raises Invalid."""
        keys: dict[str, str] = {}
        for one in choices:
            if one.key:
                row = tables.ContactField
                query = select(row.key).where(row.workspace_id == space.id, row.is_active, row.key == one.key)
                if work.session.scalar(query) is None:
                    raise Invalid("fields", "unknown", value=one.key[:64])
                key = one.key
            else:
                key = add_field(work.session, space, one.name, one.type, now=self.core.clock.now()).key
            if key in keys.values() or str(one.column) in keys:
                raise Invalid("fields", "twice", value=key)
            keys[str(one.column)] = key
        return keys

    def _group(self, work: UnitOfWork, space: tables.Workspace, group: str | None, new_group: str) -> str | None:
        """Raises NotFound, Invalid name, or Invalid group `smart`."""
        table = tables.ContactGroup
        if new_group:
            name, now = objects.check_name(new_group), self.core.clock.now()
            made = {"limit": "groups", "now": now, "uuid": ids.uuid4(), "query": None}
            return objects.add_named(work.session, table, space, name, **made).uuid  # type: ignore[arg-type]
        if group is None:
            return None
        found = objects.find(work.session, table, space.id, "group", uuid=group)
        if found.query is not None:
            raise Invalid("group", "smart")
        return found.uuid

    def _find(self, session: Session, workspace: str, uuid: str) -> tables.Job:
        """The person's own. Raises NotFound."""
        row = self.workspace(session, workspace)
        query = select(_Job).where(_Job.uuid == uuid, _Job.workspace_id == row.id, _Job.kind == IMPORT_CONTACTS)
        found = session.scalar(query.where(_Job.user_id == self.actor.user_id))
        if found is None:
            raise NotFound("job", uuid)
        return found


def _proposed(column: ImportColumn) -> FieldChoice:
    return FieldChoice(column.column, column.key, column.name, column.type)


def _group_name(file_name: str) -> str:
    """Of the group that is offered: the file's. Source: RapidPro."""
    name = " ".join(Path(file_name).stem.replace("_", " ").replace('"', "").replace("\\", "").split())
    return name[: objects.MAX_NAME].strip().capitalize()
