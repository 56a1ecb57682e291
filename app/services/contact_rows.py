"""Contacts as windows and programs see them, read from rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from app.contracts import contacts as contracts
from app.contracts.base import Page
from app.engine.numbers import plain_text
from app.engine.refs import contact_ref
from app.errors import Invalid, NotFound
from app.services import contacts
from app.services.assets import environment_of
from app.services.contact_keys import PLACES
from app.store import tables

MAX_PAGE = 200
MASK = "********"  # in the place of an address that is hidden
STATUSES = ("active", "blocked", "stopped", "archived")

_Contact, _Urn, _Group, _Member, _Field = (
    tables.Contact,
    tables.ContactUrn,
    tables.ContactGroup,
    tables.GroupContact,
    tables.ContactField,
)


@dataclass(frozen=True, slots=True)
class View:
    """How one who looks sees contacts of a workspace: `hides` addresses; `fields` are those they may see, in their order;
    `key` makes references."""

    workspace: tables.Workspace
    fields: Sequence[tables.ContactField]
    key: Sequence[int]

    @classmethod
    def of(cls, session: Session, workspace: tables.Workspace, *, is_agent: bool = False) -> View:
        fields = read_fields(session, workspace.id)
        seen = [row for row in fields if not is_agent or row.agent_access != "none"]
        return cls(workspace, seen, environment_of(workspace).obfuscation_key)

    @property
    def hides(self) -> bool:
        return self.workspace.is_anon

    def reference(self, contact_id: int) -> str:
        return contact_ref(contact_id, self.key)

    def urn(self, urn: tables.ContactUrn, channel: str | None) -> contracts.Urn:
        if self.hides:
            return contracts.Urn(f"{urn.scheme}:{MASK}", urn.scheme, MASK, MASK if urn.display else "", channel)
        return contracts.Urn(urn.identity, urn.scheme, urn.path, urn.display, channel)


def read_fields(session: Session, workspace_id: int) -> list[tables.ContactField]:
    """Those that were not deleted, in their order."""
    query = select(_Field).where(_Field.workspace_id == workspace_id, _Field.is_active)
    return list(session.scalars(query.order_by(_Field.priority.desc(), _Field.id)))


def find(session: Session, workspace_id: int, uuid: str) -> tables.Contact:
    """Raises NotFound, also for a deleted contact."""
    query = select(_Contact).where(_Contact.uuid == uuid, _Contact.workspace_id == workspace_id, ~_Contact.is_deleted)
    found = session.scalar(query)
    if found is None:
        raise NotFound("contact", uuid[:100])
    return found


def find_ids(session: Session, workspace_id: int, uuids: Collection[str]) -> dict[str, int]:
    """Ids by UUID of those that there are, by id."""
    found: dict[str, int] = {}
    wanted = list(dict.fromkeys(uuids))
    for start in range(0, len(wanted), 500):
        query = select(_Contact.uuid, _Contact.id).where(_Contact.uuid.in_(wanted[start : start + 500]))
        rows = session.execute(query.where(_Contact.workspace_id == workspace_id, ~_Contact.is_deleted))
        found |= {row.uuid: row.id for row in rows}
    return dict(sorted(found.items(), key=lambda item: item[1]))


def count_by_status(session: Session, workspace_id: int) -> dict[str, int]:
    tally = tables.Tally
    query = select(tally.key, func.sum(tally.count)).where(tally.scope == "contacts", tally.workspace_id == workspace_id)
    found = {key: int(count) for key, count in session.execute(query.group_by(tally.key))}
    return {status: found.get(status, 0) for status in STATUSES}


def show(session: Session, view: View, row: tables.Contact) -> contracts.Contact:
    return contracts.Contact(
        uuid=row.uuid,
        ref=view.reference(row.id),
        name=row.name,
        language=row.language or None,
        timezone=row.timezone or None,
        status=row.status,  # type: ignore[arg-type]
        created_on=row.created_on,
        modified_on=row.modified_on,
        last_seen_on=row.last_seen_on,
        flow=_flow_names(session, [row]).get(row.current_flow_id or 0),
        open_tickets=row.open_tickets,
        urns=[view.urn(urn, channel) for urn, channel in contacts.urns_and_channels(session, row.id)],
        groups=_groups(session, row.id),
        fields=[shown for field in view.fields if (shown := field_value(field, row.fields or {})) is not None],
    )


def field_value(field: tables.ContactField, values: Mapping[str, Any]) -> contracts.FieldValue | None:
    """`values` by the fields' UUIDs. None where the contact has none."""
    value = values.get(field.uuid)
    if not value:
        return None
    return contracts.FieldValue(field.key, field.name, field.type, str(value.get("text") or ""), typed(value, field.type))  # type: ignore[arg-type]


