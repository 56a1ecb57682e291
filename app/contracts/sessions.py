"""Who is in which flow, what came of it, and what went wrong on the way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, Page, access

RunStatus = Literal["active", "waiting", "completed", "interrupted", "expired", "failed"]
ExitType = Literal["completed", "interrupted", "expired", "failed"]
DeadKind = Literal["start", "timeout", "expiration"]


@dataclass(frozen=True, slots=True)
class FlowSession:
    """A contact's way through a flow and its subflows. `flow` is where it waits; `timeout_on` and `expires_on` what falls due."""

    uuid: str
    contact: str
    contact_name: str
    status: RunStatus
    flow: str | None
    flow_name: str | None
    created_on: dt.datetime
    ended_on: dt.datetime | None
    timeout_on: dt.datetime | None = None
    expires_on: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """`key` is how expressions name it; `category` the answer's; `input` the contact's own words; `node` where it was saved."""

    key: str
    name: str
    value: str
    category: str
    input: str
    node: str
    time: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    node: str
    time: dt.datetime


@dataclass(frozen=True, slots=True)
class Run:
    """A contact in one flow. `path` is the first 500 steps; `exit_type` None while it goes on."""

    uuid: str
    session: str
    flow: str | None
    flow_name: str | None
    contact: str
    contact_name: str
    status: RunStatus
    responded: bool
    results: list[Result]
    created_on: dt.datetime
    modified_on: dt.datetime
    exited_on: dt.datetime | None
    exit_type: ExitType | None
    path: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RunFilter:
    """`start` and `end` are days of the workspace on which runs were created, both included. None: does not matter."""

    status: RunStatus | None = None
    responded: bool | None = None
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Interrupting:
    """Sessions of a flow that are being ended: `ended` so far."""

    uuid: str
    flow: str
    flow_name: str
    state: Literal["started", "completed"]
    ended: int
    created_by: str
    created_on: dt.datetime


@dataclass(frozen=True, slots=True)
class DeadWork:
    """Something that failed three times. `kind` start (a contact into a flow), timeout or expiration (of a wait); `error` a
    stable word or the name of a program error. `id` is what `requeue` takes."""

    id: str
    kind: DeadKind
    contact: str
    contact_name: str
    flow: str | None
    flow_name: str | None
    error: str
    errors: int
    since: dt.datetime


class Sessions(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def waiting(self, workspace: str, flow: str | None = None, before: str | None = None, limit: int = 50) -> Page[FlowSession]:
        """Who waits in the flow, or in any; newest first."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def of_contact(self, workspace: str, contact: str, before: str | None = None, limit: int = 50) -> Page[FlowSession]:
        """Newest first."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def interrupt(self, workspace: str, session: str) -> None:
        """Errors: `invalid` session (`ended`)."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def interrupt_contacts(self, workspace: str, contacts: list[str]) -> int:
        """End what these contacts wait in; returns how many sessions. Errors: `invalid` contacts (`empty`, `too_many`: 100)."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def interrupt_flow(self, workspace: str, flow: str) -> Interrupting:
        """End all sessions that wait in the flow now, in batches."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def interruptions(self, workspace: str) -> list[Interrupting]:
        """The latest 50, newest first."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def expire(self, workspace: str, session: str) -> None:
        """Let the wait run out now; the flow goes on as if its time were over. Errors: `invalid` session (`ended`)."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def dead(self, workspace: str) -> list[DeadWork]:
        """Oldest first, at most 500."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def requeue(self, workspace: str, ids: list[str]) -> int:
        """Try again, at most 500; returns how many were still dead."""
        ...


class Runs(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def of_flow(
        self, workspace: str, flow: str, wanted: RunFilter | None = None, before: str | None = None, limit: int = 50
    ) -> Page[Run]:
        """Newest first. Errors: `not_found`, `invalid` status (`unknown`), start (`range`), before (`not_a_cursor`)."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def of_contact(self, workspace: str, contact: str, before: str | None = None, limit: int = 50) -> Page[Run]:
        """Newest first."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def get(self, workspace: str, run: str) -> Run: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def delete(self, workspace: str, run: str) -> None:
        """For good: its results leave all counts. A run that waits is interrupted first, with its session."""
        ...
