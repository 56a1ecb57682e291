"""Contacts as RapidPro exports and imports them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.engine.contactql import QueryError
from app.errors import OutpostError
from app.services.contact_matching import Matching
from app.services.exporting import people
from app.services.exporting.cells import Cell, moment
from app.services.exporting.context import BATCH, ExportContext, gone_or
from app.services.exporting.people import Person
from app.services.exporting.results import assets_of
from app.store import tables

Keep = Callable[[Session, list[Person]], list[Person]]


def export_contacts(context: ExportContext) -> int:
    """In the order in which they came to be; returns how many rows were written."""
    with context.store.read() as session:
        group_id = _group_id(context, session)
        columns = _columns(context, session)
        total = None if context.params.get("query") else _total(context, session, group_id)
        keep = _matcher(context, session)
    batches = _batches(context, columns, group_id, keep)
    return context.write("Contacts", [name for name, _ in columns], batches, total)


def _group_id(context: ExportContext, session: Session) -> int | None:
    uuid = context.params.get("group")
    if uuid is None:
        return None
    group = tables.ContactGroup
    query = select(group.id).where(group.uuid == uuid, group.workspace_id == context.workspace.id, group.is_active)
    return gone_or(session.scalar(query))


def _columns(context: ExportContext, session: Session) -> list[tuple[str, people.Read]]:
    zone = context.zone
    return [
        ("Contact UUID", lambda person: person.uuid),
        ("Name", lambda person: person.name),
        ("Language", lambda person: person.language),
        ("Status", lambda person: person.status.title()),
        ("Created On", lambda person: moment(person.created_on, zone)),
        ("Last Seen On", lambda person: moment(person.last_seen_on, zone)),
        *([] if context.workspace.is_anon else _urn_columns(session, context.workspace.id)),
        *people.field_columns(context, session, None),
        *people.group_columns(context, session, context.params.get("groups") or []),
    ]


def _urn_columns(session: Session, workspace_id: int) -> list[tuple[str, people.Read]]:
    """A column for each URN of a scheme that any one contact has."""
    urn = tables.ContactUrn
    held = (
        select(urn.scheme, func.count().label("held"))
        .where(urn.workspace_id == workspace_id)
        .group_by(urn.contact_id, urn.scheme)
        .subquery()
    )
    most = session.execute(select(held.c.scheme, func.max(held.c.held)).group_by(held.c.scheme).order_by(held.c.scheme))
    return [(f"URN:{scheme.title()}", _urn_reader(scheme, index)) for scheme, count in most for index in range(count)]


def _urn_reader(scheme: str, index: int) -> people.Read:
    def read(person: Person) -> Cell:
        paths = [path for one, path in person.urns if one == scheme]
        return paths[index] if index < len(paths) else None

    return read


def _total(context: ExportContext, session: Session, group_id: int | None) -> int | None:
    if group_id is not None:
        member = tables.GroupContact
        return session.scalar(select(func.count()).select_from(member).where(member.group_id == group_id))
    contact = tables.Contact
    query = select(func.count()).select_from(contact).where(contact.workspace_id == context.workspace.id, ~contact.is_deleted)
    if status := context.params.get("status"):
        query = query.where(contact.status == status)
    return session.scalar(query)


def _batches(
    context: ExportContext, columns: list[tuple[str, people.Read]], group_id: int | None, keep: Keep
) -> Iterator[list[list[Cell]]]:
    status = context.params.get("status")
    last = 0
    while True:
        with context.store.read() as session:
            ids = _next_ids(context, session, group_id, last)
            found = people.load(session, ids, with_groups=True)
            kept = keep(session, [found[one] for one in ids if one in found and (not status or found[one].status == status)])
        yield [[read(person) for _, read in columns] for person in kept]
        if len(ids) < BATCH:
            return
        last = ids[-1]


def _next_ids(context: ExportContext, session: Session, group_id: int | None, last: int) -> list[int]:
    contact, member = tables.Contact, tables.GroupContact
    if group_id is not None:
        query = select(member.contact_id).where(member.group_id == group_id, member.contact_id > last)
        return list(session.scalars(query.order_by(member.contact_id).limit(BATCH)))
    query = select(contact.id).where(contact.workspace_id == context.workspace.id, contact.id > last)
    return list(session.scalars(query.order_by(contact.id).limit(BATCH)))


def _matcher(context: ExportContext, session: Session) -> Keep:
    """Raises OutpostError `export_gone` for a query that names what the workspace no longer has."""
    text = context.params.get("query")
    if not text:
        return lambda session, persons: persons
    shared = assets_of(context).get(session, context.workspace.id)
    try:
        query = Matching.of(shared, text)
    except QueryError as error:
        raise OutpostError("export_gone") from error

    def keep(session: Session, persons: list[Person]) -> list[Person]:
        contact = tables.Contact
        rows = session.scalars(select(contact).where(contact.id.in_([person.id for person in persons]))).all()
        matching = set(query.matching(session, rows))
        return [person for person in persons if person.id in matching]

    return keep
