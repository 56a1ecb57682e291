"""Tickets as people see to them. What is written stands in `ticket_rows`; what is read in `ticket_reading`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from app.contracts import tickets as contracts
from app.contracts.base import Page
from app.contracts.tickets import Folder, TicketStatus
from app.engine.text import well_formed
from app.errors import Invalid, NotFound, OutpostError
from app.services import contacts, objects, ticket_closing, ticket_groups, ticket_rows, topics
from app.services import ticket_reading as reading
from app.services.agent_scope import check_contact
from app.services.base import Service
from app.services.flow_runtime import runtime_of
from app.store import tables
from app.store.database import UnitOfWork

_Ticket = tables.Ticket
MAX_NOTE = 10_000  # Source: RapidPro
MAX_AT_ONCE = 100

_Apply = Callable[[UnitOfWork, tables.Ticket, tables.Contact], bool]


class Tickets(Service, contract=contracts.Tickets):
    """Implements `app.contracts.tickets.Tickets`."""

    def folders(self, workspace: str) -> contracts.TicketFolders:
        with self.core.store.read() as session:
            return reading.count_folders(session, self.workspace(session, workspace), self.actor)

    def all(
        self,
        workspace: str,
        folder: Folder = "all",
        status: TicketStatus = "open",
        *,
        topic: str | None = None,
        before: str | None = None,
        limit: int = 50,
    ) -> Page[contracts.Ticket]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            topic_id = objects.find(session, tables.Topic, space.id, "topic", uuid=topic).id if topic is not None else None
            wanted = reading.Wanted(folder, status, topic_id)
            return reading.read_page(session, space, wanted.conditions(self.actor, space), before, limit)

    def ticket(self, workspace: str, ticket: str) -> contracts.Ticket:
        with self.core.store.read() as session:
            return reading.read_some(session, self.workspace(session, workspace), self.actor, [ticket])[0]

    def events(self, workspace: str, ticket: str, before: str | None = None, limit: int = 50) -> Page[contracts.TicketEvent]:
        with self.core.store.read() as session:
            found = reading.find_some(session, self.workspace(session, workspace), self.actor, [ticket])[0]
            return reading.read_events(session, found.id, before, limit)

    def assignees(self, workspace: str) -> list[contracts.Assignee]:
        with self.core.store.read() as session:
            return reading.read_assignees(session, self.workspace(session, workspace).id)

    def open(
        self, workspace: str, contact: str, topic: str | None = None, assignee: str | None = None, note: str = ""
    ) -> contracts.Ticket:
        note = check_note(note, is_needed=False)
        with self.change("tickets.open", workspace=workspace) as work:
            session, space = work.session, self.workspace(work.session, workspace)
            found = self._contact(work, space, contact)
            about = (
                objects.find(session, tables.Topic, space.id, "topic", uuid=topic)
                if topic
                else topics.default_of(session, space.id)
            )
            given_to = reading.find_assignee(session, space.id, assignee)
            ticket = ticket_rows.open_ticket(
                work, found, self._deed(workspace), topic_id=about.id, assignee_id=given_to, note=note or None
            )
            self.note(subject=ticket.uuid, contact=contact)
            self._changed(work, found, counts=True)
            return self._shown(work, space, [ticket])[0]

    def add_note(self, workspace: str, ticket: str, note: str) -> contracts.Ticket:
        note = check_note(note, is_needed=True)

        def apply(work: UnitOfWork, row: tables.Ticket, contact: tables.Contact) -> bool:
            ticket_rows.add_note(work, row, self._deed(workspace), note)
            return False

        return self._each("tickets.add_note", workspace, [ticket], apply)[0]

    def assign(self, workspace: str, tickets: list[str], assignee: str | None, note: str = "") -> list[contracts.Ticket]:
        note = check_note(note, is_needed=False)

        def apply(work: UnitOfWork, row: tables.Ticket, contact: tables.Contact) -> bool:
            given_to = reading.find_assignee(work.session, row.workspace_id, assignee)
            if row.assignee_id == given_to and not note:
                return False
            ticket_rows.assign(work, row, self._deed(workspace), given_to, note or None)
            self._changed(work, contact)
            return True

        return self._each("tickets.assign", workspace, tickets, apply, assignee=assignee)

    def change_topic(self, workspace: str, tickets: list[str], topic: str) -> list[contracts.Ticket]:
        def apply(work: UnitOfWork, row: tables.Ticket, contact: tables.Contact) -> bool:
            about = objects.find(work.session, tables.Topic, row.workspace_id, "topic", uuid=topic)
            if row.topic_id == about.id:
                return False
            ticket_rows.change_topic(work, row, self._deed(workspace), about.id)
            self._changed(work, contact)
            return True

        return self._each("tickets.change_topic", workspace, tickets, apply, topic=topic)

    def close(self, workspace: str, tickets: list[str]) -> list[contracts.Ticket]:
        def apply(work: UnitOfWork, row: tables.Ticket, contact: tables.Contact) -> bool:
            if row.status != ticket_rows.OPEN:
                return False
            ticket_rows.close(work, contact, row, self._deed(workspace))
            self._changed(work, contact, counts=True)
            shared = runtime_of(self.core).assets.get(work.session, row.workspace_id)
            ticket_closing.closed(self.core, work, shared.workspace, row, shared.candidates)
            return True

        return self._each("tickets.close", workspace, tickets, apply)

    def reopen(self, workspace: str, tickets: list[str]) -> list[contracts.Ticket]:
        def apply(work: UnitOfWork, row: tables.Ticket, contact: tables.Contact) -> bool:
            if row.status != ticket_rows.CLOSED or contact.open_tickets or contact.is_deleted or contact.status != "active":
                return False
            ticket_rows.reopen(work, contact, row, self._deed(workspace))
            self._changed(work, contact, counts=True)
            return True

        return self._each("tickets.reopen", workspace, tickets, apply)

    def _each(self, method: str, workspace: str, uuids: Sequence[str], apply: _Apply, **details: Any) -> list[contracts.Ticket]:
        """All in one transaction, the latest opened first; what `apply` did not change counts as none."""
        wanted = list(dict.fromkeys(uuids))
        if not wanted:
            raise Invalid("tickets", "empty")
        if len(wanted) > MAX_AT_ONCE:
            raise Invalid("tickets", "too_many", most=MAX_AT_ONCE)
        subject = wanted[0] if len(wanted) == 1 else None
        with self.change(method, workspace=workspace, subject=subject, **details) as work:
            space = self.workspace(work.session, workspace)
            rows = reading.find_some(work.session, space, self.actor, wanted)
            people = select(tables.Contact).where(tables.Contact.id.in_([row.contact_id for row in rows]))
            by_id = {contact.id: contact for contact in work.session.scalars(people)}
            newest = sorted(rows, key=lambda row: -row.id)
            changed = [row.uuid for row in newest if apply(work, row, by_id[row.contact_id])]
            if subject is None:
                self.note(tickets=changed, count=len(changed))
            return self._shown(work, space, rows)

    def _contact(self, work: UnitOfWork, space: tables.Workspace, uuid: str) -> tables.Contact:
        """One that a ticket can be opened for."""
        query = select(tables.Contact).where(tables.Contact.uuid == uuid, tables.Contact.workspace_id == space.id)
        found = work.session.scalar(query.where(~tables.Contact.is_deleted))
        if found is None or not reading.may_open(work.session, space, self.actor, found):
            raise NotFound("contact", uuid[:100])
        mine = select(_Ticket).where(_Ticket.contact_id == found.id, _Ticket.status == ticket_rows.OPEN)
        known = work.session.scalar(mine.order_by(_Ticket.id.desc()).limit(1))
        if known is not None:
            check_contact(work.session, self.actor, space, found)
            raise OutpostError("ticket_already_open", ticket=known.uuid)
        if found.status != "active":
            raise OutpostError("contact_inactive")
        return found

    def _changed(self, work: UnitOfWork, contact: tables.Contact, *, counts: bool = False) -> None:
        """The engine's and search's view of the contact is another now. `counts`: how many of its tickets are open, too."""
        if counts:
            ticket_groups.follow(self.core, work, contact, self.actor.user_id)
        contact.revision += 1
        contact.modified_on = self.core.clock.now()
        work.session.flush()
        contacts.mark_dirty(work.session, contact.id, contact.revision)

    def _deed(self, workspace: str) -> ticket_rows.Deed:
        return ticket_rows.Deed(workspace, self.core.clock.now(), self.actor.user_id)

    def _shown(self, work: UnitOfWork, space: tables.Workspace, rows: Sequence[tables.Ticket]) -> list[contracts.Ticket]:
        """Also those that the actor has just given away."""
        work.session.flush()
        return reading.read_rows(work.session, space, [row.id for row in rows])


def check_note(note: str, *, is_needed: bool) -> str:
    """Raises Invalid note `empty` or `too_long`."""
    if len(note) > MAX_NOTE:
        raise Invalid("note", "too_long", limit=MAX_NOTE)
    note = well_formed(note).replace("\0", "").strip()
    if is_needed and not note:
        raise Invalid("note", "empty")
    return note
