"""Flows: list, import, start; and the triggers that start them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, access

MatchType = Literal["first_word", "only_word"]
TriggerType = Literal["keyword", "catch_all"]


@dataclass(frozen=True, slots=True)
class Flow:
    """`type` messaging, messaging_background, messaging_offline, voice; `waiting` contacts stand in it now."""

    uuid: str
    name: str
    type: str
    language: str
    nodes: int
    revision: int
    modified_on: dt.datetime
    started: int
    completed: int
    waiting: int
    keywords: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One object of the file. `outcome` created, updated, unchanged, skipped; `reason` a stable word when skipped."""

    kind: str
    name: str
    outcome: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Every object in the file has a line. `file_version` is the export's own, `site` where it comes from."""

    file_version: str
    site: str
    lines: list[ImportLine]


@dataclass(frozen=True, slots=True)
class Trigger:
    uuid: str
    type: TriggerType
    flow: str
    flow_name: str
    keywords: list[str]
    match_type: MatchType
    created_on: dt.datetime


class Flows(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def all(self, workspace: str) -> list[Flow]: ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def preview_import(self, workspace: str, content: bytes) -> ImportReport:
        """What importing this file would do; writes nothing.

        Errors: `import_not_json`, `import_too_large`, `import_too_old`, `import_too_new`, `import_invalid` (with `path`).
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def import_file(self, workspace: str, content: bytes) -> ImportReport:
        """Import a RapidPro export (JSON): all or nothing. Errors as `preview_import`."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def start(self, workspace: str, flow: str, contacts: list[str]) -> int:
        """Start the flow for these contacts, at most 100; returns how many starts were queued."""
        ...


class Triggers(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def all(self, workspace: str) -> list[Trigger]: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def create_keyword(self, workspace: str, flow: str, keywords: list[str], match_type: MatchType = "first_word") -> Trigger:
        """At most 16 characters or one emoji each. A trigger with the same keyword is archived."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def create_catch_all(self, workspace: str, flow: str) -> Trigger: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def archive(self, workspace: str, trigger: str) -> None: ...
