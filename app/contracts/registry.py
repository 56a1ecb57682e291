"""Names of the services on the wire: POST /rpc/<name>/<method>."""

from __future__ import annotations

from app.contracts.audit import Audit
from app.contracts.base import Access
from app.contracts.broadcasts import Broadcasts
from app.contracts.campaigns import Campaigns
from app.contracts.contact_imports import ContactImports
from app.contracts.contacts import Contacts, Fields, Groups
from app.contracts.explain import Explain
from app.contracts.exports import Exports
from app.contracts.flows import Flows, Triggers
from app.contracts.globals import Globals
from app.contracts.imports import Imports, WorkspaceExports
from app.contracts.jobs import Jobs
from app.contracts.labels import Labels
from app.contracts.late import Late
from app.contracts.locations import Locations
from app.contracts.media import Media
from app.contracts.messages import Messages
from app.contracts.modems import Modems
from app.contracts.notifications import Incidents, Notifications
from app.contracts.office import Office
from app.contracts.people import People
from app.contracts.phones import Phones
from app.contracts.queues import Queues
from app.contracts.resthooks import Resthooks
from app.contracts.results import Results
from app.contracts.scheduled_broadcasts import ScheduledBroadcasts
from app.contracts.sessions import Runs, Sessions
from app.contracts.starts import Starts
from app.contracts.templates import Templates
from app.contracts.tickets import Tickets, Topics
from app.contracts.workspaces import ApiTokens, Workspaces

CONTRACTS: dict[str, type] = {
    "office": Office,
    "people": People,
    "workspaces": Workspaces,
    "tokens": ApiTokens,
    "audit": Audit,
    "notifications": Notifications,
    "incidents": Incidents,
    "phones": Phones,
    "modems": Modems,
    "messages": Messages,
    "media": Media,
    "contacts": Contacts,
    "groups": Groups,
    "fields": Fields,
    "flows": Flows,
    "triggers": Triggers,
    "campaigns": Campaigns,
    "imports": Imports,
    "contact_imports": ContactImports,
    "workspace_exports": WorkspaceExports,
    "broadcasts": Broadcasts,
    "scheduled_broadcasts": ScheduledBroadcasts,
    "starts": Starts,
    "sessions": Sessions,
    "runs": Runs,
    "results": Results,
    "exports": Exports,
    "explain": Explain,
    "jobs": Jobs,
    "labels": Labels,
    "globals": Globals,
    "topics": Topics,
    "tickets": Tickets,
    "templates": Templates,
    "resthooks": Resthooks,
    "locations": Locations,
    "late": Late,
    "queues": Queues,
}


def access_of(method: str) -> Access:
    """What a method needs, by its name on the wire: `messages.resend`. Raises LookupError for a name that there is not."""
    service, _, name = method.partition(".")
    found = getattr(CONTRACTS[service], name, None)
    needed: Access | None = getattr(found, "__access__", None)
    if needed is None:
        raise LookupError(method)
    return needed
