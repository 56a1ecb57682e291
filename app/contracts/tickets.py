"""Tickets: matters of contacts that people see to; and what they are about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, AGENT, EDITOR, VIEWER, Page, access

Folder = Literal["mine", "unassigned", "all"]
TicketStatus = Literal["open", "closed"]
TicketEventType = Literal["opened", "note_added", "assignee_changed", "topic_changed", "closed", "reopened"]


@dataclass(frozen=True, slots=True)
class Topic:
    """`open` and `closed`: how many tickets. The default one can't be renamed or deleted."""

    uuid: str
    name: str
    is_default: bool
    open: int
    closed: int


@dataclass(frozen=True, slots=True)
class Ticket:
    """`contact`, `topic` and `assignee` are UUIDs; `urn` is the contact's number, empty in anonymous workspaces.

    `opened_by` is a person's name, empty when a flow opened it (`flow`: its name).
    `replied_on`: when somebody of the office first wrote to the contact since. `last_activity_on`: a message, note or change.
    """

    uuid: str
    contact: str
    contact_name: str
    urn: str
    topic: str
    topic_name: str
    assignee: str | None
    assignee_name: str
    status: TicketStatus
    opened_on: dt.datetime
    opened_by: str
    flow: str
    replied_on: dt.datetime | None
    closed_on: dt.datetime | None
    last_activity_on: dt.datetime


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """`by`: whose doing, empty for a flow's; `topic` and `assignee` are names, as far as the type has them."""

    uuid: str
    type: TicketEventType
    created_on: dt.datetime
    by: str
    note: str
    topic: str
    assignee: str


@dataclass(frozen=True, slots=True)
class Assignee:
    """Somebody a ticket can be given to: an administrator, editor or agent of the workspace."""

    uuid: str
    name: str
    open: int


@dataclass(frozen=True, slots=True)
class TicketFolders:
    """How many open tickets."""

    mine: int
    unassigned: int
    all: int


class Topics(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def all(self, workspace: str) -> list[Topic]:
        """The default one first, then by name."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def deleted(self, workspace: str) -> list[Topic]:
        """Those that can be restored, the latest first."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def create(self, workspace: str, name: str) -> Topic:
        """A name of at most 64 characters that no other topic has; case does not count.

        Errors: `invalid`, `limit_reached`.
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def rename(self, workspace: str, topic: str, name: str) -> Topic:
        """Errors: `invalid`, `topic_default`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def delete(self, workspace: str, topic: str) -> None:
        """Errors: `in_use` (kind, name, count, by: names of flows), `topic_has_tickets` (count: open ones), `topic_default`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def restore(self, workspace: str, topic: str) -> Topic:
        """Undo `delete`. Errors: `invalid` where its name is another's now, `limit_reached`."""
        ...


class Tickets(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def folders(self, workspace: str) -> TicketFolders: ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def all(
        self,
        workspace: str,
        folder: Folder = "all",
        status: TicketStatus = "open",
        *,
        topic: str | None = None,
        before: str | None = None,
        limit: int = 50,
    ) -> Page[Ticket]:
        """The latest activity first; at most 200 a page. `topic`: only of this one, by UUID."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def ticket(self, workspace: str, ticket: str) -> Ticket: ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def events(self, workspace: str, ticket: str, before: str | None = None, limit: int = 50) -> Page[TicketEvent]:
        """What happened to it, the newest first."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def assignees(self, workspace: str) -> list[Assignee]:
        """By name."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR, AGENT)
    def open(self, workspace: str, contact: str, topic: str | None = None, assignee: str | None = None, note: str = "") -> Ticket:
        """Without `topic` the default one. Notes are at most 10,000 characters.

        Errors: `ticket_already_open` (ticket: its UUID), `contact_inactive`, `invalid`.
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR, AGENT)
    def add_note(self, workspace: str, ticket: str, note: str) -> Ticket: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR, AGENT)
    def assign(self, workspace: str, tickets: list[str], assignee: str | None, note: str = "") -> list[Ticket]:
        """At most 100 at once, as the next three; `assignee` None takes them from whoever has them. Those that are so already
        stay as they are."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR, AGENT)
    def change_topic(self, workspace: str, tickets: list[str], topic: str) -> list[Ticket]: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR, AGENT)
    def close(self, workspace: str, tickets: list[str]) -> list[Ticket]: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR, AGENT)
    def reopen(self, workspace: str, tickets: list[str]) -> list[Ticket]:
        """The latest of each contact; those of a contact who has an open one stay closed."""
        ...
