"""Conversations and messages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol, get_args

from app.contracts.base import ADMINISTRATOR, AGENT, EDITOR, VIEWER, Page, access

Direction = Literal["in", "out"]
Folder = Literal["inbox", "flows", "archived", "outbox", "sent", "failed"]

# Why a message failed: stable words in `failed_reason`.
FailedReason = Literal[
    "contact",
    "no_destination",
    "no_channel",
    "error_limit",
    "too_old",
    "too_long",
    "looping",
    "channel_removed",
    "interrupted",
    "suspended",
]
CONTACT_INACTIVE: Final = "contact"
NO_DESTINATION: Final = "no_destination"
NO_CHANNEL: Final = "no_channel"
ERROR_LIMIT: Final = "error_limit"
TOO_OLD: Final = "too_old"
TOO_LONG: Final = "too_long"
LOOPING: Final = "looping"
CHANNEL_REMOVED: Final = "channel_removed"
INTERRUPTED: Final = "interrupted"
SUSPENDED: Final = "suspended"  # its workspace is in the archive
FAILED_REASONS: Final = get_args(FailedReason)

# Why one message of many was left as it is: not here (any more); goes out, so it has no labels and no archive; was deleted; waits
# to be sent or is with a phone; did not fail; is not uncertain; nobody can be reached.
SkippedReason = Literal[
    "not_found", "outgoing", "deleted", "unsent", "not_failed", "not_uncertain", "no_channel", "contact_inactive"
]
MAX_MSGS: Final = 100  # that one call changes


@dataclass(frozen=True, slots=True)
class Conversation:
    """A contact and its latest message. `status` is the message's: pending, handled; queued, wired, sent, delivered, failed;
    `by_modem` as in `Msg`."""

    contact: str
    name: str
    urn: str
    text: str
    direction: Direction
    status: str
    created_on: dt.datetime
    flow: str | None
    unhandled: bool
    by_modem: bool = False


@dataclass(frozen=True, slots=True)
class Msg:
    """`flow` is the name of the flow that sent or took it; `failed_reason` a stable word; `segments` SMS parts;
    `uncertain`: handed to a phone that never told what became of it. `by_modem`: its channel is a SIM in a modem, not a phone."""

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
    by_modem: bool = False


# Why a message waits, in the order in which it is asked. `with_phone`: a phone has it and has not said that it was sent.
WaitCode = Literal[
    "uncertain",
    "with_phone",
    "phone_released",
    "suspended",
    "contact",
    "too_old",
    "retry_at",
    "behind_bundle",
    "quiet_hours",
    "budget_used",
    "phone_not_seen",
    "phone_full",
    "modem_paused",
    "modem_not_ready",
    "sim_limit",
    "turn",
]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a message has not gone out yet.

    `until`: its next try, the end of the quiet hours, the next day of the budget or of the SIM's limit, when the phone has room
    again, or when it is expected (turn). `since`: when the phone or modem was seen last, or was handed it. `msg`: the UUID of the
    one it stands behind. `before` messages of its workspace go first (counted up to 1,000), and `others` more workspaces wait for
    the same phone. `limit` and `used`: parts of the budget, of the SIM's day, or of what the phone can send and has to.
    """

    code: WaitCode
    until: dt.datetime | None = None
    since: dt.datetime | None = None
    msg: str | None = None
    before: int | None = None
    others: int | None = None
    limit: int | None = None
    used: int | None = None


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


@dataclass(frozen=True, slots=True)
class LabelRef:
    uuid: str
    name: str


@dataclass(frozen=True, slots=True)
class ListedMsg:
    """A message in a list. `folder` None: in none (still being handled). `urn` is the number it came from or goes to.
    `uncertain` as in `Msg`."""

    uuid: str
    contact: str
    name: str
    urn: str
    direction: Direction
    text: str
    attachments: list[str]
    status: str
    folder: Folder | None
    flow: str | None
    channel: str | None
    labels: list[LabelRef]
    failed_reason: str | None
    created_on: dt.datetime
    sent_on: dt.datetime | None
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class LabelCount:
    uuid: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class FolderCounts:
    """How many messages each folder has, how many calls and scheduled broadcasts there are, and how many visible messages have
    each label (by name)."""

    folders: dict[Folder, int]
    calls: int
    scheduled: int
    labels: list[LabelCount]


