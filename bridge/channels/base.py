"""What a channel type is. A type knows its wire and the ports of the services; the server that calls it is unknown to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from app.ports import Handed

JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ChannelRequest:
    """One HTTP request. `params` are the named parts of the path, `query` the first value of each argument, `remote` the
    sender's address; `body` the raw bytes, within the server's limit."""

    method: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    remote: str
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class ChannelReply:
    """`file` stands in for `body` where something large is handed out."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON_TYPE
    file: Path | None = None

    @classmethod
    def json(cls, value: dict[str, Any], status: int = 200) -> ChannelReply:
        """A JSON object; text stays UTF-8."""
        return cls(status, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


Handler = Callable[[ChannelRequest], ChannelReply]


@dataclass(frozen=True, slots=True)
class Route:
    """`path` names its parts as `<name>`; it answers with and without a slash at the end."""

    method: Literal["GET", "POST"]
    path: str
    handler: Handler = field(compare=False)


@dataclass(frozen=True, slots=True)
class ConfigField:
    """A setting of a channel. `kind` text, number, secret, choice."""

    name: str
    kind: Literal["text", "number", "secret", "choice"]
    choices: tuple[str, ...] = ()


class ChannelLog(Protocol):
    """The talk with one channel, for staff to read; what the type's `secrets` name is blotted out by the log."""

    def note(self, event: str, **facts: str | int | float | bool | None) -> None: ...


class ChannelType(Protocol):
    """`schemes` are URN schemes; `secrets` names of fields, in settings and on the wire, that no log may show."""

    code: str
    schemes: tuple[str, ...]
    fields: tuple[ConfigField, ...]
    secrets: frozenset[str]

    def routes(self) -> list[Route]: ...

    def send(self, msg: Handed, log: ChannelLog) -> bool:
        """Hand the message over; True when the other side took it. False: devices of this type fetch by themselves."""
        ...
