"""The guarded services behind the RPC."""

from __future__ import annotations

from app.contracts.base import ANONYMOUS, Actor
from app.errors import NotFound
from app.services.api_tokens import ApiTokens
from app.services.audit_log import AuditLog
from app.services.base import Core, Service, explained
from app.services.broadcasts import Broadcasts
from app.services.campaigns import Campaigns
from app.services.contact_imports import ContactImports
from app.services.contact_service import Contacts
from app.services.explain import Explain
from app.services.exports import Exports
from app.services.fields import Fields
from app.services.flow_starts import Starts
from app.services.flows import Flows
from app.services.globals import Globals
from app.services.groups import Groups
from app.services.imports import Imports
from app.services.incidents import Incidents
from app.services.jobs import Jobs
from app.services.labels import Labels
from app.services.late import Late
from app.services.locations import Locations
from app.services.media import Media
from app.services.messages import Messages
from app.services.modems.service import Modems
from app.services.notifications import Notifications
from app.services.office import Office
from app.services.people import People, read_actor
from app.services.phones import Phones
from app.services.queues import Queues
from app.services.resthooks import Resthooks
from app.services.results import Results
from app.services.runs import Runs
from app.services.scheduled_broadcasts import ScheduledBroadcasts
from app.services.sessions import Sessions
from app.services.templates import Templates
from app.services.tickets import Tickets
from app.services.topics import Topics
from app.services.triggers import Triggers
from app.services.workspace_exports import WorkspaceExports
from app.services.workspaces import Workspaces

ALL: tuple[type[Service], ...] = (
    Office,
    People,
    Workspaces,
    ApiTokens,
    AuditLog,
    Notifications,
    Incidents,
    Phones,
    Modems,
    Messages,
    Media,
    Contacts,
    Groups,
    Fields,
    Flows,
    Triggers,
    Campaigns,
    Imports,
    ContactImports,
    WorkspaceExports,
    Broadcasts,
    ScheduledBroadcasts,
    Starts,
    Sessions,
    Runs,
    Results,
    Exports,
    Explain,
    Jobs,
    Labels,
    Globals,
    Topics,
    Tickets,
    Templates,
    Resthooks,
    Locations,
    Late,
    Queues,
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
        with explained():
            return read_actor(self._core, token, address)

    def service(self, name: str, actor: Actor) -> object:
        """The service of this name, bound to the actor: it checks access by itself. Raises NotFound."""
        found = SERVICES.get(name)
        if found is None:
            raise NotFound("service", name)
        return found(self._core, actor)
