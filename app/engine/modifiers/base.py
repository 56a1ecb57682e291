"""What every modifier is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from app.engine import events
from app.engine.asset_types import Channel
from app.engine.capabilities import Capabilities
from app.engine.contact import Contact
from app.engine.envs import Environment
from app.engine.events import Log
from app.engine.limits import Limits
from app.engine.reading import Reader
from app.engine.universe import Universe

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a change takes place: `log` takes its events."""

    universe: Universe
    env: Environment
    assets: SessionAssets
    limits: Limits
    capabilities: Capabilities
    log: Log

    def tell(self, kind: str, **fields: Any) -> None:
        """Log an event."""
        self.log(events.event(self.universe, kind, **fields))

    def error(self, text: str, code: str = "", extra: dict[str, str] | None = None) -> None:
        self.log(events.error(self.universe, text, code, extra))

    def tell_urns(self, contact: Contact) -> None:
        self.tell("contact_urns_changed", urns=[urn.to_json() for urn in contact.urns])


@dataclass(frozen=True, slots=True)
class Modifier(ABC):
    type: ClassVar[str]

    @classmethod
    @abstractmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        """From its JSON; complaints go to the reader."""

    @abstractmethod
    def apply(self, contact: Contact, setting: Setting) -> bool:
        """Change the contact and log what changed; False if nothing did."""

    @abstractmethod
    def fields(self) -> dict[str, Any]:
        """Its JSON, without the type."""

    def to_json(self) -> dict[str, Any]:
        return {"type": self.type, **self.fields()}


def read_channel(reader: Reader, assets: SessionAssets) -> Channel | None:
    """The channel that the object names; a complaint where there is none."""
    child = reader.child("channel")
    if child is None:
        return None
    channel = assets.channel(child.text("uuid", required=True))
    if channel is None:
        reader.complain(f"no channel with UUID {child.text('uuid')}")
    return channel
