"""Names of the services on the wire: POST /rpc/<name>/<method>."""

from __future__ import annotations

from app.contracts.flows import Flows, Triggers
from app.contracts.media import Media
from app.contracts.messages import Messages
from app.contracts.office import Office
from app.contracts.people import People
from app.contracts.phones import Phones

CONTRACTS: dict[str, type] = {
    "office": Office,
    "people": People,
    "phones": Phones,
    "messages": Messages,
    "media": Media,
    "flows": Flows,
    "triggers": Triggers,
}
