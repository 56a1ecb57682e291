"""The office's Android phones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, AGENT, EDITOR, VIEWER, access

PhoneState = Literal["unclaimed", "active", "approval", "released"]


@dataclass(frozen=True, slots=True)
class PhoneShare:
    """A workspace's share of a phone: parts go by `weight`, at most `daily_budget` a local day (None: no limit; only then
    `spent_today` is None too). `queued` messages wait; `quiet_until` is when the quiet hours end that it is in."""

    workspace: str
    is_default: bool
    weight: float
    daily_budget: int | None
    spent_today: int | None
    queued: int
    quiet_until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that registered. `state` approval: it registered anew and waits for a person's word.

    `battery` 0-100 or None; `power_source` AC, USB, WIR, BAT; `network` as the phone names it; `clock_skew` seconds the phone's
    clock is ahead of the office's; `pending` and `retry` count the messages the phone holds; `queued` wait for it here.
    `packs` message packs are installed on it: each lets it send 29 parts in 32 minutes. `shares` are in the order of
    `workspaces`, the default first.
    """

    uuid: str
    name: str
    number: str
    state: PhoneState
    device: str
    os: str
    app_version: str
    country: str
    battery: int | None
    power_source: str
    power_status: str
    network: str
    pending: int
    retry: int
    queued: int
    clock_skew: int | None
    last_seen_on: dt.datetime | None
    next_sync_on: dt.datetime | None
    registered_on: dt.datetime
    workspaces: list[str]
    packs: int = 1
    shares: list[PhoneShare] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PairingHelp:
    """What to type into the phone: the addresses of this PC (without port when it is the app's own 8000)."""

    addresses: list[str]
    is_listening: bool


class Phones(Protocol):
    @access("query", "office", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def all(self) -> list[Phone]:
        """All but the released, newest first."""
        ...

    @access("query", "office", ADMINISTRATOR)
    def pairing_help(self) -> PairingHelp: ...

    @access("command", "office")
    def claim(self, claim_code: str, number: str, name: str, workspaces: list[str]) -> Phone:
        """Pair the phone that shows this code; the first workspace is its default.

        Spaces and case of the code do not matter. `number` is the SIM's, in the phone's country or international.
        Errors: `claim_code_unknown`, `invalid` number, `number_taken`.
        """
        ...

    @access("command", "office")
    def approve(self, phone: str) -> Phone:
        """Let a claimed phone that registered anew keep its place."""
        ...

    @access("command", "office")
    def rename(self, phone: str, name: str) -> Phone: ...

    @access("command", "office")
    def serve(self, phone: str, workspaces: list[str]) -> Phone:
        """Share the phone between these workspaces and no others; the first is its default.

        Errors: `invalid` workspaces `empty`; `messages_waiting` (`workspace`: name, `count`) while the phone still has to send
        for one that would leave.
        """
        ...

    @access("command", "office")
    def set_packs(self, phone: str, packs: int) -> Phone:
        """Say how many message packs (1 to 10) are installed, so that the phone is handed as much as it can send."""
        ...

    @access("command", "office")
    def set_share(self, phone: str, workspace: str, weight: float, daily_budget: int | None) -> Phone:
        """How much of a shared phone a workspace gets: a weight (0.1 to 100) against the others', and at most so many SMS parts
        a day (1 to 100,000; None: no limit).

        Errors: `not_found` (phone; workspace, also one that it does not serve), `invalid` weight, daily_budget (`out_of_range`).
        """
        ...

    @access("command", "office")
    def release(self, phone: str) -> None:
        """The phone is told to forget this office at its next sync; what it holds unsent is lost."""
        ...
