"""Contacts read many at a time as the engine has them, and contact queries held against them, exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from app.engine.contact import Contact
from app.engine.contactql import parse_query, prepare
from app.engine.contactql.evaluate import Matcher, Value, values_of
from app.engine.contactql.nodes import ATTRIBUTE, Condition, conditions
from app.engine.urns import URN
from app.services import contacts
from app.services.assets import WorkspaceAssets
from app.store import tables

FLOW, HISTORY, TICKETS = "flow", "history", "tickets"
ContactData = tuple[tables.Contact, list[tables.ContactUrn], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Matching:
    """A query made ready for many contacts."""

    shared: WorkspaceAssets
    test: Matcher
    needs_history: bool

    @classmethod
    def of(cls, shared: WorkspaceAssets, query: str) -> Self:
        """Raises QueryError."""
        node = parse_query(query, shared.assets, shared.env)
        asked = {one.key for one in conditions(node) if one.kind == ATTRIBUTE}
        return cls(shared, prepare(node, shared.assets, shared.env), HISTORY in asked)

    def matching(self, session: Session, people: Sequence[tables.Contact]) -> list[int]:
        """Ids of those of `people` for whom the query holds."""
        past = _histories(session, [row.id for row in people]) if self.needs_history else {}
        found = read_contacts(session, self.shared, people)
        return [row.id for row, contact in found if self._holds(row, contact, past.get(row.id, ()))]

    def _holds(self, row: tables.Contact, contact: Contact, past: Sequence[str]) -> bool:
        return self.test(lambda condition: self._values(condition, row, contact, past))

    def _values(self, condition: Condition, row: tables.Contact, contact: Contact, past: Sequence[str]) -> Sequence[Value]:
        """Flows and tickets are counted by the row: the engine's contact does not have them all."""
        if condition.kind == ATTRIBUTE and condition.key == TICKETS:
            return [Decimal(row.open_tickets)]
        if condition.kind == ATTRIBUTE and condition.key == HISTORY:
            return past
        if condition.kind == ATTRIBUTE and condition.key == FLOW:
            flow = self.shared.flow_by_id(row.current_flow_id) if row.current_flow_id else None
            return [flow[1].name] if flow else []
        return values_of(condition, contact, self.shared.assets, self.shared.env)


def read_contacts(
    session: Session, shared: WorkspaceAssets, people: Sequence[tables.Contact]
) -> list[tuple[tables.Contact, Contact]]:
    """With each row the engine's contact, which is new and may be changed. A few statements, however many there are."""
    return [(row, Contact.read(data, shared.assets)) for row, _, data in read_data(session, shared, people)]


def read_data(session: Session, shared: WorkspaceAssets, people: Sequence[tables.Contact]) -> list[ContactData]:
    """With each row its URNs, the preferred one first, and what `contacts.to_engine` makes of it."""
    if not people:
        return []
    keys = {"keys": [row.id for row in people]}
    urns: dict[int, list[tuple[tables.ContactUrn, str | None]]] = {}
    for urn, channel in session.execute(_URNS, keys):
        urns.setdefault(urn.contact_id, []).append((urn, channel))
    groups: dict[int, list[dict[str, str]]] = {}
    for contact_id, uuid, name in session.execute(_GROUPS, keys):
        groups.setdefault(contact_id, []).append({"uuid": uuid, "name": name})
    fields = {row.uuid: row.key for row in session.execute(_FIELDS, {"workspace_id": shared.workspace.id})}
    return [(row, [urn for urn, _ in urns.get(row.id, ())], _data(session, row, urns, groups, fields)) for row in people]


def _data(
    session: Session,
    row: tables.Contact,
    urns: Mapping[int, Sequence[tuple[tables.ContactUrn, str | None]]],
    groups: Mapping[int, Sequence[dict[str, str]]],
    fields: Mapping[str, str],
) -> dict[str, Any]:
    """The same as `contacts.to_engine` makes of one; the few that have a ticket open are left to it."""
    known = urns.get(row.id, ())
    if row.open_tickets:
        return contacts.to_engine(session, row, known)
    data: dict[str, Any] = {
        "uuid": row.uuid,
        "id": row.id,
        "name": row.name,
        "language": row.language,
        "status": row.status,
        "timezone": row.timezone,
        "created_on": contacts.time_text(row.created_on),
        "urns": [str(URN(urn.scheme, urn.path, f"channel={channel}" if channel else "", urn.display)) for urn, channel in known],
        "groups": list(groups.get(row.id, ())),
        "fields": {fields[uuid]: value for uuid, value in (row.fields or {}).items() if uuid in fields},
    }
    return {**data, "last_seen_on": contacts.time_text(row.last_seen_on)} if row.last_seen_on else data


def _histories(session: Session, keys: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for contact_id, name in session.execute(_HISTORY, {"keys": list(keys)}):
        found.setdefault(contact_id, []).append(name)
    return found


# Made once: putting a statement together costs more than running it.
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_URN, _GROUP, _MEMBER, _FIELD, _RUN = (
    tables.ContactUrn,
    tables.ContactGroup,
    tables.GroupContact,
    tables.ContactField,
    tables.Run,
)
_URNS = (
    select(_URN, tables.Channel.uuid)
    .outerjoin(tables.Channel, tables.Channel.id == _URN.channel_id)
    .where(_URN.contact_id.in_(_KEYS))
    .order_by(_URN.contact_id, _URN.priority.desc(), _URN.id)
)
_GROUPS = (
    select(_MEMBER.contact_id, _GROUP.uuid, _GROUP.name)
    .join(_GROUP, _GROUP.id == _MEMBER.group_id)
    .where(_MEMBER.contact_id.in_(_KEYS))
    .order_by(_MEMBER.contact_id, _GROUP.id)
)
_FIELDS = select(_FIELD.uuid, _FIELD.key).where(_FIELD.workspace_id == bindparam("workspace_id"), _FIELD.is_active)
_HISTORY = (
    select(_RUN.contact_id, tables.Flow.name)
    .join(tables.Flow, tables.Flow.id == _RUN.flow_id)
    .where(_RUN.contact_id.in_(_KEYS))
    .distinct()
)
