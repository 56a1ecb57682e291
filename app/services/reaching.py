"""How many contacts a broadcast or start would reach."""

from __future__ import annotations

from app.contracts.broadcasts import Reach
from app.services.base import Core
from app.services.flow_runtime import runtime_of
from app.services.recipients import Exclusions, Finder, Recipients, local_now

SECONDS = 3.0  # of counting: a person waits
BATCH = 500


def count_reach(core: Core, workspace_id: int, wanted: Recipients, exclusions: Exclusions, flow_id: int | None) -> Reach:
    """Only active contacts count: nobody else is written to. One short read transaction a batch."""
    assets, until = runtime_of(core).assets, core.clock.monotonic() + SECONDS
    cursor, count, is_last = 0, len(wanted.urns), False
    while not is_last:
        if core.clock.monotonic() > until:
            return Reach(count, is_complete=False)
        with core.store.read() as session:
            shared = assets.get(session, workspace_id)
            finder = Finder(session, shared, wanted)
            batch = finder.next(cursor, BATCH)
            people = [person for person in finder.people(batch.contact_ids) if person.status == "active"]
            count += len(people) - len(exclusions.left_out(session, people, flow_id, local_now(core.clock, shared)))
        cursor, is_last = batch.cursor, batch.is_last
    return Reach(count, is_complete=True)
