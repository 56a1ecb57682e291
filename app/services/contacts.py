"""Contacts between the database and the flow engine's JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.orm import Session

from app import ids
from app.engine import urns
from app.engine.dates import Instant
from app.engine.jsontime import write_time
from app.ports import TaskRef
from app.store import tables
from app.store.database import Store, UnitOfWork

TOP_PRIORITY = 1000


def time_text(moment: dt.datetime) -> str:
    """As the engine's JSON has times."""
    return write_time(Instant.from_datetime(moment))


def find_by_urn(session: Session, workspace_id: int, identity: str) -> tables.ContactUrn | None:
    """The URN as some contact has it."""
    return session.scalar(_BY_URN, {"workspace_id": workspace_id, "identity": identity})


def create(work: UnitOfWork, workspace: tables.Workspace, identity: str, channel_id: int | None, now: dt.datetime) -> int:
    """A new contact with one URN; its id. The caller made sure that nobody has the URN."""
    connection, uuid = work.session.connection(), ids.uuid4()
    values = {"uuid": uuid, "workspace_id": workspace.id, "fields": {}, "created_on": now, "modified_on": now}
    key = connection.execute(_NEW_CONTACT, values).inserted_primary_key
    assert key is not None
    contact_id = int(key[0])
    _put_urn(work.session, (workspace.id, contact_id), urns.parse(identity), TOP_PRIORITY, channel_id)
    mark_dirty(work.session, contact_id, 1)
    work.publish("contacts", workspace.uuid, uuid)
    return contact_id


def regroup_task(contact_id: int, workspace_uuid: str) -> TaskRef:
    """Look at the contact's smart groups anew."""
    return TaskRef("default", "regroup_contact", (contact_id,), owner=workspace_uuid, key=f"regroup_contact:{contact_id}")


def insert_empty(session: Session, row: tables.Contact) -> int:
    """A new contact as the row has it, without URNs; its id. The row itself stays in no session."""
    values = {name: getattr(row, name) for name in _NEW_COLUMNS}
    key = session.connection().execute(_NEW_CONTACT, values).inserted_primary_key
    assert key is not None
    return int(key[0])


def add_urn(
    session: Session, contact: tables.Contact, identity: str, priority: int, channel_id: int | None = None
) -> tables.ContactUrn:
    """The caller made sure that no other contact has it. Where messages name it from before, its row is the same."""
    urn_id = _put_urn(session, (contact.workspace_id, contact.id), urns.parse(identity), priority, channel_id)
    return session.get_one(tables.ContactUrn, urn_id, populate_existing=True)


def _put_urn(session: Session, owner: tuple[int, int], parts: urns.URN, priority: int, channel_id: int | None) -> int:
    """`owner`: ids of workspace and contact."""
    connection = session.connection()
    values = {"contact_id": owner[1], "display": parts.display, "priority": priority, "channel_id": channel_id}
    place = {"workspace_id": owner[0], "identity": parts.identity}
    free = connection.execute(_FREE_URN, place).scalar()
    if free is not None:
        connection.execute(_ADOPT_URN, {"of_id": free, **values})
        return int(free)
    key = connection.execute(_NEW_URN, {**place, **values, "scheme": parts.scheme, "path": parts.path}).inserted_primary_key
    assert key is not None
    return int(key[0])


def free_urns(session: Session, urn_ids: Sequence[int]) -> None:
    """They are nobody's now. Messages stay, and still name them."""
    if urn_ids:
        session.connection().execute(_SET_FREE, {"keys": list(urn_ids)})


def urns_of(session: Session, contact_id: int) -> list[tables.ContactUrn]:
    """The preferred one first."""
    return [urn for urn, _ in urns_and_channels(session, contact_id)]


def urns_and_channels(session: Session, contact_id: int) -> list[tuple[tables.ContactUrn, str | None]]:
    """The preferred one first; with each the UUID of the channel it was last heard on."""
    return [(row[0], row[1]) for row in session.execute(_URNS, {"contact_id": contact_id})]


def prefer(known: Sequence[tables.ContactUrn], identity: str, channel_id: int) -> tables.ContactUrn | None:
    """Make this one of the contact's URNs its first, heard on this channel. None: the contact has no such URN."""
    wanted = next((urn for urn in known if urn.identity == identity), None)
    if wanted is not None:
        wanted.channel_id = channel_id
        if wanted is not known[0]:
            wanted.priority = known[0].priority + 1
    return wanted


def mark_dirty(session: Session, contact_id: int, revision: int) -> None:
    """What search knows of the contact is behind its state of this revision."""
    mark_all_dirty(session, [(contact_id, revision)])


def mark_all_dirty(session: Session, revisions: Iterable[tuple[int, int]]) -> None:
    """As `mark_dirty`: ids of contacts with the revisions that they now have."""
    rows = [{"contact_id": contact_id, "revision": revision} for contact_id, revision in revisions]
    if rows:
        session.connection().execute(_DIRTY, rows)


def to_engine(
    session: Session, contact: tables.Contact, known: Sequence[tuple[tables.ContactUrn, str | None]] | None = None
) -> dict[str, Any]:
    """GoFlow's contact JSON. `known` are its URNs and their channels, if the caller has them."""
    known = urns_and_channels(session, contact.id) if known is None else known
    data: dict[str, Any] = {
        "uuid": contact.uuid,
        "id": contact.id,
        "name": contact.name,
        "language": contact.language,
        "status": contact.status,
        "timezone": contact.timezone,
        "created_on": time_text(contact.created_on),
        "urns": [_urn_text(urn, channel_uuid) for urn, channel_uuid in known],
        "groups": _groups(session, contact.id),
        "fields": _fields(session, contact),
    }
    if contact.last_seen_on:
        data["last_seen_on"] = time_text(contact.last_seen_on)
    if contact.open_tickets:
        data["tickets"] = _tickets(session, contact.id)
    return data


