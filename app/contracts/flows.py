"""Flows: list, change, start; and the triggers that start them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, access

MatchType = Literal["first_word", "only_word"]
TriggerType = Literal[
    "keyword",
    "catch_all",
    "schedule",
    "inbound_call",
    "missed_call",
    "new_conversation",
    "referral",
    "closed_ticket",
    "opt_in",
    "opt_out",
]
Repeat = Literal["never", "daily", "weekly", "monthly"]


@dataclass(frozen=True, slots=True)
class Flow:
    """`type` messaging, messaging_background, messaging_offline, voice; `waiting` contacts stand in it now."""

    uuid: str
    name: str
    type: str
    language: str
    nodes: int
    revision: int
    modified_on: dt.datetime
    started: int
    completed: int
    waiting: int
    keywords: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FlowRevision:
    """`definition` only where one was asked for, as JSON text in the newest spec."""

    revision: int
    spec_version: str
    created_on: dt.datetime
    created_by: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """In the workspace's zone. `start` is the first time; `hour` and `minute` of it count for the repeats. `days_of_week` of
    MTWRFSU (R Thursday, U Sunday), for weekly ones; a monthly one repeats on the day of `start`, or the month's last.
    """

    start: dt.datetime
    repeat: Repeat = "never"
    days_of_week: str = ""
    next_fire: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class TriggerSpec:
    """What starts a flow, by UUIDs. `keywords` and `match_type` of keyword triggers; `schedule` and `contacts` of scheduled
    ones; `referrer_id` of referrals. No `channel` and no `groups`: any.
    """

    type: TriggerType
    flow: str
    keywords: list[str] = field(default_factory=list)
    match_type: MatchType = "first_word"
    channel: str | None = None
    groups: list[str] = field(default_factory=list)
    exclude_groups: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    schedule: Schedule | None = None
    referrer_id: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    uuid: str
    type: TriggerType
    flow: str
    flow_name: str
    keywords: list[str]
    match_type: MatchType
    created_on: dt.datetime
    channel: str | None = None
    groups: list[str] = field(default_factory=list)
    exclude_groups: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    schedule: Schedule | None = None
    referrer_id: str = ""
    is_archived: bool = False


class Flows(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def all(self, workspace: str) -> list[Flow]: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def start(self, workspace: str, flow: str, contacts: list[str]) -> int:
        """Start the flow for these contacts, at most 100; returns how many starts were queued."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def archived(self, workspace: str) -> list[Flow]:
        """By name."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def rename(self, workspace: str, flow: str, name: str) -> None:
        """A new revision, because the definition holds the name. Errors: `invalid` name `empty`, `too_long`, `taken`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def archive(self, workspace: str, flow: str) -> None:
        """Its triggers are archived, campaign events that start it end, and who waits in it is taken out, in batches."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def restore(self, workspace: str, flow: str) -> None:
        """Without its triggers and events. Errors: `invalid` name `taken`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def delete(self, workspace: str, flow: str) -> None:
        """An archived flow that nobody stands in; its runs and results stay. Errors: `flow_not_archived`, `flow_in_use` (with
        `by`), `flow_waiting` (with `count`)."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def copy(self, workspace: str, flow: str) -> Flow: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def set_labels(self, workspace: str, flow: str, labels: list[str]) -> None:
        """Names that sort flows in lists, at most 20 of 64 characters each; none: no label."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def revisions(self, workspace: str, flow: str) -> list[FlowRevision]:
        """The latest 100, newest first, without definitions."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def definition(self, workspace: str, flow: str, revision: int = 0) -> FlowRevision:
        """With its definition; 0: the current one."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def revert(self, workspace: str, flow: str, revision: int) -> FlowRevision:
        """What the flow was, as its newest revision. Its name stays."""
        ...


class Triggers(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def all(self, workspace: str) -> list[Trigger]: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def create_keyword(self, workspace: str, flow: str, keywords: list[str], match_type: MatchType = "first_word") -> Trigger:
        """At most 16 characters or one emoji each. A trigger with the same keyword is archived."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def create_catch_all(self, workspace: str, flow: str) -> Trigger: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def create(self, workspace: str, trigger: TriggerSpec) -> Trigger:
        """Of any type. Triggers of the same type, channel and groups that answer the same are archived."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def update(self, workspace: str, uuid: str, trigger: TriggerSpec) -> Trigger:
        """All of it but the type. Errors: `invalid` type `cannot_change`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def archive(self, workspace: str, trigger: str) -> None: ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def archived(self, workspace: str) -> list[Trigger]: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def restore(self, workspace: str, trigger: str) -> Trigger:
        """With its UUID; those it conflicts with are archived. Errors: `not_found` when its flow is archived."""
        ...
