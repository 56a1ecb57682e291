"""Message templates, brought along from RapidPro."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, access

Outcome = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Template:
    """`locales` are those of its translations; `flows` the names of flows that send it."""

    uuid: str
    name: str
    locales: list[str]
    modified_on: dt.datetime
    flows: list[str]


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """What importing did with one template of the file."""

    name: str
    outcome: Outcome


class Templates(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def all(self, workspace: str) -> list[Template]:
        """By name."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR)
    def deleted(self, workspace: str) -> list[Template]:
        """Those that can be restored, the latest first."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def import_json(self, workspace: str, content: bytes) -> list[TemplateLine]:
        """A JSON list of templates as GoFlow's assets have them (uuid, name, translations with channel, locale, components,
        variables), or an object with such a list as `templates` or `results`. Matched by UUID, then by name; all or nothing.

        Errors: `invalid` with the path of what can't be read, `limit_reached`.
        """
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def delete(self, workspace: str, template: str) -> None:
        """Errors: `in_use` (kind, name, count, by: names of flows)."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def restore(self, workspace: str, template: str) -> Template:
        """Undo `delete`. Errors: `invalid` where its name is another's now, `limit_reached`."""
        ...
