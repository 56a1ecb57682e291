"""Values that all flows of a workspace read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, access


@dataclass(frozen=True, slots=True)
class Global:
    """Flows read it as `@globals.key`; `flows` are the names of those that do."""

    uuid: str
    key: str
    name: str
    value: str
    modified_on: dt.datetime
    flows: list[str]


class Globals(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def all(self, workspace: str) -> list[Global]:
        """By name."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def deleted(self, workspace: str) -> list[Global]:
        """Those that can be restored, the latest first."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def create(self, workspace: str, name: str, value: str) -> Global:
        """The key is made of the name (`Org Name`: `org_name`) and stays. Names are at most 36 letters, digits, dashes and
        underlines, values at most 10,000 characters.

        Errors: `invalid`, `limit_reached`.
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def set_value(self, workspace: str, key: str, value: str) -> Global: ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def rename(self, workspace: str, key: str, name: str) -> Global:
        """Flows go on to read it by its key."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def delete(self, workspace: str, key: str) -> None:
        """Errors: `in_use` (kind, name, count, by: names of flows)."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def restore(self, workspace: str, uuid: str) -> Global:
        """Undo `delete`. Errors: `invalid` where its key or name is another's now, `limit_reached`."""
        ...
