"""Tickets and their events, read from rows; agents see those that are theirs or nobody's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.contracts import tickets as contracts
from app.contracts.base import Actor, Page
from app.errors import Invalid, NotFound
from app.services.agent_scope import TICKET_ROLES, agent_tickets
from app.services.ticket_rows import CLOSED, OPEN
from app.store import tables

MAX_PAGE = 200
FOLDERS = ("mine", "unassigned", "all")

_Ticket, _Event = tables.Ticket, tables.TicketEvent
_Assignee, _Opener = aliased(tables.User), aliased(tables.User)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets of a list. Raises Invalid for what is none of the contract's words."""

    folder: str
    status: str
    topic_id: int | None

    def __post_init__(self) -> None:
        if self.folder not in FOLDERS:
            raise Invalid("folder", "unknown")
        if self.status not in (OPEN, CLOSED):
            raise Invalid("status", "unknown")

    def conditions(self, actor: Actor, workspace: tables.Workspace) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [_Ticket.status == self.status, *agent_tickets(actor, workspace)]
        if self.folder == "mine":
            found.append(_Ticket.assignee_id == actor.user_id)
        elif self.folder == "unassigned":
            found.append(_Ticket.assignee_id.is_(None))
        if self.topic_id is not None:
            found.append(_Ticket.topic_id == self.topic_id)
        return found


def count_folders(session: Session, workspace: tables.Workspace, actor: Actor) -> contracts.TicketFolders:
    mine = func.sum(case((_Ticket.assignee_id == actor.user_id, 1), else_=0))
    nobodys = func.sum(case((_Ticket.assignee_id.is_(None), 1), else_=0))
    query = select(mine, nobodys, func.count()).where(_Ticket.workspace_id == workspace.id, _Ticket.status == OPEN)
    row = session.execute(query.where(*agent_tickets(actor, workspace))).one()
    return contracts.TicketFolders(int(row[0] or 0), int(row[1] or 0), row[2])


def read_page(
    session: Session, workspace: tables.Workspace, wanted: Sequence[ColumnElement[bool]], before: str | None, limit: int
) -> Page[contracts.Ticket]:
    """The latest activity first."""
    limit = max(1, min(limit, MAX_PAGE))
    query = select(_Ticket.id, _Ticket.last_activity_on).where(_Ticket.workspace_id == workspace.id, *wanted)
    if before is not None:
        moment, row_id = _read_cursor(before)
        query = query.where(_Ticket.last_activity_on <= moment, or_(_Ticket.last_activity_on < moment, _Ticket.id < row_id))
    rows = session.execute(query.order_by(_Ticket.last_activity_on.desc(), _Ticket.id.desc()).limit(limit + 1)).all()
    shown = read_rows(session, workspace, [row.id for row in rows[:limit]])
    return Page(shown, _cursor(rows[limit - 1]) if len(rows) > limit else None)


def may_open(session: Session, workspace: tables.Workspace, actor: Actor, contact: tables.Contact) -> bool:
    """Agents open tickets for contacts whom they know from one, so that no guessed UUID shows them a stranger."""
    conditions = agent_tickets(actor, workspace)
    known = select(_Ticket.id).where(_Ticket.contact_id == contact.id, *conditions).limit(1)
    return not conditions or session.scalar(known) is not None


def find_some(session: Session, workspace: tables.Workspace, actor: Actor, uuids: Sequence[str]) -> list[tables.Ticket]:
    """In the order asked for. Raises NotFound for one that is not there or that the actor may not see."""
    query = select(_Ticket).where(_Ticket.workspace_id == workspace.id, _Ticket.uuid.in_(uuids), *agent_tickets(actor, workspace))
    found = {row.uuid: row for row in session.scalars(query)}
    missing = next((uuid for uuid in uuids if uuid not in found), None)
    if missing is not None:
        raise NotFound("ticket", missing[:100])
    return [found[uuid] for uuid in uuids]


def read_some(session: Session, workspace: tables.Workspace, actor: Actor, uuids: Sequence[str]) -> list[contracts.Ticket]:
    rows = find_some(session, workspace, actor, uuids)
    return read_rows(session, workspace, [row.id for row in rows])


def read_rows(session: Session, workspace: tables.Workspace, ticket_ids: Sequence[int]) -> list[contracts.Ticket]:
    """In the order of the ids."""
    rows = {row[0].id: row for row in session.execute(_SHOWN.where(_Ticket.id.in_(ticket_ids)))}
    numbers = {} if workspace.is_anon else _preferred(session, [row[0].contact_id for row in rows.values()])
    return [_shown(rows[one], numbers) for one in ticket_ids]


