"""Conversations and messages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, AGENT, EDITOR, VIEWER, Page, access

Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A contact and its latest message. `status` is the message's: pending, handled; queued, wired, sent, delivered, failed."""

    contact: str
    name: str
    urn: str
    text: str
    direction: Direction
    status: str
    created_on: dt.datetime
    flow: str | None
    unhandled: bool


@dataclass(frozen=True, slots=True)
class Msg:
    """`flow` is the name of the flow that sent or took it; `failed_reason` a stable word; `segments` SMS parts;
    `uncertain`: handed to a phone that never told what became of it."""

    uuid: str
    direction: Direction
    text: str
    status: str
    created_on: dt.datetime
    sent_on: dt.datetime | None
    flow: str | None
    channel: str | None
    segments: int
    author: str | None = None
    failed_reason: str | None = None
    uncertain: bool = False
    attachments: list[str] = field(default_factory=list)
    routing: str | None = None


@dataclass(frozen=True, slots=True)
class ContactCard:
    """The head of a conversation. `can_reply` False: no phone reaches the contact; `why` says so in a stable word."""

    uuid: str
    name: str
    urn: str
    language: str | None
    status: str
    created_on: dt.datetime
    last_seen_on: dt.datetime | None
    in_flow: str | None
    can_reply: bool
    why: str | None
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextCost:
    """`segments` SMS parts of at most 140 octets; `encoding` gsm7 or ucs2; `left` characters until the next part."""

    segments: int
    encoding: str
    left: int


class Messages(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def conversations(self, workspace: str, search: str = "", before: str | None = None, limit: int = 50) -> Page[Conversation]:
        """Newest first; `search` is part of a name, number or of the latest text."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def history(self, workspace: str, contact: str, before: str | None = None, limit: int = 50) -> Page[Msg]:
        """Newest first."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def contact(self, workspace: str, contact: str) -> ContactCard: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR, AGENT)
    def reply(self, workspace: str, contact: str, text: str, request_id: str) -> Msg:
        """Queue a message to the contact. `request_id`: a UUID of the caller's; the same again is the same message.

        Errors: `invalid` text (`empty`, `too_long`), `no_channel`, `contact_inactive`.
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR, AGENT)
    def resend(self, workspace: str, msg: str) -> Msg:
        """Send a failed or uncertain message once more, as a new attempt."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def cost(self, workspace: str, text: str) -> TextCost: ...
