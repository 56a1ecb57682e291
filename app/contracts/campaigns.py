"""Campaigns: what members of a group get, so long before or after a date of theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, Page, access

EventType = Literal["flow", "message"]
EventUnit = Literal["minutes", "hours", "days", "weeks"]
StartMode = Literal["interrupt", "skip", "passive"]
FireState = Literal["pending", "held", "fired", "skipped", "dead"]


@dataclass(frozen=True, slots=True)
class CampaignEventSpec:
    """`relative_to` is the key of a date field, created_on or last_seen_on; `offset` is negative before it. `delivery_hour`
    0 to 23 in the workspace's zone, None: the hour that the date has. A flow event has `flow` (UUID); a message event
    `translations` (language to text, at most 640 characters each) with a text in `base_language`. `start_mode` is for who is in
    a flow: a flow interrupts that one, is skipped, or is passive, which only flows in the background can be: others are then
    skipped. A message goes out beside the flow, or is skipped.
    """

    type: EventType
    relative_to: str
    offset: int
    unit: EventUnit
    delivery_hour: int | None = None
    flow: str | None = None
    start_mode: StartMode = "interrupt"
    translations: dict[str, str] = field(default_factory=dict)
    base_language: str = ""


@dataclass(frozen=True, slots=True)
class CampaignEvent:
    uuid: str
    spec: CampaignEventSpec
    relative_name: str
    flow_name: str | None


@dataclass(frozen=True, slots=True)
class Campaign:
    """`events` in the order in which a contact gets them."""

    uuid: str
    name: str
    group: str
    group_name: str
    is_archived: bool
    created_on: dt.datetime
    modified_on: dt.datetime
    events: list[CampaignEvent] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EventNumbers:
    """How an event (UUID) goes. `is_planning`: contacts are still being looked at. `planned` wait for their time, `held` for a
    person's word; `next_due` is the soonest planned. `skipped` by reason (in_flow, by_staff, empty, late, not_active, left_group,
    no_date, date_changed, event_changed). What is settled counts for 90 days.
    """

    event: str
    is_planning: bool
    planned: int
    next_due: dt.datetime | None
    held: int
    fired: int
    dead: int
    skipped: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fire:
    """An event that is to come about for a contact, or did: `state` pending, held (too late: waits for a person's word), fired,
    skipped (`reason` as in `EventNumbers`), dead (`error`: a stable word). `text` is what a message event says in its base
    language, `flow` the name of what a flow event starts.
    """

    contact: str
    contact_name: str
    campaign: str
    campaign_name: str
    event: str
    due_on: dt.datetime
    state: FireState
    reason: str | None = None
    settled_on: dt.datetime | None = None
    error: str | None = None
    flow: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """A contact whom an event would reach, and when."""

    contact: str
    name: str
    due_on: dt.datetime


@dataclass(frozen=True, slots=True)
class EventPreview:
    """Whom an event would reach if it were made now. Of the group's `members` so many are not `active`, have `no_date`, or a date
    that puts the event in the `past`; `coming` are the others, `first` to `last`, the `soonest` of them in the order of times.
    `is_complete` False: counting was cut short, there are at least so many.
    """

    members: int
    not_active: int
    no_date: int
    past: int
    coming: int
    first: dt.datetime | None
    last: dt.datetime | None
    is_complete: bool
    soonest: list[Coming] = field(default_factory=list)


class Campaigns(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def all(self, workspace: str, archived: bool = False) -> list[Campaign]:
        """By name: those in use, or the archived."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def create(self, workspace: str, name: str, group: str) -> Campaign:
        """`group` is a UUID. Errors: `invalid` name `empty`, `too_long`, `taken`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def update(self, workspace: str, campaign: str, name: str, group: str) -> Campaign: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def add_event(self, workspace: str, campaign: str, event: CampaignEventSpec) -> Campaign:
        """Errors: `invalid` relative_to, offset, unit, delivery_hour, flow, start_mode, translations, base_language."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def update_event(self, workspace: str, campaign: str, uuid: str, event: CampaignEventSpec) -> Campaign:
        """At another time, or of another type, it becomes a new event with a new UUID: what was fired stays with the old one, and
        who is not past it is planned anew. Otherwise it stays, and so does what is planned."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def remove_event(self, workspace: str, campaign: str, uuid: str) -> Campaign: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def archive(self, workspace: str, campaign: str) -> None: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def restore(self, workspace: str, campaign: str) -> None:
        """Errors: `invalid` name `taken`, when another campaign has its name now."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def numbers(self, workspace: str, campaign: str) -> list[EventNumbers]:
        """Of its events that are in use."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def preview(self, workspace: str, campaign: str, event: CampaignEventSpec) -> EventPreview:
        """Errors as of `add_event`. Takes at most three seconds."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def coming(self, workspace: str, event: str, after: str | None = None, limit: int = 50) -> Page[Fire]:
        """What is planned or held of an event, the soonest first."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def of_contact(self, workspace: str, contact: str) -> list[Fire]:
        """What is to come, the soonest first; then what was, the latest first: at most 100 of each."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def skip(self, workspace: str, contact: str, event: str) -> Fire:
        """The contact does not get what is planned or held for it of this event; another date plans it again."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def retry(self, workspace: str, event: str) -> int:
        """Try those that died again, at most 1,000; returns how many."""
        ...
