"""The office's workspaces, who is in them, and the keys of programs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, AGENT, EDITOR, VIEWER, Role, access

DateFormat = Literal["DD-MM-YYYY", "MM-DD-YYYY", "YYYY-MM-DD"]
TimeFormat = Literal["tt:mm", "h:mm aa", "tt:mm:ss", "h:mm:ss aa"]
Collation = Literal["default", "confusables", "arabic_variants"]


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """`country` ISO 3166 alpha-2; `timezone` an IANA name; `languages` ISO 639-3, the workspace's own first.

    `input_collation`: how keywords are compared.
    """

    name: str
    country: str
    timezone: str
    languages: list[str]
    date_format: DateFormat = "DD-MM-YYYY"
    time_format: TimeFormat = "tt:mm"
    input_collation: Collation = "default"


@dataclass(frozen=True, slots=True)
class WorkspaceDetails:
    """`is_anon`: URNs are hidden. `limits` by kind (fields, groups, labels, ...): all, own ones and those of every workspace.

    `people` and `phones` are counts. From `quiet_from` until `quiet_until` (minutes of the local day, which may cross midnight;
    None: at no time) nothing goes out but replies.
    """

    uuid: str
    settings: WorkspaceSettings
    is_anon: bool
    is_archived: bool
    limits: dict[str, int]
    people: int
    phones: int
    created_on: dt.datetime
    quiet_from: int | None = None
    quiet_until: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a workspace; `role` None: not in it (yet)."""

    uuid: str
    username: str
    name: str
    role: Role | None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A program's key. What it may do is what its person may do in the workspace when it is used."""

    uuid: str
    name: str
    username: str
    created_on: dt.datetime
    last_used_on: dt.datetime | None


@dataclass(frozen=True, slots=True)
class NewToken:
    """`token` is told this once and kept nowhere."""

    token: str
    details: ApiToken


class Workspaces(Protocol):
    @access("query", "office")
    def all(self) -> list[WorkspaceDetails]:
        """By name; archived ones last."""
        ...

    @access("command", "office")
    def create(self, settings: WorkspaceSettings) -> WorkspaceDetails:
        """With the caller as its administrator, and the topic General.

        Errors: `invalid` name (`empty`, `too_long`, `taken`), country, timezone, language (`unknown`), languages (`empty`,
        `too_many`); `limit_reached`.
        """
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def get(self, workspace: str) -> WorkspaceDetails: ...

    @access("command", "workspace", ADMINISTRATOR)
    def update(self, workspace: str, settings: WorkspaceSettings) -> WorkspaceDetails:
        """Errors: as `create`."""
        ...

    @access("command", "workspace", ADMINISTRATOR)
    def set_quiet_hours(self, workspace: str, quiet_from: int | None, quiet_until: int | None) -> WorkspaceDetails:
        """When nothing goes out but replies: minutes of the local day (0 to 1439), both or none (None: at no time).

        Errors: `invalid` quiet_from, quiet_until (`out_of_range`, `missing`), quiet_until (`same`).
        """
        ...

    @access("command", "office")
    def set_anonymous(self, uuid: str, is_anon: bool) -> WorkspaceDetails:
        """Hide URNs from everybody in the workspace, or show them again."""
        ...

    @access("command", "office")
    def set_limits(self, uuid: str, limits: dict[str, int]) -> WorkspaceDetails:
        """What differs from every workspace's limits; kinds that are missing have those.

        Errors: `invalid` limits (`unknown`, `number`).
        """
        ...

    @access("command", "office")
    def archive(self, uuid: str) -> WorkspaceDetails:
        """Nobody enters it any more, and its waiting conversations end; contacts, messages and flows stay.

        Messages that phones bring go to the other workspaces of the phone. Errors: `last_workspace`;
        `workspace_needed` (`phones`: names) while a phone serves no other one.
        """
        ...

    @access("command", "office")
    def restore(self, uuid: str) -> WorkspaceDetails:
        """Errors: `invalid` name (`taken`)."""
        ...

    @access("query", "workspace", ADMINISTRATOR)
    def people(self, workspace: str) -> list[Member]:
        """Who is in it, by name."""
        ...

    @access("query", "workspace", ADMINISTRATOR)
    def candidates(self, workspace: str) -> list[Member]:
        """The office's active people who are not in it, by name."""
        ...

    @access("command", "workspace", ADMINISTRATOR)
    def set_role(self, workspace: str, person: str, role: Role | None) -> Member:
        """Put a person into the workspace, change the role, or take them out (None).

        Errors: `yourself` (nobody changes their own role); `not_found` for somebody who was switched off.
        """
        ...


class ApiTokens(Protocol):
    """Keys to one workspace, each in a person's name."""

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def all(self, workspace: str) -> list[ApiToken]:
        """One's own; administrators see everybody's. Newest first."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def create(self, workspace: str, name: str) -> NewToken:
        """In one's own name. Errors: `invalid` name (`empty`, `too_long`), `limit_reached` (10 a person and workspace)."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def revoke(self, workspace: str, token: str) -> None:
        """`token` is the UUID. One's own; administrators may revoke everybody's."""
        ...
