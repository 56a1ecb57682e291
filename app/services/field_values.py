"""Passes over the values of all contacts: their keys made for a database that has none yet, places read anew for a field.

Each batch is a transaction. What was reached stands in a setting, which is gone when the pass is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.engine.contact import Contact
from app.engine.modifiers import Modifier
from app.engine.modifiers.field import FieldModifier
from app.ports import TaskRef
from app.services import contact_changes, contact_keys
from app.services.assets import WorkspaceAssets
from app.services.base import Core
from app.services.contact_changes import quietly
from app.services.contact_keys import Change
from app.store import tables
from app.store.database import UnitOfWork

KEYS = "contact_keys"  # the setting: {"cursor": the contact that was done last}; the migration leaves it where there is work
READING = "field_reading:"  # with the field's id: {"cursor": …, "workspace": UUID}
BATCH = 100  # contacts of one transaction
SECONDS = 1.0  # of work until others have their turn

_Contact, _Setting, _Field = tables.Contact, tables.Setting, tables.ContactField


def pending_tasks(session: Session, limit: int) -> Iterator[TaskRef]:
    """Of the passes that are not over."""
    if session.get(_Setting, KEYS) is not None:
        yield keys_task()
    query = select(_Setting).where(_Setting.name.startswith(READING, autoescape=True)).limit(limit)
    for row in session.scalars(query):
        yield reading_task(int(row.name.removeprefix(READING)), row.value["workspace"])


def keys_task() -> TaskRef:
    return TaskRef("default", "make_contact_keys", (), owner="office", key="make_contact_keys")


def reading_task(field_id: int, workspace_uuid: str) -> TaskRef:
    return TaskRef("default", "read_field_values", (field_id,), owner=workspace_uuid, key=f"read_field_values:{field_id}")


def queue_reading(work: UnitOfWork, core: Core, workspace: tables.Workspace, field: tables.ContactField) -> None:
    """Read the field's texts anew by its type as it now is, in the background. In the caller's transaction."""
    work.session.merge(_Setting(name=f"{READING}{field.id}", value={"cursor": 0, "workspace": workspace.uuid}))
    core.queue.add(work, reading_task(field.id, workspace.uuid))


def make_keys(core: Core) -> None:
    """Give every contact the keys of its values, for about a second; then the task stands again. Safe to repeat."""
    _work(core, keys_task(), lambda: _make_some_keys(core))


def read_values(core: Core, field_id: int) -> None:
    """Read a field's texts anew, likewise."""
    with core.store.read() as session:
        row = session.get(_Setting, f"{READING}{field_id}")
    if row is not None:
        _work(core, reading_task(field_id, row.value["workspace"]), lambda: _read_some(core, field_id))


def _work(core: Core, task: TaskRef, step: Any) -> None:
    started = core.clock.monotonic()
    while step():
        if core.clock.monotonic() - started >= SECONDS:
            with quietly(core) as work:
                core.queue.add(work, task)
            return


def _make_some_keys(core: Core) -> bool:
    """Rows are read and written in one transaction, so that no change comes in between."""
    with quietly(core) as work:
        session = work.session
        setting = session.get(_Setting, KEYS)
        if setting is None:
            return False
        cursor = int(setting.value["cursor"])
        query = select(_Contact.id, _Contact.workspace_id, _Contact.fields).where(_Contact.id > cursor)
        rows = session.execute(query.order_by(_Contact.id).limit(BATCH)).all()
        fields = _fields_of(session, {row.workspace_id for row in rows})
        contact_keys.write_many(
            session.connection(),
            [
                (row.id, Change(fields[uuid][0], fields[uuid][1], value))
                for row in rows
                for uuid, value in (row.fields or {}).items()
                if uuid in fields
            ],
        )
        if len(rows) < BATCH:
            session.delete(setting)
        else:
            setting.value = {"cursor": rows[-1].id}
        session.flush()
        return len(rows) == BATCH


def _fields_of(session: Session, workspace_ids: set[int]) -> dict[str, tuple[int, str]]:
    """Id and type by UUID, of deleted ones too: their values stay."""
    query = select(_Field.uuid, _Field.id, _Field.type).where(_Field.workspace_id.in_(workspace_ids))
    return {row.uuid: (row.id, row.type) for row in session.execute(query)}


def _read_some(core: Core, field_id: int) -> bool:
    name = f"{READING}{field_id}"
    with core.store.read() as session:
        setting, field = session.get(_Setting, name), session.get(_Field, field_id)
        if setting is None:
            return False
        keys = _next_contacts(session, field, int(setting.value["cursor"])) if field is not None and field.is_active else []
    if field is not None and keys:
        _read_batch(core, field, keys)
    with quietly(core) as work:
        if len(keys) < BATCH:
            row = work.session.get(_Setting, name)
            if row is not None:
                work.session.delete(row)
        else:
            work.session.merge(_Setting(name=name, value={**setting.value, "cursor": keys[-1]}))
        work.session.flush()
    return len(keys) == BATCH


def _next_contacts(session: Session, field: tables.ContactField, cursor: int) -> list[int]:
    query = select(_Contact.id).where(_Contact.workspace_id == field.workspace_id, _Contact.id > cursor)
    return list(session.scalars(query.order_by(_Contact.id).limit(BATCH)))


def _read_batch(core: Core, field: tables.ContactField, contact_ids: Sequence[int]) -> None:
    """Through the engine, as if the same text came in again; then the key of its place, which a changed type can change alone."""

    def again(shared: WorkspaceAssets, contact: Contact) -> Sequence[Modifier]:
        known = shared.assets.field(field.key)
        value = contact.value(known) if known else None
        return [FieldModifier(known, value.text)] if known and value else []

    contact_changes.modify(core, field.workspace_id, contact_ids, again, transaction=lambda count: quietly(core))
    with quietly(core) as work:
        query = select(_Contact.id, _Contact.fields).where(_Contact.id.in_(contact_ids), ~_Contact.is_deleted)
        kind = work.session.get_one(_Field, field.id).type
        rows = work.session.execute(query).all()
        changes = [(row.id, Change(field.id, kind, (row.fields or {}).get(field.uuid))) for row in rows]
        contact_keys.write_many(work.session.connection(), changes)
