"""Making messages to contacts: which URN, which phone, and the row that the phone then takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import BindParameter, ColumnElement, Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from app.contracts.messages import CONTACT_INACTIVE, LOOPING, NO_CHANNEL, NO_DESTINATION
from app.engine import gsm7
from app.ids import uuid7
from app.services import looping, media_refs, ticket_activity
from app.services.base import Core
from app.store import tables
from app.store.database import UnitOfWork

SENDING_STATES = ("active", "approval")
SCHEMES = ("tel",)
_REMEMBERED = "serving"


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says; `quick_replies` are their texts."""

    text: str
    attachments: list[str]
    quick_replies: list[str]
    locale: str


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message to a contact goes; `why` says what is missing."""

    urn: tables.ContactUrn | None
    channel: tables.Channel | None
    why: str | None


def find_destination(
    session: Session, contact: tables.Contact, urn: tables.ContactUrn | None = None, channel: tables.Channel | None = None
) -> Destination:
    """The contact's preferred URN that a phone can reach, and the phone it was last heard on, else the nearest one.

    A given `urn` or `channel` is taken when it can be used, otherwise another is found.
    """
    if contact.status != "active":
        return Destination(urn, None, CONTACT_INACTIVE)
    urn = urn if urn is not None and urn.scheme in SCHEMES else preferred_urn(session, contact.id)
    return choose(urn, channel, serving(session, contact.workspace_id))


def choose(urn: tables.ContactUrn | None, channel: tables.Channel | None, serving: Sequence[tables.Channel]) -> Destination:
    """For an active contact, of the phones that serve the workspace."""
    if urn is None:
        return Destination(None, None, NO_DESTINATION)
    by_id = {found.id: found for found in serving}
    chosen = by_id.get(channel.id) if channel is not None else None
    chosen = chosen or by_id.get(urn.channel_id or 0) or _nearest(serving, urn.path)
    return Destination(urn, chosen, None if chosen else NO_CHANNEL)


def preferred_urn(session: Session, contact_id: int) -> tables.ContactUrn | None:
    """The contact's telephone number of the highest priority."""
    query = (
        select(tables.ContactUrn)
        .where(tables.ContactUrn.contact_id == contact_id, tables.ContactUrn.scheme.in_(SCHEMES))
        .order_by(tables.ContactUrn.priority.desc(), tables.ContactUrn.id)
        .limit(1)
    )
    return session.scalar(query)


def preferred_urns(session: Session, contact_ids: Sequence[int]) -> dict[int, tables.ContactUrn]:
    """As `preferred_urn`, of many by id."""
    found: dict[int, tables.ContactUrn] = {}
    for urn in session.scalars(_PREFERRED, {"keys": list(contact_ids)}):
        found.setdefault(urn.contact_id, urn)
    return found


def create_outgoing(
    work: UnitOfWork,
    core: Core,
    *,
    workspace: tables.Workspace,
    contact: tables.Contact,
    urn: tables.ContactUrn | None = None,
    channel: tables.Channel | None = None,
    text: str,
    flow_id: int | None = None,
    session_id: int | None = None,
    broadcast_id: int | None = None,
    flow_start_id: int | None = None,
    created_by: str | None = None,
    priority: int = 1,
    request_id: str | None = None,
    attachments: list[str] | None = None,
    quick_replies: list[str] | None = None,
    locale: str = "",
    uuid: str | None = None,
    bundle_id: int | None = None,
) -> tables.Msg:
    """Queue a message; phones take it by themselves. Becomes the contact's latest message.

    Where nothing can carry it, or the same was said too often, it is stored as failed with its reason, so that staff see it. The
    row that is returned is a copy, not in the session.
    """
    now = core.clock.now()
    content = Content(text, attachments or [], quick_replies or [], locale)
    refused = LOOPING if looping.is_looping(work.session, contact.id, text, now) else None
    values = {
        **_values(find_destination(work.session, contact, urn, channel), contact, content, refused, now),
        "uuid": uuid or uuid7(now),
        "request_id": request_id,
        "flow_id": flow_id,
        "session_id": session_id,
        "broadcast_id": broadcast_id,
        "flow_start_id": flow_start_id,
        "created_by": created_by,
        "priority": priority,
        "bundle_id": bundle_id,
    }
    key = work.session.connection().execute(_NEW_MSG, values).inserted_primary_key
    assert key is not None
    contact.last_msg_id = int(key[0])
    if attachments:
        media_refs.use(work.session, workspace.id, attachments, kind=media_refs.MSG, row_id=int(key[0]), now=now)
    if created_by and broadcast_id is None:
        ticket_activity.replied(work, contact, workspace.uuid, now)
    work.publish("messages", workspace.uuid, contact.uuid)
    return tables.Msg(id=int(key[0]), **values)


