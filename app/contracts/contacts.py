"""Contacts, their groups and fields."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from app.contracts.base import ADMINISTRATOR, AGENT, EDITOR, VIEWER, Page, access

Status = Literal["active", "blocked", "stopped", "archived"]
Sort = Literal["newest", "oldest", "name", "-name"]
FieldType = Literal["text", "number", "datetime", "state", "district", "ward"]
AgentAccess = Literal["none", "view", "edit"]


@dataclass(frozen=True, slots=True)
class Urn:
    """`text` is `scheme:path`. A workspace that hides addresses shows eight stars for path and `display`. `channel`: UUID of
    the phone it was last heard on."""

    text: str
    scheme: str
    path: str
    display: str = ""
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class GroupRef:
    uuid: str
    name: str
    is_smart: bool


@dataclass(frozen=True, slots=True)
class FieldValue:
    """`text` as it came in; `value` what it reads as by the field's type: a decimal, an RFC 3339 time or the path of a place as
    text, None where it does not read as that (and counts as not set)."""

    key: str
    name: str
    type: FieldType
    text: str
    value: str | None


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact in a list. `urn` is the path of the preferred one; `fields` the texts of those that are shown in tables, by
    key; `ref` a short code that stands for the contact where addresses are hidden."""

    uuid: str
    ref: str
    name: str
    urn: str
    status: Status
    language: str | None
    created_on: dt.datetime
    last_seen_on: dt.datetime | None
    flow: str | None = None
    open_tickets: int = 0
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contact:
    """`urns` the preferred one first; `fields` that are set, in the fields' order; `flow` the name of the one it waits in."""

    uuid: str
    ref: str
    name: str
    language: str | None
    timezone: str | None
    status: Status
    created_on: dt.datetime
    modified_on: dt.datetime
    last_seen_on: dt.datetime | None
    flow: str | None
    open_tickets: int
    urns: list[Urn] = field(default_factory=list)
    groups: list[GroupRef] = field(default_factory=list)
    fields: list[FieldValue] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Before:
    """How a contact was before its status was changed: `groups` are UUIDs of those that it then left."""

    contact: str
    status: Status
    groups: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change of many did, by UUID: those that changed, and those that it could not be done to."""

    changed: list[str]
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened to a contact.

    `kind`: msg (`type` in or out), run_started, run_ended (`type` how), ticket (`type` what was done to it), channel_event (a
    call), campaign (`type` fired, skipped or dead; `uuid` is its event's), event (a change; `type` is the engine's event type).
    `author`: the person who did it. `data` holds what else there is, by kind: msg status, visibility, attachments, channel;
    ticket uuid, topic, assignee; channel_event channel, extra; campaign its name, due_on (RFC 3339) and reason; event the engine
    event's properties.
    """

    kind: str
    type: str
    uuid: str
    at: dt.datetime
    text: str = ""
    flow: str | None = None
    author: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What will happen by itself. `kind` timeout, expiration, or campaign (`campaign` its name, `event` the UUID of its event,
    `text` the message in the base language); `at` None: counted from when the message is sent. `is_held`: it is late and waits
    for a person's word."""

    kind: str
    at: dt.datetime | None
    flow: str | None
    campaign: str | None = None
    event: str | None = None
    text: str = ""
    is_held: bool = False


class Contacts(Protocol):
    """Contacts are named by UUID. Several at a time: at most 1,000 a call, written in batches."""

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def page(
        self,
        workspace: str,
        status: Status = "active",
        group: str | None = None,
        *,
        sort: Sort = "newest",
        before: str | None = None,
        limit: int = 50,
    ) -> Page[ContactLine]:
        """Contacts of a status, or (with the UUID of a `group`) members of a group. `before`: the page's `next` cursor.

        Agents see contacts of their own tickets. Errors: `invalid` before (`not_a_cursor`), sort, status (`unknown`).
        """
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def counts(self, workspace: str) -> dict[str, int]:
        """How many contacts each status has."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def read(self, workspace: str, contact: str) -> Contact: ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def timeline(self, workspace: str, contact: str, before: str | None = None, limit: int = 50) -> Page[TimelineEntry]:
        """What happened to the contact, newest first. Errors: `invalid` before (`not_a_cursor`)."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def upcoming(self, workspace: str, contact: str) -> list[Upcoming]:
        """What will happen to the contact by itself, the soonest first."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def create(
        self,
        workspace: str,
        *,
        name: str = "",
        language: str = "",
        urns: list[str] | None = None,
        fields: dict[str, str] | None = None,
        groups: list[str] | None = None,
    ) -> Contact:
        """A new contact. `urns` `scheme:path` (or a phone number alone), the preferred one first; `fields` texts by key;
        `groups` UUIDs of groups by hand.

        Errors: `invalid` name (`too_long`), language (`unknown`), urns (`invalid`, `too_many`), fields (`unknown`, `too_long`),
        groups (`unknown`, `smart`); `urn_taken` (contact: UUID, name).
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def update(
        self,
        workspace: str,
        contact: str,
        *,
        name: str | None = None,
        language: str | None = None,
        urns: list[str] | None = None,
        fields: dict[str, str] | None = None,
        groups: list[str] | None = None,
    ) -> Contact:
        """Change what is given; None stays. `urns` and `groups` are then exactly these (smart groups keep themselves), of
        `fields` only those named; an empty text clears.

        Errors: as `create`; `invalid` urns (`hidden`) where the workspace hides addresses; `contact_busy`.
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR, AGENT)
    def set_fields(self, workspace: str, contact: str, fields: dict[str, str]) -> Contact:
        """Change these fields, texts by key; an empty text clears. Agents: of their contacts, fields they may edit.

        Errors: `invalid` fields (`unknown`, `too_long`, `forbidden`).
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def set_status(self, workspace: str, contacts: list[str], status: Status) -> list[Before]:
        """Block, stop, archive, or make active again. Who is not active leaves all groups and the flow it waits in.

        Returns how those were that changed, for `put_back`. Errors: `invalid` contacts (`empty`, `too_many`), status
        (`unknown`); `contact_busy`.
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def put_back(self, workspace: str, before: list[Before]) -> Changed:
        """Undo `set_status`: the statuses as they were, and back into the groups that are still there."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def delete(self, workspace: str, contacts: list[str]) -> int:
        """Delete for good; returns how many. The texts of their messages are wiped and their addresses are free at once or
        soon after; counts and results of flows stay. There is no undo.

        Errors: `invalid` contacts (`empty`, `too_many`).
        """
        ...


