"""The queues for office administrators: what each workspace has waiting, its share, and what failed for good."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, Protocol

from app.contracts.base import Page, access

LetterKind = Literal["inbound", "channel_event", "start", "fire", "campaign_fire", "flow_start", "broadcast", "task"]
# queued: it is tried again. not_dead: somebody was faster, or it is gone. replaced: another date has taken the place of this
# campaign event, so that there is nothing left to try. final: it stays as it is, because no try can do better.
RequeueOutcome = Literal["queued", "not_dead", "replaced", "final"]
# dismissed: it never is tried again. kept: tasks are only the hurry-up of rows, and what is not there they put back.
DismissOutcome = Literal["dismissed", "not_dead", "kept"]


@dataclass(frozen=True, slots=True)
class QueueLoad:
    """What an owner has in one queue (default, flow, msgs, handler). `served` is what it was served so far, by weight: of two
    that wait and work at equally much, the one with less comes first."""

    queue: str
    waiting: int
    working: int
    dead: int
    served: float


@dataclass(frozen=True, slots=True)
class Share:
    """A workspace's part in the work. `workspace` None: what the office as a whole asks for, such as messages that came in and
    do not belong to a workspace yet; it has no share that could be set.

    `weight` 1 is an equal share; `cap` the most tasks at a time in each queue (None: any); `paused`: nothing of it is begun.
    """

    workspace: str | None
    name: str
    weight: float
    cap: int | None
    paused: bool
    loads: list[QueueLoad]


@dataclass(frozen=True, slots=True)
class LetterCount:
    """`count` is at most 1,000: that many or more."""

    kind: LetterKind
    count: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Work that failed three times and waits for a person. `id` is what `requeue` takes.

    `error` is a stable word or the name of a program error. `about` names what it is about beyond workspace, contact and flow:
    the phone of an inbound, the type of an event, the campaign, the task.
    """

    id: str
    kind: LetterKind
    workspace: str | None
    workspace_name: str | None
    contact: str | None
    contact_name: str | None
    flow: str | None
    flow_name: str | None
    about: str
    error: str
    errors: int
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Requeued:
    """What became of one that was to be tried again; `id` as it was asked for."""

    id: str
    outcome: RequeueOutcome


@dataclass(frozen=True, slots=True)
class Dismissed:
    """What became of one that was to be dismissed; `id` as it was asked for."""

    id: str
    outcome: DismissOutcome


class Queues(Protocol):
    """`owner` is a workspace's UUID. Errors of all: `queue_away` while Redis cannot be reached."""

    @access("query", "office")
    def shares(self) -> list[Share]:
        """The office's own first, then every workspace by name."""
        ...

    @access("command", "office")
    def set_share(self, owner: str, weight: float, cap: int | None) -> Share:
        """In all queues, from now on. Errors: `invalid` weight (`range`: 0.01 to 100), cap (`range`: 1 to 100)."""
        ...

    @access("command", "office")
    def pause(self, owner: str) -> Share:
        """Begin nothing more of this workspace: no starts, broadcasts, campaigns, timers, exports. Messages that come in are
        answered as ever (whose they are shows only when they are handled), and what is in the outbox goes on."""
        ...

    @access("command", "office")
    def resume(self, owner: str) -> Share: ...

    @access("query", "office")
    def letter_counts(self) -> list[LetterCount]:
        """Every kind, also those that have none."""
        ...

    @access("query", "office")
    def letters(self, kind: LetterKind, after: str | None = None, limit: int = 50) -> Page[DeadLetter]:
        """Oldest first. Errors: `invalid` kind (`unknown`), after (`not_a_cursor`)."""
        ...

    @access("command", "office")
    def requeue(self, ids: list[str]) -> list[Requeued]:
        """Try these again, as if they had never failed; what became of each, in this order. Errors: `invalid` ids (`too_many`:
        500, `unknown`)."""
        ...

    @access("command", "office")
    def requeue_all(self, kind: LetterKind) -> list[Requeued]:
        """Try again the oldest of a kind, at most 1,000; what became of each. Errors: `invalid` kind (`unknown`)."""
        ...

    @access("command", "office")
    def dismiss(self, ids: list[str]) -> list[Dismissed]:
        """Settle these without handling them, for good; what became of each, in this order. Who did it and when stands in the
        audit, with their ids.

        A message that came in stands in the inbox, where its contact is known, and a call among the calls: no flow gets them. A
        start, a campaign event, and those of a start or broadcast of many who were not taken up yet, are left out. A timeout
        goes; an expiration interrupts the session, which it would have ended. Errors: `invalid` ids (`too_many`: 500,
        `unknown`).
        """
        ...
