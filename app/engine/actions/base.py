"""What every action is."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from app.engine.definition.anatomy import Anatomy
from app.engine.definition.limits import MAX_CATEGORY_NAME_LENGTH, MAX_RESULT_NAME_LENGTH
from app.engine.definition.model import FLOW_TYPES, MESSAGING, MESSAGING_BACKGROUND, MESSAGING_OFFLINE, VOICE
from app.engine.definition.naming import result_key
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext

_LOCAL = re.compile(r"[a-z_][a-z0-9_]{0,63}", re.ASCII)
INTERACTIVE = (MESSAGING, MESSAGING_OFFLINE, VOICE)
ONLINE = (MESSAGING, MESSAGING_BACKGROUND, VOICE)
VOICE_ONLY = (VOICE,)


@dataclass(frozen=True, slots=True)
class Action(ABC):
    """One command of a node. `flow_types` says in which types of flow it may stand, `anatomy` what is where in its JSON."""

    uuid: str

    type: ClassVar[str]
    flow_types: ClassVar[tuple[str, ...]] = FLOW_TYPES
    anatomy: ClassVar[Anatomy] = Anatomy()

    @classmethod
    @abstractmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        """From its definition. Complaints go to the reader, which raises them afterwards."""

    @abstractmethod
    def execute(self, ctx: RunContext) -> None:
        """Do it. What happens is told through `ctx`: events, changes of the contact, results."""


@dataclass(frozen=True, slots=True)
class Ref:
    """How a definition names an asset; `name_match` is a template for names instead."""

    uuid: str = ""
    name: str = ""
    name_match: str = ""

    @classmethod
    def read(cls, reader: Reader) -> Ref:
        match = reader.text("name_match")
        return cls("" if match else reader.uuid("uuid", required=True), reader.text("name"), match)

    def to_json(self) -> dict[str, str]:
        return {"uuid": self.uuid, "name": self.name}


def read_ref(reader: Reader, key: str, *, required: bool = True) -> Ref | None:
    child = reader.child(key, required=required)
    return Ref.read(child) if child else None


def read_refs(reader: Reader, key: str, *, required: bool = False, maximum: int = 100) -> tuple[Ref, ...]:
    if required:
        reader.items(key, required=True)
    return tuple(Ref.read(child) for child in reader.children(key, maximum=maximum))


def read_result_name(reader: Reader, key: str, *, required: bool = False) -> str:
    """A name of at most 64 characters that gives a key."""
    name = reader.text(key, required=required)
    if name and (len(name) > MAX_RESULT_NAME_LENGTH or not result_key(name).strip("_")):
        reader.complain(f"{reader.name(key)} is not a valid result name")
    return name


def read_category(reader: Reader) -> str:
    """The category of a result, at most 36 characters."""
    name = reader.text("category")
    if len(name) > MAX_CATEGORY_NAME_LENGTH:
        reader.complain(f"{reader.name('category')} is not a valid result category")
    return name


def read_local(reader: Reader, key: str) -> str:
    """The name of a local: small letters, digits, underscores, at most 64."""
    name = reader.text(key, required=True)
    if name and not _LOCAL.fullmatch(name):
        reader.complain(f"{reader.name(key)} is not a valid local variable name")
    return name
