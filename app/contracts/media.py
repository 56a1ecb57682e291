"""Files that messages and flows refer to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from app.contracts.base import ADMINISTRATOR, AGENT, EDITOR, VIEWER, Page, access


@dataclass(frozen=True, slots=True)
class MediaFile:
    """`attachment` is what a message or flow holds: `content type:address`. `size` in bytes; `uses` how many refer to it."""

    uuid: str
    name: str
    content_type: str
    size: int
    attachment: str
    created_by: str
    created_on: dt.datetime
    uses: int


@dataclass(frozen=True, slots=True)
class MediaLink:
    """`path` is good on the engine's TLS port until `expires_on`, for whoever has it."""

    path: str
    content_type: str
    name: str
    expires_on: dt.datetime


class Media(Protocol):
    @access("command", "workspace", ADMINISTRATOR, EDITOR, AGENT)
    def add(self, workspace: str, name: str, content: bytes) -> MediaFile:
        """Keep a file; the same bytes again are the same file. What the bytes are decides, not the name.

        A file that nobody refers to for a day goes. Larger ones than an RPC call takes: `POST /media/<workspace>?name=`.
        Errors: `invalid` content `empty`, `too_large` (`limit` bytes), `type` (`found`); `disk_full`.
        """
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def all(self, workspace: str, before: str | None = None, limit: int = 50) -> Page[MediaFile]:
        """Newest first."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def link(self, workspace: str, address: str) -> MediaLink:
        """A signed link to a file by its address or UUID."""
        ...
