"""Signing in, who one is, and the people of the office."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from app.contracts.base import Role, access


@dataclass(frozen=True, slots=True)
class Workspace:
    """`country` ISO 3166 alpha-2; `timezone` an IANA name; `languages` ISO 639-3."""

    uuid: str
    name: str
    country: str
    timezone: str
    languages: list[str]
    role: Role


@dataclass(frozen=True, slots=True)
class Person:
    """`workspaces` are those that the person may enter: archived ones are not among them."""

    username: str
    name: str
    is_office_admin: bool
    workspaces: list[Workspace]
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class WorkspaceRole:
    """`workspace` is a UUID."""

    workspace: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Staff:
    """A person as office administrators see them. `last_used_on`: of the sign-ins that still hold, None without one."""

    uuid: str
    username: str
    name: str
    is_office_admin: bool
    is_active: bool
    created_on: dt.datetime
    last_used_on: dt.datetime | None
    roles: list[WorkspaceRole] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` goes into `Authorization: Bearer`; it dies on sign-out, after 12 idle hours, and with a changed password."""

    token: str
    person: Person


class People(Protocol):
    @access("command", "public")
    def sign_in(self, username: str, password: str) -> SignedIn:
        """Errors: `sign_in_failed`; `sign_in_limited` with `seconds` to wait after too many attempts."""
        ...

    @access("command", "person")
    def sign_out(self) -> None: ...

    @access("query", "person")
    def me(self) -> Person: ...

    @access("command", "person")
    def change_password(self, old: str, new: str) -> None:
        """Errors: `sign_in_failed`, `invalid` password `too_short`."""
        ...

    @access("query", "office")
    def all(self) -> list[Staff]:
        """Everybody, by name; those who were switched off too."""
        ...

    @access("command", "office")
    def create(self, username: str, name: str, password: str, is_office_admin: bool = False) -> Staff:
        """Somebody new, in no workspace yet; `password` is their first one. An empty `name` becomes the username.

        Errors: `invalid` username (`empty`, `too_long`, `characters`, `taken`), name (`too_long`, `characters`), password
        (`too_short`, `too_long`); `limit_reached`.
        """
        ...

    @access("command", "office")
    def rename(self, person: str, name: str, username: str) -> Staff:
        """Errors: as `create`."""
        ...

    @access("command", "office")
    def deactivate(self, person: str) -> Staff:
        """Switch a person off: signed out everywhere, tokens refused. Roles stay for `reactivate`.

        Errors: `yourself`; `last_office_admin`.
        """
        ...

    @access("command", "office")
    def reactivate(self, person: str) -> Staff: ...

    @access("command", "office")
    def set_office_admin(self, person: str, is_office_admin: bool) -> Staff:
        """Errors: `yourself` (nobody demotes themselves); `last_office_admin`."""
        ...

    @access("command", "office")
    def set_role(self, person: str, workspace: str, role: Role | None) -> Staff:
        """Put a person into a workspace, change the role, or take them out (None)."""
        ...

    @access("command", "office")
    def reset_password(self, person: str, password: str) -> None:
        """Signs the person out everywhere, and they may try again at once. One's own is changed by `change_password`.

        Errors: `yourself`; `invalid` password (`too_short`, `too_long`).
        """
        ...
