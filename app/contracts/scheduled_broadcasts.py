"""Messages to many at a later time, once or again and again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, access
from app.contracts.broadcasts import BroadcastText, Exclusions, Recipients, ShownRecipients
from app.contracts.flows import Schedule


@dataclass(frozen=True, slots=True)
class ScheduledBroadcast:
    """`schedule.next_fire` is the next time; None with `late_on`: that time passed unobserved and waits for a person's word.
    `last_on` is when it last made a broadcast, or would have, had it not been set aside as too late."""

    uuid: str
    text: str
    base_language: str
    languages: list[str]
    recipients: ShownRecipients
    exclusions: Exclusions
    schedule: Schedule
    late_on: dt.datetime | None
    last_on: dt.datetime | None
    created_by: str
    created_on: dt.datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sent, to whom and when. Of one that stands, who was named and is gone is left out."""

    translations: dict[str, BroadcastText]
    base_language: str
    recipients: Recipients
    exclusions: Exclusions
    schedule: Schedule


class ScheduledBroadcasts(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def all(self, workspace: str) -> list[ScheduledBroadcast]:
        """The soonest first; at most 500. Without those whose only time is over: what they made are broadcasts."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def get(self, workspace: str, broadcast: str) -> ScheduledBroadcast: ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def draft(self, workspace: str, broadcast: str) -> Draft: ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def times(self, workspace: str, schedule: Schedule, count: int = 5) -> list[dt.datetime]:
        """The next times of such a schedule, in UTC; at most 50. Errors: `invalid` schedule as `add`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def add(self, workspace: str, draft: Draft, *, request_id: str | None = None) -> ScheduledBroadcast:
        """Who gets it is found each time anew. `request_id` as in `broadcasts.send`.

        Errors: as `broadcasts.send`, and `invalid` schedule (`start`: without a zone; `repeat`, `days_of_week`, `in_past`,
        `too_many`: 500 stand already).
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def update(self, workspace: str, broadcast: str, draft: Draft) -> ScheduledBroadcast:
        """Errors: as `add`; `not_found`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def cancel(self, workspace: str, broadcast: str) -> None:
        """It makes no more broadcasts; those it made stay as they are."""
        ...