@dataclass(frozen=True, slots=True)
class Call:
    """`type` mo_call (answered), mo_miss (missed), mt_call (made), unk; `seconds` how long. `contact` None: unknown."""

    uuid: str
    type: str
    contact: str | None
    name: str
    urn: str
    channel: str
    seconds: int
    occurred_on: dt.datetime


@dataclass(frozen=True, slots=True)
class ScheduledBroadcast:
    """`repeat` never, daily, weekly, monthly. `next_fire` None: not again."""

    uuid: str
    text: str
    repeat: str
    next_fire: dt.datetime | None
    is_paused: bool
    created_by: str
    created_on: dt.datetime


@dataclass(frozen=True, slots=True)
class MsgFilters:
    """Where to search. `contact` is a UUID; `after` and `until` are local days of the workspace, both included."""

    folder: Folder | None = None
    contact: str | None = None
    after: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to before `end`, in characters (code points)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FoundMsg:
    """A message with all the words; `spans` says where in its text."""

    msg: ListedMsg
    spans: list[Span]


@dataclass(frozen=True, slots=True)
class Skipped:
    uuid: str
    why: SkippedReason


@dataclass(frozen=True, slots=True)
class BulkResult:
    """`changed` are the UUIDs of the messages that are different now; the inverse call with them is the undo."""

    changed: list[str]
    skipped: list[Skipped]


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

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def folders(self, workspace: str) -> FolderCounts: ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def folder(self, workspace: str, folder: Folder, before: str | None = None, limit: int = 50) -> Page[ListedMsg]:
        """Newest first. Errors: `invalid` folder, before."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def labelled(self, workspace: str, label: str, before: str | None = None, limit: int = 50) -> Page[ListedMsg]:
        """Visible messages with this label, newest first. Errors: `not_found` (label)."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def calls(self, workspace: str, before: str | None = None, limit: int = 50) -> Page[Call]:
        """Newest first."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def scheduled(self, workspace: str, before: str | None = None, limit: int = 50) -> Page[ScheduledBroadcast]:
        """Broadcasts with a schedule, newest first."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def search(
        self,
        workspace: str,
        words: str,
        filters: MsgFilters | None = None,
        before: str | None = None,
        limit: int = 50,
    ) -> Page[FoundMsg]:
        """Messages that have all the words, newest first; archived ones too, deleted ones not.

        A word is found where one begins so (one letter alone: where it stands alone); case, accents and forms of letters do not
        count, and no sign has a meaning. A page may be short, even empty, and still have a cursor: go on with it. Without a word
        nothing is found.
        Errors: `not_found` (contact), `invalid` folder, before.
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def label(self, workspace: str, msgs: list[str], label: str) -> BulkResult:
        """Put a label on incoming messages, at most 100 a call. Errors: `not_found` (label), `invalid` msgs (`empty`,
        `too_many`); so do the next ones."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def unlabel(self, workspace: str, msgs: list[str], label: str) -> BulkResult: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def archive(self, workspace: str, msgs: list[str]) -> BulkResult:
        """Out of inbox and flows; incoming ones only."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def restore(self, workspace: str, msgs: list[str]) -> BulkResult:
        """Archived ones back to where they were."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def delete(self, workspace: str, msgs: list[str]) -> BulkResult:
        """Wipe text, attachments and labels for good; the row stays and counts in no folder. Not what is still to be sent."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def resend_many(self, workspace: str, msgs: list[str]) -> BulkResult:
        """Send failed and uncertain messages once more, those that can leave."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def uncertain(self, workspace: str, before: str | None = None, limit: int = 50) -> Page[ListedMsg]:
        """Uncertain messages, newest first, at most 100 a page."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def mark_sent(self, workspace: str, msgs: list[str]) -> BulkResult:
        """Uncertain messages that did go out, as far as somebody knows."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def cost(self, workspace: str, text: str) -> TextCost: ...
