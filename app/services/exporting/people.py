"""The columns about the contact that every export has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.engine.contact import FieldValue
from app.engine.errors import EngineError
from app.services.exporting.cells import Cell, moment, number
from app.services.exporting.context import ExportContext
from app.store import tables

Read = Callable[["Person"], Cell]
_PLACES = ("state", "district", "ward")


@dataclass(slots=True)
class Person:
    """A contact as rows need it. `urns` are (scheme, path), the preferred one first; `groups` ids."""

    id: int
    uuid: str
    name: str
    language: str
    status: str
    created_on: dt.datetime
    last_seen_on: dt.datetime | None
    fields: Mapping[str, Any]
    urns: list[tuple[str, str]] = field(default_factory=list)
    groups: set[int] = field(default_factory=set)


def load(session: Session, ids: Iterable[int], *, with_groups: bool) -> dict[int, Person]:
    """By id; the deleted are missing."""
    wanted = {"ids": list(ids)}
    found = {row.id: Person(*row) for row in session.execute(_CONTACTS, wanted)}
    for row in session.execute(_URNS, wanted):
        if (person := found.get(row.contact_id)) is not None:
            person.urns.append((row.scheme, row.path))
    for member in session.execute(_GROUPS, wanted) if with_groups else ():
        if (person := found.get(member.contact_id)) is not None:
            person.groups.add(member.group_id)
    return found


def anonymous(contact_id: int) -> str:
    """What stands for a contact's address where addresses are hidden: RapidPro's ten digits."""
    return f"{contact_id:010d}"


@dataclass(frozen=True, slots=True)
class PersonColumns:
    """Names and reader of columns; `with_groups`: whether persons must be loaded with their groups."""

    header: list[str]
    readers: list[Read]
    with_groups: bool

    def cells(self, person: Person | None) -> list[Cell]:
        """Empty for a contact that was deleted."""
        return [None] * len(self.readers) if person is None else [read(person) for read in self.readers]


def identity_columns(context: ExportContext, session: Session) -> PersonColumns:
    """UUID, name, preferred URN, and the fields and groups that `params` names: the contact in results and messages."""
    names: list[tuple[str, Read]] = [
        ("Contact UUID", lambda person: person.uuid),
        ("Contact Name", lambda person: person.name),
        ("URN Scheme", lambda person: person.urns[0][0] if person.urns else None),
    ]
    if context.workspace.is_anon:
        names.append(("Anon Value", lambda person: anonymous(person.id)))
    else:
        names.append(("URN Value", lambda person: person.urns[0][1] if person.urns else None))
    names += field_columns(context, session, context.params.get("fields") or [])
    groups = group_columns(context, session, context.params.get("groups") or [])
    return _columns(names + groups, bool(groups))


def _columns(named: Sequence[tuple[str, Read]], with_groups: bool) -> PersonColumns:
    return PersonColumns([name for name, _ in named], [read for _, read in named], with_groups)


def field_columns(context: ExportContext, session: Session, keys: Sequence[str] | None) -> list[tuple[str, Read]]:
    """In the order asked for, without those that are gone; None: all, as people have ordered them."""
    row = tables.ContactField
    query = select(row).where(row.workspace_id == context.workspace.id, row.is_active).order_by(row.priority.desc(), row.id)
    known = {one.key: one for one in session.scalars(query)}
    wanted = list(known) if keys is None else [key for key in keys if key in known]
    zone = context.zone
    return [(f"Field:{known[key].name}", _field_reader(known[key].uuid, known[key].type, zone)) for key in wanted]


def _field_reader(uuid: str, kind: str, zone: dt.tzinfo) -> Read:
    return lambda person: field_cell(person.fields.get(uuid), kind, zone)


def field_cell(stored: Any, kind: str, zone: dt.tzinfo) -> Cell:
    """A number as number, a date as local date, a place as its own name; what does not read as the field's type as it was
    written."""
    if not isinstance(stored, Mapping):
        return None
    text = str(stored.get("text") or "") or None
    if kind == "text" or text is None:
        return text
    if kind in _PLACES:
        return str(stored.get(kind) or text).split(" > ")[-1]
    try:
        value = FieldValue.read(stored)
    except (EngineError, ArithmeticError, ValueError):
        return text
    if kind == "number" and value.number is not None:
        return number(value.number)
    if kind == "datetime" and value.datetime is not None:
        return moment(value.datetime.to_datetime(), zone)
    return text


def group_columns(context: ExportContext, session: Session, uuids: Sequence[str]) -> list[tuple[str, Read]]:
    """Whether the contact is in the group; in the order asked for, without those that are gone."""
    row = tables.ContactGroup
    query = select(row).where(row.workspace_id == context.workspace.id, row.is_active, row.uuid.in_(list(uuids)))
    known = {one.uuid: one for one in session.scalars(query)}
    return [(f"Group:{known[uuid].name}", _group_reader(known[uuid].id)) for uuid in uuids if uuid in known]


def _group_reader(group_id: int) -> Read:
    return lambda person: group_id in person.groups


# Made once: putting a statement together costs more than running it.
_C, _U, _G = tables.Contact, tables.ContactUrn, tables.GroupContact
_CONTACTS = select(
    _C.id,
    _C.uuid,
    _C.name,
    _C.language,
    _C.status,
    _C.created_on,
    _C.last_seen_on,
    _C.fields,
).where(_C.id.in_(bindparam("ids", expanding=True)), ~_C.is_deleted)
_URNS = (
    select(_U.contact_id, _U.scheme, _U.path)
    .where(_U.contact_id.in_(bindparam("ids", expanding=True)))
    .order_by(_U.contact_id, _U.priority.desc(), _U.id)
)
_GROUPS = select(_G.contact_id, _G.group_id).where(_G.contact_id.in_(bindparam("ids", expanding=True)))
