"""Assets as flows see them. A `ref` is how an event or a definition names one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SEND, RECEIVE, CALL, ANSWER = "send", "receive", "call", "answer"


@dataclass(frozen=True, slots=True)
class Channel:
    """`address` is a number or handle; `country` two letters or empty; `match_prefixes` decides within a country."""

    uuid: str
    name: str
    address: str = ""
    schemes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    country: str = ""
    features: tuple[str, ...] = ()
    match_prefixes: tuple[str, ...] = ()
    allow_international: bool = False

    @property
    def ref(self) -> dict[str, str]:
        return {"uuid": self.uuid, "name": self.name}

    def can(self, role: str, scheme: str) -> bool:
        return role in self.roles and scheme in self.schemes


@dataclass(frozen=True, slots=True)
class Field:
    """`type` is one of text, number, datetime, state, district, ward."""

    uuid: str
    key: str
    name: str
    type: str

    @property
    def ref(self) -> dict[str, str]:
        return {"key": self.key, "name": self.name}


@dataclass(frozen=True, slots=True)
class Named:
    """A label, topic, campaign or LLM."""

    uuid: str
    name: str

    @property
    def ref(self) -> dict[str, str]:
        return {"uuid": self.uuid, "name": self.name}


@dataclass(frozen=True, slots=True)
class Group:
    """`query` is the contact query of a smart group, empty for a group that people fill."""

    uuid: str
    name: str
    query: str = ""

    @property
    def ref(self) -> dict[str, str]:
        return {"uuid": self.uuid, "name": self.name}


@dataclass(frozen=True, slots=True)
class User:
    uuid: str
    name: str
    email: str = ""

    @property
    def ref(self) -> dict[str, str]:
        return {"uuid": self.uuid, "name": self.name}


@dataclass(frozen=True, slots=True)
class Global:
    key: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Resthook:
    slug: str
    subscribers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplateTranslation:
    """One channel's approved text. `components` and `variables` are as the channel type wrote them."""

    channel_uuid: str
    locale: str
    components: tuple[Mapping[str, Any], ...]
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    uuid: str
    name: str
    translations: tuple[TemplateTranslation, ...]

    @property
    def ref(self) -> dict[str, str]:
        return {"uuid": self.uuid, "name": self.name}
