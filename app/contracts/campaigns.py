"""Campaigns: what members of a group get, so long before or after a date of theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, access

EventType = Literal["flow", "message"]
EventUnit = Literal["minutes", "hours", "days", "weeks"]
StartMode = Literal["interrupt", "skip", "passive"]


@dataclass(frozen=True, slots=True)
class CampaignEventSpec:
    """`relative_to` is the key of a date field, created_on or last_seen_on; `offset` is negative before it. `delivery_hour`
    0 to 23 in the workspace's zone, None: the hour that the date has. A flow event has `flow` (UUID) and `start_mode`; a message
    event `translations` (language to text, at most 640 characters each) with a text in `base_language`.
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
        """The event gets a new UUID: what was fired stays with the old one."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def remove_event(self, workspace: str, campaign: str, uuid: str) -> Campaign: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def archive(self, workspace: str, campaign: str) -> None: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def restore(self, workspace: str, campaign: str) -> None:
        """Errors: `invalid` name `taken`, when another campaign has its name now."""
        ...