def typed(value: Mapping[str, Any], kind: str) -> str | None:
    """What a stored value reads as by this type, as text."""
    if kind == "number":
        number = value.get("number")
        return None if number is None else plain_text(Decimal(str(number)))
    found = value.get(kind if kind == "datetime" or kind in PLACES else "text")
    return str(found) if found else None


def read_page(
    session: Session,
    view: View,
    conditions: Sequence[ColumnElement[bool]],
    group: tables.ContactGroup | None,
    *,
    sort: contracts.Sort,
    before: str | None,
    limit: int,
) -> Page[contracts.ContactLine]:
    """Of the workspace's contacts that were not deleted those that meet `conditions`.

    Raises Invalid before (`not_a_cursor`), sort (`unknown`).
    """
    order = _ORDERS.get(sort)
    if order is None:
        raise Invalid("sort", "unknown")
    limit = max(1, min(limit, MAX_PAGE))
    query = select(_Contact).where(_Contact.workspace_id == view.workspace.id, ~_Contact.is_deleted, *conditions)
    key: Any = _Contact.id
    if group is not None:
        query = query.join(_Member, _Member.contact_id == _Contact.id).where(_Member.group_id == group.id)
        key = _Member.contact_id
    rows = list(session.scalars(order(query, key, before).limit(limit + 1)))
    shown = rows[:limit]
    cursor = _cursor(shown[-1], sort) if len(rows) > limit else None
    return Page(_lines(session, view, shown), cursor)


def _newest(query: Select[Any], key: Any, before: str | None) -> Select[Any]:
    return (query if before is None else query.where(key < _number(before))).order_by(key.desc())


def _oldest(query: Select[Any], key: Any, before: str | None) -> Select[Any]:
    return (query if before is None else query.where(key > _number(before))).order_by(key)


def _by_name(query: Select[Any], key: Any, before: str | None) -> Select[Any]:
    if before is not None:
        query = query.where(tuple_(_Contact.name_key, _Contact.id) > _place(before))
    return query.order_by(_Contact.name_key, _Contact.id)


def _by_name_down(query: Select[Any], key: Any, before: str | None) -> Select[Any]:
    if before is not None:
        query = query.where(tuple_(_Contact.name_key, _Contact.id) < _place(before))
    return query.order_by(_Contact.name_key.desc(), _Contact.id.desc())


_Order = Callable[[Select[Any], Any, str | None], Select[Any]]
_ORDERS: Mapping[str, _Order] = {"newest": _newest, "oldest": _oldest, "name": _by_name, "-name": _by_name_down}


def _cursor(row: tables.Contact, sort: str) -> str:
    return f"{row.id}:{row.name_key}" if sort in ("name", "-name") else str(row.id)


def _place(before: str) -> tuple[str, int]:
    number, _, name = before.partition(":")
    return name.replace("\x00", ""), _number(number)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid("before", "not_a_cursor")
    return int(text)


def _lines(session: Session, view: View, rows: Sequence[tables.Contact]) -> list[contracts.ContactLine]:
    paths, flows = preferred_paths(session, view, [row.id for row in rows]), _flow_names(session, rows)
    shown = [field for field in view.fields if field.show_in_table]
    return [
        contracts.ContactLine(
            uuid=row.uuid,
            ref=view.reference(row.id),
            name=row.name,
            urn=paths.get(row.id, ""),
            status=row.status,  # type: ignore[arg-type]
            language=row.language or None,
            created_on=row.created_on,
            last_seen_on=row.last_seen_on,
            flow=flows.get(row.current_flow_id or 0),
            open_tickets=row.open_tickets,
            fields={field.key: str(value.get("text") or "") for field in shown if (value := (row.fields or {}).get(field.uuid))},
        )
        for row in rows
    ]


def preferred_paths(session: Session, view: View, contact_ids: Sequence[int]) -> dict[int, str]:
    """Paths of the preferred URNs by contact."""
    query = select(_Urn.contact_id, _Urn.path).where(_Urn.contact_id.in_(contact_ids))
    found: dict[int, str] = {}
    for contact_id, path in session.execute(query.order_by(_Urn.contact_id, _Urn.priority.desc(), _Urn.id)):
        found.setdefault(contact_id, MASK if view.hides else path)
    return found


def _flow_names(session: Session, rows: Sequence[tables.Contact]) -> dict[int, str]:
    keys = {row.current_flow_id for row in rows if row.current_flow_id}
    if not keys:
        return {}
    return {row.id: row.name for row in session.execute(select(tables.Flow.id, tables.Flow.name).where(tables.Flow.id.in_(keys)))}


def _groups(session: Session, contact_id: int) -> list[contracts.GroupRef]:
    query = (
        select(_Group)
        .join(_Member, _Member.group_id == _Group.id)
        .where(_Member.contact_id == contact_id, _Group.is_active)
        .order_by(_Group.name_key, _Group.id)
    )
    return [contracts.GroupRef(row.uuid, row.name, row.query is not None) for row in session.scalars(query)]
