"""The guarded services behind the RPC."""

from __future__ import annotations

from app.contracts.base import ANONYMOUS, Actor
from app.errors import NotFound
from app.services.base import Core, Service
from app.services.flows import Flows
from app.services.media import Media
from app.services.messages import Messages
from app.services.office import Office
from app.services.people import People, read_actor
from app.services.phones import Phones
from app.services.triggers import Triggers

ALL: tuple[type[Service], ...] = (
    Office,
    People,
    Phones,
    Messages,
    Media,
    Flows,
    Triggers,
)
SERVICES: dict[str, type[Service]] = {service.name: service for service in ALL}


class Front:
    """Implements `app.ports.Front`."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def authenticate(self, token: str | None, address: str) -> Actor:
        """Who holds this token; nobody without one. Raises NotSignedIn for a token that is unknown or has run out."""
        if token is None:
            return Actor(ANONYMOUS.user_id, ANONYMOUS.name, origin=ANONYMOUS.origin, address=address)
        return read_actor(self._core, token, address)

    def service(self, name: str, actor: Actor) -> object:
        """The service of this name, bound to the actor: it checks access by itself. Raises NotFound."""
        found = SERVICES.get(name)
        if found is None:
            raise NotFound("service", name)
        return found(self._core, actor)
