"""Results, messages and contacts as files for a spreadsheet, in RapidPro's columns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, access
from app.contracts.jobs import Job

Format = Literal["xlsx", "csv"]
Folder = Literal["inbox", "flows", "archived", "outbox", "sent", "failed"]
Status = Literal["active", "blocked", "stopped", "archived"]

MAX_FLOWS = 50
MAX_FIELDS = 250
MAX_GROUPS = 250


@dataclass(frozen=True, slots=True)
class ResultsExport:
    """`flows` are UUIDs. Runs that were last changed from `start` to `end`: days of the workspace, both included, either may
    be open. `fields` are keys and `groups` UUIDs of columns about the contact. `responded_only`: who answered at least once.
    """

    flows: list[str]
    start: dt.date | None = None
    end: dt.date | None = None
    responded_only: bool = False
    fields: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    format: Format = "xlsx"


@dataclass(frozen=True, slots=True)
class MessagesExport:
    """Of one `folder` or `label` (a UUID), or with neither all that are not archived. The rest as in `ResultsExport`."""

    folder: Folder | None = None
    label: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    fields: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    format: Format = "xlsx"


@dataclass(frozen=True, slots=True)
class ContactsExport:
    """All contacts, or those of a `status`, of a `group` (a UUID), that match a `query`: those for whom all of it holds.

    All fields are columns; `groups` (UUIDs) say for each contact whether it is a member.
    """

    status: Status | None = None
    group: str | None = None
    query: str = ""
    groups: list[str] = field(default_factory=list)
    format: Format = "xlsx"


class Exports(Protocol):
    """Each asks for a job; `Jobs` tells how it goes and has the file.

    Dates are in the workspace's zone. In CSV an apostrophe stands before a text that a spreadsheet would run as a formula.

    Errors: NotFound for what the workspace does not have, Invalid (`flows`: empty, too_many, too_wide; `end`: before_start;
    `query` with its `error`), `too_many_jobs` (three of one person wait or are being worked at).
    """

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def results(self, workspace: str, wanted: ResultsExport) -> Job: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def messages(self, workspace: str, wanted: MessagesExport) -> Job: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def contacts(self, workspace: str, wanted: ContactsExport) -> Job: ...
