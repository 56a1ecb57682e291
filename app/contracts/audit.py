"""Who did what, to be read and never to be changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from app.contracts.base import ADMINISTRATOR, Page, access

Outcome = Literal["done", "refused"]


@dataclass(frozen=True, slots=True)
class Entry:
    """`actor` is the name that the person had then, `person` their UUID (None: the office itself, a phone, nobody).

    `origin` window, api, system, anonymous. `workspace` a UUID, None for what concerns the office. `method` as in
    `people.create`. `subject` names what was changed, mostly a UUID. `details` hold what the method says: `before` and
    `after` of values, `count`s, `name`s, `address` of a refused caller; never a password, token or message text.
    """

    id: int
    at: dt.datetime
    actor: str
    person: str | None
    origin: str
    workspace: str | None
    method: str
    subject: str | None
    outcome: Outcome
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """All that are given must hold. `person` and `workspace` are UUIDs; `method` a name or its beginning (`people.`).

    `since` and `until`: moments, both included. `words`: parts of words of actor, subject and details, all of them, however
    they are written (case, accents of width).
    """

    person: str | None = None
    method: str = ""
    subject: str = ""
    outcome: Outcome | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class CsvPart:
    """`text` is whole lines; the first part begins with the head. `next`: cursor of the part that follows, None at the end."""

    text: str
    next: str | None
    rows: int


class Audit(Protocol):
    """Newest first, in the order of writing. A page may hold fewer rows than asked for, even none, while `next` goes on."""

    @access("query", "workspace", ADMINISTRATOR)
    def of_workspace(
        self, workspace: str, wanted: AuditFilter | None = None, before: str | None = None, limit: int = 50
    ) -> Page[Entry]:
        """Of one workspace, at most 200 a page. Errors: `invalid` before (`unknown`), words (`too_long`)."""
        ...

    @access("query", "office")
    def of_office(
        self, wanted: AuditFilter | None = None, workspace: str | None = None, before: str | None = None, limit: int = 50
    ) -> Page[Entry]:
        """Of the whole office, or of one workspace of it; otherwise as `of_workspace`."""
        ...

    @access("query", "workspace", ADMINISTRATOR)
    def export_workspace(self, workspace: str, wanted: AuditFilter | None = None, before: str | None = None) -> CsvPart:
        """The same as csv (comma, CRLF, UTF-8), some thousand rows a part."""
        ...

    @access("query", "office")
    def export_office(
        self, wanted: AuditFilter | None = None, workspace: str | None = None, before: str | None = None
    ) -> CsvPart: ...
