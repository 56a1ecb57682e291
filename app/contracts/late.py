"""What fell due while the office was off or its clock was in doubt, and what is to become of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, Page, access

Policy = Literal["send", "skip", "ask"]
Decision = Literal["send", "skip"]
LateKind = Literal["timeout", "expiration", "campaign", "schedule", "broadcast"]
Outcome = Literal["sent", "skipped", "held"]
ReportState = Literal["open", "decided", "told"]


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """What becomes of campaign events and schedules that come up more than so many minutes late (0 to 10,080)."""

    policy: Policy
    after_minutes: int


@dataclass(frozen=True, slots=True)
class LateLine:
    """So many of one thing. `kind` timeout and expiration: of conversations, which always go on. `name` is the campaign's, the
    flow's of a scheduled trigger, or how a scheduled broadcast begins; `detail` the flow that a campaign event starts.

    `outcome` held: waits for a person's word; `decision` is that word, and then `is_done` whether it was carried out.
    """

    id: str
    kind: LateKind
    outcome: Outcome
    name: str
    detail: str
    count: int
    oldest: dt.datetime
    newest: dt.datetime
    decision: Decision | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class LateReport:
    """`due` is how many reminders fell due (campaign events, schedules, broadcasts); they were `sent`, `skipped` or `held`.

    `reason` off: the office was off or asleep from `off_from` to `off_until`; clock: its clock was in doubt; slow: neither,
    they came up late. `state` open: something waits for a person's word; decided; told: there was nothing to decide. `lines` only
    where one report was asked for.
    """

    uuid: str
    reason: Literal["off", "clock", "slow"]
    off_from: dt.datetime
    off_until: dt.datetime
    state: ReportState
    due: int
    sent: int
    skipped: int
    held: int
    created_on: dt.datetime
    decision: Decision | None = None
    decided_by: str = ""
    decided_on: dt.datetime | None = None
    lines: list[LateLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ClockState:
    """`is_held`: nothing that hangs on the date happens. `reason` leapt: the clock leapt by `seconds`; past: at the start it was
    `seconds` (negative) before what had been seen already; counting: what fell due while the office was off is being counted.

    `now` is what the clock says, `trusted_until` the last time that nobody doubts. `timers_wait`: so do timeouts and expirations
    of sessions that were set before a start so far ahead that nobody knows how much time they had left.
    """

    is_held: bool
    now: dt.datetime
    reason: Literal["leapt", "past", "counting"] | None = None
    seconds: int = 0
    trusted_until: dt.datetime | None = None
    timers_wait: bool = False


class Late(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def policy(self, workspace: str) -> LatePolicy: ...

    @access("command", "workspace", ADMINISTRATOR)
    def set_policy(self, workspace: str, policy: LatePolicy) -> LatePolicy:
        """Errors: `invalid` policy (`unknown`), after_minutes (`range`)."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def reports(self, workspace: str, before: str | None = None, limit: int = 50) -> Page[LateReport]:
        """Newest first, at most 100 a page."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def report(self, workspace: str, report: str) -> LateReport:
        """With its lines. Errors: `not_found`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def decide(self, workspace: str, report: str, decision: Decision, lines: list[str] | None = None) -> LateReport:
        """Send what is held now, late, or skip it: all of it, or these lines. It is carried out in the background.

        Errors: `not_found`; `invalid` report (`decided`), decision (`unknown`), lines (`unknown`).
        """
        ...

    @access("query", "office", ADMINISTRATOR, EDITOR, VIEWER)
    def clock(self) -> ClockState: ...

    @access("command", "office")
    def trust_clock(self) -> ClockState:
        """The clock is right now: go on, by what each workspace does with what is late.

        Errors: `invalid` clock (`not_held`).
        """
        ...
