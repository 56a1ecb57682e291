"""Starts of many in a flow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, Page, access
from app.contracts.broadcasts import Estimate, Exclusions, Progress, Reach, Recipients, SendState, ShownRecipients


@dataclass(frozen=True, slots=True)
class FlowStart:
    """`type` manual (staff), flow_action (a flow asked). Of about `total` (None: not known before the end) `queued` were taken
    up, of whom `pending` have not been started yet. `error` a stable word when failed."""

    uuid: str
    flow: str
    flow_name: str
    type: str
    state: SendState
    recipients: ShownRecipients
    exclusions: Exclusions
    queued: int
    pending: int
    total: int | None
    error: str | None
    created_by: str
    created_on: dt.datetime


@dataclass(frozen=True, slots=True)
class StartProgress:
    """Of those who were taken up: `pending` (not started yet), `started`, `skipped` (could not be written to when their turn
    came, were left out by then, or the start was interrupted), `failed`. `messages`: what became of what the flow said first."""

    pending: int
    started: int
    skipped: int
    failed: int
    messages: Progress


class Starts(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def preview(self, workspace: str, flow: str, recipients: Recipients, exclusions: Exclusions) -> Reach:
        """Counts for at most three seconds. Errors as `start`."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def estimate(self, workspace: str, flow: str, recipients: Recipients, exclusions: Exclusions) -> Estimate:
        """Of what the flow says up to its first question; nothing is changed and no web service asked. Takes at most about
        three seconds. Errors as `start`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def start(
        self, workspace: str, flow: str, recipients: Recipients, exclusions: Exclusions, *, request_id: str | None = None
    ) -> FlowStart:
        """Who may not be written to when the turn comes is skipped. `request_id` as in `broadcasts.send`.

        Errors: `not_found` (flow, contact, group); `invalid` flow (`wrong_type`), recipients (`empty`, `too_many`), urns
        (`unknown`), query (the code of what is wrong with it), not_seen_since_days (`range`), request_id (`not_a_uuid`, `used`).
        """
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def all(self, workspace: str, flow: str | None = None, before: str | None = None, limit: int = 50) -> Page[FlowStart]:
        """Newest first."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def get(self, workspace: str, start: str) -> FlowStart: ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def progress(self, workspace: str, start: str) -> StartProgress: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def interrupt(self, workspace: str, start: str) -> FlowStart:
        """Nobody is started any more; who is in the flow already stays in it. Errors: `invalid` start (`ended`)."""
        ...
