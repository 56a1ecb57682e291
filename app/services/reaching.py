"""How many contacts a broadcast or start would reach, and some of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.contracts.broadcasts import Reach
from app.services.base import Core
from app.services.flow_runtime import runtime_of
from app.services.recipients import Exclusions, Finder, Recipients, local_now

SECONDS = 3.0  # of counting: a person waits
BATCH = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """`flow_id` of a start."""

    workspace_id: int
    wanted: Recipients
    exclusions: Exclusions
    flow_id: int | None = None


@dataclass(slots=True)
class Sample:
    """Ids of contacts that were chosen by chance among `count` (which includes numbers that are nobody's): all, if they are no
    more than was asked for. `is_complete` False: counting was cut short."""

    count: int
    contact_ids: list[int] = field(default_factory=list)
    is_complete: bool = True


def count_reach(core: Core, asked: Asked) -> Reach:
    found = sample(core, asked, 0, core.clock.monotonic() + SECONDS)
    return Reach(found.count, found.is_complete)


def sample(core: Core, asked: Asked, size: int, until: float) -> Sample:
    """`until`: a moment of the monotonic clock. The same office gives the same sample."""
    found, dice, seen = Sample(len(asked.wanted.urns)), random.Random(1), 0  # noqa: S311 (nothing is kept secret)
    for batch in _batches(core, asked):
        for contact_id in batch:
            seen += 1
            if len(found.contact_ids) < size:
                found.contact_ids.append(contact_id)
            elif (at := dice.randrange(seen)) < size:
                found.contact_ids[at] = contact_id
        if core.clock.monotonic() > until:
            found.is_complete = False
            break
    found.count += seen
    return found


def _batches(core: Core, asked: Asked) -> Iterator[list[int]]:
    """Only active contacts count: nobody else is written to. One short read transaction a batch."""
    assets, cursor, is_last = runtime_of(core).assets, 0, False
    while not is_last:
        with core.store.read() as session:
            shared = assets.get(session, asked.workspace_id)
            finder = Finder(session, shared, asked.wanted)
            batch = finder.next(cursor, BATCH)
            people = [person for person in finder.people(batch.contact_ids) if person.status == "active"]
            left_out = asked.exclusions.left_out(session, people, asked.flow_id, local_now(core.clock, shared))
        yield [person.id for person in people if person.id not in left_out]
        cursor, is_last = batch.cursor, batch.is_last
