"""Making messages to contacts: which URN, which phone, and the row that the phone then takes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from app.engine import gsm7
from app.ids import uuid7
from app.services.base import Core
from app.store import tables
from app.store.database import UnitOfWork

SENDING_STATES = ("active", "approval")
SCHEMES = ("tel",)
KEEPS_ITS_AGE = dt.timedelta(days=1)

# Why a message cannot leave; stable words, stored in `failed_reason`.
CONTACT_INACTIVE = "contact"
NO_DESTINATION = "no_destination"
NO_CHANNEL = "no_channel"


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
    if urn is None:
        return Destination(None, None, NO_DESTINATION)
    serving = _serving(session, contact.workspace_id)
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
    created_by: str | None = None,
    priority: int = 1,
    request_id: str | None = None,
    attachments: list[str] | None = None,
    quick_replies: list[str] | None = None,
    locale: str = "",
    refused: str | None = None,
) -> tables.Msg:
    """Queue a message; phones take it by themselves. Becomes the contact's latest message.

    Where nothing can carry it, or where it is `refused`, it is stored as failed with its reason, so that staff see it. The
    row that is returned is a copy, not in the session.
    """
    to = find_destination(work.session, contact, urn, channel)
    why = to.why or refused
    now = core.clock.now()
    values = {
        "uuid": uuid7(now),
        "request_id": request_id,
        "workspace_id": workspace.id,
        "contact_id": contact.id,
        "urn_id": to.urn.id if to.urn else None,
        "channel_id": to.channel.id if to.channel else None,
        "flow_id": flow_id,
        "session_id": session_id,
        "created_by": created_by,
        "direction": "out",
        "text": text,
        "attachments": attachments or None,
        "quick_replies": quick_replies or None,
        "locale": locale,
        "status": "failed" if why else "queued",
        "visibility": "visible",
        "failed_reason": why,
        "priority": priority,
        "segments": gsm7.segments(text),
        "error_count": 0,
        "created_on": now,
        "modified_on": now,
    }
    key = work.session.connection().execute(_NEW_MSG, values).inserted_primary_key
    assert key is not None
    contact.last_msg_id = int(key[0])
    work.publish("messages", workspace.uuid, contact.uuid)
    return tables.Msg(id=int(key[0]), **values)


def requeue(msg: tables.Msg, to: Destination, now: dt.datetime) -> None:
    """Queue a message once more, as if it had never been tried; its attempts stay as they are.

    Its age counts from now when it is older than a day: what waits for a week is failed as too old.
    """
    assert to.urn is not None and to.channel is not None
    if now - msg.created_on > KEEPS_ITS_AGE:
        msg.created_on = now
    msg.urn_id = to.urn.id
    msg.channel_id = to.channel.id
    msg.status = "queued"
    msg.failed_reason = None
    msg.error_count = 0
    msg.next_attempt = None
    msg.sent_on = None
    msg.modified_on = now


def _serving(session: Session, workspace_id: int) -> list[tables.Channel]:
    return list(session.scalars(_SERVING, {"workspace_id": workspace_id}))


def _nearest(serving: list[tables.Channel], number: str) -> tables.Channel | None:
    """The phone whose own number begins most like the contact's: often the same network, which is cheaper."""
    return max(serving, key=lambda channel: _common_start(channel.address, number), default=None)


def _common_start(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))


# Built once: every message out needs them.
_NEW_MSG = insert(tables.Msg)
_SERVING = (
    select(tables.Channel)
    .join(tables.ChannelWorkspace, tables.ChannelWorkspace.channel_id == tables.Channel.id)
    .where(tables.ChannelWorkspace.workspace_id == bindparam("workspace_id"), tables.Channel.state.in_(SENDING_STATES))
    .order_by(tables.ChannelWorkspace.is_default.desc(), tables.Channel.id)
)
