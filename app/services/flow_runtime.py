"""What all conversations of an office share: the engine, the assets it has read, and a lock for each contact."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass, field

from app.engine.capabilities import Capabilities
from app.engine.engine import Engine
from app.services.assets import AssetCache
from app.services.base import Core
from app.services.contacts import may_claim_urn
from app.services.patience import Parking, PatientHttp, WebLane
from app.services.universe import RealUniverse
from app.services.webhooks import WebhookClient, allowed_subnets
from app.store.database import Store
from app.store.locks import Locks


@dataclass(frozen=True, slots=True)
class FlowRuntime:
    universe: RealUniverse
    engine: Engine
    assets: AssetCache
    locks: Locks
    lane: WebLane = field(default_factory=WebLane)
    flow_lane: WebLane = field(default_factory=WebLane)
    parking: Parking = field(default_factory=Parking)


_made: weakref.WeakKeyDictionary[Store, FlowRuntime] = weakref.WeakKeyDictionary()
_mutex = threading.Lock()


def web_places(workers: int) -> int:
    """How many of a process's workers at a queue may wait for web services at a time: all but one, which is left to everybody
    else."""
    return max(1, workers - 1)


def runtime_of(core: Core) -> FlowRuntime:
    """One for each store, made when first asked for."""
    with _mutex:
        found = _made.get(core.store)
        if found is None:
            found = _made[core.store] = _make(core)
        return found


def _make(core: Core) -> FlowRuntime:
    store = weakref.ref(core.store)

    def subnets() -> list[str]:
        known = store()
        return allowed_subnets(known) if known else []

    def may_claim(contact_uuid: str, identity: str) -> bool:
        known = store()
        return known is not None and may_claim_urn(known, contact_uuid, identity)

    lane, flow_lane = (WebLane(web_places(core.settings.workers.get(queue, 0))) for queue in ("handler", "flow"))
    universe = RealUniverse(core.clock, PatientHttp(WebhookClient(subnets), lane, flow_lane))
    engine = Engine(universe, capabilities=Capabilities(claim_urn=may_claim))
    return FlowRuntime(universe, engine, AssetCache(core.store, universe), core.store.locks, lane, flow_lane)
