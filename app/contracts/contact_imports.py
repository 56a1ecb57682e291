"""Contacts from spreadsheets, as RapidPro takes them: read a file, see what it holds, write it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, access
from app.contracts.contacts import FieldType
from app.contracts.jobs import Job

ColumnKind = Literal["uuid", "name", "language", "status", "urn", "field", "ignored"]

MAX_ROWS = 25_000  # Source: RapidPro
MAX_SHOWN_ERRORS = 1000

ROW_ERRORS = (
    "cell_too_long",  # more than a name or a field may have
    "cell_error",  # a formula that came to nothing: #REF!
    "contact_busy",  # others changed the contact over and over
    "contact_twice",  # an earlier row of the same batch is about the same contact
    "contact_unknown",  # no contact of the workspace has this UUID
    "group_not_active",
    "identity_missing",  # neither UUID nor address
    "language_unknown",
    "number_damaged",  # 2.5E+11: digits of a phone number were lost
    "status_unknown",
    "too_many_urns",
    "urn_invalid",
    "urn_taken",  # the row's UUID is one contact's, its address another's; or its addresses are of several
    "uuid_invalid",
)


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column of the file, `column` counted from 0. `key`: scheme of an address; key of a field, which `is_new` where the
    workspace has none such (then name and type are proposals). What is `ignored` is not read. `examples` of its first rows.
    """

    column: int
    header: str
    kind: ColumnKind
    key: str = ""
    name: str = ""
    type: FieldType = "text"
    is_new: bool = False
    examples: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RowError:
    """`row` as the spreadsheet counts: the header is 1. `code` one of ROW_ERRORS; `header` of the column, where it is one's."""

    row: int
    code: str
    header: str = ""


@dataclass(frozen=True, slots=True)
class ContactsPlan:
    """`rows` without empty ones; `errored` of them are left out (`errors`: the first 1,000). `group_name` is a proposal."""

    rows: int
    errored: int
    columns: list[ImportColumn]
    errors: list[RowError]
    group_name: str


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """Where a column of kind field goes: the field with this `key`, or a new one of this name and type."""

    column: int
    key: str = ""
    name: str = ""
    type: FieldType = "text"


@dataclass(frozen=True, slots=True)
class ContactsReport:
    """How far the import is, or how it ended. `created`, `updated`, `unchanged` and `errored` count rows: together `done` of
    `total`. `group`: UUID of the group that they are in.
    """

    job: Job
    total: int
    done: int
    created: int
    updated: int
    unchanged: int
    errored: int
    errors: list[RowError]
    group: str | None
    created_on: dt.datetime


class ContactImports(Protocol):
    """`read` a file, show what it holds (`planned`), then `carry_out`: jobs, as in `Imports`. Rows are written in short
    transactions; an import that is cancelled, or whose engine was killed, keeps what is written, and a killed one goes on after
    the last row that was.
    """

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def read(self, workspace: str, content: bytes, file_name: str = "") -> Job:
        """xlsx or csv (UTF-8, UTF-16 with its mark). Headers: `UUID` or `Contact UUID`, `Name`, `Language`, `Status`, `URN:Tel`
        (any scheme), `Field:Age`; others are ignored. An empty cell keeps what is there, `--` clears it.

        Errors: `contacts_too_large`, `too_many_jobs`, `disk_full`, `disk_failed`. Of the job: `contacts_unreadable`,
        `contacts_old_format` (xls), `contacts_encoding`, `contacts_no_identity`, `contacts_header` (with `header`),
        `contacts_twice` (with `row` and `first`), `contacts_too_many`, `contacts_too_large`, `contacts_anonymous`, `job_crashed`,
        `job_too_long`.
        """
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def planned(self, workspace: str, job: str) -> ContactsPlan:
        """Of a job that is `ready`. Errors: `not_found`, `import_not_ready`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def carry_out(
        self,
        workspace: str,
        job: str,
        fields: list[FieldChoice] | None = None,
        group: str | None = None,
        new_group: str = "",
    ) -> Job:
        """Write the contacts of a job that is `ready`; all of them join `group`, or the one that is made by the name
        `new_group`. `fields`: None takes all that was proposed; columns that are not in the list are ignored. The person hears by
        a notification when it is done.

        Errors: `not_found`, `import_not_ready`, `limit_reached`, `invalid` fields (`unknown`), key, name, type, group (`smart`).
        """
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def report(self, workspace: str, job: str) -> ContactsReport:
        """Of one that was carried out, or is; kept for 90 days. Errors: `not_found`."""
        ...
