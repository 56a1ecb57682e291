"""What an agent may see: contacts with an open ticket that is theirs or nobody's, and nothing of the others.

A ticket whose assignee works on tickets no longer (switched off, out of the workspace, or with a lesser role) is nobody's.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.contracts.base import ADMINISTRATOR, AGENT, EDITOR, Actor
from app.errors import NotFound
from app.store import tables

TICKET_ROLES = (ADMINISTRATOR, EDITOR, AGENT)

_Ticket = tables.Ticket


def is_agent(actor: Actor, workspace: str) -> bool:
    """Whether the rules of agents bind the actor in the workspace of this UUID."""
    return actor.roles.get(workspace) == AGENT


def agent_scope(
    actor: Actor, workspace: tables.Workspace, contact_id: InstrumentedAttribute[int] = tables.Contact.id
) -> list[ColumnElement[bool]]:
    """Conditions for a query's `where(*...)`: none for those who see every contact. `contact_id` is the query's column."""
    if not is_agent(actor, workspace.uuid):
        return []
    mine = select(_Ticket.contact_id).where(_Ticket.status == "open", *agent_tickets(actor, workspace))
    return [contact_id.in_(mine)]


def agent_tickets(actor: Actor, workspace: tables.Workspace) -> list[ColumnElement[bool]]:
    """As `agent_scope`, for a query of tickets, open and closed ones."""
    if not is_agent(actor, workspace.uuid):
        return []
    return [
        _Ticket.workspace_id == workspace.id,
        or_(
            _Ticket.assignee_id.is_(None),
            _Ticket.assignee_id == actor.user_id,
            _Ticket.assignee_id.not_in(_who_works_on_tickets(workspace.id)),
        ),
    ]


def check_contact(session: Session, actor: Actor, workspace: tables.Workspace, contact: tables.Contact) -> None:
    """Raises NotFound for a contact that the actor may not see."""
    conditions = agent_scope(actor, workspace)
    if conditions and session.scalar(select(tables.Contact.id).where(tables.Contact.id == contact.id, *conditions)) is None:
        raise NotFound("contact", contact.uuid)


def _who_works_on_tickets(workspace_id: int) -> Select[int]:
    member, user = tables.Membership, tables.User
    return (
        select(member.user_id)
        .join(user, user.id == member.user_id)
        .where(member.workspace_id == workspace_id, member.role.in_(TICKET_ROLES), user.is_active)
    )
