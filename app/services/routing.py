"""Which workspace a message belongs to that came in on a phone several workspaces share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.services.assets import load_candidates
from app.services.keywords import match_keyword
from app.store import tables

CONVERSATION_DAYS = 30
ONLY, KEYWORD, SESSION, CONVERSATION, DEFAULT = "only", "keyword", "session", "conversation", "default"
AMBIGUOUS = ":ambiguous"


@dataclass(frozen=True, slots=True)
class Route:
    """`reason` is stored with the inbound: only, keyword, session, conversation or default, and `:ambiguous` behind it where
    several workspaces had the same claim."""

    workspace_id: int
    reason: str


def choose(session: Session, channel_id: int, address: str, text: str, now: dt.datetime) -> Route | None:
    """A matching keyword (unless the flow that waits ignores triggers), else the newest waiting session with that address,
    else the latest conversation of the last 30 days, else the channel's default. None: the channel serves nobody."""
    served = _served(session, channel_id)
    if len(served) < 2:
        return Route(served[0], ONLY) if served else None
    waiting = _newest_session(session, served, address)
    if waiting and waiting.ignores_triggers:
        return Route(waiting.workspace_id, SESSION)
    latest = _latest_conversation(session, served, address, now)
    order = [*([waiting.workspace_id] if waiting else []), *([latest] if latest else []), *served]
    matching = [found for found in served if match_keyword(load_candidates(session, found), text)]
    if matching:
        first = next(found for found in order if found in matching)
        return Route(first, KEYWORD + (AMBIGUOUS if len(matching) > 1 else ""))
    if waiting:
        return Route(waiting.workspace_id, SESSION + (AMBIGUOUS if waiting.others else ""))
    if latest:
        return Route(latest, CONVERSATION)
    return Route(served[0], DEFAULT)


@dataclass(frozen=True, slots=True)
class _Waiting:
    workspace_id: int
    ignores_triggers: bool
    others: bool


def _served(session: Session, channel_id: int) -> list[int]:
    """The channel's workspaces, its default first."""
    return list(session.scalars(_SERVED, {"channel_id": channel_id}))


_SHARE = tables.ChannelWorkspace
_SERVED = (
    select(_SHARE.workspace_id)
    .where(_SHARE.channel_id == bindparam("channel_id"))
    .order_by(_SHARE.is_default.desc(), _SHARE.workspace_id)
)


def _newest_session(session: Session, served: list[int], address: str) -> _Waiting | None:
    query = (
        select(tables.Session.workspace_id, tables.Flow.ignore_triggers)
        .join(tables.ContactUrn, tables.ContactUrn.contact_id == tables.Session.contact_id)
        .outerjoin(tables.Flow, tables.Flow.id == tables.Session.current_flow_id)
        .where(tables.ContactUrn.identity == address, tables.ContactUrn.workspace_id.in_(served))
        .where(tables.Session.status == "waiting")
        .order_by(tables.Session.id.desc())
    )
    rows = session.execute(query).all()
    if not rows:
        return None
    return _Waiting(rows[0][0], bool(rows[0][1]), len({row[0] for row in rows}) > 1)


def _latest_conversation(session: Session, served: list[int], address: str, now: dt.datetime) -> int | None:
    query = (
        select(tables.Contact.workspace_id)
        .join(tables.ContactUrn, tables.ContactUrn.contact_id == tables.Contact.id)
        .join(tables.Msg, tables.Msg.id == tables.Contact.last_msg_id)
        .where(tables.ContactUrn.identity == address, tables.ContactUrn.workspace_id.in_(served))
        .where(tables.Msg.created_on >= now - dt.timedelta(days=CONVERSATION_DAYS))
        .order_by(tables.Msg.id.desc())
        .limit(1)
    )
    return session.scalar(query)
