"""Which workspace a message or a call belongs to that came in on a phone several workspaces share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.services.assets import load_candidates
from app.services.keywords import Candidate, match_event, match_keyword, says_keyword
from app.store import tables

CONVERSATION_DAYS = 30
ONLY, KEYWORD, TRIGGER, SESSION, CONVERSATION, DEFAULT = "only", "keyword", "trigger", "session", "conversation", "default"
AMBIGUOUS = ":ambiguous"


@dataclass(frozen=True, slots=True)
class Route:
    """`reason` is stored with what came in: only, keyword (of events trigger), session, conversation or default, and
    `:ambiguous` behind it where several workspaces had the same claim."""

    workspace_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something other than a message: `type` is that of the triggers that it sets off, empty: none."""

    type: str
    referrer: str = ""


def choose(
    session: Session,
    channel_id: int,
    address: str,
    text: str,
    now: dt.datetime,
    *,
    occasion: Occasion | None = None,
    candidates_of: Callable[[Session, int], Sequence[Candidate]] = load_candidates,
) -> Route | None:
    """A matching trigger (no keyword when the flow that waits ignores triggers), else the newest waiting session with that
    address, else the latest conversation of the last 30 days, else the channel's default. None: the channel serves nobody.

    `occasion`: it was no message. `candidates_of` a workspace: who has them at hand says so.
    """
    served = _served(session, channel_id)
    if len(served) < 2:
        return Route(served[0], ONLY) if served else None
    waiting = _newest_session(session, served, address)
    if waiting and waiting.ignores_triggers and occasion is None:
        return Route(waiting.workspace_id, SESSION)
    matching = [
        found
        for found in served
        if _has_trigger(session, candidates_of(session, found), (channel_id, found, address), text, occasion)
    ]
    claim = KEYWORD if occasion is None else TRIGGER
    if len(matching) == 1:
        return Route(matching[0], claim)
    if waiting and not matching:
        return Route(waiting.workspace_id, SESSION + (AMBIGUOUS if waiting.others else ""))
    latest = _latest_conversation(session, served, address, now)
    if matching:
        order = [*([waiting.workspace_id] if waiting else []), *([latest] if latest else []), *served]
        return Route(next(found for found in order if found in matching), claim + AMBIGUOUS)
    if latest:
        return Route(latest, CONVERSATION)
    return Route(served[0], DEFAULT)


def only_workspace(session: Session, channel_id: int) -> Route | None:
    """Where everything of this channel goes, if it serves one workspace; None: `choose` has to look at each message."""
    served = _served(session, channel_id)
    return Route(served[0], ONLY) if len(served) == 1 else None


@dataclass(frozen=True, slots=True)
class _Waiting:
    workspace_id: int
    ignores_triggers: bool
    others: bool


def _served(session: Session, channel_id: int) -> list[int]:
    """The channel's workspaces, its default first. Those in the archive only when there are no others: nothing may be lost."""
    shares = session.execute(_SERVED, {"channel_id": channel_id}).all()
    return [row.workspace_id for row in shares if not row.is_archived] or [row.workspace_id for row in shares]


_SHARE = tables.ChannelWorkspace
_SERVED = (
    select(_SHARE.workspace_id, tables.Workspace.is_archived)
    .join(tables.Workspace, tables.Workspace.id == _SHARE.workspace_id)
    .where(_SHARE.channel_id == bindparam("channel_id"))
    .order_by(_SHARE.is_default.desc(), _SHARE.workspace_id)
)
_GROUPS = (
    select(tables.ContactGroup.uuid)
    .join(tables.GroupContact, tables.GroupContact.group_id == tables.ContactGroup.id)
    .join(tables.ContactUrn, tables.ContactUrn.contact_id == tables.GroupContact.contact_id)
    .where(
        tables.ContactUrn.workspace_id == bindparam("workspace_id"),
        tables.ContactUrn.identity == bindparam("identity"),
        tables.ContactGroup.is_active,
    )
)


def _has_trigger(
    session: Session, candidates: Sequence[Candidate], place: tuple[int, int, str], text: str, occasion: Occasion | None
) -> bool:
    """Whether a trigger of the workspace would take it: only then are its channel and the sender's groups read."""
    channel_id, workspace_id, address = place
    if not (says_keyword(candidates, text) if occasion is None else any(one.type == occasion.type for one in candidates)):
        return False
    channel = session.scalar(select(tables.Channel.uuid).where(tables.Channel.id == channel_id))
    groups = session.scalars(_GROUPS, {"workspace_id": workspace_id, "identity": address})
    if occasion is not None:
        return match_event(candidates, occasion.type, channel, list(groups), occasion.referrer) is not None
    return match_keyword(candidates, text, channel, list(groups)) is not None


def _newest_session(session: Session, served: list[int], address: str) -> _Waiting | None:
    rows = session.execute(_WAITING, {"identity": address, "served": served}).all()
    if not rows:
        return None
    return _Waiting(rows[0][0], bool(rows[0][1]), len({row[0] for row in rows}) > 1)


def _latest_conversation(session: Session, served: list[int], address: str, now: dt.datetime) -> int | None:
    since = now - dt.timedelta(days=CONVERSATION_DAYS)
    found: int | None = session.scalar(_CONVERSATION, {"identity": address, "served": served, "since": since})
    return found


# Made once: putting a statement together costs more than running it.
_Urn = tables.ContactUrn
_IS_SERVED = (_Urn.identity == bindparam("identity"), _Urn.workspace_id.in_(bindparam("served", expanding=True)))
_WAITING = (
    select(tables.Session.workspace_id, tables.Flow.ignore_triggers)
    .join(_Urn, _Urn.contact_id == tables.Session.contact_id)
    .outerjoin(tables.Flow, tables.Flow.id == tables.Session.current_flow_id)
    .where(*_IS_SERVED, tables.Session.status == "waiting")
    .order_by(tables.Session.id.desc())
)
_CONVERSATION = (
    select(tables.Contact.workspace_id)
    .join(_Urn, _Urn.contact_id == tables.Contact.id)
    .join(tables.Msg, tables.Msg.id == tables.Contact.last_msg_id)
    .where(*_IS_SERVED, tables.Msg.created_on >= bindparam("since"))
    .order_by(tables.Msg.id.desc())
    .limit(1)
)
