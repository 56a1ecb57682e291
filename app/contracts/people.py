"""Signing in, and who one is."""

from __future__ import annotations

from dataclasses import dataclass
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
    username: str
    name: str
    is_office_admin: bool
    workspaces: list[Workspace]


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
