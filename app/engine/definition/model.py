"""A flow as the engine sees it: immutable, every reference checked by the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

MESSAGING = "messaging"
MESSAGING_BACKGROUND = "messaging_background"
MESSAGING_OFFLINE = "messaging_offline"
VOICE = "voice"
FLOW_TYPES = (MESSAGING, MESSAGING_BACKGROUND, MESSAGING_OFFLINE, VOICE)

UNKNOWN_LANGUAGE = "und"

Json = Any


@dataclass(frozen=True, slots=True)
class Exit:
    uuid: str
    destination_uuid: str | None


@dataclass(frozen=True, slots=True)
class Category:
    uuid: str
    name: str
    exit_uuid: str


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a switch router: `type` is the name of a test, `arguments` are templates."""

    uuid: str
    type: str
    arguments: tuple[str, ...]
    category_uuid: str


@dataclass(frozen=True, slots=True)
class Timeout:
    seconds: int
    category_uuid: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What kind of answer is expected: audio, image, video, location, or digits with `count` or `terminated_by`."""

    type: str
    count: int | None = None
    terminated_by: str = ""


@dataclass(frozen=True, slots=True)
class MsgWait:
    type: ClassVar[str] = "msg"

    timeout: Timeout | None = None
    hint: Hint | None = None


@dataclass(frozen=True, slots=True)
class DialWait:
    """Forward the call to `phone` (a template); both limits are seconds."""

    DIAL_LIMIT_SECONDS: ClassVar[int] = 60
    CALL_LIMIT_SECONDS: ClassVar[int] = 7200
    type: ClassVar[str] = "dial"

    phone: str
    dial_limit_seconds: int = DIAL_LIMIT_SECONDS
    call_limit_seconds: int = CALL_LIMIT_SECONDS


Wait = MsgWait | DialWait


@dataclass(frozen=True, slots=True)
class SwitchRouter:
    type: ClassVar[str] = "switch"

    operand: str
    cases: tuple[Case, ...]
    categories: tuple[Category, ...]
    default_category_uuid: str | None
    result_name: str
    wait: Wait | None

    def category(self, uuid: str) -> Category | None:
        return next((c for c in self.categories if c.uuid == uuid), None)


@dataclass(frozen=True, slots=True)
class RandomRouter:
    type: ClassVar[str] = "random"

    categories: tuple[Category, ...]
    result_name: str
    wait: Wait | None

    def category(self, uuid: str) -> Category | None:
        return next((c for c in self.categories if c.uuid == uuid), None)


Router = SwitchRouter | RandomRouter


@dataclass(frozen=True, slots=True)
class ActionData:
    """An action as it stands in the definition; `app.engine.actions` knows what its fields mean."""

    uuid: str
    type: str
    data: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Node:
    uuid: str
    actions: tuple[ActionData, ...]
    router: Router | None
    exits: tuple[Exit, ...]

    def exit(self, uuid: str) -> Exit | None:
        return next((e for e in self.exits if e.uuid == uuid), None)


@dataclass(frozen=True, slots=True)
class Localization:
    """Translations: language, then uuid of the item (action, case, category), then property, then texts."""

    translations: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = field(default_factory=dict)

    @property
    def languages(self) -> list[str]:
        return sorted(self.translations)

    def get(self, language: str, item_uuid: str, prop: str) -> list[str]:
        """Texts of one property; empty when there is no translation."""
        return list(self.translations.get(language, {}).get(item_uuid, {}).get(prop, ()))


@dataclass(frozen=True, slots=True)
class Flow:
    """`raw` is the whole definition in the newest spec version, `_ui` and unknown properties included.

    It is what is saved and exported, and must not be changed.
    """

    uuid: str
    name: str
    spec_version: str
    language: str
    type: str
    revision: int
    expire_after_minutes: int
    localization: Localization
    nodes: tuple[Node, ...]
    raw: Mapping[str, Json]
    _index: Mapping[str, Node] = field(repr=False, compare=False, default_factory=dict)

    def node(self, uuid: str) -> Node | None:
        return self._index.get(uuid)

    @property
    def ui(self) -> Mapping[str, Json]:
        """The editor's own data: positions, notes. Empty when there is none."""
        value = self.raw.get("_ui")
        return value if isinstance(value, Mapping) else {}