@dataclass(frozen=True, slots=True)
class Group:
    """`query`: of a smart group. `state` ready; evaluating, `progress` 0 to 1; invalid: its query can't be read any more."""

    uuid: str
    name: str
    query: str | None
    state: str
    contacts: int
    progress: float = 1.0
    created_on: dt.datetime | None = None


class Groups(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def all(self, workspace: str) -> list[Group]:
        """By name."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def deleted(self, workspace: str) -> list[Group]:
        """Those that can be restored, the latest first."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def create(self, workspace: str, name: str, query: str | None = None, contacts: list[str] | None = None) -> Group:
        """A group by hand, with these contacts (UUIDs, at most 1,000); or a smart one, which fills itself by `query`.

        Errors: `invalid` name (`empty`, `too_long`, `characters`, `taken`), query (a code of contact queries, or `not_allowed`),
        contacts (`smart`, `too_many`); `limit_reached`.
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def rename(self, workspace: str, group: str, name: str) -> Group: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def set_query(self, workspace: str, group: str, query: str) -> Group:
        """Of a smart group: it fills itself anew. Errors: `invalid` query (as for `create`, or `not_smart`)."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def delete(self, workspace: str, group: str) -> None:
        """Errors: `in_use` (kind, name, count, by) with the flows, triggers and campaigns that use it."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def restore(self, workspace: str, group: str) -> Group:
        """Undo `delete`. Members are as they were, but for those who are not active now; a smart group fills itself anew."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def add(self, workspace: str, group: str, contacts: list[str]) -> Changed:
        """Put contacts (UUIDs, at most 1,000) into a group by hand. `refused` are those who are not active.

        Errors: `invalid` group (`smart`), contacts (`empty`, `too_many`).
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def remove(self, workspace: str, group: str, contacts: list[str]) -> Changed:
        """Take contacts out. What `add` changed, `remove` undoes, and the other way round. Errors: as `add`."""
        ...


@dataclass(frozen=True, slots=True)
class Field:
    """`flows` how many flows use it, `groups` smart groups, `events` campaign events. `show_in_table`: in lists of contacts."""

    uuid: str
    key: str
    name: str
    type: FieldType
    show_in_table: bool
    agent_access: AgentAccess
    priority: int
    flows: int = 0
    groups: int = 0
    events: int = 0


class Fields(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def all(self, workspace: str) -> list[Field]:
        """In their order; agents see those they may see."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def deleted(self, workspace: str) -> list[Field]:
        """Those that can be restored, the latest first."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def create(
        self,
        workspace: str,
        name: str,
        type: FieldType = "text",
        key: str = "",
        *,
        show_in_table: bool = False,
        agent_access: AgentAccess = "view",
    ) -> Field:
        """`key` is what expressions call it; without one it is made of the name.

        Errors: `invalid` name (`empty`, `too_long`, `characters`, `taken`), key (`empty`: the name gives none; `characters`,
        `too_long`, `reserved`, `taken`), type, agent_access (`unknown`); `limit_reached`.
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def update(
        self,
        workspace: str,
        field: str,
        *,
        name: str | None = None,
        type: FieldType | None = None,
        show_in_table: bool | None = None,
        agent_access: AgentAccess | None = None,
    ) -> Field:
        """Change what is given, by the field's UUID; the key stays. Numbers and dates were read when the values came in;
        places are read anew, in the background.

        Errors: as `create`; `in_use` where a campaign counts from a date that would be none.
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def arrange(self, workspace: str, fields: list[str]) -> list[Field]:
        """Put the fields (UUIDs) in this order; those not named follow as they stand."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def delete(self, workspace: str, field: str) -> None:
        """Values stay until it is restored. Errors: `in_use` with the flows, smart groups and campaigns that use it."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def restore(self, workspace: str, field: str) -> Field:
        """Undo `delete`. Errors: `invalid` key (`taken`), `limit_reached`."""
        ...
