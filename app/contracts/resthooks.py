"""Named events of flows that programs subscribe to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, access


@dataclass(frozen=True, slots=True)
class Subscriber:
    """An address that is called with what the flow has; one that answers 410 goes by itself."""

    id: int
    url: str
    created_by: str
    created_on: dt.datetime


@dataclass(frozen=True, slots=True)
class Resthook:
    """Flows name it by `slug`; `flows` are the names of those that do."""

    uuid: str
    slug: str
    subscribers: list[Subscriber]
    flows: list[str]


class Resthooks(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def all(self, workspace: str) -> list[Resthook]:
        """By slug."""
        ...

    @access("query", "workspace", ADMINISTRATOR)
    def deleted(self, workspace: str) -> list[Resthook]:
        """Those that can be restored, the latest first."""
        ...

    @access("command", "workspace", ADMINISTRATOR)
    def create(self, workspace: str, slug: str) -> Resthook:
        """Small letters, digits, dashes and underlines, at most 50. Errors: `invalid`, `limit_reached`."""
        ...

    @access("command", "workspace", ADMINISTRATOR)
    def subscribe(self, workspace: str, slug: str, url: str) -> Resthook:
        """`url` http or https, at most 255 characters; only addresses that the office allows are ever called.

        Errors: `invalid`, `limit_reached`.
        """
        ...

    @access("command", "workspace", ADMINISTRATOR)
    def unsubscribe(self, workspace: str, slug: str, subscriber: int) -> Resthook: ...

    @access("command", "workspace", ADMINISTRATOR)
    def delete(self, workspace: str, slug: str) -> None:
        """Errors: `in_use` (kind, name, count, by: names of flows)."""
        ...

    @access("command", "workspace", ADMINISTRATOR)
    def restore(self, workspace: str, uuid: str) -> Resthook:
        """Undo `delete`, with its subscribers. Errors: `invalid` where its slug is another's now, `limit_reached`."""
        ...
