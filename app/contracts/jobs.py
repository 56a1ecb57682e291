"""Long work, done beside the engine: its progress, and the files it makes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, access

JobState = Literal["pending", "working", "ready", "done", "failed", "cancelled"]

PIECE_BYTES = 1024 * 1024  # the most that one call of `read` gives


@dataclass(frozen=True, slots=True)
class Job:
    """`kind` export_results, export_messages, export_contacts, import_workspace, import_contacts. `done` of `total` rows (flows
    of a workspace file); `total` is an estimate, None while it is not known. `ready`: an import is read and changes nothing
    until a person says so.

    `name` is what the file should be saved as. `size` in bytes is None while there is no file: not yet, or no longer
    (`expires_on` says how long it is kept; a workspace with more than 2 GiB of them loses the oldest sooner). `error` is a
    code: `export_gone` (what was to be exported is no longer there), `export_too_wide`, `job_crashed` (it ended three times
    without a word), `job_too_long`, `disk_full`, `disk_failed`; of an import those of `Imports.import_file`
    or `ContactImports.read`, and `contacts_target_gone`. `error_params`
    are the error's own.
    """

    uuid: str
    kind: str
    state: JobState
    done: int
    total: int | None
    name: str
    size: int | None
    error: str | None
    created_by: str
    created_on: dt.datetime
    started_on: dt.datetime | None
    finished_on: dt.datetime | None
    expires_on: dt.datetime | None
    error_params: dict[str, str | int | float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a file from `offset` on; the file is complete when `offset + len(data) == size`."""

    offset: int
    size: int
    data: bytes


class Jobs(Protocol):
    """A person's own jobs; administrators may name anybody's."""

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def all(self, workspace: str, everyone: bool = False) -> list[Job]:
        """The newest first, at most 100. `everyone`: for administrators, other people's too."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def one(self, workspace: str, job: str) -> Job: ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def read(self, workspace: str, job: str, offset: int = 0) -> Piece:
        """A piece of its file, at most `PIECE_BYTES`. Errors: `no_file` (not made yet, removed or expired)."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def cancel(self, workspace: str, job: str) -> Job:
        """One that waits ends at once, one that is being worked at a moment later; an import of a workspace file leaves
        nothing behind, unless it is done already. Errors: `job_ended`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def remove_file(self, workspace: str, job: str) -> Job:
        """Errors: `no_file`."""
        ...
