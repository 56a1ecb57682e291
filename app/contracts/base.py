"""Who calls, and what a call needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

Role = Literal["administrator", "editor", "viewer", "agent", "surveyor"]
Kind = Literal["query", "command"]
Scope = Literal["public", "person", "workspace", "office"]

ADMINISTRATOR: Role = "administrator"
EDITOR: Role = "editor"
VIEWER: Role = "viewer"
AGENT: Role = "agent"
SURVEYOR: Role = "surveyor"

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is behind a call. `roles` is by workspace UUID; `is_office_admin` may change phones, people and the network.

    `sign_in` names the sign-in (a hash, not the token), so that it can be ended.
    """

    user_id: int | None
    name: str
    roles: dict[str, Role] = field(default_factory=dict)
    is_office_admin: bool = False
    origin: str = "window"
    address: str = ""
    sign_in: str = ""


ANONYMOUS = Actor(None, "", origin="anonymous")
SYSTEM = Actor(None, "system", is_office_admin=True, origin="system")


@dataclass(frozen=True, slots=True)
class Access:
    """What a method needs.

    public: nobody signed in. person: anybody signed in. workspace: one of `roles` in the workspace whose UUID is the first
    argument. office: office administrator (queries: anybody signed in who has one of `roles` in some workspace too).
    """

    kind: Kind
    scope: Scope
    roles: frozenset[Role]


def access(kind: Kind, scope: Scope, *roles: Role) -> Callable[[F], F]:
    """Mark a method of a contract; the service base class enforces it."""

    def mark(method: F) -> F:
        method.__access__ = Access(kind, scope, frozenset(roles))  # type: ignore[attr-defined]
        return method

    return mark


def is_allowed(actor: Actor, needed: Access, workspace: str | None) -> bool:
    """Whether the actor may call a method with this access; `workspace` is the first argument of workspace methods."""
    if needed.scope == "public":
        return True
    if actor.origin == "system":
        return needed.scope != "person"
    if actor.user_id is None:
        return False
    if needed.scope == "person":
        return actor.origin != "api"  # a program holds a key to a workspace, not to the person
    if needed.scope == "workspace":
        return isinstance(workspace, str) and actor.roles.get(workspace) in needed.roles
    if actor.is_office_admin:
        return True
    return needed.kind == "query" and any(role in needed.roles for role in actor.roles.values())


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows and the cursor of the next page; None at the end."""

    rows: list[T]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something was written: `topic` as in `TOPICS`, `ids` the UUIDs concerned (empty: read anew)."""

    seq: int
    topic: str
    workspace: str | None = None
    ids: list[str] = field(default_factory=list)


TOPICS = (
    "office",
    "people",
    "phones",
    "modems",
    "messages",
    "contacts",
    "flows",
    "campaigns",
    "triggers",
    "queue",
    "tickets",
    "notifications",
    "jobs",
    "broadcasts",
    "starts",
    "labels",
    "globals",
    "topics",
    "templates",
    "resthooks",
    "locations",
    "late",
)