def heard(data: Mapping[str, Any], identity: str, channel_uuid: str, at: dt.datetime) -> dict[str, Any]:
    """The JSON of a contact who has just written: this URN first, seen now, and active again if stopped or archived.

    Who writes wants to be heard; only a blocked contact stays blocked.
    """
    others = [urn for urn in data["urns"] if urns.identity(urn) != identity]
    status = data["status"] if data["status"] == "blocked" else "active"
    first = f"{identity}?channel={channel_uuid}"
    return {**data, "urns": [first, *others], "status": status, "last_seen_on": time_text(at)}


def may_claim_urn(store: Store, contact_uuid: str, identity: str) -> bool:
    """Whether no other contact of the same workspace has this URN."""
    owner = (
        select(tables.ContactUrn.contact_id)
        .join(tables.Contact, tables.Contact.workspace_id == tables.ContactUrn.workspace_id)
        .where(tables.Contact.uuid == contact_uuid, tables.ContactUrn.identity == identity)
        .where(tables.ContactUrn.contact_id != tables.Contact.id)
    )
    with store.read() as session:
        return session.scalar(owner) is None


def _urn_text(urn: tables.ContactUrn, channel_uuid: str | None) -> str:
    return str(urns.URN(urn.scheme, urn.path, f"channel={channel_uuid}" if channel_uuid else "", urn.display))


def group_uuids(session: Session, contact_id: int) -> list[str]:
    return [group["uuid"] for group in _groups(session, contact_id)]


def _groups(session: Session, contact_id: int) -> list[dict[str, str]]:
    return [{"uuid": row.uuid, "name": row.name} for row in session.execute(_GROUPS, {"contact_id": contact_id})]


def _tickets(session: Session, contact_id: int) -> list[dict[str, Any]]:
    """Open ones, the newest last."""
    found = []
    for row in session.execute(_TICKETS, {"contact_id": contact_id}):
        ticket: dict[str, Any] = {"uuid": row.uuid, "status": "open", "topic": {"uuid": row.topic_uuid, "name": row.topic_name}}
        if row.user_uuid:
            ticket["assignee"] = {"uuid": row.user_uuid, "name": row.user_name}
        found.append(ticket)
    return found


def _fields(session: Session, contact: tables.Contact) -> dict[str, Any]:
    if not contact.fields:
        return {}
    keys = session.execute(_FIELD_KEYS, {"workspace_id": contact.workspace_id})
    return {row.key: contact.fields[row.uuid] for row in keys if row.uuid in contact.fields}


# Made once: putting a statement together costs more than running it.
_URN, _GROUP, _FIELD = tables.ContactUrn, tables.ContactGroup, tables.ContactField
_AT_URN = (_URN.workspace_id == bindparam("workspace_id"), _URN.identity == bindparam("identity"))
_BY_URN = select(_URN).where(*_AT_URN, _URN.contact_id.is_not(None))
_FREE_URN = select(_URN.id).where(*_AT_URN, _URN.contact_id.is_(None))
_ADOPTED: dict[str, Any] = {name: bindparam(name) for name in ("contact_id", "display", "priority", "channel_id")}
_ADOPT_URN = update(_URN).where(_URN.id == bindparam("of_id")).values(_ADOPTED)
_SET_FREE = update(_URN).where(_URN.id.in_(bindparam("keys", expanding=True))).values(contact_id=None, priority=0)
_URNS = (
    select(_URN, tables.Channel.uuid)
    .outerjoin(tables.Channel, tables.Channel.id == _URN.channel_id)
    .where(_URN.contact_id == bindparam("contact_id"))
    .order_by(_URN.priority.desc(), _URN.id)
)
_NEW_COLUMNS = ("uuid", "workspace_id", "name", "name_key", "language", "timezone", "fields", "created_on", "modified_on")
_NEW_CONTACT, _NEW_URN = insert(tables.Contact), insert(_URN)
# Both databases know this form of "insert or change".
_DIRTY = text(
    "INSERT INTO contact_dirty (contact_id, revision) VALUES (:contact_id, :revision)"
    " ON CONFLICT (contact_id) DO UPDATE SET revision = excluded.revision"
)
_GROUPS = (
    select(_GROUP.uuid, _GROUP.name)
    .join(tables.GroupContact, tables.GroupContact.group_id == _GROUP.id)
    .where(tables.GroupContact.contact_id == bindparam("contact_id"), _GROUP.is_active)
    .order_by(_GROUP.id)
)
_FIELD_KEYS = select(_FIELD.uuid, _FIELD.key).where(_FIELD.workspace_id == bindparam("workspace_id"), _FIELD.is_active)
_TICKET, _TOPIC, _USER = tables.Ticket, tables.Topic, tables.User
_TICKETS = (
    select(
        _TICKET.uuid,
        _TOPIC.uuid.label("topic_uuid"),
        _TOPIC.name.label("topic_name"),
        _USER.uuid.label("user_uuid"),
        _USER.name.label("user_name"),
    )
    .join(_TOPIC, _TOPIC.id == _TICKET.topic_id)
    .outerjoin(_USER, _USER.id == _TICKET.assignee_id)
    .where(_TICKET.contact_id == bindparam("contact_id"), _TICKET.status == "open")
    .order_by(_TICKET.id)
)
