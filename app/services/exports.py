"""Asking for exports: what is wanted is checked here, and made by a job."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts import exports as contracts
from app.contracts.jobs import Job
from app.engine.contactql import QueryError, parse_query
from app.errors import Invalid, NotFound
from app.services import jobs
from app.services.base import Service
from app.services.exporting.writers import MAX_COLUMNS
from app.services.flow_runtime import runtime_of
from app.services.result_columns import counted_keys, results_of
from app.store import tables

MAX_QUERY = 10_000
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')

Wanted = contracts.ResultsExport | contracts.MessagesExport | contracts.ContactsExport


class Exports(Service, contract=contracts.Exports):
    def results(self, workspace: str, wanted: contracts.ResultsExport) -> Job:
        flows = list(dict.fromkeys(wanted.flows))
        _check_count("flows", flows, contracts.MAX_FLOWS)
        if not flows:
            raise Invalid("flows", "empty")
        _check_days(wanted.start, wanted.end)
        wanted = dataclasses.replace(wanted, flows=flows)
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            rows = [_find(session, tables.Flow, space.id, "flow", uuid) for uuid in flows]
            self._check_about_contacts(session, space.id, wanted)
            if wanted.format == "xlsx":
                self._check_width(session, rows, wanted)
        name = rows[0].name if len(rows) == 1 else "Flows"
        return self._ask("results", workspace, wanted, f"{name} - Results")

    def messages(self, workspace: str, wanted: contracts.MessagesExport) -> Job:
        _check_days(wanted.start, wanted.end)
        if wanted.folder is not None and wanted.label is not None:
            raise Invalid("label", "folder_too")
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            label = _find(session, tables.Label, space.id, "label", wanted.label) if wanted.label else None
            self._check_about_contacts(session, space.id, wanted)
        of = label.name if label else wanted.folder.title() if wanted.folder else ""
        return self._ask("messages", workspace, wanted, f"{of} - Messages" if of else "Messages")

    def contacts(self, workspace: str, wanted: contracts.ContactsExport) -> Job:
        query = wanted.query.strip()
        wanted = dataclasses.replace(wanted, query=query)
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            group = _find(session, tables.ContactGroup, space.id, "group", wanted.group) if wanted.group else None
            _check_groups(session, space.id, wanted.groups)
            if query:
                self._check_query(session, space.id, query)
        return self._ask("contacts", workspace, wanted, f"{group.name} - Contacts" if group else "Contacts")

    def _ask(self, what: str, workspace: str, wanted: Wanted, title: str) -> Job:
        params = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in _values(wanted).items()}
        told = {name: value for name, value in params.items() if value and name != "query"}
        with self.change(f"exports.{what}", workspace=workspace) as work:
            space = self.workspace(work.session, workspace)
            today = self.core.clock.now().astimezone(ZoneInfo(space.timezone)).date()
            name = f"{file_name(title)} {today.isoformat()}.{wanted.format}"
            job = jobs.create(self.core, work, workspace=space, actor=self.actor, kind=f"export_{what}", params=params, name=name)
            self.note(subject=job.uuid, **told)
        return jobs.shown(job)

    def _check_about_contacts(
        self, session: Session, workspace_id: int, wanted: contracts.ResultsExport | contracts.MessagesExport
    ) -> None:
        _check_count("fields", wanted.fields, contracts.MAX_FIELDS)
        field = tables.ContactField
        query = select(field.key).where(field.workspace_id == workspace_id, field.is_active, field.key.in_(wanted.fields))
        _check_known("field", wanted.fields, list(session.scalars(query)))
        _check_groups(session, workspace_id, wanted.groups)

    def _check_width(self, session: Session, flows: Sequence[tables.Flow], wanted: contracts.ResultsExport) -> None:
        """Whether a sheet has room for all columns."""
        assets = runtime_of(self.core).assets
        results = sum(len(results_of(session, assets, flow, counted_keys(session, flow.id))) for flow in flows)
        if 3 * results + len(wanted.fields) + len(wanted.groups) + 8 > MAX_COLUMNS:
            raise Invalid("flows", "too_wide", most=MAX_COLUMNS)

    def _check_query(self, session: Session, workspace_id: int, query: str) -> None:
        if len(query) > MAX_QUERY:
            raise Invalid("query", "too_long", most=MAX_QUERY)
        shared = runtime_of(self.core).assets.get(session, workspace_id)
        try:
            parse_query(query, shared.assets, shared.env)
        except QueryError as error:
            raise Invalid("query", "not_a_query", error=str(error)[:300]) from error


def file_name(title: str) -> str:
    """What any system takes as the name of a file."""
    return " ".join(_UNFIT.sub(" ", title).split())[:100].strip(". ") or "Export"


def _values(wanted: Wanted) -> dict[str, Any]:
    return {one.name: getattr(wanted, one.name) for one in dataclasses.fields(wanted)}


def _check_days(start: dt.date | None, end: dt.date | None) -> None:
    if start and end and end < start:
        raise Invalid("end", "before_start")


def _check_count(field: str, items: Sequence[str], most: int) -> None:
    if len(items) > most:
        raise Invalid(field, "too_many", most=most)


def _check_known(kind: str, wanted: Sequence[str], known: Sequence[str]) -> None:
    missing = next((one for one in wanted if one not in known), None)
    if missing is not None:
        raise NotFound(kind, missing[:100])


def _check_groups(session: Session, workspace_id: int, uuids: Sequence[str]) -> None:
    _check_count("groups", uuids, contracts.MAX_GROUPS)
    group = tables.ContactGroup
    query = select(group.uuid).where(group.workspace_id == workspace_id, group.is_active, group.uuid.in_(uuids))
    _check_known("group", uuids, list(session.scalars(query)))


def _find(session: Session, table: Any, workspace_id: int, kind: str, uuid: str) -> Any:
    """The row of this workspace that is not deleted. Raises NotFound."""
    found = session.scalar(select(table).where(table.workspace_id == workspace_id, table.uuid == uuid))
    if found is None or not getattr(found, "is_active", True):
        raise NotFound(kind, uuid[:100])
    return found