def create_many(
    work: UnitOfWork,
    core: Core,
    *,
    workspace: tables.Workspace,
    contents: Mapping[int, Content],
    flow_id: int | None = None,
    broadcast_id: int | None = None,
    created_by: str | None = None,
) -> dict[int, int]:
    """As `create_outgoing`, for many contacts of the workspace by id, as bulk: a few statements, however many there are.

    Returns the ids of the messages by contact.
    """
    session, now, keys = work.session, core.clock.now(), {"keys": list(contents)}
    people = session.scalars(_PEOPLE, keys).all()
    urns = preferred_urns(session, list(contents))
    phones = serving(session, workspace.id)
    common = {"flow_id": flow_id, "broadcast_id": broadcast_id, "created_by": created_by, "priority": 0}
    loops = looping.looping(session, {key: content.text for key, content in contents.items()}, now)
    rows = []
    for person in people:
        to = choose(urns.get(person.id), None, phones)
        to = to if person.status == "active" else Destination(to.urn, None, CONTACT_INACTIVE)
        rows.append(
            {
                **_values(to, person, contents[person.id], LOOPING if person.id in loops else None, now),
                **common,
                "uuid": uuid7(now),
            }
        )
    if not rows:
        return {}
    made = session.execute(_NEW_MSGS, rows).all()
    session.connection().execute(_LATEST, [{"of_id": row.contact_id, "msg_id": row.id} for row in made])
    for row in made:
        if attached := contents[row.contact_id].attachments:
            media_refs.use(session, workspace.id, attached, kind=media_refs.MSG, row_id=row.id, now=now)
    work.publish("messages", workspace.uuid, *(person.uuid for person in people))
    return {row.contact_id: row.id for row in made}


def _values(to: Destination, contact: tables.Contact, content: Content, refused: str | None, now: dt.datetime) -> dict[str, Any]:
    why = to.why or refused
    return {
        "workspace_id": contact.workspace_id,
        "contact_id": contact.id,
        "urn_id": to.urn.id if to.urn else None,
        "channel_id": to.channel.id if to.channel else None,
        "direction": "out",
        "text": content.text,
        "attachments": content.attachments or None,
        "quick_replies": content.quick_replies or None,
        "locale": content.locale,
        "status": "failed" if why else "queued",
        "visibility": "visible",
        "failed_reason": why,
        "segments": gsm7.segments(content.text),
        "error_count": 0,
        "created_on": now,
        "modified_on": now,
    }


def waits_since(msg: type[tables.Msg]) -> ColumnElement[dt.datetime]:
    """When a message was last queued: its age in the outbox counts from then."""
    return func.coalesce(msg.queued_on, msg.created_on)


def requeue(msg: tables.Msg, to: Destination, now: dt.datetime) -> None:
    """Queue a message once more, as if it had never been tried; its attempts stay as they are.

    Its age counts from now: what waits for a week is failed as too old.
    """
    assert to.urn is not None and to.channel is not None
    msg.queued_on = now
    msg.urn_id = to.urn.id
    msg.channel_id = to.channel.id
    msg.status = "queued"
    msg.failed_reason = None
    msg.error_count = 0
    msg.next_attempt = None
    msg.sent_on = None
    msg.modified_on = now


def serving(session: Session, workspace_id: int) -> Sequence[tables.Channel]:
    """The phones that send for the workspace, its default first."""
    known: dict[int, Sequence[tables.Channel]] = session.info.get(_REMEMBERED, {})
    if workspace_id not in known:
        known[workspace_id] = session.scalars(_SERVING, {"workspace_id": workspace_id}).all()
    return known[workspace_id]


def remember_serving(session: Session) -> None:
    """Let `serving` ask once only: of a transaction that changes no phones."""
    session.info[_REMEMBERED] = {}


def _nearest(serving: Sequence[tables.Channel], number: str) -> tables.Channel | None:
    """The phone whose own number begins most like the contact's: often the same network, which is cheaper."""
    return max(serving, key=lambda channel: _common_start(channel.address, number), default=None)


def _common_start(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))


# Built once: every message out needs them.
_NEW_MSG = insert(tables.Msg)
_NEW_MSGS = _NEW_MSG.returning(tables.Msg.id, tables.Msg.contact_id, sort_by_parameter_order=True)
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_PEOPLE = select(tables.Contact).where(tables.Contact.id.in_(_KEYS)).order_by(tables.Contact.id)
_PREFERRED = (
    select(tables.ContactUrn)
    .where(tables.ContactUrn.contact_id.in_(_KEYS), tables.ContactUrn.scheme.in_(SCHEMES))
    .order_by(tables.ContactUrn.contact_id, tables.ContactUrn.priority.desc(), tables.ContactUrn.id)
)
_CONTACTS = cast(Table, tables.Contact.__table__)
_LATEST = update(_CONTACTS).where(_CONTACTS.c.id == bindparam("of_id")).values(last_msg_id=bindparam("msg_id"))
_SERVING = (
    select(tables.Channel)
    .join(tables.ChannelWorkspace, tables.ChannelWorkspace.channel_id == tables.Channel.id)
    .where(tables.ChannelWorkspace.workspace_id == bindparam("workspace_id"), tables.Channel.state.in_(SENDING_STATES))
    .order_by(tables.ChannelWorkspace.is_default.desc(), tables.Channel.id)
)
