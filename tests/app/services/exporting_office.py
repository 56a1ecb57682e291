"""An office with something to export, and reading back what came of it."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl

from app.services.exporting import KINDS
from app.services.exporting.context import ExportContext, workspace_of
from app.store import tables
from tests.app.support import Office

Rows = list[list[Any]]


def export(office: Office, kind: str, tmp_path: Path, **params: Any) -> Rows:
    """What the file holds, with its header; CSV cells are texts."""
    with office.store.read() as session:
        workspace = workspace_of(session, office.workspace)
    path = tmp_path / f"export.{params.get('format', 'xlsx')}"
    told: list[tuple[int, int | None]] = []
    context = ExportContext(office.store, office.clock, workspace, params, path, lambda *how_far: told.append(how_far))
    made = KINDS[f"export_{kind}"](context)
    rows = read_back(path)
    assert made == len(rows) - 1 == told[-1][0]
    path.unlink()
    return rows


def read_back(path: Path) -> Rows:
    if path.suffix == ".csv":
        return list(csv.reader(path.read_text("utf-8-sig").splitlines(keepends=True)))
    book = openpyxl.load_workbook(path)
    return [list(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]


def add(office: Office, *rows: Any) -> None:
    with office.store.write(durable=False) as work:
        work.session.add_all(rows)
        work.commit()


def local(*parts: int) -> dt.datetime:
    """A moment as the spreadsheet shows it."""
    return dt.datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def add_field(office: Office, key: str, name: str, kind: str = "text") -> tables.ContactField:
    field = tables.ContactField(uuid=f"field-{key}", workspace_id=office.workspace_id, key=key, name=name, type=kind)
    add(office, field)
    return field


def add_group(office: Office, name: str, *members: tables.Contact) -> tables.ContactGroup:
    group = tables.ContactGroup(uuid=f"group-{name}", workspace_id=office.workspace_id, name=name)
    add(office, group)
    add(office, *(tables.GroupContact(group_id=group.id, contact_id=member.id) for member in members))
    return group


def set_anonymous(office: Office) -> None:
    with office.store.write(durable=False) as work:
        work.session.get_one(tables.Workspace, office.workspace_id).is_anon = True
        work.commit()


def add_flow(office: Office, name: str) -> tables.Flow:
    now = office.clock.now()
    values = {"type": "messaging", "language": "eng", "revision": 1, "expire_after_minutes": 60, "nodes": 1}
    flow = tables.Flow(
        uuid=f"flow-{name}", workspace_id=office.workspace_id, name=name, created_on=now, modified_on=now, **values
    )
    add(office, flow)
    return flow
