"""Conversations, messages and contact cards, read from rows."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from app.contracts.base import Page
from app.contracts.messages import ContactCard, Conversation, Direction, Msg
from app.errors import Invalid, NotFound
from app.services.modems import sims
from app.services.outgoing import find_destination
from app.store import tables

MAX_PAGE = 200
MAX_SEARCH = 64
MAX_ID = 2**31 - 1  # what PostgreSQL takes for an id
SCANNED = 20_000  # conversations looked through for one page of a search
UNHANDLED_SCANNED = 1_000
_PHONE_SIGNS = frozenset(" +-()./")
_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True, slots=True)
class Window:
    """A page: at most `limit` rows below the id `before` (None: from the newest)."""

    before: int | None
    limit: int

    @classmethod
    def of(cls, before: str | None, limit: int) -> Window:
        """Raises Invalid for what is no cursor."""
        return cls(None if before is None else read_cursor(before), max(1, min(limit, MAX_PAGE)))


def read_conversations(
    session: Session, workspace_id: int, search: str, window: Window, scope: Sequence[ColumnElement[bool]] = ()
) -> Page[Conversation]:
    """Newest first, of the contacts in `scope`. A search that finds little looks through so many conversations and then gives a
    cursor to go on."""
    before, limit = window.before, window.limit
    contact, msg = tables.Contact, tables.Msg
    query = (
        select(contact, msg, tables.Flow.name, tables.Channel.kind)
        .join(msg, msg.id == contact.last_msg_id)
        .outerjoin(tables.Flow, tables.Flow.id == msg.flow_id)
        .outerjoin(tables.Channel, tables.Channel.id == msg.channel_id)
        .where(contact.workspace_id == workspace_id, *scope)
        .order_by(contact.last_msg_id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        query = query.where(contact.last_msg_id < before)
    floor: int | None = None
    if words := " ".join(search.split())[:MAX_SEARCH]:
        floor = _floor(session, workspace_id, before)
        query = query.where(_matches(workspace_id, words))
        if floor is not None:
            query = query.where(contact.last_msg_id > floor)
    rows = session.execute(query).all()
    shown = rows[:limit]
    urns = _preferred_paths(session, [row[0].id for row in shown])
    following = shown[-1][0].last_msg_id if len(rows) > limit else _after(floor)
    cursor = str(following) if following is not None else None
    return Page([_as_conversation(row, urns.get(row[0].id, "")) for row in shown], cursor)


def read_history(session: Session, contact_id: int, window: Window) -> Page[Msg]:
    """Newest first; deleted messages are left out."""
    before, limit = window.before, window.limit
    query = _messages().where(tables.Msg.contact_id == contact_id, tables.Msg.visibility.in_(("visible", "archived")))
    if before is not None:
        query = query.where(tables.Msg.id < before)
    rows = session.execute(query.order_by(tables.Msg.id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    cursor = str(shown[-1][0].id) if len(rows) > limit else None
    return Page(_as_msgs(session, shown), cursor)


def read_msg(session: Session, msg_id: int) -> Msg:
    return _as_msgs(session, session.execute(_messages().where(tables.Msg.id == msg_id)).all())[0]


def read_card(session: Session, contact: tables.Contact) -> ContactCard:
    """`why` is `contact`, `no_destination` (no number) or `no_channel` (no phone)."""
    to = find_destination(session, contact)
    waiting = (
        select(tables.Flow.name)
        .join(tables.Session, tables.Session.current_flow_id == tables.Flow.id)
        .where(tables.Session.contact_id == contact.id, tables.Session.status == "waiting")
        .order_by(tables.Session.id.desc())
        .limit(1)
    )
    return ContactCard(
        uuid=contact.uuid,
        name=contact.name,
        urn=_preferred_paths(session, [contact.id]).get(contact.id, ""),
        language=contact.language or None,
        status=contact.status,
        created_on=contact.created_on,
        last_seen_on=contact.last_seen_on,
        in_flow=session.scalar(waiting),
        can_reply=to.why is None,
        why=to.why,
        fields=_field_texts(session, contact),
    )


def find_contact(session: Session, workspace_id: int, uuid: str) -> tables.Contact:
    """Raises NotFound."""
    query = select(tables.Contact).where(tables.Contact.uuid == uuid, tables.Contact.workspace_id == workspace_id)
    query = query.where(~tables.Contact.is_deleted)
    contact = session.scalar(query)
    if contact is None:
        raise NotFound("contact", uuid)
    return contact


def count_unhandled(session: Session, workspace_id: int) -> int:
    """Conversations whose latest message came in and no flow took it, among the latest thousand."""
    contact, msg = tables.Contact, tables.Msg
    newest = (
        select(contact.last_msg_id)
        .where(contact.workspace_id == workspace_id, contact.last_msg_id.is_not(None))
        .order_by(contact.last_msg_id.desc())
        .limit(UNHANDLED_SCANNED)
    )
    query = select(func.count()).where(msg.id.in_(newest), msg.direction == "in", msg.flow_id.is_(None))
    return session.scalar(query) or 0


def latest_attempts(session: Session, msg_ids: Sequence[int]) -> dict[int, str]:
    """State of the latest attempt by message."""
    query = (
        select(tables.Attempt.msg_id, tables.Attempt.state).where(tables.Attempt.msg_id.in_(msg_ids)).order_by(tables.Attempt.id)
    )
    return {row.msg_id: row.state for row in session.execute(query)}


def is_uncertain(status: str, attempt_state: str | None) -> bool:
    """Handed to a phone that never told what became of it, and not queued again since."""
    return status == "wired" and attempt_state == "uncertain"


def read_cursor(text: str) -> int:
    """Raises Invalid."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid("before", "not_a_cursor")
    return min(int(text), MAX_ID)