def read_events(session: Session, ticket_id: int, before: str | None, limit: int) -> Page[contracts.TicketEvent]:
    """The newest first."""
    limit = max(1, min(limit, MAX_PAGE))
    query = _EVENTS.where(_Event.ticket_id == ticket_id)
    if before is not None:
        query = query.where(_Event.id < _number(before))
    rows = session.execute(query.order_by(_Event.id.desc()).limit(limit + 1)).all()
    shown = [
        contracts.TicketEvent(
            uuid=row[0].uuid,
            type=_type(row[0].type),
            created_on=row[0].created_on,
            by=row.by or "",
            note=row[0].note or "",
            topic=row.topic or "",
            assignee=row.assignee or "",
        )
        for row in rows[:limit]
    ]
    return Page(shown, str(rows[limit - 1][0].id) if len(rows) > limit else None)


def read_assignees(session: Session, workspace_id: int) -> list[contracts.Assignee]:
    counts = (
        select(_Ticket.assignee_id, func.count().label("open"))
        .where(_Ticket.workspace_id == workspace_id, _Ticket.status == OPEN)
        .group_by(_Ticket.assignee_id)
        .subquery()
    )
    query = (
        _assignable(workspace_id)
        .add_columns(tables.User.uuid, tables.User.name, counts.c.open)
        .outerjoin(counts, counts.c.assignee_id == tables.User.id)
        .order_by(tables.User.name, tables.User.id)
    )
    return [contracts.Assignee(row.uuid, row.name, row.open or 0) for row in session.execute(query)]


def find_assignee(session: Session, workspace_id: int, uuid: str | None) -> int | None:
    """None for nobody. Raises NotFound for somebody who works on no tickets here."""
    if uuid is None:
        return None
    found: int | None = session.scalar(_assignable(workspace_id).where(tables.User.uuid == uuid))
    if found is None:
        raise NotFound("user", uuid[:100])
    return found


def assignable_ids(session: Session, workspace_id: int) -> list[int]:
    """Who works on tickets here."""
    return list(session.scalars(_assignable(workspace_id).order_by(tables.User.id)))


def _assignable(workspace_id: int) -> Select[Any]:
    member, user = tables.Membership, tables.User
    return (
        select(user.id)
        .join(member, member.user_id == user.id)
        .where(member.workspace_id == workspace_id, member.role.in_(TICKET_ROLES), user.is_active, user.uuid.is_not(None))
    )


def _preferred(session: Session, contact_ids: Sequence[int]) -> dict[int, str]:
    """The path of each contact's first URN."""
    urn = tables.ContactUrn
    query = select(urn.contact_id, urn.path).where(urn.contact_id.in_(contact_ids)).order_by(urn.priority, urn.id.desc())
    return {row.contact_id: row.path for row in session.execute(query)}


def _shown(row: Any, numbers: dict[int, str]) -> contracts.Ticket:
    ticket: tables.Ticket = row[0]
    return contracts.Ticket(
        uuid=ticket.uuid,
        contact=row.contact,
        contact_name=row.contact_name,
        urn=numbers.get(ticket.contact_id, ""),
        topic=row.topic,
        topic_name=row.topic_name,
        assignee=row.assignee,
        assignee_name=row.assignee_name or "",
        status="open" if ticket.status == OPEN else "closed",
        opened_on=ticket.opened_on,
        opened_by=row.opened_by or "",
        flow=row.flow or "",
        replied_on=ticket.replied_on,
        closed_on=ticket.closed_on,
        last_activity_on=ticket.last_activity_on,
    )


def _type(text: str) -> contracts.TicketEventType:
    return text  # type: ignore[return-value]


def _cursor(row: Any) -> str:
    return f"{(row.last_activity_on - _EPOCH) // _MICROSECOND}-{row.id}"


def _read_cursor(text: str) -> tuple[dt.datetime, int]:
    moment, _, row_id = text.partition("-")
    try:
        return _EPOCH + _number(moment) * _MICROSECOND, _number(row_id)
    except OverflowError:
        raise Invalid("before", "cursor") from None


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid("before", "cursor")
    return int(text)


_SHOWN = (
    select(
        _Ticket,
        tables.Contact.uuid.label("contact"),
        tables.Contact.name.label("contact_name"),
        tables.Topic.uuid.label("topic"),
        tables.Topic.name.label("topic_name"),
        _Assignee.uuid.label("assignee"),
        _Assignee.name.label("assignee_name"),
        _Opener.name.label("opened_by"),
        tables.Flow.name.label("flow"),
    )
    .join(tables.Contact, tables.Contact.id == _Ticket.contact_id)
    .join(tables.Topic, tables.Topic.id == _Ticket.topic_id)
    .outerjoin(_Assignee, _Assignee.id == _Ticket.assignee_id)
    .outerjoin(_Opener, _Opener.id == _Ticket.opened_by_id)
    .outerjoin(tables.Flow, tables.Flow.id == _Ticket.flow_id)
)
_EVENTS = (
    select(_Event, _Opener.name.label("by"), tables.Topic.name.label("topic"), _Assignee.name.label("assignee"))
    .outerjoin(_Opener, _Opener.id == _Event.user_id)
    .outerjoin(tables.Topic, tables.Topic.id == _Event.topic_id)
    .outerjoin(_Assignee, _Assignee.id == _Event.assignee_id)
)
