"""Workspace files: taking one over, taking that back, and writing one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, access
from app.contracts.jobs import Job

OUTCOMES = ("created", "updated", "unchanged", "conflict", "skipped")

REASONS = (
    "already_in_file",
    "channel_unknown",
    "contact_unknown",
    "dependency_missing",
    "field_key_invalid",
    "field_not_a_date",
    "field_type_differs",
    "field_type_unknown",
    "flow_missing",
    "flow_type_not_supported",
    "group_missing",
    "group_query_differs",
    "group_query_invalid",
    "keyword_invalid",
    "language_unknown",
    "limit_reached",
    "malformed",
    "message_missing",
    "name_missing",
    "name_taken",
    "not_supported",
    "replaced",
    "schedule_missing",
    "trigger_twice",
    "trigger_type_unknown",
    "value_differs",
    "was_archived",
)

UNDO_REASONS = ("changed_since", "in_use", "name_taken", "removed_since", "trigger_replaced", "used_since")


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One object. `outcome` is one of OUTCOMES: a conflict is here in another shape and stays as it is. `reason` is one of
    REASONS, or None. `section` is the part of the file that the object stands in (`events` of campaigns, `outpost.labels`);
    empty for what the file only names, and for objects here that the file replaces.
    """

    kind: str
    name: str
    outcome: str
    reason: str | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Every object in the file has a line. `file_version` is the export's own, `site` where it comes from; `uuid` names the
    import once it was done.
    """

    file_version: str
    site: str
    lines: list[ImportLine]
    uuid: str | None = None


@dataclass(frozen=True, slots=True)
class PastImport:
    """`counts` by outcome. `undone_on` None: it stands."""

    uuid: str
    file_name: str
    site: str
    file_version: str
    created_by: str
    created_on: dt.datetime
    undone_on: dt.datetime | None
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class UndoLine:
    """`outcome` taken_back or kept; `reason` of one that was kept is one of UNDO_REASONS."""

    kind: str
    name: str
    outcome: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class UndoReport:
    lines: list[UndoLine]


class Imports(Protocol):
    """Windows `read` a file, show what it would do (`planned`) and `carry_out` what was shown: a job each time (`Jobs.one`,
    `Jobs.cancel`), which outlives the window and the engine. Programs may call `import_file`, which answers when all is done.
    """

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def read(self, workspace: str, content: bytes, file_name: str = "") -> Job:
        """Read a file; nothing is changed. The job is `ready` at the end, for a day; the person's last three of them are kept.
        `content`: JSON, or JSON in gzip or alone in a zip. A small file is read at once.

        Errors: `import_too_large`, `too_many_jobs`, `disk_full`, `disk_failed`; of a small file and of the job
        as `import_file`.
        """
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def planned(self, workspace: str, job: str) -> ImportReport:
        """What a job that is `ready` would do. Errors: `not_found`, `import_not_ready`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def carry_out(self, workspace: str, job: str) -> Job:
        """Do what a job that is `ready` would do: all or nothing, and the report of this UUID says what. What has changed since
        is taken into account. The person hears by a notification, too. Errors: `not_found`, `import_not_ready`."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def preview(self, workspace: str, content: bytes) -> ImportReport:
        """What importing this file would do; changes nothing. Errors as `import_file`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def import_file(self, workspace: str, content: bytes, file_name: str = "") -> ImportReport:
        """Take a RapidPro export over: all or nothing.

        Errors: `import_not_json`, `import_too_large`, `import_too_old`, `import_too_new`, `import_invalid` (with `path`),
        `import_busy` when others change too much; of a large file, which a job reads, `job_crashed`, `job_too_long`,
        `job_cancelled`, `too_many_jobs`.
        """
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def all(self, workspace: str) -> list[PastImport]:
        """The latest 100, newest first."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def report(self, workspace: str, uuid: str) -> ImportReport: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def undo(self, workspace: str, uuid: str) -> UndoReport:
        """Take back what the import made and nobody has used or changed since. Errors: `import_undone`."""
        ...


@dataclass(frozen=True, slots=True)
class ExportItem:
    """`kind` flow, campaign, trigger, field, group, label, topic, global, template. `uuid` is the key of fields and globals."""

    kind: str
    uuid: str
    name: str


@dataclass(frozen=True, slots=True)
class ExportBundle:
    """Flows and campaigns that hang together: one needs the other."""

    flows: list[ExportItem]
    campaigns: list[ExportItem]


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """`content` is JSON as RapidPro imports it; what RapidPro has no place for stands under the key `outpost`."""

    name: str
    content: bytes
    items: list[ExportItem] = field(default_factory=list)


class WorkspaceExports(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def bundles(self, workspace: str) -> list[ExportBundle]:
        """All that can be chosen, the largest bundles first; flows and campaigns of a bundle by name."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def dependencies(self, workspace: str, flows: list[str], campaigns: list[str]) -> list[ExportItem]:
        """Everything that an export of these would hold, themselves included."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def export(self, workspace: str, flows: list[str], campaigns: list[str], whole: bool = False) -> ExportedFile:
        """These flows and campaigns with all they need; `whole`: the workspace with all its objects. Archived ones stay out.

        Errors: `invalid` flows `empty`, `export_too_large`.
        """
        ...
