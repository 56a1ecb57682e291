"""Why something happened to a contact, or did not, or when it will: in stable words, for which the window has sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from app.contracts.base import ADMINISTRATOR, AGENT, EDITOR, VIEWER, access

MessageOutcome = Literal[
    "trigger_started",  # a trigger took it, and its flow started
    "flow_not_started",  # a trigger took it, and its flow could not be started
    "session_answered",  # the flow that waited for the contact took it
    "inbox",  # no flow took it
    "nothing_started",  # a call or event that no trigger took
    "noted",  # a call that was ours
    "archived",  # the contact is blocked
    "pending",  # still to be handled
    "dead",  # given up; staff may have it handled again
    "dismissed",  # given up, and somebody said that it is over
    "unknown",  # nobody noted how it came in
]
SendOutcome = Literal["waiting", "with_phone", "uncertain", "sent", "delivered", "failed", "deleted"]
CampaignOutcome = Literal["planned", "held", "fired", "skipped", "dead", "not_planned", "planning"]
ScheduleOutcome = Literal["planned", "held", "paused", "over", "off"]

Code = Literal[
    # How it came in, and to which workspace (the office's phones are shared)
    "came_in",  # channel
    "event_came_in",  # channel, type
    "routed_only",
    "routed_keyword",
    "routed_trigger",
    "routed_session",
    "routed_conversation",
    "routed_default",
    "routed_ambiguous",
    "routed_nowhere",
    # What became of it
    "tried_before",  # count, error
    "given_up",  # count, error
    "dismissed",  # count, error
    "address_unreadable",
    "contact_blocked",
    "we_called",
    "trigger_took",  # trigger, flow
    "flow_failed",  # flow, error
    "session_took",  # flow
    "session_broken",  # error
    "no_flow",
    # Why a trigger did not take it: all have trigger (its words) and type, and flow
    "keyword_not_first",  # keyword
    "keyword_not_only",  # keyword
    "other_channel",  # channel
    "other_referrer",  # referrer
    "not_in_group",  # groups
    "in_excluded_group",  # groups
    "trigger_archived",
    "trigger_newer",
    "trigger_changed",
    "flow_archived",
    "flow_voice",
    "flow_ignores_triggers",  # waiting: the flow that the contact was in
    "session_went_first",  # waiting
    "keyword_went_first",
    "better_trigger",
    "older_trigger",
    "other_keywords",  # count; without trigger
    "no_triggers",  # type; without trigger
    # How a message goes out
    "made_by_flow",  # flow
    "made_by_person",  # name
    "made_by_broadcast",
    "handed",  # channel, try
    "attempt_sent",  # channel
    "attempt_delivered",  # channel
    "attempt_failed",  # channel
    "attempt_uncertain",  # channel
    "part_refused",  # part, parts, code (of the network or the modem: 3GPP TS 27.005 3.2.5)
    "try_failed",  # count
    "failed",  # reason: app.contracts.messages.FailedReason
    "wait_uncertain",
    "wait_with_phone",
    "wait_phone_released",
    "wait_suspended",
    "wait_contact",
    "wait_too_old",
    "wait_retry_at",
    "wait_behind_bundle",
    "wait_quiet_hours",
    "wait_budget_used",  # limit, used
    "wait_phone_not_seen",
    "wait_phone_full",  # limit, used
    "wait_modem_paused",
    "wait_modem_not_ready",
    "wait_sim_limit",  # limit, used
    "wait_turn",  # before, others
    # Campaign events
    "event_removed",
    "campaign_archived",
    "workspace_archived",
    "contact_inactive",  # status
    "not_member",  # group
    "no_date",  # field
    "due_at",
    "past_when_planned",
    "due_passed",
    "being_planned",
    "date_said",  # field
    "fire_held",
    "fire_released",
    "fired_flow",  # flow
    "fired_message",
    "fire_skipped",  # reason
    "fire_dead",  # error, count
    "fire_tried",  # error, count
    "start_pending",
    "start_done",
    "start_skipped",
    "start_dead",  # error
    "would_yield",  # flow: the contact is in one, and the event leaves those alone
    "clock_in_doubt",
    "outbox_full",
    # Schedules
    "fires_next",  # repeat
    "fired_last",
    "reached",  # count, taken_up
    "start_failed",  # error
    "late_held",
    "late_policy",  # policy, minutes
    "trigger_off",
    "flow_off",  # flow
    "schedule_paused",
    "no_more_times",
    "never_fired",
]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was looked at, in the order in which it counts. `params` are texts and whole numbers, named at `Code`; where
    it is about the channel and that is a SIM in a modem, `by` is "modem". `at` is when it was, or will be.

    What hangs on groups and fields is as they are now: nobody keeps how they were."""

    code: Code
    params: dict[str, Any] = field(default_factory=dict)
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """`outcome` is one of those of its kind; `at` when it came about, or will."""

    outcome: str
    at: dt.datetime | None = None
    steps: list[Step] = field(default_factory=list)


class Explain(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def message(self, workspace: str, msg: str) -> Explanation:
        """Of one that came in: why this workspace, and which trigger or flow took it or why none did (`MessageOutcome`). Of one
        that goes out: what became of it, or why it waits (`SendOutcome`). Errors: `not_found`, also, for an agent, where they
        may not see the contact."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def event(self, workspace: str, event: str) -> Explanation:
        """A call or another event of a channel: as of a message (`MessageOutcome`). Errors: `not_found`."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def campaign(self, workspace: str, contact: str, event: str) -> Explanation:
        """An event of a campaign for a contact (`CampaignOutcome`). Errors: `not_found` (contact, campaign_event)."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def trigger(self, workspace: str, trigger: str) -> Explanation:
        """A scheduled trigger (`ScheduleOutcome`). Errors: `not_found`; `invalid` trigger (`not_scheduled`)."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def broadcast(self, workspace: str, broadcast: str) -> Explanation:
        """A scheduled broadcast (`ScheduleOutcome`). Errors: `not_found`; `invalid` broadcast (`not_scheduled`)."""
        ...