def _floor(session: Session, workspace_id: int, before: int | None) -> int | None:
    """Where a search stops: the last message id of the conversation that is `SCANNED` further down; None at the end."""
    column = tables.Contact.last_msg_id
    query = select(column).where(tables.Contact.workspace_id == workspace_id, column.is_not(None))
    if before is not None:
        query = query.where(column < before)
    return session.scalar(query.order_by(column.desc()).offset(SCANNED).limit(1))


def _after(floor: int | None) -> int | None:
    return None if floor is None else floor + 1


def _matches(workspace_id: int, words: str) -> ColumnElement[bool]:
    """Part of a name, number or of the latest text. The database folds case in ASCII only, so other cases are tried.

    Numbers are looked through once for all conversations, by their index.
    """
    forms = {
        form.translate(_ASCII_LOWER): form for form in (words, words.lower(), words.upper(), words.title(), words.capitalize())
    }
    tests: list[ColumnElement[bool]] = []
    for pattern in sorted(_pattern(form) for form in forms.values()):
        tests += [_like(tables.Contact.name, pattern), _like(tables.Msg.text, pattern)]
    if digits := _digits(words):
        urn = tables.ContactUrn
        found = select(urn.contact_id).where(urn.workspace_id == workspace_id, urn.identity.contains(digits))
        tests.append(tables.Contact.id.in_(found))
    return or_(*tests)


def _like(column: Any, pattern: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.ilike(pattern, escape="\\")
    return found


def _pattern(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _digits(words: str) -> str:
    """The digits of what looks like a number, in any script, without the national 0 in front; empty for anything else."""
    digits = ""
    for char in words:
        if char in _PHONE_SIGNS:
            continue
        value = unicodedata.decimal(char, None)
        if value is None:
            return ""
        digits += str(value)
    return digits.lstrip("0")


def _messages() -> Select[tables.Msg, str, str, str]:
    msg = tables.Msg
    return (
        select(msg, tables.Flow.name, tables.Channel.name, tables.Channel.kind)
        .outerjoin(tables.Flow, tables.Flow.id == msg.flow_id)
        .outerjoin(tables.Channel, tables.Channel.id == msg.channel_id)
    )


def _as_conversation(row: Row[tables.Contact, tables.Msg, str, str], urn: str) -> Conversation:
    contact, msg, flow, kind = row
    return Conversation(
        contact=contact.uuid,
        name=contact.name,
        urn=urn,
        text=msg.text,
        direction=as_direction(msg.direction),
        status=msg.status,
        created_on=msg.created_on,
        flow=flow,
        unhandled=msg.direction == "in" and msg.flow_id is None,
        by_modem=kind == sims.KIND,
    )


def _as_msgs(session: Session, rows: Sequence[Row[tables.Msg, str, str, str]]) -> list[Msg]:
    found = [row[0].id for row in rows]
    attempts = latest_attempts(session, found)
    incoming = select(tables.Inbound.msg_id, tables.Inbound.routing).where(tables.Inbound.msg_id.in_(found))
    routing = {row.msg_id: row.routing for row in session.execute(incoming)}
    return [
        Msg(
            uuid=msg.uuid,
            direction=as_direction(msg.direction),
            text=msg.text,
            status=msg.status,
            created_on=msg.created_on,
            sent_on=msg.sent_on,
            flow=flow,
            channel=channel,
            segments=msg.segments,
            author=msg.created_by,
            failed_reason=msg.failed_reason,
            uncertain=is_uncertain(msg.status, attempts.get(msg.id)),
            attachments=list(msg.attachments or []),
            routing=routing.get(msg.id),
            by_modem=kind == sims.KIND,
        )
        for msg, flow, channel, kind in rows
    ]


def _preferred_paths(session: Session, contacts: list[int]) -> dict[int, str]:
    """The path of each contact's preferred URN: a number as `+250788123123`."""
    urn = tables.ContactUrn
    query = select(urn.contact_id, urn.path).where(urn.contact_id.in_(contacts)).order_by(urn.priority, urn.id.desc())
    return {row.contact_id: row.path for row in session.execute(query)}


def _field_texts(session: Session, contact: tables.Contact) -> dict[str, str]:
    """Set fields by name, in the order of names."""
    query = (
        select(tables.ContactField.uuid, tables.ContactField.name)
        .where(tables.ContactField.workspace_id == contact.workspace_id)
        .order_by(tables.ContactField.name)
    )
    values: dict[str, Any] = contact.fields or {}
    named = [(name, values.get(uuid)) for uuid, name in session.execute(query)]
    return {name: str(value.get("text", "")) for name, value in named if value and value.get("text")}


def as_direction(text: str) -> Direction:
    return "in" if text == "in" else "out"
