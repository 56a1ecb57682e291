"""Labels of messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.contracts.base import ADMINISTRATOR, AGENT, EDITOR, VIEWER, access


@dataclass(frozen=True, slots=True)
class Label:
    """`messages` is how many messages have it."""

    uuid: str
    name: str
    messages: int


class Labels(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def all(self, workspace: str) -> list[Label]:
        """By name."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def deleted(self, workspace: str) -> list[Label]:
        """Those that can be restored, the latest first."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def create(self, workspace: str, name: str) -> Label:
        """A name of at most 64 characters that no other label has; case does not count.

        Errors: `invalid`, `limit_reached`.
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def rename(self, workspace: str, label: str, name: str) -> Label: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def delete(self, workspace: str, label: str) -> None:
        """It goes from the messages that have it, until it is restored.

        Errors: `in_use` (kind, name, count, by: names of flows).
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def restore(self, workspace: str, label: str) -> Label:
        """Undo `delete`: it is on the same messages again. Errors: `invalid` where its name is another's now, `limit_reached`."""
        ...
