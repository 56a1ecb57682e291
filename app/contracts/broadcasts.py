"""Messages to many, and who they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, Page, access

SendState = Literal["pending", "started", "completed", "interrupting", "interrupted", "failed"]

# Why a start of many ended as failed when its flow was archived. Other reasons are `query:` with the code of what is wrong with
# the query, `nobody` (everybody whom a schedule names is gone), and the names of program errors.
FAILED_FLOW = "flow:missing"


@dataclass(frozen=True, slots=True)
class Recipients:
    """Everybody who is named in one way or another, each once.

    `contacts` and `groups` are UUIDs, `urns` such as `tel:+250788123123` (who is nobody's becomes a contact), `query` a contact
    search, of which only active contacts count. At most 10,000 contacts, 100 groups, 1,000 URNs.
    """

    contacts: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    urns: list[str] = field(default_factory=list)
    query: str = ""


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Who of the recipients is left out. `started_previously`: in the same flow, ever (starts only). `not_seen_since_days`: not
    heard of for so many days, or never; 0: does not matter."""

    non_active: bool = False
    in_a_flow: bool = False
    started_previously: bool = False
    not_seen_since_days: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """How many it would reach now. `is_complete` False: counting was cut short, there are at least so many.

    URNs that are nobody's count as one each.
    """

    count: int
    is_complete: bool


@dataclass(frozen=True, slots=True)
class LanguageEstimate:
    """`language` is a code; empty: that of no text. `longest`: segments of the longest message."""

    language: str
    messages: int
    segments: int
    longest: int


@dataclass(frozen=True, slots=True)
class PhoneEstimate:
    """What would go by one phone. `waiting` segments wait for it already, of all workspaces, and share it with these; `done_on`
    is when the last of these would be sent, if the phone is there all the time; None: not within sixty days."""

    phone: str
    name: str
    messages: int
    segments: int
    waiting: int
    segments_per_minute: float
    minutes: int | None
    done_on: dt.datetime | None
    last_seen_on: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What it would come to now: `contacts` as in `Reach`, and of what was made for `sampled` of them (all, if they are no
    more) as much for all: `messages` in so many `segments`. `unreachable` contacts have no number, or no phone serves them.

    `done_on`: when the slowest phone would be done. `is_too_late`: some would wait for more than seven days, and are not sent
    then. `is_partial`: the flow asks a web service, or writes to others, before its first question; what then follows is not
    foreseen.
    """

    contacts: int
    is_complete: bool
    sampled: int
    messages: int
    segments: int
    longest: int
    unreachable: int
    languages: list[LanguageEstimate]
    phones: list[PhoneEstimate]
    done_on: dt.datetime | None
    is_too_late: bool
    is_partial: bool


@dataclass(frozen=True, slots=True)
class Named:
    uuid: str
    name: str


@dataclass(frozen=True, slots=True)
class ShownRecipients:
    """`contacts` and `urns` are how many were named one by one."""

    contacts: int
    urns: int
    groups: list[Named]
    query: str


@dataclass(frozen=True, slots=True)
class BroadcastText:
    """In one language; may hold expressions such as `@contact.first_name`. Attachments are `content type:address`."""

    text: str
    attachments: list[str] = field(default_factory=list)
    quick_replies: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Broadcast:
    """`queued` messages of about `total` (None: not known before the end) were made so far. `error` a stable word when failed.
    `scheduled`: the scheduled broadcast that it is a time of."""

    uuid: str
    state: SendState
    text: str
    base_language: str
    languages: list[str]
    recipients: ShownRecipients
    exclusions: Exclusions
    queued: int
    total: int | None
    error: str | None
    flow: str | None
    scheduled: str | None
    created_by: str
    created_on: dt.datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of the messages that were made, each in one of these: `waiting` for a phone, `handed` to one, `sent`,
    `delivered`, `failed`, `taken_back` (by an interruption). Changes with the topic `messages`."""

    waiting: int = 0
    handed: int = 0
    sent: int = 0
    delivered: int = 0
    failed: int = 0
    taken_back: int = 0


class Broadcasts(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def preview(self, workspace: str, recipients: Recipients, exclusions: Exclusions) -> Reach:
        """Counts for at most three seconds. Errors as `send`."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def estimate(
        self,
        workspace: str,
        translations: dict[str, BroadcastText],
        base_language: str,
        recipients: Recipients,
        exclusions: Exclusions,
    ) -> Estimate:
        """Takes at most about three seconds. Errors as `send`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def send(
        self,
        workspace: str,
        translations: dict[str, BroadcastText],
        base_language: str,
        recipients: Recipients,
        exclusions: Exclusions,
        *,
        request_id: str | None = None,
    ) -> Broadcast:
        """Each contact gets it in their language, else in the workspace's first, else in the base language.

        `request_id`: a UUID of the caller's; the same again is the same broadcast, so that it can be asked again when the answer
        was lost.

        Errors: `not_found` (contact, group); `invalid` text (`empty`, `too_long`), attachments and quick_replies (`too_many`,
        `too_long`), base_language (`missing`), translations (`language`), recipients (`empty`, `too_many`), urns (`unknown`),
        query (the code of what is wrong with it), not_seen_since_days (`range`), request_id (`not_a_uuid`, `used`).
        """
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def all(self, workspace: str, before: str | None = None, limit: int = 50, scheduled: str | None = None) -> Page[Broadcast]:
        """Newest first; only those that a scheduled broadcast made, if one is named."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def get(self, workspace: str, broadcast: str) -> Broadcast: ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def progress(self, workspace: str, broadcast: str) -> Progress: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def interrupt(self, workspace: str, broadcast: str) -> Broadcast:
        """No more messages are made, and those that no phone has are taken back: as if they had never been made.

        Errors: `invalid` broadcast (`ended`).
        """
        ...
