"""What a person should hear of, and trouble that lasts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, Page, access

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Notification:
    """`type` tickets:opened, tickets:activity, export:finished, import:finished, incident:started, late:reported, clock:doubted
    or schedule:failed.

    `scope` is the UUID of the job, the incident, the late report, the doubt, or the scheduled trigger or broadcast. `data`:
    `name` and `state` of a job; what the incident's data hold, with its type as `incident`; of the others what
    `app.services.notifications` says.
    """

    uuid: str
    workspace: str
    type: str
    scope: str
    data: dict[str, Any]
    is_seen: bool
    created_on: dt.datetime


@dataclass(frozen=True, slots=True)
class Incident:
    """`type` channel:disconnected: `scope` is the phone's UUID, `data` its `name` and `last_seen_on` (RFC 3339 or None).
    modem:stopped, modem:paused: `scope` is the UUID of its SIM's channel, `data` its `name` and `trouble`.
    webhooks:unhealthy: `scope` and `data`'s `host` are the host that does not answer.

    Still going on while `ended_on` is None.
    """

    uuid: str
    type: str
    scope: str
    started_on: dt.datetime
    ended_on: dt.datetime | None
    data: dict[str, Any] = field(default_factory=dict)


class Notifications(Protocol):
    """The caller's own, of all workspaces that they are in."""

    @access("query", "person")
    def unseen(self) -> int:
        """How many are not seen, at most `MOST_COUNTED`."""
        ...

    @access("query", "person")
    def all(self, before: str | None = None, limit: int = 50) -> Page[Notification]:
        """Newest first, at most 100 a page."""
        ...

    @access("command", "person")
    def mark_seen(self, uuids: list[str] | None = None) -> int:
        """These, or all; returns how many were not seen before, at most 1,000. Those of others count as unknown.

        Errors: `invalid` uuids (`too_many`).
        """
        ...


class Incidents(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def all(self, workspace: str, ongoing: bool = True, before: str | None = None, limit: int = 50) -> Page[Incident]:
        """Those that go on, or those that are over; newest first, at most 100 a page."""
        ...
